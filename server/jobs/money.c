/* What the jobs about payments share; see money.h. */
#include "jobs/money.h"

#include <string.h>

#include "fetch.h"
#include "log.h"

bool
money_read(const struct cJSON *json, struct money *money)
{
	const char *gateway;

	memset(money, 0, sizeof(*money));
	gateway = store_text(json, "gateway", NULL);
	money->gateway = gateway != NULL ? gateway_find(gateway) : NULL;
	money->state = store_text(json, "state", NULL);
	money->payment.authority = store_text(json, "authority", NULL);
	money->payment.reference = store_text(json, "reference", NULL);
	money->payment.session_id = store_text(json, "session_id", NULL);
	money->payment.description = "Hamyar";
	if (!gateway_int(json, "amount_rial", &money->payment.amount_rial))
		return (false);
	/* Of a payment row, what was paid is the amount itself. */
	if (!gateway_int(json, "paid_rial", &money->payment.paid_rial))
		money->payment.paid_rial = money->payment.amount_rial;
	return (money->gateway != NULL && money->state != NULL);
}

bool
money_ask(struct runner *runner, const struct money *money,
    enum gateway_ask ask, struct gateway_answer *answer)
{
	struct call_answer got;
	struct call call;

	if (!gateway_build(money->gateway, ask, runner->config, &money->payment,
		&call))
		return (false);
	fetch(runner->config, &call, &got);
	call_free(&call);
	gateway_read(money->gateway, ask, runner->config, &money->payment, &got,
	    answer);
	fetch_free(&got);
	log_info("gateway", "gateway=%s ask=%d outcome=%s code=%d",
	    money->gateway->name, (int)ask,
	    gateway_outcome_name(answer->outcome), answer->code);
	return (true);
}
