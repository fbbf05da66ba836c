/* A CSV file: rows come in order, within limits, and the reader ends. */
#include <stdint.h>
#include <stdlib.h>

#include "grid/grid.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static uint32_t last;

static bool
take(void *arg, const struct grid_row *row)
{
	size_t i;

	(void)arg;
	if (row->number <= last || row->len == 0 ||
	    row->len > GRID_COLUMNS_MAX || row->cells[row->len - 1].len == 0)
		abort();
	last = row->number;
	for (i = 0; i < row->len; i++)
		if (row->cells[i].len > GRID_CELL_BYTES_MAX)
			abort();
	return (true);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const struct grid_sink sink = { take, NULL };

	last = 0;
	(void)grid_csv_read((const char *)data, len, &sink);
	return (0);
}
