/* The facilitator's desk: today, her groups, visits. */
#include "storefront/pages.h"

#include "api/operations.h"

#define FILE_OF "/facilitator/groups/{group}"
#define VISIT   "/facilitator/visits/{visit}"

const struct route facilitator_pages[] = {
	{ GET, "/facilitator/alerts", &alerts_show,
	    .page = "facilitator/alerts" },
	{ GET, "/facilitator", &facilitator_show, .page = "facilitator/today" },
	{ GET, "/facilitator/groups", &portfolio_show,
	    .page = "facilitator/groups" },
	{ GET, "/facilitator/savings", &savings_board_show,
	    .page = "facilitator/savings" },
	{ GET, "/facilitator/savings/groups", &savings_groups_show,
	    .page = "facilitator/savings-groups" },
	{ GET, "/facilitator/groups/:group/savings/report",
	    &savings_report_show, .page = "facilitator/savings-report" },
	{ GET, "/facilitator/exports", &exports_show,
	    .page = "facilitator/exports" },
	{ POST, "/facilitator/exports", &export_start,
	    .then = "/facilitator/exports", .again = "/facilitator/exports" },
	{ GET, "/facilitator/map", &portfolio_map, .page = "facilitator/map" },
	{ GET, "/facilitator/groups/:id", &group_file_show,
	    .page = "facilitator/group" },
	{ GET, "/facilitator/calendar", &visits_calendar_show,
	    .page = "facilitator/calendar" },
	{ GET, "/facilitator/groups/:group/visits/plan", &visit_form_show,
	    .page = "facilitator/visit-plan" },
	{ POST, "/facilitator/groups/:group/visits/plan", &visit_plan,
	    .then = FILE_OF "?saved=visit_planned",
	    .again = FILE_OF "/visits/plan" },
	{ GET, "/facilitator/groups/:group/visits/report", &visit_form_show,
	    .page = "facilitator/visit-report" },
	{ POST, "/facilitator/groups/:group/visits/report", &visit_report,
	    .then = "/facilitator/visits/{see}?saved=visit_reported",
	    .again = FILE_OF "/visits/report" },
	{ GET, "/facilitator/visits/:visit", &visit_show,
	    .page = "facilitator/visit" },
	{ POST, "/facilitator/visits/:visit/cancel", &visit_cancel,
	    .then = VISIT "?saved=visit_cancelled", .again = VISIT },
	{ 0 },
};
