/*
 * Zarinpal REST v4. An answer is {"data":{…},"errors":[]} or
 * {"data":[],"errors":{"code":…}}: which of the two is an object says how it
 * went, and HTTP's status says nothing more.
 */
#include "gateway/gateway.h"

#include <stdio.h>
#include <string.h>

#include <cJSON.h>

#include "config.h"

#define PATH_REQUEST    "/pg/v4/payment/request.json"
#define PATH_VERIFY     "/pg/v4/payment/verify.json"
#define PATH_INQUIRY    "/pg/v4/payment/inquiry.json"
#define PATH_UNVERIFIED "/pg/v4/payment/unVerified.json"
#define PATH_REVERSE    "/pg/v4/payment/reverse.json"
#define PATH_START      "/pg/StartPay/"
#define PATH_REFUND     "/api/v4/graphql/"

#define CODE_OK           100
#define CODE_ALREADY      101
#define CODE_WRONG_AMOUNT (-50)
#define CODE_NOT_PAID     (-51)
#define CODE_BAD          (-54) /* no such authority */
#define CODE_NOT_FOUND    (-55)

#define AUTHORITY_LEN   36
#define REFUND_RIAL_MIN 20000

/* Paya sends in the bank's next cycle and costs less than to the card. */
static const char refund_mutation[] =
    "mutation AddRefund($session_id: ID!, $amount: BigInteger!, "
    "$description: String, $method: InstantPayoutActionTypeEnum, "
    "$reason: RefundReasonEnum) { resource: AddRefund(session_id: "
    "$session_id, amount: $amount, description: $description, method: "
    "$method, reason: $reason) { id terminal_id amount timeline "
    "{ refund_amount refund_time refund_status } } }";

static bool zarinpal_build(enum gateway_ask, const struct config *,
    const struct gateway_payment *, struct call *);
static void zarinpal_read(enum gateway_ask, const struct config *,
    const struct gateway_payment *, const struct cJSON *,
    struct gateway_answer *);
static bool build_refund(const struct config *, const struct gateway_payment *,
    struct call *);
static bool fill(enum gateway_ask, const struct config *,
    const struct gateway_payment *, struct cJSON *);
static bool fill_request(const struct gateway_payment *, struct cJSON *);
static bool is_authority(const char *);
static void read_request(const struct config *, const struct cJSON *data,
    struct gateway_answer *);
static void read_verify(const struct cJSON *data, struct gateway_answer *);
static void read_inquiry(const struct cJSON *data, struct gateway_answer *);
static void read_unverified(const struct cJSON *data, struct gateway_answer *);
static void read_refund(const struct gateway_payment *, const struct cJSON *,
    struct gateway_answer *);
static enum gateway_outcome outcome_of_error(enum gateway_ask, int code);

const struct gateway gateway_zarinpal = {
	.name = "zarinpal",
	.callback_authority = "Authority",
	.callback_status = "Status",
	.build = zarinpal_build,
	.read = zarinpal_read,
};

static const char *const paths[GATEWAY_ASK_MAX] = {
	[GATEWAY_REQUEST] = PATH_REQUEST,
	[GATEWAY_VERIFY] = PATH_VERIFY,
	[GATEWAY_INQUIRY] = PATH_INQUIRY,
	[GATEWAY_UNVERIFIED] = PATH_UNVERIFIED,
	[GATEWAY_REVERSE] = PATH_REVERSE,
};

static bool
zarinpal_build(enum gateway_ask ask, const struct config *config,
    const struct gateway_payment *payment, struct call *call)
{
	struct cJSON *body;
	char url[CONFIG_TEXT_BYTES_MAX + 64];
	bool ok;

	if (ask == GATEWAY_REFUND)
		return (build_refund(config, payment, call));
	/* It takes back whole payments only. */
	if (ask == GATEWAY_REVERSE &&
	    payment->amount_rial != payment->paid_rial)
		return (false);
	body = cJSON_CreateObject();
	ok = body != NULL && fill(ask, config, payment, body);
	if (ok) {
		(void)snprintf(url, sizeof(url), "%s%s", config->zarinpal_url,
		    paths[ask]);
		ok = call_post_json(call, url, body);
	}
	cJSON_Delete(body);
	return (ok);
}

static bool
fill(enum gateway_ask ask, const struct config *config,
    const struct gateway_payment *payment, struct cJSON *body)
{
	if (cJSON_AddStringToObject(body, "merchant_id",
		config->zarinpal_merchant) == NULL)
		return (false);
	if (ask == GATEWAY_UNVERIFIED)
		return (true);
	if (ask == GATEWAY_REQUEST)
		return (fill_request(payment, body));
	if (payment->authority == NULL || !is_authority(payment->authority) ||
	    cJSON_AddStringToObject(body, "authority", payment->authority) ==
		NULL)
		return (false);
	if (ask == GATEWAY_VERIFY)
		return (cJSON_AddNumberToObject(body, "amount",
			    (double)payment->amount_rial) != NULL);
	return (true);
}

static bool
fill_request(const struct gateway_payment *payment, struct cJSON *body)
{
	struct cJSON *metadata;

	/* Without the currency the panel's default would decide. */
	if (cJSON_AddNumberToObject(body, "amount",
		(double)payment->amount_rial) == NULL ||
	    cJSON_AddStringToObject(body, "currency", "IRR") == NULL ||
	    cJSON_AddStringToObject(body, "description",
		payment->description) == NULL ||
	    cJSON_AddStringToObject(body, "callback_url",
		payment->callback_url) == NULL)
		return (false);
	metadata = cJSON_AddObjectToObject(body, "metadata");
	if (metadata == NULL ||
	    cJSON_AddStringToObject(metadata, "order_id", payment->reference) ==
		NULL)
		return (false);
	return (payment->mobile == NULL ||
	    cJSON_AddStringToObject(metadata, "mobile", payment->mobile) !=
		NULL);
}

/*
 * Refunds go by Zarinpal's own number of the transaction, which no payment
 * call tells: without it, or without a token, finance does it by hand.
 */
static bool
build_refund(const struct config *config, const struct gateway_payment *payment,
    struct call *call)
{
	struct cJSON *body, *vars;
	char url[CONFIG_TEXT_BYTES_MAX + 64];
	char bearer[CONFIG_TEXT_BYTES_MAX + 8];
	bool ok;

	if (payment->session_id == NULL || config->zarinpal_token[0] == '\0' ||
	    payment->amount_rial < REFUND_RIAL_MIN)
		return (false);
	(void)snprintf(url, sizeof(url), "%s" PATH_REFUND,
	    config->zarinpal_refund_url);
	(void)snprintf(bearer, sizeof(bearer), "Bearer %s",
	    config->zarinpal_token);
	body = cJSON_CreateObject();
	ok = cJSON_AddStringToObject(body, "query", refund_mutation) != NULL;
	vars = cJSON_AddObjectToObject(body, "variables");
	ok = ok &&
	    cJSON_AddStringToObject(vars, "session_id", payment->session_id) !=
		NULL &&
	    cJSON_AddNumberToObject(vars, "amount",
		(double)payment->amount_rial) != NULL &&
	    cJSON_AddStringToObject(vars, "description",
		payment->description) != NULL &&
	    cJSON_AddStringToObject(vars, "method", "PAYA") != NULL &&
	    cJSON_AddStringToObject(vars, "reason", "CUSTOMER_REQUEST") !=
		NULL &&
	    call_post_json(call, url, body);
	cJSON_Delete(body);
	if (ok && !call_add_header(call, "Authorization", bearer)) {
		call_free(call);
		return (false);
	}
	return (ok);
}

/* A in production, S in Zarinpal's sandbox, then 35 letters and digits. */
static bool
is_authority(const char *text)
{
	return (strlen(text) == AUTHORITY_LEN &&
	    (text[0] == 'A' || text[0] == 'S') &&
	    strspn(text,
		"0123456789abcdefghijklmnopqrstuvwxyz"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ") == AUTHORITY_LEN);
}

static void
zarinpal_read(enum gateway_ask ask, const struct config *config,
    const struct gateway_payment *payment, const struct cJSON *json,
    struct gateway_answer *answer)
{
	const struct cJSON *data, *errors;
	int64_t code;

	data = cJSON_GetObjectItemCaseSensitive(json, "data");
	errors = cJSON_GetObjectItemCaseSensitive(json, "errors");
	if (ask == GATEWAY_REFUND) {
		read_refund(payment, json, answer);
		return;
	}
	if (cJSON_IsObject(errors)) {
		if (!gateway_int(errors, "code", &code))
			return;
		answer->code = (int)code;
		answer->outcome = outcome_of_error(ask, answer->code);
		return;
	}
	if (!cJSON_IsObject(data) || !gateway_int(data, "code", &code))
		return;
	answer->code = (int)code;
	if (ask == GATEWAY_REQUEST)
		read_request(config, data, answer);
	else if (ask == GATEWAY_VERIFY)
		read_verify(data, answer);
	else if (code != CODE_OK)
		answer->outcome = outcome_of_error(ask, answer->code);
	else if (ask == GATEWAY_INQUIRY)
		read_inquiry(data, answer);
	else if (ask == GATEWAY_UNVERIFIED)
		read_unverified(data, answer);
	else
		answer->outcome = GATEWAY_DONE;
}

/* Settings that are wrong may be put right: such a payment is asked again. */
static enum gateway_outcome
outcome_of_error(enum gateway_ask ask, int code)
{
	if (ask == GATEWAY_REQUEST || ask == GATEWAY_REVERSE)
		return (GATEWAY_REFUSED);
	if (ask == GATEWAY_VERIFY && code == CODE_WRONG_AMOUNT)
		return (GATEWAY_WRONG_AMOUNT);
	if (code == CODE_NOT_PAID || code == CODE_BAD || code == CODE_NOT_FOUND)
		return (GATEWAY_NOT_PAID);
	return (GATEWAY_UNKNOWN);
}

static void
read_request(const struct config *config, const struct cJSON *data,
    struct gateway_answer *answer)
{
	if (answer->code != CODE_OK) {
		answer->outcome = GATEWAY_REFUSED;
		return;
	}
	/* It becomes a part of an address: only the known form is taken. */
	if (!gateway_text(data, "authority", answer->authority,
		sizeof(answer->authority)) ||
	    !is_authority(answer->authority)) {
		answer->authority[0] = '\0';
		return;
	}
	(void)snprintf(answer->start_url, sizeof(answer->start_url),
	    "%s" PATH_START "%s", config->zarinpal_url, answer->authority);
	answer->outcome = GATEWAY_DONE;
}

static void
read_verify(const struct cJSON *data, struct gateway_answer *answer)
{
	if (answer->code != CODE_OK && answer->code != CODE_ALREADY) {
		answer->outcome =
		    outcome_of_error(GATEWAY_VERIFY, answer->code);
		return;
	}
	/* A number in the documents, a text in the official SDK. */
	(void)gateway_text(data, "ref_id", answer->ref_id,
	    sizeof(answer->ref_id));
	gateway_card(data, "card_pan", answer);
	answer->outcome =
	    answer->code == CODE_OK ? GATEWAY_PAID : GATEWAY_ALREADY;
}

static void
read_inquiry(const struct cJSON *data, struct gateway_answer *answer)
{
	static const struct {
		const char *status;
		enum gateway_outcome outcome;
	} rows[] = {
		{ "PAID", GATEWAY_PAID },
		{ "VERIFIED", GATEWAY_ALREADY },
		{ "IN_BANK", GATEWAY_PENDING },
		{ "FAILED", GATEWAY_NOT_PAID },
		{ "REVERSED", GATEWAY_REVERSED },
	};
	char status[16];
	size_t i;

	if (!gateway_text(data, "status", status, sizeof(status)))
		return;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(status, rows[i].status) == 0)
			answer->outcome = rows[i].outcome;
}

static void
read_unverified(const struct cJSON *data, struct gateway_answer *answer)
{
	const struct cJSON *row, *rows;
	char *at;

	rows = cJSON_GetObjectItemCaseSensitive(data, "authorities");
	cJSON_ArrayForEach(row, rows) {
		if (answer->list_len == GATEWAY_LIST_MAX)
			break;
		at = answer->list[answer->list_len];
		if (gateway_text(row, "authority", at,
			sizeof(answer->list[0])) &&
		    is_authority(at))
			answer->list_len++;
	}
	answer->outcome = GATEWAY_DONE;
}

/* GraphQL: {"data":{"resource":{"id",…}}} or {"errors":[…]}. */
static void
read_refund(const struct gateway_payment *payment, const struct cJSON *json,
    struct gateway_answer *answer)
{
	const struct cJSON *data, *errors, *made;
	int64_t amount;

	data = cJSON_GetObjectItemCaseSensitive(json, "data");
	errors = cJSON_GetObjectItemCaseSensitive(json, "errors");
	made = cJSON_GetObjectItemCaseSensitive(data, "resource");
	if (cJSON_IsObject(made) &&
	    gateway_text(made, "id", answer->ref_id, sizeof(answer->ref_id)) &&
	    (!gateway_int(made, "amount", &amount) ||
		amount == payment->amount_rial))
		answer->outcome = GATEWAY_DONE;
	else if (cJSON_GetArraySize(errors) > 0)
		answer->outcome = GATEWAY_REFUSED;
}
