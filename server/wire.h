/*
 * An answer onto its connection, head and body in one system call. Kore's own
 * http_response() copies each header twice and the body once, and sends 8 KiB
 * at a time: that costs more than all the rest of a page from the cache.
 */
#ifndef SERVER_WIRE_H
#define SERVER_WIRE_H

#include <stdbool.h>
#include <stddef.h>

struct http_request;

/*
 * head is all lines after the first, each ending in CRLF, and the empty one;
 * connection and date are added here. Both are copied as far as the socket
 * does not take them at once. A HEAD request gets no body.
 */
void wire_send(struct http_request *, int status, const char *head,
    size_t head_len, const char *body, size_t len);

/*
 * Whether the line may take another request after this one. An answer that
 * goes out by Kore's own means must close it otherwise.
 */
bool wire_stays_open(struct http_request *);

#endif
