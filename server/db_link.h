/*
 * One connection to PostgreSQL on Kore's event loop: connecting, watching the
 * socket, coming back after a loss. Private to db*.c.
 */
#ifndef SERVER_DB_LINK_H
#define SERVER_DB_LINK_H

#include <sys/types.h>

#include <kore/kore.h>
#include <libpq-fe.h>
#include <stdbool.h>

struct db_link {
	struct kore_event event; /* first: Kore calls through it */
	PGconn *conn;            /* NULL while down */
	bool ready;
	int fd;           /* what epoll watches, -1 for none */
	int watched;      /* the events it waits for there */
	int64_t delay_ms; /* before the next attempt to connect */
	struct kore_timer *timer;
	const char *broken;   /* why, until the loop's next turn; or NULL */
	const char *conninfo; /* borrowed */

	/* Told of: ready to use · bytes came · line lost. */
	void (*up)(struct db_link *);
	void (*input)(struct db_link *);
	void (*down)(struct db_link *);
};

/* The three hooks and conninfo are set already; starts to connect. */
void db_link_open(struct db_link *);
void db_link_close(struct db_link *);

/* Drops the line, tells down(), and tries again after a growing pause. */
void db_link_lost(struct db_link *, const char *why);

/*
 * The same in the loop's next turn, for who may not be told yet: who has just
 * asked for something must not hear of its failure before the asking returns.
 */
void db_link_break(struct db_link *, const char *why);

/* Sends what libpq holds; asks for a write event while some is left. */
void db_link_flush(struct db_link *);

#endif
