/*
 * A body longer than its Content-Length. Kore 4.1 subtracts what came from
 * what is left without looking (http_body_recv and http_header_recv in
 * http.c), wraps around, and then grows the body for as long as bytes come.
 * Both ask net_recv_reset() for more right after, so that call is wrapped by
 * the linker (--wrap=net_recv_reset) and the connection dropped there.
 */
#include <sys/types.h>

#include <kore/kore.h>

#include <kore/http.h>

void __real_net_recv_reset(struct connection *, size_t,
    int (*)(struct netbuf *));
void __wrap_net_recv_reset(struct connection *, size_t,
    int (*)(struct netbuf *));

static int discard(struct netbuf *);
static int has_overrun(struct connection *);

void
__wrap_net_recv_reset(struct connection *c, size_t len,
    int (*cb)(struct netbuf *))
{
	if (c->proto == CONN_PROTO_HTTP && has_overrun(c)) {
		kore_connection_disconnect(c);
		c->evt.flags &= ~KORE_EVENT_READ;
		__real_net_recv_reset(c, len, discard);
		return;
	}
	__real_net_recv_reset(c, len, cb);
}

static int
has_overrun(struct connection *c)
{
	struct http_request *req;

	TAILQ_FOREACH(req, &c->http_requests, olist) {
		if (req->http_body != NULL &&
		    req->http_body->offset > req->http_body_length)
			return (1);
	}
	return (0);
}

static int
discard(struct netbuf *nb)
{
	(void)nb;
	return (KORE_RESULT_ERROR);
}
