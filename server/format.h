/*
 * What people read: Persian digits, toman, Jalali dates, counts. The only
 * place where any of these is made; templates call it through pipes.
 */
#ifndef SERVER_FORMAT_H
#define SERVER_FORMAT_H

#include <stdbool.h>
#include <stdint.h>

struct buffer;
struct cJSON;

/*
 * A pipe turns a value into text. argument is the value that the word after
 * the colon names in the contexts, NULL when there is none. The template
 * escapes what comes out, unless the pipe says that it makes markup.
 */
struct format_pipe {
	const char *name;
	void (*write)(const struct cJSON *value, const struct cJSON *argument,
	    struct buffer *);
	bool markup; /* its output is HTML already */
};

/* NULL when there is no such pipe: then the template does not compile. */
const struct format_pipe *format_pipe_find(const char *name);

void format_number(int64_t, struct buffer *); /* ۱٬۲۳۴ */
void format_digits(const char *, struct buffer *);
/* A number of a document as it was written: 85, 1.21. */
void format_json_number(double, struct buffer *);

/* For tests and for `ago`: fixes what "now" is; 0 returns to the clock. */
void format_set_now(int64_t unix_seconds);

#endif
