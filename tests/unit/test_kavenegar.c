/* Kavenegar: codes by template, texts by localid, and its answers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "config.h"
#include "sms/sms.h"

static const struct config config = {
	.kavenegar_url = "https://sms.example",
	.kavenegar_key = "KEY",
};

static void
assert_outcome(int status, const char *text, enum sms_outcome outcome)
{
	struct call_answer got = { status, text, strlen(text) };
	struct sms sms = { .id = 1 };
	struct sms_answer answer;

	sms_kavenegar.read(&sms, &got, &answer);
	assert_int_equal(answer.outcome, outcome);
}

static void
code_goes_by_template(void **state)
{
	struct sms sms = { .id = 7,
		.mobile = "09123456789",
		.template = "login",
		.tokens = { "482917" },
		.tokens_len = 1 };
	struct call call;

	(void)state;
	assert_true(sms_kavenegar.build(&config, &sms, &call));
	assert_string_equal(call.url,
	    "https://sms.example/v1/KEY/verify/lookup.json");
	assert_string_equal(call.body,
	    "receptor=09123456789&template=login&token=482917");
	call_free(&call);
}

static void
token_keeps_the_rules(void **state)
{
	static const char *const bad[] = { "", "a b", "a_b", "a\nb" };
	struct sms sms = { .mobile = "09123456789",
		.template = "login",
		.tokens_len = 1 };
	struct call call;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		sms.tokens[0] = bad[i];
		assert_false(sms_kavenegar.build(&config, &sms, &call));
	}
	sms.tokens_len = 0;
	assert_false(sms_kavenegar.build(&config, &sms, &call));
}

static void
text_carries_our_id(void **state)
{
	struct sms sms = { .id = 42,
		.mobile = "09123456789",
		.text = "سلام & ۱\n" };
	struct call call;

	(void)state;
	assert_true(sms_kavenegar.build(&config, &sms, &call));
	assert_string_equal(call.url,
	    "https://sms.example/v1/KEY/sms/send.json");
	assert_string_equal(call.body,
	    "receptor=09123456789&message=%D8%B3%D9%84%D8%A7%D9%85"
	    "%20%26%20%DB%B1%0A&localid=42");
	call_free(&call);
	sms.text = "";
	assert_false(sms_kavenegar.build(&config, &sms, &call));
}

static void
answers_are_read(void **state)
{
	static const char text[] =
	    "{\"return\":{\"status\":200,\"message\":\"ok\"},\"entries\":"
	    "[{\"messageid\":8792343,\"cost\":120,\"status\":1}]}";
	struct call_answer got = { 200, text, sizeof(text) - 1 };
	struct sms sms = { .id = 1 };
	struct sms_answer answer;

	(void)state;
	sms_kavenegar.read(&sms, &got, &answer);
	assert_int_equal(answer.outcome, SMS_SENT);
	assert_string_equal(answer.provider_id, "8792343");
	assert_int_equal(answer.cost_rial, 120);

	assert_outcome(431, "{\"return\":{\"status\":431},\"entries\":null}",
	    SMS_REFUSED);
	assert_outcome(411, "{\"return\":{\"status\":411}}", SMS_REFUSED);
	/* What somebody can put right waits for them. */
	assert_outcome(418, "{\"return\":{\"status\":418}}", SMS_UNKNOWN);
	assert_outcome(424, "{\"return\":{\"status\":424}}", SMS_UNKNOWN);
	assert_outcome(403, "{\"return\":{\"status\":403}}", SMS_UNKNOWN);
	assert_outcome(0, "", SMS_UNKNOWN);
	assert_outcome(502, "<html>", SMS_UNKNOWN);
	assert_outcome(200, "{\"return\":7}", SMS_UNKNOWN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(code_goes_by_template),
		cmocka_unit_test(token_keeps_the_rules),
		cmocka_unit_test(text_carries_our_id),
		cmocka_unit_test(answers_are_read),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
