/* Query strings, cookies and path segments as fields. */
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
	return (form_add_urlencoded(form, text, strlen(text)));
}

static void
assert_field(const struct form *form, size_t i, const char *name,
    const char *value)
{
	assert_true(i < form->len);
	assert_string_equal(form->fields[i].name, name);
	assert_string_equal(form->fields[i].value, value);
	assert_int_equal(form->fields[i].len, strlen(value));
}

static void
assert_refused(const char *text, enum form_result result)
{
	struct form form = { .len = 0 };

	assert_int_equal(add(&form, text), result);
	form_free(&form);
}

static void
keeps_empty_values(void **state)
{
	struct form form = { .len = 0 };

	(void)state;
	assert_int_equal(add(&form, "a=&b&c=1&&"), FORM_OK);
	assert_int_equal(form.len, 3);
	assert_field(&form, 0, "a", "");
	assert_field(&form, 1, "b", "");
	assert_field(&form, 2, "c", "1");
	form_free(&form);
}

static void
keeps_equals_signs_in_values(void **state)
{
	struct form form = { .len = 0 };

	(void)state;
	assert_int_equal(add(&form, "a=b=c&d=ZA==&=x"), FORM_OK);
	assert_field(&form, 0, "a", "b=c");
	assert_field(&form, 1, "d", "ZA==");
	assert_field(&form, 2, "", "x");
	form_free(&form);
}

static void
keeps_newlines_and_control_bytes(void **state)
{
	struct form form = { .len = 0 };

	(void)state;
	assert_int_equal(add(&form, "a=x%0D%0Ay%09z&b=%01%ff"), FORM_OK);
	assert_field(&form, 0, "a", "x\r\ny\tz");
	assert_field(&form, 1, "b", "\x01\xff");
	form_free(&form);
}

static void
decodes_plus_and_persian(void **state)
{
	struct form form = { .len = 0 };

	(void)state;
	assert_int_equal(add(&form, "q=%DA%AF%D9%84%DB%8C%D9%85+%2B1&%6e=v"),
	    FORM_OK);
	assert_field(&form, 0, "q", "گلیم +1");
	assert_field(&form, 1, "n", "v");
	form_free(&form);
}

static void
keeps_repeated_names_in_order(void **state)
{
	struct form form = { .len = 0 };
	const struct field *field;
	size_t at;

	(void)state;
	at = 0;
	assert_int_equal(add(&form, "t=1&u=9&t=2&T=3"), FORM_OK);
	assert_string_equal(form_find(&form, "t")->value, "1");
	field = form_next(&form, "t", &at);
	assert_string_equal(field->value, "1");
	field = form_next(&form, "t", &at);
	assert_string_equal(field->value, "2");
	assert_null(form_next(&form, "t", &at));
	assert_null(form_find(&form, "x"));
	form_free(&form);
}

static void
takes_more_than_nineteen_fields(void **state)
{
	struct form form = { .len = 0 };
	char text[FORM_FIELDS_MAX * 8], name[16];
	size_t i, len;

	(void)state;
	len = 0;
	for (i = 0; i < FORM_FIELDS_MAX; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "f%zu=%zu&", i, i % 10);
	assert_int_equal(add(&form, text), FORM_OK);
	assert_int_equal(form.len, FORM_FIELDS_MAX);
	(void)snprintf(name, sizeof(name), "f%d", FORM_FIELDS_MAX - 1);
	assert_non_null(form_find(&form, name));
	assert_int_equal(add(&form, "more=1"), FORM_TOO_MANY);
	assert_int_equal(form.len, FORM_FIELDS_MAX);
	form_free(&form);
}

static void
refuses_what_is_not_urlencoded(void **state)
{
	char text[FORM_NAME_BYTES_MAX + 2];

	(void)state;
	assert_refused("a=%", FORM_MALFORMED);
	assert_refused("a=%4", FORM_MALFORMED);
	assert_refused("a=%zz", FORM_MALFORMED);
	assert_refused("a=%+1", FORM_MALFORMED);
	assert_refused("a=x%00y", FORM_MALFORMED);
	assert_refused("%00=x", FORM_MALFORMED);
	assert_refused("%ff=x", FORM_MALFORMED);
	memset(text, 'n', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_refused(text, FORM_TOO_MANY);
	assert_refused(text + 1, FORM_OK);
}

static void
keeps_what_came_before_a_failure(void **state)
{
	struct form form = { .len = 0 };

	(void)state;
	assert_int_equal(form_add_pair(&form, "id", "7", 1), FORM_OK);
	assert_int_equal(add(&form, "a=1&b=%"), FORM_MALFORMED);
	assert_int_equal(form.len, 2);
	assert_field(&form, 0, "id", "7");
	assert_field(&form, 1, "a", "1");
	form_free(&form);
	form_free(&form);
}

static void
assert_cookie(const char *header, const char *name, const char *value)
{
	char *found;

	found = form_cookie(header, name);
	if (value == NULL)
		assert_null(found);
	else
		assert_string_equal(found, value);
	free(found);
}

static void
reads_cookies_by_exact_name(void **state)
{
	(void)state;
	assert_cookie("sid=abc", "sid", "abc");
	assert_cookie("a=1; sid=x=y==; b=2", "sid", "x=y==");
	assert_cookie("SID=1; sid=2", "sid", "2");
	assert_cookie("sidx=1; xsid=2; sid=3", "sid", "3");
	assert_cookie("sid=1; sid=2", "sid", "1");
	assert_cookie("a=1;sid=2 ;b=3", "sid", "2");
	assert_cookie("sid=", "sid", "");
	assert_cookie("sid=  ", "sid", "");
	assert_cookie("sid", "sid", NULL);
	assert_cookie("", "sid", NULL);
	assert_cookie(";;  ;", "sid", NULL);
	assert_cookie("a=sid=1", "sid", NULL);
	assert_cookie("1=1;2=1;3=1;4=1;5=1;6=1;7=1;8=1;9=1;10=1;11=y", "11",
	    "y");
}

static void
assert_segment(const char *segment, const char *value)
{
	char *decoded;

	decoded = form_decode_segment(segment, strlen(segment));
	if (value == NULL)
		assert_null(decoded);
	else
		assert_string_equal(decoded, value);
	free(decoded);
}

static void
decodes_path_segments(void **state)
{
	(void)state;
	assert_segment("", "");
	assert_segment("a+b", "a+b");
	assert_segment("%D9%87", "ه");
	assert_segment("a%2Fb", "a/b");
	assert_segment("a%00b", NULL);
	assert_segment("100%", NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_empty_values),
		cmocka_unit_test(keeps_equals_signs_in_values),
		cmocka_unit_test(keeps_newlines_and_control_bytes),
		cmocka_unit_test(decodes_plus_and_persian),
		cmocka_unit_test(keeps_repeated_names_in_order),
		cmocka_unit_test(takes_more_than_nineteen_fields),
		cmocka_unit_test(refuses_what_is_not_urlencoded),
		cmocka_unit_test(keeps_what_came_before_a_failure),
		cmocka_unit_test(reads_cookies_by_exact_name),
		cmocka_unit_test(decodes_path_segments),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
