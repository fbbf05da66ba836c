/* Finds the tags of a Mustache text one after the other. */
#include "template_scan.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static bool is_space(char);
static bool set_delimiter(struct delimiter *, const char *, size_t);
static bool read_tag(struct scanner *, struct tag *);
static void read_surroundings(struct scanner *, struct tag *);

void
scan_init(struct scanner *s, const char *text, size_t len, char *error,
    size_t error_size)
{
	memset(s, 0, sizeof(*s));
	s->source = s->at = s->counted = text;
	s->end = text + len;
	s->line = 1;
	s->error = error;
	s->error_size = error_size;
	(void)set_delimiter(&s->open, "{{", 2);
	(void)set_delimiter(&s->close, "}}", 2);
}

bool
scan_fail(struct scanner *s, unsigned line, const char *fmt, ...)
{
	va_list args;
	int len;

	if (s->error_size == 0)
		return (false);
	len = snprintf(s->error, s->error_size, "line %u: ", line);
	if (len < 0 || (size_t)len >= s->error_size)
		return (false);
	va_start(args, fmt);
	(void)vsnprintf(s->error + len, s->error_size - (size_t)len, fmt, args);
	va_end(args);
	return (false);
}

bool
scan_is_blank(char c)
{
	return (c == ' ' || c == '\t');
}

static bool
is_space(char c)
{
	return (scan_is_blank(c) || c == '\n' || c == '\r');
}

size_t
scan_blanks(const char *at, const char *end)
{
	size_t n;

	for (n = 0; at + n < end && scan_is_blank(at[n]); n++)
		;
	return (n);
}

void
scan_trim(const char **text, size_t *len)
{
	while (*len > 0 && is_space(**text)) {
		(*text)++;
		(*len)--;
	}
	while (*len > 0 && is_space((*text)[*len - 1]))
		(*len)--;
}

bool
scan_has_space(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (is_space(text[i]))
			return (true);
	return (false);
}

bool
scan_tag(struct scanner *s, struct tag *tag)
{
	const char *p;

	memset(tag, 0, sizeof(*tag));
	tag->start =
	    memmem(s->at, (size_t)(s->end - s->at), s->open.text, s->open.len);
	if (tag->start == NULL)
		return (true);
	for (p = s->counted; p < tag->start; p++)
		s->line += *p == '\n';
	s->counted = tag->start;
	if (!read_tag(s, tag))
		return (false);
	read_surroundings(s, tag);
	return (true);
}

static bool
read_tag(struct scanner *s, struct tag *tag)
{
	char stop[DELIMITER_BYTES_MAX + 1];
	const char *body, *close;
	size_t len;

	body = tag->start + s->open.len;
	if (body < s->end && *body != '\0' && strchr("#^/><$!=&{", *body))
		tag->sigil = *body++;

	len = 0;
	if (tag->sigil == '{')
		stop[len++] = '}';
	else if (tag->sigil == '=')
		stop[len++] = '=';
	memcpy(stop + len, s->close.text, s->close.len);
	len += s->close.len;

	close = memmem(body, (size_t)(s->end - body), stop, len);
	if (close == NULL)
		return (scan_fail(s, s->line, "a tag is not closed"));
	tag->body = body;
	tag->len = (size_t)(close - body);
	tag->end = close + len;
	scan_trim(&tag->body, &tag->len);
	if (tag->sigil == '!' || tag->sigil == '=')
		return (true);
	if (tag->len == 0)
		return (scan_fail(s, s->line, "a tag has no name"));
	if (tag->sigil != '\0' && strchr("#^/><$", tag->sigil) != NULL &&
	    scan_has_space(tag->body, tag->len))
		return (scan_fail(s, s->line, "\"%.*s\" is not a name",
		    (int)tag->len, tag->body));
	return (true);
}

static void
read_surroundings(struct scanner *s, struct tag *tag)
{
	const char *source = s->source;
	const char *p;

	for (p = tag->start; p > source && scan_is_blank(p[-1]); p--)
		;
	tag->line = p;
	tag->blank_before = p == source || p[-1] == '\n';

	p = tag->end + scan_blanks(tag->end, s->end);
	if (p < s->end && *p == '\r' && p + 1 < s->end && p[1] == '\n')
		p++;
	tag->blank_after = p == s->end || *p == '\n';
	tag->next = p < s->end ? p + 1 : p;
}

bool
scan_delimiters(struct scanner *s, const struct tag *tag)
{
	const char *end, *p, *q;

	end = tag->body + tag->len;
	for (p = tag->body; p < end && !is_space(*p); p++)
		;
	for (q = p; q < end && is_space(*q); q++)
		;
	return (set_delimiter(&s->open, tag->body, (size_t)(p - tag->body)) &&
	    set_delimiter(&s->close, q, (size_t)(end - q)));
}

static bool
set_delimiter(struct delimiter *delimiter, const char *text, size_t len)
{
	size_t i;

	if (len == 0 || len > DELIMITER_BYTES_MAX)
		return (false);
	for (i = 0; i < len; i++)
		if (is_space(text[i]) || text[i] == '=')
			return (false);
	memcpy(delimiter->text, text, len);
	delimiter->len = len;
	return (true);
}
