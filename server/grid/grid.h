/*
 * Tables as people keep them, CSV or XLSX by their content, as rows of text:
 * bytes in, rows out, no I/O. What is read is foreign, so it is limited in
 * every direction, and read in a process of its own (see jobs/child.h).
 */
#ifndef SERVER_GRID_H
#define SERVER_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GRID_COLUMNS_MAX        64
#define GRID_ROWS_MAX           200000
#define GRID_CELL_BYTES_MAX     1024 /* what is longer is cut there */
/* A quote that is never closed makes one cell of the whole file. */
#define GRID_QUOTED_BYTES_MAX   (64 * 1024)
/* Of all parts of a workbook together: it is a zip, and zips are bombs. */
#define GRID_UNZIPPED_BYTES_MAX (256LL * 1024 * 1024)
#define GRID_PARTS_MAX          4096

/* Borrowed; not NUL-terminated; not always UTF-8. */
struct grid_cell {
	const char *text;
	size_t len;
};

/* number is the row's own, from 1, as a spreadsheet shows it. */
struct grid_row {
	uint32_t number;
	size_t len; /* cells, without empty ones at the end; never 0 */
	struct grid_cell cells[GRID_COLUMNS_MAX];
};

/* Takes one row after the other; false stops the reading. */
struct grid_sink {
	bool (*take)(void *arg, const struct grid_row *);
	void *arg;
};

/*
 * Reads a whole table. NULL, or why it cannot be read: "not_a_table",
 * "not_utf8", "old_excel", "locked", "dates_1904", "broken", "too_wide",
 * "too_many_rows", "quote_open", "too_heavy", "empty", "stopped".
 */
const char *grid_read(const void *, size_t, const struct grid_sink *);

/* The two formats, for grid.c and the tests. */
const char *grid_csv_read(const char *, size_t, const struct grid_sink *);
const char *grid_xlsx_read(const void *, size_t, const struct grid_sink *);

#endif
