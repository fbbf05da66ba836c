/* The finance office: what gateways report, and the market's book. */
#include "storefront/pages.h"

#include "api/operations.h"

#define REPORTS "/office/settlements"
#define LEDGER  "/office/ledger"

const struct route money_pages[] = {
	{ GET, "/office/reconciliation", &reconciliation_show,
	    .page = "office/reconciliation" },
	{ GET, REPORTS, &settlements_show, .page = "office/settlements" },
	{ POST, REPORTS, &settlement_read,
	    .then = REPORTS "?saved=settlement&conflict={conflict}",
	    .again = REPORTS },
	{ GET, REPORTS "/:id", &settlement_show, .page = "office/settlement" },
	{ GET, LEDGER, &trial_show, .page = "office/ledger" },
	{ GET, LEDGER "/trial.csv", &trial_show, .page = "office/trial.csv" },
	{ GET, LEDGER "/accounts", &book_accounts_show,
	    .page = "office/accounts" },
	{ GET, LEDGER "/accounts/:account", &book_account_show,
	    .page = "office/statement" },
	{ GET, LEDGER "/accounts/:account/statement.csv", &book_account_show,
	    .page = "office/statement.csv" },
	{ GET, LEDGER "/entries/:id", &book_entry_show,
	    .page = "office/entry" },
	{ GET, LEDGER "/period", &period_show, .page = "office/period" },
	{ POST, LEDGER "/period", &period_close,
	    .then = LEDGER "/period?saved=period", .again = LEDGER "/period" },
	{ 0 },
};
