/*
 * Persian text as machines compare it: UTF-8 checked, letters and digits made
 * one, once, at the edge.
 */
#ifndef SERVER_TEXT_H
#define SERVER_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Well-formed UTF-8 without NUL and without control bytes but \t \n \r. */
bool text_is_utf8(const char *, size_t);

/* Code points of well-formed UTF-8. */
size_t text_letters(const char *, size_t);

/*
 * Light clean for what will be shown again: Arabic yeh and kaf become
 * Persian, presentation forms their base, tatweel and bidi controls go,
 * half-spaces and spaces collapse, ends are trimmed. Lines are kept when
 * lines is true. Caller frees; NULL when out of memory or not UTF-8.
 */
char *text_clean(const char *, size_t, bool lines);

/*
 * Heavy fold for searching: clean, then no diacritics, no half-space, one
 * alef, ASCII digits, lower case, one space between words. Caller frees.
 */
char *text_search_key(const char *, size_t);

/*
 * Whether a spreadsheet would run it: it begins with = + - @, their wide
 * forms, | % or a control character. See OWASP, "CSV Injection".
 */
bool text_is_formula(const char *);

/* Persian and Arabic digits become ASCII, in place; returns the new length. */
size_t text_ascii_digits(char *, size_t);

#endif
