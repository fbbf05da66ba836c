/* UTF-8 checked, Persian made comparable. */
#include "text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
assert_clean(const char *text, bool lines, const char *expected)
{
	char *clean, *again;

	clean = text_clean(text, strlen(text), lines);
	assert_non_null(clean);
	assert_string_equal(clean, expected);
	again = text_clean(clean, strlen(clean), lines);
	assert_string_equal(again, expected);
	free(again);
	free(clean);
}

static void
assert_key(const char *text, const char *expected)
{
	char *key;

	key = text_search_key(text, strlen(text));
	assert_non_null(key);
	assert_string_equal(key, expected);
	free(key);
}

static void
well_formed_utf8_only(void **state)
{
	static const char *const wrong[] = { "\x80", "\xc3", "\xc0\xaf",
		"\xe0\x80\xaf", "\xed\xa0\x80", "\xf0\x80\x80\x80",
		"\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "a\xe2\x80",
		"\xdb(", "\x01", "\x1b[0m", "\x7f" };
	static const char right[] = "سلام\t\r\n€ 😀 \xf4\x8f\xbf\xbf";
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(text_is_utf8(wrong[i], strlen(wrong[i])));
	assert_true(text_is_utf8(right, strlen(right)));
	assert_true(text_is_utf8("", 0));
	assert_false(text_is_utf8("a\0b", 3));
	assert_null(text_clean("\xff", 1, true));
	assert_null(text_search_key("\xff", 1));
}

static void
letters_are_code_points(void **state)
{
	(void)state;
	assert_int_equal(text_letters("", 0), 0);
	assert_int_equal(text_letters("گلیم", strlen("گلیم")), 4);
	assert_int_equal(text_letters("a😀", strlen("a😀")), 2);
}

static void
arabic_letters_become_persian(void **state)
{
	(void)state;
	assert_clean("صنايع دستي", false, "صنایع دستی");
	assert_clean("كتابى", false, "کتابی");
	assert_clean("ﻛﺘﺎﺏ", false, "کتاب");
	assert_clean("ﻻ ﷼", false, "لا ریال");
	assert_clean("آ", false, "آ"); /* alef and madda apart */
}

static void
what_shows_nothing_goes(void **state)
{
	(void)state;
	assert_clean("گلیـــم", false, "گلیم");
	assert_clean("\u200fگ\u202bل\u2066ی\ufeffم\u00ad", false, "گلیم");
}

static void
spaces_collapse(void **state)
{
	(void)state;
	assert_clean("  a \t\u00a0 b  ", false, "a b");
	assert_clean("می\u200c\u200cشود", false, "می\u200cشود");
	assert_clean("می\u200c شود", false, "می شود");
	assert_clean("می \u200cشود\u200c", false, "می شود");
	assert_clean("\u200cمی", false, "می");
	assert_clean(" \u200c ", false, "");
	assert_clean("", false, "");
}

static void
lines_are_kept_when_asked(void **state)
{
	(void)state;
	assert_clean(" a \r\n b\r\rc\n", true, "a\nb\n\nc");
	assert_clean(" a \r\n b\r\rc\n", false, "a b c");
	assert_clean("a\u2028b", true, "a\nb");
	assert_clean("\n\na", true, "a");
}

static void
light_clean_keeps_what_people_wrote(void **state)
{
	(void)state;
	assert_clean("«مُحَمّد» ۱۲ ١٢ 12… ½ کتاب‌ها",
	    false, "«مُحَمّد» ۱۲ ١٢ 12… ½ کتاب‌ها");
}

static void
search_keys_fold(void **state)
{
	(void)state;
	assert_key(
	    "ﻛﺘﺎﺏ كتابيى ۱٢3 مُحَمّد می‌شود",
	    "کتاب کتابیی 123 محمد میشود");
	assert_key("آب أب إب ٱب", "اب اب اب اب");
	assert_key("خانۀ مؤمن مسئله فاطمة", "خانه مومن مسیله فاطمه");
	assert_key("ABC Éa", "abc éa");
	assert_key("a \u064b b", "a b");
	assert_key("\u064b", "");
	assert_key("a\nb \u064b", "a b");
}

static void
digits_become_ascii_in_place(void **state)
{
	char text[] = "a۰۹٠٩5ی";
	size_t len;

	(void)state;
	len = text_ascii_digits(text, strlen(text));
	assert_string_equal(text, "a09095ی");
	assert_int_equal(len, strlen(text));
	assert_int_equal(text_ascii_digits(text, 0), 0);
	text[0] = '\xdb';
	assert_int_equal(text_ascii_digits(text, 1), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(well_formed_utf8_only),
		cmocka_unit_test(letters_are_code_points),
		cmocka_unit_test(arabic_letters_become_persian),
		cmocka_unit_test(what_shows_nothing_goes),
		cmocka_unit_test(spaces_collapse),
		cmocka_unit_test(lines_are_kept_when_asked),
		cmocka_unit_test(light_clean_keeps_what_people_wrote),
		cmocka_unit_test(search_keys_fold),
		cmocka_unit_test(digits_become_ascii_in_place),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
