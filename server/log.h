/*
 * Structured logs: one line an event, key=value, on stderr. Never a code, a
 * token, a card or a whole mobile number: see log_mobile().
 */
#ifndef SERVER_LOG_H
#define SERVER_LOG_H

/*
 * event is one word ("job_failed"); fmt gives the rest as key=value pairs,
 * free text last and in quotes: "id=%lld why=\"%s\"". Control bytes become
 * "?", a line is cut at LOG_LINE_BYTES_MAX.
 */
#define LOG_LINE_BYTES_MAX 1024

void log_info(const char *event, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void log_warn(const char *event, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void log_error(const char *event, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* "09123456789" into "0912***6789"; anything else into "***". */
void log_mobile(const char *mobile, char out[16]);

#endif
