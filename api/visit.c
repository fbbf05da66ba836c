/* A facilitator's visits: the calendar, plans and reports. */
#include "operations.h"
#include "parts.h"

#define WATCHERS   (ROLE_FACILITATOR | ROLES_OF_CLINIC)
#define TIMES_MAX  12  /* visits of one series */
#define EVERY_MAX  120 /* days between them */
#define REPORT_MIN 10  /* letters */
#define REPORT_MAX 5000
#define NEEDS_MAX  2000

const struct operation visits_calendar_show = {
	.name = "visits_calendar_show",
	.says = "A Jalali month of my visits, or of my clinic's, by weeks",
	.who = WATCHERS,
	.params = {
	    { "month", T_DATE, OPTIONAL, .says = "any day of it" },
	},
	.answers =
	    "{month:date previous:date following:date this_month:bool "
	    "today:date own:bool counts:{planned:int done:int late:int} "
	    "weeks:[{days:[{day:date inside:bool today:bool off:bool "
	    "friday:bool holiday:text? many:int late:bool "
	    "visits:[" PART_VISIT "]}]}] agenda:[any]}",
};

const struct operation visit_form_show = {
	.name = "visit_form_show",
	.says = "What a visit to a group is planned or reported on",
	.who = ROLE_FACILITATOR,
	.params = {
	    { "group", T_ID, REQUIRED },
	    { "visit", T_ID, OPTIONAL, .says = "a planned one, to report" },
	},
	.answers =
	    "{group:int name:text city:text today:date visit:{id:int "
	    "planned_for:date purpose:text?}? last:{id:int done_on:date "
	    "needs:text?}? planned:[{id:int day:date purpose:text?}] "
	    "every:[{days:int title:text}] form:{times:int every:int}}",
	.refuses = "not_found",
};

const struct operation visit_plan = {
	.name = "visit_plan",
	.says = "Plan a visit to a group, or a series of them",
	.effect = WRITES,
	.who = ROLE_FACILITATOR,
	.params = {
	    { "group", T_ID, REQUIRED },
	    { "client_id", T_TOKEN, REQUIRED,
		.says = "made on the device; sent again, nothing is added" },
	    { "planned_for", T_DATE, REQUIRED },
	    { "purpose", T_TEXT, OPTIONAL, .min = 3, .max = 200 },
	    { "times", T_INT, OPTIONAL, .min = 1, .max = TIMES_MAX,
		.fallback = "1", .says = "how many visits" },
	    { "every", T_INT, OPTIONAL, .min = 1, .max = EVERY_MAX,
		.fallback = "30", .says = "days between them; the later ones "
					  "evade Fridays and holidays" },
	},
	.answers = "{group:int visit:int planned_for:date count:int}",
	.refuses = "not_found idempotency_mismatch visit_day visit_planned",
};

const struct operation visit_report = {
	.name = "visit_report",
	.says = "Report a visit; a second report of it waits for a choice",
	.effect = WRITES,
	.who = ROLE_FACILITATOR,
	.params = {
	    { "group", T_ID, REQUIRED },
	    { "visit", T_ID, OPTIONAL,
		.says = "the planned one; absent: it was not planned" },
	    { "client_id", T_TOKEN, REQUIRED,
		.says = "made on the device; sent again, nothing is added" },
	    { "done_on", T_DATE, REQUIRED },
	    { "report", T_LINES, REQUIRED, .min = REPORT_MIN,
		.max = REPORT_MAX },
	    { "needs", T_LINES, OPTIONAL, .min = 3, .max = NEEDS_MAX,
		.says = "what the group needs until the next visit" },
	    { "next_on", T_DATE, OPTIONAL, .says = "plans the next visit" },
	},
	.answers = "{id:int? conflict:int? see:int group:int}",
	.refuses = "not_found idempotency_mismatch held_out_of_range "
		   "visit_day",
};

const struct operation visit_show = {
	.name = "visit_show",
	.says = "One visit and its report",
	.who = WATCHERS,
	.params = { { "visit", T_ID, REQUIRED } },
	.answers =
	    "{id:int group:{id:int name:text called:text trade:text "
	    "city:text province:text state_title:text members:int "
	    "leader:text?} clinic:text facilitator:{id:int name:text}? "
	    "planned_for:date purpose:text? done_on:date? report:text? "
	    "needs:text? cancelled_why:text? recorded_at:time planned:bool "
	    "done:bool cancelled:bool void:bool late:bool differing:bool next_on:date? "
	    "can_report:bool can_cancel:bool photos:[{id:int title:text? "
	    "at:time ready:bool waiting:bool why:text? can_remove:bool}] "
	    "photos_wait:bool can_add:bool}",
	.refuses = "not_found",
};

const struct operation visit_cancel = {
	.name = "visit_cancel",
	.says = "Call off a planned visit",
	.effect = WRITES,
	.who = ROLE_FACILITATOR,
	.params = {
	    { "visit", T_ID, REQUIRED },
	    { "why", T_TEXT, REQUIRED, .min = 3, .max = 300 },
	},
	.answers = "{visit:int group:int state:text}",
	.refuses = "not_found visit_over",
};

const struct route visit_api[] = {
	{ GET, "/facilitator/calendar", &visits_calendar_show },
	{ GET, "/groups/:group/visits/form", &visit_form_show },
	{ POST, "/groups/:group/visits", &visit_plan },
	{ POST, "/groups/:group/visit-reports", &visit_report },
	{ GET, "/visits/:visit", &visit_show },
	{ POST, "/visits/:visit/cancellation", &visit_cancel },
	{ 0 },
};
