/*
 * Finds the tags of a Mustache text one after the other; private to the
 * template engine.
 */
#ifndef SERVER_TEMPLATE_SCAN_H
#define SERVER_TEMPLATE_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#define DELIMITER_BYTES_MAX 16

struct delimiter {
	char text[DELIMITER_BYTES_MAX];
	size_t len;
};

struct scanner {
	const char *source;
	const char *at; /* not compiled yet from here; the caller moves it */
	const char *end;
	const char *counted; /* lines are counted up to here */
	unsigned line;       /* of the last tag */
	struct delimiter open;
	struct delimiter close;
	char *error;
	size_t error_size;
};

/* A tag as found in the source. */
struct tag {
	char sigil;       /* one of # ^ / > < $ ! = & { or 0 */
	const char *body; /* trimmed */
	size_t len;
	const char *start; /* NULL: there is no more tag */
	const char *end;
	const char *line;  /* where the blanks before it begin */
	const char *next;  /* after the blanks and line end behind it */
	bool blank_before; /* only blanks before it on its line */
	bool blank_after;  /* only blanks after it on its line */
};

void scan_init(struct scanner *, const char *, size_t, char *error,
    size_t error_size);

/* The next tag from at on; false, with a sentence in error, if malformed. */
bool scan_tag(struct scanner *, struct tag *);

/* Takes the body of a {{=< >=}} tag; false if that is not two delimiters. */
bool scan_delimiters(struct scanner *, const struct tag *);

/* Writes the sentence; always false, so that callers can return it. */
bool scan_fail(struct scanner *, unsigned line, const char *, ...)
    __attribute__((format(printf, 3, 4)));

bool scan_is_blank(char);                            /* space or tab */
size_t scan_blanks(const char *at, const char *end); /* how many from at */
void scan_trim(const char **, size_t *);
bool scan_has_space(const char *, size_t);

#endif
