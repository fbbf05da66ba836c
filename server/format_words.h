/* A sum in words, as contracts and invoices have it; a pipe of format.c. */
#ifndef SERVER_FORMAT_WORDS_H
#define SERVER_FORMAT_WORDS_H

struct buffer;
struct cJSON;

/*
 * A whole number below 10^18, also as text: یک هزار و دویست و سی و چهار.
 * Nothing is written for anything else. The argument is unused.
 */
void format_words(const struct cJSON *, const struct cJSON *, struct buffer *);

#endif
