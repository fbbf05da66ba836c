/*
 * multipart/form-data as RFC 7578 and browsers have it. Strict about its
 * framing, since a reader that guesses reads another form than the sender's.
 */
#include "form.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* RFC 2046 §5.1.1. */
#define BOUNDARY_BYTES_MAX    70
/* A header of a part: a file name of 255 letters, escaped, is below 2 KB. */
#define PART_HEADER_BYTES_MAX 4096
#define PART_HEADER_LINES_MAX 16

/* A run of bytes not yet read; at moves, end stays. */
struct cursor {
	const char *at;
	const char *end;
};

struct part {
	char *name;      /* owned */
	char *file_name; /* owned; NULL: not a file */
	const char *body;
	size_t len;
};

static enum form_result read_part(struct cursor *, const char *delimiter,
    size_t delimiter_len, struct part *);
static enum form_result read_header(struct cursor *, struct part *);
static bool read_header_line(struct cursor, struct part *);
static bool read_disposition(struct cursor, struct part *);
static enum form_result end_delimiter(struct cursor *, bool *last);
static enum form_result keep_part(struct form *, struct part *);
static void free_part(struct part *);
static bool read_parameter(struct cursor *, struct cursor *name, char **value);
static char *read_quoted(struct cursor *);
static char *read_bare(struct cursor *);
static void skip_blanks(struct cursor *);
static bool skip_text(struct cursor *, const char *);
static size_t left(struct cursor);
static bool is_name(struct cursor, const char *);
static bool is_boundary(const char *);

enum form_result
form_add_multipart(struct form *form, const char *boundary, const char *body,
    size_t len)
{
	char delimiter[4 + BOUNDARY_BYTES_MAX + 1];
	struct cursor in;
	struct part part;
	enum form_result result;
	size_t delimiter_len, parts;
	bool last;

	if (!is_boundary(boundary))
		return (FORM_MALFORMED);
	delimiter_len = strlen(boundary) + 4;
	memcpy(delimiter, "\r\n--", 4);
	memcpy(delimiter + 4, boundary, delimiter_len - 4 + 1);

	in.end = body + len;
	if (len >= delimiter_len - 2 &&
	    memcmp(body, delimiter + 2, delimiter_len - 2) == 0) {
		in.at = body + delimiter_len - 2;
	} else {
		in.at = memmem(body, len, delimiter, delimiter_len);
		if (in.at == NULL)
			return (FORM_MALFORMED);
		in.at += delimiter_len;
	}

	for (parts = 0;; parts++) {
		result = end_delimiter(&in, &last);
		if (result != FORM_OK || last)
			return (result);
		if (parts >= FORM_FIELDS_MAX)
			return (FORM_TOO_MANY);
		memset(&part, 0, sizeof(part));
		result = read_part(&in, delimiter, delimiter_len, &part);
		if (result == FORM_OK)
			result = keep_part(form, &part);
		free_part(&part);
		if (result != FORM_OK)
			return (result);
	}
}

/*
 * What follows a delimiter: "--" after the last part, then an epilogue that
 * nobody reads; else the end of its line. The CRLF stays, as the line of a
 * part without headers is the first half of the CRLF CRLF before its body.
 */
static enum form_result
end_delimiter(struct cursor *in, bool *last)
{
	*last = skip_text(in, "--");
	if (*last)
		return (FORM_OK);
	skip_blanks(in);
	if (left(*in) < 2 || memcmp(in->at, "\r\n", 2) != 0)
		return (FORM_MALFORMED);
	return (FORM_OK);
}

/* Reads up to and past the next delimiter, which must be there. */
static enum form_result
read_part(struct cursor *in, const char *delimiter, size_t delimiter_len,
    struct part *part)
{
	enum form_result result;
	const char *next;

	result = read_header(in, part);
	if (result != FORM_OK)
		return (result);
	if (part->name == NULL)
		return (FORM_MALFORMED);

	/* An empty body shares the CRLF that ends the header. */
	next = memmem(in->at - 2, left(*in) + 2, delimiter, delimiter_len);
	if (next == NULL)
		return (FORM_MALFORMED);
	part->body = in->at;
	part->len = next > in->at ? (size_t)(next - in->at) : 0;
	in->at = next + delimiter_len;
	return (FORM_OK);
}

/* From the CRLF before the first line to past the empty one. */
static enum form_result
read_header(struct cursor *in, struct part *part)
{
	const char *blank, *eol;
	struct cursor line;
	size_t window, lines;

	window = left(*in);
	if (window > PART_HEADER_BYTES_MAX)
		window = PART_HEADER_BYTES_MAX;
	blank = memmem(in->at, window, "\r\n\r\n", 4);
	if (blank == NULL)
		return (left(*in) > window ? FORM_TOO_MANY : FORM_MALFORMED);

	for (lines = 0; in->at < blank; lines++) {
		if (lines >= PART_HEADER_LINES_MAX)
			return (FORM_TOO_MANY);
		line.at = in->at + 2;
		eol = memmem(line.at, (size_t)(blank + 2 - line.at), "\r\n", 2);
		line.end = eol;
		if (!read_header_line(line, part))
			return (FORM_MALFORMED);
		in->at = eol;
	}
	in->at = blank + 4;
	return (FORM_OK);
}

/* Only Content-Disposition is read; others need only be well formed. */
static bool
read_header_line(struct cursor line, struct part *part)
{
	struct cursor name;
	const char *colon;

	if (memchr(line.at, '\0', left(line)) != NULL)
		return (false);
	colon = memchr(line.at, ':', left(line));
	if (colon == NULL || colon == line.at || *line.at == ' ' ||
	    *line.at == '\t')
		return (false);
	name.at = line.at;
	name.end = colon;
	if (!is_name(name, "Content-Disposition"))
		return (true);
	if (part->name != NULL) /* two would let two readers disagree */
		return (false);
	line.at = colon + 1;
	return (read_disposition(line, part));
}

/*
 * form-data; name="…"; filename="…". filename* is passed over: RFC 7578 §4.2
 * forbids it here, and it would be a second name to disagree with the first.
 */
static bool
read_disposition(struct cursor line, struct part *part)
{
	struct cursor name;
	char *value, **slot;

	skip_blanks(&line);
	if (left(line) < 9 || strncasecmp(line.at, "form-data", 9) != 0)
		return (false);
	line.at += 9;

	while (skip_blanks(&line), left(line) > 0) {
		if (!read_parameter(&line, &name, &value))
			return (false);
		slot = NULL;
		if (is_name(name, "name"))
			slot = &part->name;
		else if (is_name(name, "filename"))
			slot = &part->file_name;
		if (slot == NULL) {
			free(value);
			continue;
		}
		if (*slot != NULL) {
			free(value);
			return (false);
		}
		*slot = value;
	}
	return (part->name != NULL);
}

/*
 * A file field where nothing was chosen arrives as an empty file without a
 * name: that is an absent field. Any other empty part is kept.
 */
static enum form_result
keep_part(struct form *form, struct part *part)
{
	enum form_result result;
	struct field *field;

	if (part->file_name != NULL && part->file_name[0] == '\0' &&
	    part->len == 0)
		return (FORM_OK);
	if (part->file_name == NULL && part->len > 0 &&
	    memchr(part->body, '\0', part->len) != NULL)
		return (FORM_MALFORMED);
	result = form_add_pair(form, part->name, part->body, part->len);
	if (result != FORM_OK || part->file_name == NULL)
		return (result);
	field = &form->fields[form->len - 1];
	field->is_file = true;
	field->file_name = part->file_name;
	part->file_name = NULL;
	return (FORM_OK);
}

static void
free_part(struct part *part)
{
	free(part->name);
	free(part->file_name);
}

char *
form_boundary(const char *content_type)
{
	struct cursor in, name;
	char *value;

	in.at = content_type;
	in.end = content_type + strlen(content_type);
	skip_blanks(&in);
	if (left(in) < 19 || strncasecmp(in.at, "multipart/form-data", 19) != 0)
		return (NULL);
	in.at += 19;

	while (skip_blanks(&in), left(in) > 0) {
		if (!read_parameter(&in, &name, &value))
			return (NULL);
		if (is_name(name, "boundary") && is_boundary(value))
			return (value);
		free(value);
		if (is_name(name, "boundary"))
			return (NULL);
	}
	return (NULL);
}

/* "; name=value", bare or quoted. The caller frees the value. */
static bool
read_parameter(struct cursor *in, struct cursor *name, char **value)
{
	skip_blanks(in);
	if (!skip_text(in, ";"))
		return (false);
	skip_blanks(in);
	name->at = in->at;
	while (left(*in) > 0 && strchr("= \t;\"", *in->at) == NULL)
		in->at++;
	name->end = in->at;
	skip_blanks(in);
	if (left(*name) == 0 || !skip_text(in, "="))
		return (false);
	skip_blanks(in);
	*value = skip_text(in, "\"") ? read_quoted(in) : read_bare(in);
	return (*value != NULL);
}

/*
 * Up to the closing quote. A backslash escapes only a quote and itself:
 * browsers send those of a Windows path as they are.
 */
static char *
read_quoted(struct cursor *in)
{
	char *out;
	size_t n;

	out = malloc(left(*in) + 1);
	if (out == NULL)
		return (NULL);
	for (n = 0; left(*in) > 0; in->at++) {
		if (*in->at == '"') {
			in->at++;
			out[n] = '\0';
			return (out);
		}
		if (*in->at == '\\' && left(*in) > 1 &&
		    (in->at[1] == '"' || in->at[1] == '\\'))
			in->at++;
		out[n++] = *in->at;
	}
	free(out);
	return (NULL);
}

static char *
read_bare(struct cursor *in)
{
	const char *from;

	from = in->at;
	while (left(*in) > 0 && strchr("; \t\"", *in->at) == NULL)
		in->at++;
	return (in->at > from ? strndup(from, (size_t)(in->at - from)) : NULL);
}

static void
skip_blanks(struct cursor *in)
{
	while (left(*in) > 0 && (*in->at == ' ' || *in->at == '\t'))
		in->at++;
}

static bool
skip_text(struct cursor *in, const char *text)
{
	size_t len;

	len = strlen(text);
	if (left(*in) < len || memcmp(in->at, text, len) != 0)
		return (false);
	in->at += len;
	return (true);
}

static size_t
left(struct cursor in)
{
	return ((size_t)(in.end - in.at));
}

static bool
is_name(struct cursor in, const char *name)
{
	return (left(in) == strlen(name) &&
	    strncasecmp(in.at, name, left(in)) == 0);
}

/* RFC 2046 §5.1.1: these characters, and a space anywhere but last. */
static bool
is_boundary(const char *boundary)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789'()+_,-./:=? ";
	size_t len;

	len = strlen(boundary);
	return (len > 0 && len <= BOUNDARY_BYTES_MAX &&
	    strspn(boundary, allowed) == len && boundary[len - 1] != ' ');
}
