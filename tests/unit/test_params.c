/* Parameters as people and programs send them. */
#include "params.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "error.h"
#include "outcome.h"

static void
add(struct outcome *o, const char *name, const char *value)
{
	assert_int_equal(form_add_pair(&o->form, name, value, strlen(value)),
	    FORM_OK);
}

static void
takes(struct param p, const char *typed, const char *value)
{
	struct outcome o;

	outcome_begin(&o);
	p.name = "a";
	add(&o, "a", typed);
	read_param(&o, p);
	if (!o.is_right)
		print_error("refused: %s\n", typed);
	assert_got(&o, value);
	outcome_end(&o);
}

static void
refuses(struct param p, const char *typed, const char *code)
{
	struct outcome o;

	outcome_begin(&o);
	p.name = "a";
	add(&o, "a", typed);
	read_param(&o, p);
	if (o.is_right)
		print_error("not refused: %s\n", typed);
	assert_code(&o, "a", code);
	outcome_end(&o);
}

static void
tells_absent_from_empty_from_invalid(void **state)
{
	struct param optional = { "a", .type = T_INT };
	struct param required = { "a", .type = T_INT, .need = REQUIRED };
	struct param text = { "a", .type = T_TEXT, .need = REQUIRED };
	struct outcome o;

	(void)state;
	outcome_begin(&o);
	read_param(&o, optional);
	assert_got(&o, NULL);
	outcome_end(&o);
	outcome_begin(&o);
	read_param(&o, required);
	assert_code(&o, "a", "required");
	outcome_end(&o);

	takes(optional, "", NULL);
	takes(optional, "  \t", NULL);
	refuses(required, "", "required");
	refuses(required, "  ", "required");
	refuses(optional, "x", "not_a_number");
	takes(of(T_TEXT), " ", NULL);
	takes(of(T_LINES), "\r\n", NULL);
	takes(of(T_MOBILE), "", NULL);
	takes(of(T_JSON), " ", NULL);
	refuses(text, " \n ", "required");
}

static void
falls_back(void **state)
{
	struct param p = { "a", .type = T_CHOICE, .of = "new|cheap",
		.fallback = "new" };
	struct outcome o;

	(void)state;
	outcome_begin(&o);
	read_param(&o, p);
	assert_got(&o, "new");
	outcome_end(&o);
	takes(p, "", "new");
	takes(p, "cheap", "cheap");
	refuses(p, "dear", "not_a_choice");
}

static void
reads_numbers(void **state)
{
	(void)state;
	takes(of(T_INT), "0", "0");
	takes(of(T_INT), " 42 ", "42");
	takes(of(T_INT), "007", "7");
	takes(of(T_INT), "-5", "-5");
	takes(of(T_INT), "\u22125", "-5");
	takes(of(T_INT), "-0", "0");
	takes(of(T_INT), "۱۲۳", "123");
	takes(of(T_INT), "١٢٣", "123");
	takes(of(T_INT), "\u200f۱۲\u200c۳", "123");
	takes(of(T_INT), "9007199254740991", "9007199254740991");
	takes(within(T_INT, -5, 0), "-5", "-5");
	refuses(of(T_INT), "-", "not_a_number");
	refuses(of(T_INT), "--5", "not_a_number");
	refuses(of(T_INT), "1.5", "not_a_number");
	refuses(of(T_INT), "1e3", "not_a_number");
	refuses(of(T_INT), "0x10", "not_a_number");
	refuses(of(T_INT), "12 تا", "not_a_number");
	refuses(within(T_INT, 0, 90), "91", "too_big");
	refuses(within(T_INT, 1, 90), "0", "too_small");
	refuses(within(T_INT, -5, 0), "1", "too_big");
	refuses(of(T_INT), "9007199254740992", "too_big");
	refuses(of(T_INT), "99999999999999999999999999", "too_big");
	refuses(of(T_INT), "-99999999999999999999999999", "too_small");
	takes(of(T_ID), "9007199254740991", "9007199254740991");
	refuses(of(T_ID), "0", "too_small");
	refuses(of(T_ID), "-1", "too_small");
}

static void
reads_thousands(void **state)
{
	(void)state;
	takes(of(T_RIAL), "۲۵۰٬۰۰۰", "250000");
	takes(of(T_RIAL), "1,250,000", "1250000");
	takes(of(T_RIAL), "1 250 000", "1250000");
	takes(of(T_RIAL), "۱،۲۵۰", "1250");
	takes(of(T_INT), "1\u00a0250", "1250");
	refuses(of(T_RIAL), "1,5", "not_a_number");
	refuses(of(T_RIAL), "1,2500", "not_a_number");
	refuses(of(T_RIAL), "1250,000", "not_a_number");
	refuses(of(T_RIAL), "1,,250", "not_a_number");
	refuses(of(T_RIAL), ",250", "not_a_number");
	refuses(of(T_RIAL), "250,", "not_a_number");
	refuses(of(T_RIAL), "-1", "too_small");
}

/* Of a price sent as a query: its value, or the field and code refused. */
static void
assert_price(const char *query, const char *value, const char *code)
{
	struct param p = { "price", .type = T_RIAL, .need = REQUIRED,
		.min = 10000, .max = 1000000 };
	struct outcome o;

	outcome_begin(&o);
	assert_int_equal(form_add_urlencoded(&o.form, query, strlen(query)),
	    FORM_OK);
	read_param(&o, p);
	if (code != NULL)
		assert_code(&o, value, code);
	else
		assert_got(&o, value);
	outcome_end(&o);
}

static void
takes_toman_for_rial(void **state)
{
	(void)state;
	assert_price("price_toman=25,000", "250000", NULL);
	assert_price("price_toman=9&price=20000", "20000", NULL);
	assert_price("price_toman=25,000.5", "250005", NULL);
	assert_price(
	    "price_toman=%DB%B2%DB%B5%D9%AC%DB%B0%DB%B0%DB%B0%D9%AB%DB%B5",
	    "250005", NULL);
	assert_price("price_toman=25000/0", "250000", NULL);
	assert_price("price_toman=25.000", "price_toman", "not_a_number");
	assert_price("price_toman=.5", "price_toman", "not_a_number");
	assert_price("price_toman=5.", "price_toman", "not_a_number");
	assert_price("price=20000.5", "price", "not_a_number");
	assert_price("price_toman=999", "price_toman", "too_small");
	assert_price("price_toman=99999999999999999999", "price_toman",
	    "too_big");
	assert_price("price_toman=", "price_toman", "required");
	assert_price("price=9999", "price", "too_small");
	assert_price("", "price", "required");
}

static void
says_limits_in_persian(void **state)
{
	struct param p = { "price", .type = T_RIAL, .min = 10000,
		.max = 1000000 };
	struct outcome o;
	const cJSON *error;

	(void)state;
	outcome_begin(&o);
	add(&o, "price_toman", "1");
	read_param(&o, p);
	error = cJSON_GetObjectItem(o.errors, "price_toman");
	assert_string_equal(
	    cJSON_GetStringValue(cJSON_GetObjectItem(error, "message")),
	    "مبلغ باید حداقل ۱٬۰۰۰ تومان باشد.");
	outcome_end(&o);

	outcome_begin(&o);
	add(&o, "title", "a");
	p = within(T_TEXT, 3, 12);
	p.name = "title";
	read_param(&o, p);
	error = cJSON_GetObjectItem(o.errors, "title");
	assert_string_equal(
	    cJSON_GetStringValue(cJSON_GetObjectItem(error, "message")),
	    "حداقل ۳ حرف بنویسید.");
	outcome_end(&o);
}

static void
reads_booleans(void **state)
{
	struct param required = { "a", .type = T_BOOL, .need = REQUIRED };
	struct outcome o;

	(void)state;
	takes(of(T_BOOL), "on", "true");
	takes(of(T_BOOL), "True", "true");
	takes(of(T_BOOL), "۱", "true");
	takes(of(T_BOOL), "off", "false");
	takes(of(T_BOOL), "false", "false");
	takes(of(T_BOOL), "0", "false");
	takes(of(T_BOOL), "", "false");
	takes(required, "", "false");
	refuses(of(T_BOOL), "2", "not_a_choice");
	refuses(of(T_BOOL), "yes", "not_a_choice");
	outcome_begin(&o);
	read_param(&o, of(T_BOOL));
	assert_got(&o, NULL);
	outcome_end(&o);
	outcome_begin(&o);
	read_param(&o, required);
	assert_code(&o, "a", "required");
	outcome_end(&o);
}

static void
reads_text_in_letters(void **state)
{
	(void)state;
	takes(of(T_TEXT), "  گليم  ", "گلیم");
	takes(of(T_TEXT), "a\r\nb", "a b");
	takes(within(T_TEXT, 4, 4), "گلیم", "گلیم");
	takes(within(T_TEXT, 3, 0), "گلیم", "گلیم");
	refuses(within(T_TEXT, 3, 10), "گل", "too_short");
	refuses(within(T_TEXT, 3, 10), " گل ", "too_short");
	refuses(within(T_TEXT, 3, 4), "گلیم‌ها", "too_long");
	refuses(of(T_TEXT), "\xff", "bad_utf8");
	refuses(of(T_TEXT), "a\x01", "bad_utf8");
	takes(of(T_LINES), "a\r\nb\nc\rd", "a\nb\nc\nd");
	refuses(within(T_LINES, 0, 2), "a\r\nb", "too_long");
}

static void
reads_words(void **state)
{
	struct param choice = { .type = T_CHOICE, .of = "new|cheap|dear" };

	(void)state;
	takes(choice, "new", "new");
	takes(choice, " dear ", "dear");
	refuses(choice, "ne", "not_a_choice");
	refuses(choice, "new|cheap", "not_a_choice");
	refuses(choice, "NEW", "not_a_choice");
	takes(of(T_SLUG), "gelim-۲_a", "gelim-2_a");
	refuses(of(T_SLUG), "Gelim", "bad_slug");
	refuses(of(T_SLUG), "../x", "bad_slug");
	refuses(of(T_SLUG), "گلیم", "bad_slug");
	takes(of(T_CODE), "hk-4821 ۷", "HK48217");
	refuses(of(T_CODE), "HK/1", "bad_code");
	takes(of(T_TOKEN), "aB9-_.:x", "aB9-_.:x");
	refuses(of(T_TOKEN), "short", "bad_token");
	refuses(of(T_TOKEN), "with space", "bad_token");
	takes(within(T_TOKEN, 1, 9), "short", "short");
}

static void
reads_identifiers(void **state)
{
	(void)state;
	takes(of(T_MOBILE), "09022002580", "09022002580");
	takes(of(T_MOBILE), "۰۹۰۲ ۲۰۰ ۲۵۸۰", "09022002580");
	takes(of(T_MOBILE), "+98 (902) 200-2580", "09022002580");
	takes(of(T_MOBILE), "9022002580", "09022002580");
	refuses(of(T_MOBILE), "02188888888", "bad_mobile");
	refuses(of(T_MOBILE), "0902200258", "bad_mobile");
	takes(of(T_OTP), " ۴۸۲ ۹۱۷ ", "482917");
	refuses(of(T_OTP), "48291", "bad_otp");
	refuses(of(T_OTP), "4829177", "bad_otp");
	refuses(of(T_OTP), "48291x", "bad_otp");
	takes(of(T_NATIONAL_ID), "۰۴۹۹۳۷۰۸۹۹", "0499370899");
	takes(of(T_NATIONAL_ID), "049-937089-9", "0499370899");
	refuses(of(T_NATIONAL_ID), "1234567890", "bad_national_id");
	refuses(of(T_NATIONAL_ID), "499370899", "bad_national_id");
	takes(of(T_POSTAL_CODE), "۱۹۸۵۷-۱۳۱۴۵", "1985713145");
	refuses(of(T_POSTAL_CODE), "198571314", "bad_postal_code");
	takes(of(T_SHEBA), "IR82 0540 1026 8002 0817 9090 02",
	    "IR820540102680020817909002");
	takes(of(T_SHEBA), "ir۸۲۰۵۴۰۱۰۲۶۸۰۰۲۰۸۱۷۹۰۹۰۰۲",
	    "IR820540102680020817909002");
	takes(of(T_SHEBA), "820540102680020817909002",
	    "IR820540102680020817909002");
	refuses(of(T_SHEBA), "IR012345678901234567890123", "bad_sheba");
	refuses(of(T_SHEBA), "IR82", "bad_sheba");
}

static void
reads_dates(void **state)
{
	(void)state;
	takes(of(T_DATE), "۱۴۰۵/۰۸/۳۰", "2026-11-21");
	takes(of(T_DATE), "1405/8/30", "2026-11-21");
	takes(of(T_DATE), "1405-08-30", "2026-11-21");
	takes(of(T_DATE), "1403/12/30", "2025-03-20");
	takes(of(T_DATE), "1300/01/01", "1921-03-21");
	takes(of(T_DATE), "2026-11-21", "2026-11-21");
	takes(of(T_DATE), "2024-02-29", "2024-02-29");
	refuses(of(T_DATE), "1404/12/30", "bad_date");
	refuses(of(T_DATE), "1405/13/01", "bad_date");
	refuses(of(T_DATE), "1405/00/10", "bad_date");
	refuses(of(T_DATE), "1405/07/31", "bad_date");
	refuses(of(T_DATE), "2025-02-29", "bad_date");
	refuses(of(T_DATE), "2025-00-10", "bad_date");
	refuses(of(T_DATE), "1405/08-30", "bad_date");
	refuses(of(T_DATE), "1405/08/30x", "bad_date");
	refuses(of(T_DATE), "1405/08/", "bad_date");
	refuses(of(T_DATE), "1405/008/3", "bad_date");
	refuses(of(T_DATE), "05/08/30", "bad_date");
	refuses(of(T_DATE), "1299/01/01", "bad_date");
	refuses(of(T_DATE), "1700-01-01", "bad_date");
	refuses(of(T_DATE), "فردا", "bad_date");
}

static void
reads_json(void **state)
{
	struct outcome o;

	(void)state;
	takes(of(T_JSON), "[ 1, {} ]", "[1,{}]");
	refuses(of(T_JSON), "1", "bad_json");
	refuses(of(T_JSON), "[1", "bad_json");
	refuses(within(T_JSON, 0, 4), "[1,2]", "too_large");

	outcome_begin(&o);
	assert_int_equal(form_add_json(&o.form, "{\"a\":{\"b\":1}}", 13),
	    FORM_OK);
	read_param(&o, of(T_JSON));
	assert_got(&o, "{\"b\":1}");
	values_free(&o.values);
	read_param(&o, of(T_TEXT));
	assert_code(&o, "a", "bad_json");
	outcome_end(&o);
}

/* The three bytes as an upload, or fewer of them. */
static void
assert_file(struct param p, size_t len, const char *code)
{
	static const char bytes[] = "\x89\0\xff";
	struct outcome o;

	outcome_begin(&o);
	assert_int_equal(form_add_pair(&o.form, "a", bytes, len), FORM_OK);
	o.form.fields[0].is_file = true;
	o.form.fields[0].file_name = strdup("a.png");
	read_param(&o, p);
	if (code != NULL) {
		assert_code(&o, "a", code);
	} else {
		assert_true(o.is_right);
		assert_true(o.values.binary[0]);
		assert_int_equal(o.values.len[0], len);
		assert_memory_equal(o.values.text[0], bytes, len);
	}
	outcome_end(&o);
}

static void
reads_files(void **state)
{
	(void)state;
	assert_file(of(T_FILE), 3, NULL);
	assert_file(within(T_FILE, 0, 3), 3, NULL);
	assert_file(within(T_FILE, 0, 2), 3, "too_large");
	assert_file(of(T_FILE), 0, "bad_file");
	assert_file(of(T_TEXT), 2, "bad_utf8");
	refuses(of(T_FILE), "C:\\a.png", "bad_file");
	takes(of(T_FILE), "", NULL);
}

static void
reads_a_table_in_its_order(void **state)
{
	static const struct param table[] = {
		{ "title", .type = T_TEXT, .need = REQUIRED, .min = 3,
		    .max = 12 },
		{ "group", .type = T_ID, .need = REQUIRED },
		{ "note", .type = T_LINES },
		{ .type = T_NONE },
	};
	struct outcome o;

	(void)state;
	assert_int_equal(params_count(table), 3);
	outcome_begin(&o);
	add(&o, "unknown", "x");
	add(&o, "group", "7");
	add(&o, "group", "8");
	add(&o, "title", "گلیم");
	assert_true(params_read(table, &o.form, &o.values, o.errors));
	assert_int_equal(o.values.n, 3);
	assert_string_equal(o.values.text[0], "گلیم");
	assert_string_equal(o.values.text[1], "7");
	assert_null(o.values.text[2]);
	assert_false(o.values.binary[1]);
	outcome_end(&o);

	outcome_begin(&o);
	add(&o, "title", "گل");
	assert_false(params_read(table, &o.form, &o.values, o.errors));
	assert_int_equal(cJSON_GetArraySize(o.errors), 2);
	assert_code(&o, "title", "too_short");
	assert_code(&o, "group", "required");
	values_free(&o.values);
	outcome_end(&o);
}

static int
start(void **state)
{
	char why[256];

	(void)state;
	return (error_start(why, sizeof(why)) ? 0 : -1);
}

static int
stop(void **state)
{
	(void)state;
	error_stop();
	return (0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_absent_from_empty_from_invalid),
		cmocka_unit_test(falls_back),
		cmocka_unit_test(reads_numbers),
		cmocka_unit_test(reads_thousands),
		cmocka_unit_test(takes_toman_for_rial),
		cmocka_unit_test(says_limits_in_persian),
		cmocka_unit_test(reads_booleans),
		cmocka_unit_test(reads_text_in_letters),
		cmocka_unit_test(reads_words),
		cmocka_unit_test(reads_identifiers),
		cmocka_unit_test(reads_dates),
		cmocka_unit_test(reads_json),
		cmocka_unit_test(reads_files),
		cmocka_unit_test(reads_a_table_in_its_order),
	};

	return (cmocka_run_group_tests(tests, start, stop));
}
