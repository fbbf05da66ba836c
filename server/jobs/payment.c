/*
 * Settles payments whose buyer never came back: asks the gateway how it
 * stands, verifies what was paid, and lets the database decide the rest.
 */
#include "jobs/runner.h"

#include <stdio.h>
#include <string.h>

#include <cJSON.h>

#include "config.h"
#include "jobs/money.h"
#include "log.h"

#define GET_SQL    "select payment_get($1::bigint)"
#define FIND_SQL   "select payment_find($1, $2)"
#define DUE_SQL    "select payments_due($1::integer)"
#define FAILED_SQL "select payment_failed($1::bigint, $2, null)"
#define SETTLE_SQL "select payment_settle($1::bigint, $2, $3, $4, $5::jsonb)"

/* Few at a time: each may wait for the gateway, and refunds wait behind. */
#define SWEEP_MAX "10"

static enum job_result check(struct runner *, struct job *,
    const struct cJSON *row);
static enum job_result ask(struct runner *, struct job *, const char *id,
    const struct money *);
static enum job_result settle(struct runner *, struct job *, const char *id,
    const struct gateway_answer *);
static void check_listed(struct runner *, const char *gateway,
    const char *authority);

enum job_result
payment_job(struct runner *runner, struct job *job)
{
	const char *params[1];
	enum job_result result;
	struct cJSON *row;
	char id[JOB_ID_BYTES];
	bool failed;

	if (!job_id(job, "payment", id))
		return (job_dead(job, "no payment in the payload"));
	params[0] = id;
	row = store_json(&runner->store, GET_SQL, 1, params, &failed);
	if (failed)
		return (job_again(job, "database"));
	result = check(runner, job, row);
	cJSON_Delete(row);
	return (result);
}

static enum job_result
check(struct runner *runner, struct job *job, const struct cJSON *row)
{
	const char *params[2];
	struct money money;
	char id[JOB_ID_BYTES];

	if (!job_id(job, "payment", id) || !money_read(row, &money))
		return (job_dead(job, "no such payment"));
	params[0] = id;
	params[1] = "not_requested";
	if (strcmp(money.state, "paid") == 0 ||
	    strcmp(money.state, "refunded") == 0)
		return (JOB_DONE);
	/* A failed one is asked too: the bank may have said yes too late. */
	if (money.payment.authority != NULL)
		return (ask(runner, job, id, &money));
	/* Its buyer was never sent to the bank. */
	if (!store_run(&runner->store, FAILED_SQL, 2, params))
		return (job_again(job, "database"));
	return (JOB_DONE);
}

/* The inquiry tells whether verifying makes sense; it proves nothing. */
static enum job_result
ask(struct runner *runner, struct job *job, const char *id,
    const struct money *money)
{
	struct gateway_answer answer;
	enum job_result result;

	if (!money_ask(runner, money, GATEWAY_INQUIRY, &answer))
		return (job_dead(job, "the gateway cannot be asked"));
	if (answer.outcome == GATEWAY_PAID ||
	    answer.outcome == GATEWAY_ALREADY) {
		gateway_answer_free(&answer);
		if (!money_ask(runner, money, GATEWAY_VERIFY, &answer))
			return (job_dead(job, "the gateway cannot verify"));
	}
	if (answer.outcome == GATEWAY_UNKNOWN)
		result = job_again(job, "no clear answer from the gateway");
	else if (answer.outcome == GATEWAY_PENDING)
		result = JOB_DONE; /* the sweeper comes back to it */
	else
		result = settle(runner, job, id, &answer);
	gateway_answer_free(&answer);
	return (result);
}

static enum job_result
settle(struct runner *runner, struct job *job, const char *id,
    const struct gateway_answer *answer)
{
	const char *params[5];
	bool paid;

	paid = answer->outcome == GATEWAY_PAID ||
	    answer->outcome == GATEWAY_ALREADY;
	params[0] = id;
	params[1] = paid ? "paid" : "failed";
	params[2] = answer->ref_id[0] != '\0' ? answer->ref_id : NULL;
	params[3] = answer->card_mask[0] != '\0' ? answer->card_mask : NULL;
	params[4] = answer->raw;
	if (!store_insist(&runner->store, SETTLE_SQL, 5, params))
		return (job_again(job, "database"));
	if (answer->outcome != GATEWAY_WRONG_AMOUNT)
		return (JOB_DONE);
	/* Money may lie at the gateway: on the list that people look at. */
	log_error("wrong_amount", "payment=%s", id);
	return (job_dead(job, "the gateway took another amount"));
}

/* What is pending for long; stops at the first unclear answer, for then the
 * gateway is down, and asking on would only wait. */
void
payment_sweep(struct runner *runner)
{
	const char *params[1] = { SWEEP_MAX };
	enum job_result result;
	struct cJSON *row;
	PGresult *rows;
	struct job job;
	int i;

	rows = store_ask(&runner->store, DUE_SQL, 1, params);
	for (i = 0; rows != NULL && i < PQntuples(rows); i++) {
		memset(&job, 0, sizeof(job));
		row = cJSON_Parse(PQgetvalue(rows, i, 0));
		job.payload = row; /* which names its payment, as a job does */
		result = check(runner, &job, row);
		cJSON_Delete(row);
		if (result == JOB_DONE)
			continue;
		log_warn("sweep_stopped", "why=\"%s\"", job.why);
		if (result == JOB_AGAIN)
			break;
	}
	PQclear(rows);
}

/*
 * What the gateway itself calls paid and unverified: catches a success that
 * came after we had given the payment up.
 */
void
payment_sweep_unverified(struct runner *runner)
{
	struct gateway_answer answer;
	struct money money;
	size_t i;

	memset(&money, 0, sizeof(money));
	money.gateway = gateway_find(runner->config->gateway);
	if (money.gateway == NULL ||
	    !money_ask(runner, &money, GATEWAY_UNVERIFIED, &answer))
		return;
	for (i = 0; i < answer.list_len; i++)
		check_listed(runner, money.gateway->name, answer.list[i]);
	gateway_answer_free(&answer);
}

/*
 * Pending ones are the sweeper's: their buyer may be on her way back. Others
 * on the list may be another shop's of the same merchant.
 */
static void
check_listed(struct runner *runner, const char *gateway, const char *authority)
{
	const char *params[2] = { gateway, authority }, *state;
	struct cJSON *row;
	struct job job;
	bool failed;

	row = store_json(&runner->store, FIND_SQL, 2, params, &failed);
	state = store_text(row, "state", NULL);
	memset(&job, 0, sizeof(job));
	job.payload = row;
	if (state != NULL && strcmp(state, "failed") == 0 &&
	    check(runner, &job, row) != JOB_DONE)
		log_warn("late_payment", "why=\"%s\"", job.why);
	cJSON_Delete(row);
}
