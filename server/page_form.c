/* A form as it was typed, for the page that shows it again; see page.c. */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>

#include "buffer.h"
#include "error.h"
#include "request_private.h"
#include "text.h"

#define SENTENCE_BYTES_MAX 4096

static void add_keys(const struct request *, cJSON *form_of);
static void add_key(cJSON *, const char *name, const char *value);
static cJSON *make_rows(const struct request *);
static void add_column(const struct request *, const char *, cJSON *rows);

/*
 * The form as it was typed, and what was wrong with it: beside the field's
 * name in "errors", or as "wrong" of its row in "form.rows". Of keyed fields
 * "form_of" and "errors_of" tell by name and key: {{id|of:form_of.shares}}.
 * Where a page has several forms, "refusal_of" names the operation of the one
 * that came back.
 */
cJSON *
page_form_refused(struct request *r)
{
	cJSON *root = cJSON_CreateObject();
	cJSON *errors = cJSON_AddObjectToObject(root, "errors");
	cJSON *form = cJSON_AddObjectToObject(root, "form");
	cJSON *rows = make_rows(r), *row, *of;
	cJSON *errors_of = cJSON_AddObjectToObject(root, "errors_of");
	const cJSON *field, *at, *message;
	struct buffer sentence;

	page_form_typed(r, form);
	add_keys(r, cJSON_AddObjectToObject(root, "form_of"));
	cJSON_ArrayForEach(field, r->errors) {
		at = cJSON_GetObjectItemCaseSensitive(field, "at");
		row = at != NULL ? cJSON_GetArrayItem(rows, at->valueint - 1) :
				   NULL;
		message = cJSON_GetObjectItemCaseSensitive(field, "message");
		cJSON_AddItemToObject(row != NULL ? row : errors,
		    row != NULL ? "wrong" : field->string,
		    cJSON_Duplicate(message, true));
		add_key(errors_of, field->string, message->valuestring);
	}
	if (rows != NULL)
		cJSON_AddItemToObject(form, "rows", rows);
	of = cJSON_AddObjectToObject(root, "refusal_of");
	cJSON_AddTrueToObject(of, r->refused_op->name);
	buffer_init(&sentence, SENTENCE_BYTES_MAX);
	error_write(r->refused, r->refused_data, &sentence);
	cJSON_AddStringToObject(root, "error",
	    sentence.data != NULL ? sentence.data : "");
	buffer_free(&sentence);
	return (root);
}

void
page_form_typed(const struct request *r, cJSON *form)
{
	const struct field *field;
	size_t i;

	for (i = 0; i < r->form.len; i++) {
		field = &r->form.fields[i];
		if (!field->is_file && !field->is_json &&
		    text_is_utf8(field->value, field->len) &&
		    cJSON_GetObjectItemCaseSensitive(form, field->name) == NULL)
			cJSON_AddStringToObject(form, field->name,
			    field->value);
	}
}

/* Keyed fields as they were typed; what was chosen of a list is a key too. */
static void
add_keys(const struct request *r, cJSON *form_of)
{
	const struct field *field;
	size_t i;

	for (i = 0; i < r->form.len; i++) {
		field = &r->form.fields[i];
		if (!field->is_file && !field->is_json &&
		    text_is_utf8(field->value, field->len))
			add_key(form_of, field->name, field->value);
	}
}

/* "shares.12" as 12 of shares, "agreed" with 12 as 12 of agreed; no empty one. */
static void
add_key(cJSON *all, const char *name, const char *value)
{
	char of[FORM_NAME_BYTES_MAX + 1];
	size_t len = strcspn(name, ".");
	const char *key = name[len] == '.' ? name + len + 1 : value;
	cJSON *keys;

	if (len >= sizeof(of) || value[0] == '\0')
		return;
	(void)snprintf(of, sizeof(of), "%.*s", (int)len, name);
	keys = cJSON_GetObjectItemCaseSensitive(all, of);
	if (keys == NULL)
		keys = cJSON_AddObjectToObject(all, of);
	if (cJSON_GetObjectItemCaseSensitive(keys, key) == NULL)
		cJSON_AddStringToObject(keys, key, value);
}

/*
 * Lists that stand side by side, as rows: what was typed in each, and "n",
 * from 1. NULL when the operation takes no lists.
 */
static cJSON *
make_rows(const struct request *r)
{
	char toman[FORM_NAME_BYTES_MAX + sizeof("_toman")];
	const struct param *p;
	cJSON *rows = NULL;

	for (p = r->refused_op->params; p->type != T_NONE; p++) {
		if (p->many == 0 || p->keyed)
			continue;
		if (rows == NULL)
			rows = cJSON_CreateArray();
		add_column(r, p->name, rows);
		(void)snprintf(toman, sizeof(toman), "%s_toman", p->name);
		if (p->type == T_RIAL)
			add_column(r, toman, rows);
	}
	return (rows);
}

static void
add_column(const struct request *r, const char *name, cJSON *rows)
{
	const struct field *field;
	size_t at = 0;
	cJSON *row;
	int n = 0;

	while ((field = form_next(&r->form, name, &at)) != NULL) {
		row = cJSON_GetArrayItem(rows, n++);
		if (row == NULL) {
			row = cJSON_CreateObject();
			cJSON_AddNumberToObject(row, "n", n);
			cJSON_AddItemToArray(rows, row);
		}
		if (text_is_utf8(field->value, field->len))
			cJSON_AddStringToObject(row, name, field->value);
	}
}
