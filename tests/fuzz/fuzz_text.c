/* Any bytes as text: what comes out is UTF-8 and does not change again. */
#include "text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
clean_twice(const char *text, size_t len, bool lines)
{
	char *once, *twice;

	once = text_clean(text, len, lines);
	must((once != NULL) == text_is_utf8(text, len));
	if (once == NULL)
		return;
	must(text_is_utf8(once, strlen(once)));
	must(text_letters(once, strlen(once)) <= strlen(once));
	twice = text_clean(once, strlen(once), lines);
	must(twice != NULL && strcmp(once, twice) == 0);
	free(twice);
	free(once);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	const char *text = (const char *)bytes;
	char *key, *copy;

	clean_twice(text, len, false);
	clean_twice(text, len, true);
	key = text_search_key(text, len);
	must((key != NULL) == text_is_utf8(text, len));
	free(key);
	copy = malloc(len + 1);
	if (copy != NULL) {
		memcpy(copy, text, len);
		must(text_ascii_digits(copy, len) <= len);
	}
	free(copy);
	return (0);
}
