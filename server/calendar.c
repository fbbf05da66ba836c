/* The Jalali calendar and Tehran's clock; see calendar.h. */
#include "calendar.h"

#include <stddef.h>

#define YEAR_MIN         1300
#define YEAR_MAX         1498
#define EPOCH_DAYS       (-492268) /* of 0001-01-01 Jalali, since 1970-01-01 */
#define CYCLE_YEARS      33
#define CYCLE_DAYS       12053
#define DAY_SECONDS      86400
#define TEHRAN_SECONDS   12600 /* +03:30 */
#define OFFSET_HOURS_MAX 15    /* PostgreSQL's widest zone */

static int month_days(int, int);
static int32_t year_start(int);
static int64_t floor_div(int64_t, int64_t);
static bool read_digits(const char **, int, int *);
static bool read_clock(const char **, int64_t *);
static bool read_offset(const char *, int64_t *);
static int64_t gregorian_days(int, int, int);
static bool gregorian_exists(int, int, int);

/* Leap years fall 8 times in 33 years; the same as ICU's rule. */
bool
calendar_is_leap(int year)
{
	return ((25 * year + 11) % CYCLE_YEARS < 8);
}

static int
month_days(int year, int month)
{
	if (month < 1 || month > 12)
		return (0);
	if (month <= 6)
		return (31);
	if (month <= 11)
		return (30);
	return (calendar_is_leap(year) ? 30 : 29);
}

/* Days from 1970-01-01 to the first day of a year. */
static int32_t
year_start(int year)
{
	return (EPOCH_DAYS + 365 * (year - 1) + (8 * year + 21) / CYCLE_YEARS);
}

bool
calendar_to_days(int year, int month, int day, int32_t *days)
{
	if (year < YEAR_MIN || year > YEAR_MAX)
		return (false);
	if (day < 1 || day > month_days(year, month))
		return (false);
	*days = year_start(year) + (month - 1) * 30 +
	    (month <= 7 ? month - 1 : 6) + day - 1;
	return (true);
}

bool
calendar_from_days(int32_t days, struct jalali *date)
{
	int32_t rest;
	int year;

	if (days < year_start(YEAR_MIN) || days >= year_start(YEAR_MAX + 1))
		return (false);
	rest = days - EPOCH_DAYS;
	year = 1 + (int)((CYCLE_YEARS * (int64_t)rest + 3) / CYCLE_DAYS);
	rest = days - year_start(year);
	date->year = year;
	if (rest < 6 * 31) {
		date->month = 1 + rest / 31;
		date->day = 1 + rest % 31;
	} else {
		date->month = 7 + (rest - 6 * 31) / 30;
		date->day = 1 + (rest - 6 * 31) % 30;
	}
	/* 1970-01-01 was a Thursday, the week's sixth day here. */
	date->weekday = (int)((days % 7 + 7 + 5) % 7);
	date->hour = 0;
	date->minute = 0;
	return (true);
}

static int64_t
floor_div(int64_t a, int64_t b)
{
	return (a / b - (a % b < 0));
}

bool
calendar_from_time(int64_t unix_seconds, struct jalali *date)
{
	int64_t local, days, rest;

	if (unix_seconds > INT64_MAX - TEHRAN_SECONDS)
		return (false);
	local = unix_seconds + TEHRAN_SECONDS;
	days = floor_div(local, DAY_SECONDS);
	if (days < INT32_MIN || days > INT32_MAX)
		return (false);
	if (!calendar_from_days((int32_t)days, date))
		return (false);
	rest = local - days * DAY_SECONDS;
	date->hour = (int)(rest / 3600);
	date->minute = (int)(rest % 3600 / 60);
	return (true);
}

/* Exactly n digits; moves *text past them. */
static bool
read_digits(const char **text, int n, int *number)
{
	int i, sum;

	sum = 0;
	for (i = 0; i < n; i++) {
		if ((*text)[i] < '0' || (*text)[i] > '9')
			return (false);
		sum = sum * 10 + (*text)[i] - '0';
	}
	*text += n;
	*number = sum;
	return (true);
}

/* Days since 1970-01-01 of a Gregorian date: years begin in March here. */
static int64_t
gregorian_days(int year, int month, int day)
{
	int64_t y, days;

	y = month <= 2 ? year - 1 : year;
	days = (153 * (month <= 2 ? month + 9 : month - 3) + 2) / 5 + day - 1;
	return (days + 365 * y + floor_div(y, 4) - floor_div(y, 100) +
	    floor_div(y, 400) - 719468);
}

static bool
gregorian_exists(int year, int month, int day)
{
	int64_t length;

	if (year < 1 || month < 1 || month > 12 || day < 1)
		return (false);
	length = month == 12 ?
	    31 :
	    gregorian_days(year, month + 1, 1) - gregorian_days(year, month, 1);
	return (day <= length);
}

/* "13:16", "13:16:05" or "13:16:05.123" into seconds. */
static bool
read_clock(const char **text, int64_t *seconds)
{
	int hour, minute, second;

	second = 0;
	if (!read_digits(text, 2, &hour) || *(*text)++ != ':' ||
	    !read_digits(text, 2, &minute))
		return (false);
	if (**text == ':') {
		(*text)++;
		if (!read_digits(text, 2, &second))
			return (false);
		if (**text == '.') {
			(*text)++;
			if (**text < '0' || **text > '9')
				return (false);
			while (**text >= '0' && **text <= '9')
				(*text)++;
		}
	}
	/* A leap second is the last one of its minute and the next one. */
	if (hour > 24 || minute > 59 || second > 60)
		return (false);
	*seconds = hour * 3600 + minute * 60 + second;
	return (*seconds <= DAY_SECONDS);
}

/* "Z", "+03:30", "+0330", "+00"; nothing means Tehran. Ends the text. */
static bool
read_offset(const char *text, int64_t *seconds)
{
	int hour, minute;
	bool west;

	*seconds = TEHRAN_SECONDS;
	if (*text == '\0')
		return (true);
	if (*text == 'Z' || *text == 'z') {
		*seconds = 0;
		return (text[1] == '\0');
	}
	if (*text != '+' && *text != '-')
		return (false);
	west = *text++ == '-';
	minute = 0;
	if (!read_digits(&text, 2, &hour))
		return (false);
	if (*text == ':')
		text++;
	if (*text != '\0' && !read_digits(&text, 2, &minute))
		return (false);
	if (*text != '\0' || hour > OFFSET_HOURS_MAX || minute > 59)
		return (false);
	*seconds = (hour * 3600 + minute * 60) * (west ? -1 : 1);
	return (true);
}

bool
calendar_parse_iso(const char *text, int64_t *unix_seconds)
{
	int year, month, day;
	int64_t clock, offset;

	if (!read_digits(&text, 4, &year) || *text++ != '-' ||
	    !read_digits(&text, 2, &month) || *text++ != '-' ||
	    !read_digits(&text, 2, &day))
		return (false);
	if (!gregorian_exists(year, month, day))
		return (false);
	clock = 0;
	offset = TEHRAN_SECONDS;
	if (*text != '\0') {
		if (*text != 'T' && *text != 't' && *text != ' ')
			return (false);
		text++;
		if (!read_clock(&text, &clock) || !read_offset(text, &offset))
			return (false);
	}
	*unix_seconds =
	    gregorian_days(year, month, day) * DAY_SECONDS + clock - offset;
	return (true);
}
