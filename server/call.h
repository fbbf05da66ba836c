/*
 * A question to another server, and what came back, without the asking: the
 * web worker asks through Kore's loop, the job runner blocks on libcurl.
 */
#ifndef SERVER_CALL_H
#define SERVER_CALL_H

#include <stdbool.h>
#include <stddef.h>

#define CALL_HEADERS_MAX 4

struct call {
	const char *method;              /* "GET" or "POST" */
	char *url;                       /* may hold a key: never logged */
	char *headers[CALL_HEADERS_MAX]; /* "Name: value" */
	size_t headers_len;
	char *body; /* NULL for a GET */
	size_t body_len;
};

struct call_answer {
	int status; /* HTTP's; 0 when no answer came */
	const char *body;
	size_t len;
};

struct cJSON;

/* Each makes a whole call; false when out of memory, call is then empty. */
bool call_post_json(struct call *, const char *url, const struct cJSON *);
bool call_post_form(struct call *, const char *url, const char *body);
bool call_add_header(struct call *, const char *name, const char *value);
void call_free(struct call *);

/* The answer as an object, caller frees; NULL when it is anything else. */
struct cJSON *call_read_json(const struct call_answer *);

#endif
