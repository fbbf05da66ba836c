/* An answer onto its connection; see wire.h. */
#include "wire.h"

#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>

#include <kore/kore.h>

#include <kore/http.h>

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define START_BYTES_MAX 256
#define DATE_BYTES_MAX  64
#define PARTS           3

static const char *date_now(void);
static size_t send_now(struct connection *, struct iovec *, size_t);
static void queue_rest(struct connection *, const struct iovec *, size_t,
    size_t sent);
static void receive_next(struct connection *);

void
wire_send(struct http_request *http, int status, const char *head,
    size_t head_len, const char *body, size_t len)
{
	struct connection *c = http->owner;
	char start[START_BYTES_MAX];
	struct iovec parts[PARTS];
	size_t n;
	bool open;

	if (c == NULL)
		return; /* the client has left */
	http->status = status;
	open = wire_stays_open(http);
	n = http->method == HTTP_METHOD_HEAD || len == 0 ? 2 : 3;
	parts[0].iov_base = start;
	parts[0].iov_len = (size_t)snprintf(start, sizeof(start),
	    "HTTP/1.1 %d %s\r\ndate: %s\r\nconnection: %s\r\n"
	    "keep-alive: timeout=%u\r\n",
	    status, http_status_text(status), date_now(),
	    open ? "keep-alive" : "close", open ? http_keepalive_time : 0u);
	/* What is sent is only read: the casts undo iovec's missing const. */
	parts[1].iov_base = (void *)(uintptr_t)head;
	parts[1].iov_len = head_len;
	parts[2].iov_base = (void *)(uintptr_t)body;
	parts[2].iov_len = len;
	queue_rest(c, parts, n, send_now(c, parts, n));
	if (open)
		receive_next(c);
	else
		c->flags |= CONN_CLOSE_EMPTY;
}

bool
wire_stays_open(struct http_request *http)
{
	const char *header;

	if (http->owner->flags & CONN_CLOSE_EMPTY ||
	    http->flags & HTTP_VERSION_1_0)
		return (false);
	/*
	 * Kore leaves the body of a GET on the line, where it would be read as
	 * the next request: a visitor's behind a proxy that shares the line.
	 */
	if (http->http_body == NULL &&
	    (http_request_header(http, "transfer-encoding", &header) ||
		(http_request_header(http, "content-length", &header) &&
		    strcmp(header, "0") != 0)))
		return (false);
	return (!http_request_header(http, "connection", &header) ||
	    strcasecmp(header, "close") != 0);
}

/* As HTTP writes it (RFC 9110, 5.6.7); made once a second. */
static const char *
date_now(void)
{
	static char text[DATE_BYTES_MAX];
	static time_t made;
	time_t now = time(NULL);
	struct tm tm;

	if (now != made && gmtime_r(&now, &tm) != NULL) {
		(void)strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT",
		    &tm);
		made = now;
	}
	return (text);
}

/* As much as the socket takes without waiting; in bytes. */
static size_t
send_now(struct connection *c, struct iovec *parts, size_t n)
{
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = n };
	ssize_t sent;

	/* What was queued before goes first. */
	if (!TAILQ_EMPTY(&c->send_queue) || !(c->evt.flags & KORE_EVENT_WRITE))
		return (0);
	sent = sendmsg(c->fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (sent == -1 && errno == EAGAIN)
		c->evt.flags &= ~KORE_EVENT_WRITE;
	/* A broken line is found again, and closed, by Kore's own flush. */
	return (sent == -1 ? 0 : (size_t)sent);
}

static void
queue_rest(struct connection *c, const struct iovec *parts, size_t n,
    size_t sent)
{
	size_t i, skip;

	for (i = 0; i < n; i++) {
		skip = sent < parts[i].iov_len ? sent : parts[i].iov_len;
		sent -= skip;
		if (skip < parts[i].iov_len)
			net_send_queue(c, (char *)parts[i].iov_base + skip,
			    parts[i].iov_len - skip);
	}
}

/* What Kore's http_start_recv() does, which only http.c can call. */
static void
receive_next(struct connection *c)
{
	c->http_start = kore_time_ms();
	c->http_timeout = http_header_timeout * 1000;
	net_recv_reset(c, http_header_max, http_header_recv);
	(void)net_recv_flush(c);
}
