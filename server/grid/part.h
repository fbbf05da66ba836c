/* The parts of a workbook: a zip's members, parsed as XML while unzipped. */
#ifndef SERVER_GRID_PART_H
#define SERVER_GRID_PART_H

#include <stdbool.h>
#include <stddef.h>

struct zip;

/* An open workbook; why is set by whoever finds something wrong. */
struct book {
	struct zip *zip;
	long long bytes_left; /* of all that may still be unzipped */
	const char *why;
};

/* Called with names without their prefix, and with text in pieces. */
struct part_handler {
	void (*start)(void *, const char *name, const char **attributes);
	void (*end)(void *, const char *name);
	void (*text)(void *, const char *, int len);
	void *arg;
};

/* False: it is no zip, or one with more members than a workbook has. */
bool part_open(struct book *, const void *, size_t);
void part_close(struct book *);

bool part_exists(const struct book *, const char *name);

/*
 * Parses a member; false, with book->why, when it is missing, broken or too
 * large, or when a handler set book->why meanwhile.
 */
bool part_parse(struct book *, const char *name, const struct part_handler *);

/* The value of an attribute by its name without a prefix; NULL: none. */
const char *part_attribute(const char **, const char *name);

#endif
