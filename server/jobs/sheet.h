/*
 * A list written to a file row after row, as CSV or as an XLSX that people
 * open in their office program. Neither holds more than a row in memory.
 *
 * Dates are Jalali, 1405/08/30; numbers are numbers. CSV is UTF-8 with a BOM
 * and CRLF; a text that an office program would take for a formula (it begins
 * with = + - @ or a control byte) has an apostrophe before it.
 */
#ifndef SERVER_JOBS_SHEET_H
#define SERVER_JOBS_SHEET_H

#include <stdbool.h>
#include <stddef.h>

struct cJSON;
struct sheet;

#define SHEET_COLUMNS_MAX 40

/*
 * Begins a file; columns is an array of {"title", "kind", "wide"} that must
 * outlive the sheet, kind being text, number, date or id (a number that is not
 * shown in groups of three). folder is where parts of an XLSX wait. NULL when it cannot be made.
 */
struct sheet *sheet_open(const char *path, const char *folder, bool is_xlsx,
    const char *title, const struct cJSON *columns);

/* One row: an array with a value for each column. */
bool sheet_row(struct sheet *, const struct cJSON *row);

/* Ends the file; false when it is not whole. The sheet is gone either way. */
bool sheet_close(struct sheet *);

#endif
