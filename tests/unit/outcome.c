#include "outcome.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "error.h"

void
outcome_begin(struct outcome *o)
{
	memset(o, 0, sizeof(*o));
	o->errors = cJSON_CreateObject();
}

void
outcome_end(struct outcome *o)
{
	values_free(&o->values);
	form_free(&o->form);
	cJSON_Delete(o->errors);
}

void
read_param(struct outcome *o, struct param p)
{
	struct param table[2];

	memset(table, 0, sizeof(table));
	table[0] = p;
	o->is_right = params_read(table, &o->form, &o->values, o->errors);
}

void
assert_got(const struct outcome *o, const char *value)
{
	assert_true(o->is_right);
	assert_null(o->errors->child);
	assert_int_equal(o->values.n, 1);
	if (value == NULL) {
		assert_null(o->values.text[0]);
		return;
	}
	assert_non_null(o->values.text[0]);
	assert_string_equal(o->values.text[0], value);
	assert_int_equal(o->values.len[0], strlen(value));
}

void
assert_code(const struct outcome *o, const char *name, const char *code)
{
	const cJSON *error;

	assert_false(o->is_right);
	assert_int_equal(o->values.n, 0);
	error = cJSON_GetObjectItemCaseSensitive(o->errors, name);
	assert_non_null(error);
	assert_string_equal(
	    cJSON_GetStringValue(cJSON_GetObjectItem(error, "code")), code);
	assert_true(strlen(cJSON_GetStringValue(
			cJSON_GetObjectItem(error, "message"))) > 0);
}

struct param
of(enum param_type type)
{
	struct param p = { .name = "a", .type = type };

	return (p);
}

struct param
within(enum param_type type, int64_t min, int64_t max)
{
	struct param p = { .name = "a", .type = type, .min = min, .max = max };

	return (p);
}
