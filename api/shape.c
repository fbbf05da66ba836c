/* Shapes of answers into JSON Schemas; see shape.h. */
#include "shape.h"

#include <assert.h>
#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define NAME_BYTES_MAX 64
#define DEPTH_MAX      8 /* our own tables nest no deeper */

static const struct {
	const char *word, *type, *format;
} words[] = {
	{ "int", "integer", "int64" },
	{ "rial", "integer", "rial" },
	{ "number", "number", NULL },
	{ "text", "string", NULL },
	{ "bool", "boolean", NULL },
	{ "date", "string", "date" },
	{ "time", "string", "date-time" },
};

static cJSON *read_type(const char **, int depth);
static cJSON *read_object(const char **, int depth);
static cJSON *read_word(const char **);
static size_t read_name(const char **, char out[NAME_BYTES_MAX]);
static void allow_null(cJSON **);
static cJSON *error_schema(void);

cJSON *
shape_schema(const char *shape)
{
	if (shape == NULL)
		return (cJSON_CreateObject());
	return (read_type(&shape, 0));
}

static cJSON *
read_type(const char **at, int depth)
{
	cJSON *schema;

	assert(depth < DEPTH_MAX);
	if (**at == '{') {
		schema = read_object(at, depth);
	} else if (**at == '[') {
		(*at)++;
		schema = cJSON_CreateObject();
		cJSON_AddStringToObject(schema, "type", "array");
		cJSON_AddItemToObject(schema, "items",
		    read_type(at, depth + 1));
		assert(**at == ']');
		(*at)++;
	} else {
		schema = read_word(at);
	}
	if (**at == '?') {
		(*at)++;
		allow_null(&schema);
	}
	return (schema);
}

static cJSON *
read_object(const char **at, int depth)
{
	cJSON *schema = cJSON_CreateObject(), *properties, *required;
	char name[NAME_BYTES_MAX];

	cJSON_AddStringToObject(schema, "type", "object");
	properties = cJSON_AddObjectToObject(schema, "properties");
	required = cJSON_AddArrayToObject(schema, "required");
	(*at)++;
	while (read_name(at, name) > 0) {
		assert(**at == ':');
		(*at)++;
		cJSON_AddItemToObject(properties, name,
		    read_type(at, depth + 1));
		cJSON_AddItemToArray(required, cJSON_CreateString(name));
		*at += strspn(*at, " ");
	}
	assert(**at == '}');
	(*at)++;
	return (schema);
}

static cJSON *
read_word(const char **at)
{
	cJSON *schema = cJSON_CreateObject();
	char word[NAME_BYTES_MAX];
	size_t i;

	(void)read_name(at, word);
	if (strcmp(word, "photo") == 0)
		cJSON_AddStringToObject(schema, "$ref",
		    "#/components/schemas/Photo");
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i].word, word) != 0)
			continue;
		cJSON_AddStringToObject(schema, "type", words[i].type);
		if (words[i].format != NULL)
			cJSON_AddStringToObject(schema, "format",
			    words[i].format);
	}
	assert(schema->child != NULL || strcmp(word, "any") == 0);
	return (schema);
}

static size_t
read_name(const char **at, char out[NAME_BYTES_MAX])
{
	size_t len = strspn(*at, "abcdefghijklmnopqrstuvwxyz_0123456789");

	assert(len < NAME_BYTES_MAX);
	memcpy(out, *at, len);
	out[len] = '\0';
	*at += len;
	return (len);
}

static void
allow_null(cJSON **schema)
{
	cJSON *either = cJSON_CreateObject(), *list, *null;

	list = cJSON_AddArrayToObject(either, "anyOf");
	null = cJSON_CreateObject();
	cJSON_AddStringToObject(null, "type", "null");
	cJSON_AddItemToArray(list, *schema);
	cJSON_AddItemToArray(list, null);
	*schema = either;
}

cJSON *
shape_components(void)
{
	cJSON *root = cJSON_CreateObject(), *part, *item;

	part = cJSON_AddObjectToObject(root, "schemas");
	item = shape_schema("{src:text alt:text? tint:text? w:int h:int}");
	cJSON_AddItemToObject(part, "Photo", item);
	/* Said only of those that a list shows at once. */
	item = cJSON_GetObjectItemCaseSensitive(item, "properties");
	cJSON_AddItemToObject(item, "first", shape_schema("bool"));
	cJSON_AddItemToObject(part, "Error", error_schema());
	part = cJSON_AddObjectToObject(root, "parameters");
	item = cJSON_AddObjectToObject(part, "IdempotencyKey");
	cJSON_AddStringToObject(item, "name", "Idempotency-Key");
	cJSON_AddStringToObject(item, "in", "header");
	cJSON_AddBoolToObject(item, "required", false);
	cJSON_AddStringToObject(item, "description",
	    "The same key with the same content gives the same answer once");
	item = cJSON_AddObjectToObject(item, "schema");
	cJSON_AddStringToObject(item, "type", "string");
	cJSON_AddNumberToObject(item, "minLength", 8);
	cJSON_AddNumberToObject(item, "maxLength", 64);
	part = cJSON_AddObjectToObject(root, "securitySchemes");
	item = cJSON_AddObjectToObject(part, "bearer");
	cJSON_AddStringToObject(item, "type", "http");
	cJSON_AddStringToObject(item, "scheme", "bearer");
	return (root);
}

static cJSON *
error_schema(void)
{
	cJSON *schema, *error, *fields;

	schema = shape_schema("{error:{code:text message:text}}");
	error = cJSON_GetObjectItem(schema, "properties");
	error = cJSON_GetObjectItem(error, "error");
	error = cJSON_GetObjectItem(error, "properties");
	fields = cJSON_AddObjectToObject(error, "fields");
	cJSON_AddStringToObject(fields, "type", "object");
	cJSON_AddItemToObject(fields, "additionalProperties",
	    shape_schema("{code:text message:text}"));
	return (schema);
}
