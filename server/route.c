/* Method and path to a row; see route.h. */
#include "route.h"

#include <string.h>

#define FACES_MAX 4

static const struct route_face *faces[FACES_MAX];
static size_t faces_len;

static bool face_has(const struct route_face *, const char *path);
static bool face_find(const struct route_face *, enum method, const char *,
    struct route_match *);
static bool pattern_fits(const char *pattern, const char *path,
    struct route_match *);

void
route_register(const struct route_face *face)
{
	if (faces_len < FACES_MAX)
		faces[faces_len++] = face;
}

bool
route_find(enum method method, const char *path, struct route_match *match)
{
	size_t i;

	memset(match, 0, sizeof(*match));
	for (i = faces_len; i-- > 0;) {
		if (!face_has(faces[i], path))
			continue;
		match->face = faces[i];
		return (face_find(faces[i], method,
		    path + strlen(faces[i]->prefix), match));
	}
	return (false);
}

static bool
face_has(const struct route_face *face, const char *path)
{
	size_t len = strlen(face->prefix);

	return (strncmp(path, face->prefix, len) == 0 &&
	    (len == 0 || path[len] == '/' || path[len] == '\0'));
}

/* A literal row wins over one with captures: "/group/new" over "/group/:id". */
static bool
face_find(const struct route_face *face, enum method method, const char *path,
    struct route_match *match)
{
	const struct route *const *table;
	const struct route *row;
	struct route_match now = *match;

	for (table = face->tables; *table != NULL; table++) {
		for (row = *table; row->path != NULL; row++) {
			if (!pattern_fits(row->path, path, &now))
				continue;
			match->allowed |= 1u << row->method;
			if (row->method != method ||
			    (match->route != NULL &&
				match->captures <= now.captures))
				continue;
			now.allowed = match->allowed;
			now.route = row;
			*match = now;
		}
	}
	return (match->route != NULL);
}

/* Compares segment by segment and notes where the captured ones are. */
static bool
pattern_fits(const char *pattern, const char *path, struct route_match *match)
{
	size_t n = 0, name_len, value_len;

	while (*pattern != '\0' && *path != '\0') {
		if (*pattern != ':') {
			if (*pattern++ != *path++)
				return (false);
			continue;
		}
		pattern++;
		name_len = strcspn(pattern, "/.");
		value_len =
		    strcspn(path, pattern[name_len] == '.' ? "/." : "/");
		if (value_len == 0 || n == ROUTE_CAPTURES_MAX)
			return (false);
		match->names[n] = pattern;
		match->name_lens[n] = name_len;
		match->values[n] = path;
		match->value_lens[n] = value_len;
		n++;
		pattern += name_len;
		path += value_len;
	}
	match->captures = n;
	return (*pattern == '\0' && *path == '\0');
}
