/* Applications for a group: made by anyone with an account. */
#include "operations.h"
#include "parts.h"

#define POSTS  "member|leader|secretary|treasurer"
#define TRADES "cooking|sewing|handicraft|mushroom|leather|service"

const struct operation applications_show = {
	.name = "applications_show",
	.says = "My applications for groups and where each stands",
	.who = ROLE_ACCOUNT,
	.answers = "{applications:[{id:int name:text trade:text city:text "
		   "state:text state_title:text state_at:time returned:bool}] "
		   "can_start:bool}",
};

const struct operation application_form_show = {
	.name = "application_form_show",
	.says = "What an application's form offers: trades, cities, clinics",
	.who = ROLE_ACCOUNT,
	.params = { { "id", T_ID, OPTIONAL } },
	.answers = "{id:int? form:any kinds:[{value:text title:text least:int "
		   "most:int}] trades:[{slug:text title:text}] "
		   "provinces:[{name:text cities:[{id:int name:text}]}] "
		   "clinics:any}",
	.refuses = "not_found",
};

const struct operation application_save = {
	.name = "application_save",
	.says = "Begin an application, or change one that is not handed in",
	.effect = WRITES,
	.who = ROLE_ACCOUNT,
	.params = {
	    { "id", T_ID, OPTIONAL },
	    { "name", T_TEXT, REQUIRED, .min = 2, .max = 80 },
	    { "kind", T_CHOICE, OPTIONAL, .of = "hamyar|khodyar",
		.fallback = "hamyar" },
	    { "trade", T_CHOICE, REQUIRED, .of = TRADES },
	    { "city", T_ID, REQUIRED },
	    { "clinic", T_ID, OPTIONAL,
		.says = "the nearest one when absent" },
	    { "story", T_LINES, REQUIRED, .min = 20, .max = 2000,
		.says = "what the group makes and how it came together" },
	},
	.answers = "{id:int}",
	.refuses = "not_found application_closed application_limit "
		   "clinic_missing",
};

const struct operation application_show = {
	.name = "application_show",
	.says = "An application of mine: its members and what it lacks",
	.who = ROLE_ACCOUNT,
	.params = { { "id", T_ID, REQUIRED } },
	.answers = "{id:int name:text kind:text kind_title:text story:text? "
		   "trade:any city:text province:text clinic:any state:text "
		   "state_title:text state_at:time editable:bool "
		   "waiting:bool can_withdraw:bool can_ask:bool stall:text? "
		   "why:text? statute:bool documents:" PART_DOCUMENTS
		   " members:" PART_MEMBERS " full:bool gate:" PART_GATE
		   "? way:" PART_STEPS "? history:" PART_MOVES "}",
	.refuses = "not_found",
	.after = seals_mask,
};

const struct operation statute_show = {
	.name = "statute_show",
	.says = "A group's statute, or the one to begin with",
	.who = ROLE_ACCOUNT,
	.params = { { "id", T_ID, REQUIRED } },
	.answers = "{id:int name:text written:bool at:time? can_save:bool "
		   "form:{body:text}}",
	.refuses = "not_found",
};

const struct operation statute_save = {
	.name = "statute_save",
	.says = "Write the statute of an application or group of mine",
	.effect = WRITES,
	.who = ROLE_ACCOUNT,
	.params = {
	    { "id", T_ID, REQUIRED },
	    { "body", T_LINES, REQUIRED, .min = 100, .max = 20000 },
	},
	.answers = "{id:int}",
	.refuses = "not_found",
};

const struct operation application_member_show = {
	.name = "application_member_show",
	.says = "The form of a member of an application of mine",
	.who = ROLE_ACCOUNT,
	.params = {
	    { "id", T_ID, REQUIRED },
	    { "member", T_ID, OPTIONAL },
	},
	.answers = "{id:int name:text member:int? national_id:text? form:any "
		   "posts:[{value:text title:text}]}",
	.refuses = "not_found",
	.after = seals_mask,
};

const struct operation application_member_save = {
	.name = "application_member_save",
	.says = "Add a member to an application, or change one",
	.effect = WRITES,
	.who = ROLE_ACCOUNT,
	.params = {
	    { "id", T_ID, REQUIRED },
	    { "member", T_ID, OPTIONAL },
	    { "name", T_TEXT, REQUIRED, .min = 3, .max = 80 },
	    { "national_id", T_NATIONAL_ID, OPTIONAL, .sealed = true,
		.says = "needed for a new member; absent keeps hers" },
	    { "mobile", T_MOBILE, REQUIRED },
	    { "post", T_CHOICE, OPTIONAL, .of = POSTS, .fallback = "member" },
	},
	.answers = "{id:int member:int}",
	.refuses = "not_found application_closed members_full member_twice "
		   "mobile_twice post_taken rate_limited",
};

const struct operation application_member_drop = {
	.name = "application_member_drop",
	.says = "Take a member out of an application",
	.effect = WRITES,
	.who = ROLE_ACCOUNT,
	.params = {
	    { "id", T_ID, REQUIRED },
	    { "member", T_ID, REQUIRED },
	},
	.answers = "{id:int}",
	.refuses = "not_found application_closed",
};

const struct operation application_submit = {
	.name = "application_submit",
	.says = "Hand an application to the clinic",
	.effect = WRITES,
	.who = ROLE_ACCOUNT,
	.params = { { "id", T_ID, REQUIRED } },
	.answers = "{id:int state:text}",
	.refuses = "not_found application_closed application_incomplete",
};

const struct operation application_withdraw = {
	.name = "application_withdraw",
	.says = "Take an application back for good",
	.effect = WRITES,
	.who = ROLE_ACCOUNT,
	.params = { { "id", T_ID, REQUIRED } },
	.answers = "{id:int state:text}",
	.refuses = "not_found application_closed",
};

const struct route application_api[] = {
	{ GET, "/applications", &applications_show },
	{ POST, "/applications", &application_save },
	{ GET, "/applications/form", &application_form_show },
	{ GET, "/applications/:id", &application_show },
	{ PUT, "/applications/:id", &application_save },
	{ POST, "/applications/:id/members", &application_member_save },
	{ GET, "/applications/:id/members/:member", &application_member_show },
	{ PUT, "/applications/:id/members/:member", &application_member_save },
	{ DELETE, "/applications/:id/members/:member",
	    &application_member_drop },
	{ GET, "/groups/:id/statute", &statute_show },
	{ PUT, "/groups/:id/statute", &statute_save },
	{ POST, "/applications/:id/submission", &application_submit },
	{ POST, "/applications/:id/withdrawal", &application_withdraw },
	{ 0 },
};
