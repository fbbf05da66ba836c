/* Counts the figures of the boards anew: some seconds with many groups. */
#include "jobs/runner.h"

#define COUNT_SQL "select board_refresh()"

enum job_result
board_job(struct runner *runner, struct job *job)
{
	if (!store_run(&runner->store, COUNT_SQL, 0, NULL))
		return (job_again(job, "database"));
	return (JOB_DONE);
}
