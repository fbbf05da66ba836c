/* Alerts: found for all groups at once, told to those who chose to be. */
#include "jobs/runner.h"

#define FIND_SQL "select alerts_refresh()"
#define TELL_SQL "select alerts_tell()"

enum job_result
alerts_job(struct runner *runner, struct job *job)
{
	if (!store_run(&runner->store, FIND_SQL, 0, NULL) ||
	    !store_run(&runner->store, TELL_SQL, 0, NULL))
		return (job_again(job, "database"));
	return (JOB_DONE);
}
