/*
 * CSV as spreadsheets write it: UTF-8 with or without a mark, apart by comma,
 * semicolon or tab, with quotes and new lines inside them. libcsv reads it.
 */
#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "grid/build.h"

/* The first line says what stands between the cells. */
#define LOOK_BYTES_MAX (64 * 1024)

struct reading {
	struct grid_build build;
	uint32_t number; /* of the row at hand */
	size_t column;
	bool after_cr;
};

static char find_separator(const char *, size_t);
static void on_cell(void *, size_t, void *);
static void on_row(int, void *);
static void *grow(void *, size_t);

const char *
grid_csv_read(const char *text, size_t len, const struct grid_sink *sink)
{
	struct csv_parser parser;
	struct reading *reading;
	const char *why;
	size_t done, part;

	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		len -= 3;
	}
	reading = calloc(1, sizeof(*reading));
	/* Blank lines are told too: rows are counted as people see them. */
	if (reading == NULL || csv_init(&parser, CSV_REPALL_NL) != 0) {
		free(reading);
		return ("too_heavy");
	}
	reading->build.sink = sink;
	reading->number = 1;
	csv_set_delim(&parser, (unsigned char)find_separator(text, len));
	csv_set_realloc_func(&parser, grow);
	for (done = 0; done < len && reading->build.why == NULL; done += part) {
		part =
		    len - done < LOOK_BYTES_MAX ? len - done : LOOK_BYTES_MAX;
		if (csv_parse(&parser, text + done, part, on_cell, on_row,
			reading) != part)
			reading->build.why = "quote_open";
	}
	/* Lenient with quotes within, not with one that is open at the end. */
	(void)csv_set_opts(&parser,
	    CSV_REPALL_NL | CSV_STRICT | CSV_STRICT_FINI);
	if (reading->build.why == NULL &&
	    csv_fini(&parser, on_cell, on_row, reading) != 0)
		reading->build.why = "quote_open";
	why = reading->build.why;
	if (why == NULL && reading->build.rows == 0)
		why = "empty";
	csv_free(&parser);
	free(reading);
	return (why);
}

/* The one that is most often outside quotes in the first line with any. */
static char
find_separator(const char *text, size_t len)
{
	static const char separators[] = ",;\t";
	size_t counts[3] = { 0 }, i, best;
	const char *at;
	bool quoted = false;

	for (i = 0; i < len && i < LOOK_BYTES_MAX; i++) {
		if (text[i] == '"')
			quoted = !quoted;
		if (quoted || text[i] == '\0')
			continue;
		at = strchr(separators, text[i]);
		if (at != NULL)
			counts[at - separators]++;
		if (text[i] == '\n' && counts[0] + counts[1] + counts[2] > 0)
			break;
	}
	best = 0;
	for (i = 1; i < 3; i++)
		if (counts[i] > counts[best])
			best = i;
	return (separators[best]);
}

static void
on_cell(void *text, size_t len, void *arg)
{
	struct reading *reading = arg;

	if (reading->column == 0)
		grid_build_row(&reading->build, reading->number);
	reading->after_cr = false;
	if (text != NULL)
		grid_build_cell(&reading->build, reading->column, text, len);
	reading->column++;
}

/* end is what ended it: a CR, an LF, or -1 at the end of the file. */
static void
on_row(int end, void *arg)
{
	struct reading *reading = arg;

	if (end == '\n' && reading->after_cr && reading->column == 0) {
		reading->after_cr = false;
		return;
	}
	reading->after_cr = end == '\r';
	if (reading->column > 0)
		grid_build_end(&reading->build);
	reading->column = 0;
	reading->number++;
}

static void *
grow(void *old, size_t size)
{
	return (size <= GRID_QUOTED_BYTES_MAX ? realloc(old, size) : NULL);
}
