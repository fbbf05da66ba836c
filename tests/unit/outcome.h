/* One parameter read from one form, and what came of it. */
#ifndef TESTS_UNIT_OUTCOME_H
#define TESTS_UNIT_OUTCOME_H

#include <stdint.h>

#include <cjson/cJSON.h>

#include "form.h"
#include "params.h"

struct outcome {
	struct form form;
	struct values values;
	cJSON *errors;
	bool is_right;
};

/* An empty form; outcome_end() frees what came of it. */
void outcome_begin(struct outcome *o);
void outcome_end(struct outcome *o);
void read_param(struct outcome *o, struct param p);

/* It was read as the only value, or refused by this code at this name. */
void assert_got(const struct outcome *o, const char *value);
void assert_code(const struct outcome *o, const char *name, const char *code);

/* A parameter "a" of this type. */
struct param of(enum param_type type);
struct param within(enum param_type type, int64_t min, int64_t max);

#endif
