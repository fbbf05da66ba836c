/* The facilitator's desk: today, her portfolio, one group's file. */
#include "operations.h"
#include "parts.h"

#define WATCHERS (ROLE_FACILITATOR | ROLES_OF_CLINIC)
#define STATES_OF_GROUP                                                        \
	"forming|in_review|confirmed|active|paused|graduated|dissolved"
#define TRADES "cooking|sewing|handicraft|mushroom|leather|service"
#define LIGHTS "red|amber|green"
#define REASONS                                                                \
	"[{id:int kind:text title:text level:text red:bool since:date data:any}]"
#define FORMING "{days:int? least:int earliest:date? met:int all:int open:bool}"
/* What stands in it depends on what happened. */
#define EVENT                                                                  \
	"{day:date id:int? group:int? title:text? who:text? why:text? "        \
	"words:text? more:bool? needs:text? place:text? trainer:text? "        \
	"names:text? present:int? all:int? decisions:int? count:int? "         \
	"average:int? of_group:bool?}"
#define LIGHT "{light:text title:text reasons:" REASONS "}"

const struct operation facilitator_show = {
	.name = "facilitator_show",
	.says = "What waits today in my portfolio, or in all of my clinic",
	.who = WATCHERS,
	.answers =
	    "{today:date own:bool counts:{groups:int forming:int red:int "
	    "amber:int due:int late:int conflicts:int unassigned:int} "
	    "visits:[" PART_VISIT "] coming:[" PART_VISIT "] "
	    "red:[{id:int name:text city:text reasons:" REASONS "}] "
	    "meetings:[{id:int name:text city:text day:date today:bool}] "
	    "ripe:[{id:int name:text city:text earliest:date passed:bool "
	    "forming:" FORMING "}]}",
};

const struct operation portfolio_show = {
	.name = "portfolio_show",
	.says = "The groups of my portfolio, or of my clinic, by name",
	.who = WATCHERS,
	.params = {
	    { "state", T_CHOICE, OPTIONAL, .of = STATES_OF_GROUP,
		.says = "absent: all that are under way" },
	    { "light", T_CHOICE, OPTIONAL, .of = LIGHTS },
	    { "trade", T_CHOICE, OPTIONAL, .of = TRADES },
	    { "city", T_ID, OPTIONAL },
	    { "facilitator", T_ID, OPTIONAL, .says = "an account" },
	    { "q", T_TEXT, OPTIONAL, .max = 60, .says = "a part of the name" },
	    { "after", T_ID, OPTIONAL,
		.says = "the `next` of the page before" },
	},
	.answers =
	    "{groups:[{id:int name:text state:text state_title:text "
	    "trade:text city:text members:int facilitator:text? "
	    "last_meeting:date? last_visit:date? next_visit:date? "
	    "forming:" FORMING "? light:" LIGHT "?}] next:text? total:int "
	    "own:bool filter:any lights:[any] states:[any] trades:[any] "
	    "facilitators:[any]?}",
};

const struct operation portfolio_map = {
	.name = "portfolio_map",
	.says = "Where those groups are, and how they are going there",
	.who = WATCHERS,
	.answers =
	    "{provinces:[{id:int name:text slug:text count:int red:int "
	    "here:bool}] cities:[{id:int name:text province:text count:int "
	    "red:int amber:int green:int}] several:bool total:int}",
};

const struct operation group_file_show = {
	.name = "group_file_show",
	.says = "One group's file: facts, gate, next steps and all that "
		"happened; reading is noted",
	.who = WATCHERS,
	.params = {
	    { "id", T_ID, REQUIRED },
	    { "after", T_TOKEN, OPTIONAL,
		.says = "the `next` of the page of events before" },
	},
	.answers =
	    "{id:int name:text kind_title:text state:text state_title:text "
	    "state_at:time trade:text city:text province:text clinic:text "
	    "registry_no:text? forming_since:date? since:date? stall:text? "
	    "facilitator:{id:int name:text}? facilitator_since:date? "
	    "light:" LIGHT "? forming:" FORMING "? gate:" PART_GATE "? "
	    "under_way:bool can_ask:bool can_visit:bool steps:[{data:any}] "
	    "members:[{id:int name:text post_title:text mobile:text? "
	    "joined_on:date paused_on:date? pending:bool}] "
	    "visits:[" PART_VISIT "] documents:" PART_DOCUMENTS "? timeline:[" EVENT "] next:text? "
	    "first:bool}",
	.refuses = "not_found",
};

const struct route facilitator_api[] = {
	{ GET, "/facilitator", &facilitator_show },
	{ GET, "/facilitator/groups", &portfolio_show },
	{ GET, "/facilitator/map", &portfolio_map },
	{ GET, "/facilitator/groups/:id", &group_file_show },
	{ 0 },
};
