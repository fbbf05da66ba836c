/*
 * The parameters of an operation from the fields of a request: finds each
 * one's fields, has them read as its type, and collects what is wrong.
 */
#include "params.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "buffer.h"
#include "error.h"
#include "form.h"
#include "params_types.h"
#include "seal.h"

/* A sentence of the error table with its numbers filled in. */
#define MESSAGE_BYTES_MAX 1024

#define TOMAN_SUFFIX "_toman"

#define NUMBER_BYTES_MAX 400 /* of any double, written in full */

static void read_one(const struct param *, const struct form *,
    const char *name, bool is_toman, struct params_reading *);
static void read_many(const struct param *, const struct form *,
    const char *name, bool is_toman, struct params_reading *);
static void read_keyed(const struct param *, const struct form *,
    struct params_reading *);
static void read_keys(const struct param *, const struct form *,
    const char *name, bool is_toman, struct params_reading *, cJSON *all);
static void read_object(const struct param *, const struct field *,
    bool is_toman, struct params_reading *, cJSON *all);
static void read_key(const struct param *, const struct field *,
    const char *key, bool is_toman, struct params_reading *, cJSON *all);
static void read_element(const struct param *, const struct field *,
    bool is_toman, struct params_reading *, cJSON *list);
static char *scalar_text(const cJSON *, char[NUMBER_BYTES_MAX]);
static void take_json(struct params_reading *, const cJSON *);
static cJSON *element(enum param_type, const char *);
static bool has_value(const cJSON *);
static void seal(const struct param *, struct params_reading *);
static void fill_absent(const struct param *, struct params_reading *);
static void add_error(cJSON *, const char *, const struct params_reading *);

bool
params_read(const struct param *params, const struct form *form,
    struct values *values, cJSON *errors)
{
	struct params_reading reading;
	char toman[FORM_NAME_BYTES_MAX + sizeof(TOMAN_SUFFIX)];
	const struct param *p;
	const char *name;
	size_t i, n;
	bool is_right, is_toman;

	memset(values, 0, sizeof(*values));
	is_right = true;
	n = params_count(params);
	for (i = 0; i < n; i++) {
		p = &params[i];
		name = p->name;
		(void)snprintf(toman, sizeof(toman), "%s" TOMAN_SUFFIX, name);
		is_toman = p->type == T_RIAL && form_find(form, name) == NULL &&
		    form_find(form, toman) != NULL;
		if (is_toman)
			name = toman;

		if (p->keyed)
			read_keyed(p, form, &reading);
		else if (p->many > 0)
			read_many(p, form, name, is_toman, &reading);
		else
			read_one(p, form, name, is_toman, &reading);
		if (reading.code == NULL && reading.text == NULL)
			fill_absent(p, &reading);
		if (reading.code != NULL) {
			add_error(errors,
			    reading.name[0] != '\0' ? reading.name : name,
			    &reading);
			is_right = false;
		}

		values->owned[i] = reading.text;
		values->text[i] = reading.text;
		values->len[i] = reading.len;
		values->binary[i] = p->type == T_FILE;
	}
	values->n = n;
	if (!is_right)
		values_free(values);
	return (is_right);
}

static void
read_one(const struct param *p, const struct form *form, const char *name,
    bool is_toman, struct params_reading *reading)
{
	const struct field *field;

	memset(reading, 0, sizeof(*reading));
	field = form_find(form, name);
	if (field != NULL)
		params_types_read(p, field, is_toman, reading);
	if (p->sealed && reading->text != NULL)
		seal(p, reading);
}

/* What is secret even from the database goes no further than here. */
static void
seal(const struct param *p, struct params_reading *reading)
{
	size_t len = 0;
	char *sealed;

	if (p->type == T_FILE) {
		sealed = seal_bytes_close(reading->text, reading->len, &len);
	} else {
		sealed = seal_close(reading->text);
		len = sealed != NULL ? strlen(sealed) : 0;
	}
	explicit_bzero(reading->text, reading->len);
	free(reading->text);
	reading->text = sealed;
	reading->len = len;
	if (sealed == NULL)
		reading->code = "internal";
}

/* Every field of the name, as the text of a JSON array. */
static void
read_many(const struct param *p, const struct form *form, const char *name,
    bool is_toman, struct params_reading *reading)
{
	const struct field *field;
	size_t at, count;
	cJSON *list;

	assert(p->type != T_FILE && p->type != T_JSON && !p->sealed);
	memset(reading, 0, sizeof(*reading));
	at = 0;
	count = 0;
	list = cJSON_CreateArray();
	while (reading->code == NULL &&
	    (field = form_next(form, name, &at)) != NULL) {
		if (++count > p->many) {
			reading->code = "too_many";
			reading->max = p->many;
			break;
		}
		read_element(p, field, is_toman, reading, list);
		if (reading->code != NULL)
			reading->at = count;
	}
	if (reading->code == NULL && has_value(list))
		take_json(reading, list);
	cJSON_Delete(list);
}

/* What was said of each key, as the text of a JSON object. */
static void
read_keyed(const struct param *p, const struct form *form,
    struct params_reading *reading)
{
	char toman[FORM_NAME_BYTES_MAX + sizeof(TOMAN_SUFFIX)];
	cJSON *all = cJSON_CreateObject();

	assert(p->many > 0 && p->type != T_FILE && p->type != T_JSON);
	memset(reading, 0, sizeof(*reading));
	read_keys(p, form, p->name, false, reading, all);
	if (p->type == T_RIAL) {
		(void)snprintf(toman, sizeof(toman), "%s" TOMAN_SUFFIX,
		    p->name);
		read_keys(p, form, toman, true, reading, all);
	}
	if (reading->code == NULL && all != NULL && all->child != NULL)
		take_json(reading, all);
	cJSON_Delete(all);
}

/* Fields "name.key", and an object of that name in a JSON body. */
static void
read_keys(const struct param *p, const struct form *form, const char *name,
    bool is_toman, struct params_reading *reading, cJSON *all)
{
	const struct field *field;
	size_t at = 0, len = strlen(name);

	while (reading->code == NULL &&
	    (field = form_next(form, name, &at)) != NULL) {
		if (field->name[len] == '.')
			read_key(p, field, field->name + len + 1, is_toman,
			    reading, all);
		else if (field->is_json)
			read_object(p, field, is_toman, reading, all);
	}
}

/* Its keys one by one, as if each were a field; null is absent. */
static void
read_object(const struct param *p, const struct field *object, bool is_toman,
    struct params_reading *reading, cJSON *all)
{
	char name[FORM_NAME_BYTES_MAX + 1], number[NUMBER_BYTES_MAX];
	cJSON *root = cJSON_Parse(object->value), *item;
	struct field field;

	if (!cJSON_IsObject(root))
		reading->code = "bad_json";
	for (item = root != NULL ? root->child : NULL;
	     item != NULL && reading->code == NULL; item = item->next) {
		if (cJSON_IsNull(item))
			continue;
		memset(&field, 0, sizeof(field));
		field.name = name;
		field.value = scalar_text(item, number);
		field.len = strlen(field.value);
		field.is_json = cJSON_IsObject(item) || cJSON_IsArray(item);
		if ((size_t)snprintf(name, sizeof(name), "%s.%s", object->name,
			item->string) >= sizeof(name))
			reading->code = "bad_json";
		else
			read_key(p, &field, item->string, is_toman, reading,
			    all);
	}
	cJSON_Delete(root);
}

/* As a form would send it; a list or an object is none of these. */
static char *
scalar_text(const cJSON *item, char number[NUMBER_BYTES_MAX])
{
	if (cJSON_IsString(item))
		return (item->valuestring);
	if (cJSON_IsBool(item))
		(void)snprintf(number, NUMBER_BYTES_MAX, "%s",
		    cJSON_IsTrue(item) ? "true" : "false");
	else if (cJSON_IsNumber(item))
		/* Whole ones in full: a form knows no 1e+15. */
		(void)snprintf(number, NUMBER_BYTES_MAX, "%.*f",
		    floor(item->valuedouble) < item->valuedouble ? 6 : 0,
		    item->valuedouble);
	else
		(void)snprintf(number, NUMBER_BYTES_MAX, "{}");
	return (number);
}

/* One key's value, unless it was said before. */
static void
read_key(const struct param *p, const struct field *field, const char *key,
    bool is_toman, struct params_reading *reading, cJSON *all)
{
	struct params_reading one;

	if (field->len == 0 ||
	    cJSON_GetObjectItemCaseSensitive(all, key) != NULL)
		return;
	params_types_read(p, field, is_toman, &one);
	if (one.code != NULL) {
		*reading = one;
		(void)snprintf(reading->name, sizeof(reading->name), "%s",
		    field->name);
	} else if (one.text != NULL &&
	    cJSON_GetArraySize(all) >= (int)p->many) {
		reading->code = "too_many";
		reading->max = p->many;
	} else if (one.text != NULL &&
	    !cJSON_AddItemToObject(all, key, element(p->type, one.text))) {
		reading->code = "internal";
	}
	free(one.text);
	reading->text = NULL;
}

static void
take_json(struct params_reading *reading, const cJSON *value)
{
	reading->text = cJSON_PrintUnformatted(value);
	if (reading->text == NULL)
		reading->code = "internal";
	else
		reading->len = strlen(reading->text);
}

/* Adds one field to the list; only a refusal goes into the reading. */
static void
read_element(const struct param *p, const struct field *field, bool is_toman,
    struct params_reading *reading, cJSON *list)
{
	struct params_reading one;

	params_types_read(p, field, is_toman, &one);
	if (one.code == NULL && one.text == NULL && p->need == REQUIRED)
		one.code = "required";
	if (one.code == NULL &&
	    !cJSON_AddItemToArray(list, element(p->type, one.text)))
		one.code = "internal";
	free(one.text);
	one.text = NULL;
	if (one.code != NULL)
		*reading = one;
}

/* Numbers and booleans are their own JSON; the rest are strings. */
static cJSON *
element(enum param_type type, const char *text)
{
	if (text == NULL)
		return (cJSON_CreateNull());
	switch (type) {
	case T_ID:
	case T_INT:
	case T_RIAL:
	case T_BOOL:
		return (cJSON_CreateRaw(text));
	default:
		return (cJSON_CreateString(text));
	}
}

/* A list of blanks only is absent. */
static bool
has_value(const cJSON *list)
{
	const cJSON *each;

	cJSON_ArrayForEach(each, list) {
		if (!cJSON_IsNull(each))
			return (true);
	}
	return (false);
}

/* What stands for an absent value: the fallback, a refusal, or nothing. */
static void
fill_absent(const struct param *p, struct params_reading *reading)
{
	if (p->fallback == NULL) {
		if (p->need == REQUIRED)
			reading->code = "required";
		return;
	}
	reading->text = strdup(p->fallback);
	if (reading->text == NULL)
		reading->code = "internal";
	else
		reading->len = strlen(reading->text);
}

static void
add_error(cJSON *errors, const char *name, const struct params_reading *reading)
{
	struct buffer message;
	cJSON *data, *error;

	data = cJSON_CreateObject();
	(void)cJSON_AddNumberToObject(data, "min", (double)reading->min);
	(void)cJSON_AddNumberToObject(data, "max", (double)reading->max);
	(void)cJSON_AddBoolToObject(data, "money", reading->money);

	buffer_init(&message, MESSAGE_BYTES_MAX);
	error_write(error_find(reading->code), data, &message);
	error = cJSON_AddObjectToObject(errors, name);
	(void)cJSON_AddStringToObject(error, "code", reading->code);
	(void)cJSON_AddStringToObject(error, "message",
	    message.data != NULL ? message.data : "");
	if (reading->at > 0)
		(void)cJSON_AddNumberToObject(error, "at", (double)reading->at);
	buffer_free(&message);
	cJSON_Delete(data);
}

void
values_free(struct values *values)
{
	size_t i;

	for (i = 0; i < values->n; i++)
		free(values->owned[i]);
	memset(values, 0, sizeof(*values));
}

size_t
params_count(const struct param *params)
{
	size_t n;

	for (n = 0; n < PARAMS_MAX && params[n].type != T_NONE; n++)
		continue;
	return (n);
}
