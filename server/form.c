/* The fields of a request, from query strings, bodies and cookies. */
#include "form.h"

#include <stdlib.h>
#include <string.h>

#include "text.h"

#define ROOM_AT_FIRST 16 /* fields */

static int hex_digit(char);
static bool decode(const char *, size_t, bool, char *, size_t *);
static enum form_result add_piece(struct form *, const char *, size_t,
    char *scratch);
static bool make_room(struct form *);
static char *copy_bytes(const char *, size_t);

enum form_result
form_add_pair(struct form *form, const char *name, const char *value,
    size_t len)
{
	size_t name_len;
	struct field *field;

	name_len = strlen(name);
	if (!text_is_utf8(name, name_len))
		return (FORM_MALFORMED);
	if (name_len > FORM_NAME_BYTES_MAX || form->len >= FORM_FIELDS_MAX ||
	    !make_room(form))
		return (FORM_TOO_MANY);

	field = &form->fields[form->len];
	memset(field, 0, sizeof(*field));
	field->name = copy_bytes(name, name_len);
	field->value = copy_bytes(value, len);
	if (field->name == NULL || field->value == NULL) {
		free(field->name);
		free(field->value);
		return (FORM_TOO_MANY);
	}
	field->len = len;
	form->len++;
	return (FORM_OK);
}

/* For one field more. */
static bool
make_room(struct form *form)
{
	struct field *fields;
	size_t room;

	if (form->len < form->room)
		return (true);
	room = form->room > 0 ? form->room * 2 : ROOM_AT_FIRST;
	fields = realloc(form->fields, room * sizeof(*fields));
	if (fields == NULL)
		return (false);
	form->fields = fields;
	form->room = room;
	return (true);
}

enum form_result
form_add_urlencoded(struct form *form, const char *text, size_t len)
{
	const char *at, *end, *amp;
	char *scratch;
	enum form_result result;

	if (len == 0)
		return (FORM_OK);
	scratch = malloc(len + 1);
	if (scratch == NULL)
		return (FORM_TOO_MANY);

	result = FORM_OK;
	end = text + len;
	for (at = text; at < end && result == FORM_OK; at = amp + 1) {
		amp = memchr(at, '&', (size_t)(end - at));
		if (amp == NULL)
			amp = end;
		if (amp > at) /* browsers skip "&&" too */
			result =
			    add_piece(form, at, (size_t)(amp - at), scratch);
		if (amp == end)
			break;
	}
	free(scratch);
	return (result);
}

/*
 * One name=value. Only the first '=' divides: base64 keeps its padding. The
 * scratch holds the decoded name and value: never longer than the piece, as
 * the '=' leaves its place to the name's NUL.
 */
static enum form_result
add_piece(struct form *form, const char *piece, size_t len, char *scratch)
{
	const char *equals;
	char *value;
	size_t name_raw, name_len, value_len;

	equals = memchr(piece, '=', len);
	name_raw = equals != NULL ? (size_t)(equals - piece) : len;
	if (!decode(piece, name_raw, true, scratch, &name_len))
		return (FORM_MALFORMED);
	scratch[name_len] = '\0';
	if (equals == NULL)
		return (form_add_pair(form, scratch, "", 0));

	value = scratch + name_len + 1;
	if (!decode(equals + 1, len - name_raw - 1, true, value, &value_len))
		return (FORM_MALFORMED);
	return (form_add_pair(form, scratch, value, value_len));
}

/*
 * Undoes percent-encoding into out, which has room for len bytes. False for a
 * '%' without two digits after it and for NUL, which no text has.
 */
static bool
decode(const char *text, size_t len, bool plus_is_space, char *out,
    size_t *out_len)
{
	size_t i, n;
	int high, low;
	char c;

	n = 0;
	for (i = 0; i < len; i++) {
		c = text[i];
		if (c == '+' && plus_is_space)
			c = ' ';
		if (c == '%') {
			if (len - i < 3)
				return (false);
			high = hex_digit(text[i + 1]);
			low = hex_digit(text[i + 2]);
			if (high < 0 || low < 0)
				return (false);
			c = (char)(high * 16 + low);
			i += 2;
		}
		if (c == '\0')
			return (false);
		out[n++] = c;
	}
	*out_len = n;
	return (true);
}

/* The value of a hexadecimal digit, or less than 0. */
static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return (c - '0');
	if (c >= 'a' && c <= 'f')
		return (c - 'a' + 10);
	if (c >= 'A' && c <= 'F')
		return (c - 'A' + 10);
	return (-1);
}

char *
form_decode_segment(const char *segment, size_t len)
{
	char *out;
	size_t out_len;

	out = malloc(len + 1);
	if (out == NULL)
		return (NULL);
	if (!decode(segment, len, false, out, &out_len)) {
		free(out);
		return (NULL);
	}
	out[out_len] = '\0';
	return (out);
}

/*
 * Kore's reader matches names without case and skips values that hold '=';
 * a session must depend on neither.
 */
char *
form_cookie(const char *header, const char *name)
{
	const char *at, *end;
	size_t len, name_len;

	name_len = strlen(name);
	for (at = header; *at != '\0'; at = *end == ';' ? end + 1 : end) {
		at += strspn(at, " \t");
		end = at + strcspn(at, ";");
		len = (size_t)(end - at);
		if (len <= name_len || at[name_len] != '=' ||
		    memcmp(at, name, name_len) != 0)
			continue;
		while (len > name_len + 1 &&
		    (at[len - 1] == ' ' || at[len - 1] == '\t'))
			len--;
		return (copy_bytes(at + name_len + 1, len - name_len - 1));
	}
	return (NULL);
}

const struct field *
form_find(const struct form *form, const char *name)
{
	size_t at;

	at = 0;
	return (form_next(form, name, &at));
}

const struct field *
form_next(const struct form *form, const char *name, size_t *at)
{
	const struct field *field;
	size_t len = strlen(name);

	while (*at < form->len) {
		field = &form->fields[(*at)++];
		if (strncmp(field->name, name, len) == 0 &&
		    (field->name[len] == '\0' || field->name[len] == '.'))
			return (field);
	}
	return (NULL);
}

void
form_free(struct form *form)
{
	size_t i;

	for (i = 0; i < form->len; i++) {
		free(form->fields[i].name);
		free(form->fields[i].value);
		free(form->fields[i].file_name);
	}
	free(form->fields);
	memset(form, 0, sizeof(*form));
}

/* Adds the NUL that callers of text functions rely on. Caller frees. */
static char *
copy_bytes(const char *bytes, size_t len)
{
	char *copy;

	copy = malloc(len + 1);
	if (copy == NULL)
		return (NULL);
	if (len > 0)
		memcpy(copy, bytes, len);
	copy[len] = '\0';
	return (copy);
}
