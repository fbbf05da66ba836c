/* A growing run of bytes with a hard maximum; see buffer.h. */
#include "buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUFFER_FIRST_BYTES 256

static bool buffer_fail(struct buffer *);
static bool buffer_reserve(struct buffer *, size_t);

void
buffer_init(struct buffer *buf, size_t bytes_max)
{
	memset(buf, 0, sizeof(*buf));
	buf->bytes_max = bytes_max;
}

void
buffer_free(struct buffer *buf)
{
	free(buf->data);
	buf->data = NULL;
	buf->len = 0;
	buf->cap = 0;
}

void
buffer_clear(struct buffer *buf)
{
	buf->len = 0;
	buf->failed = false;
	if (buf->data != NULL)
		buf->data[0] = '\0';
}

static bool
buffer_fail(struct buffer *buf)
{
	buffer_free(buf);
	buf->failed = true;
	return (false);
}

/* Room for more bytes and the NUL. */
static bool
buffer_reserve(struct buffer *buf, size_t more)
{
	size_t cap;
	char *data;

	if (buf->failed)
		return (false);
	if (more > buf->bytes_max || buf->len > buf->bytes_max - more)
		return (buffer_fail(buf));
	if (buf->len + more + 1 <= buf->cap)
		return (true);
	cap = buf->cap > 0 ? buf->cap : BUFFER_FIRST_BYTES;
	while (cap < buf->len + more + 1)
		cap *= 2;
	data = realloc(buf->data, cap);
	if (data == NULL)
		return (buffer_fail(buf));
	buf->data = data;
	buf->cap = cap;
	return (true);
}

bool
buffer_add(struct buffer *buf, const void *bytes, size_t len)
{
	if (!buffer_reserve(buf, len))
		return (false);
	if (len > 0)
		memcpy(buf->data + buf->len, bytes, len);
	buf->len += len;
	buf->data[buf->len] = '\0';
	return (true);
}

bool
buffer_add_text(struct buffer *buf, const char *text)
{
	return (buffer_add(buf, text, strlen(text)));
}

bool
buffer_add_char(struct buffer *buf, char c)
{
	return (buffer_add(buf, &c, 1));
}

bool
buffer_addf(struct buffer *buf, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	if (len < 0)
		return (buffer_fail(buf));
	if (!buffer_reserve(buf, (size_t)len))
		return (false);
	va_start(args, fmt);
	(void)vsnprintf(buf->data + buf->len, (size_t)len + 1, fmt, args);
	va_end(args);
	buf->len += (size_t)len;
	return (true);
}

char *
buffer_take(struct buffer *buf)
{
	char *data;

	if (buf->failed || !buffer_reserve(buf, 0))
		return (NULL);
	data = buf->data;
	data[buf->len] = '\0';
	buf->data = NULL;
	buf->len = 0;
	buf->cap = 0;
	return (data);
}
