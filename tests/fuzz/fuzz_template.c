/* Any template and any data: a text, a NUL, JSON. */
#include "template.h"

#include <stdint.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "buffer.h"

#define OUTPUT_BYTES_MAX (64 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	const char *text = (const char *)bytes;
	struct template *t;
	struct buffer out;
	char error[128];
	const cJSON *root;
	cJSON *data;
	size_t text_len;

	text_len = strnlen(text, len);
	t = template_compile(text, text_len, error, sizeof(error));
	if (t == NULL)
		return (0);
	data = NULL;
	if (text_len < len)
		data = cJSON_ParseWithLength(text + text_len + 1,
		    len - text_len - 1);
	root = data;
	buffer_init(&out, OUTPUT_BYTES_MAX);
	(void)template_render(NULL, t, &root, data != NULL, &out);
	buffer_free(&out);
	cJSON_Delete(data);
	template_free(t);
	return (0);
}
