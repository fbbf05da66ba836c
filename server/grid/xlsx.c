/*
 * The first sheet of an Office Open XML workbook: which member it is, the
 * strings its cells share, then its rows one after the other.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "grid/build.h"
#include "grid/part.h"

#define NAME_BYTES_MAX    256
#define STRINGS_MAX       2000000
#define STRINGS_BYTES_MAX (128 * 1024 * 1024)
#define ROW_NUMBER_MAX    1048576
#define WHOLE_MAX         1e15 /* a double is exact, with its digits */

/* Strings that cells name by number: their bytes, and where each ends. */
struct strings {
	struct buffer bytes;
	size_t *ends;
	size_t len, cap;
	size_t begin; /* of the one at hand */
	bool inside, phonetic;
};

enum value { VALUE_NONE, VALUE_V, VALUE_IS };

struct reading {
	struct book book;
	struct grid_build build;
	struct strings strings;
	char sheet_id[NAME_BYTES_MAX]; /* of the first sheet, in the rels */
	char sheet_part[NAME_BYTES_MAX];
	uint32_t number;
	size_t column;
	char type; /* of the cell: s shared, n number, t text */
	enum value value;
	bool phonetic;
	char text[GRID_CELL_BYTES_MAX + 1];
	size_t text_len;
};

static bool find_sheet(struct reading *);
static void on_workbook(void *, const char *, const char **);
static void on_relation(void *, const char *, const char **);
static bool read_strings(struct reading *);
static void on_string_start(void *, const char *, const char **);
static void on_string_end(void *, const char *);
static void on_string_text(void *, const char *, int);
static void on_start(void *, const char *, const char **);
static void on_end(void *, const char *);
static void on_text(void *, const char *, int);
static void begin_row(struct reading *, const char **);
static void begin_cell(struct reading *, const char **);
static size_t column_of(const char *, size_t next);
static void end_cell(struct reading *);
static void put_shared(struct reading *);
static void put_number(struct reading *);

const char *
grid_xlsx_read(const void *bytes, size_t len, const struct grid_sink *sink)
{
	struct part_handler handler = { on_start, on_end, on_text, NULL };
	struct reading *reading;
	const char *why;

	reading = calloc(1, sizeof(*reading));
	if (reading == NULL)
		return ("too_heavy");
	reading->build.sink = sink;
	handler.arg = reading;
	buffer_init(&reading->strings.bytes, STRINGS_BYTES_MAX);
	if (part_open(&reading->book, bytes, len) && find_sheet(reading) &&
	    read_strings(reading))
		(void)part_parse(&reading->book, reading->sheet_part, &handler);
	why = reading->book.why;
	if (why == NULL && reading->build.rows == 0)
		why = "empty";
	part_close(&reading->book);
	buffer_free(&reading->strings.bytes);
	free(reading->strings.ends);
	free(reading);
	return (why);
}

/* ---- which sheet ---- */

static bool
find_sheet(struct reading *reading)
{
	struct part_handler workbook = { on_workbook, NULL, NULL, reading };
	struct part_handler relations = { on_relation, NULL, NULL, reading };

	if (!part_exists(&reading->book, "xl/workbook.xml")) {
		reading->book.why = "not_a_table";
		return (false);
	}
	if (!part_parse(&reading->book, "xl/workbook.xml", &workbook) ||
	    !part_parse(&reading->book, "xl/_rels/workbook.xml.rels",
		&relations))
		return (false);
	if (reading->sheet_part[0] == '\0')
		reading->book.why = "broken";
	return (reading->book.why == NULL);
}

static void
on_workbook(void *arg, const char *name, const char **attributes)
{
	struct reading *reading = arg;
	const char *value;

	if (strcmp(name, "workbookPr") == 0) {
		value = part_attribute(attributes, "date1904");
		/* Its days would be read as four years earlier. */
		if (value != NULL && strcmp(value, "0") != 0 &&
		    strcmp(value, "false") != 0)
			reading->book.why = "dates_1904";
	} else if (strcmp(name, "sheet") == 0 && reading->sheet_id[0] == '\0') {
		value = part_attribute(attributes, "id");
		if (value != NULL)
			(void)snprintf(reading->sheet_id,
			    sizeof(reading->sheet_id), "%s", value);
	}
}

static void
on_relation(void *arg, const char *name, const char **attributes)
{
	struct reading *reading = arg;
	const char *id, *target;

	if (strcmp(name, "Relationship") != 0)
		return;
	id = part_attribute(attributes, "Id");
	target = part_attribute(attributes, "Target");
	if (id == NULL || target == NULL ||
	    strcmp(id, reading->sheet_id) != 0 ||
	    strlen(target) > NAME_BYTES_MAX - 4)
		return;
	if (target[0] == '/')
		(void)snprintf(reading->sheet_part, sizeof(reading->sheet_part),
		    "%s", target + 1);
	else
		(void)snprintf(reading->sheet_part, sizeof(reading->sheet_part),
		    "xl/%s", target);
}

/* ---- what its cells share ---- */

static bool
read_strings(struct reading *reading)
{
	struct part_handler handler = { on_string_start, on_string_end,
		on_string_text, reading };

	if (!part_exists(&reading->book, "xl/sharedStrings.xml"))
		return (true);
	return (part_parse(&reading->book, "xl/sharedStrings.xml", &handler));
}

static void
on_string_start(void *arg, const char *name, const char **attributes)
{
	struct strings *strings = &((struct reading *)arg)->strings;

	(void)attributes;
	if (strcmp(name, "si") == 0)
		strings->begin = strings->bytes.len;
	else if (strcmp(name, "t") == 0)
		strings->inside = true;
	else if (strcmp(name, "rPh") == 0)
		strings->phonetic = true;
}

static void
on_string_end(void *arg, const char *name)
{
	struct reading *reading = arg;
	struct strings *strings = &reading->strings;
	size_t cap, *ends;

	if (strcmp(name, "t") == 0)
		strings->inside = false;
	else if (strcmp(name, "rPh") == 0)
		strings->phonetic = false;
	if (strcmp(name, "si") != 0)
		return;
	if (strings->len == strings->cap) {
		cap = strings->cap > 0 ? strings->cap * 2 : 1024;
		ends = cap <= 2 * STRINGS_MAX ?
		    realloc(strings->ends, cap * sizeof(*ends)) :
		    NULL;
		if (ends == NULL) {
			reading->book.why = "too_heavy";
			return;
		}
		strings->ends = ends;
		strings->cap = cap;
	}
	strings->ends[strings->len++] = strings->bytes.len;
}

/* One letter more than a cell may have, so that it is seen to be cut. */
static void
on_string_text(void *arg, const char *text, int len)
{
	struct reading *reading = arg;
	struct strings *strings = &reading->strings;
	size_t has, take;

	if (!strings->inside || strings->phonetic)
		return;
	has = strings->bytes.len - strings->begin;
	take = (size_t)len;
	if (take > GRID_CELL_BYTES_MAX + 1 - has)
		take = GRID_CELL_BYTES_MAX + 1 - has;
	if (take > 0 && !buffer_add(&strings->bytes, text, take))
		reading->book.why = "too_heavy";
}

/* ---- rows ---- */

static void
on_start(void *arg, const char *name, const char **attributes)
{
	struct reading *reading = arg;

	if (strcmp(name, "row") == 0)
		begin_row(reading, attributes);
	else if (strcmp(name, "c") == 0)
		begin_cell(reading, attributes);
	else if (strcmp(name, "v") == 0)
		reading->value = VALUE_V;
	else if (strcmp(name, "t") == 0)
		reading->value = VALUE_IS;
	else if (strcmp(name, "rPh") == 0)
		reading->phonetic = true;
}

static void
begin_row(struct reading *reading, const char **attributes)
{
	const char *text = part_attribute(attributes, "r");
	unsigned long number = reading->number + 1UL;

	if (text != NULL)
		number = strtoul(text, NULL, 10);
	if (number <= reading->number || number > ROW_NUMBER_MAX) {
		reading->book.why = "broken";
		return;
	}
	reading->number = (uint32_t)number;
	reading->column = 0;
	grid_build_row(&reading->build, reading->number);
}

static void
begin_cell(struct reading *reading, const char **attributes)
{
	const char *text = part_attribute(attributes, "r"), *type;

	if (text != NULL)
		reading->column = column_of(text, reading->column);
	reading->text_len = 0;
	reading->value = VALUE_NONE;
	type = part_attribute(attributes, "t");
	if (type == NULL || strcmp(type, "n") == 0)
		reading->type = 'n';
	else
		reading->type = strcmp(type, "s") == 0 ? 's' : 't';
}

/* "AB12" is 27; what no column has is past all that are read. */
static size_t
column_of(const char *text, size_t next)
{
	size_t column = 0;

	if (text[0] < 'A' || text[0] > 'Z')
		return (next);
	for (; *text >= 'A' && *text <= 'Z'; text++) {
		column = column * 26 + (size_t)(*text - 'A') + 1;
		if (column > GRID_COLUMNS_MAX)
			return (GRID_COLUMNS_MAX);
	}
	return (column - 1);
}

static void
on_text(void *arg, const char *text, int len)
{
	struct reading *reading = arg;
	size_t take = (size_t)len;

	if (reading->value == VALUE_NONE || reading->phonetic)
		return;
	if (take > sizeof(reading->text) - reading->text_len)
		take = sizeof(reading->text) - reading->text_len;
	memcpy(reading->text + reading->text_len, text, take);
	reading->text_len += take;
}

static void
on_end(void *arg, const char *name)
{
	struct reading *reading = arg;

	if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0) {
		reading->value = VALUE_NONE;
	} else if (strcmp(name, "rPh") == 0) {
		reading->phonetic = false;
	} else if (strcmp(name, "c") == 0) {
		end_cell(reading);
		reading->column++;
	} else if (strcmp(name, "row") == 0) {
		grid_build_end(&reading->build);
	}
	if (reading->build.why != NULL)
		reading->book.why = reading->build.why;
}

static void
end_cell(struct reading *reading)
{
	if (reading->text_len == 0)
		return;
	if (reading->type == 's')
		put_shared(reading);
	else if (reading->type == 'n')
		put_number(reading);
	else
		grid_build_cell(&reading->build, reading->column, reading->text,
		    reading->text_len);
	reading->text_len = 0;
}

static void
put_shared(struct reading *reading)
{
	const struct strings *strings = &reading->strings;
	size_t at, begin;
	char *end;

	if (reading->text_len > GRID_CELL_BYTES_MAX)
		reading->text_len = GRID_CELL_BYTES_MAX;
	reading->text[reading->text_len] = '\0';
	at = strtoul(reading->text, &end, 10);
	if (end == reading->text || *end != '\0' || at >= strings->len) {
		reading->book.why = "broken";
		return;
	}
	begin = at > 0 ? strings->ends[at - 1] : 0;
	if (strings->ends[at] > begin)
		grid_build_cell(&reading->build, reading->column,
		    strings->bytes.data + begin, strings->ends[at] - begin);
}

/* 9.123456789E9 is a telephone number; 1.5 stays what it is. */
static void
put_number(struct reading *reading)
{
	char *end;
	double number;

	if (reading->text_len > GRID_CELL_BYTES_MAX)
		reading->text_len = GRID_CELL_BYTES_MAX;
	reading->text[reading->text_len] = '\0';
	if (strspn(reading->text, "0123456789") < reading->text_len) {
		number = strtod(reading->text, &end);
		if (*end == '\0' && number >= 0 && number < WHOLE_MAX &&
		    number <= (double)(long long)number)
			reading->text_len = (size_t)snprintf(reading->text,
			    sizeof(reading->text), "%.0f", number);
	}
	grid_build_cell(&reading->build, reading->column, reading->text,
	    reading->text_len);
}
