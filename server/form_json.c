/*
 * A JSON body as fields. cJSON is lenient and makes every number a double, so
 * the text is first scanned for what it would take, lose or be buried by.
 */
#include "form.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "text.h"

#define JSON_DEPTH_MAX  16    /* objects and arrays inside one another */
#define JSON_VALUES_MAX 20000 /* of one body: cJSON needs 80 bytes for each */
#define JSON_KEYS_MAX   200   /* of one object */

/* Whole numbers up to here are exact in a double. */
#define JSON_WHOLE_MAX 9007199254740991.0

static enum form_result parse(const char *, size_t, cJSON **);
static enum form_result scan(const char *, size_t);
static const char *scan_string(const char *, const char *);
static const char *scan_number(const char *, const char *);
static const char *scan_digits(const char *, const char *);
static enum form_result tidy(cJSON *);
static enum form_result tidy_number(cJSON *);
static enum form_result tidy_object(cJSON *);
static enum form_result add_item(struct form *, const char *, const cJSON *);
static bool is_scalar(const cJSON *);
static bool is_scalar_list(const cJSON *);

enum form_result
form_add_json(struct form *form, const char *text, size_t len)
{
	enum form_result result;
	const cJSON *item, *each;
	cJSON *root;

	result = parse(text, len, &root);
	if (result != FORM_OK)
		return (result);
	if (!cJSON_IsObject(root))
		result = FORM_MALFORMED;

	for (item = root->child; item != NULL && result == FORM_OK;
	     item = item->next) {
		if (!is_scalar_list(item)) {
			result = add_item(form, item->string, item);
			continue;
		}
		cJSON_ArrayForEach(each, item) {
			result = cJSON_IsNull(each) ?
			    form_add_pair(form, item->string, "", 0) :
			    add_item(form, item->string, each);
			if (result != FORM_OK)
				break;
		}
	}
	cJSON_Delete(root);
	return (result);
}

char *
form_json_text(const char *text, size_t len)
{
	cJSON *root;
	char *out;

	if (parse(text, len, &root) != FORM_OK)
		return (NULL);
	out = is_scalar(root) || cJSON_IsNull(root) ?
	    NULL :
	    cJSON_PrintUnformatted(root);
	cJSON_Delete(root);
	return (out);
}

/* A whole text into a tree that is right everywhere; caller deletes it. */
static enum form_result
parse(const char *text, size_t len, cJSON **root)
{
	enum form_result result;
	const char *end;
	cJSON *tree;

	if (!text_is_utf8(text, len))
		return (FORM_MALFORMED);
	result = scan(text, len);
	if (result != FORM_OK)
		return (result);
	tree = cJSON_ParseWithLengthOpts(text, len, &end, false);
	if (tree == NULL)
		return (FORM_MALFORMED);
	while (end < text + len && strchr(" \t\r\n", *end) != NULL)
		end++;
	result = end == text + len ? tidy(tree) : FORM_MALFORMED;
	if (result != FORM_OK) {
		cJSON_Delete(tree);
		return (result);
	}
	*root = tree;
	return (FORM_OK);
}

/*
 * What cJSON would let pass: depth without end, values without number,
 * control bytes and \\u0000 in strings, and numbers like 01 or 1.
 */
static enum form_result
scan(const char *text, size_t len)
{
	const char *at, *end;
	size_t depth, values;

	depth = 0;
	values = 1;
	end = text + len;
	for (at = text; at < end;) {
		if (*at == '"') {
			at = scan_string(at + 1, end);
		} else if (*at == '-' || (*at >= '0' && *at <= '9')) {
			at = scan_number(at, end);
		} else {
			if (*at == '{' || *at == '[')
				depth++;
			else if ((*at == '}' || *at == ']') && depth > 0)
				depth--;
			if (*at == ',' || *at == '[' || *at == '{')
				values++;
			at++;
		}
		if (at == NULL)
			return (FORM_MALFORMED);
		if (depth > JSON_DEPTH_MAX || values > JSON_VALUES_MAX)
			return (FORM_TOO_MANY);
	}
	return (FORM_OK);
}

/* Past the closing quote; NULL when the string has no end or is not one. */
static const char *
scan_string(const char *at, const char *end)
{
	for (; at < end; at++) {
		if (*at == '"')
			return (at + 1);
		if ((unsigned char)*at < 0x20)
			return (NULL);
		if (*at != '\\')
			continue;
		at++;
		if (end - at >= 5 && memcmp(at, "u0000", 5) == 0)
			return (NULL);
	}
	return (NULL);
}

/* Past a number of JSON's grammar and before what may follow one. */
static const char *
scan_number(const char *at, const char *end)
{
	if (*at == '-')
		at++;
	if (at < end && *at == '0')
		at++;
	else
		at = scan_digits(at, end);
	if (at != NULL && at < end && *at == '.')
		at = scan_digits(at + 1, end);
	if (at != NULL && at < end && (*at == 'e' || *at == 'E')) {
		at++;
		if (at < end && (*at == '+' || *at == '-'))
			at++;
		at = scan_digits(at, end);
	}
	if (at != NULL && at < end && strchr(" \t\r\n,]}", *at) == NULL)
		return (NULL);
	return (at);
}

/* Past one digit or more; NULL when there is none. */
static const char *
scan_digits(const char *at, const char *end)
{
	const char *from;

	from = at;
	while (at < end && *at >= '0' && *at <= '9')
		at++;
	return (at > from ? at : NULL);
}

/* Visits every value; the stack suffices since scan() bounded the depth. */
static enum form_result
tidy(cJSON *root)
{
	cJSON *stack[JSON_DEPTH_MAX], *item;
	enum form_result result;
	size_t depth;

	depth = 0;
	result = FORM_OK;
	item = root;
	while (item != NULL) {
		if (cJSON_IsNumber(item))
			result = tidy_number(item);
		else if (cJSON_IsObject(item))
			result = tidy_object(item);
		if (result != FORM_OK)
			return (result);
		if (item->child != NULL) {
			assert(depth < JSON_DEPTH_MAX);
			stack[depth++] = item;
			item = item->child;
			continue;
		}
		while (item->next == NULL && depth > 0)
			item = stack[--depth];
		item = item->next;
	}
	return (FORM_OK);
}

/*
 * Refuses what a double cannot hold exactly. Whole numbers become raw text,
 * as cJSON would print 10^15 as 1e+15, which PostgreSQL does not take for a
 * bigint.
 */
static enum form_result
tidy_number(cJSON *item)
{
	char text[32];
	double number;

	number = item->valuedouble;
	if (!isfinite(number) || fabs(number) > JSON_WHOLE_MAX)
		return (FORM_MALFORMED);
	if (number != floor(number))
		return (FORM_OK);
	(void)snprintf(text, sizeof(text), "%.0f", number == 0 ? 0 : number);
	item->valuestring = strdup(text);
	if (item->valuestring == NULL)
		return (FORM_TOO_MANY);
	item->type = cJSON_Raw;
	return (FORM_OK);
}

/* Of a name given twice the first stays, wherever it is: one reading only. */
static enum form_result
tidy_object(cJSON *object)
{
	cJSON *item, *next, *first;
	int keys;

	keys = 0;
	for (item = object->child; item != NULL; item = next) {
		next = item->next;
		if (++keys > JSON_KEYS_MAX)
			return (FORM_TOO_MANY);
		first = cJSON_GetObjectItemCaseSensitive(object, item->string);
		if (first != item)
			cJSON_Delete(cJSON_DetachItemViaPointer(object, item));
	}
	return (FORM_OK);
}

/* One value under a name; null is absent. */
static enum form_result
add_item(struct form *form, const char *name, const cJSON *item)
{
	enum form_result result;
	char *printed;

	if (cJSON_IsNull(item))
		return (FORM_OK);
	if (cJSON_IsString(item))
		return (form_add_pair(form, name, item->valuestring,
		    strlen(item->valuestring)));

	printed = cJSON_PrintUnformatted(item);
	if (printed == NULL)
		return (FORM_TOO_MANY);
	result = form_add_pair(form, name, printed, strlen(printed));
	cJSON_free(printed);
	if (result == FORM_OK && !is_scalar(item))
		form->fields[form->len - 1].is_json = true;
	return (result);
}

/* Whole numbers are raw by now. */
static bool
is_scalar(const cJSON *item)
{
	return (cJSON_IsString(item) || cJSON_IsNumber(item) ||
	    cJSON_IsBool(item) || cJSON_IsRaw(item));
}

/* A list that a form would send as one name repeated; null is an empty one. */
static bool
is_scalar_list(const cJSON *item)
{
	const cJSON *each;

	if (!cJSON_IsArray(item))
		return (false);
	cJSON_ArrayForEach(each, item) {
		if (!is_scalar(each) && !cJSON_IsNull(each))
			return (false);
	}
	return (true);
}
