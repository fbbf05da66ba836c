/* The child that reads a foreign table; see table.h. */
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "jobs/child.h"
#include "jobs/table.h"

#define OUTPUT_BYTES_MAX "0" /* it writes no file at all */

/* Its standard output, gathered. */
static struct {
	char bytes[TABLE_BUFFER_BYTES];
	size_t len;
	bool failed;
} out;

static bool take(void *, const struct grid_row *);
static void put(const void *, size_t);
static bool flush(void);

int
table_main(int argc, char **argv)
{
	const struct grid_sink sink = { take, NULL };
	struct stat info;
	const char *why;
	void *bytes;
	uint8_t len;

	if (argc != 3 || fstat(STDIN_FILENO, &info) != 0 ||
	    !S_ISREG(info.st_mode))
		return (2);
	bytes = info.st_size == 0 ? NULL :
				    mmap(NULL, (size_t)info.st_size, PROT_READ,
					MAP_PRIVATE, STDIN_FILENO, 0);
	if (bytes == MAP_FAILED ||
	    !child_limit(argv[1], argv[2], OUTPUT_BYTES_MAX))
		return (2);
	why = grid_read(bytes, (size_t)info.st_size, &sink);
	if (why == NULL) {
		put("E", 1);
	} else {
		len = (uint8_t)strlen(why);
		put("F", 1);
		put(&len, sizeof(len));
		put(why, len);
	}
	return (flush() ? 0 : 2);
}

static bool
take(void *arg, const struct grid_row *row)
{
	uint16_t n;
	size_t i;

	(void)arg;
	put("R", 1);
	put(&row->number, sizeof(row->number));
	n = (uint16_t)row->len;
	put(&n, sizeof(n));
	for (i = 0; i < row->len; i++) {
		n = (uint16_t)row->cells[i].len;
		put(&n, sizeof(n));
		put(row->cells[i].text, row->cells[i].len);
	}
	return (!out.failed);
}

static void
put(const void *bytes, size_t len)
{
	if (len > sizeof(out.bytes) - out.len && !flush())
		return;
	memcpy(out.bytes + out.len, bytes, len);
	out.len += len;
}

static bool
flush(void)
{
	size_t done;
	ssize_t n;

	for (done = 0; done < out.len && !out.failed; done += (size_t)n) {
		n = write(STDOUT_FILENO, out.bytes + done, out.len - done);
		if (n < 0 && errno == EINTR)
			n = 0;
		else if (n <= 0)
			out.failed = true;
		if (n < 0)
			break;
	}
	out.len = 0;
	return (!out.failed);
}
