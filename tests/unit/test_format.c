/* What people read, beside what ICU would write. */
#include "format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>
#include <cmocka.h>
#include <unicode/udat.h>
#include <unicode/unum.h>
#include <unicode/ustring.h>

#include "buffer.h"
#include "calendar.h"

#define OUTPUT_BYTES_MAX 1024
#define NOW              1795306800 /* 2026-11-22 03:50 in Tehran */

static void
assert_pipe(const char *name, const char *value, const char *expected)
{
	const struct format_pipe *pipe;
	struct buffer out;
	cJSON *json;

	pipe = format_pipe_find(name);
	assert_non_null(pipe);
	json = cJSON_Parse(value);
	buffer_init(&out, OUTPUT_BYTES_MAX);
	pipe->write(json, NULL, &out);
	assert_string_equal(out.data != NULL ? out.data : "", expected);
	buffer_free(&out);
	cJSON_Delete(json);
}

static void
assert_with(const char *pipe, const char *value, const char *argument,
    const char *expected)
{
	struct buffer out;
	cJSON *json, *chosen;

	json = cJSON_Parse(value);
	chosen = cJSON_Parse(argument);
	buffer_init(&out, OUTPUT_BYTES_MAX);
	format_pipe_find(pipe)->write(json, chosen, &out);
	assert_string_equal(out.data != NULL ? out.data : "", expected);
	buffer_free(&out);
	cJSON_Delete(json);
	cJSON_Delete(chosen);
}

static void
assert_choice(const char *value, const char *argument, const char *expected)
{
	assert_with("selected", value, argument, expected);
}

static void
numbers_are_as_in_icu(void **state)
{
	static const int64_t numbers[] = { 0, 7, 10, 999, 1000, 1234567, -1,
		-1000, INT64_MAX, INT64_MIN };
	UChar wide[64];
	char expected[128];
	struct buffer out;
	UNumberFormat *icu;
	UErrorCode error;
	size_t i;

	(void)state;
	error = U_ZERO_ERROR;
	icu = unum_open(UNUM_DECIMAL, NULL, 0, "fa_IR", NULL, &error);
	assert_true(U_SUCCESS(error));
	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		(void)unum_formatInt64(icu, numbers[i], wide, 64, NULL, &error);
		(void)u_strToUTF8(expected, sizeof(expected), NULL, wide, -1,
		    &error);
		assert_true(U_SUCCESS(error));
		buffer_init(&out, OUTPUT_BYTES_MAX);
		format_number(numbers[i], &out);
		assert_string_equal(out.data, expected);
		buffer_free(&out);
	}
	unum_close(icu);
}

static void
long_dates_are_as_in_icu(void **state)
{
	UChar zone[32], pattern[64], wide[128];
	char expected[256], value[32];
	UDateFormat *icu;
	UErrorCode error;
	int32_t first, last, days;
	int64_t at;

	(void)state;
	error = U_ZERO_ERROR;
	(void)u_strFromUTF8(zone, 32, NULL, "GMT+3:30", -1, &error);
	(void)u_strFromUTF8(pattern, 64, NULL, "EEEE d MMMM yyyy، HH:mm", -1,
	    &error);
	icu = udat_open(UDAT_PATTERN, UDAT_PATTERN, "fa_IR@calendar=persian",
	    zone, -1, pattern, -1, &error);
	assert_true(U_SUCCESS(error));
	assert_true(calendar_to_days(1300, 1, 1, &first));
	assert_true(calendar_to_days(1498, 12, 30, &last));
	/* Another minute of each day; the last one's evening is 1499's. */
	for (days = first; days < last; days++) {
		at = (int64_t)days * 86400 + (days - first) % 86400;
		(void)udat_format(icu, (double)at * 1000, wide, 128, NULL,
		    &error);
		(void)u_strToUTF8(expected, sizeof(expected), NULL, wide, -1,
		    &error);
		assert_true(U_SUCCESS(error));
		(void)snprintf(value, sizeof(value), "%lld", (long long)at);
		assert_pipe("datetime", value, expected);
	}
	udat_close(icu);
}

static void
digits_and_numbers(void **state)
{
	(void)state;
	assert_pipe("digits", "\"a12\"", "a۱۲");
	assert_pipe("digits", "1.5", "۱٫۵");
	assert_pipe("digits", "\"1.5\"", "۱.۵");
	assert_pipe("digits", "null", "");
	assert_pipe("number", "1234567", "۱٬۲۳۴٬۵۶۷");
	assert_pipe("number", "1234.50", "۱٬۲۳۴٫۵");
	assert_pipe("number", "\"0012\"", "۱۲");
	assert_pipe("number", "\"a1\"", "a۱");
	assert_pipe("number", "\"-0.0\"", "۰");
	assert_pipe("percent", "12", "۱۲٪");
	assert_pipe("percent", "12.5", "۱۲٫۵٪");
	assert_pipe("percent", "\"\"", "");
}

static void
money(void **state)
{
	(void)state;
	assert_pipe("toman", "2500000", "۲۵۰٬۰۰۰ تومان");
	assert_pipe("toman", "\"2500000\"", "۲۵۰٬۰۰۰ تومان");
	assert_pipe("toman", "2500005", "۲۵۰٬۰۰۰٫۵ تومان");
	assert_pipe("toman", "5", "۰٫۵ تومان");
	assert_pipe("toman", "0", "۰ تومان");
	assert_pipe("toman", "-10", "\u200e\u2212۱ تومان");
	assert_pipe("toman", "null", "");
	assert_pipe("tomans", "2500005", "۲۵۰٬۰۰۰٫۵");
	assert_pipe("tomans", "\"x\"", "");
	assert_pipe("toman", "\"x\"", "");
	assert_pipe("toman", "1.5", "");
	assert_pipe("rial", "2500000", "۲٬۵۰۰٬۰۰۰ ریال");
}

static void
measures_and_codes(void **state)
{
	(void)state;
	assert_pipe("weight", "250", "۲۵۰ گرم");
	assert_pipe("weight", "1500", "۱٫۵ کیلوگرم");
	assert_pipe("weight", "2000", "۲ کیلوگرم");
	assert_pipe("weight", "1005", "۱٫۰۰۵ کیلوگرم");
	assert_pipe("mobile", "\"09123456789\"", "۰۹۱۲ ۳۴۵ ۶۷۸۹");
	assert_pipe("mobile", "\"0912***6789\"", "۰۹۱۲ *** ۶۷۸۹");
	assert_pipe("mobile", "\"123\"", "۱۲۳");
	assert_pipe("groups4", "\"123456789\"", "1234 5678 9");
	assert_pipe("groups4", "\"\"", "");
	assert_pipe("url", "\"a b/گ?&~\"", "a%20b%2F%DA%AF%3F%26~");
	assert_pipe("lines", "\"a\\r\\n<b>\\n\\\"'&\"",
	    "a<br>\n&lt;b&gt;<br>\n&quot;&#39;&amp;");
}

static void
dates(void **state)
{
	(void)state;
	assert_pipe("date", "\"2026-11-21\"", "۱۴۰۵/۰۸/۳۰");
	assert_pipe("longdate", "\"2026-11-21\"", "شنبه ۳۰ آبان ۱۴۰۵");
	assert_pipe("month", "\"2026-10-23\"", "آبان ۱۴۰۵");
	assert_pipe("day", "\"2026-11-21\"", "۳۰");
	assert_pipe("day", "\"2026-03-21\"", "۱");
	assert_pipe("day", "\"2026-03-20T20:30:00+00:00\"", "۱");
	assert_pipe("day", "\"2025-03-20\"", "۳۰");
	assert_pipe("day", "\"no day\"", "");
	assert_pipe("time", "\"2026-11-21T09:46:00+00:00\"", "۱۳:۱۶");
	assert_pipe("datetime", "\"2026-11-21T09:46:00.5+00:00\"",
	    "شنبه ۳۰ آبان ۱۴۰۵، ۱۳:۱۶");
	assert_pipe("date", "1795306800", "۱۴۰۵/۰۹/۰۱");
	assert_pipe("date", "\"soon\"", "");
	assert_pipe("date", "null", "");
	assert_pipe("date", "1e300", "");
	assert_pipe("date", "\"1800-01-01\"", "");
}

static void
how_long_ago(void **state)
{
	char value[32];
	size_t i;
	static const struct {
		int64_t seconds;
		const char *expected;
	} cases[] = {
		{ 0, "چند لحظه پیش" },
		{ -30, "چند لحظه پیش" },
		{ 59, "چند لحظه پیش" },
		{ 60, "۱ دقیقه پیش" },
		{ 5 * 60, "۵ دقیقه پیش" },
		{ 59 * 60 + 59, "۵۹ دقیقه پیش" },
		{ 3600, "۱ ساعت پیش" },
		{ 3 * 3600, "۳ ساعت پیش" },
		{ 4 * 3600, "دیروز" },
		{ 27 * 3600, "دیروز" },
		{ 28 * 3600, "۲ روز پیش" },
		{ 7 * 86400, "۷ روز پیش" },
		{ 8 * 86400, "۱۴۰۵/۰۸/۲۳" },
		{ -3600, "۱۴۰۵/۰۹/۰۱" },
	};

	(void)state;
	format_set_now(NOW);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		(void)snprintf(value, sizeof(value), "%lld",
		    (long long)(NOW - cases[i].seconds));
		assert_pipe("ago", value, cases[i].expected);
	}
	format_set_now(0);
}

static void
choices(void **state)
{
	(void)state;
	assert_choice("1", "1", " selected");
	assert_choice("1", "\"1\"", " selected");
	assert_choice("\"a\"", "\"b\"", "");
	assert_choice("true", "true", " selected");
	assert_choice("true", "false", "");
	assert_choice("null", "null", "");
	assert_choice("2", "[1,\"2\"]", " selected");
	assert_choice("3", "[1,2]", "");
	assert_choice("\"12.1\"", "{\"12.1\":\"on\"}", " selected");
	assert_choice("\"12.2\"", "{\"12.1\":\"on\"}", "");
	assert_with("of", "12", "{\"12\":\"\u06f5\"}", "\u06f5");
	assert_with("of", "13", "{\"12\":5}", "");
	assert_with("of", "12", "\"12\"", "");
	assert_with("of", "null", "{\"12\":5}", "");
	assert_with("invalid", "12", "{\"12\":\"x\"}",
	    " aria-invalid=\"true\"");
	assert_with("invalid", "13", "{\"12\":\"x\"}", "");
	assert_pipe("checked", "true", " checked");
	assert_pipe("checked", "\"on\"", " checked");
	assert_pipe("checked", "false", "");
	assert_pipe("checked", "null", "");
}

/* A table that others open: quotes are doubled, and nothing is computed. */
static void
cells_of_a_table(void **state)
{
	static const char *const formulas[] = { "=1+1", "+1", "-1", "@a",
		"\\t=1", "\\r=1", "|calc", "%a", "＝1", "＠a" };
	char json[32], want[32];
	size_t i;

	(void)state;
	assert_pipe("csv", "\"a\"", "\"a\"");
	assert_pipe("csv", "\"a \\\"b\\\", c\"", "\"a \"\"b\"\", c\"");
	assert_pipe("csv", "12", "\"12\"");
	assert_pipe("csv", "null", "\"\"");
	for (i = 0; i < sizeof(formulas) / sizeof(formulas[0]); i++) {
		(void)snprintf(json, sizeof(json), "\"%s\"", formulas[i]);
		(void)snprintf(want, sizeof(want), "\"'%s\"",
		    formulas[i][0] != '\\'    ? formulas[i] :
			formulas[i][1] == 't' ? "\t=1" :
						"\r=1");
		assert_pipe("csv", json, want);
	}
}

/* The words that ICU has for a number. */
static void
spell(UNumberFormat *icu, int64_t number, char *text, int32_t bytes)
{
	UErrorCode error = U_ZERO_ERROR;
	UChar wide[256];

	(void)unum_formatInt64(icu, number, wide, 256, NULL, &error);
	(void)u_strToUTF8(text, bytes, NULL, wide, -1, &error);
	assert_true(U_SUCCESS(error));
}

static void
words_are_as_in_icu(void **state)
{
	static const int64_t numbers[] = { 0, 1, 9, 10, 11, 19, 20, 21, 99, 100,
		101, 110, 111, 120, 199, 200, 305, 999, 1001, 1100, 1234, 10000,
		20020, 100000, 123456, 999999, 1000000, 1000001, 2500000,
		18210000, 999999999, 1000000000, 1000001001, 12345678901,
		999000000000 };
	char expected[512], json[32];
	UNumberFormat *icu;
	UErrorCode error;
	int64_t number;
	size_t i;

	(void)state;
	error = U_ZERO_ERROR;
	icu = unum_open(UNUM_SPELLOUT, NULL, 0, "fa", NULL, &error);
	assert_true(U_SUCCESS(error));
	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		spell(icu, numbers[i], expected, sizeof(expected));
		(void)snprintf(json, sizeof(json), "%lld",
		    (long long)numbers[i]);
		assert_pipe("words", json, expected);
	}
	for (number = 1; number < 1000000; number += 997) {
		spell(icu, number, expected, sizeof(expected));
		(void)snprintf(json, sizeof(json), "%lld", (long long)number);
		assert_pipe("words", json, expected);
	}
	unum_close(icu);
}

static void
words(void **state)
{
	(void)state;
	assert_pipe("words", "1000", "یک هزار");
	assert_pipe("words", "2300000", "دو میلیون و سیصد هزار");
	assert_pipe("words", "1000000000000", "یک هزار میلیارد");
	assert_pipe("words", "\"999999999999999999\"",
	    "نهصد و نود و نه میلیون و نهصد و نود و نه هزار و نهصد و نود و نه "
	    "میلیارد و نهصد و نود و نه میلیون و نهصد و نود و نه هزار و نهصد و "
	    "نود و نه");
	assert_pipe("words", "-15", "منفی پانزده");
	assert_pipe("words", "\"20\"", "بیست");
	assert_pipe("words", "1.5", "");
	assert_pipe("words", "1e18", "");
	assert_pipe("words", "\"1000000000000000000\"", "");
	assert_pipe("words", "\"x\"", "");
	assert_pipe("words", "\"12x\"", "");
	assert_pipe("words", "\"\"", "");
	assert_pipe("words", "null", "");
}

static void
unknown_pipes_are_not_found(void **state)
{
	(void)state;
	assert_null(format_pipe_find("price"));
	assert_null(format_pipe_find(""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_as_in_icu),
		cmocka_unit_test(long_dates_are_as_in_icu),
		cmocka_unit_test(digits_and_numbers),
		cmocka_unit_test(money),
		cmocka_unit_test(measures_and_codes),
		cmocka_unit_test(dates),
		cmocka_unit_test(how_long_ago),
		cmocka_unit_test(choices),
		cmocka_unit_test(cells_of_a_table),
		cmocka_unit_test(words_are_as_in_icu),
		cmocka_unit_test(words),
		cmocka_unit_test(unknown_pipes_are_not_found),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
