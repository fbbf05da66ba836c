/* Dates and times for people: Jalali, Persian digits, Tehran's clock. */
#include "format_date.h"

#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include <cjson/cJSON.h>

#include "buffer.h"
#include "calendar.h"
#include "format.h"

#define MINUTE       60
#define HOUR         (60 * MINUTE)
#define DAY          (24 * HOUR)
#define AGO_DAYS_MAX 7
#define SECONDS_MAX  1e12 /* a moment further off is no moment */

static bool read_time(const cJSON *, int64_t *);
static bool read_jalali(const cJSON *, struct jalali *);
static void add_long(const struct jalali *, struct buffer *);
static void add_clock(const struct jalali *, struct buffer *);
static int64_t now(void);
static int32_t day_of(const struct jalali *);
static void add_ago(int64_t, const char *, struct buffer *);

static const char *const months[] = { "فروردین", "اردیبهشت", "خرداد", "تیر",
	"مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند" };

/* 0: ask the clock. Only tests set it. */
static int64_t fixed_now;

void
format_set_now(int64_t unix_seconds)
{
	fixed_now = unix_seconds;
}

static int64_t
now(void)
{
	return (fixed_now != 0 ? fixed_now : (int64_t)time(NULL));
}

static bool
read_time(const cJSON *value, int64_t *seconds)
{
	if (cJSON_IsString(value))
		return (calendar_parse_iso(value->valuestring, seconds));
	if (!cJSON_IsNumber(value) || value->valuedouble > SECONDS_MAX ||
	    value->valuedouble < -SECONDS_MAX)
		return (false);
	*seconds = (int64_t)value->valuedouble;
	return (true);
}

static bool
read_jalali(const cJSON *value, struct jalali *date)
{
	int64_t seconds;

	return (
	    read_time(value, &seconds) && calendar_from_time(seconds, date));
}

void
format_date_short(const cJSON *value, const cJSON *argument, struct buffer *out)
{
	struct jalali date;
	char text[48];

	(void)argument;
	if (!read_jalali(value, &date))
		return;
	(void)snprintf(text, sizeof(text), "%04d/%02d/%02d", date.year,
	    date.month, date.day);
	format_digits(text, out);
}

static void
add_long(const struct jalali *date, struct buffer *out)
{
	static const char *const weekdays[] = { "شنبه", "یکشنبه", "دوشنبه",
		"سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه" };
	char text[96];

	(void)snprintf(text, sizeof(text), "%s %d %s %d",
	    weekdays[date->weekday], date->day, months[date->month - 1],
	    date->year);
	format_digits(text, out);
}

static void
add_clock(const struct jalali *date, struct buffer *out)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "%02d:%02d", date->hour,
	    date->minute);
	format_digits(text, out);
}

void
format_date_month(const cJSON *value, const cJSON *argument, struct buffer *out)
{
	struct jalali date;
	char text[48];

	(void)argument;
	if (!read_jalali(value, &date))
		return;
	(void)snprintf(text, sizeof(text), "%s %d", months[date.month - 1],
	    date.year);
	format_digits(text, out);
}

void
format_date_day(const cJSON *value, const cJSON *argument, struct buffer *out)
{
	struct jalali date;

	(void)argument;
	if (read_jalali(value, &date))
		format_number(date.day, out);
}

void
format_date_long(const cJSON *value, const cJSON *argument, struct buffer *out)
{
	struct jalali date;

	(void)argument;
	if (read_jalali(value, &date))
		add_long(&date, out);
}

void
format_date_time(const cJSON *value, const cJSON *argument, struct buffer *out)
{
	struct jalali date;

	(void)argument;
	if (read_jalali(value, &date))
		add_clock(&date, out);
}

void
format_date_datetime(const cJSON *value, const cJSON *argument,
    struct buffer *out)
{
	struct jalali date;

	(void)argument;
	if (!read_jalali(value, &date))
		return;
	add_long(&date, out);
	(void)buffer_add_text(out, "، ");
	add_clock(&date, out);
}

static int32_t
day_of(const struct jalali *date)
{
	int32_t days;

	days = 0;
	(void)calendar_to_days(date->year, date->month, date->day, &days);
	return (days);
}

static void
add_ago(int64_t count, const char *unit, struct buffer *out)
{
	format_number(count, out);
	(void)buffer_add_text(out, unit);
}

/* By the calendar past today: 23:50 is yesterday when read at 00:10. */
void
format_date_ago(const cJSON *value, const cJSON *argument, struct buffer *out)
{
	struct jalali then, today;
	int64_t at, age;
	int32_t days;

	if (!read_time(value, &at) || !calendar_from_time(at, &then) ||
	    !calendar_from_time(now(), &today))
		return;
	age = now() - at;
	days = day_of(&today) - day_of(&then);
	if (age < -MINUTE || days > AGO_DAYS_MAX)
		format_date_short(value, argument, out);
	else if (age < MINUTE)
		(void)buffer_add_text(out, "چند لحظه پیش");
	else if (age < HOUR)
		add_ago(age / MINUTE, " دقیقه پیش", out);
	else if (days == 0)
		add_ago(age / HOUR, " ساعت پیش", out);
	else if (days == 1)
		(void)buffer_add_text(out, "دیروز");
	else
		add_ago(days, " روز پیش", out);
}
