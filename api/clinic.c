/* The clinic's desk: applications, groups, and products to check. */
#include "operations.h"

#define STATES_OF_APPLICATION "submitted|returned|rejected|withdrawn"
#define STATES_OF_GROUP                                                        \
	"forming|in_review|confirmed|active|paused|graduated|dissolved"
#define TRADES  "cooking|sewing|handicraft|mushroom|leather|service"
#define WHY_MIN 10 /* letters: a reason helps whoever gets it */
#define WHY_MAX 500

const struct operation clinic_show = {
	.name = "clinic_show",
	.says = "What waits for my clinic today",
	.who = ROLES_OF_CLINIC,
	.answers = "{clinic:{id:int name:text city:text} "
		   "counts:{applications:int overdue:int returned:int "
		   "products:int groups:int paused:int} "
		   "applications:[{id:int name:text trade:text city:text "
		   "state_at:time overdue:bool}] products:[{id:int "
		   "title:text group_name:text state_at:time overdue:bool}]}",
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
		   "applicant:any members:int state:text state_title:text "
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

const struct route clinic_api[] = {
	{ GET, "/clinic", &clinic_show },
	{ GET, "/clinic/applications", &clinic_applications_show },
	{ POST, "/groups/:id/members/:member/national-id", &member_unmask },
	{ GET, "/clinic/products", &clinic_products_show },
	{ GET, "/clinic/products/:id", &product_check_show },
	{ POST, "/clinic/products/:id/publication", &product_publish },
	{ POST, "/clinic/products/:id/return", &product_return },
	{ GET, "/clinic/groups", &clinic_groups_show },
	{ 0 },
};
