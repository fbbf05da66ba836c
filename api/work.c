/* What the job runner could not do, and trying it again. */
#include "operations.h"

const struct operation work_show = {
	.name = "work_show",
	.says = "Jobs that failed for good, and those that wait too long",
	.who = ROLE_ADMIN | ROLE_AUDITOR,
	.answers = "{jobs:[{id:int kind:text state:text dead:bool tries:int "
		   "last_error:text? created_at:time run_at:time}] "
		   "counts:{ready:int running:int dead:int} "
		   "runners:[{name:text seen_at:time}]}",
};

const struct operation work_again = {
	.name = "work_again",
	.says = "Give a job that failed for good all its tries anew",
	.effect = WRITES,
	.who = ROLE_ADMIN,
	.params = { { "id", T_ID, REQUIRED } },
	.answers = "{id:int state:text}",
	.refuses = "not_found forbidden",
};

const struct route work_api[] = {
	{ GET, "/jobs", &work_show },
	{ POST, "/jobs/:id/again", &work_again },
	{ 0 },
};
