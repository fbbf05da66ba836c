/*
 * PostgreSQL on Kore's event loop: non-blocking connect, statements prepared
 * once a connection, one pipeline a call, reconnect with back-off, and a
 * bounded queue that sheds load instead of hanging.
 */
#ifndef SERVER_DB_H
#define SERVER_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DB_STEPS_MAX      2    /* statements of one call */
#define DB_STATEMENTS_MAX 1024 /* of the whole service */

struct db_call;

/* One statement of a call. All arrays are borrowed until the call is done. */
struct db_step {
	int statement;             /* from db_statement_add() */
	size_t n;                  /* parameters */
	const char *const *values; /* text or bytes; NULL is null */
	const int *lens;           /* bytes, read for binary ones only */
	const int *formats;        /* 1: binary; NULL: all are text */
};

struct db_answer {
	bool ok;
	bool lost;           /* no connection, time over, or queue full */
	char sqlstate[6];    /* when not ok and not lost */
	const char *message; /* of the error; all borrowed for the callback */
	const char *column;
	const char *detail;
	struct {
		const char *text; /* first column of the first row, or NULL */
		size_t len;
	} steps[DB_STEPS_MAX];
};

/*
 * Makes a statement known by name, before the workers start; the number is
 * what db_step wants. Two names may not be equal. -1 when there is no room.
 */
int db_statement_add(const char *name, const char *sql);
int db_statement_find(const char *name);

/* Opens this worker's connections, conninfo is libpq's; limits are counts. */
void db_start(const char *conninfo, size_t count, size_t waiting_max);
void db_stop(void);

/*
 * Sends the steps as one implicit transaction; the answer comes to done(),
 * exactly once, never from inside this call. False when the queue is full:
 * then done() is not called. The call is valid until done() is called.
 */
bool db_send(const struct db_step *, size_t n,
    void (*done)(void *owner, const struct db_answer *), void *owner,
    struct db_call **);

/* The owner goes away: done() will not be called. What was sent goes on. */
void db_forget(struct db_call *);

/*
 * Hears a NOTIFY channel on a connection of its own. heard(NULL) says that
 * it listens from now on, and that something may have been missed before.
 */
void db_listen(const char *channel, void (*heard)(const char *payload));

/* For /metrics and /readyz. */
struct db_state {
	size_t connections, ready, busy, waiting;
	uint64_t calls, errors, shed, reconnects;
};
void db_state_read(struct db_state *);

#endif
