/* Any text as a Cookie header. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "form.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *header, *value;

	header = strndup((const char *)data, len);
	if (header == NULL)
		return (0);
	value = form_cookie(header, "__Host-sid");
	if (value != NULL &&
	    (strchr(value, ';') != NULL || strstr(header, value) == NULL))
		abort();
	free(value);
	free(header);
	return (0);
}
