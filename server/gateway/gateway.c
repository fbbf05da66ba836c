/* What all payment gateways share; see gateway.h. */
#include "gateway/gateway.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cJSON.h>

/* Whole numbers in a double are exact below this: 2^53. */
#define JSON_INT_MAX 9007199254740992.0

static const struct gateway *const gateways[] = {
	&gateway_zarinpal,
	&gateway_zibal,
};

static const char *const outcome_names[GATEWAY_OUTCOME_MAX] = {
	[GATEWAY_UNKNOWN] = "unknown",
	[GATEWAY_DONE] = "done",
	[GATEWAY_REFUSED] = "refused",
	[GATEWAY_PAID] = "paid",
	[GATEWAY_ALREADY] = "already",
	[GATEWAY_NOT_PAID] = "not_paid",
	[GATEWAY_PENDING] = "pending",
	[GATEWAY_WRONG_AMOUNT] = "wrong_amount",
	[GATEWAY_REVERSED] = "reversed",
};

/* Never kept: keys, tokens, and what identifies a card or a buyer. */
static const char *const secret_names[] = { "merchant_id", "merchant",
	"access_token", "token", "card_hash", "hashedCardNumber", "card_pan",
	"cardNumber", "mobile", "email" };

static void drop_secrets(struct cJSON *);

const struct gateway *
gateway_find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(gateways) / sizeof(gateways[0]); i++)
		if (strcmp(gateways[i]->name, name) == 0)
			return (gateways[i]);
	return (NULL);
}

const char *
gateway_outcome_name(enum gateway_outcome outcome)
{
	assert(outcome < GATEWAY_OUTCOME_MAX);
	return (outcome_names[outcome]);
}

bool
gateway_build(const struct gateway *gateway, enum gateway_ask ask,
    const struct config *config, const struct gateway_payment *payment,
    struct call *call)
{
	assert(ask < GATEWAY_ASK_MAX);
	return (gateway->build(ask, config, payment, call));
}

void
gateway_read(const struct gateway *gateway, enum gateway_ask ask,
    const struct config *config, const struct gateway_payment *payment,
    const struct call_answer *got, struct gateway_answer *answer)
{
	struct cJSON *json;

	memset(answer, 0, sizeof(*answer));
	answer->outcome = GATEWAY_UNKNOWN;
	json = call_read_json(got);
	if (json == NULL)
		return;
	gateway->read(ask, config, payment, json, answer);
	drop_secrets(json);
	answer->raw = cJSON_PrintUnformatted(json);
	cJSON_Delete(json);
}

void
gateway_answer_free(struct gateway_answer *answer)
{
	free(answer->raw);
	answer->raw = NULL;
}

/* Answers keep what is ours in their first level or in "data". */
static void
drop_secrets(struct cJSON *json)
{
	struct cJSON *data;
	size_t i;

	data = cJSON_GetObjectItemCaseSensitive(json, "data");
	for (i = 0; i < sizeof(secret_names) / sizeof(secret_names[0]); i++) {
		cJSON_DeleteItemFromObjectCaseSensitive(json, secret_names[i]);
		if (cJSON_IsObject(data))
			cJSON_DeleteItemFromObjectCaseSensitive(data,
			    secret_names[i]);
	}
}

bool
gateway_text(const struct cJSON *object, const char *name, char *out,
    size_t out_size)
{
	const struct cJSON *item;
	int64_t number;
	int len;

	out[0] = '\0';
	item = cJSON_GetObjectItemCaseSensitive(object, name);
	if (cJSON_IsString(item))
		len = snprintf(out, out_size, "%s", item->valuestring);
	else if (gateway_int(object, name, &number))
		len = snprintf(out, out_size, "%lld", (long long)number);
	else
		return (false);
	if (len < 0 || (size_t)len >= out_size) {
		out[0] = '\0';
		return (false);
	}
	return (true);
}

bool
gateway_int(const struct cJSON *object, const char *name, int64_t *out)
{
	const struct cJSON *item;
	double number;

	item = cJSON_GetObjectItemCaseSensitive(object, name);
	if (!cJSON_IsNumber(item))
		return (false);
	number = item->valuedouble;
	/* The comparison also refuses NaN. */
	if (!(number > -JSON_INT_MAX && number < JSON_INT_MAX) ||
	    (double)(int64_t)number != number)
		return (false);
	*out = (int64_t)number;
	return (true);
}

void
gateway_card(const struct cJSON *object, const char *name,
    struct gateway_answer *answer)
{
	const char *p;
	size_t digits;

	if (!gateway_text(object, name, answer->card_mask,
		sizeof(answer->card_mask)))
		return;
	digits = 0;
	for (p = answer->card_mask; *p != '\0'; p++) {
		if (*p >= '0' && *p <= '9')
			digits++;
		else if (*p != '*' && *p != 'x' && *p != 'X' && *p != '-')
			digits = GATEWAY_CARD_BYTES_MAX;
	}
	/* First six and last four are what may be shown. */
	if (digits > 10)
		answer->card_mask[0] = '\0';
}
