/*
 * Cells into typed values as the database gets them, what is told back of
 * those that are wrong, and the child that reads a table. Starts itself again
 * as that child.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <cjson/cJSON.h>
#include <sodium.h>

#include "config.h"
#include "jobs/import.h"
#include "jobs/table.h"
#include "seal.h"

#define ID "0012345679"

static const char spec[] =
    "[{\"key\":\"code\",\"type\":\"code\",\"column\":0,\"required\":true},"
    "{\"key\":\"name\",\"type\":\"text\",\"column\":1,\"required\":true,"
    "\"min\":2,\"max\":10},"
    "{\"key\":\"id\",\"type\":\"national_id\",\"column\":2},"
    "{\"key\":\"mobile\",\"type\":\"mobile\",\"column\":3},"
    "{\"key\":\"day\",\"type\":\"date\",\"column\":4},"
    "{\"key\":\"post\",\"type\":\"choice\",\"column\":5,\"choices\":"
    "{\"سرگروه\":\"leader\",\"خزانهدار\":\"treasurer\"}}]";

static struct config config;

/* One row of cells through the spec: "rows" or "errors", caller deletes. */
static cJSON *
made(const char *const cells[], size_t n, const char *which)
{
	struct import_batch batch;
	struct import_fields fields;
	struct grid_row row = { .number = 7, .len = n };
	cJSON *json = cJSON_Parse(spec), *said;
	size_t i;

	for (i = 0; i < n; i++) {
		row.cells[i].text = cells[i];
		row.cells[i].len = strlen(cells[i]);
	}
	assert_true(import_fields_read(&fields, json));
	import_batch_init(&batch);
	assert_true(import_batch_add(&batch, &fields, &row));
	assert_true(import_batch_close(&batch));
	said = cJSON_Parse(
	    strcmp(which, "rows") == 0 ? batch.rows.data : batch.errors.data);
	assert_non_null(said);
	import_batch_free(&batch);
	cJSON_Delete(json);
	return (said);
}

/* The value that a cell of a column becomes, "" for none, and no error. */
static void
is_value(size_t column, const char *text, const char *key, const char *want)
{
	const char *cells[6] = { "A", "نام", "", "", "", "" };
	const char *value;
	cJSON *said;

	cells[column] = text;
	said = made(cells, 6, "rows");
	value = cJSON_GetStringValue(
	    cJSON_GetObjectItem(cJSON_GetArrayItem(said, 0), key));
	assert_string_equal(value != NULL ? value : "", want);
	cJSON_Delete(said);
	said = made(cells, 6, "errors");
	assert_int_equal(cJSON_GetArraySize(said), 0);
	cJSON_Delete(said);
}

static void
is_error(size_t column, const char *text, const char *code, const char *shown)
{
	const char *cells[6] = { "A", "نام", "", "", "", "" };
	const cJSON *error;
	cJSON *said;

	cells[column] = text;
	said = made(cells, 6, "errors");
	assert_int_equal(cJSON_GetArraySize(said), 1);
	error = cJSON_GetArrayItem(said, 0);
	assert_string_equal(
	    cJSON_GetStringValue(cJSON_GetObjectItem(error, "code")), code);
	assert_string_equal(
	    cJSON_GetStringValue(cJSON_GetObjectItem(error, "value")), shown);
	assert_int_equal(cJSON_GetObjectItem(error, "row")->valueint, 7);
	cJSON_Delete(said);
}

static void
test_values(void **state)
{
	(void)state;
	is_value(0, " الف۱۲ " + 7, "code", "12");
	is_value(0, "a-12 / ۳", "code", "A-12/3");
	is_value(1, "  زهرا  كريمي ", "name", "زهرا کریمی");
	is_value(3, "۰۹۱۲۳۴۵۶۷۸۹", "mobile", "09123456789");
	is_value(3, "9123456789", "mobile", "09123456789");
	is_value(3, "+98 912 345 6789", "mobile", "09123456789");
	is_value(4, "۱۴۰۳/۵/۲", "day", "2024-07-23");
	is_value(4, "14030502", "day", "2024-07-23");
	is_value(4, "2024-07-23", "day", "2024-07-23");
	is_value(4, "45496", "day", "2024-07-23");
	is_value(5, "سرگروه", "post", "leader");
	is_value(5, "خزانه‌دار", "post", "treasurer");
	is_value(5, " خزانه دار ", "post", "treasurer");
	is_value(4, "", "day", "");
	is_value(1, "a\"b\\c", "name", "a\"b\\c");
}

/* Sealed as a form's would be, also when a spreadsheet ate its zeros. */
static void
test_national_ids(void **state)
{
	static const char *const ways[] = { ID, "۰۰۱۲۳۴۵۶۷۹", "12345679",
		" 001-2345679 " };
	const char *cells[6] = { "A", "نام", "", "", "", "" };
	char *want = seal_close(ID), *text;
	cJSON *said;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		cells[2] = ways[i];
		said = made(cells, 6, "rows");
		text = cJSON_PrintUnformatted(
		    cJSON_GetObjectItem(cJSON_GetArrayItem(said, 0), "id"));
		assert_string_equal(text, want);
		free(text);
		cJSON_Delete(said);
	}
	free(want);
	is_error(2, "0012345678", "bad_national_id", "");
	is_error(2, "1234567", "bad_national_id", "");
	is_error(2, "=1+1", "bad_national_id", "");
}

static void
test_errors(void **state)
{
	(void)state;
	is_error(0, "", "required", "");
	is_error(0, "شماره", "bad_code", "شماره");
	is_error(0, "1234567890123456789012345678901", "bad_code",
	    "123**************************01");
	is_error(1, "ن", "too_short", "ن");
	is_error(1, "نامی که بلند است", "too_long", "نامی که بلند است");
	is_error(1, "\xff\xfe", "bad_utf8", "");
	is_error(1, "a\x01", "bad_utf8", "");
	is_error(3, "0912345", "bad_mobile", "0912345");
	is_error(3, "091234567890", "bad_mobile", "091*******90");
	is_error(4, "1403/13/01", "bad_date", "1403/13/01");
	is_error(4, "00000", "bad_date", "00000");
	is_error(4, "99999999", "bad_date", "999***99");
	is_error(5, "رییس", "not_a_choice", "رییس");
}

/* No number of a person is shown whole, however it is written. */
static void
test_masks(void **state)
{
	static const char *const pairs[][2] = {
		{ ID, "001*****79" },
		{ "۰۰۱۲۳۴۵۶۷۹", "001*****79" },
		{ "کد 001-234567-9 است", "کد 001-****7*-9 است" },
		{ "001‌234‌5679", "001‌***‌**79" },
		{ "1402/05/16", "1402/05/16" },
		{ "ردیف 12", "ردیف 12" },
	};
	char out[IMPORT_SHOWN_BYTES], longer[1024];
	struct grid_cell cell;
	size_t i, j, digits;

	(void)state;
	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		cell.text = pairs[i][0];
		cell.len = strlen(cell.text);
		import_show(&cell, out);
		if (i == 2) {
			/* Five digits are left, whatever stands between. */
			for (j = digits = 0; out[j] != '\0'; j++)
				digits += out[j] >= '0' && out[j] <= '9';
			assert_int_equal(digits, 5);
			continue;
		}
		assert_string_equal(out, pairs[i][1]);
	}
	for (i = 0; i + 2 < sizeof(longer); i += 2)
		memcpy(longer + i, "\xd8\xa8", 2);
	cell.text = longer;
	cell.len = i;
	import_show(&cell, out);
	assert_int_equal(strlen(out), 2 * 60);
}

static void
test_a_spec_that_is_none(void **state)
{
	static const char *const bad[] = { "[]", "[{}]",
		"[{\"key\":\"a\",\"type\":\"b\",\"column\":1}]",
		"[{\"key\":\"a\",\"type\":\"text\",\"column\":64}]",
		"[{\"key\":\"a\",\"type\":\"text\",\"column\":-1}]" };
	struct import_fields fields;
	cJSON *json;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		json = cJSON_Parse(bad[i]);
		assert_false(import_fields_read(&fields, json));
		cJSON_Delete(json);
	}
}

static void
test_reads_in_a_child(void **state)
{
	static const char text[] = "a,b\n1,2\n,\nپ,\"x,y\"\n";
	struct table *table;

	(void)state;
	table = table_open(&config, text, sizeof(text) - 1);
	assert_non_null(table);
	assert_int_equal(table_next(table), TABLE_ROW);
	assert_int_equal(table_next(table), TABLE_ROW);
	assert_int_equal(table_next(table), TABLE_ROW);
	assert_int_equal(table->row.number, 4);
	assert_int_equal(table->row.len, 2);
	assert_memory_equal(table->row.cells[1].text, "x,y", 3);
	assert_int_equal(table_next(table), TABLE_END);
	assert_int_equal(table_next(table), TABLE_END);
	table_close(table);
	table = table_open(&config, "%PDF", 4);
	assert_int_equal(table_next(table), TABLE_FAILED);
	assert_string_equal(table->why, "not_a_table");
	table_close(table);
}

/* Left half-way, and stopped by its time. */
static void
test_ends_its_child(void **state)
{
	struct table *table;
	char *text;
	size_t i;

	(void)state;
	text = malloc(400000);
	for (i = 0; i < 100000; i++)
		memcpy(text + 4 * i, "a,b\n", 4);
	table = table_open(&config, text, 400000);
	assert_int_equal(table_next(table), TABLE_ROW);
	table_close(table);
	config.import_wall_ms_max = 0;
	table = table_open(&config, text, 400000);
	assert_int_equal(table_next(table), TABLE_FAILED);
	assert_string_equal(table->why, "too_heavy");
	table_close(table);
	config.import_wall_ms_max = 20000;
	free(text);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_national_ids),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_masks),
		cmocka_unit_test(test_a_spec_that_is_none),
		cmocka_unit_test(test_reads_in_a_child),
		cmocka_unit_test(test_ends_its_child),
	};

	if (argc > 1 && strcmp(argv[1], "table") == 0)
		return (table_main(argc - 1, argv + 1));
	if (sodium_init() < 0)
		return (1);
	seal_start("one key", "another");
	config.import_memory_bytes_max = 512LL * 1024 * 1024;
	config.import_cpu_seconds_max = 20;
	config.import_wall_ms_max = 20000;
	return (cmocka_run_group_tests(tests, NULL, NULL));
}
