/* The facilitator's desk: today, her groups, visits. */
#include "storefront/pages.h"

#include "api/operations.h"

const struct route facilitator_pages[] = {
	{ GET, "/facilitator/alerts", &alerts_show,
	    .page = "facilitator/alerts" },
	{ 0 },
};
