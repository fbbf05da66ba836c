/* Any bytes as a form for one operation that has every type. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "error.h"
#include "form.h"
#include "params.h"

/* One letter each, so that a seed stays short. */
static const struct param all_types[] = {
	{ .name = "a", .type = T_ID, .need = REQUIRED },
	{ .name = "b", .type = T_INT, .min = -5, .max = 90 },
	{ .name = "c", .type = T_RIAL, .max = 1000000 },
	{ .name = "d", .type = T_BOOL },
	{ .name = "e", .type = T_TEXT, .min = 3, .max = 12 },
	{ .name = "f", .type = T_LINES, .max = 40 },
	{ .name = "g", .type = T_SLUG },
	{ .name = "h", .type = T_CODE },
	{ .name = "i", .type = T_CHOICE, .of = "new|cheap", .fallback = "new" },
	{ .name = "j", .type = T_MOBILE },
	{ .name = "k", .type = T_OTP },
	{ .name = "l", .type = T_NATIONAL_ID },
	{ .name = "m", .type = T_POSTAL_CODE },
	{ .name = "n", .type = T_SHEBA },
	{ .name = "o", .type = T_DATE },
	{ .name = "p", .type = T_TOKEN },
	{ .name = "q", .type = T_JSON, .max = 200 },
	{ .name = "r", .type = T_FILE, .max = 200 },
	{ .name = "s", .type = T_TEXT, .many = 4 },
	{ .name = "t", .type = T_INT, .many = 4 },
	{ .name = "u", .type = T_TEXT, .many = 4, .keyed = true },
	{ .type = T_NONE },
};

int LLVMFuzzerInitialize(int *, char ***);
int LLVMFuzzerTestOneInput(const uint8_t *, size_t);
static void check_values(const struct values *);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	char why[256];

	(void)argc;
	(void)argv;
	if (!error_start(why, sizeof(why)))
		abort();
	return (0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct form form = { .len = 0 };
	struct values values;
	const char *text;
	cJSON *errors;

	text = (const char *)data;
	if (len > 0 && *text == '{')
		(void)form_add_json(&form, text, len);
	else
		(void)form_add_urlencoded(&form, text, len);
	errors = cJSON_CreateObject();
	if (params_read(all_types, &form, &values, errors)) {
		if (errors->child != NULL)
			abort();
		check_values(&values);
	} else if (errors->child == NULL || values.n != 0) {
		abort();
	}
	values_free(&values);
	form_free(&form);
	cJSON_Delete(errors);
	return (0);
}

/* What PostgreSQL relies on: no NUL inside, numbers that are numbers. */
static void
check_values(const struct values *values)
{
	size_t i;

	if (values->n != params_count(all_types) || values->text[0] == NULL ||
	    strspn(values->text[0], "0123456789") != values->len[0])
		abort();
	for (i = 0; i < values->n; i++) {
		if (values->text[i] != NULL && !values->binary[i] &&
		    strlen(values->text[i]) != values->len[i])
			abort();
	}
}
