/* The clinic's desk: applications, groups, and products to check. */
#include "operations.h"

#define STATES_OF_APPLICATION                                                  \
	"submitted|in_review|forming|confirmed|returned|rejected|withdrawn"
#define KINDS_OF_WORK "application|review|product|bank|conflict"
#define STATES_OF_GROUP                                                        \
	"forming|in_review|confirmed|active|paused|graduated|dissolved"
#define TRADES  "cooking|sewing|handicraft|mushroom|leather|service"
#define WHY_MIN 10 /* letters: a reason helps whoever gets it */
#define WHY_MAX 500

const struct operation clinic_show = {
	.name = "clinic_show",
	.says = "All that waits for my clinic, the longest waiting first",
	.who = ROLES_OF_CLINIC,
	.params = {
	    { "kind", T_CHOICE, OPTIONAL, .of = KINDS_OF_WORK },
	    { "late", T_BOOL, OPTIONAL, .says = "only what waits too long" },
	    { "after", T_TOKEN, OPTIONAL,
		.says = "the `next` of the page before" },
	},
	.answers = "{clinic:{id:int name:text city:text} "
		   "counts:{waiting:int overdue:int returned:int forming:int "
		   "groups:int visits_late:int} kinds:[{kind:text "
		   "title:text count:int chosen:bool?}] filter:any items:[{id:int group:int "
		   "kind:text kind_title:text title:text says:text at:time "
		   "late:bool}] next:text? total:int}",
};

const struct operation clinic_applications_show = {
	.name = "clinic_applications_show",
	.says = "Applications of my clinic, the longest waiting first",
	.who = ROLES_OF_CLINIC,
	.params = {
	    { "state", T_CHOICE, OPTIONAL, .of = STATES_OF_APPLICATION,
		.fallback = "submitted" },
	    { "trade", T_CHOICE, OPTIONAL, .of = TRADES },
	    { "after", T_TOKEN, OPTIONAL,
		.says = "the `next` of the page before" },
	},
	.answers = "{applications:[{id:int name:text trade:text city:text "
		   "applicant:text? members:int state:text state_title:text "
		   "state_at:time overdue:bool}] next:text? total:int "
		   "filter:any states:[any] trades:[any]}",
};

const struct operation member_unmask = {
	.name = "member_unmask",
	.says = "A member's whole national id; who asked and why is noted",
	.effect = WRITES,
	.who = ROLES_OF_CLINIC,
	.params = {
	    { "id", T_ID, REQUIRED },
	    { "member", T_ID, REQUIRED },
	    { "reason", T_TEXT, REQUIRED, .min = 5, .max = 200 },
	},
	.answers = "{id:int member:int name:text why:text at:time "
		   "national_id:text}",
	.refuses = "not_found",
	.after = seal_reveal,
};

const struct operation clinic_products_show = {
	.name = "clinic_products_show",
	.says = "Products of my clinic's groups that wait to be checked",
	.who = ROLES_OF_CLINIC,
	.params = {
	    { "after", T_TOKEN, OPTIONAL,
		.says = "the `next` of the page before" },
	},
	.answers = "{products:[{id:int title:text category:text group:text "
		   "price:rial? photos:int state_at:time overdue:bool}] "
		   "next:text? total:int}",
};

const struct operation product_check_show = {
	.name = "product_check_show",
	.says = "A product of one of my clinic's groups, to be checked",
	.who = ROLES_OF_CLINIC,
	.params = { { "id", T_ID, REQUIRED } },
	.answers = "{id:int title:text description:text unit:text kind:text "
		   "kind_title:text ready_days:int? per_day:int? "
		   "weight_g:int? category:text trade:text food:bool "
		   "licence:any exempt:text? state:text state_at:time "
		   "waiting:bool published:bool returned:bool "
		   "returned_reason:text? own:bool can_decide:bool group:any "
		   "variants:[any] photos:[photo] next_id:int?}",
	.refuses = "not_found",
};

const struct operation product_publish = {
	.name = "product_publish",
	.says = "Put a proposed product on sale",
	.effect = WRITES,
	.who = ROLES_OF_CLINIC,
	.params = { { "id", T_ID, REQUIRED } },
	.answers = "{id:int state:text}",
	.refuses = "not_found own_product already_decided",
};

const struct operation product_return = {
	.name = "product_return",
	.says = "Give a proposed product back to its group, with the reasons",
	.effect = WRITES,
	.who = ROLES_OF_CLINIC,
	.params = {
	    { "id", T_ID, REQUIRED },
	    { "why", T_LINES, REQUIRED, .min = WHY_MIN, .max = WHY_MAX },
	},
	.answers = "{id:int state:text}",
	.refuses = "not_found own_product already_decided",
};

const struct operation clinic_groups_show = {
	.name = "clinic_groups_show",
	.says = "The groups of my clinic, the newest first",
	.who = ROLES_OF_CLINIC,
	.params = {
	    { "state", T_CHOICE, OPTIONAL, .of = STATES_OF_GROUP },
	    { "trade", T_CHOICE, OPTIONAL, .of = TRADES },
	    { "q", T_TEXT, OPTIONAL, .max = 60, .says = "a part of the name" },
	    { "after", T_ID, OPTIONAL,
		.says = "the `next` of the page before" },
	},
	.answers = "{groups:[{id:int name:text slug:text trade:text city:text "
		   "state:text state_title:text since:date? on_sale:bool "
		   "leader:text? members:int products:int}] next:text? "
		   "total:int filter:any states:[any] trades:[any]}",
};

const struct operation clinic_facilitators_show = {
	.name = "clinic_facilitators_show",
	.says = "The load and delays of my clinic's facilitators, and the "
		"groups of one, or of none",
	.who = ROLES_OF_CLINIC,
	.params = {
	    { "facilitator", T_ID, OPTIONAL,
		.says = "an account; absent: groups without one" },
	    { "after", T_ID, OPTIONAL,
		.says = "the `next` of the page before" },
	},
	.answers = "{facilitators:[{id:int name:text groups:int forming:int "
		   "visits:int overdue:int unvisited:int days_between:int?}] "
		   "chosen:{id:int name:text}? filter:any groups:[{id:int "
		   "name:text city:text state:text state_title:text "
		   "facilitator:int? since:date? last_on:date? next_on:date? "
		   "overdue:int long_ago:bool}] next:text? total:int}",
	.refuses = "not_found",
};

const struct operation clinic_quality_show = {
	.name = "clinic_quality_show",
	.says = "How my clinic works, beside the median clinic of its "
		"province and of the nation",
	.who = ROLES_OF_CLINIC,
	.answers =
	    "{clinic:text province:text clinics:{province:int "
	    "nation:int} figures:[{key:text title:text in_days:bool "
	    "in_percent:bool own:number? of:int? province:number? "
	    "nation:number? has_province:bool has_nation:bool better:bool "
	    "worse:bool}]}",
};

const struct route clinic_api[] = {
	{ GET, "/clinic", &clinic_show },
	{ GET, "/clinic/applications", &clinic_applications_show },
	{ POST, "/groups/:id/members/:member/national-id", &member_unmask },
	{ GET, "/clinic/products", &clinic_products_show },
	{ GET, "/clinic/products/:id", &product_check_show },
	{ POST, "/clinic/products/:id/publication", &product_publish },
	{ POST, "/clinic/products/:id/return", &product_return },
	{ GET, "/clinic/groups", &clinic_groups_show },
	{ GET, "/clinic/facilitators", &clinic_facilitators_show },
	{ GET, "/clinic/quality", &clinic_quality_show },
	{ 0 },
};
