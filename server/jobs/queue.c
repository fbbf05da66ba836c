/* One lane: claims a job, runs it, says how it went, and waits for more. */
#include "jobs/runner.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cJSON.h>

#include "config.h"
#include "log.h"

#define POLL_MS 200  /* a login code waits; NOTIFY would queue commits */
#define BEAT_MS 5000 /* readyz calls a runner lost after several of these */

#define CLAIM_SQL                                                              \
	"select id, kind, payload, tries "                                     \
	"from runner_claim($1, $2::text[], $3::integer)"
#define DONE_SQL "select job_done($1::bigint, $2)"
#define FAIL_SQL "select job_fail($1::bigint, $2, $3, $4::boolean)"
#define BEAT_SQL "select runner_beat($1, $2::integer)"
#define FREE_SQL "select runner_free($1)"
#define DUE_SQL  "select runner_due($1)"

static const struct kind {
	const char *name;
	enum job_result (*run)(struct runner *, struct job *);
} kinds[] = {
	{ "alerts", alerts_job },
	{ "board", board_job },
	{ "document", document_job },
	{ "export", export_job },
	{ "grades", grades_job },
	{ "import_check", import_check_job },
	{ "import_clear", import_clear_job },
	{ "import_read", import_read_job },
	{ "import_write", import_write_job },
	{ "ledger_prove", ledger_prove_job },
	{ "ledger_wrong", ledger_wrong_job },
	{ "order_expire", order_expire_job },
	{ "parcel_complete", parcel_complete_job },
	{ "parcel_new", parcel_new_job },
	{ "payment_check", payment_job },
	{ "photo", photo_job },
	{ "photo_drop", photo_drop_job },
	{ "refund", refund_job },
	{ "savings_figures", savings_figures_job },
	{ "savings_receipts", savings_receipts_job },
	{ "sms", sms_job },
};

/* What happens from time to time; money's lane does nothing but its own. */
static const struct chore {
	const char *lane;
	int64_t sweeps;   /* in units of HAMYAR_SWEEP_S; 0: each turn */
	const char *kind; /* a job to ask for, or NULL: */
	void (*run)(struct runner *);
} chores[] = {
	{ "money", 1, NULL, payment_sweep },
	{ "money", 5, NULL, payment_sweep_unverified },
	{ "ledger", 0, NULL, ledger_seal },
	{ "time", 10, NULL, products_lapse },
	{ "time", 10, "board", NULL },
	{ "time", 15, "alerts", NULL },
	{ "time", 15, "savings_figures", NULL },
	{ "time", 60, "grades", NULL },
	{ "time", 60, "ledger_prove", NULL },
	{ "time", 360, NULL, exports_drop },
	{ "time", 360, NULL, runner_clean },
};

#define CHORES (sizeof(chores) / sizeof(chores[0]))

static volatile sig_atomic_t stopping;

static void on_stop(int);
static void listen_to_signals(void);
static void name_of(char out[RUNNER_NAME_SIZE], pid_t, const struct lane *);
static bool free_dead(struct runner *, const struct lane *, pid_t dead);
static void beat(struct runner *);
static void do_chores(struct runner *, const struct lane *,
    int64_t due_ms[CHORES]);
static void do_chore(struct runner *, const struct chore *);
static bool run_one(struct runner *, const struct lane *);
static enum job_result run_kind(struct runner *, const char *kind,
    struct job *);
static void say_how(struct runner *, const struct job *, const char *kind,
    enum job_result, int64_t took_ms);
static void wait_for_more(struct runner *);
static void drain(struct store *);

int
queue_run(const struct config *config, const struct lane *lane, pid_t dead)
{
	struct runner runner;
	int64_t beat_ms, chore_ms[CHORES] = { 0 };

	memset(&runner, 0, sizeof(runner));
	runner.config = config;
	name_of(runner.name, getpid(), lane);
	store_init(&runner.store, config->db_jobs);
	listen_to_signals();
	log_info("lane_started", "lane=%s", lane->name);
	beat_ms = 0;
	while (!stopping) {
		if (store_ready(&runner.store) && store_now_ms() >= beat_ms) {
			beat(&runner);
			beat_ms = store_now_ms() + BEAT_MS;
		}
		if (dead != 0 && free_dead(&runner, lane, dead))
			dead = 0;
		do_chores(&runner, lane, chore_ms);
		if (!run_one(&runner, lane) && !stopping)
			wait_for_more(&runner);
	}
	store_close(&runner.store);
	log_info("lane_stopped", "lane=%s", lane->name);
	return (0);
}

static void
on_stop(int signal)
{
	(void)signal;
	stopping = 1;
}

/* Without SA_RESTART, so that a wait ends; libpq and libcurl go on. */
static void
listen_to_signals(void)
{
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	action.sa_handler = on_stop;
	(void)sigaction(SIGTERM, &action, NULL);
	(void)sigaction(SIGINT, &action, NULL);
	action.sa_handler = SIG_IGN;
	(void)sigaction(SIGPIPE, &action, NULL);
}

static void
name_of(char out[RUNNER_NAME_SIZE], pid_t pid, const struct lane *lane)
{
	char host[64];

	if (gethostname(host, sizeof(host)) != 0)
		(void)snprintf(host, sizeof(host), "unknown");
	host[sizeof(host) - 1] = '\0';
	(void)snprintf(out, RUNNER_NAME_SIZE, "%s:%d:%s", host, (int)pid,
	    lane->name);
}

/* What the lane before this one held need not wait for its lease to end. */
static bool
free_dead(struct runner *runner, const struct lane *lane, pid_t dead)
{
	char name[RUNNER_NAME_SIZE];
	const char *params[1] = { name };

	name_of(name, dead, lane);
	return (store_run(&runner->store, FREE_SQL, 1, params));
}

static void
beat(struct runner *runner)
{
	const char *params[2] = { runner->name, NULL };
	char pid[16];

	(void)snprintf(pid, sizeof(pid), "%d", (int)getpid());
	params[1] = pid;
	(void)store_run(&runner->store, BEAT_SQL, 2, params);
}

static void
do_chores(struct runner *runner, const struct lane *lane,
    int64_t due_ms[CHORES])
{
	size_t i;

	for (i = 0; i < CHORES; i++) {
		if (strcmp(chores[i].lane, lane->name) != 0 ||
		    runner->store.db == NULL || store_now_ms() < due_ms[i])
			continue;
		do_chore(runner, &chores[i]);
		due_ms[i] = store_now_ms() +
		    chores[i].sweeps * runner->config->sweep_s * 1000;
	}
}

static void
do_chore(struct runner *runner, const struct chore *chore)
{
	const char *params[1] = { chore->kind };

	if (chore->kind == NULL)
		chore->run(runner);
	else
		(void)store_run(&runner->store, DUE_SQL, 1, params);
}

/* False when there was nothing to do, or no way to know. */
static bool
run_one(struct runner *runner, const struct lane *lane)
{
	const char *params[3] = { runner->name, lane->kinds, lane->lease_s };
	enum job_result result;
	struct cJSON *payload;
	PGresult *row;
	struct job job;
	int64_t start_ms;

	row = store_ask(&runner->store, CLAIM_SQL, 3, params);
	if (row == NULL || PQntuples(row) == 0 || PQgetisnull(row, 0, 0)) {
		PQclear(row);
		return (false);
	}
	memset(&job, 0, sizeof(job));
	job.id = strtoll(PQgetvalue(row, 0, 0), NULL, 10);
	job.tries = (int)strtol(PQgetvalue(row, 0, 3), NULL, 10);
	payload = cJSON_Parse(PQgetvalue(row, 0, 2));
	job.payload = payload;
	start_ms = store_now_ms();
	result = run_kind(runner, PQgetvalue(row, 0, 1), &job);
	say_how(runner, &job, PQgetvalue(row, 0, 1), result,
	    store_now_ms() - start_ms);
	cJSON_Delete(payload);
	PQclear(row);
	return (true);
}

static enum job_result
run_kind(struct runner *runner, const char *kind, struct job *job)
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].name, kind) == 0)
			return (kinds[i].run(runner, job));
	return (job_dead(job, "no such kind"));
}

/*
 * When this cannot be said at all, the job stays claimed until its lease
 * ends, and runs again: that is allowed.
 */
static void
say_how(struct runner *runner, const struct job *job, const char *kind,
    enum job_result result, int64_t took_ms)
{
	const char *params[4];
	char id[24];

	(void)snprintf(id, sizeof(id), "%lld", (long long)job->id);
	params[0] = id;
	params[1] = runner->name;
	params[2] = job->why;
	params[3] = result == JOB_DEAD ? "true" : "false";
	if (result == JOB_DONE) {
		log_info("job_done", "job=%s kind=%s ms=%lld", id, kind,
		    (long long)took_ms);
		(void)store_insist(&runner->store, DONE_SQL, 2, params);
		return;
	}
	log_warn("job_failed", "job=%s kind=%s tries=%d dead=%s why=\"%s\"", id,
	    kind, job->tries, params[3], job->why);
	(void)store_insist(&runner->store, FAIL_SQL, 4, params);
}

static void
wait_for_more(struct runner *runner)
{
	struct pollfd fd;
	int wait_ms;

	fd.fd = runner->store.db != NULL ? PQsocket(runner->store.db) : -1;
	fd.events = POLLIN;
	wait_ms =
	    runner->store.db != NULL ? POLL_MS : (int)runner->store.wait_ms;
	if (poll(&fd, 1, wait_ms) > 0)
		drain(&runner->store);
}

/* Reads what PostgreSQL said unasked: its farewell. */
static void
drain(struct store *store)
{
	if (PQconsumeInput(store->db) != 0)
		return;
	log_warn("database_away", "why=\"%s\"", PQerrorMessage(store->db));
	store_close(store);
}

bool
job_id(const struct job *job, const char *name, char out[JOB_ID_BYTES])
{
	const cJSON *number;

	number = cJSON_GetObjectItemCaseSensitive(job->payload, name);
	if (!cJSON_IsNumber(number))
		return (false);
	(void)snprintf(out, JOB_ID_BYTES, "%.0f", number->valuedouble);
	return (true);
}

enum job_result
job_again(struct job *job, const char *why)
{
	(void)snprintf(job->why, sizeof(job->why), "%s", why);
	return (JOB_AGAIN);
}

enum job_result
job_dead(struct job *job, const char *why)
{
	(void)snprintf(job->why, sizeof(job->why), "%s", why);
	return (JOB_DEAD);
}

enum job_result
job_call(struct runner *runner, struct job *job, const char *name,
    const char *sql)
{
	const char *params[1];
	char id[JOB_ID_BYTES];

	if (!job_id(job, name, id))
		return (job_dead(job, "no id in the payload"));
	params[0] = id;
	if (!store_run(&runner->store, sql, 1, params))
		return (job_again(job, "database"));
	return (JOB_DONE);
}
