/* What wants looking at in groups, and who is told of it. */
#include "operations.h"

#define ALERT                                                                  \
	"{id:int kind:text title:text level:text red:bool since:date "         \
	"data:any}"
#define WATCHERS                                                               \
	(ROLE_FACILITATOR | ROLES_OF_CLINIC | ROLE_OFFICER | ROLE_AUDITOR)

const struct operation alerts_show = {
	.name = "alerts_show",
	.says = "Open alerts of the groups I go with, the oldest first",
	.who = WATCHERS,
	.params = {
	    { "kind", T_SLUG, OPTIONAL },
	    { "after", T_TOKEN, OPTIONAL,
		.says = "the `next` of the page before" },
	},
	.answers = "{alerts:[{alert:" ALERT " group:{id:int name:text "
		   "city:text}}] next:text? kinds:[{kind:text title:text "
		   "chosen:bool?}] filter:{kind:text?}}",
};

const struct operation alert_choices_show = {
	.name = "alert_choices_show",
	.says = "Which alerts I want by text message",
	.who = ROLE_ACCOUNT,
	.answers = "{kinds:[{kind:text title:text chosen:bool}]}",
};

const struct operation alerts_choose = {
	.name = "alerts_choose",
	.says = "Choose the alerts I want by text message",
	.effect = WRITES,
	.who = ROLE_ACCOUNT,
	.params = { { "kinds", T_SLUG, OPTIONAL, .many = 30 } },
	.answers = "{chosen:int}",
};

const struct route alert_api[] = {
	{ GET, "/alerts", &alerts_show },
	{ GET, "/account/alerts", &alert_choices_show },
	{ PUT, "/account/alerts", &alerts_choose },
	{ 0 },
};
