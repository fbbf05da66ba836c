/* What a page says after something was done; see notice.h. */
#include "notice.h"

#include <string.h>

/* Written by register only, before start. */
static const struct notice *notices;

void
notice_register(const struct notice *table)
{
	notices = table;
}

const struct notice *
notice_find(const char *key)
{
	const struct notice *notice;

	for (notice = notices; notice != NULL && notice->key != NULL;
	     notice++) {
		if (strcmp(notice->key, key) == 0)
			return (notice);
	}
	return (NULL);
}
