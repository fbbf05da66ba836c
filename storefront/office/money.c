/* The finance office: what gateways report, and the market's book. */
#include "storefront/pages.h"

#include "api/operations.h"

#define REPORTS "/office/settlements"
#define LEDGER  "/office/ledger"

const struct route money_pages[] = {
	{ GET, "/office/reconciliation", &reconciliation_show,
	    .page = "office/reconciliation" },
	{ GET, "/office/reconciliation/rows.csv", &reconciliation_show,
	    .page = "office/reconciliation.csv" },
	{ GET, "/office/settlements", &settlements_show,
	    .page = "office/settlements" },
	{ POST, "/office/settlements", &settlement_read,
	    .then = REPORTS "?saved=settlement&conflict={conflict}",
	    .again = REPORTS },
	{ GET, "/office/settlements/:id", &settlement_show,
	    .page = "office/settlement" },
	{ GET, "/office/ledger", &trial_show, .page = "office/ledger" },
	{ GET, "/office/ledger/trial.csv", &trial_show,
	    .page = "office/trial.csv" },
	{ GET, "/office/ledger/accounts", &book_accounts_show,
	    .page = "office/accounts" },
	{ GET, "/office/ledger/accounts/:account", &book_account_show,
	    .page = "office/statement" },
	{ GET, "/office/ledger/accounts/:account/statement.csv",
	    &book_account_show, .page = "office/statement.csv" },
	{ GET, "/office/ledger/entries/:id", &book_entry_show,
	    .page = "office/entry" },
	{ GET, "/office/ledger/period", &period_show, .page = "office/period" },
	{ POST, "/office/ledger/period", &period_close,
	    .then = LEDGER "/period?saved=period", .again = LEDGER "/period" },
	{ 0 },
};
