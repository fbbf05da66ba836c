/* A group takes out its share, and the finance office sends it to the bank. */
#include "operations.h"
#include "parts.h"

#define OFFICERS (ROLE_LEADER | ROLE_SECRETARY | ROLE_TREASURER)
#define FINANCES (ROLE_FINANCE | ROLE_AUDITOR)

#define PAYOUT_RIAL_MIN  100000       /* a bank takes no less */
#define PAYOUT_RIAL_MAX  100000000000 /* nor more in one */
#define ANSWER_BYTES_MAX (1024 * 1024)

#define MOVED "{id:int state:text}"

const struct operation payouts_show = {
	.name = "payouts_show",
	.says = "What stands to my group's credit, and what it took out",
	.who = ROLES_OF_GROUP,
	.params = {
	    { "after", T_ID, OPTIONAL, .says = "the `next` of the page before" },
	},
	.answers = "{balance:rial owed:rial bank:{sheba:text owner:text}? can_ask:bool "
		   "any:bool payouts:[{id:int amount:rial sheba:text "
		   "owner:text state:text state_title:text state_at:time "
		   "asked_by:text? asked_at:time trace:text? why:text? "
		   "own:bool can_release:bool can_cancel:bool}] next:int?}",
};

const struct operation payout_ask = {
	.name = "payout_ask",
	.says = "Ask for a part of my group's share; another officer releases it",
	.effect = WRITES,
	.who = OFFICERS,
	.params = {
	    { "amount", T_RIAL, REQUIRED, .min = PAYOUT_RIAL_MIN,
		.max = PAYOUT_RIAL_MAX },
	},
	.answers = MOVED,
	.refuses = "bank_missing balance_short payout_open",
};

const struct operation payout_release = {
	.name = "payout_release",
	.says = "Let a payout go that another officer of my group asked for",
	.effect = WRITES,
	.who = OFFICERS,
	.params = { { "id", T_ID, REQUIRED } },
	.answers = MOVED,
	.refuses = "not_found own_payout bank_changed balance_short bad_move",
};

const struct operation payout_cancel = {
	.name = "payout_cancel",
	.says = "Call a payout of my group back before it is at the bank",
	.effect = WRITES,
	.who = OFFICERS,
	.params = { { "id", T_ID, REQUIRED } },
	.answers = MOVED,
	.refuses = "not_found bad_move",
};

const struct operation payout_batches_show = {
	.name = "payout_batches_show",
	.says = "What waits for the bank, and what was sent to it",
	.who = FINANCES,
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
	.who = FINANCES,
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
	{ GET, "/payout-batches", &payout_batches_show },
	{ POST, "/payout-batches", &payout_batch_make },
	{ GET, "/payout-batches/:id", &payout_batch_show },
	{ POST, "/payout-batches/:id/answer", &payout_batch_answer },
	{ 0 },
};
