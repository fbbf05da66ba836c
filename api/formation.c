/* A group comes to life: what its way asks for, and who decides about it. */
#include "operations.h"
#include "parts.h"

#define DECISIONS                                                              \
	"forming|returned|rejected|confirmed|in_review|active|paused|"         \
	"graduated|dissolved"
#define WHY_MIN 10 /* letters: a reason helps whoever gets it */
#define WHY_MAX 500
#define MOVED   "{id:int state:text}"
#define REVIEWERS                                                              \
	(ROLES_OF_CLINIC | ROLE_FACILITATOR | ROLE_OFFICER | ROLE_AUDITOR)

const struct operation formation_show = {
	.name = "formation_show",
	.says = "How far my group is on its way: the gate and what is missing",
	.who = ROLES_OF_GROUP,
	.answers = "{id:int name:text state:text state_title:text "
		   "state_at:time since:date? forming:bool can_ask:bool "
		   "gate:" PART_GATE "? bank:{sheba:text owner:text "
		   "verified_at:time?}? bank_new:{sheba:text owner:text "
		   "added_at:time}? can_bank:bool way:" PART_STEPS
		   "? history:" PART_MOVES " form:{owner:text?}}",
};

const struct operation group_ask_review = {
	.name = "group_ask_review",
	.says = "Say that formation is complete; the gate must be open",
	.effect = WRITES,
	.who = ROLE_ACCOUNT,
	.params = { { "id", T_ID, REQUIRED } },
	.answers = MOVED,
	.refuses = "not_found already_decided forbidden gate_closed",
};

const struct operation bank_save = {
	.name = "bank_save",
	.says = "The bank account of my group; in use when a clinic verified it",
	.effect = WRITES,
	.who = ROLE_LEADER | ROLE_TREASURER,
	.params = {
	    { "sheba", T_SHEBA, REQUIRED },
	    { "owner", T_TEXT, REQUIRED, .min = 3, .max = 120,
		.says = "whose name the account has" },
	},
	.answers = "{sheba:text}",
	.refuses = "rate_limited",
};

const struct operation bank_verify = {
	.name = "bank_verify",
	.says = "Say that an account is the group's own",
	.effect = WRITES,
	.who = ROLES_OF_CLINIC,
	.params = {
	    { "id", T_ID, REQUIRED },
	    { "sheba", T_SHEBA, REQUIRED, .says = "the one that was looked at" },
	    { "owner", T_TEXT, REQUIRED, .min = 2, .max = 80,
		.says = "in whose name it was" },
	},
	.answers = "{id:int sheba:text}",
	.refuses = "not_found own_application conflict",
};

const struct operation group_assign = {
	.name = "group_assign",
	.says = "Put a group into a facilitator's portfolio, or take it out",
	.effect = WRITES,
	.who = ROLES_OF_CLINIC,
	.params = {
	    { "id", T_ID, REQUIRED },
	    { "facilitator", T_ID, OPTIONAL, .says = "an account" },
	},
	.answers = "{id:int facilitator:int?}",
	.refuses = "not_found not_a_choice",
};

const struct operation group_review_show = {
	.name = "group_review_show",
	.says = "A group with all that is decided on; reading is noted",
	.who = REVIEWERS,
	.params = { { "id", T_ID, REQUIRED } },
	.answers =
	    "{id:int name:text kind:text kind_title:text story:text? "
	    "trade:any city:text province:text clinic:text state:text "
	    "state_title:text state_at:time created_at:time "
	    "forming_since:date? under_way:bool stall:text? own:bool seen:int? "
	    "choices:[{to:text title:text wants_why:bool good:bool "
	    "ready:bool}] has_choices:bool facilitator:{id:int name:text}? "
	    "facilitators:[{id:int name:text groups:int}] "
	    "applicant:any statute:{at:time body:text}? "
	    "bank:{sheba:text owner:text verified_at:time? replaces:text?}? "
	    "documents:" PART_DOCUMENTS " can_unmask:bool "
	    "members:" PART_MEMBERS " gate:" PART_GATE "? "
	    "history:" PART_MOVES "}",
	.refuses = "not_found",
	.after = seals_mask,
};

const struct operation group_decide = {
	.name = "group_decide",
	.says = "Decide about a group; the facts are kept with the decision",
	.effect = WRITES,
	.who = ROLES_OF_CLINIC | ROLE_OFFICER,
	.params = {
	    { "id", T_ID, REQUIRED },
	    { "seen", T_ID, OPTIONAL,
		.says = "`seen` of the review that is decided on" },
	    { "to", T_CHOICE, REQUIRED, .of = DECISIONS },
	    { "why", T_LINES, OPTIONAL, .min = WHY_MIN, .max = WHY_MAX },
	},
	.answers = MOVED,
	.refuses = "not_found forbidden own_application already_decided "
		   "application_incomplete gate_closed why_missing conflict "
		   "bad_move",
};

const struct operation confirmations_show = {
	.name = "confirmations_show",
	.says = "Groups that a clinic approved and the province confirms",
	.who = ROLE_OFFICER | ROLE_AUDITOR,
	.params = {
	    { "after", T_TOKEN, OPTIONAL,
		.says = "the `next` of the page before" },
	},
	.answers = "{groups:[{id:int name:text trade:text city:text "
		   "province:text clinic:text members:" PART_PEOPLE
		   " state_at:time "
		   "overdue:bool}] next:text? total:int}",
};

const struct route formation_api[] = {
	{ GET, "/group/formation", &formation_show },
	{ PUT, "/group/bank", &bank_save },
	{ POST, "/groups/:id/review", &group_ask_review },
	{ GET, "/groups/:id/review", &group_review_show },
	{ POST, "/groups/:id/decision", &group_decide },
	{ POST, "/groups/:id/bank-check", &bank_verify },
	{ PUT, "/groups/:id/facilitator", &group_assign },
	{ GET, "/confirmations", &confirmations_show },
	{ 0 },
};
