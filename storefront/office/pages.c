/* The office: boards, groups, confirmations, exports, work that failed. */
#include "storefront/pages.h"

#include "api/operations.h"

const struct route office_pages[] = {
	{ GET, "/office", &board_show, .page = "office/board" },
	{ GET, "/office/groups", &office_groups_show, .page = "office/groups" },
	{ GET, "/office/exports", &exports_show, .page = "office/exports" },
	{ POST, "/office/exports", &export_start, .then = "/office/exports",
	    .again = "/office/exports" },
	{ GET, "/exports/:id/file", &export_file },
	{ GET, "/office/confirmations", &confirmations_show,
	    .page = "office/confirmations" },
	{ GET, "/office/groups/:id", &group_review_show,
	    .page = "office/group" },
	{ GET, "/office/jobs", &work_show, .page = "office/work" },
	{ POST, "/office/jobs/:id/again", &work_again, .then = "/office/jobs",
	    .again = "/office/jobs" },
	{ GET, "/office/groups/:group/progress", &group_progress_show,
	    .page = "office/group-progress" },
	{ 0 },
};
