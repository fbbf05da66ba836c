/* The boards of officers, and the groups that their figures count. */
#include "operations.h"
#include "parts.h"

#define READERS (ROLE_OFFICER | ROLE_AUDITOR)
#define STATES                                                                 \
	"submitted|returned|forming|in_review|confirmed|active|paused|"        \
	"graduated|dissolved|rejected|withdrawn"
#define TRADES "cooking|sewing|handicraft|mushroom|leather|service"

/* A number of groups; without it when it is not shown, and why. */
#define FIGURE "{n:int? some:bool? few:bool tied:bool link:text?}"

const struct operation board_show = {
	.name = "board_show",
	.says = "The board of my province or of the nation, as last counted",
	.who = READERS,
	.params = { { "province", T_ID, OPTIONAL } },
	.answers =
	    "{counted_at:time? place:{id:int name:text}? nation:bool "
	    "may_nation:bool least:int all:" FIGURE " active:" FIGURE
	    " forming:" FIGURE " confirmed:" FIGURE " people:{n:int? few:bool "
	    "tied:bool} risky:" FIGURE " columns:[{state:text title:text}] "
	    "states:[{state:text title:text groups:" FIGURE "}] "
	    "trades:[{slug:text title:text cells:[" FIGURE "]}] "
	    "sums:[" FIGURE "] provinces:[{id:int name:text slug:text "
	    "active:" FIGURE " heat:int cells:[" FIGURE "]}]? "
	    "funnel:[{state:text title:text groups:" FIGURE
	    " days:number? stays:int? is_way:bool width:int}] "
	    "risks:[{kind:text title:text red:bool groups:" FIGURE "}] "
	    "months:[{month:date began:" FIGURE " active:" FIGURE
	    " sellers:" FIGURE " sold:rial? sold_hidden:bool x:int "
	    "began_y:int began_tall:int sold_y:int sold_tall:int}]}",
	.refuses = "not_found",
};

const struct operation office_groups_show = {
	.name = "office_groups_show",
	.says = "Groups of my province or of the nation, by filters of a board",
	.who = READERS,
	.params = {
	    { "state", T_CHOICE, OPTIONAL, .of = STATES },
	    { "trade", T_CHOICE, OPTIONAL, .of = TRADES },
	    { "province", T_ID, OPTIONAL },
	    { "risk", T_SLUG, OPTIONAL,
		.says = "a kind of alert, or `any`" },
	    { "month", T_DATE, OPTIONAL,
		.says = "a day of the Jalali month that is meant" },
	    { "of", T_CHOICE, OPTIONAL, .of = "began|active|sold",
		.says = "what the groups did in that month" },
	    { "q", T_TEXT, OPTIONAL, .max = 60, .says = "a part of the name" },
	    { "sort", T_CHOICE, OPTIONAL, .of = "new|wait|sold",
		.fallback = "new" },
	    { "after", T_ID, OPTIONAL,
		.says = "the `next` of the page before" },
	},
	.answers =
	    "{counted_at:time? groups:[{id:int name:text trade:text "
	    "province:text city:text clinic:text state:text state_title:text "
	    "state_at:time began:date? members:" PART_PEOPLE
	    " products:int sold:rial risks:text?}] any_groups:bool "
	    "next:text? few:bool "
	    "least:int sums:{hidden:bool groups:int? products:int? "
	    "sold:rial?}? filter:any may_nation:bool states:[any] "
	    "trades:[any] provinces:[any] risks:[any] sorts:[any]}",
	.refuses = "not_found",
};

const struct route board_api[] = {
	{ GET, "/board", &board_show },
	{ GET, "/office/groups", &office_groups_show },
	{ 0 },
};
