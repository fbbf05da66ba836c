/* Counts the figures of the boards anew: some seconds with many groups. */
#include "jobs/runner.h"

#define COUNT_SQL   "select board_refresh()"
#define FIGURES_SQL "select fund_figures_refresh()"

enum job_result
board_job(struct runner *runner, struct job *job)
{
	if (!store_run(&runner->store, COUNT_SQL, 0, NULL))
		return (job_again(job, "database"));
	return (JOB_DONE);
}

/* The same of what groups save together. */
enum job_result
savings_figures_job(struct runner *runner, struct job *job)
{
	if (!store_run(&runner->store, FIGURES_SQL, 0, NULL))
		return (job_again(job, "database"));
	return (JOB_DONE);
}
