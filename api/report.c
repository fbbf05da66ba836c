/* Reports on savings: of a group, and of all groups of a place. */
#include "operations.h"
#include "parts.h"

#define READERS_OF_REPORTS                                                     \
	(OFFICERS_OF_GROUP | ROLE_FACILITATOR | ROLES_OF_CLINIC |              \
	    ROLE_OFFICER | ROLE_AUDITOR)
#define READERS_OF_PLACES                                                      \
	(ROLE_FACILITATOR | ROLES_OF_CLINIC | ROLE_OFFICER | ROLE_AUDITOR)

/* A place and one within it, as far as the actor sees. */
#define PARAMS_OF_PLACE                                                        \
	{ "province", T_ID, OPTIONAL }, { "clinic", T_ID, OPTIONAL },          \
	{                                                                      \
		"facilitator", T_ID, OPTIONAL, .says = "of that clinic"        \
	}

#define PART_SUMS                                                              \
	"{savings:rial? loans:rial? loans_n:int? late:rial? late_n:int? "      \
	"is_late:bool? cash:rial? due:rial? social:rial? debt:rial? "          \
	"assets:rial? profit:rial? equity:rial? risk:number?}"
/* How many women: exactly to who is near them, in a span to others. */
#define PART_MANY                                                              \
	"{exact:bool n:int? none:bool few:bool from:int to:int least:int}"
#define PART_AGES "[{key:int title:text loans:int? rial:rial? now:int x:int}]"
#define PART_RATIOS                                                             \
	"[{key:text title:text formula:text unit:text value:number? told:bool " \
	"hidden:bool numbers:bool top:number? bottom:number? top_rial:bool "    \
	"bottom_rial:bool weeks:number? norm:int?}]"
#define PART_COURSE_CHART                                                      \
	"{trend:{line:text dots:[{x:number y:number title:text value:int "     \
	"first:bool last:bool}]}? top:number half:number millions:bool}?"

const struct operation savings_report_show = {
	.name = "savings_report_show",
	.says = "A group's books on a day, its loans by how late they are, and "
		"its ratios with their formulas",
	.who = READERS_OF_REPORTS,
	.params = { PARAM_OWN_GROUP,
	    { "day", T_DATE, OPTIONAL, .says = "of its books; today" } },
	.answers =
	    "{group:{id:int name:text} cycle:{id:int number:int open:bool "
	    "starts_on:date}? today:date day:date is_today:bool exact:bool "
	    "least:int meetings:int? last_on:date? difference:rial? "
	    "differs:bool trial:[{fund:text title:text debit:rial credit:rial "
	    "left_debit:rial left_credit:rial rows:[{title:text debit:rial "
	    "credit:rial left_debit:rial left_credit:rial}]}] sheet:" PART_SUMS
	    " sums:" PART_SUMS "? ages:" PART_AGES " ratios:" PART_RATIOS "? "
	    "course:{meetings:[{number:int held_on:date savings:rial "
	    "loans:rial}] savings:" PART_COURSE_CHART
	    " loans:" PART_COURSE_CHART "}}",
	.refuses = "not_found",
};

const struct operation savings_board_show = {
	.name = "savings_board_show",
	.says = "What the groups of my place save: sums, ratios with their "
		"formulas, and the places within",
	.who = READERS_OF_PLACES,
	.params = { PARAMS_OF_PLACE },
	.answers =
	    "{counted_at:time? level:text title:text? up:text? has_up:bool "
	    "query:text any:bool groups:int late_groups:int "
	    "silent_groups:int different_groups:int members:" PART_MANY
	    " exact:bool least:int sums:" PART_SUMS "? ages:" PART_AGES
	    " ratios:" PART_RATIOS "? has_places:bool own:bool filter:any "
	    "places:[{title:text link:text? groups:int members:" PART_MANY
	    " sums:" PART_SUMS "}]}",
	.refuses = "not_found",
};

const struct operation savings_groups_show = {
	.name = "savings_groups_show",
	.says = "The groups of my place that save, by what is to be looked at",
	.who = READERS_OF_PLACES,
	.params = {
	    PARAMS_OF_PLACE,
	    { "which", T_CHOICE, OPTIONAL, .of = "late|silent|difference",
		.says = "with late loans, without a meeting for long, whose "
			"money was not what was expected" },
	    { "sort", T_CHOICE, OPTIONAL, .of = "late|savings|silent",
		.fallback = "late" },
	    { "after", T_ID, OPTIONAL,
		.says = "the `next` of the page before" },
	},
	.answers =
	    "{counted_at:time? exact:bool groups:[{id:int name:text "
	    "province:text city:text clinic:text facilitator:text? cycle:int "
	    "members:any savings:rial loans:rial late:rial late_loans:int "
	    "is_late:bool risk:number? last_on:date? difference:rial "
	    "differs:bool}] any:bool next:text? sums:{groups:int savings:rial "
	    "loans:rial late:rial risk:number? difference:rial} place:text? "
	    "own:bool filter:any query:text whiches:[any] sorts:[any]}",
	.refuses = "not_found",
};

const struct route report_api[] = {
	{ GET, "/groups/:group/savings/report", &savings_report_show },
	{ GET, "/savings/board", &savings_board_show },
	{ GET, "/savings/groups", &savings_groups_show },
	{ 0 },
};
