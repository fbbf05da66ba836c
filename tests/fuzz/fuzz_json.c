/* Any bytes as a JSON body; what comes out as JSON must read again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "form.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct form form = { .len = 0 };
	const struct field *field;
	char *text, *again;
	size_t i;

	(void)form_add_json(&form, (const char *)data, len);
	for (i = 0; i < form.len; i++) {
		field = &form.fields[i];
		if (strlen(field->value) != field->len)
			abort();
		if (!field->is_json)
			continue;
		again = form_json_text(field->value, field->len);
		if (again == NULL || strcmp(again, field->value) != 0)
			abort();
		free(again);
	}
	form_free(&form);

	text = form_json_text((const char *)data, len);
	free(text);
	return (0);
}
