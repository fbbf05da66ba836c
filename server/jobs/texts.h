/* What each kind of message says. */
#ifndef SERVER_JOBS_TEXTS_H
#define SERVER_JOBS_TEXTS_H

#include <stdbool.h>

struct buffer;
struct cJSON;

struct text {
	const char *kind;     /* of the message row */
	const char *template; /* the provider's, when it goes by template */
	const char *token;    /* the one it takes */
	const char *says;     /* Mustache over the tokens, otherwise */
};

/* NULL when there is no such kind. */
const struct text *texts_find(const char *kind);

/* The text filled with tokens; false when it does not fit or compile. */
bool texts_write(const struct text *, const struct cJSON *tokens,
    struct buffer *);

#endif
