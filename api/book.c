/* The market's book, for those who settle its money and who audit them. */
#include "operations.h"
#include "parts.h"

#define CLOSED                                                                 \
	"{to:date? periods:[{to:date at:time differences:int "                 \
	"difference:rial}]}"

const struct operation trial_show = {
	.name = "trial_show",
	.says = "The trial balance at the end of a day, and what was closed",
	.who = READERS_OF_MONEY,
	.params = { { "day", T_DATE, OPTIONAL, .says = "today when absent" } },
	.answers = "{day:date until:bool book:" CLOSED " can_close:bool "
		   "rows:[{kind:text title:text accounts:int account:int? "
		   "debit:rial credit:rial debit_stands:rial "
		   "credit_stands:rial}] sums:{debit:rial credit:rial "
		   "debit_stands:rial credit_stands:rial}}",
};

const struct operation book_accounts_show = {
	.name = "book_accounts_show",
	.says = "Where the groups' accounts of a kind stood at the end of a day",
	.who = READERS_OF_MONEY,
	.params = {
	    { "kind", T_CHOICE, REQUIRED, .of = "payable|owed|share" },
	    { "day", T_DATE, OPTIONAL, .says = "today when absent" },
	    { "after", T_ID, OPTIONAL, .says = "the `next` of the page before" },
	},
	.answers = "{kind:text title:text day:date sums:{title:text "
		   "accounts:int balance:rial} any:bool accounts:[{id:int "
		   "group:text balance:rial}] next:int?}",
};

const struct operation book_account_show = {
	.name = "book_account_show",
	.says = "The statement of an account, the newest first",
	.who = READERS_OF_MONEY,
	.params = {
	    { "account", T_ID, REQUIRED },
	    { "after", T_TOKEN, OPTIONAL,
		.says = "the `next` of the page before" },
	},
	.answers = "{account:{id:int kind:text title:text group:{id:int "
		   "name:text}? debit:bool balance:rial} any:bool "
		   "rows:[{entry:int title:text at:time reference:text "
		   "reverses:int? debit:rial credit:rial balance:rial}] "
		   "sums:{debit:rial credit:rial} next:text?}",
	.refuses = "not_found",
};

const struct operation book_entry_show = {
	.name = "book_entry_show",
	.says = "One entry: its legs, and its place in the chain",
	.who = READERS_OF_MONEY,
	.params = { { "id", T_ID, REQUIRED } },
	.answers = "{id:int kind:text title:text happened_at:time "
		   "recorded_at:time reference:text reverses:int? "
		   "reversed_by:int? legs:[{account:int title:text "
		   "group:text? debit:rial credit:rial}] sum:rial "
		   "seal:{seq:int hash:text at:time}?}",
	.refuses = "not_found",
};

const struct operation period_show = {
	.name = "period_show",
	.says = "The months that can be closed, and what differs before",
	.who = READERS_OF_MONEY,
	.answers = "{book:" CLOSED " can_close:bool any:bool "
		   "months:[{month:date day:date}] last:date? "
		   "differences:int difference:rial}",
};

const struct operation period_close = {
	.name = "period_close",
	.says = "The book takes no entry of that day or before any more",
	.effect = WRITES,
	.who = ROLE_FINANCE,
	.params = { { "day", T_DATE, REQUIRED,
	    .says = "the last day of a Jalali month" } },
	.answers = "{closed_to:date}",
	.refuses = "not_month_end period_open",
};

const struct route book_api[] = {
	{ GET, "/ledger", &trial_show },
	{ GET, "/ledger/accounts", &book_accounts_show },
	{ GET, "/ledger/accounts/:account", &book_account_show },
	{ GET, "/ledger/entries/:id", &book_entry_show },
	{ GET, "/ledger/period", &period_show },
	{ POST, "/ledger/period", &period_close },
	{ 0 },
};
