/* Calls to PostgreSQL: queue, pipeline, answers; see db.h. */
#include "db.h"

#include <sys/queue.h>

#include <stdlib.h>
#include <string.h>

#include "db_link.h"
#include "log.h"

#define WAIT_MS_MAX   3000 /* a call waits this long for a connection */
#define ANSWER_MS_MAX 8000 /* for its answer: past statement_timeout */
#define SWEEP_MS      250  /* how often waiting calls are looked at */

struct db_call {
	TAILQ_ENTRY(db_call) list;
	struct db_step steps[DB_STEPS_MAX];
	size_t n;
	void (*done)(void *, const struct db_answer *);
	void *owner;
	uint64_t since_ms;
};
TAILQ_HEAD(call_queue, db_call);

struct line {
	struct db_link link;  /* first: a link's hooks get the line back */
	struct db_call *call; /* on the way, NULL when free */
	size_t prepares;      /* answers of Parse still to come */
	size_t step;          /* whose answer comes next */
	bool in_call;         /* past the first sync */
	bool parse_failed;    /* then what is prepared is not known */
	struct db_answer answer;
	PGresult *kept[DB_STEPS_MAX + 1];
	bool prepared[DB_STATEMENTS_MAX];
	bool preparing[DB_STATEMENTS_MAX];
};

static struct {
	const char *name;
	const char *sql;
} statements[DB_STATEMENTS_MAX];
static size_t statements_len;

/* The state of this worker. */
static struct line *lines;
static size_t lines_len, waiting_len, waiting_max;
static struct call_queue waiting = TAILQ_HEAD_INITIALIZER(waiting);
static struct db_state counts;
static struct db_link ear; /* the connection that listens */
static const char *ear_channel;
static void (*ear_heard)(const char *);

static void line_up(struct db_link *);
static void line_down(struct db_link *);
static void line_input(struct db_link *);
static void line_take_next(struct line *);
static void line_send(struct line *, struct db_call *);
static bool line_prepare(struct line *, const struct db_step *);
static bool line_execute(struct line *, const struct db_step *);
static void line_read(struct line *, PGresult *);
static void line_read_error(struct line *, PGresult *);
static void line_finish(struct line *);
static void line_forget_results(struct line *);
static void call_fail(struct db_call *);
static void sweep(void *, u_int64_t);
static void ear_up(struct db_link *);
static void ear_down(struct db_link *);
static void ear_input(struct db_link *);

int
db_statement_add(const char *name, const char *sql)
{
	if (statements_len == DB_STATEMENTS_MAX ||
	    db_statement_find(name) != -1)
		return (-1);
	statements[statements_len].name = name;
	statements[statements_len].sql = sql;
	return ((int)statements_len++);
}

int
db_statement_find(const char *name)
{
	size_t i;

	for (i = 0; i < statements_len; i++) {
		if (strcmp(statements[i].name, name) == 0)
			return ((int)i);
	}
	return (-1);
}

void
db_start(const char *conninfo, size_t count, size_t calls_max)
{
	size_t i;

	lines = calloc(count, sizeof(*lines));
	if (lines == NULL)
		fatal("no memory for connections");
	lines_len = count;
	waiting_max = calls_max;
	for (i = 0; i < lines_len; i++) {
		lines[i].link.conninfo = conninfo;
		lines[i].link.up = line_up;
		lines[i].link.down = line_down;
		lines[i].link.input = line_input;
		db_link_open(&lines[i].link);
	}
	ear.conninfo = conninfo;
	kore_timer_add(sweep, SWEEP_MS, NULL, 0);
}

void
db_stop(void)
{
	size_t i;

	for (i = 0; i < lines_len; i++) {
		line_forget_results(&lines[i]);
		db_link_close(&lines[i].link);
	}
	db_link_close(&ear);
}

bool
db_send(const struct db_step *steps, size_t n,
    void (*done)(void *, const struct db_answer *), void *owner,
    struct db_call **out)
{
	struct db_call *call;
	size_t i;

	if (waiting_len >= waiting_max ||
	    (call = calloc(1, sizeof(*call))) == NULL) {
		counts.shed++;
		return (false);
	}
	memcpy(call->steps, steps, n * sizeof(*steps));
	call->n = n;
	call->done = done;
	call->owner = owner;
	call->since_ms = kore_time_ms();
	*out = call;
	counts.calls++;

	for (i = 0; i < lines_len; i++) {
		if (lines[i].link.ready && lines[i].call == NULL) {
			line_send(&lines[i], call);
			return (true);
		}
	}
	TAILQ_INSERT_TAIL(&waiting, call, list);
	waiting_len++;
	return (true);
}

void
db_forget(struct db_call *call)
{
	call->done = NULL;
}

void
db_state_read(struct db_state *state)
{
	size_t i;

	counts.connections = lines_len;
	counts.waiting = waiting_len;
	counts.ready = 0;
	counts.busy = 0;
	for (i = 0; i < lines_len; i++) {
		counts.ready += lines[i].link.ready;
		counts.busy += lines[i].call != NULL;
	}
	*state = counts;
}

static void
line_up(struct db_link *link)
{
	struct line *line = (struct line *)link;

	memset(line->prepared, 0, sizeof(line->prepared));
	if (PQenterPipelineMode(link->conn) == 0) {
		db_link_lost(link, "no pipeline mode");
		return;
	}
	line_take_next(line);
}

static void
line_down(struct db_link *link)
{
	struct line *line = (struct line *)link;
	struct db_call *call = line->call;

	counts.reconnects++;
	line->call = NULL;
	line_forget_results(line);
	if (call != NULL)
		call_fail(call);
}

static void
line_take_next(struct line *line)
{
	struct db_call *call;

	while ((call = TAILQ_FIRST(&waiting)) != NULL) {
		TAILQ_REMOVE(&waiting, call, list);
		waiting_len--;
		if (call->done != NULL) {
			line_send(line, call);
			return;
		}
		free(call); /* its owner went away before it was sent */
	}
}

/*
 * Missing statements are prepared before a sync of their own: in one pipeline
 * with the call, a refusal by its first step would skip the Parse too.
 */
static void
line_send(struct line *line, struct db_call *call)
{
	PGconn *conn = line->link.conn;
	bool ok = true;
	size_t i;

	line->call = call;
	line->prepares = 0;
	line->step = 0;
	line->parse_failed = false;
	memset(&line->answer, 0, sizeof(line->answer));
	line->answer.ok = true;
	call->since_ms = kore_time_ms();

	for (i = 0; ok && i < call->n; i++)
		ok = line_prepare(line, &call->steps[i]);
	line->in_call = line->prepares == 0;
	if (ok && line->prepares > 0)
		ok = PQpipelineSync(conn) == 1;
	for (i = 0; ok && i < call->n; i++)
		ok = line_execute(line, &call->steps[i]);
	if (!ok || PQpipelineSync(conn) != 1)
		db_link_break(&line->link, "cannot queue a call");
	else
		db_link_flush(&line->link);
}

static bool
line_prepare(struct line *line, const struct db_step *step)
{
	int s = step->statement;

	if (line->prepared[s] || line->preparing[s])
		return (true);
	line->preparing[s] = true;
	line->prepares++;
	return (PQsendPrepare(line->link.conn, statements[s].name,
		    statements[s].sql, 0, NULL) == 1);
}

static bool
line_execute(struct line *line, const struct db_step *step)
{
	return (PQsendQueryPrepared(line->link.conn,
		    statements[step->statement].name, (int)step->n,
		    step->values, step->lens, step->formats, 0) == 1);
}

/*
 * In pipeline mode each statement's results end with a NULL, a sync comes
 * alone, and two NULLs in a row mean that nothing more has arrived.
 */
static void
line_input(struct db_link *link)
{
	struct line *line = (struct line *)link;
	PGresult *result;
	bool ended = false;

	while (line->call != NULL && link->conn != NULL &&
	    PQisBusy(link->conn) == 0) {
		result = PQgetResult(link->conn);
		if (result == NULL) {
			/* A broken line is never busy: it says so for ever. */
			if (ended)
				break;
			ended = true;
			continue;
		}
		ended = false;
		if (PQresultStatus(result) != PGRES_PIPELINE_SYNC) {
			line_read(line, result);
			continue;
		}
		PQclear(result);
		if (line->in_call) {
			line_finish(line);
			if (link->ready)
				line_take_next(line);
		} else {
			line->in_call = true;
		}
	}
}

/* Takes one result of the call, or of the statements prepared before it. */
static void
line_read(struct line *line, PGresult *result)
{
	struct db_answer *answer = &line->answer;
	ExecStatusType status = PQresultStatus(result);

	if (status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE) {
		line_read_error(line, result);
		return;
	}
	if (!line->in_call || status == PGRES_PIPELINE_ABORTED ||
	    line->step >= DB_STEPS_MAX) {
		PQclear(result);
		return;
	}
	if (status == PGRES_TUPLES_OK && PQntuples(result) > 0 &&
	    PQnfields(result) > 0 && !PQgetisnull(result, 0, 0)) {
		answer->steps[line->step].text = PQgetvalue(result, 0, 0);
		answer->steps[line->step].len =
		    (size_t)PQgetlength(result, 0, 0);
	}
	line->kept[line->step++] = result;
}

/* The first error is the answer; those after it only follow from it. */
static void
line_read_error(struct line *line, PGresult *result)
{
	struct db_answer *answer = &line->answer;
	const char *state;

	counts.errors++;
	if (!line->in_call)
		line->parse_failed = true;
	if (!answer->ok) {
		PQclear(result);
		return;
	}
	state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	answer->ok = false;
	if (state == NULL)
		answer->lost = true;
	else
		strncpy(answer->sqlstate, state, 5);
	answer->message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	answer->column = PQresultErrorField(result, PG_DIAG_COLUMN_NAME);
	answer->detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
	line->kept[DB_STEPS_MAX] = result;
}

static void
line_finish(struct line *line)
{
	struct db_call *call = line->call;
	size_t i;

	for (i = 0; i < call->n; i++)
		line->prepared[call->steps[i].statement] = true;
	line->call = NULL;
	if (call->done != NULL)
		call->done(call->owner, &line->answer);
	free(call);
	line_forget_results(line);
	if (line->parse_failed)
		db_link_lost(&line->link, "a statement does not parse");
}

static void
line_forget_results(struct line *line)
{
	size_t i;

	for (i = 0; i <= DB_STEPS_MAX; i++) {
		PQclear(line->kept[i]);
		line->kept[i] = NULL;
	}
	memset(line->preparing, 0, sizeof(line->preparing));
}

static void
call_fail(struct db_call *call)
{
	struct db_answer answer = { .ok = false, .lost = true };

	if (call->done != NULL)
		call->done(call->owner, &answer);
	free(call);
}

/* A call that waits too long is answered: 503 is better than a hang. */
static void
sweep(void *arg, u_int64_t now)
{
	struct db_call *call;
	size_t i;

	(void)arg;
	while ((call = TAILQ_FIRST(&waiting)) != NULL &&
	    /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): freed ones left. */
	    now > call->since_ms + WAIT_MS_MAX) {
		TAILQ_REMOVE(&waiting, call, list);
		waiting_len--;
		counts.shed++;
		call_fail(call);
	}
	for (i = 0; i < lines_len; i++) {
		if (lines[i].call != NULL &&
		    now > lines[i].call->since_ms + ANSWER_MS_MAX)
			db_link_lost(&lines[i].link, "no answer in time");
	}
}

void
db_listen(const char *channel, void (*heard)(const char *))
{
	ear_channel = channel;
	ear_heard = heard;
	ear.up = ear_up;
	ear.down = ear_down;
	ear.input = ear_input;
	db_link_open(&ear);
}

static void
ear_up(struct db_link *link)
{
	char sql[80];

	(void)snprintf(sql, sizeof(sql), "listen %s", ear_channel);
	if (PQsendQuery(link->conn, sql) != 1) {
		db_link_lost(link, "cannot listen");
		return;
	}
	db_link_flush(link);
}

/* What is missed meanwhile is made good for when it listens again. */
static void
ear_down(struct db_link *link)
{
	(void)link;
}

static void
ear_input(struct db_link *link)
{
	PGresult *result;
	PGnotify *note;

	while (PQisBusy(link->conn) == 0 &&
	    (result = PQgetResult(link->conn)) != NULL) {
		/* From here on nothing is missed; before, something may be. */
		ear_heard(NULL);
		PQclear(result);
	}
	while ((note = PQnotifies(link->conn)) != NULL) {
		ear_heard(note->extra);
		PQfreemem(note);
	}
}
