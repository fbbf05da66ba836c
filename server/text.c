/* Persian text as machines compare it; see text.h. */
#include "text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

#include "buffer.h"

#define TEXT_BYTES_MAX (1024 * 1024)
#define PIECES_MAX     32 /* units that one presentation form stands for */
#define HALF_SPACE     0x200c

/* What a run of blank code points comes to. */
enum gap {
	GAP_NONE,
	GAP_HALF, /* zero width non-joiners only */
	GAP_SPACE,
	GAP_LINES
};

struct cleaner {
	UChar *out; /* the text itself: it only shrinks */
	int32_t len;
	enum gap gap;   /* seen since the last letter, not written yet */
	unsigned lines; /* line ends in the gap */
	bool keep_lines;
	bool after_cr;
};

static size_t sequence_len(const unsigned char *, size_t);
static UChar *to_utf16(const char *, size_t, int32_t *);
static char *to_utf8(const UChar *, int32_t);
static UChar *to_base_letters(UChar *, int32_t *);
static UChar *to_nfc(UChar *, int32_t *);
static bool is_presentation_form(UChar32);
static bool is_dropped(UChar32);
static UChar32 light_letter(UChar32);
static UChar32 heavy_letter(UChar32);
static int32_t clean_all(UChar *, int32_t, bool);
static void clean_one(struct cleaner *, UChar32);
static void widen_gap(struct cleaner *, UChar32);
static void write_gap(struct cleaner *);
static void add_letter(struct buffer *, UChar32);
static bool is_mark(UChar32);
static UChar32 next_letter(const char *, size_t *);

/* Bytes of the well-formed sequence that begins here; 0: there is none. */
static size_t
sequence_len(const unsigned char *p, size_t left)
{
	size_t len, i;

	if (p[0] < 0x80)
		return (1);
	if (p[0] >= 0xc2 && p[0] <= 0xdf)
		len = 2;
	else if (p[0] >= 0xe0 && p[0] <= 0xef)
		len = 3;
	else if (p[0] >= 0xf0 && p[0] <= 0xf4)
		len = 4;
	else
		return (0);
	if (len > left)
		return (0);
	for (i = 1; i < len; i++)
		if ((p[i] & 0xc0) != 0x80)
			return (0);
	/* Overlong forms, surrogates, and past U+10FFFF. */
	if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
	    (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
		return (0);
	return (len);
}

bool
text_is_utf8(const char *text, size_t len)
{
	const unsigned char *p;
	size_t i, n;

	p = (const unsigned char *)text;
	for (i = 0; i < len; i += n) {
		if (p[i] < 0x20 && p[i] != '\t' && p[i] != '\n' && p[i] != '\r')
			return (false);
		if (p[i] == 0x7f)
			return (false);
		n = sequence_len(p + i, len - i);
		if (n == 0)
			return (false);
	}
	return (true);
}

size_t
text_letters(const char *text, size_t len)
{
	size_t i, letters;

	letters = 0;
	for (i = 0; i < len; i++)
		letters += ((unsigned char)text[i] & 0xc0) != 0x80;
	return (letters);
}

/* The caller frees it; NULL when out of memory. */
static UChar *
to_utf16(const char *text, size_t len, int32_t *units)
{
	UErrorCode error;
	UChar *wide;

	/* No UTF-8 has more UTF-16 units than bytes. */
	wide = malloc((len + 1) * sizeof(*wide));
	if (wide == NULL)
		return (NULL);
	error = U_ZERO_ERROR;
	(void)u_strFromUTF8(wide, (int32_t)len + 1, units, text, (int32_t)len,
	    &error);
	if (U_FAILURE(error)) {
		free(wide);
		return (NULL);
	}
	return (wide);
}

/* The caller frees it; NULL when out of memory. */
static char *
to_utf8(const UChar *wide, int32_t units)
{
	UErrorCode error;
	char *text;
	size_t bytes_max;

	bytes_max = (size_t)units * 3 + 1;
	text = malloc(bytes_max);
	if (text == NULL)
		return (NULL);
	error = U_ZERO_ERROR;
	(void)u_strToUTF8(text, (int32_t)bytes_max, NULL, wide, units, &error);
	if (U_FAILURE(error)) {
		free(text);
		return (NULL);
	}
	return (text);
}

/*
 * Takes the text over; what comes back has no presentation forms. NULL when
 * out of memory.
 */
static UChar *
to_base_letters(UChar *text, int32_t *units)
{
	const UNormalizer2 *nfkc;
	UErrorCode error;
	UChar *base;
	UChar32 c;
	int32_t i, len, n;

	for (i = 0; i < *units && !is_presentation_form(text[i]); i++)
		;
	if (i == *units)
		return (text);
	error = U_ZERO_ERROR;
	nfkc = unorm2_getNFKCInstance(&error);
	base = malloc((size_t)*units * PIECES_MAX * sizeof(*base));
	len = 0;
	for (i = 0; i < *units && base != NULL;) {
		U16_NEXT(text, i, *units, c);
		n = -1;
		if (is_presentation_form(c))
			n = unorm2_getDecomposition(nfkc, c, base + len,
			    PIECES_MAX, &error);
		if (n > 0)
			len += n;
		else
			U16_APPEND_UNSAFE(base, len, c);
	}
	free(text);
	if (base == NULL || U_FAILURE(error)) {
		free(base);
		return (NULL);
	}
	*units = len;
	return (base);
}

/* Takes the text over and returns it composed; NULL when out of memory. */
static UChar *
to_nfc(UChar *text, int32_t *units)
{
	const UNormalizer2 *nfc;
	UErrorCode error;
	UChar *composed;
	int32_t cap, len;

	error = U_ZERO_ERROR;
	nfc = unorm2_getNFCInstance(&error);
	if (unorm2_quickCheck(nfc, text, *units, &error) == UNORM_YES)
		return (text);
	/* NFC grows UTF-16 at most threefold. */
	cap = *units * 3 + 1;
	composed = malloc((size_t)cap * sizeof(*composed));
	len = 0;
	if (composed != NULL)
		len =
		    unorm2_normalize(nfc, text, *units, composed, cap, &error);
	free(text);
	if (U_FAILURE(error)) {
		free(composed);
		return (NULL);
	}
	*units = len;
	return (composed);
}

/* Letters as old software stored them, by how they look within a word. */
static bool
is_presentation_form(UChar32 c)
{
	return ((c >= 0xfb50 && c <= 0xfdff) || (c >= 0xfe70 && c <= 0xfefe));
}

/* Tatweel, direction marks and other things that show nothing. */
static bool
is_dropped(UChar32 c)
{
	return (c == 0x0640 || c == 0x00ad || c == 0x061c || c == 0x200b ||
	    c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
	    (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
	    (c >= 0x80 && c <= 0x9f && c != 0x85));
}

static UChar32
light_letter(UChar32 c)
{
	switch (c) {
	case 0x064a: /* Arabic yeh */
	case 0x0649: /* alef maksura */
		return (0x06cc);
	case 0x0643: /* Arabic kaf */
		return (0x06a9);
	default:
		return (c);
	}
}

static UChar32
heavy_letter(UChar32 c)
{
	if (c >= 0x06f0 && c <= 0x06f9)
		return ('0' + c - 0x06f0);
	if (c >= 0x0660 && c <= 0x0669)
		return ('0' + c - 0x0660);
	switch (c) {
	case 0x0622: /* alef with madda, hamza above, hamza below, wasla */
	case 0x0623:
	case 0x0625:
	case 0x0671:
		return (0x0627);
	case 0x0624: /* waw with hamza */
		return (0x0648);
	case 0x0626: /* yeh with hamza */
		return (0x06cc);
	case 0x0629: /* teh marbuta, heh with yeh, Urdu's hehs */
	case 0x06be:
	case 0x06c0:
	case 0x06c1:
	case 0x06d5:
		return (0x0647);
	default:
		return (u_tolower(c));
	}
}

static void
add_letter(struct buffer *out, UChar32 c)
{
	char bytes[U8_MAX_LENGTH];
	int32_t len;
	UBool failed;

	len = 0;
	failed = false;
	U8_APPEND(bytes, len, U8_MAX_LENGTH, c, failed);
	if (!failed)
		(void)buffer_add(out, bytes, (size_t)len);
}

static void
widen_gap(struct cleaner *cleaner, UChar32 c)
{
	enum gap gap;

	gap = GAP_SPACE;
	if (c == HALF_SPACE)
		gap = GAP_HALF;
	else if (cleaner->keep_lines && c == '\n')
		gap = GAP_LINES;
	if (gap == GAP_LINES)
		cleaner->lines++;
	if (gap > cleaner->gap)
		cleaner->gap = gap;
}

/* Nothing at the start of the text; the end's gap is never written. */
static void
write_gap(struct cleaner *cleaner)
{
	unsigned i;

	if (cleaner->len > 0) {
		if (cleaner->gap == GAP_HALF)
			cleaner->out[cleaner->len++] = HALF_SPACE;
		else if (cleaner->gap == GAP_SPACE)
			cleaner->out[cleaner->len++] = ' ';
		for (i = 0; i < cleaner->lines; i++)
			cleaner->out[cleaner->len++] = '\n';
	}
	cleaner->gap = GAP_NONE;
	cleaner->lines = 0;
}

static void
clean_one(struct cleaner *cleaner, UChar32 c)
{
	bool was_cr;

	was_cr = cleaner->after_cr;
	cleaner->after_cr = c == '\r';
	if (c == '\n' && was_cr)
		return;
	if (c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029)
		c = '\n';
	if (is_dropped(c))
		return;
	if (c == HALF_SPACE || u_isUWhiteSpace(c)) {
		widen_gap(cleaner, c);
		return;
	}
	write_gap(cleaner);
	U16_APPEND_UNSAFE(cleaner->out, cleaner->len, light_letter(c));
}

/* In place; the new length. */
static int32_t
clean_all(UChar *text, int32_t units, bool lines)
{
	struct cleaner cleaner;
	UChar32 c;
	int32_t i;

	memset(&cleaner, 0, sizeof(cleaner));
	cleaner.out = text;
	cleaner.keep_lines = lines;
	i = 0;
	while (i < units) {
		U16_NEXT(text, i, units, c);
		clean_one(&cleaner, c);
	}
	return (cleaner.len);
}

char *
text_clean(const char *text, size_t len, bool lines)
{
	UChar *wide;
	char *clean;
	int32_t units;

	if (len > TEXT_BYTES_MAX || !text_is_utf8(text, len))
		return (NULL);
	wide = to_utf16(text, len, &units);
	if (wide != NULL)
		wide = to_base_letters(wide, &units);
	if (wide != NULL)
		wide = to_nfc(wide, &units);
	if (wide != NULL) {
		units = clean_all(wide, units, lines);
		/* Letters may have come to stand beside their marks. */
		wide = to_nfc(wide, &units);
	}
	clean = wide != NULL ? to_utf8(wide, units) : NULL;
	free(wide);
	return (clean);
}

/* Vowel signs and their like, from both Arabic blocks. */
static bool
is_mark(UChar32 c)
{
	return ((c >= 0x064b && c <= 0x065f) || c == 0x0670 ||
	    (c >= 0x06d6 && c <= 0x06ed &&
		u_charType(c) == U_NON_SPACING_MARK));
}

/* The letter at *at, which moves past it. The text is well-formed. */
static UChar32
next_letter(const char *text, size_t *at)
{
	UChar32 c;

	U8_NEXT_UNSAFE(text, *at, c);
	return (c);
}

char *
text_search_key(const char *text, size_t len)
{
	struct buffer key;
	UChar32 c;
	char *clean;
	size_t i, clean_len;

	clean = text_clean(text, len, false);
	if (clean == NULL)
		return (NULL);
	clean_len = strlen(clean);
	/* A lower-case letter may be a byte longer than its capital. */
	buffer_init(&key, clean_len * 2 + 1);
	for (i = 0; i < clean_len;) {
		c = next_letter(clean, &i);
		if (c == HALF_SPACE || c == 0x200d || is_mark(c))
			continue;
		/* Marks alone may have stood between two spaces. */
		if (c == ' ' && (key.len == 0 || key.data[key.len - 1] == ' '))
			continue;
		add_letter(&key, heavy_letter(c));
	}
	free(clean);
	if (key.len > 0 && key.data[key.len - 1] == ' ')
		key.data[--key.len] = '\0';
	return (buffer_take(&key));
}

size_t
text_ascii_digits(char *text, size_t len)
{
	size_t in, out;
	unsigned char first, second;

	out = 0;
	for (in = 0; in < len; in++) {
		first = (unsigned char)text[in];
		second = in + 1 < len ? (unsigned char)text[in + 1] : 0;
		if (first == 0xdb && second >= 0xb0 && second <= 0xb9) {
			text[out++] = (char)('0' + second - 0xb0);
			in++;
		} else if (first == 0xd9 && second >= 0xa0 && second <= 0xa9) {
			text[out++] = (char)('0' + second - 0xa0);
			in++;
		} else
			text[out++] = text[in];
	}
	if (out < len)
		text[out] = '\0';
	return (out);
}

bool
text_is_formula(const char *text)
{
	static const char *const wide[] = { "＝", "＋", "－", "＠" };
	size_t i;

	if (text[0] == '\0')
		return (false);
	for (i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (strncmp(text, wide[i], strlen(wide[i])) == 0)
			return (true);
	return (
	    strchr("=+-@|%", text[0]) != NULL || (unsigned char)text[0] < ' ');
}
