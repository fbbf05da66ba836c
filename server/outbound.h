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

struct call;
struct call_answer;
struct http_request;
struct outbound;

/*
 * Starts to ask and puts the request to sleep; Kore wakes it when
 * outbound_read() has something to say. NULL when it cannot start. The
 * caller frees before the request dies.
 */
struct outbound *outbound_start(struct http_request *, const struct call *);
/* False when no whole answer came; answer->status is 0 then. */
bool outbound_read(struct outbound *, struct call_answer *);
void outbound_free(struct outbound *);

/* Plain http is asked in sandbox mode only. Once, before start. */
void outbound_allow_plain(bool);

#endif
