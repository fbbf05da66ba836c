/* Runs the maker of pictures under its limits, and reads what it says. */
#ifndef SERVER_JOBS_PHOTO_H
#define SERVER_JOBS_PHOTO_H

#include <stddef.h>

#include "jobs/picture.h"

struct config;

enum photo_state {
	PHOTO_READY,
	PHOTO_FAILED, /* for good: why is a code of api/errors.c */
	PHOTO_AGAIN   /* the machine's trouble: try later */
};

struct photo {
	enum photo_state state;
	int width, height; /* of the largest size */
	char tint[8];      /* "#c9a26b" */
	char why[PICTURE_LINE_BYTES_MAX];
};

/*
 * Makes the sizes of id below media_folder (made when missing) by starting
 * this program again as "picture". May be repeated. Waits for it.
 */
void photo_make(const struct config *, const char *media_folder, const char *id,
    const void *bytes, size_t len, struct photo *);

/*
 * Makes the one picture of a paper into a file without a name. Its
 * descriptor, which the caller closes; -1 unless the state is PHOTO_READY.
 */
int photo_make_paper(const struct config *, const void *bytes, size_t len,
    struct photo *);

#endif
