/*
 * An import: a table somebody sent, its cells read as the types that the
 * database asks for, its rows staged there in batches. What the rows mean,
 * and whether they fit, the database says; see db/functions/import*.sql.
 */
#ifndef SERVER_JOBS_IMPORT_H
#define SERVER_JOBS_IMPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"
#include "grid/grid.h"

#define IMPORT_FIELDS_MAX  24
#define IMPORT_KEY_BYTES   32
#define IMPORT_SHOWN_BYTES 256

struct cJSON;

enum import_type {
	IMPORT_TEXT,
	IMPORT_CODE,        /* A-Z 0-9 / -, upper-cased, without spaces */
	IMPORT_NATIONAL_ID, /* leaves sealed */
	IMPORT_MOBILE,
	IMPORT_DATE,
	IMPORT_CHOICE
};

struct import_field {
	char key[IMPORT_KEY_BYTES];
	enum import_type type;
	size_t column; /* of the table, from 0 */
	bool required;
	int min, max;                /* letters */
	const struct cJSON *choices; /* folded word → value; borrowed */
};

struct import_fields {
	struct import_field list[IMPORT_FIELDS_MAX];
	size_t len;
};

/* Rows and what is wrong with them, as two JSON arrays being written. */
struct import_batch {
	struct buffer rows, errors;
	size_t rows_len, errors_len;
};

/* False: not what runner_import_begin() says. The JSON must outlive them. */
bool import_fields_read(struct import_fields *, const struct cJSON *);

void import_batch_init(struct import_batch *);
void import_batch_clear(struct import_batch *); /* empty, keeps its memory */
void import_batch_free(struct import_batch *);
bool import_batch_add(struct import_batch *, const struct import_fields *,
    const struct grid_row *);
/* Closes both arrays; false when something did not fit. */
bool import_batch_close(struct import_batch *);

/*
 * A cell as people may see it again: clean, short, and no number of a person
 * whole. "" when it is not text.
 */
void import_show(const struct grid_cell *, char out[IMPORT_SHOWN_BYTES]);

/* Appends a JSON string; false when it does not fit. The text is UTF-8. */
bool import_quote(struct buffer *, const char *);

#endif
