/* JSON bodies as fields. */
#include "form.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static enum form_result
add(struct form *form, const char *text)
{
	enum form_result result;
	char *copy;
	size_t len;

	/* On the heap and without a NUL, so that ASan sees a read past it. */
	len = strlen(text);
	copy = malloc(len > 0 ? len : 1);
	assert_non_null(copy);
	memcpy(copy, text, len);
	memset(form, 0, sizeof(*form));
	result = form_add_json(form, copy, len);
	free(copy);
	return (result);
}

static void
assert_value(const char *text, const char *value, bool is_json)
{
	struct form form;
	const struct field *field;

	assert_int_equal(add(&form, text), FORM_OK);
	field = form_find(&form, "a");
	if (value == NULL) {
		assert_null(field);
	} else {
		assert_non_null(field);
		assert_string_equal(field->value, value);
		assert_int_equal(field->len, strlen(value));
		assert_int_equal(field->is_json, is_json);
	}
	form_free(&form);
}

static void
assert_refused(const char *text, enum form_result result)
{
	struct form form;

	if (add(&form, text) != result)
		fail_msg("not refused as it should be: %.60s", text);
	form_free(&form);
}

static void
reads_plain_values(void **state)
{
	(void)state;
	assert_value("{\"a\":\"گلیم\"}", "گلیم", false);
	assert_value("{\"a\":\"x\\r\\n\\u06af\\\"\"}", "x\r\nگ\"", false);
	assert_value("{\"a\":\"\"}", "", false);
	assert_value("{\"a\":true}", "true", false);
	assert_value("{\"a\":false}", "false", false);
	assert_value("{\"a\":null}", NULL, false);
	assert_value(" {\"b\":1}\n", NULL, false);
	assert_value("{}", NULL, false);
}

static void
keeps_numbers_exactly(void **state)
{
	(void)state;
	assert_value("{\"a\":0}", "0", false);
	assert_value("{\"a\":-0}", "0", false);
	assert_value("{\"a\":-12}", "-12", false);
	assert_value("{\"a\":250000}", "250000", false);
	assert_value("{\"a\":4294967296}", "4294967296", false);
	assert_value("{\"a\":1000000000000000}", "1000000000000000", false);
	assert_value("{\"a\":9007199254740991}", "9007199254740991", false);
	assert_value("{\"a\":1e3}", "1000", false);
	assert_value("{\"a\":1.5}", "1.5", false);
	assert_value("{\"a\":{\"n\":1000000000000000}}",
	    "{\"n\":1000000000000000}", true);
	assert_refused("{\"a\":9007199254740993}", FORM_MALFORMED);
	assert_refused("{\"a\":-9007199254740993}", FORM_MALFORMED);
	assert_refused("{\"a\":{\"b\":[9007199254740993]}}", FORM_MALFORMED);
	assert_refused("{\"a\":1e400}", FORM_MALFORMED);
}

static void
refuses_numbers_that_are_not_json(void **state)
{
	static const char *const numbers[] = { "01", "-", "1.", ".5", "+1",
		"1e", "1e+", "0x10", "1-2", "--1", "1a", "NaN", "Infinity" };
	char text[64];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		(void)snprintf(text, sizeof(text), "{\"a\":%s}", numbers[i]);
		assert_refused(text, FORM_MALFORMED);
	}
}

static void
repeats_the_name_for_a_list(void **state)
{
	struct form form;
	size_t at;

	(void)state;
	at = 0;
	assert_int_equal(add(&form, "{\"t\":[1,\"x\",true]}"), FORM_OK);
	assert_int_equal(form.len, 3);
	assert_string_equal(form_next(&form, "t", &at)->value, "1");
	assert_string_equal(form_next(&form, "t", &at)->value, "x");
	assert_string_equal(form_next(&form, "t", &at)->value, "true");
	form_free(&form);
	at = 0;
	assert_int_equal(add(&form, "{\"t\":[5,null,6]}"), FORM_OK);
	assert_string_equal(form_next(&form, "t", &at)->value, "5");
	assert_string_equal(form_next(&form, "t", &at)->value, "");
	assert_string_equal(form_next(&form, "t", &at)->value, "6");
	form_free(&form);
	assert_value("{\"a\":[]}", NULL, false);
}

static void
passes_structures_as_text(void **state)
{
	(void)state;
	assert_value("{\"a\": { \"b\" : [ 1, 2 ] } }", "{\"b\":[1,2]}", true);
	assert_value("{\"a\": [ {\"b\":1}, {} ] }", "[{\"b\":1},{}]", true);
	assert_value("{\"a\": [[1], 2]}", "[[1],2]", true);
	assert_value("{\"a\": [null]}", "", false);
	assert_value("{\"a\": [[null]]}", "[[null]]", true);
}

static void
takes_the_first_of_a_name(void **state)
{
	struct form form;

	(void)state;
	assert_int_equal(add(&form, "{\"a\":1,\"A\":2,\"a\":3,\"\\u0061\":4}"),
	    FORM_OK);
	assert_int_equal(form.len, 2);
	assert_string_equal(form.fields[0].value, "1");
	assert_string_equal(form.fields[1].value, "2");
	form_free(&form);
	assert_value("{\"a\":{\"b\":1,\"c\":2,\"b\":[3]}}", "{\"b\":1,\"c\":2}",
	    true);
}

static void
refuses_what_is_not_an_object(void **state)
{
	(void)state;
	assert_refused("", FORM_MALFORMED);
	assert_refused("   ", FORM_MALFORMED);
	assert_refused("[]", FORM_MALFORMED);
	assert_refused("\"a\"", FORM_MALFORMED);
	assert_refused("1", FORM_MALFORMED);
	assert_refused("null", FORM_MALFORMED);
	assert_refused("{", FORM_MALFORMED);
	assert_refused("{\"a\":1", FORM_MALFORMED);
	assert_refused("{\"a\":1}}", FORM_MALFORMED);
	assert_refused("{\"a\":1}{}", FORM_MALFORMED);
	assert_refused("{\"a\":1,}", FORM_MALFORMED);
	assert_refused("{a:1}", FORM_MALFORMED);
	assert_refused("{'a':1}", FORM_MALFORMED);
	assert_refused("{\"a\":tru}", FORM_MALFORMED);
	assert_refused("a=1&b=2", FORM_MALFORMED);
}

static void
refuses_strings_that_are_not_text(void **state)
{
	struct form form = { .len = 0 };

	(void)state;
	assert_refused("{\"a\":\"\xff\"}", FORM_MALFORMED);
	assert_refused("{\"a\":\"\xed\xa0\x80\"}", FORM_MALFORMED);
	assert_refused("{\"a\":\"x\\u0000y\"}", FORM_MALFORMED);
	assert_refused("{\"a\":\"x\ny\"}", FORM_MALFORMED);
	assert_refused("{\"a\":\"\\ud800\"}", FORM_MALFORMED);
	assert_refused("{\"a\":\"\\x\"}", FORM_MALFORMED);
	assert_refused("{\"a\":\"x\\", FORM_MALFORMED);
	assert_refused("{\"a\":\"x\\u00", FORM_MALFORMED);
	assert_value("{\"a\":\"x\\\\u0000\"}", "x\\u0000", false);
	assert_int_equal(form_add_json(&form, "{\"a\":\"\0\"}", 9),
	    FORM_MALFORMED);
}

/* before, then n times text, then after; caller frees. */
static char *
repeat(const char *before, const char *text, size_t n, const char *after)
{
	char *out;
	size_t len, i;

	len = strlen(text);
	out = malloc(strlen(before) + n * len + strlen(after) + 1);
	assert_non_null(out);
	memcpy(out, before, strlen(before));
	for (i = 0; i < n; i++)
		memcpy(out + strlen(before) + i * len, text, len);
	memcpy(out + strlen(before) + n * len, after, strlen(after) + 1);
	return (out);
}

static void
bounds_depth_and_number(void **state)
{
	char *text;

	(void)state;
	text = repeat("{\"a\":", "[", 100000, "");
	assert_refused(text, FORM_TOO_MANY);
	free(text);
	text = repeat("{\"a\":[{}", ",1", 100000, "]}");
	assert_refused(text, FORM_TOO_MANY);
	free(text);
	text = repeat("{\"a\":[1", ",1", FORM_FIELDS_MAX, "]}");
	assert_refused(text, FORM_TOO_MANY);
	free(text);
	text = repeat("{\"a\":{\"b\":1", ",\"b\":1", 300, "}}");
	assert_refused(text, FORM_TOO_MANY);
	free(text);
	assert_value("{\"a\":[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]}",
	    "[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]", true);
	assert_refused("{\"a\":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]}",
	    FORM_TOO_MANY);
}

static void
compacts_text(void **state)
{
	char *text;

	(void)state;
	text = form_json_text("[ 1, {\"a\": 2} ]", 15);
	assert_string_equal(text, "[1,{\"a\":2}]");
	free(text);
	assert_null(form_json_text("1", 1));
	assert_null(form_json_text("null", 4));
	assert_null(form_json_text("[1", 2));
	assert_null(form_json_text("", 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_plain_values),
		cmocka_unit_test(keeps_numbers_exactly),
		cmocka_unit_test(refuses_numbers_that_are_not_json),
		cmocka_unit_test(repeats_the_name_for_a_list),
		cmocka_unit_test(passes_structures_as_text),
		cmocka_unit_test(takes_the_first_of_a_name),
		cmocka_unit_test(refuses_what_is_not_an_object),
		cmocka_unit_test(refuses_strings_that_are_not_text),
		cmocka_unit_test(bounds_depth_and_number),
		cmocka_unit_test(compacts_text),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
