/* What the jobs about payments share; see money.h. */
#include "jobs/money.h"

#include <stdio.h>
#include <string.h>

#include <cJSON.h>

#include "fetch.h"
#include "log.h"

static const char *text_of(const struct cJSON *, const char *name);

bool
money_read(const struct cJSON *json, struct money *money)
{
	const char *gateway;

	memset(money, 0, sizeof(*money));
	gateway = text_of(json, "gateway");
	money->gateway = gateway != NULL ? gateway_find(gateway) : NULL;
	money->state = text_of(json, "state");
	money->payment.authority = text_of(json, "authority");
	money->payment.reference = text_of(json, "reference");
	money->payment.session_id = text_of(json, "session_id");
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

bool
money_id(const struct cJSON *payload, const char *name, char out[24])
{
	int64_t number;

	if (!gateway_int(payload, name, &number))
		return (false);
	(void)snprintf(out, 24, "%lld", (long long)number);
	return (true);
}

static const char *
text_of(const struct cJSON *object, const char *name)
{
	return (cJSON_GetStringValue(
	    cJSON_GetObjectItemCaseSensitive(object, name)));
}
