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

#define READ_SQL   "select payment_read($1::bigint)"
#define SWEEP_SQL  "select payment_sweep()"
#define CHECK_SQL  "select payment_check($1, $2)"
#define SETTLE_SQL "select payment_settle($1::bigint, $2, $3, $4, $5::json)"

static enum job_result check(struct runner *, struct job *, const char *id,
    const struct money *);
static enum job_result settle(struct runner *, struct job *, const char *id,
    const struct gateway_answer *);

enum job_result
payment_job(struct runner *runner, struct job *job)
{
	const char *params[1];
	enum job_result result;
	struct money money;
	struct cJSON *row;
	char id[24];
	bool failed;

	if (!money_id(job->payload, "payment", id))
		return (job_dead(job, "no payment in the payload"));
	params[0] = id;
	row = store_json(&runner->store, READ_SQL, 1, params, &failed);
	if (failed)
		return (job_again(job, "database"));
	if (!money_read(row, &money)) {
		cJSON_Delete(row);
		return (job_dead(job, "no such payment"));
	}
	/* A failed one is asked too: the bank may have said yes too late. */
	if (money.payment.authority == NULL ||
	    strcmp(money.state, "paid") == 0 ||
	    strcmp(money.state, "refunded") == 0)
		result = JOB_DONE;
	else
		result = check(runner, job, id, &money);
	cJSON_Delete(row);
	return (result);
}

/* The inquiry tells whether verifying makes sense; it proves nothing. */
static enum job_result
check(struct runner *runner, struct job *job, const char *id,
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

	params[0] = id;
	params[1] = gateway_outcome_name(answer->outcome);
	params[2] = answer->ref_id[0] != '\0' ? answer->ref_id : NULL;
	params[3] = answer->card_mask[0] != '\0' ? answer->card_mask : NULL;
	params[4] = answer->raw;
	if (!store_run(&runner->store, SETTLE_SQL, 5, params))
		return (job_again(job, "database"));
	return (JOB_DONE);
}

void
payment_sweep(struct runner *runner)
{
	(void)store_run(&runner->store, SWEEP_SQL, 0, NULL);
}

/*
 * What the gateway itself calls paid and unverified: catches a success that
 * came after we had given the payment up.
 */
void
payment_sweep_unverified(struct runner *runner)
{
	struct gateway_answer answer;
	const char *params[2];
	struct money money;
	size_t i;

	memset(&money, 0, sizeof(money));
	money.gateway = gateway_find(runner->config->gateway);
	if (money.gateway == NULL ||
	    !money_ask(runner, &money, GATEWAY_UNVERIFIED, &answer))
		return;
	params[0] = money.gateway->name;
	for (i = 0; i < answer.list_len; i++) {
		params[1] = answer.list[i];
		if (!store_run(&runner->store, CHECK_SQL, 2, params))
			break;
	}
	gateway_answer_free(&answer);
}
