/*
 * What can go wrong, as one table: a code for programs, an HTTP status, and a
 * Persian sentence for people that says what is wrong and what to do.
 */
#ifndef SERVER_ERROR_H
#define SERVER_ERROR_H

#include <stdbool.h>
#include <stddef.h>

struct buffer;
struct cJSON;

/*
 * The sentence is Mustache over the error's data and its result is plain
 * text, escaped where it is shown: names go in as {{&name}}, unescaped.
 */
struct error_row {
	const char *code;     /* "stock_short"; NULL ends a table */
	int status;           /* 400, 401, 403, 404, 409, 422, 429, 503 … */
	const char *sentence; /* Mustache over the error's data */
};

/* Adds a table of a layer above; it must outlive the process. Before start. */
void error_register(const struct error_row *);

/*
 * Compiles every sentence, once, after all tables are registered and before
 * the first request. False, with a sentence naming the code in error, when
 * one does not compile, a code is there twice or there are too many.
 */
bool error_start(char *error, size_t error_size);

/* Forgets all tables; for tests and for leak checkers at the end. */
void error_stop(void);

/* The row of a code; the row of "internal" when the code is not known. */
const struct error_row *error_find(const char *code);

/* Appends the sentence, filled with data (an object, or NULL). */
void error_write(const struct error_row *, const struct cJSON *data,
    struct buffer *);

/* The n-th row of all tables, NULL past the last: for documentation. */
const struct error_row *error_at(size_t n);

#endif
