/* What people read, and the table of pipes that templates call it by. */
#include "format.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "buffer.h"
#include "format_date.h"
#include "format_words.h"
#include "text.h"

#define NUMBER_BYTES_MAX 64                 /* of one number as text */
#define EXACT_MAX        9007199254740992.0 /* 2^53: integers are exact */
#define KILOGRAM         1000               /* grams */
#define BLOCK_DIGITS     4

#define GROUP_MARK   "\u066c" /* thousands, as ICU has it */
#define DECIMAL_MARK "\u066b"
#define PERCENT_MARK "\u066a"
#define MINUS        "\u200e\u2212" /* with a mark that keeps it in front */

static void pipe_digits(const cJSON *, const cJSON *, struct buffer *);
static void pipe_number(const cJSON *, const cJSON *, struct buffer *);
static void pipe_toman(const cJSON *, const cJSON *, struct buffer *);
static void pipe_tomans(const cJSON *, const cJSON *, struct buffer *);
static void pipe_rial(const cJSON *, const cJSON *, struct buffer *);
static void pipe_percent(const cJSON *, const cJSON *, struct buffer *);
static void pipe_weight(const cJSON *, const cJSON *, struct buffer *);
static void pipe_mobile(const cJSON *, const cJSON *, struct buffer *);
static void pipe_groups4(const cJSON *, const cJSON *, struct buffer *);
static void pipe_lines(const cJSON *, const cJSON *, struct buffer *);
static void pipe_url(const cJSON *, const cJSON *, struct buffer *);
static void pipe_selected(const cJSON *, const cJSON *, struct buffer *);
static void pipe_checked(const cJSON *, const cJSON *, struct buffer *);
static void pipe_csv(const cJSON *, const cJSON *, struct buffer *);
static void pipe_of(const cJSON *, const cJSON *, struct buffer *);
static void pipe_invalid(const cJSON *, const cJSON *, struct buffer *);
static const cJSON *item_of(const cJSON *, const cJSON *);
static const char *value_text(const cJSON *, char[NUMBER_BYTES_MAX]);
static void number_text(double, char[NUMBER_BYTES_MAX]);
static const char *decimal_text(const cJSON *, char[NUMBER_BYTES_MAX]);
static void add_digit(struct buffer *, char);
static void add_decimal(struct buffer *, const char *);
static void add_toman(int64_t rial, struct buffer *);
static bool whole_number(const char *, int64_t *);
static bool matches(const cJSON *, const cJSON *);
static bool same_text(const cJSON *, const cJSON *);

static const struct format_pipe pipes[] = {
	{ "ago", format_date_ago, false },
	{ "checked", pipe_checked, false },
	{ "csv", pipe_csv, false },
	{ "date", format_date_short, false },
	{ "datetime", format_date_datetime, false },
	{ "day", format_date_day, false },
	{ "digits", pipe_digits, false },
	{ "groups4", pipe_groups4, false },
	{ "invalid", pipe_invalid, true },
	{ "lines", pipe_lines, true },
	{ "longdate", format_date_long, false },
	{ "mobile", pipe_mobile, false },
	{ "month", format_date_month, false },
	{ "number", pipe_number, false },
	{ "of", pipe_of, false },
	{ "percent", pipe_percent, false },
	{ "rial", pipe_rial, false },
	{ "selected", pipe_selected, false },
	{ "time", format_date_time, false },
	{ "toman", pipe_toman, false },
	{ "tomans", pipe_tomans, false },
	{ "url", pipe_url, false },
	{ "weight", pipe_weight, false },
	{ "words", format_words, false },
};

const struct format_pipe *
format_pipe_find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(pipes) / sizeof(pipes[0]); i++)
		if (strcmp(pipes[i].name, name) == 0)
			return (&pipes[i]);
	return (NULL);
}

/* The shortest text that reads back as the same number. */
static void
number_text(double number, char text[NUMBER_BYTES_MAX])
{
	int digits;

	if (!isfinite(number)) {
		text[0] = '\0';
		return;
	}
	if (fabs(number) <= EXACT_MAX && floor(number) >= number) {
		(void)snprintf(text, NUMBER_BYTES_MAX, "%lld",
		    (long long)number);
		return;
	}
	for (digits = 15; digits <= 17; digits++) {
		(void)snprintf(text, NUMBER_BYTES_MAX, "%.*g", digits, number);
		if (strtod(text, NULL) >= number &&
		    strtod(text, NULL) <= number)
			return;
	}
}

void
format_json_number(double number, struct buffer *out)
{
	char text[NUMBER_BYTES_MAX];

	number_text(number, text);
	(void)buffer_add_text(out, text);
}

/* A string's own text, or that of a number in the array; else NULL. */
static const char *
value_text(const cJSON *value, char text[NUMBER_BYTES_MAX])
{
	if (cJSON_IsString(value))
		return (value->valuestring);
	if (!cJSON_IsNumber(value))
		return (NULL);
	number_text(value->valuedouble, text);
	return (text);
}

/* As value_text(), but NULL unless it is digits, a sign and a point. */
static const char *
decimal_text(const cJSON *value, char text[NUMBER_BYTES_MAX])
{
	const char *number, *p;
	size_t len, fraction;

	number = value_text(value, text);
	if (number == NULL)
		return (NULL);
	p = number + (number[0] == '-');
	len = strspn(p, "0123456789");
	if (len == 0)
		return (NULL);
	p += len;
	if (*p == '.') {
		fraction = strspn(p + 1, "0123456789");
		if (fraction == 0)
			return (NULL);
		p += 1 + fraction;
	}
	return (*p == '\0' ? number : NULL);
}

static void
add_digit(struct buffer *out, char digit)
{
	char utf8[2] = { '\xdb', (char)(0xb0 + digit - '0') };

	(void)buffer_add(out, utf8, sizeof(utf8));
}

void
format_digits(const char *text, struct buffer *out)
{
	size_t len;

	while (*text != '\0') {
		len = strcspn(text, "0123456789");
		(void)buffer_add(out, text, len);
		text += len;
		for (; *text >= '0' && *text <= '9'; text++)
			add_digit(out, *text);
	}
}

/* Decimal text: grouped in threes, the fraction without idle zeros. */
static void
add_decimal(struct buffer *out, const char *text)
{
	size_t len, fraction, i;

	if (*text == '-') {
		text++;
		if (strspn(text, "0.") != strlen(text))
			(void)buffer_add_text(out, MINUS);
	}
	while (text[0] == '0' && text[1] >= '0' && text[1] <= '9')
		text++;
	len = strspn(text, "0123456789");
	for (i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			(void)buffer_add_text(out, GROUP_MARK);
		add_digit(out, text[i]);
	}
	if (text[len] != '.')
		return;
	text += len + 1;
	fraction = strlen(text);
	while (fraction > 0 && text[fraction - 1] == '0')
		fraction--;
	if (fraction > 0)
		(void)buffer_add_text(out, DECIMAL_MARK);
	for (i = 0; i < fraction; i++)
		add_digit(out, text[i]);
}

void
format_number(int64_t number, struct buffer *out)
{
	char text[NUMBER_BYTES_MAX];

	(void)snprintf(text, sizeof(text), "%lld", (long long)number);
	add_decimal(out, text);
}

static void
add_toman(int64_t rial, struct buffer *out)
{
	char text[NUMBER_BYTES_MAX];
	uint64_t size;

	size = rial < 0 ? 0 - (uint64_t)rial : (uint64_t)rial;
	(void)snprintf(text, sizeof(text), "%s%llu.%llu", rial < 0 ? "-" : "",
	    (unsigned long long)(size / 10), (unsigned long long)(size % 10));
	add_decimal(out, text);
}

static bool
whole_number(const char *text, int64_t *number)
{
	char *end;
	long long parsed;

	if (text == NULL || strlen(text) > 18)
		return (false);
	parsed = strtoll(text, &end, 10);
	if (end == text || *end != '\0')
		return (false);
	*number = parsed;
	return (true);
}

static void
pipe_digits(const cJSON *value, const cJSON *argument, struct buffer *out)
{
	char text[NUMBER_BYTES_MAX];
	const char *shown, *point;

	(void)argument;
	shown = value_text(value, text);
	if (shown == NULL)
		return;
	point = cJSON_IsNumber(value) ? strchr(text, '.') : NULL;
	if (point == NULL) {
		format_digits(shown, out);
		return;
	}
	text[point - text] = '\0';
	format_digits(text, out);
	(void)buffer_add_text(out, DECIMAL_MARK);
	format_digits(point + 1, out);
}

static void
pipe_number(const cJSON *value, const cJSON *argument, struct buffer *out)
{
	char text[NUMBER_BYTES_MAX];
	const char *number;

	number = decimal_text(value, text);
	if (number != NULL)
		add_decimal(out, number);
	else
		pipe_digits(value, argument, out);
}

static void
pipe_toman(const cJSON *value, const cJSON *argument, struct buffer *out)
{
	char text[NUMBER_BYTES_MAX];
	int64_t rial;

	(void)argument;
	if (!whole_number(decimal_text(value, text), &rial))
		return;
	add_toman(rial, out);
	(void)buffer_add_text(out, " تومان");
}

/* Without the word, which stands beside a field or above a column. */
static void
pipe_tomans(const cJSON *value, const cJSON *argument, struct buffer *out)
{
	char text[NUMBER_BYTES_MAX];
	int64_t rial;

	(void)argument;
	if (whole_number(decimal_text(value, text), &rial))
		add_toman(rial, out);
}

static void
pipe_rial(const cJSON *value, const cJSON *argument, struct buffer *out)
{
	char text[NUMBER_BYTES_MAX];
	int64_t rial;

	(void)argument;
	if (!whole_number(decimal_text(value, text), &rial))
		return;
	format_number(rial, out);
	(void)buffer_add_text(out, " ریال");
}

static void
pipe_percent(const cJSON *value, const cJSON *argument, struct buffer *out)
{
	char text[NUMBER_BYTES_MAX];
	const char *number;

	(void)argument;
	number = decimal_text(value, text);
	if (number == NULL)
		return;
	add_decimal(out, number);
	(void)buffer_add_text(out, PERCENT_MARK);
}

static void
pipe_weight(const cJSON *value, const cJSON *argument, struct buffer *out)
{
	char text[NUMBER_BYTES_MAX];
	int64_t grams;

	(void)argument;
	if (!whole_number(decimal_text(value, text), &grams) || grams < 0)
		return;
	if (grams < KILOGRAM) {
		format_number(grams, out);
		(void)buffer_add_text(out, " گرم");
		return;
	}
	(void)snprintf(text, sizeof(text), "%lld.%03d",
	    (long long)(grams / KILOGRAM), (int)(grams % KILOGRAM));
	add_decimal(out, text);
	(void)buffer_add_text(out, " کیلوگرم");
}

/* ۰۹۱۲ ۳۴۵ ۶۷۸۹; a masked one of eleven characters is cut alike. */
static void
pipe_mobile(const cJSON *value, const cJSON *argument, struct buffer *out)
{
	char spaced[14];
	const char *mobile;

	if (!cJSON_IsString(value) || strlen(value->valuestring) != 11) {
		pipe_digits(value, argument, out);
		return;
	}
	mobile = value->valuestring;
	if (strspn(mobile, "0123456789*") != 11) {
		format_digits(mobile, out);
		return;
	}
	(void)snprintf(spaced, sizeof(spaced), "%.4s %.3s %.4s", mobile,
	    mobile + 4, mobile + 7);
	format_digits(spaced, out);
}

/* Blocks of four for reading aloud; digits stay Latin, as in all codes. */
static void
pipe_groups4(const cJSON *value, const cJSON *argument, struct buffer *out)
{
	char number[NUMBER_BYTES_MAX];
	const char *text;
	size_t i;

	(void)argument;
	text = value_text(value, number);
	if (text == NULL)
		return;
	for (i = 0; text[i] != '\0'; i++) {
		if (i > 0 && i % BLOCK_DIGITS == 0 &&
		    ((unsigned char)text[i] & 0xc0) != 0x80)
			(void)buffer_add_char(out, ' ');
		(void)buffer_add_char(out, text[i]);
	}
}

static void
pipe_lines(const cJSON *value, const cJSON *argument, struct buffer *out)
{
	char number[NUMBER_BYTES_MAX];
	const char *text;
	size_t len;

	(void)argument;
	text = value_text(value, number);
	if (text == NULL)
		return;
	for (;;) {
		len = strcspn(text, "&<>\"'\r\n");
		(void)buffer_add(out, text, len);
		text += len;
		switch (*text++) {
		case '\0':
			return;
		case '&':
			(void)buffer_add_text(out, "&amp;");
			break;
		case '<':
			(void)buffer_add_text(out, "&lt;");
			break;
		case '>':
			(void)buffer_add_text(out, "&gt;");
			break;
		case '"':
			(void)buffer_add_text(out, "&quot;");
			break;
		case '\'':
			(void)buffer_add_text(out, "&#39;");
			break;
		case '\n':
			(void)buffer_add_text(out, "<br>\n");
			break;
		default: /* a carriage return says nothing here */
			break;
		}
	}
}

/* All but RFC 3986's unreserved characters as %XX. */
static void
pipe_url(const cJSON *value, const cJSON *argument, struct buffer *out)
{
	static const char hex[] = "0123456789ABCDEF";
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789-._~";
	char number[NUMBER_BYTES_MAX], code[3];
	const char *text;
	size_t len;

	(void)argument;
	text = value_text(value, number);
	while (text != NULL && *text != '\0') {
		len = strspn(text, plain);
		(void)buffer_add(out, text, len);
		text += len;
		if (*text == '\0')
			break;
		code[0] = '%';
		code[1] = hex[(unsigned char)*text >> 4];
		code[2] = hex[(unsigned char)*text & 15];
		(void)buffer_add(out, code, sizeof(code));
		text++;
	}
}

static bool
same_text(const cJSON *a, const cJSON *b)
{
	char a_number[NUMBER_BYTES_MAX], b_number[NUMBER_BYTES_MAX];
	const char *a_text, *b_text;

	if (cJSON_IsBool(a) && cJSON_IsBool(b))
		return (cJSON_IsTrue(a) == cJSON_IsTrue(b));
	a_text = value_text(a, a_number);
	b_text = value_text(b, b_number);
	return (
	    a_text != NULL && b_text != NULL && strcmp(a_text, b_text) == 0);
}

/*
 * Whether a choice is the chosen one, among several chosen, or a key that was
 * chosen. A number and its text are the same, since forms only know text.
 * Without an argument: whether the value itself is true.
 */
static bool
matches(const cJSON *value, const cJSON *argument)
{
	const cJSON *item;

	if (argument == NULL)
		return (cJSON_IsTrue(value) ||
		    (cJSON_IsNumber(value) && value->valuedouble > 0) ||
		    (cJSON_IsString(value) && value->valuestring[0] != '\0'));
	if (cJSON_IsObject(argument))
		return (item_of(value, argument) != NULL);
	if (!cJSON_IsArray(argument))
		return (same_text(value, argument));
	for (item = argument->child; item != NULL; item = item->next)
		if (same_text(value, item))
			return (true);
	return (false);
}

static void
pipe_selected(const cJSON *value, const cJSON *argument, struct buffer *out)
{
	if (matches(value, argument))
		(void)buffer_add_text(out, " selected");
}

static void
pipe_checked(const cJSON *value, const cJSON *argument, struct buffer *out)
{
	if (matches(value, argument))
		(void)buffer_add_text(out, " checked");
}

/* What an object says of this key: {{id|of:form_of.shares}}. */
static void
pipe_of(const cJSON *value, const cJSON *argument, struct buffer *out)
{
	char number[NUMBER_BYTES_MAX];
	const char *text;

	text = value_text(item_of(value, argument), number);
	if (text != NULL)
		(void)buffer_add_text(out, text);
}

/* The attribute of a field of that key, of which something was wrong. */
static void
pipe_invalid(const cJSON *value, const cJSON *argument, struct buffer *out)
{
	if (item_of(value, argument) != NULL)
		(void)buffer_add_text(out, " aria-invalid=\"true\"");
}

static const cJSON *
item_of(const cJSON *key, const cJSON *object)
{
	char number[NUMBER_BYTES_MAX];
	const char *text;

	text = value_text(key, number);
	if (text == NULL || !cJSON_IsObject(object))
		return (NULL);
	return (cJSON_GetObjectItemCaseSensitive(object, text));
}

/*
 * A cell of a CSV file, in quotes. What a spreadsheet would take for a formula
 * gets an apostrophe in front: people type what others then open.
 */
static void
pipe_csv(const cJSON *value, const cJSON *argument, struct buffer *out)
{
	char number[NUMBER_BYTES_MAX];
	const char *text;
	size_t len;

	(void)argument;
	text = value_text(value, number);
	(void)buffer_add_char(out, '"');
	if (text != NULL && text_is_formula(text))
		(void)buffer_add_char(out, '\'');
	while (text != NULL && *text != '\0') {
		len = strcspn(text, "\"");
		(void)buffer_add(out, text, len);
		text += len;
		if (*text == '"') {
			(void)buffer_add_text(out, "\"\"");
			text++;
		}
	}
	(void)buffer_add_char(out, '"');
}
