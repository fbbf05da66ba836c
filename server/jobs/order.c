/* What time and payment do to orders and products, and the housekeeping. */
#include "jobs/runner.h"

#include <stdio.h>

#define EXPIRE_SQL   "select order_expire($1::bigint)"
#define COMPLETE_SQL "select parcel_complete($1::bigint)"
#define PARCEL_SQL   "select runner_parcel_new($1::bigint, $2::bigint, $3)"
#define SWEEP_SQL    "select job_sweep()"
#define WORDS_SQL    "select word_refresh()"
#define LAPSE_SQL    "select products_lapse()"

/* An unpaid order whose time is over gives its stock back. */
enum job_result
order_expire_job(struct runner *runner, struct job *job)
{
	return (job_call(runner, job, "order", EXPIRE_SQL));
}

/* What its buyer cannot send back any more is its group's for good. */
enum job_result
parcel_complete_job(struct runner *runner, struct job *job)
{
	return (job_call(runner, job, "parcel", COMPLETE_SQL));
}

/* Tells the group; the function also ends the job, once for both. */
enum job_result
parcel_new_job(struct runner *runner, struct job *job)
{
	const char *params[3];
	char id[JOB_ID_BYTES], number[24];

	if (!job_id(job, "parcel", id))
		return (job_dead(job, "no parcel in the payload"));
	(void)snprintf(number, sizeof(number), "%lld", (long long)job->id);
	params[0] = id;
	params[1] = number;
	params[2] = runner->name;
	if (!store_run(&runner->store, PARCEL_SQL, 3, params))
		return (job_again(job, "database"));
	return (JOB_DONE);
}

/* No licence, no sale: also on the day it is over. */
void
products_lapse(struct runner *runner)
{
	(void)store_run(&runner->store, LAPSE_SQL, 0, NULL);
}

void
runner_clean(struct runner *runner)
{
	(void)store_run(&runner->store, SWEEP_SQL, 0, NULL);
	(void)store_run(&runner->store, WORDS_SQL, 0, NULL);
}
