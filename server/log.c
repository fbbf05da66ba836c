/* One line an event on stderr; see log.h. */
#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void log_line(const char *level, const char *event, const char *fmt,
    va_list args) __attribute__((format(printf, 3, 0)));

static void
log_line(const char *level, const char *event, const char *fmt, va_list args)
{
	char line[LOG_LINE_BYTES_MAX];
	struct timespec now;
	struct tm tm;
	size_t i, len, room;
	int n;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	(void)gmtime_r(&now.tv_sec, &tm);
	len = strftime(line, sizeof(line), "%Y-%m-%dT%H:%M:%S", &tm);
	n = snprintf(line + len, sizeof(line) - len,
	    ".%03ldZ level=%s pid=%d event=%s ", now.tv_nsec / 1000000, level,
	    (int)getpid(), event);
	len += (size_t)n;
	room = sizeof(line) - len - 1;
	n = vsnprintf(line + len, room, fmt, args);
	if (n > 0)
		len += (size_t)n < room ? (size_t)n : room - 1;
	/* What others sent may carry newlines: one event stays one line. */
	for (i = 0; i < len; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
			line[i] = '?';
	line[len++] = '\n';
	/* One write, so that lines of several processes do not mix. */
	if (write(STDERR_FILENO, line, len) < 0)
		return;
}

void
log_info(const char *event, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	log_line("info", event, fmt, args);
	va_end(args);
}

void
log_warn(const char *event, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	log_line("warn", event, fmt, args);
	va_end(args);
}

void
log_error(const char *event, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	log_line("error", event, fmt, args);
	va_end(args);
}

void
log_mobile(const char *mobile, char out[16])
{
	size_t len;

	len = mobile != NULL ? strlen(mobile) : 0;
	if (len == 11)
		(void)snprintf(out, 16, "%.4s***%s", mobile, mobile + 7);
	else
		(void)snprintf(out, 16, "***");
}
