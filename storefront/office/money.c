/* The finance office: what gateways report, and the market's book. */
#include "storefront/pages.h"

#include "api/operations.h"

#define REPORTS "/office/settlements"

const struct route money_pages[] = {
	{ GET, "/office/reconciliation", &reconciliation_show,
	    .page = "office/reconciliation" },
	{ GET, REPORTS, &settlements_show, .page = "office/settlements" },
	{ POST, REPORTS, &settlement_read,
	    .then = REPORTS "?saved=settlement&conflict={conflict}",
	    .again = REPORTS },
	{ GET, REPORTS "/:id", &settlement_show, .page = "office/settlement" },
	{ 0 },
};
