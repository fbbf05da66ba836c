/*
 * A foreign table read in a child under limits, as a stream of rows: the
 * child parses (table_child.c), the runner takes what comes (table.c).
 *
 * hamyarctl table MEMORY_BYTES CPU_SECONDS < file
 * writes frames, in the machine's own byte order:
 * 'R' u32 number, u16 cells, each u16 bytes and the bytes · 'E' the end ·
 * 'F' u8 bytes and a code of grid.h
 */
#ifndef SERVER_JOBS_TABLE_H
#define SERVER_JOBS_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "grid/grid.h"

#define TABLE_BUFFER_BYTES (64 * 1024)
#define TABLE_WHY_BYTES    32

struct config;

enum table_step {
	TABLE_ROW,
	TABLE_END,
	TABLE_FAILED, /* for good: why is a code of grid.h */
	TABLE_AGAIN   /* the machine's trouble: try later */
};

struct table {
	pid_t pid;
	int fd;
	int64_t end_ms; /* of store_now_ms(): no longer than that */
	bool ended;     /* it said so itself */
	char why[TABLE_WHY_BYTES];
	char buffer[TABLE_BUFFER_BYTES];
	size_t at, len; /* of the buffer */
	struct grid_row row;
	char text[GRID_COLUMNS_MAX][GRID_CELL_BYTES_MAX];
};

int table_main(int argc, char **argv);

/*
 * Starts the child on these bytes; caller frees with table_close(). NULL when
 * the machine has no room.
 */
struct table *table_open(const struct config *, const void *, size_t);
void table_close(struct table *);

/* The next row is in table->row, whose texts live until the next call. */
enum table_step table_next(struct table *);

#endif
