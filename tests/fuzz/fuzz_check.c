/* Any text as an identifier: what is accepted has the promised form. */
#include "check.h"

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

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	char mobile[12], again[12];
	char *text;

	text = strndup((const char *)bytes, len);
	if (text == NULL)
		return (0);
	must(!check_national_id(text) || strlen(text) == 10);
	must(!check_legal_id(text) || strlen(text) == 11);
	must(!check_sheba(text) || strlen(text) == 26);
	must(!check_card(text) || check_bank_of_card(text) != NULL);
	must(!check_postal_code(text) || strlen(text) == 10);
	(void)check_bank_of_sheba(text);
	(void)check_bank_of_card(text);
	if (check_mobile(text, mobile)) {
		must(strlen(mobile) == 11);
		must(check_mobile(mobile, again));
		must(strcmp(mobile, again) == 0);
	}
	free(text);
	return (0);
}
