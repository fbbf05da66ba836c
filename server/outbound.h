/*
 * Asking a server of the outside world while a visitor waits: libcurl inside
 * Kore's loop, so the worker goes on serving.
 */
#ifndef SERVER_OUTBOUND_H
#define SERVER_OUTBOUND_H

#include <stdbool.h>
#include <stddef.h>

#define OUTBOUND_CONNECT_MS_MAX 5000
#define OUTBOUND_ANSWER_MS_MAX  15000
#define OUTBOUND_BYTES_MAX      (256 * 1024)
#define OUTBOUND_HEADERS_MAX    4

struct http_request;
struct outbound;

/* What to ask; all borrowed until outbound_start() returns. */
struct outbound_ask {
	const char *url;
	const char *body;                          /* NULL: GET */
	const char *headers[OUTBOUND_HEADERS_MAX]; /* "name: value" */
};

struct outbound_answer {
	bool arrived;     /* false: no whole answer, see error */
	int status;
	const char *body; /* NUL-terminated, borrowed until outbound_free() */
	const char *error;
};

/*
 * Starts to ask and puts the request to sleep; Kore wakes it when
 * outbound_read() has something to say. NULL when it cannot start. The
 * caller frees before the request dies.
 */
struct outbound *outbound_start(struct http_request *,
    const struct outbound_ask *);
void outbound_read(struct outbound *, struct outbound_answer *);
void outbound_free(struct outbound *);

/* Plain http is asked in sandbox mode only. Once, before start. */
void outbound_allow_plain(bool);

#endif
