/* Assessments and what comes of them: members, the group, its grade. */
#include "storefront/pages.h"

#include "api/operations.h"

#define ASSESSMENTS "/facilitator/groups/{group}/assessments"

const struct route assessment_pages[] = {
	{ GET, "/facilitator/groups/:group/assessments", &assessments_show,
	    .page = "facilitator/assessments" },
	{ GET, "/facilitator/groups/:group/assessments/new",
	    &assessment_form_show, .page = "facilitator/assessment-new" },
	{ POST, "/facilitator/groups/:group/assessments/new",
	    &assessment_record,
	    .then = ASSESSMENTS "?saved=assessment&conflict={conflict}",
	    .again = ASSESSMENTS "/new" },
	{ POST, "/facilitator/groups/:group/assessments/:assessment/void",
	    &assessment_void, .then = "{back}?saved=record_void",
	    .again = "{back}" },
	{ GET, "/facilitator/members/:member/progress", &member_progress_show,
	    .page = "facilitator/member-progress" },
	{ GET, "/facilitator/groups/:group/progress", &group_progress_show,
	    .page = "facilitator/group-progress" },
	{ 0 },
};
