/*
 * Typed, validated and normalised parameters of an operation. Bytes become
 * values here and nowhere else; inside, values are right.
 */
#ifndef SERVER_PARAMS_H
#define SERVER_PARAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PARAMS_MAX 32 /* parameters of one operation */

struct cJSON;
struct form;

enum param_type {
	T_NONE,   /* ends a table */
	T_ID,     /* 1 … 2^53 */
	T_INT,    /* min … max */
	T_RIAL,   /* whole rials, min … max; page fields may end in _toman */
	T_BOOL,   /* on, true, 1 / off, false, 0, empty */
	T_TEXT,   /* one line, min … max letters (code points) */
	T_LINES,  /* several lines, min … max letters */
	T_SLUG,   /* a-z 0-9 - _ */
	T_CODE,   /* letters and digits, for order codes; upper-cased */
	T_CHOICE, /* one of .of, "a|b|c" */
	T_MOBILE, /* stored 09xxxxxxxxx */
	T_OTP,    /* six digits */
	T_NATIONAL_ID, /* ten digits with a right check digit */
	T_POSTAL_CODE, /* ten digits */
	T_SHEBA,       /* IR and 24 digits */
	T_DATE,        /* 1405/08/30 or 2026-11-21; stored ISO */
	T_TOKEN, /* 8 … 64 of A-Z a-z 0-9 - _ . : idempotency keys, cursors */
	T_JSON,  /* an object or array, at most max bytes, passed as text */
	T_FILE   /* bytes of an upload, at most max bytes */
};

enum param_need { OPTIONAL, REQUIRED };

struct param {
	const char *name;
	enum param_type type;
	enum param_need need;
	int64_t min; /* 0 and 0: the type's own limits */
	int64_t max;
	const char *of;       /* T_CHOICE */
	const char *fallback; /* value when absent */
	unsigned many;    /* 0: one value; n: up to n, passed as a JSON array */
	bool keyed;       /* of many: "name.key", passed as an object by key */
	bool sealed;      /* passed as seal_close() makes it, never as itself */
	const char *says; /* one English phrase for the documentation */
};

struct values {
	const char *text[PARAMS_MAX]; /* NULL: absent. In declared order */
	size_t len[PARAMS_MAX];       /* bytes */
	bool binary[PARAMS_MAX];      /* T_FILE */
	char *owned[PARAMS_MAX];      /* what values_free() frees */
	size_t n;
};

/*
 * Reads params from the form into values, in declared order; values need not
 * be set before and hold nothing on failure. Every problem goes into errors
 * (an object of the caller): field name → {code, message}, and of a list also
 * "at", which of it was refused, from 1; true when there was none. A form field "price_toman" serves a T_RIAL parameter "price" when
 * "price" itself is absent: people type toman.
 *
 * An empty value is absent, except for T_BOOL, where it is false. In a list
 * (many) an empty one is null when OPTIONAL, so that lists of one form stay
 * side by side, and refused when REQUIRED. T_JSON and T_FILE are never lists.
 * Of a keyed one an empty value is no value, the first of a key counts, and
 * what is refused stands under its whole name: "answer.social.voice". In JSON
 * it may be an object: {"answer": {"social.voice": 2}}. Toman are told by
 * "price_toman.12"; "price.12" beside it counts.
 * A JSON list of plain values arrives as a repeated name: not for T_JSON.
 * A sealed parameter is one short text, which the database takes as json, or
 * a file, which it takes as other bytes.
 */
bool params_read(const struct param *, const struct form *, struct values *,
    struct cJSON *errors);
void values_free(struct values *);

/* How many parameters a table has. */
size_t params_count(const struct param *);

#endif
