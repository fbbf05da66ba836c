/*
 * The shape of an answer in a few words, and as a JSON Schema:
 * "{id:int title:text photo:photo? lines:[{price:rial}]}".
 */
#ifndef API_SHAPE_H
#define API_SHAPE_H

struct cJSON;

/* The schema of a shape; the caller owns it. An unknown word is a bug. */
struct cJSON *shape_schema(const char *);

/* "components" of the document: shared schemas, parameters, security. */
struct cJSON *shape_components(void);

#endif
