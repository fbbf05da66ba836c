/* The pipes of dates and times; private to format.c and its tests. */
#ifndef SERVER_FORMAT_DATE_H
#define SERVER_FORMAT_DATE_H

struct buffer;
struct cJSON;

/*
 * The value is PostgreSQL's JSON text of a date or a timestamptz, or seconds
 * since 1970; nothing is written for anything else. The argument is unused.
 */
void format_date_short(const struct cJSON *, const struct cJSON *,
    struct buffer *); /* ۱۴۰۵/۰۸/۳۰ */
/* ۳۰, of the month */
void format_date_day(const struct cJSON *, const struct cJSON *,
    struct buffer *);
/* آبان ۱۴۰۵ */
void format_date_month(const struct cJSON *, const struct cJSON *,
    struct buffer *);
void format_date_long(const struct cJSON *, const struct cJSON *,
    struct buffer *); /* شنبه ۳۰ آبان ۱۴۰۵ */
void format_date_time(const struct cJSON *, const struct cJSON *,
    struct buffer *); /* ۱۳:۱۶ */
void format_date_datetime(const struct cJSON *, const struct cJSON *,
    struct buffer *); /* شنبه ۳۰ آبان ۱۴۰۵، ۱۳:۱۶ */
void format_date_ago(const struct cJSON *, const struct cJSON *,
    struct buffer *); /* ۵ دقیقه پیش */

#endif
