/* Settings: production starts with nothing missing and no sandbox in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "config.h"

static struct config config;
static char error[256];

static int
production(void **state)
{
	(void)state;
	assert_int_equal(clearenv(), 0);
	(void)setenv("HAMYAR_URL", "https://hamyar.example", 1);
	(void)setenv("HAMYAR_DB", "dbname=hamyar", 1);
	(void)setenv("HAMYAR_DB_OWNER", "dbname=hamyar", 1);
	(void)setenv("HAMYAR_DB_JOBS", "dbname=hamyar", 1);
	(void)setenv("ZARINPAL_MERCHANT_ID",
	    "11111111-2222-4333-8444-555555555555", 1);
	(void)setenv("KAVENEGAR_KEY", "k", 1);
	(void)setenv("HAMYAR_SECRET",
	    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
	    1);
	(void)setenv("HAMYAR_SEAL_KEY",
	    "1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
	    1);
	(void)setenv("HAMYAR_HASH_KEY",
	    "2123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
	    1);
	return (0);
}

static int
sandbox(void **state)
{
	(void)state;
	assert_int_equal(clearenv(), 0);
	(void)setenv("HAMYAR_MODE", "sandbox", 1);
	(void)setenv("HAMYAR_SANDBOX", "http://127.0.0.1:9", 1);
	return (0);
}

static void
assert_refused(const char *name)
{
	assert_false(config_read(&config, error, sizeof(error)));
	assert_non_null(strstr(error, name));
}

static void
production_is_what_nothing_said_means(void **state)
{
	(void)state;
	assert_true(config_read(&config, error, sizeof(error)));
	assert_int_equal(config.mode, MODE_PRODUCTION);
	assert_string_equal(config.zarinpal_url,
	    "https://payment.zarinpal.com");
	assert_int_equal(config.fetch_answer_ms, 15000);
}

static void
production_misses_nothing(void **state)
{
	static const char *const names[] = { "HAMYAR_URL", "HAMYAR_DB_JOBS",
		"ZARINPAL_MERCHANT_ID", "KAVENEGAR_KEY", "HAMYAR_SECRET" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		(void)production(state);
		(void)unsetenv(names[i]);
		assert_refused(names[i]);
	}
}

static void
production_has_no_sandbox_in_it(void **state)
{
	static const struct {
		const char *name, *value;
	} rows[] = {
		{ "HAMYAR_SANDBOX", "http://127.0.0.1:9" },
		{ "ZARINPAL_URL", "https://sandbox.zarinpal.com" },
		{ "ZARINPAL_URL", "http://payment.zarinpal.com" },
		{ "ZARINPAL_URL", "https://localhost" },
		{ "KAVENEGAR_URL", "https://127.0.0.1" },
		{ "HAMYAR_URL", "http://hamyar.example" },
		{ "ZIBAL_MERCHANT", "zibal" },
		{ "ZIBAL_TOKEN", "sandbox" },
		{ "ZARINPAL_TOKEN", "sandbox" },
		{ "KAVENEGAR_KEY", "sandbox" },
		{ "HAMYAR_SECRET", "sandbox" },
		{ "HAMYAR_SECRET", "x1y2z3" },
		{ "ZARINPAL_MERCHANT_ID",
		    "00000000-0000-4000-8000-000000000000" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)production(state);
		(void)setenv(rows[i].name, rows[i].value, 1);
		assert_refused(rows[i].name);
		/* What it says may be in a log: no value, it may be a key. */
		assert_true(strcmp(rows[i].value, "sandbox") == 0 ||
		    strstr(error, rows[i].value) == NULL);
	}
}

static void
sandbox_needs_nothing_else(void **state)
{
	(void)state;
	assert_true(config_read(&config, error, sizeof(error)));
	assert_int_equal(config.mode, MODE_SANDBOX);
	assert_string_equal(config.zarinpal_url, "http://127.0.0.1:9");
	assert_string_equal(config.kavenegar_url, "http://127.0.0.1:9");
	(void)unsetenv("HAMYAR_SANDBOX");
	assert_refused("HAMYAR_SANDBOX");
}

static void
values_are_checked(void **state)
{
	char longest[600];

	(void)state;
	(void)setenv("HAMYAR_FETCH_ANSWER_MS", "12x", 1);
	assert_refused("HAMYAR_FETCH_ANSWER_MS");
	(void)setenv("HAMYAR_FETCH_ANSWER_MS", "1", 1);
	assert_refused("HAMYAR_FETCH_ANSWER_MS");
	(void)setenv("HAMYAR_FETCH_ANSWER_MS", "2000", 1);
	assert_true(config_read(&config, error, sizeof(error)));
	assert_int_equal(config.fetch_answer_ms, 2000);
	(void)setenv("HAMYAR_GATEWAY", "idpay", 1);
	assert_refused("HAMYAR_GATEWAY");
	(void)setenv("HAMYAR_GATEWAY", "zibal", 1);
	assert_true(config_read(&config, error, sizeof(error)));
	(void)setenv("HAMYAR_URL", "http://x/", 1);
	assert_refused("HAMYAR_URL");
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	(void)setenv("HAMYAR_URL", longest, 1);
	assert_refused("HAMYAR_URL");
	(void)setenv("HAMYAR_MODE", "Sandbox", 1);
	assert_refused("HAMYAR_MODE");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(production_is_what_nothing_said_means,
		    production),
		cmocka_unit_test_setup(production_misses_nothing, production),
		cmocka_unit_test_setup(production_has_no_sandbox_in_it,
		    production),
		cmocka_unit_test_setup(sandbox_needs_nothing_else, sandbox),
		cmocka_unit_test_setup(values_are_checked, sandbox),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
