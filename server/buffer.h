/*
 * A growing run of bytes with a hard maximum. Once it would pass that, it
 * drops what it holds and stays failed: no half page is ever sent.
 */
#ifndef SERVER_BUFFER_H
#define SERVER_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

struct buffer {
	char *data;       /* NUL-terminated when not NULL */
	size_t len;       /* bytes used, without the NUL */
	size_t cap;       /* bytes allocated */
	size_t bytes_max; /* never holds more than this */
	bool failed;      /* true once too big or out of memory */
};

void buffer_init(struct buffer *, size_t bytes_max);
void buffer_free(struct buffer *);
void buffer_clear(struct buffer *); /* keeps the memory, forgets the bytes */

/* Each returns false, and the buffer stays failed, once it would not fit. */
bool buffer_add(struct buffer *, const void *, size_t);
bool buffer_add_text(struct buffer *, const char *);
bool buffer_add_char(struct buffer *, char);
bool buffer_addf(struct buffer *, const char *, ...)
    __attribute__((format(printf, 2, 3)));

/* The text, or NULL when failed; the caller frees it, the buffer is empty. */
char *buffer_take(struct buffer *);

#endif
