/* Any text as a time, any number as a day: there and back is the same. */
#include "calendar.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "buffer.h"
#include "format.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
try_days(const uint8_t *bytes)
{
	struct jalali date;
	int32_t days, back;

	memcpy(&days, bytes, sizeof(days));
	if (!calendar_from_days(days, &date))
		return;
	must(calendar_to_days(date.year, date.month, date.day, &back));
	must(back == days);
	must(date.weekday >= 0 && date.weekday <= 6);
}

static void
try_pipes(const char *text)
{
	static const char *const names[] = { "ago", "date", "datetime",
		"digits", "groups4", "lines", "longdate", "mobile", "number",
		"percent", "rial", "time", "toman", "url", "weight" };
	struct buffer out;
	cJSON *value;
	size_t i;

	value = cJSON_CreateString(text);
	buffer_init(&out, 1 << 20);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		format_pipe_find(names[i])->write(value, NULL, &out);
	buffer_free(&out);
	cJSON_Delete(value);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct jalali date;
	int64_t seconds;
	char *text;

	if (len >= sizeof(int32_t))
		try_days(bytes);
	text = strndup((const char *)bytes, len);
	if (text == NULL)
		return (0);
	if (calendar_parse_iso(text, &seconds))
		(void)calendar_from_time(seconds, &date);
	try_pipes(text);
	free(text);
	return (0);
}
