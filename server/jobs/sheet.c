/* Lists as CSV and XLSX; see sheet.h. */
#include "jobs/sheet.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cJSON.h>
#include <xlsxwriter.h>

#include "calendar.h"
#include "jobs/store.h"
#include "text.h"

#define BOM          "\xef\xbb\xbf"
#define DATE_SIZE    32
#define EXACT_MAX    9007199254740992.0 /* 2^53 */
#define NAME_LETTERS 31                 /* of a sheet, says Excel */

struct sheet {
	const cJSON *columns;
	FILE *csv;          /* NULL: it is an XLSX */
	lxw_workbook *book; /* NULL: it is a CSV */
	lxw_worksheet *page;
	lxw_format *number;
	uint32_t rows;
	bool failed;
};

static bool csv_begin(struct sheet *, const char *path);
static void csv_row(struct sheet *, const cJSON *row);
static void csv_number(FILE *, double);
static void csv_text(FILE *, const char *);
static bool xlsx_begin(struct sheet *, const char *path, const char *folder,
    const char *title);
static void xlsx_header(struct sheet *);
static void xlsx_row(struct sheet *, const cJSON *row);
static void xlsx_cell(struct sheet *, lxw_col_t, const char *kind,
    const cJSON *value);
static bool write_date(const char *iso, char out[DATE_SIZE]);

struct sheet *
sheet_open(const char *path, const char *folder, bool is_xlsx,
    const char *title, const struct cJSON *columns)
{
	struct sheet *sheet;
	int n;
	bool ok;

	n = cJSON_GetArraySize(columns);
	if (n < 1 || n > SHEET_COLUMNS_MAX)
		return (NULL);
	sheet = calloc(1, sizeof(*sheet));
	if (sheet == NULL)
		return (NULL);
	sheet->columns = columns;
	ok = is_xlsx ? xlsx_begin(sheet, path, folder, title) :
		       csv_begin(sheet, path);
	if (ok)
		return (sheet);
	free(sheet);
	return (NULL);
}

bool
sheet_row(struct sheet *sheet, const struct cJSON *row)
{
	if (!cJSON_IsArray(row) ||
	    cJSON_GetArraySize(row) != cJSON_GetArraySize(sheet->columns))
		sheet->failed = true;
	else if (sheet->csv != NULL)
		csv_row(sheet, row);
	else
		xlsx_row(sheet, row);
	return (!sheet->failed);
}

bool
sheet_close(struct sheet *sheet)
{
	bool ok = !sheet->failed;

	if (sheet->csv != NULL) {
		ok = ferror(sheet->csv) == 0 && ok;
		ok = fclose(sheet->csv) == 0 && ok;
	} else {
		(void)worksheet_autofilter(sheet->page, 0, 0, sheet->rows,
		    (lxw_col_t)(cJSON_GetArraySize(sheet->columns) - 1));
		ok = workbook_close(sheet->book) == LXW_NO_ERROR && ok;
	}
	free(sheet);
	return (ok);
}

static bool
csv_begin(struct sheet *sheet, const char *path)
{
	const cJSON *column;
	const char *mark = BOM;

	sheet->csv = fopen(path, "we");
	if (sheet->csv == NULL)
		return (false);
	cJSON_ArrayForEach(column, sheet->columns) {
		(void)fputs(mark, sheet->csv);
		csv_text(sheet->csv, store_text(column, "title", ""));
		mark = ",";
	}
	(void)fputs("\r\n", sheet->csv);
	return (true);
}

static void
csv_row(struct sheet *sheet, const cJSON *row)
{
	const cJSON *column = sheet->columns->child, *value;
	char date[DATE_SIZE];

	cJSON_ArrayForEach(value, row) {
		if (value != row->child)
			(void)fputc(',', sheet->csv);
		if (cJSON_IsNumber(value))
			csv_number(sheet->csv, value->valuedouble);
		else if (cJSON_IsString(value) &&
		    strcmp(store_text(column, "kind", ""), "date") == 0 &&
		    write_date(value->valuestring, date))
			(void)fputs(date, sheet->csv);
		else if (cJSON_IsString(value))
			csv_text(sheet->csv, value->valuestring);
		column = column->next;
	}
	(void)fputs("\r\n", sheet->csv);
	sheet->failed = ferror(sheet->csv) != 0;
}

/* Whole numbers in all their digits, as far as they are exact. */
static void
csv_number(FILE *out, double number)
{
	bool is_whole = number > -EXACT_MAX && number < EXACT_MAX &&
	    number == (double)(int64_t)number;

	(void)fprintf(out, is_whole ? "%.0f" : "%.15g", number);
}

/* Always in quotes; the bytes below a space are none that people typed. */
static void
csv_text(FILE *out, const char *text)
{
	(void)fputs(text_is_formula(text) ? "\"'" : "\"", out);
	for (; *text != '\0'; text++) {
		if (*text == '"')
			(void)fputc('"', out);
		if ((unsigned char)*text < ' ' && *text != '\n')
			(void)fputc(' ', out);
		else
			(void)fputc(*text, out);
	}
	(void)fputc('"', out);
}

static bool
xlsx_begin(struct sheet *sheet, const char *path, const char *folder,
    const char *title)
{
	lxw_workbook_options options = { .constant_memory = LXW_TRUE };
	char name[4 * NAME_LETTERS + 1], *temporary;

	/* The library wants the folder's name to write to. */
	temporary = strdup(folder);
	if (temporary == NULL)
		return (false);
	options.tmpdir = temporary;
	sheet->book = workbook_new_opt(path, &options);
	free(temporary);
	if (sheet->book == NULL)
		return (false);
	(void)snprintf(name, sizeof(name), "%s", title);
	if (workbook_validate_sheet_name(sheet->book, name) != LXW_NO_ERROR)
		(void)snprintf(name, sizeof(name), "فهرست");
	sheet->page = workbook_add_worksheet(sheet->book, name);
	sheet->number = workbook_add_format(sheet->book);
	if (sheet->page == NULL || sheet->number == NULL) {
		(void)workbook_close(sheet->book);
		return (false);
	}
	format_set_num_format(sheet->number, "#,##0");
	worksheet_right_to_left(sheet->page);
	xlsx_header(sheet);
	return (true);
}

static void
xlsx_header(struct sheet *sheet)
{
	lxw_format *bold = workbook_add_format(sheet->book);
	const cJSON *column, *wide;
	lxw_col_t at = 0;

	if (bold != NULL) {
		format_set_bold(bold);
		format_set_bottom(bold, LXW_BORDER_THIN);
	}
	cJSON_ArrayForEach(column, sheet->columns) {
		wide = cJSON_GetObjectItemCaseSensitive(column, "wide");
		if (cJSON_IsNumber(wide))
			(void)worksheet_set_column(sheet->page, at, at,
			    wide->valuedouble, NULL);
		at++;
	}
	at = 0;
	cJSON_ArrayForEach(column, sheet->columns) {
		(void)worksheet_write_string(sheet->page, 0, at++,
		    store_text(column, "title", ""), bold);
	}
	worksheet_freeze_panes(sheet->page, 1, 0);
}

static void
xlsx_row(struct sheet *sheet, const cJSON *row)
{
	const cJSON *column = sheet->columns->child, *value;
	lxw_col_t at = 0;

	sheet->rows++;
	cJSON_ArrayForEach(value, row) {
		xlsx_cell(sheet, at++, store_text(column, "kind", ""), value);
		column = column->next;
	}
}

/* A text stays a text here, whatever it begins with. */
static void
xlsx_cell(struct sheet *sheet, lxw_col_t at, const char *kind,
    const cJSON *value)
{
	char date[DATE_SIZE];
	lxw_error error = LXW_NO_ERROR;

	if (cJSON_IsNumber(value))
		error = worksheet_write_number(sheet->page, sheet->rows, at,
		    value->valuedouble,
		    strcmp(kind, "number") == 0 ? sheet->number : NULL);
	else if (cJSON_IsString(value) && strcmp(kind, "date") == 0 &&
	    write_date(value->valuestring, date))
		error = worksheet_write_string(sheet->page, sheet->rows, at,
		    date, NULL);
	else if (cJSON_IsString(value))
		error = worksheet_write_string(sheet->page, sheet->rows, at,
		    value->valuestring, NULL);
	if (error != LXW_NO_ERROR)
		sheet->failed = true;
}

static bool
write_date(const char *iso, char out[DATE_SIZE])
{
	struct jalali date;
	int64_t seconds;

	if (!calendar_parse_iso(iso, &seconds) ||
	    !calendar_from_time(seconds, &date))
		return (false);
	(void)snprintf(out, DATE_SIZE, "%04d/%02d/%02d", date.year, date.month,
	    date.day);
	return (true);
}
