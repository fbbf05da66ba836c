/* Any bytes as a query string, and as a path segment. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "form.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct form form = { .len = 0 };
	const char *text;
	char *segment;
	size_t i;

	text = (const char *)data;
	(void)form_add_urlencoded(&form, text, len);
	for (i = 0; i < form.len; i++) {
		if (strlen(form.fields[i].value) != form.fields[i].len ||
		    strlen(form.fields[i].name) > FORM_NAME_BYTES_MAX)
			abort();
	}
	form_free(&form);

	segment = form_decode_segment(text, len);
	if (segment != NULL && strlen(segment) > len)
		abort();
	free(segment);
	return (0);
}
