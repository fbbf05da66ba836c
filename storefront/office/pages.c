/* The office: boards, groups, confirmations, files out and in, failed work. */
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
	{ GET, "/office/imports", &imports_show, .page = "office/imports" },
	{ POST, "/office/imports", &import_add, .then = "/office/imports/{id}",
	    .again = "/office/imports" },
	{ GET, "/office/imports/:kind/sample.csv", &import_fields_show,
	    .page = "office/import-sample.csv" },
	{ GET, "/office/imports/:id", &import_show, .page = "office/import" },
	{ POST, "/office/imports/:id/columns", &import_match,
	    .then = "/office/imports/{id}", .again = "/office/imports/{id}" },
	{ GET, "/office/imports/:id/errors", &import_errors_show,
	    .page = "office/import-errors" },
	{ GET, "/office/imports/:id/errors.csv", &import_errors_show,
	    .page = "office/import-errors.csv" },
	{ POST, "/office/imports/:id/write", &import_write,
	    .then = "/office/imports/{id}", .again = "/office/imports/{id}" },
	{ POST, "/office/imports/:id/delete", &import_drop,
	    .then = "/office/imports", .again = "/office/imports/{id}" },
	{ GET, "/office/jobs", &work_show, .page = "office/work" },
	{ POST, "/office/jobs/:id/again", &work_again, .then = "/office/jobs",
	    .again = "/office/jobs" },
	{ GET, "/office/groups/:group/progress", &group_progress_show,
	    .page = "office/group-progress" },
	{ 0 },
};
