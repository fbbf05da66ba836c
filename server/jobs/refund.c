/*
 * Sends money back. A reversal may be asked any number of times; a refund
 * must never be asked twice, so it is marked before and what stays unclear
 * goes to finance, on a page, instead of being tried again.
 */
#include "jobs/runner.h"

#include <stdio.h>
#include <string.h>

#include <cJSON.h>

#include "jobs/money.h"
#include "log.h"

#define READ_SQL   "select refund_get($1::bigint)"
#define MARK_SQL   "select runner_refund_mark($1::bigint)"
#define SETTLE_SQL "select refund_settle($1::bigint, $2, $3::jsonb)"

static enum job_result send_back(struct runner *, struct job *, const char *id,
    const struct money *);
static bool reverse(struct runner *, struct job *, const char *id,
    const struct money *, enum job_result *);
static enum job_result refund(struct runner *, struct job *, const char *id,
    const struct money *);
static enum job_result by_hand(struct runner *, struct job *, const char *id,
    const char *raw);
static enum job_result settle(struct runner *, struct job *, const char *id,
    const char *outcome, const char *raw);

enum job_result
refund_job(struct runner *runner, struct job *job)
{
	const char *params[1];
	enum job_result result;
	struct money money;
	struct cJSON *row;
	char id[JOB_ID_BYTES];
	bool failed;

	if (!job_id(job, "refund", id))
		return (job_dead(job, "no refund in the payload"));
	params[0] = id;
	row = store_json(&runner->store, READ_SQL, 1, params, &failed);
	if (failed)
		return (job_again(job, "database"));
	if (!money_read(row, &money) || money.payment.authority == NULL)
		result = job_dead(job, "the refund makes no sense");
	else if (strcmp(money.state, "done") == 0)
		result = JOB_DONE;
	else
		result = send_back(runner, job, id, &money);
	cJSON_Delete(row);
	return (result);
}

static enum job_result
send_back(struct runner *runner, struct job *job, const char *id,
    const struct money *money)
{
	enum job_result result;

	if (money->payment.amount_rial == money->payment.paid_rial &&
	    reverse(runner, job, id, money, &result))
		return (result);
	return (refund(runner, job, id, money));
}

/* True when that settled it, or must be tried again; *result says which. */
static bool
reverse(struct runner *runner, struct job *job, const char *id,
    const struct money *money, enum job_result *result)
{
	struct gateway_answer answer;
	enum gateway_outcome outcome;

	if (!money_ask(runner, money, GATEWAY_INQUIRY, &answer))
		return (false);
	outcome = answer.outcome;
	gateway_answer_free(&answer);
	if (outcome == GATEWAY_REVERSED) {
		*result = settle(runner, job, id, "done", NULL);
		return (true);
	}
	if (outcome == GATEWAY_UNKNOWN) {
		*result = job_again(job, "no clear answer from the gateway");
		return (true);
	}
	if (!money_ask(runner, money, GATEWAY_REVERSE, &answer))
		return (false);
	outcome = answer.outcome;
	if (outcome == GATEWAY_DONE)
		*result = settle(runner, job, id, "done", answer.raw);
	else if (outcome == GATEWAY_UNKNOWN)
		*result = job_again(job, "no clear answer to the reversal");
	gateway_answer_free(&answer);
	return (outcome == GATEWAY_DONE || outcome == GATEWAY_UNKNOWN);
}

static enum job_result
refund(struct runner *runner, struct job *job, const char *id,
    const struct money *money)
{
	struct gateway_answer answer;
	const char *params[1] = { id };
	enum job_result result;
	struct call probe;
	PGresult *marked;
	bool first;

	/* What cannot even be asked needs no mark. */
	if (!gateway_build(money->gateway, GATEWAY_REFUND, runner->config,
		&money->payment, &probe))
		return (by_hand(runner, job, id, NULL));
	call_free(&probe);
	marked = store_ask(&runner->store, MARK_SQL, 1, params);
	if (marked == NULL)
		return (job_again(job, "database"));
	first = PQgetvalue(marked, 0, 0)[0] == 't';
	PQclear(marked);
	if (!first || !money_ask(runner, money, GATEWAY_REFUND, &answer))
		return (by_hand(runner, job, id, NULL));
	if (answer.outcome == GATEWAY_DONE)
		result = settle(runner, job, id, "done", answer.raw);
	else
		result = by_hand(runner, job, id, answer.raw);
	gateway_answer_free(&answer);
	return (result);
}

/* "failed" is what the finance desk's page lists, to be sent from there. */
static enum job_result
by_hand(struct runner *runner, struct job *job, const char *id, const char *raw)
{
	enum job_result result;

	result = settle(runner, job, id, "failed", raw);
	return (
	    result == JOB_DONE ? job_dead(job, "to be sent by hand") : result);
}

static enum job_result
settle(struct runner *runner, struct job *job, const char *id,
    const char *outcome, const char *raw)
{
	const char *params[3] = { id, outcome, raw };

	log_info("refund", "refund=%s outcome=%s", id, outcome);
	if (!store_insist(&runner->store, SETTLE_SQL, 3, params))
		return (job_again(job, "database"));
	return (JOB_DONE);
}
