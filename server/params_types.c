/*
 * What each type takes and makes of it. A reader gets well-formed UTF-8 that
 * is not empty and fills the reading with a text or a code.
 */
#include "params_types.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "calendar.h"
#include "check.h"
#include "form.h"
#include "params.h"
#include "text.h"

/* Whole numbers up to here are exact in JSON readers, which use doubles. */
#define WHOLE_MAX INT64_C(9007199254740991)

/* Above every limit, and still an int64 when a digit or a zero is added. */
#define NUMBER_MAX INT64_C(90000000000000000)

#define RIAL_OF_TOMAN 10

/* A type's own limits, where a parameter names none. */
#define TEXT_LETTERS_MAX  200
#define LINES_LETTERS_MAX 4000
#define SLUG_BYTES_MAX    64
#define CODE_BYTES_MAX    32
#define TOKEN_BYTES_MIN   8
#define TOKEN_BYTES_MAX   64
#define JSON_BYTES_MAX    65536
#define FILE_BYTES_MAX    8388608

#define DIGITS "0123456789"
#define LOWER  "abcdefghijklmnopqrstuvwxyz"
#define UPPER  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static void read_file(const struct param *, const struct field *,
    struct params_reading *);
static void read_json(const struct param *, const struct field *,
    struct params_reading *);
static void read_text(const struct param *, const struct field *,
    struct params_reading *);
static void read_number(const struct param *, const struct field *,
    bool is_toman, struct params_reading *);
static void read_word(const struct param *, const struct field *,
    struct params_reading *);
static const char *word_refusal(const struct param *, char **);
static const char *bool_refusal(char **);
static const char *code_refusal(const struct param *, char *);
static const char *mobile_refusal(char **);
static const char *sheba_refusal(char **);
static const char *date_refusal(char **);
static bool parse_date(const char *, int date[3]);
static bool find_day(const int date[3], time_t *);
static const char *replace(char **, const char *);
static bool is_made_of(const struct param *, const char *, const char *,
    size_t min, size_t max);
static bool is_choice(const char *, const char *);
static int64_t cut_tenth(char *);
static bool is_digit(char);
static bool parse_number(const char *, int64_t *);
static size_t match(const char *, const char *const *);
static void drop(char *, const char *const *);
static void limits(const struct param *, int64_t, int64_t,
    struct params_reading *);
static void keep(struct params_reading *, char *);
static void newlines(char *);

/* Invisible marks that come along when a number is pasted. */
static const char *const marks[] = { "\u200c", "\u200d", "\u200e", "\u200f",
	"\u061c", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066",
	"\u2067", "\u2068", "\u2069", "\ufeff", NULL };

/* What people put between the parts of a number that is a name. */
static const char *const fillers[] = { " ", "\u00a0", "\u2009", "\u202f", "-",
	"\u2010", "\u2011", "\u2013", "(", ")", NULL };

/* What people put before a tenth. */
static const char *const points[] = { ".", "\u066b", "/", NULL };

/* What people put between thousands: ٬ and ، among them. */
static const char *const separators[] = { ",", "\u066c", "\u060c", " ",
	"\u00a0", "\u2009", "\u202f", NULL };

void
params_types_read(const struct param *p, const struct field *field,
    bool is_toman, struct params_reading *reading)
{
	memset(reading, 0, sizeof(*reading));
	if (p->type == T_FILE)
		read_file(p, field, reading);
	else if (field->is_file || !text_is_utf8(field->value, field->len))
		reading->code = "bad_utf8";
	else if (p->type == T_JSON)
		read_json(p, field, reading);
	else if (field->is_json)
		reading->code = "bad_json";
	else if (p->type == T_ID || p->type == T_INT || p->type == T_RIAL)
		read_number(p, field, is_toman, reading);
	else if (p->type == T_TEXT || p->type == T_LINES)
		read_text(p, field, reading);
	else
		read_word(p, field, reading);

	if (reading->code != NULL) {
		free(reading->text);
		reading->text = NULL;
	}
}

static void
read_file(const struct param *p, const struct field *field,
    struct params_reading *reading)
{
	limits(p, 0, FILE_BYTES_MAX, reading);
	if (!field->is_file && field->len == 0)
		return;
	if (!field->is_file || field->len == 0) {
		reading->code = "bad_file";
		return;
	}
	if (field->len > (size_t)reading->max) {
		reading->code = "too_large";
		return;
	}
	reading->text = malloc(field->len);
	if (reading->text == NULL) {
		reading->code = "internal";
		return;
	}
	memcpy(reading->text, field->value, field->len);
	reading->len = field->len;
}

/* From a JSON body the text was checked already; from a form it was not. */
static void
read_json(const struct param *p, const struct field *field,
    struct params_reading *reading)
{
	limits(p, 0, JSON_BYTES_MAX, reading);
	if (strspn(field->value, " \t\r\n") == field->len)
		return;
	if (field->len > (size_t)reading->max) {
		reading->code = "too_large";
		return;
	}
	keep(reading, form_json_text(field->value, field->len));
	if (reading->text == NULL)
		reading->code = "bad_json";
}

static void
read_text(const struct param *p, const struct field *field,
    struct params_reading *reading)
{
	char *raw, *clean;
	size_t letters;

	raw = strdup(field->value);
	if (raw == NULL) {
		reading->code = "internal";
		return;
	}
	newlines(raw);
	clean = text_clean(raw, strlen(raw), p->type == T_LINES);
	free(raw);
	keep(reading, clean);
	if (reading->text == NULL)
		return;

	limits(p, 0, p->type == T_LINES ? LINES_LETTERS_MAX : TEXT_LETTERS_MAX,
	    reading);
	letters = text_letters(reading->text, reading->len);
	if (letters < (size_t)reading->min)
		reading->code = "too_short";
	else if (letters > (size_t)reading->max)
		reading->code = "too_long";
}

/* Browsers send CRLF for a new line; a stray CR is one too. */
static void
newlines(char *text)
{
	char *from, *to;

	to = text;
	for (from = text; *from != '\0'; from++) {
		if (from[0] == '\r' && from[1] == '\n')
			continue;
		*to++ = *from == '\r' ? '\n' : *from;
	}
	*to = '\0';
}

static void
read_number(const struct param *p, const struct field *field, bool is_toman,
    struct params_reading *reading)
{
	int64_t number, tenth;
	char digits[32];

	keep(reading, text_clean(field->value, field->len, false));
	if (reading->text == NULL)
		return;
	reading->len = text_ascii_digits(reading->text, reading->len);
	reading->text[reading->len] = '\0';
	drop(reading->text, marks);
	tenth = is_toman ? cut_tenth(reading->text) : 0;
	if (!parse_number(reading->text, &number)) {
		reading->code = "not_a_number";
		return;
	}
	if (is_toman)
		number = number * RIAL_OF_TOMAN + tenth;

	limits(p,
	    p->type == T_ID      ? 1 :
		p->type == T_INT ? -WHOLE_MAX :
				   0,
	    WHOLE_MAX, reading);
	reading->money = p->type == T_RIAL;
	if (number < reading->min)
		reading->code = "too_small";
	else if (number > reading->max)
		reading->code = "too_big";
	(void)snprintf(digits, sizeof(digits), "%" PRId64, number);
	free(reading->text);
	keep(reading, strdup(digits));
}

/* The rial of "1234.5": what a charge leaves of a toman; 0 when none. */
static int64_t
cut_tenth(char *text)
{
	size_t len = strlen(text), i, end;

	for (i = 0; points[i] != NULL; i++) {
		end = strlen(points[i]) + 1;
		if (len <= end || !is_digit(text[len - 1]) ||
		    !is_digit(text[len - end - 1]) ||
		    memcmp(text + len - end, points[i], end - 1) != 0)
			continue;
		text[len - end] = '\0';
		return (text[len - 1] - '0');
	}
	return (0);
}

static bool
is_digit(char c)
{
	return (c >= '0' && c <= '9');
}

/*
 * Digits, in whole groups of three when they are grouped at all: "1,5" may
 * mean one and a half, so it is refused. What passes NUMBER_MAX stays there,
 * past any limit.
 */
static bool
parse_number(const char *at, int64_t *number)
{
	static const char *const minus[] = { "-", "\u2212", NULL };
	bool is_grouped, is_negative;
	int64_t sum;
	size_t run, skip;

	skip = match(at, minus);
	is_negative = skip > 0;
	is_grouped = false;
	sum = 0;
	run = 0;
	for (at += skip; *at != '\0'; at += skip) {
		skip = 1;
		if (*at >= '0' && *at <= '9') {
			sum = sum * 10 + (*at - '0');
			if (sum > NUMBER_MAX)
				sum = NUMBER_MAX;
			run++;
			continue;
		}
		skip = match(at, separators);
		if (skip == 0 || run == 0 || run > 3 ||
		    (is_grouped && run != 3))
			return (false);
		is_grouped = true;
		run = 0;
	}
	if (run == 0 || (is_grouped && run != 3))
		return (false);
	*number = is_negative ? -sum : sum;
	return (true);
}

/* Types of a fixed form, in ASCII once the digits are. */
static void
read_word(const struct param *p, const struct field *field,
    struct params_reading *reading)
{
	char *word;

	word = text_clean(field->value, field->len, false);
	if (word == NULL) {
		reading->code = "internal";
		return;
	}
	word[text_ascii_digits(word, strlen(word))] = '\0';
	drop(word, marks);
	if (p->type != T_SLUG && p->type != T_TOKEN && p->type != T_CHOICE &&
	    p->type != T_DATE)
		drop(word, fillers);
	if (word[0] != '\0' || p->type == T_BOOL)
		reading->code = word_refusal(p, &word);
	keep(reading, word);
}

/* The code for which the word is refused, or NULL; may replace the word. */
static const char *
word_refusal(const struct param *p, char **word)
{
	bool is_right;

	switch (p->type) {
	case T_BOOL:
		return (bool_refusal(word));
	case T_CHOICE:
		return (is_choice(p->of, *word) ? NULL : "not_a_choice");
	case T_SLUG:
		is_right =
		    is_made_of(p, *word, LOWER DIGITS "-_", 1, SLUG_BYTES_MAX);
		return (is_right ? NULL : "bad_slug");
	case T_CODE:
		return (code_refusal(p, *word));
	case T_TOKEN:
		is_right = is_made_of(p, *word,
		    LOWER UPPER DIGITS "-_.:", TOKEN_BYTES_MIN,
		    TOKEN_BYTES_MAX);
		return (is_right ? NULL : "bad_token");
	case T_OTP:
		is_right = strlen(*word) == 6 && strspn(*word, DIGITS) == 6;
		return (is_right ? NULL : "bad_otp");
	case T_MOBILE:
		return (mobile_refusal(word));
	case T_NATIONAL_ID:
		return (check_national_id(*word) ? NULL : "bad_national_id");
	case T_POSTAL_CODE:
		return (check_postal_code(*word) ? NULL : "bad_postal_code");
	case T_SHEBA:
		return (sheba_refusal(word));
	case T_DATE:
		return (date_refusal(word));
	default:
		assert(!"a type without a reader");
		return ("internal");
	}
}

/* A box that is not ticked may arrive as an empty field: that is a no. */
static const char *
bool_refusal(char **word)
{
	if (strcasecmp(*word, "on") == 0 || strcasecmp(*word, "true") == 0 ||
	    strcmp(*word, "1") == 0)
		return (replace(word, "true"));
	if (strcasecmp(*word, "off") == 0 || strcasecmp(*word, "false") == 0 ||
	    strcmp(*word, "0") == 0 || **word == '\0')
		return (replace(word, "false"));
	return ("not_a_choice");
}

static const char *
code_refusal(const struct param *p, char *word)
{
	char *at;

	for (at = word; *at != '\0'; at++) {
		if (*at >= 'a' && *at <= 'z')
			*at = (char)(*at - 'a' + 'A');
	}
	if (!is_made_of(p, word, UPPER DIGITS, 1, CODE_BYTES_MAX))
		return ("bad_code");
	return (NULL);
}

static const char *
mobile_refusal(char **word)
{
	char mobile[12];

	if (!check_mobile(*word, mobile))
		return ("bad_mobile");
	return (replace(word, mobile));
}

/* The IR is printed beside the box on many forms, so it may be left out. */
static const char *
sheba_refusal(char **word)
{
	char sheba[27];
	const char *digits;

	digits = strncasecmp(*word, "IR", 2) == 0 ? *word + 2 : *word;
	if (strlen(digits) != 24)
		return ("bad_sheba");
	(void)snprintf(sheba, sizeof(sheba), "IR%s", digits);
	if (!check_sheba(sheba))
		return ("bad_sheba");
	return (replace(word, sheba));
}

static const char *
date_refusal(char **word)
{
	char iso[40];
	struct tm tm;
	time_t day;
	int date[3];

	if (!parse_date(*word, date) || !find_day(date, &day) ||
	    gmtime_r(&day, &tm) == NULL)
		return ("bad_date");
	(void)snprintf(iso, sizeof(iso), "%04d-%02d-%02d", tm.tm_year + 1900,
	    tm.tm_mon + 1, tm.tm_mday);
	return (replace(word, iso));
}

/* Year, month and day, apart by the same one of / - . */
static bool
parse_date(const char *at, int date[3])
{
	size_t digits, i;
	char apart;

	if (strlen(at) < 8)
		return (false);
	apart = at[4];
	if (apart != '/' && apart != '-' && apart != '.')
		return (false);
	for (i = 0; i < 3; i++) {
		digits = strspn(at, DIGITS);
		if (i == 0 ? digits != 4 : digits < 1 || digits > 2)
			return (false);
		for (date[i] = 0; digits > 0; digits--)
			date[i] = date[i] * 10 + (*at++ - '0');
		if (*at != (i < 2 ? apart : '\0'))
			return (false);
		at++;
	}
	return (true);
}

/* Which calendar it is shows in the year: 1300…1498 or 1900…2199. */
static bool
find_day(const int date[3], time_t *day)
{
	struct tm tm;
	int32_t days;

	if (calendar_to_days(date[0], date[1], date[2], &days)) {
		*day = (time_t)days * 86400;
		return (true);
	}
	if (date[0] < 1900 || date[0] > 2199)
		return (false);
	memset(&tm, 0, sizeof(tm));
	tm.tm_year = date[0] - 1900;
	tm.tm_mon = date[1] - 1;
	tm.tm_mday = date[2];
	*day = timegm(&tm);
	/* timegm makes 30 February a day of March; such a day is refused. */
	return (tm.tm_mon == date[1] - 1 && tm.tm_mday == date[2]);
}

/* Only those bytes, and as many as the parameter or its type allows. */
static bool
is_made_of(const struct param *p, const char *word, const char *allowed,
    size_t min, size_t max)
{
	struct params_reading own;
	size_t len;

	len = strlen(word);
	limits(p, (int64_t)min, (int64_t)max, &own);
	return (strspn(word, allowed) == len && len >= (size_t)own.min &&
	    len <= (size_t)own.max);
}

/* Whether the word is one of "a|b|c". */
static bool
is_choice(const char *of, const char *word)
{
	size_t len, piece;

	len = strlen(word);
	for (;; of += piece + 1) {
		piece = strcspn(of, "|");
		if (piece == len && memcmp(of, word, len) == 0)
			return (true);
		if (of[piece] == '\0')
			return (false);
	}
}

/* How many bytes of at are one of the list; 0 for none. */
static size_t
match(const char *at, const char *const *list)
{
	size_t len;

	for (; *list != NULL; list++) {
		len = strlen(*list);
		if (strncmp(at, *list, len) == 0)
			return (len);
	}
	return (0);
}

/* Takes everything of the list out of a text, in place. */
static void
drop(char *text, const char *const *list)
{
	const char *from;
	size_t skip;

	for (from = text; *from != '\0';) {
		skip = match(from, list);
		if (skip > 0)
			from += skip;
		else
			*text++ = *from++;
	}
	*text = '\0';
}

/* The parameter's limits where it names any, else those of its type. */
static void
limits(const struct param *p, int64_t low, int64_t high,
    struct params_reading *reading)
{
	bool is_named;

	is_named = p->min != 0 || p->max != 0;
	reading->min = is_named ? p->min : low;
	reading->max = is_named && p->max >= p->min ? p->max : high;
}

/* Takes the text over; an empty one is none. */
static void
keep(struct params_reading *reading, char *text)
{
	reading->text = NULL;
	if (text == NULL) {
		reading->code = "internal";
		return;
	}
	if (text[0] == '\0') {
		free(text);
		return;
	}
	reading->text = text;
	reading->len = strlen(text);
}

/* NULL, or the code for being out of memory. */
static const char *
replace(char **word, const char *text)
{
	char *copy;

	copy = strdup(text);
	if (copy == NULL)
		return ("internal");
	free(*word);
	*word = copy;
	return (NULL);
}
