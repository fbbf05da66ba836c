/* One connection to PostgreSQL on Kore's event loop; see db_link.h. */
#include "db_link.h"

#include <sys/epoll.h>

#include <string.h>

#include "log.h"

#define DELAY_FIRST_MS     50   /* back soon after a restart */
#define DELAY_MAX_MS       1000 /* full service within 2 s of a return */
#define CONNECT_TIMEOUT_MS 5000

static void link_handle(void *, int);
static void link_poll_connect(struct db_link *);
static void link_watch(struct db_link *, int);
static void link_notice(void *, const char *);
static void link_retry(void *, u_int64_t);
static void link_too_slow(void *, u_int64_t);
static void link_broken(void *, u_int64_t);
static void link_timer_set(struct db_link *, void (*)(void *, u_int64_t),
    u_int64_t);
static void link_timer_clear(struct db_link *);

void
db_link_open(struct db_link *link)
{
	link->event.type = 0;
	link->event.flags = 0;
	link->event.handle = link_handle;
	link->ready = false;
	link->fd = -1;
	link->broken = NULL;
	if (link->delay_ms == 0)
		link->delay_ms = DELAY_FIRST_MS;

	link->conn = PQconnectStart(link->conninfo);
	if (link->conn == NULL || PQstatus(link->conn) == CONNECTION_BAD) {
		db_link_lost(link, "cannot start to connect");
		return;
	}
	(void)PQsetNoticeProcessor(link->conn, link_notice, NULL);
	link_timer_set(link, link_too_slow, CONNECT_TIMEOUT_MS);
	link_watch(link, EPOLLIN | EPOLLOUT | EPOLLRDHUP);
}

void
db_link_close(struct db_link *link)
{
	link_timer_clear(link);
	if (link->conn != NULL)
		PQfinish(link->conn);
	link->conn = NULL;
	link->fd = -1;
	link->ready = false;
	link->broken = NULL;
}

void
db_link_lost(struct db_link *link, const char *why)
{
	bool was_ready = link->ready;

	log_warn("db_lost", "why=\"%s\"", why);
	db_link_close(link);
	if (was_ready)
		link->down(link);
	link_timer_set(link, link_retry, (u_int64_t)link->delay_ms);
	link->delay_ms *= 2;
	if (link->delay_ms > DELAY_MAX_MS)
		link->delay_ms = DELAY_MAX_MS;
}

void
db_link_break(struct db_link *link, const char *why)
{
	link->broken = why;
	link_timer_set(link, link_broken, 1);
}

void
db_link_flush(struct db_link *link)
{
	int events, left;

	left = PQflush(link->conn);
	if (left < 0) {
		db_link_break(link, "cannot send");
		return;
	}
	events = EPOLLIN | EPOLLRDHUP | (left > 0 ? EPOLLOUT : 0);
	if (events != link->watched)
		link_watch(link, events);
}

/* Called by Kore's loop; error says that the other side hung up. */
static void
link_handle(void *arg, int error)
{
	struct db_link *link = arg;
	int flags;

	flags = link->event.flags;
	link->event.flags = 0;
	if (link->conn == NULL || link->broken != NULL)
		return;
	if (!link->ready) {
		link_poll_connect(link);
		return;
	}
	if (flags & KORE_EVENT_READ || error) {
		/* What was still in the socket is read before it is closed. */
		if (PQconsumeInput(link->conn) == 0) {
			db_link_lost(link, "line cut");
			return;
		}
		link->input(link);
		if (link->conn == NULL)
			return;
		if (error || PQstatus(link->conn) != CONNECTION_OK) {
			db_link_lost(link, "server hung up");
			return;
		}
	}
	if (flags & KORE_EVENT_WRITE)
		db_link_flush(link);
}

static void
link_poll_connect(struct db_link *link)
{
	switch (PQconnectPoll(link->conn)) {
	case PGRES_POLLING_READING:
		link_watch(link, EPOLLIN | EPOLLRDHUP);
		return;
	case PGRES_POLLING_WRITING:
		link_watch(link, EPOLLOUT | EPOLLRDHUP);
		return;
	case PGRES_POLLING_OK:
		break;
	default:
		db_link_lost(link, "cannot connect");
		return;
	}
	link_timer_clear(link);
	if (PQsetnonblocking(link->conn, 1) != 0) {
		db_link_lost(link, "cannot set non-blocking");
		return;
	}
	link_watch(link, EPOLLIN | EPOLLRDHUP);
	link->ready = true;
	link->delay_ms = DELAY_FIRST_MS;
	link->up(link);
}

/* libpq may change its socket while it connects, so it is asked each time. */
static void
link_watch(struct db_link *link, int events)
{
	link->watched = events;
	link->fd = PQsocket(link->conn);
	if (link->fd >= 0)
		kore_platform_event_schedule(link->fd, events, 0, link);
}

/* libpq would print it raw. */
static void
link_notice(void *arg, const char *text)
{
	(void)arg;
	log_warn("db_notice", "why=\"%.*s\"", (int)strcspn(text, "\n"), text);
}

static void
link_retry(void *arg, u_int64_t now)
{
	struct db_link *link = arg;

	(void)now;
	link->timer = NULL;
	db_link_open(link);
}

static void
link_too_slow(void *arg, u_int64_t now)
{
	struct db_link *link = arg;

	(void)now;
	link->timer = NULL;
	db_link_lost(link, "connecting took too long");
}

static void
link_broken(void *arg, u_int64_t now)
{
	struct db_link *link = arg;

	(void)now;
	link->timer = NULL;
	db_link_lost(link, link->broken);
}

static void
link_timer_set(struct db_link *link, void (*call)(void *, u_int64_t),
    u_int64_t after_ms)
{
	link_timer_clear(link);
	link->timer = kore_timer_add(call, after_ms, link, KORE_TIMER_ONESHOT);
}

static void
link_timer_clear(struct db_link *link)
{
	if (link->timer != NULL)
		kore_timer_remove(link->timer);
	link->timer = NULL;
}
