/*
 * Keeps what each group had reached when the month was over: some hundreds a
 * job, which asks for another while there are more, so that lists get a turn.
 */
#include "jobs/runner.h"

#define TAKE_SQL "select grades_take()"

enum job_result
grades_job(struct runner *runner, struct job *job)
{
	if (!store_run(&runner->store, TAKE_SQL, 0, NULL))
		return (job_again(job, "database"));
	return (JOB_DONE);
}
