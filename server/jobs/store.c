/* The runner's own connection; see store.h. */
#include "jobs/store.h"

#include <poll.h>
#include <string.h>
#include <time.h>

#include <cJSON.h>

#include "log.h"

/* Service is to be full within 2 s of PostgreSQL's return. */
#define WAIT_MS_MIN 100
#define WAIT_MS_MAX 1000

#define INSIST_MS_MAX  30000
#define INSIST_WAIT_MS 50

static bool store_connect(struct store *);
static void ignore_notice(void *, const char *);
static PGresult *ask(struct store *, const char *sql, int n,
    const char *const *params, int format);

void
store_init(struct store *store, const char *conninfo)
{
	memset(store, 0, sizeof(*store));
	store->conninfo = conninfo;
	store->wait_ms = WAIT_MS_MIN;
}

void
store_close(struct store *store)
{
	PQfinish(store->db);
	store->db = NULL;
}

bool
store_ready(struct store *store)
{
	int64_t now;

	if (store->db != NULL)
		return (true);
	now = store_now_ms();
	if (now < store->retry_ms)
		return (false);
	if (store_connect(store)) {
		store->wait_ms = WAIT_MS_MIN;
		return (true);
	}
	store->retry_ms = now + store->wait_ms;
	store->wait_ms *= 2;
	if (store->wait_ms > WAIT_MS_MAX)
		store->wait_ms = WAIT_MS_MAX;
	return (false);
}

static bool
store_connect(struct store *store)
{
	/* Later words win over what the conninfo says. */
	const char *const words[] = { "dbname", "connect_timeout",
		"application_name", NULL };
	const char *const values[] = { store->conninfo, "5", "hamyar jobs",
		NULL };

	store->db = PQconnectdbParams(words, values, 1);
	(void)PQsetNoticeProcessor(store->db, ignore_notice, NULL);
	if (PQstatus(store->db) == CONNECTION_OK) {
		log_info("database_connected", "pid=%d",
		    PQbackendPID(store->db));
		return (true);
	}
	log_warn("database_away", "wait_ms=%lld why=\"%s\"",
	    (long long)store->wait_ms, PQerrorMessage(store->db));
	store_close(store);
	return (false);
}

/* libpq would print notices, and farewells, among the lines of the log. */
static void
ignore_notice(void *arg, const char *message)
{
	(void)arg;
	(void)message;
}

static PGresult *
ask(struct store *store, const char *sql, int n, const char *const *params,
    int format)
{
	ExecStatusType status;
	PGresult *result;

	if (store->db == NULL)
		return (NULL);
	result =
	    PQexecParams(store->db, sql, n, NULL, params, NULL, NULL, format);
	status = PQresultStatus(result);
	if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
		return (result);
	/* The primary message only: details may repeat what a row holds. */
	log_error("statement_failed", "state=%s why=\"%s\" sql=\"%s\"",
	    PQresultErrorField(result, PG_DIAG_SQLSTATE) != NULL ?
		PQresultErrorField(result, PG_DIAG_SQLSTATE) :
		"none",
	    PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) != NULL ?
		PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) :
		"no connection",
	    sql);
	PQclear(result);
	if (PQstatus(store->db) != CONNECTION_OK)
		store_close(store);
	return (NULL);
}

PGresult *
store_ask(struct store *store, const char *sql, int n,
    const char *const *params)
{
	return (ask(store, sql, n, params, 0));
}

PGresult *
store_ask_bytes(struct store *store, const char *sql, int n,
    const char *const *params)
{
	return (ask(store, sql, n, params, 1));
}

bool
store_run(struct store *store, const char *sql, int n,
    const char *const *params)
{
	PGresult *result;

	result = store_ask(store, sql, n, params);
	PQclear(result);
	return (result != NULL);
}

bool
store_insist(struct store *store, const char *sql, int n,
    const char *const *params)
{
	int64_t until_ms;

	until_ms = store_now_ms() + INSIST_MS_MAX;
	while (!store_run(store, sql, n, params)) {
		/* Still connected: it was refused, and would be again. */
		if (store->db != NULL)
			return (false);
		while (!store_ready(store)) {
			if (store_now_ms() > until_ms)
				return (false);
			(void)poll(NULL, 0, INSIST_WAIT_MS);
		}
	}
	return (true);
}

struct cJSON *
store_json(struct store *store, const char *sql, int n,
    const char *const *params, bool *failed)
{
	struct cJSON *json;
	PGresult *result;

	json = NULL;
	result = store_ask(store, sql, n, params);
	*failed = result == NULL;
	if (result != NULL && PQntuples(result) > 0 &&
	    !PQgetisnull(result, 0, 0))
		json = cJSON_ParseWithLength(PQgetvalue(result, 0, 0),
		    (size_t)PQgetlength(result, 0, 0));
	PQclear(result);
	return (json);
}

const char *
store_text(const struct cJSON *object, const char *name, const char *absent)
{
	const char *text;

	text = cJSON_GetStringValue(
	    cJSON_GetObjectItemCaseSensitive(object, name));
	return (text != NULL ? text : absent);
}

int64_t
store_now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return ((int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000);
}
