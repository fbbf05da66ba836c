/* Numbers in Persian words. */
#include "format_words.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "buffer.h"

#define EXACT_MAX        9007199254740992.0 /* 2^53: integers are exact */
#define WORDS_NUMBER_MAX 1000000000000000000
#define BILLION          1000000000
#define MILLION          1000000
#define THOUSAND         1000
#define HUNDRED          100
#define AND              " و "

static bool read_number(const cJSON *, int64_t *);
static void add_below_billion(int64_t, struct buffer *);
static void add_below_thousand(int, struct buffer *);
static void add_part(int64_t, const char *, bool, struct buffer *);

static const char *const small[] = { "", "یک", "دو", "سه", "چهار", "پنج", "شش",
	"هفت", "هشت", "نه", "ده", "یازده", "دوازده", "سیزده", "چهارده",
	"پانزده", "شانزده", "هفده", "هجده", "نوزده" };
static const char *const tens[] = { "", "", "بیست", "سی", "چهل", "پنجاه", "شصت",
	"هفتاد", "هشتاد", "نود" };
static const char *const hundreds[] = { "", "صد", "دویست", "سیصد", "چهارصد",
	"پانصد", "ششصد", "هفتصد", "هشتصد", "نهصد" };

void
format_words(const cJSON *value, const cJSON *argument, struct buffer *out)
{
	int64_t number;

	(void)argument;
	if (!read_number(value, &number))
		return;
	if (number == 0) {
		(void)buffer_add_text(out, "صفر");
		return;
	}
	if (number < 0) {
		(void)buffer_add_text(out, "منفی ");
		number = -number;
	}
	/* A thousand milliards are counted, not named. */
	if (number >= BILLION)
		add_part(number / BILLION, " میلیارد", number % BILLION > 0,
		    out);
	add_below_billion(number % BILLION, out);
}

static bool
read_number(const cJSON *value, int64_t *number)
{
	long long parsed;
	char *end;

	if (cJSON_IsNumber(value)) {
		if (!(fabs(value->valuedouble) <= EXACT_MAX) ||
		    floor(value->valuedouble) < value->valuedouble)
			return (false);
		*number = (int64_t)value->valuedouble;
		return (true);
	}
	if (!cJSON_IsString(value) || strlen(value->valuestring) > 19)
		return (false);
	parsed = strtoll(value->valuestring, &end, 10);
	if (end == value->valuestring || *end != '\0' ||
	    parsed <= -WORDS_NUMBER_MAX || parsed >= WORDS_NUMBER_MAX)
		return (false);
	*number = parsed;
	return (true);
}

static void
add_part(int64_t count, const char *name, bool more, struct buffer *out)
{
	add_below_billion(count, out);
	(void)buffer_add_text(out, name);
	if (more)
		(void)buffer_add_text(out, AND);
}

static void
add_below_billion(int64_t number, struct buffer *out)
{
	if (number >= MILLION) {
		add_below_thousand((int)(number / MILLION), out);
		(void)buffer_add_text(out, " میلیون");
		number %= MILLION;
		if (number > 0)
			(void)buffer_add_text(out, AND);
	}
	if (number >= THOUSAND) {
		add_below_thousand((int)(number / THOUSAND), out);
		(void)buffer_add_text(out, " هزار");
		number %= THOUSAND;
		if (number > 0)
			(void)buffer_add_text(out, AND);
	}
	add_below_thousand((int)number, out);
}

static void
add_below_thousand(int number, struct buffer *out)
{
	const char *parts[3] = { hundreds[number / HUNDRED], "", "" };
	bool any = false;
	size_t i;

	number %= HUNDRED;
	if (number < 20) {
		parts[1] = small[number];
	} else {
		parts[1] = tens[number / 10];
		parts[2] = small[number % 10];
	}
	for (i = 0; i < 3; i++) {
		if (parts[i][0] == '\0')
			continue;
		if (any)
			(void)buffer_add_text(out, AND);
		(void)buffer_add_text(out, parts[i]);
		any = true;
	}
}
