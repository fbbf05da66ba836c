/* A group takes out its share, and the finance office sends it to the bank. */
#include "operations.h"
#include "parts.h"

#define PAYOUT_RIAL_MIN  100000       /* a bank takes no less */
#define PAYOUT_RIAL_MAX  100000000000 /* nor more in one */
#define ANSWER_BYTES_MAX (1024 * 1024)

#define MEMBERS_MAX  60
#define WEIGHT_MAX   100000 /* pieces or hours of one member */
#define MATERIAL_MAX 100000000000

#define MOVED "{id:int state:text}"
#define DIVISION                                                               \
	"{rules:[{rule:text title:text chosen:bool}] open:bool "               \
	"members:[{id:int name:text paused:bool weight:text? "                 \
	"material:text?}]}"

/* How a payout is divided, as it is meant and as it was typed. */
#define PARAM_WEIGHT                                                           \
	{                                                                      \
		"weight", T_INT, OPTIONAL,                                     \
		    .min = 0, .max = WEIGHT_MAX, .many = MEMBERS_MAX,          \
		    .keyed = true, .says = "pieces or hours of each member"    \
	}
#define PARAM_MATERIAL                                                         \
	{                                                                      \
		"material", T_RIAL, OPTIONAL,                                  \
		    .min = 0, .max = MATERIAL_MAX, .many = MEMBERS_MAX,        \
		    .keyed = true,                                             \
		    .says = "what each member paid for material"               \
	}
#define TYPED(is)                                                              \
	{                                                                      \
		is, T_TEXT, OPTIONAL, .max = 30, .many = MEMBERS_MAX,          \
				      .keyed = true, .says = "typed so far"    \
	}
#define TYPED_RULE                                                             \
	{                                                                      \
		"rule", T_TEXT, OPTIONAL, .max = 10, .says = "so far"          \
	}

const struct operation payouts_show = {
	.name = "payouts_show",
	.says = "What stands to my group's credit, and what it took out",
	.who = ROLES_OF_GROUP,
	.params = {
	    { "after", T_ID, OPTIONAL, .says = "the `next` of the page before" },
	    TYPED_RULE,
	    TYPED("weight"),
	    TYPED("material_toman"),
	},
	.answers = "{balance:rial owed:rial bank:{sheba:text owner:text}? "
		   "can_ask:bool division:" DIVISION
		   " any:bool payouts:[{id:int amount:rial sheba:text "
		   "owner:text state:text state_title:text state_at:time "
		   "asked_by:text? asked_at:time trace:text? why:text? "
		   "own:bool rule_title:text divided_at:time? "
		   "can_divide:bool undivided:bool shares:[{member:text "
		   "weight:int? unit:text? material:rial amount:rial "
		   "own:bool}] can_release:bool can_cancel:bool}] next:int?}",
};

const struct operation payout_ask = {
	.name = "payout_ask",
	.says = "Ask for a part of my group's share; another officer releases it",
	.effect = WRITES,
	.who = OFFICERS_OF_GROUP,
	.params = {
	    { "amount", T_RIAL, REQUIRED, .min = PAYOUT_RIAL_MIN,
		.max = PAYOUT_RIAL_MAX },
	    { "rule", T_CHOICE, OPTIONAL, .of = "equal|pieces|hours|later",
		.fallback = "later" },
	    PARAM_WEIGHT,
	    PARAM_MATERIAL,
	},
	.answers = MOVED,
	.refuses = "bank_missing balance_short payout_open material_too_much "
		   "weights_missing",
};

const struct operation payout_release = {
	.name = "payout_release",
	.says = "Let a payout go that another officer of my group asked for",
	.effect = WRITES,
	.who = OFFICERS_OF_GROUP,
	.params = { { "id", T_ID, REQUIRED } },
	.answers = MOVED,
	.refuses = "not_found own_payout bank_changed balance_short bad_move",
};

const struct operation payout_cancel = {
	.name = "payout_cancel",
	.says = "Call a payout of my group back before it is at the bank",
	.effect = WRITES,
	.who = OFFICERS_OF_GROUP,
	.params = { { "id", T_ID, REQUIRED } },
	.answers = MOVED,
	.refuses = "not_found bad_move",
};

const struct operation division_show = {
	.name = "division_show",
	.says = "A payout that is not divided yet, and among whom it may be",
	.who = OFFICERS_OF_GROUP,
	.params = {
	    { "id", T_ID, REQUIRED },
	    TYPED_RULE,
	    TYPED("weight"),
	    TYPED("material_toman"),
	},
	.answers = "{id:int amount:rial state_at:time may:bool "
		   "division:" DIVISION "}",
	.refuses = "not_found",
};

const struct operation payout_divide = {
	.name = "payout_divide",
	.says = "Divide what was paid out undivided among my group's members, "
		"once",
	.effect = WRITES,
	.who = OFFICERS_OF_GROUP,
	.params = {
	    { "id", T_ID, REQUIRED },
	    { "rule", T_CHOICE, REQUIRED, .of = "equal|pieces|hours" },
	    PARAM_WEIGHT,
	    PARAM_MATERIAL,
	},
	.answers = MOVED,
	.refuses = "not_found bad_move material_too_much weights_missing",
};

const struct operation payout_batches_show = {
	.name = "payout_batches_show",
	.says = "What waits for the bank, and what was sent to it",
	.who = READERS_OF_MONEY,
	.params = {
	    { "after", T_ID, OPTIONAL, .says = "the `next` of the page before" },
	},
	.answers = "{waiting:int waiting_sum:rial can_change:bool any:bool "
		   "batches:[{id:int made_at:time answered_at:time? count:int "
		   "sum:rial? open:int failed:int}] next:int?}",
};

const struct operation payout_batch_show = {
	.name = "payout_batch_show",
	.says = "One batch: its rows for the bank, and the bank's answers",
	.who = READERS_OF_MONEY,
	.params = { { "id", T_ID, REQUIRED } },
	.answers = "{id:int made_at:time answered_at:time? can_change:bool "
		   "open:bool sum:rial count:int rows:[{reference:int "
		   "group:text sheba:text owner:text amount:rial state:text "
		   "state_title:text trace:text? why:text?}]}",
	.refuses = "not_found",
};

const struct operation payout_batch_make = {
	.name = "payout_batch_make",
	.says = "Gather all that was released into one file for the bank",
	.effect = WRITES,
	.who = ROLE_FINANCE,
	.answers = "{id:int count:int}",
	.refuses = "payouts_none",
};

const struct operation payout_batch_answer = {
	.name = "payout_batch_answer",
	.says = "Read the bank's answer: reference, paid or failed, trace",
	.effect = WRITES,
	.who = ROLE_FINANCE,
	.params = {
	    { "id", T_ID, REQUIRED },
	    { "file", T_FILE, REQUIRED, .max = ANSWER_BYTES_MAX },
	},
	.answers = "{id:int count:int}",
	.refuses = "not_found bad_answer_file not_in_batch answer_differs",
};

const struct route payout_api[] = {
	{ GET, "/group/payouts", &payouts_show },
	{ POST, "/group/payouts", &payout_ask },
	{ POST, "/group/payouts/:id/release", &payout_release },
	{ POST, "/group/payouts/:id/cancellation", &payout_cancel },
	{ GET, "/group/payouts/:id/division", &division_show },
	{ POST, "/group/payouts/:id/division", &payout_divide },
	{ GET, "/payout-batches", &payout_batches_show },
	{ POST, "/payout-batches", &payout_batch_make },
	{ GET, "/payout-batches/:id", &payout_batch_show },
	{ POST, "/payout-batches/:id/answer", &payout_batch_answer },
	{ 0 },
};
