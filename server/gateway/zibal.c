/*
 * Zibal. An answer is {"result":100,"message":…,…} in one level. No amount
 * is sent with verify: the answer's own amount and order are compared with
 * our row instead.
 */
#include "gateway/gateway.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cJSON.h>

#include "config.h"

#define PATH_REQUEST "/v1/request"
#define PATH_VERIFY  "/v1/verify"
#define PATH_INQUIRY "/v1/inquiry"
#define PATH_START   "/start/"
#define PATH_REFUND  "/v1/account/refund"

#define RESULT_OK          100
#define RESULT_ALREADY     201
#define RESULT_NOT_PAID    202
#define RESULT_BAD         203 /* no such trackId */
/* The platform API, which refunds belong to, answers 1 for yes. */
#define RESULT_PLATFORM_OK 1

#define TRACK_DIGITS_MAX 18

static bool zibal_build(enum gateway_ask, const struct config *,
    const struct gateway_payment *, struct call *);
static void zibal_read(enum gateway_ask, const struct config *,
    const struct gateway_payment *, const struct cJSON *,
    struct gateway_answer *);
static bool build_refund(const struct config *, const struct gateway_payment *,
    struct call *);
static bool fill_request(const struct gateway_payment *, struct cJSON *);
static bool add_track(const struct gateway_payment *, struct cJSON *);
static bool is_track(const char *);
static void read_request(const struct config *, const struct cJSON *,
    struct gateway_answer *);
static void read_verify(const struct gateway_payment *, const struct cJSON *,
    struct gateway_answer *);
static void read_inquiry(const struct cJSON *, struct gateway_answer *);
static bool is_ours(const struct gateway_payment *, const struct cJSON *);

const struct gateway gateway_zibal = {
	.name = "zibal",
	.callback_authority = "trackId",
	.callback_status = "success",
	.build = zibal_build,
	.read = zibal_read,
};

static bool
zibal_build(enum gateway_ask ask, const struct config *config,
    const struct gateway_payment *payment, struct call *call)
{
	static const char *const paths[GATEWAY_ASK_MAX] = {
		[GATEWAY_REQUEST] = PATH_REQUEST,
		[GATEWAY_VERIFY] = PATH_VERIFY,
		[GATEWAY_INQUIRY] = PATH_INQUIRY,
	};
	struct cJSON *body;
	char url[CONFIG_TEXT_BYTES_MAX + 64];
	bool ok;

	if (ask == GATEWAY_REFUND)
		return (build_refund(config, payment, call));
	if (paths[ask] == NULL)
		return (false);
	body = cJSON_CreateObject();
	ok = cJSON_AddStringToObject(body, "merchant",
		 config->zibal_merchant) != NULL &&
	    (ask == GATEWAY_REQUEST ? fill_request(payment, body) :
				      add_track(payment, body));
	if (ok) {
		(void)snprintf(url, sizeof(url), "%s%s", config->zibal_url,
		    paths[ask]);
		ok = call_post_json(call, url, body);
	}
	cJSON_Delete(body);
	return (ok);
}

static bool
fill_request(const struct gateway_payment *payment, struct cJSON *body)
{
	return (cJSON_AddNumberToObject(body, "amount",
		    (double)payment->amount_rial) != NULL &&
	    cJSON_AddStringToObject(body, "callbackUrl",
		payment->callback_url) != NULL &&
	    cJSON_AddStringToObject(body, "description",
		payment->description) != NULL &&
	    cJSON_AddStringToObject(body, "orderId", payment->reference) !=
		NULL &&
	    (payment->mobile == NULL ||
		cJSON_AddStringToObject(body, "mobile", payment->mobile) !=
		    NULL));
}

/* Sent as the number it was given to us as. */
static bool
add_track(const struct gateway_payment *payment, struct cJSON *body)
{
	if (payment->authority == NULL || !is_track(payment->authority))
		return (false);
	return (
	    cJSON_AddRawToObject(body, "trackId", payment->authority) != NULL);
}

static bool
is_track(const char *text)
{
	size_t len;

	len = strlen(text);
	return (len > 0 && len <= TRACK_DIGITS_MAX && text[0] != '0' &&
	    strspn(text, "0123456789") == len);
}

static bool
build_refund(const struct config *config, const struct gateway_payment *payment,
    struct call *call)
{
	struct cJSON *body;
	char url[CONFIG_TEXT_BYTES_MAX + 64];
	char bearer[CONFIG_TEXT_BYTES_MAX + 8];
	bool ok;

	if (config->zibal_token[0] == '\0' || config->zibal_account[0] == '\0')
		return (false);
	(void)snprintf(url, sizeof(url), "%s" PATH_REFUND,
	    config->zibal_refund_url);
	(void)snprintf(bearer, sizeof(bearer), "Bearer %s",
	    config->zibal_token);
	body = cJSON_CreateObject();
	ok = add_track(payment, body) &&
	    cJSON_AddStringToObject(body, "accountId", config->zibal_account) !=
		NULL &&
	    cJSON_AddNumberToObject(body, "amount",
		(double)payment->amount_rial) != NULL &&
	    cJSON_AddBoolToObject(body, "tryReverse",
		payment->amount_rial == payment->paid_rial) != NULL &&
	    cJSON_AddStringToObject(body, "description",
		payment->description) != NULL &&
	    call_post_json(call, url, body);
	cJSON_Delete(body);
	if (ok && !call_add_header(call, "Authorization", bearer)) {
		call_free(call);
		return (false);
	}
	return (ok);
}

static void
zibal_read(enum gateway_ask ask, const struct config *config,
    const struct gateway_payment *payment, const struct cJSON *json,
    struct gateway_answer *answer)
{
	int64_t result;

	if (!gateway_int(json, "result", &result))
		return;
	answer->code = (int)result;
	if (ask == GATEWAY_REQUEST)
		read_request(config, json, answer);
	else if (ask == GATEWAY_VERIFY)
		read_verify(payment, json, answer);
	else if (ask == GATEWAY_INQUIRY)
		read_inquiry(json, answer);
	else if (result == RESULT_PLATFORM_OK || result == RESULT_OK)
		answer->outcome = GATEWAY_DONE;
	else
		answer->outcome = GATEWAY_REFUSED;
}

static void
read_request(const struct config *config, const struct cJSON *json,
    struct gateway_answer *answer)
{
	if (answer->code != RESULT_OK) {
		answer->outcome = GATEWAY_REFUSED;
		return;
	}
	if (!gateway_text(json, "trackId", answer->authority,
		sizeof(answer->authority)) ||
	    !is_track(answer->authority)) {
		answer->authority[0] = '\0';
		return;
	}
	(void)snprintf(answer->start_url, sizeof(answer->start_url),
	    "%s" PATH_START "%s", config->zibal_url, answer->authority);
	answer->outcome = GATEWAY_DONE;
}

static void
read_verify(const struct gateway_payment *payment, const struct cJSON *json,
    struct gateway_answer *answer)
{
	int64_t amount;

	switch (answer->code) {
	case RESULT_NOT_PAID:
	case RESULT_BAD:
		answer->outcome = GATEWAY_NOT_PAID;
		return;
	case RESULT_OK:
	case RESULT_ALREADY:
		break;
	default:
		return;
	}
	(void)gateway_text(json, "refNumber", answer->ref_id,
	    sizeof(answer->ref_id));
	gateway_card(json, "cardNumber", answer);
	if (answer->code == RESULT_OK && !gateway_int(json, "amount", &amount))
		return;
	if (!is_ours(payment, json))
		answer->outcome = GATEWAY_WRONG_AMOUNT;
	else
		answer->outcome =
		    answer->code == RESULT_OK ? GATEWAY_PAID : GATEWAY_ALREADY;
}

/*
 * Compared with our row as far as it is told: "already verified" may leave
 * the amount out, and then the trackId, which was made for our amount and
 * bound to our row, is what vouches for it.
 */
static bool
is_ours(const struct gateway_payment *payment, const struct cJSON *json)
{
	char order[GATEWAY_REF_BYTES_MAX];
	int64_t amount;

	if (cJSON_HasObjectItem(json, "amount") &&
	    (!gateway_int(json, "amount", &amount) ||
		amount != payment->amount_rial))
		return (false);
	return (payment->reference == NULL ||
	    !gateway_text(json, "orderId", order, sizeof(order)) ||
	    strcmp(order, payment->reference) == 0);
}

static void
read_inquiry(const struct cJSON *json, struct gateway_answer *answer)
{
	int64_t status;

	if (answer->code == RESULT_BAD)
		answer->outcome = GATEWAY_NOT_PAID;
	if (answer->code != RESULT_OK || !gateway_int(json, "status", &status))
		return;
	switch (status) {
	case 1:
		answer->outcome = GATEWAY_ALREADY;
		break;
	case 2:
		answer->outcome = GATEWAY_PAID;
		break;
	case -1:
		answer->outcome = GATEWAY_PENDING;
		break;
	case 15: /* refunded */
	case 16: /* being refunded */
	case 18: /* reversed */
		answer->outcome = GATEWAY_REVERSED;
		break;
	case -2: /* their own trouble */
	case 21: /* our contract's */
		break;
	default: /* 3 cancelled … 12 card: the bank said no */
		if (status >= 3 && status <= 12)
			answer->outcome = GATEWAY_NOT_PAID;
		break;
	}
}
