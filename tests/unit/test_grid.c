/*
 * Tables as people keep them: CSV of every kind, workbooks as spreadsheets
 * write them, and what only looks like either.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zip.h>

#include "grid/grid.h"

#define BOOK                                                                   \
	"<workbook xmlns:r='r'><sheets><sheet name='a' r:id='i2'/>"            \
	"<sheet name='b' r:id='i1'/></sheets></workbook>"
#define RELS                                                                   \
	"<Relationships><Relationship Id='i1' Target='worksheets/no.xml'/>"    \
	"<Relationship Id='i2' Target='worksheets/yes.xml'/></Relationships>"
#define SHEET(rows) "<worksheet><sheetData>" rows "</sheetData></worksheet>"

/* Rows as "2:a|b;4:c", and no more than fits. */
static char seen[4096];
static uint32_t rows, stop_at;

static bool
take(void *arg, const struct grid_row *row)
{
	size_t i, len = strlen(seen);

	(void)arg;
	if (++rows == stop_at)
		return (false);
	if (len > sizeof(seen) / 2)
		return (true);
	len += (size_t)snprintf(seen + len, sizeof(seen) - len,
	    "%s%u:", rows > 1 ? ";" : "", row->number);
	for (i = 0; i < row->len && len < sizeof(seen) / 2; i++)
		len += (size_t)snprintf(seen + len, sizeof(seen) - len,
		    "%s%.*s", i > 0 ? "|" : "", (int)row->cells[i].len,
		    row->cells[i].text);
	return (true);
}

static const char *
read_bytes(const void *bytes, size_t len)
{
	const struct grid_sink sink = { take, NULL };

	seen[0] = '\0';
	rows = 0;
	return (grid_read(bytes, len, &sink));
}

static void
is_rows(const char *text, const char *want)
{
	const char *why = read_bytes(text, strlen(text));

	if (why != NULL)
		fail_msg("%.20s: %s", text, why);
	assert_string_equal(seen, want);
}

static void
is_refused(const void *bytes, size_t len, const char *want)
{
	const char *why = read_bytes(bytes, len);

	assert_non_null(why);
	assert_string_equal(why, want);
}

static void
test_csv(void **state)
{
	(void)state;
	is_rows("a,b\n1,2\n", "1:a|b;2:1|2");
	is_rows("a,b\r\n1,2", "1:a|b;2:1|2");
	is_rows("a,b\r1,2\r", "1:a|b;2:1|2");
	is_rows("\xef\xbb\xbf"
		"a,b\n",
	    "1:a|b");
	is_rows("a;b\n1,5;2\n", "1:a|b;2:1,5|2");
	is_rows("a\tb c\n1\t2\n", "1:a|b c;2:1|2");
	is_rows("\"a;b;c\",d\n1,2\n", "1:a;b;c|d;2:1|2");
	is_rows("a,\"b\nc\"\n1,2\n", "1:a|b\nc;2:1|2");
	is_rows("a,\"say \"\"b\"\"\"\n", "1:a|say \"b\"");
	is_rows(" a , b \n", "1:a|b");
	is_rows("a,,\n,,b\n", "1:a;2:||b");
}

/* Rows are counted as people see them, whatever is empty. */
static void
test_csv_counts_blank_lines(void **state)
{
	(void)state;
	is_rows("a,b\n\n1,2\n", "1:a|b;3:1|2");
	is_rows("a,b\r\n\r\n\r\n1,2\r\n", "1:a|b;4:1|2");
	is_rows(",\n , \na,b\n", "3:a|b");
	is_rows("a,b\n,\n1,2\n", "1:a|b;3:1|2");
}

static void
test_csv_refuses(void **state)
{
	char *text;
	size_t i;

	(void)state;
	is_refused("", 0, "empty");
	is_refused("\n\n", 2, "empty");
	is_refused("a,\"b", 4, "quote_open");
	is_refused("a\0b", 3, "not_a_table");
	is_refused("%PDF-1.4\n", 9, "not_a_table");
	is_refused("\xff\xfe"
		   "a",
	    3, "not_utf8");
	is_refused("\xd0\xcf\x11\xe0....", 8, "old_excel");
	text = calloc(1, 200000);
	for (i = 0; i < GRID_COLUMNS_MAX; i++)
		strcat(text, ",");
	is_rows(strcat(text, "\na\n"), "2:a");
	text[0] = '\0';
	for (i = 0; i < GRID_COLUMNS_MAX; i++)
		strcat(text, ",");
	strcat(text, "x\n");
	is_refused(text, strlen(text), "too_wide");
	memset(text, 'x', 100000);
	text[0] = '"';
	is_refused(text, 100000, "quote_open");
	free(text);
}

/* What is too long is cut, not within a letter; what is too much is not. */
static void
test_csv_limits(void **state)
{
	char *text;
	size_t i;

	(void)state;
	text = calloc(1, 3 * GRID_CELL_BYTES_MAX);
	text[0] = 'a';
	for (i = 1; i + 1 < 2 * GRID_CELL_BYTES_MAX; i += 2)
		memcpy(text + i, "\xd8\xa8", 2);
	assert_null(read_bytes(text, strlen(text)));
	assert_int_equal(strlen(seen), 2 + GRID_CELL_BYTES_MAX - 1);
	free(text);

	text = malloc(4 * (size_t)(GRID_ROWS_MAX + 1));
	for (i = 0; i <= GRID_ROWS_MAX; i++)
		memcpy(text + 4 * i, "a,b\n", 4);
	assert_null(read_bytes(text, 4 * (size_t)GRID_ROWS_MAX));
	assert_int_equal(rows, GRID_ROWS_MAX);
	is_refused(text, 4 * (size_t)(GRID_ROWS_MAX + 1), "too_many_rows");
	stop_at = 3;
	is_refused(text, 4000, "stopped");
	assert_int_equal(rows, 3);
	stop_at = 0;
	free(text);
}

struct member {
	const char *name, *text;
};

/* A zip of these; caller frees. */
static void *
zipped(const struct member *members, size_t *len)
{
	zip_source_t *source;
	zip_error_t error;
	zip_stat_t about;
	void *bytes;
	zip_t *zip;

	zip_error_init(&error);
	source = zip_source_buffer_create(NULL, 0, 0, &error);
	assert_non_null(source);
	zip_source_keep(source);
	zip = zip_open_from_source(source, ZIP_TRUNCATE, &error);
	assert_non_null(zip);
	for (; members->name != NULL; members++)
		assert_true(zip_file_add(zip, members->name,
				zip_source_buffer(zip, members->text,
				    strlen(members->text), 0),
				0) >= 0);
	assert_int_equal(zip_close(zip), 0);
	assert_int_equal(zip_source_open(source), 0);
	zip_stat_init(&about);
	assert_int_equal(zip_source_stat(source, &about), 0);
	*len = (size_t)about.size;
	bytes = malloc(*len);
	assert_int_equal(zip_source_read(source, bytes, *len), *len);
	(void)zip_source_close(source);
	zip_source_free(source);
	zip_error_fini(&error);
	return (bytes);
}

static const char *
read_book(const char *sheet, const char *strings)
{
	const struct member members[] = { { "xl/workbook.xml", BOOK },
		{ "xl/_rels/workbook.xml.rels", RELS },
		{ "xl/worksheets/yes.xml", sheet },
		{ strings != NULL ? "xl/sharedStrings.xml" : NULL, strings },
		{ NULL, NULL } };
	const char *why;
	size_t len;
	void *bytes;

	bytes = zipped(members, &len);
	why = read_bytes(bytes, len);
	free(bytes);
	return (why);
}

static void
is_book(const char *sheet, const char *strings, const char *want)
{
	const char *why = read_book(sheet, strings);

	if (why != NULL)
		fail_msg("%s: %s", sheet, why);
	assert_string_equal(seen, want);
}

static void
is_bad_book(const char *sheet, const char *strings, const char *want)
{
	const char *why = read_book(sheet, strings);

	assert_non_null(why);
	assert_string_equal(why, want);
}

static void
test_workbook(void **state)
{
	(void)state;
	is_book(SHEET("<row r='1'><c r='A1' t='s'><v>1</v></c>"
		      "<c r='C1' t='s'><v>0</v></c></row>"
		      "<row r='4'><c r='B4'><v>12</v></c></row>"),
	    "<sst><si><t>one</t></si><si><t>t</t><r><t>w</t></r>"
	    "<r><t>o</t></r><rPh><t>x</t></rPh></si></sst>",
	    "1:two||one;4:|12");
	is_book(SHEET("<row><c t='inlineStr'><is><t>a</t><r><t>b</t></r></is>"
		      "</c><c t='str'><f>1+1</f><v>c</v></c></row>"
		      "<row><c t='b'><v>1</v></c><c t='e'><v>#N/A</v></c>"
		      "</row>"),
	    NULL, "1:ab|c;2:1|#N/A");
	is_book("<x:worksheet xmlns:x='x'><x:sheetData><x:row r='2'>"
		"<x:c r='A2'><x:v>7</x:v></x:c></x:row></x:sheetData>"
		"</x:worksheet>",
	    NULL, "2:7");
	is_book(SHEET("<row><c><v>9.123456789E9</v></c><c><v>12.0</v></c>"
		      "<c><v>1.5</v></c><c><v>-3</v></c><c><v>1e99</v></c>"
		      "<c><v>nan</v></c></row>"),
	    NULL, "1:9123456789|12|1.5|-3|1e99|nan");
	is_book(SHEET("<row><c t='str'><v>a &amp; &#1576;</v></c></row>"), NULL,
	    "1:a & ب");
}

static void
test_workbook_refuses(void **state)
{
	const struct member none[] = { { "word/document.xml", "<x/>" },
		{ NULL, NULL } };
	const struct member early[] = { { "xl/workbook.xml",
					    "<workbook><workbookPr "
					    "date1904='true'/></workbook>" },
		{ NULL, NULL } };
	size_t len;
	void *bytes;

	(void)state;
	is_bad_book(SHEET(""), NULL, "empty");
	is_bad_book("<worksheet><sheetData><row>", NULL, "broken");
	is_bad_book(SHEET("<row r='2'/><row r='1'/>"), NULL, "broken");
	is_bad_book(SHEET("<row r='9999999'/>"), NULL, "broken");
	is_bad_book(SHEET("<row><c t='s'><v>0</v></c></row>"), NULL, "broken");
	is_bad_book(SHEET("<row><c t='s'><v>1</v></c></row>"),
	    "<sst><si><t>a</t></si></sst>", "broken");
	is_bad_book(SHEET("<row><c t='s'><v>-1</v></c></row>"),
	    "<sst><si><t>a</t></si></sst>", "broken");
	is_bad_book(SHEET("<row><c r='ZZ1'><v>1</v></c></row>"), NULL,
	    "too_wide");
	is_bad_book("<!DOCTYPE x [<!ENTITY a 'aa'>]>" SHEET("<row/>"), NULL,
	    "broken");
	bytes = zipped(none, &len);
	is_refused(bytes, len, "not_a_table");
	free(bytes);
	bytes = zipped(early, &len);
	is_refused(bytes, len, "dates_1904");
	is_refused(bytes, len / 2, "broken");
	free(bytes);
	is_refused("PK\x03\x04", 4, "broken");
}

/* A cell of a workbook is cut as one of CSV is. */
static void
test_workbook_cuts(void **state)
{
	char *sheet = malloc(20000);
	size_t len;

	(void)state;
	len =
	    (size_t)sprintf(sheet, "<worksheet><row><c t='inlineStr'><is><t>");
	memset(sheet + len, 'a', 8000);
	(void)strcpy(sheet + len + 8000, "</t></is></c></row></worksheet>");
	assert_null(read_book(sheet, NULL));
	assert_int_equal(strlen(seen), 2 + GRID_CELL_BYTES_MAX);
	free(sheet);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_csv),
		cmocka_unit_test(test_csv_counts_blank_lines),
		cmocka_unit_test(test_csv_refuses),
		cmocka_unit_test(test_csv_limits),
		cmocka_unit_test(test_workbook),
		cmocka_unit_test(test_workbook_refuses),
		cmocka_unit_test(test_workbook_cuts),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
