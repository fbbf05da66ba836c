/*
 * What a browser or a program sent, as fields: query strings, urlencoded,
 * multipart and JSON bodies, cookies. Kore's own parsers lose empty values,
 * newlines and more than nineteen fields, so none of them is used.
 */
#ifndef SERVER_FORM_H
#define SERVER_FORM_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Fields of one request. A whole meeting of sixty members is one form: five
 * fields for each of them, their loans, and some dozens of votes.
 */
#define FORM_FIELDS_MAX     1000
#define FORM_NAME_BYTES_MAX 64 /* a field's name */

struct field {
	char *name;  /* UTF-8, NUL-terminated */
	char *value; /* raw bytes, NUL-terminated after len */
	size_t len;
	char *file_name; /* NULL unless a file part; never trusted */
	bool is_file;
	bool is_json; /* value is the JSON text of an object or array */
};

/* Grows as fields come: most requests have none, and are many at once. */
struct form {
	struct field *fields;
	size_t len;
	size_t room;
};

enum form_result {
	FORM_OK,
	FORM_MALFORMED, /* not what its content type says */
	FORM_TOO_MANY   /* a limit was passed */
};

/*
 * All append to the form; on failure the form holds what came before. Out of
 * memory is FORM_TOO_MANY. A list of plain values in JSON becomes the name
 * repeated, a null in it empty; elsewhere null is absent; of a name given
 * twice in JSON the first counts.
 */
enum form_result form_add_urlencoded(struct form *, const char *, size_t);
enum form_result form_add_multipart(struct form *, const char *boundary,
    const char *, size_t);
enum form_result form_add_json(struct form *, const char *, size_t);
enum form_result form_add_pair(struct form *, const char *name,
    const char *value, size_t len);

/*
 * The compact text of a JSON object or array under the same checks; caller
 * frees; NULL when it is neither.
 */
char *form_json_text(const char *, size_t);

/* The boundary of a multipart content type, caller frees; NULL if none. */
char *form_boundary(const char *content_type);

/* The first field of that name, borrowed; NULL when absent. */
const struct field *form_find(const struct form *, const char *name);
/*
 * The first field of that name at or after position *at; moves *at past it.
 * "shipping.12" is one of "shipping": radio buttons of a list need a name of
 * their own for each item.
 */
const struct field *form_next(const struct form *, const char *name,
    size_t *at);

/* The value of a cookie in a Cookie header; caller frees; NULL if absent. */
char *form_cookie(const char *header, const char *name);

/* Percent-decodes a path segment; caller frees; NULL when malformed. */
char *form_decode_segment(const char *, size_t);

void form_free(struct form *);

#endif
