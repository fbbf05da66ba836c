/*
 * What goes back: status, headers that are checked, cookies, compression,
 * ETag, and the security headers of every answer.
 */
#ifndef SERVER_REPLY_H
#define SERVER_REPLY_H

#include <stdbool.h>
#include <stddef.h>

struct http_request;

#define REPLY_ETAG_BYTES 32

/* Cache-Control of a page that is the same for everybody: ask each time. */
#define REPLY_SHARED "no-cache"

enum encoding { ENCODING_PLAIN, ENCODING_GZIP, ENCODING_BROTLI, ENCODING_MAX };

struct reply_options {
	const char *cookie_name; /* the session's cookie */
	bool secure;             /* behind TLS: __Host- cookie and HSTS */
	const char *image_hosts; /* beside ours: the trust seal's; may be "" */
	const char *form_hosts;  /* where a form may lead: the gateways */
};

/* Once, before start. */
void reply_start(const struct reply_options *);

/*
 * Adds a header; false, and nothing added, when the value holds a control
 * byte: Kore would write it out as it is.
 */
bool reply_header(struct http_request *, const char *name, const char *value);

/* The session's cookie, or its end when token is NULL. */
void reply_cookie(struct http_request *, const char *token, long seconds);

/* The best encoding that the browser takes. */
enum encoding reply_encoding(struct http_request *);

/* Bytes in an encoding; caller frees; NULL when it would not help. */
char *reply_compress(const char *, size_t, enum encoding, bool hard,
    size_t *out_len);

/* A weak ETag of the bytes: the same page in another encoding is equal. */
void reply_etag(const char *, size_t, char out[REPLY_ETAG_BYTES]);

/* True when If-None-Match names the tag: then 304 is enough. */
bool reply_is_fresh(struct http_request *, const char *etag);

/*
 * Sends a whole answer to one visitor: security headers, type, encoding by
 * size. type is "text/html; charset=utf-8" and so on.
 */
void reply_send(struct http_request *, int status, const char *type,
    const char *body, size_t len);

/* A 200 that is the same for everybody, or 304 to who has it already. */
void reply_send_shared(struct http_request *, const char *type,
    const char *etag, const char *body, size_t len);

/* Sends bytes that are encoded already; etag as given (or NULL). */
void reply_send_encoded(struct http_request *, int status, const char *type,
    enum encoding, const char *etag, const char *body, size_t len);

/*
 * The head of a 200 that is sent many times, for wire_send(); caller frees,
 * NULL when out of memory.
 */
char *reply_keep_head(const char *type, enum encoding, const char *etag,
    size_t body_len, size_t *len);

/* See other: after a write, to a path of ours. */
void reply_redirect(struct http_request *, const char *location);

#endif
