/* A row being made, cell by cell; see build.h. */
#include "grid/build.h"

#include <string.h>

static bool is_blank(char);

void
grid_build_row(struct grid_build *build, uint32_t number)
{
	build->row.number = number;
	build->row.len = 0;
}

void
grid_build_cell(struct grid_build *build, size_t column, const char *text,
    size_t len)
{
	struct grid_row *row = &build->row;

	while (len > 0 && is_blank(text[0])) {
		text++;
		len--;
	}
	while (len > 0 && is_blank(text[len - 1]))
		len--;
	if (len == 0 || build->why != NULL)
		return;
	if (column >= GRID_COLUMNS_MAX) {
		build->why = "too_wide";
		return;
	}
	if (len > GRID_CELL_BYTES_MAX) {
		/* Not within a letter. */
		len = GRID_CELL_BYTES_MAX;
		while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
			len--;
	}
	for (; row->len <= column; row->len++)
		row->cells[row->len] =
		    (struct grid_cell){ build->text[row->len], 0 };
	memcpy(build->text[column], text, len);
	row->cells[column].len = len;
}

void
grid_build_end(struct grid_build *build)
{
	if (build->why != NULL || build->row.len == 0)
		return;
	if (build->rows++ == GRID_ROWS_MAX)
		build->why = "too_many_rows";
	else if (!build->sink->take(build->sink->arg, &build->row))
		build->why = "stopped";
	build->row.len = 0;
}

static bool
is_blank(char c)
{
	return (c == ' ' || c == '\t' || c == '\r' || c == '\n');
}
