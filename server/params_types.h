/* One field read as one type; only params.c calls it. */
#ifndef SERVER_PARAMS_TYPES_H
#define SERVER_PARAMS_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "form.h"

struct field;
struct param;

/* Neither text nor code: the field is there, but empty. */
struct params_reading {
	char *text;       /* the value, normalised; the caller frees */
	size_t len;       /* bytes */
	const char *code; /* why it was refused: a code of error.h */
	int64_t min, max; /* the limits that the code speaks of */
	size_t at;        /* which of a list was refused, from 1; 0: no list */
	char name[FORM_NAME_BYTES_MAX + 1]; /* of a refused key, or "" */
	bool money;                         /* the limits are rials */
};

/* is_toman: the field holds toman for a parameter in rial. */
void params_types_read(const struct param *, const struct field *,
    bool is_toman, struct params_reading *);

#endif
