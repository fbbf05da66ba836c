/*
 * The runner's own connection: blocking, one a process, made again with
 * back-off when PostgreSQL went away.
 */
#ifndef SERVER_JOBS_STORE_H
#define SERVER_JOBS_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libpq-fe.h>

struct cJSON;

struct store {
	const char *conninfo;
	PGconn *db;       /* NULL: not connected */
	int64_t retry_ms; /* of store_now_ms(): not before */
	int64_t wait_ms;  /* the back-off now */
};

/* Nothing is connected yet. conninfo must outlive the store. */
void store_init(struct store *, const char *conninfo);
void store_close(struct store *);

/* True when there is a connection; tries to make one when it is time. */
bool store_ready(struct store *);

/*
 * One statement, every parameter as text. NULL when it failed, which is
 * logged, and then a lost connection is closed. PQclear what comes back.
 */
PGresult *store_ask(struct store *, const char *sql, int n,
    const char *const *params);

/* The same for bytes: what comes back is binary. */
PGresult *store_ask_bytes(struct store *, const char *sql, int n,
    const char *const *params);

/* For statements whose answer does not matter beyond having worked. */
bool store_run(struct store *, const char *sql, int n,
    const char *const *params);

/*
 * The same for what has happened and must be written down: a connection that
 * was lost is made again first, within a time much shorter than a lease.
 */
bool store_insist(struct store *, const char *sql, int n,
    const char *const *params);

/*
 * The first column of the first row as a JSON object, caller frees; NULL
 * when there was none, and *failed tells a failure from an empty answer.
 */
struct cJSON *store_json(struct store *, const char *sql, int n,
    const char *const *params, bool *failed);

/* A text member of such an object, borrowed; absent when there is none. */
const char *store_text(const struct cJSON *, const char *name,
    const char *absent);

/* A clock that only goes forward. */
int64_t store_now_ms(void);

#endif
