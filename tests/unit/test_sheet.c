/* Lists as files: what a CSV says byte by byte, and that an XLSX is whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cJSON.h>
#include <cmocka.h>

#include "jobs/sheet.h"

#define COLUMNS                                                                \
	"[{\"title\": \"نام\", \"kind\": \"text\", \"wide\": 20},"          \
	"{\"title\": \"شمار\", \"kind\": \"number\", \"wide\": 9},"        \
	"{\"title\": \"از\", \"kind\": \"date\", \"wide\": 12}]"
#define HEADER "\xef\xbb\xbf\"نام\",\"شمار\",\"از\"\r\n"

static char folder[] = "/tmp/sheet-XXXXXX";
static char path[64];
static cJSON *columns;

static int
begin(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return (-1);
	(void)snprintf(path, sizeof(path), "%s/list", folder);
	columns = cJSON_Parse(COLUMNS);
	return (columns != NULL ? 0 : -1);
}

static int
end(void **state)
{
	(void)state;
	cJSON_Delete(columns);
	(void)unlink(path);
	return (rmdir(folder));
}

static bool
add(struct sheet *sheet, const char *row)
{
	cJSON *json = cJSON_Parse(row);
	bool ok = sheet_row(sheet, json);

	cJSON_Delete(json);
	return (ok);
}

/* What a file of one row says after its header. */
static void
assert_row(const char *row, const char *expected)
{
	struct sheet *sheet = sheet_open(path, folder, false, "x", columns);
	char text[512];
	size_t len;
	FILE *file;

	assert_non_null(sheet);
	assert_true(add(sheet, row));
	assert_true(sheet_close(sheet));
	file = fopen(path, "re");
	assert_non_null(file);
	len = fread(text, 1, sizeof(text) - 1, file);
	(void)fclose(file);
	text[len] = '\0';
	assert_memory_equal(text, HEADER, strlen(HEADER));
	assert_string_equal(text + strlen(HEADER), expected);
}

static void
test_values(void **state)
{
	(void)state;
	assert_row("[\"گل‌ها\", 12, \"2026-11-21\"]",
	    "\"گل‌ها\",12,1405/08/30\r\n");
	assert_row("[null, null, null]", ",,\r\n");
	assert_row("[\"\", 9007199254740991, \"2026-03-20T21:00:00+00:00\"]",
	    "\"\",9007199254740991,1405/01/01\r\n");
	assert_row("[\"a \\\"b\\\", c\\nd\", -1.5, \"نامعلوم\"]",
	    "\"a \"\"b\"\", c\nd\",-1.5,\"نامعلوم\"\r\n");
}

static void
test_formulas(void **state)
{
	static const char *const signs[] = { "=", "+", "-", "@", "＝", "＋",
		"－", "＠" };
	char row[64], expected[64];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		(void)snprintf(row, sizeof(row), "[\"%s1+1\", null, null]",
		    signs[i]);
		(void)snprintf(expected, sizeof(expected), "\"'%s1+1\",,\r\n",
		    signs[i]);
		assert_row(row, expected);
	}
	assert_row("[\"\\t=1\", null, null]", "\"' =1\",,\r\n");
	assert_row("[\"1-1\", -1, null]", "\"1-1\",-1,\r\n");
}

static void
test_xlsx(void **state)
{
	struct sheet *sheet;
	char head[2];
	FILE *file;
	int i;

	(void)state;
	sheet = sheet_open(path, folder, true, "نام [بد]", columns);
	assert_non_null(sheet);
	for (i = 0; i < 1000; i++)
		assert_true(add(sheet, "[\"=1+1\", 7, \"2026-11-21\"]"));
	assert_true(sheet_close(sheet));
	file = fopen(path, "re");
	assert_non_null(file);
	assert_int_equal(fread(head, 1, 2, file), 2);
	assert_memory_equal(head, "PK", 2);
	(void)fclose(file);
}

static void
test_refused(void **state)
{
	struct sheet *sheet;
	cJSON *none = cJSON_CreateArray();
	int is_xlsx;

	(void)state;
	assert_null(sheet_open(path, folder, false, "x", none));
	assert_null(sheet_open("/nowhere/list", folder, false, "x", columns));
	cJSON_Delete(none);
	for (is_xlsx = 0; is_xlsx < 2; is_xlsx++) {
		sheet = sheet_open(path, folder, is_xlsx != 0, "x", columns);
		assert_non_null(sheet);
		assert_false(add(sheet, "[\"یکی\"]"));
		assert_false(sheet_close(sheet));
	}
	sheet = sheet_open("/nowhere/list", folder, true, "x", columns);
	assert_true(sheet == NULL || !sheet_close(sheet));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_formulas),
		cmocka_unit_test(test_xlsx),
		cmocka_unit_test(test_refused),
	};

	return (cmocka_run_group_tests(tests, begin, end));
}
