/* Zarinpal v4: what is asked, and every answer it may give. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cJSON.h>
#include <cmocka.h>

#include "config.h"
#include "gateway/gateway.h"

#define AUTHORITY "S00000000000000000000000000000abc123"

static const struct config config = {
	.zarinpal_url = "https://pay.example",
	.zarinpal_refund_url = "https://next.example",
	.zarinpal_merchant = "11111111-2222-4333-8444-555555555555",
	.zarinpal_token = "secret",
};

static const struct gateway_payment payment = {
	.amount_rial = 2500000,
	.paid_rial = 2500000,
	.authority = AUTHORITY,
	.reference = "r1",
	.description = "سفارش",
	.callback_url = "https://shop.example/pay/back",
	.mobile = "09123456789",
};

static struct gateway_answer
read_text(enum gateway_ask ask, int status, const char *text)
{
	struct call_answer got = { status, text, strlen(text) };
	struct gateway_answer answer;

	gateway_read(&gateway_zarinpal, ask, &config, &payment, &got, &answer);
	return (answer);
}

static void
assert_outcome(enum gateway_ask ask, const char *text,
    enum gateway_outcome outcome)
{
	struct gateway_answer answer;

	answer = read_text(ask, 200, text);
	assert_string_equal(gateway_outcome_name(answer.outcome),
	    gateway_outcome_name(outcome));
	gateway_answer_free(&answer);
}

static cJSON *
built(enum gateway_ask ask, const struct gateway_payment *of, const char *url)
{
	struct call call;
	cJSON *body;

	assert_true(gateway_build(&gateway_zarinpal, ask, &config, of, &call));
	assert_string_equal(call.method, "POST");
	assert_string_equal(call.url, url);
	body = cJSON_Parse(call.body);
	assert_non_null(body);
	call_free(&call);
	return (body);
}

static const char *
text_of(const cJSON *body, const char *name)
{
	return (cJSON_GetStringValue(cJSON_GetObjectItem(body, name)));
}

static void
request_says_rials(void **state)
{
	cJSON *body;

	(void)state;
	body = built(GATEWAY_REQUEST, &payment,
	    "https://pay.example/pg/v4/payment/request.json");
	assert_string_equal(text_of(body, "currency"), "IRR");
	assert_string_equal(text_of(body, "merchant_id"),
	    config.zarinpal_merchant);
	assert_string_equal(text_of(body, "callback_url"),
	    payment.callback_url);
	assert_true(cJSON_GetNumberValue(cJSON_GetObjectItem(body, "amount")) ==
	    2500000);
	assert_null(cJSON_GetObjectItem(body, "authority"));
	cJSON_Delete(body);
}

static void
request_gives_the_bank_page(void **state)
{
	struct gateway_answer answer;

	(void)state;
	answer = read_text(GATEWAY_REQUEST, 200,
	    "{\"data\":{\"code\":100,\"message\":\"Success\",\"authority\":"
	    "\"" AUTHORITY "\",\"fee_type\":\"Merchant\",\"fee\":100},"
	    "\"errors\":[]}");
	assert_int_equal(answer.outcome, GATEWAY_DONE);
	assert_string_equal(answer.authority, AUTHORITY);
	assert_string_equal(answer.start_url,
	    "https://pay.example/pg/StartPay/" AUTHORITY);
	gateway_answer_free(&answer);
	assert_outcome(GATEWAY_REQUEST,
	    "{\"data\":[],\"errors\":{\"code\":-9,\"message\":\"x\","
	    "\"validations\":[]}}",
	    GATEWAY_REFUSED);
	/* An authority that is no authority goes into no address. */
	assert_outcome(GATEWAY_REQUEST,
	    "{\"data\":{\"code\":100,\"authority\":\"A/../../evil\"},"
	    "\"errors\":[]}",
	    GATEWAY_UNKNOWN);
}

static void
verify_sends_our_amount(void **state)
{
	cJSON *body;

	(void)state;
	body = built(GATEWAY_VERIFY, &payment,
	    "https://pay.example/pg/v4/payment/verify.json");
	assert_string_equal(text_of(body, "authority"), AUTHORITY);
	assert_true(cJSON_GetNumberValue(cJSON_GetObjectItem(body, "amount")) ==
	    2500000);
	cJSON_Delete(body);
}

static void
verify_is_read(void **state)
{
	struct gateway_answer answer;

	(void)state;
	answer = read_text(GATEWAY_VERIFY, 200,
	    "{\"data\":{\"code\":100,\"message\":\"Paid\",\"card_hash\":"
	    "\"1EBE\",\"card_pan\":\"502229******5995\",\"ref_id\":201,"
	    "\"fee\":0},\"errors\":[]}");
	assert_int_equal(answer.outcome, GATEWAY_PAID);
	assert_string_equal(answer.ref_id, "201");
	assert_string_equal(answer.card_mask, "502229******5995");
	assert_null(strstr(answer.raw, "1EBE"));
	assert_null(strstr(answer.raw, "502229"));
	gateway_answer_free(&answer);

	answer = read_text(GATEWAY_VERIFY, 200,
	    "{\"data\":{\"code\":101,\"ref_id\":\"0042\",\"card_pan\":"
	    "\"5022291234565995\"},\"errors\":[]}");
	assert_int_equal(answer.outcome, GATEWAY_ALREADY);
	assert_string_equal(answer.ref_id, "0042");
	/* A card that came whole is not kept. */
	assert_string_equal(answer.card_mask, "");
	gateway_answer_free(&answer);
}

static void
verify_failures(void **state)
{
	struct {
		int code;
		enum gateway_outcome outcome;
	} rows[] = { { -50, GATEWAY_WRONG_AMOUNT }, { -51, GATEWAY_NOT_PAID },
		{ -54, GATEWAY_NOT_PAID }, { -55, GATEWAY_NOT_PAID },
		{ -52, GATEWAY_UNKNOWN }, { -10, GATEWAY_UNKNOWN },
		{ -12, GATEWAY_UNKNOWN }, { -53, GATEWAY_UNKNOWN } };
	char text[128];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)snprintf(text, sizeof(text),
		    "{\"data\":[],\"errors\":{\"code\":%d}}", rows[i].code);
		assert_outcome(GATEWAY_VERIFY, text, rows[i].outcome);
	}
}

/* Nothing that is not clearly a success may count as one. */
static void
nonsense_is_unknown(void **state)
{
	static const char *const texts[] = { "", "null", "[]", "{}", "100",
		"{\"data\":[],\"errors\":[]}",
		"{\"data\":{\"code\":\"100\"},\"errors\":[]}",
		"{\"data\":{\"code\":100.5},\"errors\":[]}",
		"{\"data\":[{\"code\":100}],\"errors\":[]}",
		"{\"data\":{\"code\":100}", "<html>502</html>",
		"{\"errors\":{\"code\":{}}}" };
	struct gateway_answer answer;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_outcome(GATEWAY_VERIFY, texts[i], GATEWAY_UNKNOWN);
	/* Both at once: the error counts. */
	assert_outcome(GATEWAY_VERIFY,
	    "{\"data\":{\"code\":100},\"errors\":{\"code\":-51}}",
	    GATEWAY_NOT_PAID);
	answer = read_text(GATEWAY_VERIFY, 0, "{\"data\":{\"code\":100}}");
	assert_int_equal(answer.outcome, GATEWAY_UNKNOWN);
	gateway_answer_free(&answer);
}

static void
inquiry_is_read(void **state)
{
	struct {
		const char *status;
		enum gateway_outcome outcome;
	} rows[] = { { "PAID", GATEWAY_PAID }, { "VERIFIED", GATEWAY_ALREADY },
		{ "IN_BANK", GATEWAY_PENDING }, { "FAILED", GATEWAY_NOT_PAID },
		{ "REVERSED", GATEWAY_REVERSED }, { "NEW", GATEWAY_UNKNOWN } };
	char text[128];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)snprintf(text, sizeof(text),
		    "{\"data\":{\"code\":100,\"status\":\"%s\"},"
		    "\"errors\":[]}",
		    rows[i].status);
		assert_outcome(GATEWAY_INQUIRY, text, rows[i].outcome);
	}
}

static void
unverified_is_listed(void **state)
{
	struct gateway_answer answer;

	(void)state;
	answer = read_text(GATEWAY_UNVERIFIED, 200,
	    "{\"data\":{\"code\":100,\"authorities\":[{\"authority\":"
	    "\"" AUTHORITY "\",\"amount\":1000},{\"authority\":\"bad\"},7]},"
	    "\"errors\":[]}");
	assert_int_equal(answer.outcome, GATEWAY_DONE);
	assert_int_equal(answer.list_len, 1);
	assert_string_equal(answer.list[0], AUTHORITY);
	gateway_answer_free(&answer);
}

static void
money_goes_back(void **state)
{
	struct gateway_payment part = payment;
	struct call call;
	cJSON *body;

	(void)state;
	cJSON_Delete(built(GATEWAY_REVERSE, &payment,
	    "https://pay.example/pg/v4/payment/reverse.json"));
	assert_outcome(GATEWAY_REVERSE,
	    "{\"data\":{\"code\":100,\"message\":\"Reversed\"},"
	    "\"errors\":[]}",
	    GATEWAY_DONE);
	assert_outcome(GATEWAY_REVERSE,
	    "{\"data\":[],\"errors\":{\"code\":-63}}", GATEWAY_REFUSED);
	/* A part cannot be reversed, nor refunded without its number. */
	part.amount_rial = 100000;
	assert_false(gateway_build(&gateway_zarinpal, GATEWAY_REVERSE, &config,
	    &part, &call));
	assert_false(gateway_build(&gateway_zarinpal, GATEWAY_REFUND, &config,
	    &part, &call));
	part.session_id = "77";
	body = built(GATEWAY_REFUND, &part,
	    "https://next.example/api/v4/graphql/");
	assert_non_null(strstr(text_of(body, "query"), "AddRefund"));
	cJSON_Delete(body);
	assert_outcome(GATEWAY_REFUND,
	    "{\"data\":{\"resource\":{\"id\":\"9\",\"amount\":2500000}}}",
	    GATEWAY_DONE);
	assert_outcome(GATEWAY_REFUND,
	    "{\"data\":{\"resource\":{\"id\":\"9\",\"amount\":7}}}",
	    GATEWAY_UNKNOWN);
	assert_outcome(GATEWAY_REFUND,
	    "{\"data\":null,\"errors\":[{\"message\":\"no\"}]}",
	    GATEWAY_REFUSED);
}

static void
authority_is_checked(void **state)
{
	struct gateway_payment bad = payment;
	struct call call;

	(void)state;
	bad.authority = "S123\"}";
	assert_false(gateway_build(&gateway_zarinpal, GATEWAY_VERIFY, &config,
	    &bad, &call));
	bad.authority = NULL;
	assert_false(gateway_build(&gateway_zarinpal, GATEWAY_VERIFY, &config,
	    &bad, &call));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(request_says_rials),
		cmocka_unit_test(request_gives_the_bank_page),
		cmocka_unit_test(verify_sends_our_amount),
		cmocka_unit_test(verify_is_read),
		cmocka_unit_test(verify_failures),
		cmocka_unit_test(nonsense_is_unknown),
		cmocka_unit_test(inquiry_is_read),
		cmocka_unit_test(unverified_is_listed),
		cmocka_unit_test(money_goes_back),
		cmocka_unit_test(authority_is_checked),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
