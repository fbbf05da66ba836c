/* A row being made, cell by cell; what both formats do alike. */
#ifndef SERVER_GRID_BUILD_H
#define SERVER_GRID_BUILD_H

#include "grid/grid.h"

struct grid_build {
	const struct grid_sink *sink;
	const char *why; /* once set, nothing more is taken */
	uint32_t rows;   /* given to the sink so far */
	struct grid_row row;
	char text[GRID_COLUMNS_MAX][GRID_CELL_BYTES_MAX];
};

/* An empty row of that number; the last one had a lower number. */
void grid_build_row(struct grid_build *, uint32_t number);

/* Puts a text into a column of the row, from 0; spaces around it go. */
void grid_build_cell(struct grid_build *, size_t column, const char *, size_t);

/* Gives the row to the sink when there is anything in it. */
void grid_build_end(struct grid_build *);

#endif
