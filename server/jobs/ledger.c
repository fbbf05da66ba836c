/* The books: the market's chain, and what members are told of theirs. */
#include "jobs/runner.h"

#include <stdio.h>

#define SEAL_SQL     "select ledger_seal(ledger_market(), 1000)"
#define RECEIPTS_SQL "select fund_receipts($1::bigint)"
#define PROVE_SQL    "select ledger_prove()"

void
ledger_seal(struct runner *runner)
{
	(void)store_run(&runner->store, SEAL_SQL, 0, NULL);
}

/* After a meeting: what each member paid, owns and owes. */
enum job_result
savings_receipts_job(struct runner *runner, struct job *job)
{
	return (job_call(runner, job, "meeting", RECEIPTS_SQL));
}

/* Balances anew from their entries, of all books in a day. */
enum job_result
ledger_prove_job(struct runner *runner, struct job *job)
{
	if (!store_run(&runner->store, PROVE_SQL, 0, NULL))
		return (job_again(job, "database"));
	return (JOB_DONE);
}

/* Asked for by a book that does not agree with itself: people must look. */
enum job_result
ledger_wrong_job(struct runner *runner, struct job *job)
{
	char why[96], id[JOB_ID_BYTES];

	(void)runner;
	if (!job_id(job, "book", id))
		return (job_dead(job, "no book in the payload"));
	(void)snprintf(why, sizeof(why),
	    "book %s is wrong: hamyarctl verify-ledger %s", id, id);
	return (job_dead(job, why));
}
