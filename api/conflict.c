/* Records of one thing that came from two devices: a person chooses. */
#include "operations.h"
#include "parts.h"

#define ROLES_OF_CONFLICTS (ROLE_FACILITATOR | ROLES_OF_CLINIC)

const struct operation conflicts_show = {
	.name = "conflicts_show",
	.says = "Records of my clinic's groups that met another of the same "
		"thing, both versions side by side",
	.who = ROLES_OF_CONFLICTS,
	.params = {
	    { "after", T_ID, OPTIONAL, .says = "the `next` of the page before" },
	},
	.answers =
	    "{conflicts:[{id:int thing:text thing_title:text existing:int "
	    "group:{id:int name:text} sent_at:time sent_by:text? "
	    "kept_by:text? day:date? "
	    "lines:[{title:text kept:text? kept_day:date? sent:text? "
	    "sent_day:date? differs:bool}]}] next:text? total:int}",
};

const struct operation conflict_resolve = {
	.name = "conflict_resolve",
	.says = "Keep the first record, or let the one that waits replace it",
	.effect = WRITES,
	.who = ROLES_OF_CONFLICTS,
	.params = {
	    { "conflict", T_ID, REQUIRED },
	    { "resolution", T_CHOICE, REQUIRED, .of = "kept|replaced" },
	},
	.answers = "{id:int resolution:text thing:text record:int group:int}",
	.refuses = "not_found already_decided conflict",
};

const struct route conflict_api[] = {
	{ GET, "/conflicts", &conflicts_show },
	{ POST, "/conflicts/:conflict/resolution", &conflict_resolve },
	{ 0 },
};
