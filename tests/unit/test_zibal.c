/* Zibal: what is asked, and every answer it may give. */
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

static const struct config config = {
	.zibal_url = "https://zibal.example",
	.zibal_refund_url = "https://api.example",
	.zibal_merchant = "merchant1",
	.zibal_token = "secret",
	.zibal_account = "a1",
};

static const struct gateway_payment payment = {
	.amount_rial = 2500000,
	.paid_rial = 2500000,
	.authority = "15966442233311",
	.reference = "r1",
	.description = "سفارش",
	.callback_url = "https://shop.example/pay/back",
};

static void
assert_outcome(enum gateway_ask ask, const char *text,
    enum gateway_outcome outcome)
{
	struct call_answer got = { 200, text, strlen(text) };
	struct gateway_answer answer;

	gateway_read(&gateway_zibal, ask, &config, &payment, &got, &answer);
	assert_string_equal(gateway_outcome_name(answer.outcome),
	    gateway_outcome_name(outcome));
	gateway_answer_free(&answer);
}

static void
request_and_its_answer(void **state)
{
	static const char text[] = "{\"trackId\":15966442233311,\"result\":100,"
				   "\"message\":\"success\"}";
	struct call_answer got = { 200, text, sizeof(text) - 1 };
	struct gateway_answer answer;
	struct call call;
	cJSON *body;

	(void)state;
	assert_true(gateway_build(&gateway_zibal, GATEWAY_REQUEST, &config,
	    &payment, &call));
	assert_string_equal(call.url, "https://zibal.example/v1/request");
	body = cJSON_Parse(call.body);
	assert_string_equal(
	    cJSON_GetStringValue(cJSON_GetObjectItem(body, "orderId")), "r1");
	assert_null(cJSON_GetObjectItem(body, "mobile"));
	cJSON_Delete(body);
	call_free(&call);
	gateway_read(&gateway_zibal, GATEWAY_REQUEST, &config, &payment, &got,
	    &answer);
	assert_int_equal(answer.outcome, GATEWAY_DONE);
	assert_string_equal(answer.authority, "15966442233311");
	assert_string_equal(answer.start_url,
	    "https://zibal.example/start/15966442233311");
	gateway_answer_free(&answer);
	assert_outcome(GATEWAY_REQUEST, "{\"result\":105}", GATEWAY_REFUSED);
	assert_outcome(GATEWAY_REQUEST, "{\"trackId\":\"../x\",\"result\":100}",
	    GATEWAY_UNKNOWN);
}

static void
track_is_sent_as_a_number(void **state)
{
	struct gateway_payment bad = payment;
	struct call call;

	(void)state;
	assert_true(gateway_build(&gateway_zibal, GATEWAY_VERIFY, &config,
	    &payment, &call));
	assert_non_null(strstr(call.body, "\"trackId\":15966442233311"));
	call_free(&call);
	bad.authority = "1,\"amount\":1";
	assert_false(gateway_build(&gateway_zibal, GATEWAY_VERIFY, &config,
	    &bad, &call));
	assert_false(gateway_build(&gateway_zibal, GATEWAY_REVERSE, &config,
	    &payment, &call));
	assert_false(gateway_build(&gateway_zibal, GATEWAY_UNVERIFIED, &config,
	    &payment, &call));
}

static void
verify_compares_with_our_row(void **state)
{
	(void)state;
	assert_outcome(GATEWAY_VERIFY,
	    "{\"result\":100,\"amount\":2500000,\"orderId\":\"r1\","
	    "\"refNumber\":12345,\"cardNumber\":\"62741****44\"}",
	    GATEWAY_PAID);
	assert_outcome(GATEWAY_VERIFY,
	    "{\"result\":201,\"amount\":2500000,\"orderId\":\"r1\"}",
	    GATEWAY_ALREADY);
	assert_outcome(GATEWAY_VERIFY, "{\"result\":201}", GATEWAY_ALREADY);
	assert_outcome(GATEWAY_VERIFY,
	    "{\"result\":100,\"amount\":2499999,\"orderId\":\"r1\"}",
	    GATEWAY_WRONG_AMOUNT);
	assert_outcome(GATEWAY_VERIFY,
	    "{\"result\":201,\"amount\":\"2500000\"}", GATEWAY_WRONG_AMOUNT);
	assert_outcome(GATEWAY_VERIFY,
	    "{\"result\":100,\"amount\":2500000,\"orderId\":\"other\"}",
	    GATEWAY_WRONG_AMOUNT);
	assert_outcome(GATEWAY_VERIFY, "{\"result\":100}", GATEWAY_UNKNOWN);
	assert_outcome(GATEWAY_VERIFY, "{\"result\":202}", GATEWAY_NOT_PAID);
	assert_outcome(GATEWAY_VERIFY, "{\"result\":203}", GATEWAY_NOT_PAID);
	assert_outcome(GATEWAY_VERIFY, "{\"result\":115}", GATEWAY_UNKNOWN);
	assert_outcome(GATEWAY_VERIFY, "{\"result\":\"100\"}", GATEWAY_UNKNOWN);
	assert_outcome(GATEWAY_VERIFY, "[]", GATEWAY_UNKNOWN);
}

static void
inquiry_is_read(void **state)
{
	struct {
		int status;
		enum gateway_outcome outcome;
	} rows[] = { { 1, GATEWAY_ALREADY }, { 2, GATEWAY_PAID },
		{ -1, GATEWAY_PENDING }, { -2, GATEWAY_UNKNOWN },
		{ 3, GATEWAY_NOT_PAID }, { 12, GATEWAY_NOT_PAID },
		{ 15, GATEWAY_REVERSED }, { 18, GATEWAY_REVERSED },
		{ 21, GATEWAY_UNKNOWN }, { 99, GATEWAY_UNKNOWN } };
	char text[64];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)snprintf(text, sizeof(text),
		    "{\"result\":100,\"status\":%d}", rows[i].status);
		assert_outcome(GATEWAY_INQUIRY, text, rows[i].outcome);
	}
}

static void
refund_needs_a_token(void **state)
{
	struct config poor = config;
	struct call call;

	(void)state;
	assert_true(gateway_build(&gateway_zibal, GATEWAY_REFUND, &config,
	    &payment, &call));
	assert_string_equal(call.url, "https://api.example/v1/account/refund");
	assert_string_equal(call.headers[2], "Authorization: Bearer secret");
	call_free(&call);
	poor.zibal_token[0] = '\0';
	assert_false(gateway_build(&gateway_zibal, GATEWAY_REFUND, &poor,
	    &payment, &call));
	assert_outcome(GATEWAY_REFUND, "{\"result\":1}", GATEWAY_DONE);
	assert_outcome(GATEWAY_REFUND, "{\"result\":6}", GATEWAY_REFUSED);
	assert_outcome(GATEWAY_REFUND, "", GATEWAY_UNKNOWN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(request_and_its_answer),
		cmocka_unit_test(track_is_sent_as_a_number),
		cmocka_unit_test(verify_compares_with_our_row),
		cmocka_unit_test(inquiry_is_read),
		cmocka_unit_test(refund_needs_a_token),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
