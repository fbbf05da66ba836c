/* A content type up to the first newline, then a body under its boundary. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "form.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct form form = { .len = 0 };
	const char *text, *body;
	char *content_type, *boundary;
	size_t i, sum;

	text = (const char *)data;
	body = memchr(text, '\n', len);
	if (body == NULL)
		return (0);
	content_type = strndup(text, (size_t)(body - text));
	if (content_type == NULL)
		return (0);
	body++;
	len -= (size_t)(body - text);
	boundary = form_boundary(content_type);
	if (boundary != NULL)
		(void)form_add_multipart(&form, boundary, body, len);
	sum = 0;
	for (i = 0; i < form.len; i++) {
		sum += form.fields[i].len;
		if (form.fields[i].is_file !=
		    (form.fields[i].file_name != NULL))
			abort();
	}
	if (sum > len)
		abort();
	form_free(&form);
	free(boundary);
	free(content_type);
	return (0);
}
