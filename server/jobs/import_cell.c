/*
 * Cells into typed values, by the same readers that a form's fields go
 * through, and what spreadsheets do to values mended first; see import.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cJSON.h>

#include "form.h"
#include "jobs/import.h"
#include "params.h"
#include "params_types.h"
#include "seal.h"
#include "text.h"

#define BATCH_BYTES_MAX  (16 * 1024 * 1024)
#define SHOWN_LETTERS    60
#define CODE_LETTERS_MAX 30
/* What may be a person's number, and what is left of it. */
#define SECRET_RUN       8
#define SECRET_DIGITS    10
#define SHOWN_FIRST      3
#define SHOWN_LAST       2
/* A spreadsheet's day 0 is the last of 1899; these are 1927 to 2099. */
#define SERIAL_EPOCH     25569
#define SERIAL_MIN       10000
#define SERIAL_MAX       73050

#define DIGITS "0123456789"

static const char *const types[] = { "text", "code", "national_id", "mobile",
	"date", "choice" };

static bool read_field(struct import_field *, const cJSON *);
static const char *read_cell(const struct import_field *,
    const struct grid_cell *, char **value);
static const char *read_as(enum param_type, const struct import_field *,
    char *text, char **value);
static const char *read_code(const struct import_field *, char *text,
    char **value);
static const char *read_national_id(const struct import_field *, char *text,
    char **value);
static const char *read_date(const struct import_field *, char *text,
    char **value);
static const char *read_choice(const struct import_field *, const char *text,
    char **value);
static void squeeze(char *);
static bool add_value(struct buffer *, const struct import_field *,
    const char *);
static bool add_error(struct import_batch *, const struct import_field *,
    const struct grid_row *, const char *code);
static void mask(char *);
static bool is_digit(char);
static bool between_digits(const char *);

bool
import_fields_read(struct import_fields *fields, const cJSON *list)
{
	const cJSON *item;

	fields->len = 0;
	cJSON_ArrayForEach(item, list) {
		if (fields->len == IMPORT_FIELDS_MAX ||
		    !read_field(&fields->list[fields->len], item))
			return (false);
		fields->len++;
	}
	return (fields->len > 0);
}

static bool
read_field(struct import_field *field, const cJSON *item)
{
	const cJSON *column, *min, *max;
	const char *key, *type;
	size_t i;

	key =
	    cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(item, "key"));
	type = cJSON_GetStringValue(
	    cJSON_GetObjectItemCaseSensitive(item, "type"));
	column = cJSON_GetObjectItemCaseSensitive(item, "column");
	min = cJSON_GetObjectItemCaseSensitive(item, "min");
	max = cJSON_GetObjectItemCaseSensitive(item, "max");
	if (key == NULL || strlen(key) >= sizeof(field->key) || type == NULL ||
	    !cJSON_IsNumber(column) || column->valueint < 0 ||
	    column->valueint >= GRID_COLUMNS_MAX)
		return (false);
	(void)snprintf(field->key, sizeof(field->key), "%s", key);
	field->column = (size_t)column->valueint;
	field->required =
	    cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(item, "required"));
	field->min = cJSON_IsNumber(min) ? min->valueint : 0;
	field->max = cJSON_IsNumber(max) ? max->valueint : 0;
	field->choices = cJSON_GetObjectItemCaseSensitive(item, "choices");
	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i], type) == 0) {
			field->type = (enum import_type)i;
			return (true);
		}
	return (false);
}

void
import_batch_init(struct import_batch *batch)
{
	memset(batch, 0, sizeof(*batch));
	buffer_init(&batch->rows, BATCH_BYTES_MAX);
	buffer_init(&batch->errors, BATCH_BYTES_MAX);
	import_batch_clear(batch);
}

void
import_batch_clear(struct import_batch *batch)
{
	buffer_clear(&batch->rows);
	buffer_clear(&batch->errors);
	batch->rows_len = 0;
	batch->errors_len = 0;
	(void)buffer_add_char(&batch->rows, '[');
	(void)buffer_add_char(&batch->errors, '[');
}

void
import_batch_free(struct import_batch *batch)
{
	buffer_free(&batch->rows);
	buffer_free(&batch->errors);
}

bool
import_batch_close(struct import_batch *batch)
{
	return (buffer_add_char(&batch->rows, ']') &&
	    buffer_add_char(&batch->errors, ']'));
}

/* A wrong cell is as good as empty in its row: the rest is still compared. */
bool
import_batch_add(struct import_batch *batch, const struct import_fields *fields,
    const struct grid_row *row)
{
	const struct import_field *field;
	const char *code;
	char *value;
	size_t i;
	bool ok;

	ok = buffer_addf(&batch->rows, "%s{\"row\":%u",
	    batch->rows_len > 0 ? "," : "", row->number);
	batch->rows_len++;
	for (i = 0; i < fields->len && ok; i++) {
		field = &fields->list[i];
		value = NULL;
		code = field->required ? "required" : NULL;
		if (field->column < row->len &&
		    row->cells[field->column].len > 0)
			code = read_cell(field, &row->cells[field->column],
			    &value);
		if (code != NULL)
			ok = add_error(batch, field, row, code);
		else if (value != NULL)
			ok = add_value(&batch->rows, field, value);
		free(value);
	}
	return (ok && buffer_add_char(&batch->rows, '}'));
}

/* NULL and a value the caller frees, or NULL for one that is empty. */
static const char *
read_cell(const struct import_field *field, const struct grid_cell *cell,
    char **value)
{
	char text[GRID_CELL_BYTES_MAX + 1];

	*value = NULL;
	memcpy(text, cell->text, cell->len);
	text[cell->len] = '\0';
	if (strlen(text) != cell->len)
		return ("bad_utf8");
	switch (field->type) {
	case IMPORT_CODE:
		return (read_code(field, text, value));
	case IMPORT_NATIONAL_ID:
		return (read_national_id(field, text, value));
	case IMPORT_MOBILE:
		return (read_as(T_MOBILE, field, text, value));
	case IMPORT_DATE:
		return (read_date(field, text, value));
	case IMPORT_CHOICE:
		return (read_choice(field, text, value));
	case IMPORT_TEXT:
		break;
	}
	return (read_as(T_TEXT, field, text, value));
}

static const char *
read_as(enum param_type type, const struct import_field *about, char *text,
    char **value)
{
	struct param param = { .name = about->key, .type = type };
	struct field field = { .value = text, .len = strlen(text) };
	struct params_reading reading;

	if (type == T_TEXT) {
		param.min = about->min;
		param.max = about->max;
	}
	params_types_read(&param, &field, false, &reading);
	*value = reading.text;
	if (reading.code == NULL && reading.text == NULL && about->required)
		return ("required");
	return (reading.code);
}

/* "۱۲ /  ب"? Only what a number in a register is made of. */
static const char *
read_code(const struct import_field *field, char *text, char **value)
{
	const char *code;
	char *from, *to;

	code = read_as(T_TEXT, field, text, value);
	if (code != NULL || *value == NULL)
		return (code);
	(void)text_ascii_digits(*value, strlen(*value));
	for (from = to = *value; *from != '\0'; from++) {
		if (*from == ' ')
			continue;
		*to++ = *from >= 'a' && *from <= 'z' ?
		    (char)(*from - 'a' + 'A') :
		    *from;
	}
	*to = '\0';
	if (strlen(*value) <= CODE_LETTERS_MAX &&
	    strspn(*value, DIGITS "ABCDEFGHIJKLMNOPQRSTUVWXYZ/-") ==
		strlen(*value))
		return (NULL);
	free(*value);
	*value = NULL;
	return ("bad_code");
}

/* A spreadsheet that took it for a number has eaten the zeros in front. */
static const char *
read_national_id(const struct import_field *field, char *text, char **value)
{
	char whole[11], *sealed;
	const char *code;
	size_t len;

	code = read_as(T_NATIONAL_ID, field, text, value);
	len = text_ascii_digits(text, strlen(text));
	if (code != NULL && (len == 8 || len == 9) &&
	    strspn(text, DIGITS) == len) {
		memset(whole, '0', 10 - len);
		memcpy(whole + 10 - len, text, len + 1);
		code = read_as(T_NATIONAL_ID, field, whole, value);
		explicit_bzero(whole, sizeof(whole));
	}
	if (*value == NULL)
		return (code);
	sealed = seal_close(*value);
	explicit_bzero(*value, strlen(*value));
	free(*value);
	*value = sealed;
	return (sealed == NULL ? "bad_national_id" : NULL);
}

/* Beside what people type: a spreadsheet's day number, and 14030516. */
static const char *
read_date(const struct import_field *field, char *text, char **value)
{
	char typed[16];
	struct tm tm;
	time_t day;
	size_t len;
	long number;

	len = text_ascii_digits(text, strlen(text));
	if (strspn(text, DIGITS) != len || (len != 5 && len != 8))
		return (read_as(T_DATE, field, text, value));
	number = strtol(text, NULL, 10);
	if (len == 8) {
		(void)snprintf(typed, sizeof(typed), "%.4s/%.2s/%.2s", text,
		    text + 4, text + 6);
		return (read_as(T_DATE, field, typed, value));
	}
	day = (time_t)(number - SERIAL_EPOCH) * 86400;
	if (number < SERIAL_MIN || number > SERIAL_MAX ||
	    gmtime_r(&day, &tm) == NULL)
		return ("bad_date");
	(void)strftime(typed, sizeof(typed), "%Y-%m-%d", &tm);
	return (read_as(T_DATE, field, typed, value));
}

static const char *
read_choice(const struct import_field *field, const char *text, char **value)
{
	const char *found;
	char *key;

	if (!text_is_utf8(text, strlen(text)))
		return ("bad_utf8");
	key = text_search_key(text, strlen(text));
	if (key == NULL)
		return ("bad_utf8");
	squeeze(key);
	found = cJSON_GetStringValue(
	    cJSON_GetObjectItemCaseSensitive(field->choices, key));
	free(key);
	if (found == NULL)
		return ("not_a_choice");
	*value = strdup(found);
	return (*value == NULL ? "not_a_choice" : NULL);
}

/* As import_key() of the database leaves a word. */
static void
squeeze(char *text)
{
	char *to = text;

	for (; *text != '\0'; text++)
		if (strchr(" _-.()*:/", *text) == NULL)
			*to++ = *text;
	*to = '\0';
}

/* A seal is JSON already. */
static bool
add_value(struct buffer *out, const struct import_field *field,
    const char *value)
{
	(void)buffer_addf(out, ",\"%s\":", field->key);
	if (field->type == IMPORT_NATIONAL_ID)
		return (buffer_add_text(out, value));
	return (import_quote(out, value));
}

/* What stood there is shown back, but never anything of a national id. */
static bool
add_error(struct import_batch *batch, const struct import_field *field,
    const struct grid_row *row, const char *code)
{
	char shown[IMPORT_SHOWN_BYTES] = "";

	if (field->type != IMPORT_NATIONAL_ID && field->column < row->len)
		import_show(&row->cells[field->column], shown);
	(void)buffer_addf(&batch->errors,
	    "%s{\"row\":%u,\"field\":\"%s\",\"code\":\"%s\",\"min\":%d,"
	    "\"max\":%d,\"value\":",
	    batch->errors_len > 0 ? "," : "", row->number, field->key, code,
	    field->min, field->max);
	batch->errors_len++;
	(void)import_quote(&batch->errors, shown);
	return (buffer_add_char(&batch->errors, '}'));
}

void
import_show(const struct grid_cell *cell, char out[IMPORT_SHOWN_BYTES])
{
	size_t len, letters;
	char *clean;

	out[0] = '\0';
	clean = text_clean(cell->text, cell->len, false);
	if (clean == NULL)
		return;
	(void)text_ascii_digits(clean, strlen(clean));
	mask(clean);
	letters = 0;
	for (len = 0; clean[len] != '\0'; len++) {
		if (((unsigned char)clean[len] & 0xc0) == 0x80)
			continue;
		if (letters++ == SHOWN_LETTERS || len + 4 > IMPORT_SHOWN_BYTES)
			break;
	}
	memcpy(out, clean, len);
	out[len] = '\0';
	free(clean);
}

/*
 * Digits side by side, or as many as a person's number has with whatever
 * people put between them. A day has eight, in three parts.
 */
static void
mask(char *text)
{
	size_t begin, i, digits, run, run_max, seen;

	for (begin = 0; text[begin] != '\0';
	     begin = i > begin ? i : begin + 1) {
		digits = run = run_max = 0;
		for (i = begin; text[i] != '\0' &&
		     (is_digit(text[i]) || between_digits(text + i));
		     i++) {
			run = is_digit(text[i]) ? run + 1 : 0;
			digits += is_digit(text[i]);
			run_max = run > run_max ? run : run_max;
		}
		if (run_max < SECRET_RUN && digits < SECRET_DIGITS)
			continue;
		for (i = begin, seen = 0; seen < digits; i++) {
			if (!is_digit(text[i]))
				continue;
			seen++;
			if (seen > SHOWN_FIRST && seen <= digits - SHOWN_LAST)
				text[i] = '*';
		}
	}
}

static bool
is_digit(char c)
{
	return (c >= '0' && c <= '9');
}

/* Also any byte of a half-space. */
static bool
between_digits(const char *at)
{
	return (strchr(" -_./\\:,()+\xe2\x80\x8c", *at) != NULL);
}

bool
import_quote(struct buffer *out, const char *text)
{
	size_t len;

	(void)buffer_add_char(out, '"');
	while (*text != '\0') {
		len = strcspn(text, "\"\\\t\r\n");
		(void)buffer_add(out, text, len);
		text += len;
		if (*text == '\0')
			break;
		if (*text == '"' || *text == '\\')
			(void)buffer_add_char(out, '\\');
		(void)buffer_add_char(out,
		    *text == '"' || *text == '\\' ? *text : ' ');
		text++;
	}
	return (buffer_add_char(out, '"'));
}
