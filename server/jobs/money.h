/* What the jobs about payments share: our row, and asking its gateway. */
#ifndef SERVER_JOBS_MONEY_H
#define SERVER_JOBS_MONEY_H

#include <stdbool.h>

#include "gateway/gateway.h"
#include "jobs/runner.h"

struct money {
	const struct gateway *gateway;
	const char *state; /* of the payment, or of the refund */
	struct gateway_payment payment;
};

/*
 * Borrows from the JSON of payment_get() or refund_get(); false when it makes
 * no sense.
 */
bool money_read(const struct cJSON *, struct money *);

/* False when the gateway cannot be asked that; answer is then untouched. */
bool money_ask(struct runner *, const struct money *, enum gateway_ask,
    struct gateway_answer *);

#endif
