/* The calendar against ICU's on every day of 1300 to 1498, and ISO times. */
#include "calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <unicode/ucal.h>

#define DAY_MS 86400000.0

static UCalendar *
open_persian(void)
{
	static const UChar utc[] = { 'U', 'T', 'C', 0 };
	UErrorCode error;
	UCalendar *persian;

	error = U_ZERO_ERROR;
	persian =
	    ucal_open(utc, -1, "fa_IR@calendar=persian", UCAL_DEFAULT, &error);
	assert_true(U_SUCCESS(error));
	return (persian);
}

static int
field(UCalendar *persian, UCalendarDateFields which)
{
	UErrorCode error;
	int value;

	error = U_ZERO_ERROR;
	value = ucal_get(persian, which, &error);
	assert_true(U_SUCCESS(error));
	return (value);
}

static void
every_day_is_as_in_icu(void **state)
{
	struct jalali date;
	UCalendar *persian;
	UErrorCode error;
	int32_t days, first, last, back;

	(void)state;
	persian = open_persian();
	assert_true(calendar_to_days(1300, 1, 1, &first));
	assert_true(calendar_to_days(1498, 12, 30, &last));
	error = U_ZERO_ERROR;
	for (days = first; days <= last; days++) {
		ucal_setMillis(persian, days * DAY_MS, &error);
		assert_true(calendar_from_days(days, &date));
		assert_int_equal(date.year, field(persian, UCAL_EXTENDED_YEAR));
		assert_int_equal(date.month, field(persian, UCAL_MONTH) + 1);
		assert_int_equal(date.day, field(persian, UCAL_DATE));
		/* ICU's Saturday is 7, its Sunday 1. */
		assert_int_equal(date.weekday,
		    field(persian, UCAL_DAY_OF_WEEK) % 7);
		assert_true(
		    calendar_to_days(date.year, date.month, date.day, &back));
		assert_int_equal(back, days);
	}
	ucal_close(persian);
}

static void
days_outside_the_years_are_refused(void **state)
{
	struct jalali date = { .year = 7 };
	int32_t first, last, days;

	(void)state;
	assert_true(calendar_to_days(1300, 1, 1, &first));
	assert_true(calendar_to_days(1498, 12, 30, &last));
	assert_false(calendar_from_days(first - 1, &date));
	assert_false(calendar_from_days(last + 1, &date));
	assert_false(calendar_from_days(INT32_MAX, &date));
	assert_false(calendar_from_days(INT32_MIN, &date));
	assert_int_equal(date.year, 7);
	days = 7;
	assert_false(calendar_to_days(1299, 12, 29, &days));
	assert_false(calendar_to_days(1499, 1, 1, &days));
	assert_false(calendar_to_days(1405, 0, 1, &days));
	assert_false(calendar_to_days(1405, 13, 1, &days));
	assert_false(calendar_to_days(1405, 1, 0, &days));
	assert_false(calendar_to_days(1405, 1, 32, &days));
	assert_false(calendar_to_days(1405, 7, 31, &days));
	assert_false(calendar_to_days(1404, 12, 30, &days));
	assert_int_equal(days, 7);
	assert_true(calendar_to_days(1403, 12, 30, &days));
}

static void
leap_years_are_the_official_ones(void **state)
{
	static const int leap[] = { 1395, 1399, 1403, 1408, 1412, 1416, 1420 };
	size_t next;
	int year;

	(void)state;
	next = 0;
	for (year = 1392; year <= 1420; year++) {
		assert_int_equal(calendar_is_leap(year), leap[next] == year);
		if (leap[next] == year)
			next++;
	}
}

static void
assert_moment(const char *text, int64_t expected)
{
	int64_t seconds;

	assert_true(calendar_parse_iso(text, &seconds));
	assert_int_equal(seconds, expected);
}

static void
iso_times_become_seconds(void **state)
{
	(void)state;
	assert_moment("1970-01-01T00:00:00Z", 0);
	assert_moment("1970-01-01 03:30", 0);
	assert_moment("1970-01-01T03:30:00+03:30", 0);
	assert_moment("1970-01-01T03:30:00+0330", 0);
	assert_moment("1969-12-31T19:00:00-05", 0);
	assert_moment("1970-01-01", -12600);
	assert_moment("2026-11-22T00:20:29.123+00:00", 1795306829);
	assert_moment("2024-02-29T00:00:00Z", 1709164800);
	assert_moment("2000-12-31T24:00:00Z", 978307200);
}

static void
other_texts_are_refused(void **state)
{
	static const char *const texts[] = { "", "2026", "2026-11", "2026-1-1",
		"2026-11-31", "2026-02-29", "2026-13-01", "2026-00-01",
		"0000-01-01", "2026-11-22x", "2026-11-22T", "2026-11-22T1",
		"2026-11-22T10:", "2026-11-22T10:00:", "2026-11-22T10:60",
		"2026-11-22T25:00", "2026-11-22T24:01", "2026-11-22T10:00:00.",
		"2026-11-22T10:00+", "2026-11-22T10:00+3",
		"2026-11-22T10:00+16:00", "2026-11-22T10:00+03:60",
		"2026-11-22T10:00Zx", "infinity", "۲۰۲۶-۱۱-۲۲" };
	int64_t seconds;
	size_t i;

	(void)state;
	seconds = 7;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_false(calendar_parse_iso(texts[i], &seconds));
	assert_int_equal(seconds, 7);
}

static void
the_clock_is_tehrans(void **state)
{
	struct jalali date;
	int64_t seconds;

	(void)state;
	assert_true(calendar_parse_iso("2026-11-20T20:29:59Z", &seconds));
	assert_true(calendar_from_time(seconds, &date));
	assert_int_equal(date.day, 29);
	assert_int_equal(date.hour, 23);
	assert_int_equal(date.minute, 59);
	assert_true(calendar_from_time(seconds + 1, &date));
	assert_int_equal(date.year, 1405);
	assert_int_equal(date.month, 8);
	assert_int_equal(date.day, 30);
	assert_int_equal(date.weekday, 0);
	assert_int_equal(date.hour, 0);
	assert_int_equal(date.minute, 0);
	assert_false(calendar_from_time(INT64_MAX, &date));
	assert_false(calendar_from_time(INT64_MIN, &date));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day_is_as_in_icu),
		cmocka_unit_test(days_outside_the_years_are_refused),
		cmocka_unit_test(leap_years_are_the_official_ones),
		cmocka_unit_test(iso_times_become_seconds),
		cmocka_unit_test(other_texts_are_refused),
		cmocka_unit_test(the_clock_is_tehrans),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
