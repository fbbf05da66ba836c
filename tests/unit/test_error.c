/* The table of errors and its sentences. */
#include "error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "buffer.h"

static const struct error_row rows_of_tests[] = {
	{ "stock_short", 409, "فقط {{left|digits}} عدد از {{&title}} مانده." },
	{ NULL, 0, NULL },
};

static const struct error_row rows_there_twice[] = {
	{ "not_found", 404, "نیست." },
	{ NULL, 0, NULL },
};

static const struct error_row rows_that_do_not_compile[] = {
	{ "crooked", 422, "{{#open}}" },
	{ NULL, 0, NULL },
};

static void
assert_sentence(const char *code, const char *json, const char *sentence)
{
	struct buffer buf;
	cJSON *data;

	data = json != NULL ? cJSON_Parse(json) : NULL;
	buffer_init(&buf, 1024);
	error_write(error_find(code), data, &buf);
	assert_non_null(buf.data);
	assert_string_equal(buf.data, sentence);
	buffer_free(&buf);
	cJSON_Delete(data);
}

static int
start(void **state)
{
	char why[256];

	(void)state;
	error_register(rows_of_tests);
	return (error_start(why, sizeof(why)) ? 0 : -1);
}

static int
stop(void **state)
{
	(void)state;
	error_stop();
	return (0);
}

static void
finds_rows_by_code(void **state)
{
	(void)state;
	assert_int_equal(error_find("not_found")->status, 404);
	assert_int_equal(error_find("rate_limited")->status, 429);
	assert_int_equal(error_find("required")->status, 422);
	assert_ptr_equal(error_find("stock_short"), &rows_of_tests[0]);
	assert_string_equal(error_find("never heard of")->code, "internal");
	assert_string_equal(error_find("")->code, "internal");
}

static void
fills_sentences(void **state)
{
	(void)state;
	assert_sentence("bad_mobile", NULL,
	    "شماره موبایل باید ۱۱ رقم باشد و با ۰۹ شروع شود.");
	assert_sentence("too_short", "{\"min\":3}", "حداقل ۳ حرف بنویسید.");
	assert_sentence("too_big", "{\"max\":1500,\"money\":false}",
	    "عدد باید حداکثر ۱٬۵۰۰ باشد.");
	assert_sentence("too_small", "{\"min\":10000,\"money\":true}",
	    "مبلغ باید حداقل ۱٬۰۰۰ تومان باشد.");
}

/* Whoever shows the sentence escapes it: twice would show in the page. */
static void
leaves_escaping_to_who_shows_it(void **state)
{
	(void)state;
	assert_sentence("stock_short", "{\"left\":3,\"title\":\"<گلیم>\"}",
	    "فقط ۳ عدد از <گلیم> مانده.");
}

static void
lists_rows_that_people_can_read(void **state)
{
	const struct error_row *row;
	struct buffer buf;
	size_t n;

	(void)state;
	for (n = 0; (row = error_at(n)) != NULL; n++) {
		assert_in_range(row->status, 400, 503);
		assert_ptr_equal(error_find(row->code), row);
		buffer_init(&buf, 1024);
		error_write(row, NULL, &buf);
		assert_true(buf.len > 0);
		assert_int_equal(buf.data[buf.len - 1], '.');
		buffer_free(&buf);
	}
	assert_true(n > 30);
	assert_null(error_at(n + 1));
}

static void
refuses_tables_that_cannot_work(void **state)
{
	char why[256];

	(void)state;
	error_register(rows_there_twice);
	assert_false(error_start(why, sizeof(why)));
	assert_non_null(strstr(why, "not_found"));
	error_stop();

	error_register(rows_that_do_not_compile);
	assert_false(error_start(why, sizeof(why)));
	assert_non_null(strstr(why, "crooked"));
	error_stop();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(finds_rows_by_code, start,
		    stop),
		cmocka_unit_test_setup_teardown(fills_sentences, start, stop),
		cmocka_unit_test_setup_teardown(leaves_escaping_to_who_shows_it,
		    start, stop),
		cmocka_unit_test_setup_teardown(lists_rows_that_people_can_read,
		    start, stop),
		cmocka_unit_test(refuses_tables_that_cannot_work),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
