/*
 * The Jalali calendar by the 33-year rule, right for 1300 to 1498, and
 * Tehran's clock: +03:30 all year since 1401.
 */
#ifndef SERVER_CALENDAR_H
#define SERVER_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct jalali {
	int year, month, day; /* 1300…1498, 1…12, 1…31 */
	int weekday;          /* 0 Saturday … 6 Friday */
	int hour, minute;
};

bool calendar_is_leap(int jalali_year);

/* Days since 1970-01-01; false outside 1300…1498 or for no such day. */
bool calendar_to_days(int year, int month, int day, int32_t *days);
bool calendar_from_days(int32_t days, struct jalali *);

/* Of a moment, on Tehran's clock. */
bool calendar_from_time(int64_t unix_seconds, struct jalali *);

/* "2026-11-21" or PostgreSQL's timestamptz text / ISO 8601 into seconds. */
bool calendar_parse_iso(const char *, int64_t *unix_seconds);

#endif
