/*
 * Counts the figures of the boards anew: some seconds with many groups, so it
 * is a job of the slow lane, asked for from time to time.
 */
#include "jobs/runner.h"

#define DUE_SQL   "select runner_board_due()"
#define COUNT_SQL "select board_refresh()"

void
board_due(struct runner *runner)
{
	(void)store_run(&runner->store, DUE_SQL, 0, NULL);
}

enum job_result
board_job(struct runner *runner, struct job *job)
{
	if (!store_run(&runner->store, COUNT_SQL, 0, NULL))
		return (job_again(job, "database"));
	return (JOB_DONE);
}
