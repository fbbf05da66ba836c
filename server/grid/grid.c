/* Which format it is, by its first bytes; see grid.h. */
#include "grid/grid.h"

#include <string.h>

static bool begins(const char *, size_t, const char *, size_t);

/* Names and content types are what the sender says: nobody asks them. */
const char *
grid_read(const void *data, size_t len, const struct grid_sink *sink)
{
	const char *bytes = data;

	if (len == 0)
		return ("empty");
	if (begins(bytes, len, "PK\x03\x04", 4))
		return (grid_xlsx_read(bytes, len, sink));
	/* Excel before 2007, and a workbook under a password. */
	if (begins(bytes, len, "\xd0\xcf\x11\xe0", 4))
		return ("old_excel");
	if (begins(bytes, len, "\xff\xfe", 2) ||
	    begins(bytes, len, "\xfe\xff", 2))
		return ("not_utf8");
	if (memchr(bytes, '\0', len) != NULL || begins(bytes, len, "%PDF", 4))
		return ("not_a_table");
	return (grid_csv_read(bytes, len, sink));
}

static bool
begins(const char *bytes, size_t len, const char *with, size_t with_len)
{
	return (len >= with_len && memcmp(bytes, with, with_len) == 0);
}
