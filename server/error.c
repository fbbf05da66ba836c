/*
 * The table of what can go wrong, in two tables of the engine's own and those
 * of the layers above. Fixed once error_start() has returned.
 */
#include "error.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "buffer.h"
#include "template.h"

#define ERROR_TABLES_MAX 16
#define ERROR_ROWS_MAX   512

/* clang-format counts a half-space as wide and never settles on these. */
/* clang-format off */

/* What any request may meet. */
static const struct error_row general_rows[] = {
	{ "bad_request", 400,
	    "درخواست شما خوانده نشد. صفحه را تازه کنید و دوباره بفرستید." },
	{ "unauthenticated", 401, "برای این کار وارد حساب خود شوید." },
	{ "forbidden", 403,
	    "در نقش کنونی اجازه این کار را ندارید. اگر نقش دیگری دارید، آن "
	    "را انتخاب کنید." },
	{ "csrf", 403,
	    "زمان این فرم گذشته است. صفحه را تازه کنید و دوباره بفرستید." },
	{ "not_found", 404,
	    "چیزی در این نشانی پیدا نشد. نشانی را بررسی کنید یا از صفحه "
	    "اصلی شروع کنید." },
	{ "method_not_allowed", 405,
	    "این کار در این نشانی ممکن نیست. به صفحه قبل برگردید." },
	{ "conflict", 409,
	    "این مورد هم‌زمان تغییر کرده است. صفحه را تازه کنید و دوباره "
	    "تلاش کنید." },
	{ "too_large", 413,
	    "آنچه فرستادید بیش از اندازه بزرگ است. چیز کوچک‌تری بفرستید." },
	{ "invalid", 422,
	    "بعضی از بخش‌های فرم درست پر نشده است. پیام کنار هر بخش را "
	    "ببینید." },
	{ "idempotency_mismatch", 422,
	    "این فرم پیش از این با مقدارهای دیگری فرستاده شده است. صفحه را "
	    "تازه کنید و دوباره بفرستید." },
	{ "rate_limited", 429,
	    "درخواست‌های شما پشت سر هم زیاد بود. چند دقیقه صبر کنید و "
	    "دوباره تلاش کنید." },
	{ "internal", 500,
	    "مشکلی در سامانه پیش آمد و ثبت شد. چند دقیقه دیگر دوباره تلاش "
	    "کنید." },
	{ "unavailable", 503,
	    "سامانه چند لحظه در دسترس نیست. کمی بعد دوباره تلاش کنید." },
	{ NULL, 0, NULL },
};

/*
 * What one field may meet. Data: min and max, and money, true when these are
 * rials and not plain numbers.
 */
static const struct error_row field_rows[] = {
	{ "required", 422, "این بخش را پر کنید." },
	{ "too_short", 422, "حداقل {{min|digits}} حرف بنویسید." },
	{ "too_long", 422,
	    "حداکثر {{max|digits}} حرف بنویسید؛ نوشته را کوتاه‌تر کنید." },
	{ "too_small", 422,
	    "{{#money}}مبلغ باید حداقل {{min|toman}} باشد.{{/money}}"
	    "{{^money}}عدد باید حداقل {{min|number}} باشد.{{/money}}" },
	{ "too_big", 422,
	    "{{#money}}مبلغ باید حداکثر {{max|toman}} باشد.{{/money}}"
	    "{{^money}}عدد باید حداکثر {{max|number}} باشد.{{/money}}" },
	{ "too_many", 422, "حداکثر {{max|digits}} مورد بفرستید." },
	{ "not_a_number", 422, "یک عدد درست وارد کنید، مانند ۲۵۰٬۰۰۰." },
	{ "not_a_choice", 422, "یکی از گزینه‌های فهرست را انتخاب کنید." },
	{ "bad_mobile", 422,
	    "شماره موبایل باید ۱۱ رقم باشد و با ۰۹ شروع شود." },
	{ "bad_otp", 422,
	    "کد پیامک‌شده ۶ رقم است. همان را وارد کنید." },
	{ "bad_national_id", 422, "کد ملی درست نیست؛ دوباره بررسی کنید." },
	{ "bad_postal_code", 422,
	    "کد پستی باید ۱۰ رقم باشد؛ دوباره بررسی کنید." },
	{ "bad_sheba", 422,
	    "شماره شبا درست نیست. ۲۴ رقم پس از IR را دوباره بررسی کنید." },
	{ "bad_date", 422, "تاریخ را مانند ۱۴۰۵/۰۸/۳۰ وارد کنید." },
	{ "bad_slug", 422, "فقط حرف‌های کوچک انگلیسی، رقم و خط تیره بنویسید." },
	{ "bad_code", 422,
	    "کد فقط حرف انگلیسی و رقم دارد؛ دوباره بررسی کنید." },
	{ "bad_token", 422,
	    "این شناسه درست نیست. صفحه را تازه کنید و دوباره تلاش کنید." },
	{ "bad_json", 422,
	    "ساختار این مقدار درست نیست؛ آن را با مستندات مقایسه کنید." },
	{ "bad_file", 422, "پرونده نرسید. آن را دوباره انتخاب کنید." },
	{ "bad_utf8", 422,
	    "این نوشته خوانده نشد. آن را پاک کنید و دوباره بنویسید." },
	{ NULL, 0, NULL },
};

/* clang-format on */

struct sentence {
	const struct error_row *row;
	struct template *template;
};

/* Written by register, start and stop only. */
static struct {
	const struct error_row *tables[ERROR_TABLES_MAX];
	size_t tables_len;
	struct sentence sentences[ERROR_ROWS_MAX];
	size_t len;
} errors;

static bool add_table(const struct error_row *, char *, size_t);
static bool add_row(const struct error_row *, char *, size_t);
static const struct sentence *find(const char *);

void
error_register(const struct error_row *table)
{
	assert(errors.len == 0);
	assert(errors.tables_len < ERROR_TABLES_MAX);
	errors.tables[errors.tables_len++] = table;
}

bool
error_start(char *error, size_t error_size)
{
	size_t i;

	assert(errors.len == 0);
	if (!add_table(general_rows, error, error_size) ||
	    !add_table(field_rows, error, error_size))
		return (false);
	for (i = 0; i < errors.tables_len; i++) {
		if (!add_table(errors.tables[i], error, error_size))
			return (false);
	}
	return (true);
}

static bool
add_table(const struct error_row *row, char *error, size_t error_size)
{
	for (; row->code != NULL; row++) {
		if (!add_row(row, error, error_size))
			return (false);
	}
	return (true);
}

static bool
add_row(const struct error_row *row, char *error, size_t error_size)
{
	struct sentence *sentence;
	char why[128];

	if (errors.len >= ERROR_ROWS_MAX) {
		(void)snprintf(error, error_size,
		    "error table: more than %d codes", ERROR_ROWS_MAX);
		return (false);
	}
	if (find(row->code) != NULL) {
		(void)snprintf(error, error_size,
		    "error table: the code %s is there twice", row->code);
		return (false);
	}
	sentence = &errors.sentences[errors.len];
	sentence->row = row;
	sentence->template = template_compile(row->sentence,
	    strlen(row->sentence), why, sizeof(why));
	if (sentence->template == NULL) {
		(void)snprintf(error, error_size, "error table: %s: %s",
		    row->code, why);
		return (false);
	}
	errors.len++;
	return (true);
}

void
error_stop(void)
{
	size_t i;

	for (i = 0; i < errors.len; i++)
		template_free(errors.sentences[i].template);
	memset(&errors, 0, sizeof(errors));
}

/* A walk over the whole table: errors are rare and the table is short. */
static const struct sentence *
find(const char *code)
{
	size_t i;

	for (i = 0; i < errors.len; i++) {
		if (strcmp(errors.sentences[i].row->code, code) == 0)
			return (&errors.sentences[i]);
	}
	return (NULL);
}

const struct error_row *
error_find(const char *code)
{
	const struct sentence *sentence;

	sentence = find(code);
	if (sentence == NULL)
		sentence = find("internal");
	assert(sentence != NULL);
	return (sentence->row);
}

void
error_write(const struct error_row *row, const struct cJSON *data,
    struct buffer *buf)
{
	const struct sentence *sentence;

	sentence = find(row->code);
	assert(sentence != NULL && sentence->row == row);
	(void)template_render(NULL, sentence->template, &data,
	    data != NULL ? 1 : 0, buf);
}

const struct error_row *
error_at(size_t n)
{
	return (n < errors.len ? errors.sentences[n].row : NULL);
}
