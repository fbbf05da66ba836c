/* A buffer grows to its maximum and not past it. */
#include "buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
grows_and_ends_with_a_nul(void **state)
{
	struct buffer buf;
	size_t i;

	(void)state;
	buffer_init(&buf, 10000);
	for (i = 0; i < 1000; i++)
		assert_true(buffer_add(&buf, "abc", 3));
	assert_true(buffer_add_text(&buf, "de"));
	assert_true(buffer_add_char(&buf, 'f'));
	assert_true(buffer_addf(&buf, "%d-%s", 7, "x"));
	assert_int_equal(buf.len, 3006);
	assert_string_equal(buf.data + 2997, "abcdef7-x");
	buffer_free(&buf);
}

static void
stays_failed_past_its_maximum(void **state)
{
	struct buffer buf;

	(void)state;
	buffer_init(&buf, 4);
	assert_true(buffer_add_text(&buf, "1234"));
	assert_false(buffer_add_char(&buf, '5'));
	assert_true(buf.failed);
	assert_int_equal(buf.len, 0);
	assert_false(buffer_add(&buf, "", 0));
	assert_false(buffer_addf(&buf, "%d", 1));
	assert_null(buffer_take(&buf));
	buffer_clear(&buf);
	assert_true(buffer_add_text(&buf, "1"));
	assert_false(buffer_add(&buf, "1", SIZE_MAX));
	assert_true(buf.failed);
	buffer_free(&buf);
}

static void
gives_its_text_away(void **state)
{
	struct buffer buf;
	char *text;

	(void)state;
	buffer_init(&buf, 10);
	text = buffer_take(&buf);
	assert_string_equal(text, "");
	free(text);
	assert_true(buffer_add_text(&buf, "abc"));
	text = buffer_take(&buf);
	assert_string_equal(text, "abc");
	assert_int_equal(buf.len, 0);
	assert_true(buffer_add_text(&buf, "d"));
	assert_string_equal(buf.data, "d");
	free(text);
	buffer_free(&buf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grows_and_ends_with_a_nul),
		cmocka_unit_test(stays_failed_past_its_maximum),
		cmocka_unit_test(gives_its_text_away),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
