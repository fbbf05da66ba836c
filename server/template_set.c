/* A folder of templates: found, compiled, linked to each other, looked up. */
#include "template.h"

#include <sys/types.h>
#include <sys/stat.h>

#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "template_private.h"

#define SUFFIX        ".html"
#define TEMPLATES_MAX 2000 /* in one set */

struct entry {
	char *name;
	struct template *template;
};

struct template_set {
	struct entry *entries; /* sorted by name */
	size_t len;
	size_t cap;
};

static bool read_folder(struct template_set *, FTS *, size_t, char *, size_t);
static bool has_suffix(const char *);
static bool add_file(struct template_set *, const char *, const char *, char *,
    size_t);
static bool add_entry(struct template_set *, const char *, struct template *);
static char *read_file(const char *, size_t *);
static int entry_compare(const void *, const void *);
static void link_partials(struct template_set *);

struct template_set *
template_set_load(const char *folder, char *error, size_t error_size)
{
	struct template_set *set;
	FTS *walk;
	char *root, *roots[2];
	size_t prefix;
	bool ok;

	set = calloc(1, sizeof(*set));
	root = strdup(folder);
	roots[0] = root;
	roots[1] = NULL;
	walk = root != NULL ?
	    fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL) :
	    NULL;
	ok = false;
	prefix = strlen(folder);
	while (prefix > 0 && folder[prefix - 1] == '/')
		prefix--;
	if (set == NULL || walk == NULL)
		(void)snprintf(error, error_size, "%s: cannot be read", folder);
	else
		ok = read_folder(set, walk, prefix + 1, error, error_size);
	if (walk != NULL)
		(void)fts_close(walk);
	free(root);
	if (!ok) {
		template_set_free(set);
		return (NULL);
	}
	if (set->len > 0)
		qsort(set->entries, set->len, sizeof(*set->entries),
		    entry_compare);
	link_partials(set);
	return (set);
}

/* prefix: bytes of each path that are not part of the template's name. */
static bool
read_folder(struct template_set *set, FTS *walk, size_t prefix, char *error,
    size_t error_size)
{
	FTSENT *found;
	const char *path;

	while ((found = fts_read(walk)) != NULL) {
		path = found->fts_path;
		switch (found->fts_info) {
		case FTS_DNR:
		case FTS_ERR:
		case FTS_NS:
			(void)snprintf(error, error_size, "%s: %s", path,
			    strerror(found->fts_errno));
			return (false);
		case FTS_F:
			if (!has_suffix(path))
				break;
			/* fts keeps the slashes the folder was given with. */
			while (path[prefix] == '/')
				prefix++;
			if (!add_file(set, path, path + prefix, error,
				error_size))
				return (false);
			break;
		default:
			break;
		}
	}
	return (true);
}

static bool
has_suffix(const char *path)
{
	size_t len;

	len = strlen(path);
	return (len > strlen(SUFFIX) &&
	    strcmp(path + len - strlen(SUFFIX), SUFFIX) == 0);
}

static bool
add_file(struct template_set *set, const char *path, const char *name,
    char *error, size_t error_size)
{
	struct template *t;
	char why[256];
	char *text;
	size_t len;

	text = read_file(path, &len);
	if (text == NULL) {
		(void)snprintf(error, error_size, "%s: cannot be read", path);
		return (false);
	}
	t = template_compile(text, len, why, sizeof(why));
	free(text);
	if (t == NULL) {
		(void)snprintf(error, error_size, "%s: %s", path, why);
		return (false);
	}
	if (add_entry(set, name, t))
		return (true);
	template_free(t);
	(void)snprintf(error, error_size, "%s: too many templates", path);
	return (false);
}

/* Owns the template when true. */
static bool
add_entry(struct template_set *set, const char *name, struct template *t)
{
	struct entry *entries;
	size_t cap;
	char *copy;

	if (set->len == TEMPLATES_MAX)
		return (false);
	if (set->len == set->cap) {
		cap = set->cap > 0 ? set->cap * 2 : 64;
		entries = reallocarray(set->entries, cap, sizeof(*entries));
		if (entries == NULL)
			return (false);
		set->entries = entries;
		set->cap = cap;
	}
	copy = strndup(name, strlen(name) - strlen(SUFFIX));
	if (copy == NULL)
		return (false);
	set->entries[set->len].name = copy;
	set->entries[set->len++].template = t;
	return (true);
}

/* The whole file, the caller frees it; NULL if not possible or too long. */
static char *
read_file(const char *path, size_t *len)
{
	FILE *file;
	struct stat st;
	char *text;

	file = fopen(path, "re");
	if (file == NULL)
		return (NULL);
	text = NULL;
	if (fstat(fileno(file), &st) == 0 && st.st_size <= TEMPLATE_BYTES_MAX)
		text = malloc((size_t)st.st_size + 1);
	if (text != NULL)
		*len = fread(text, 1, (size_t)st.st_size, file);
	(void)fclose(file);
	return (text);
}

static int
entry_compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return (strcmp(x->name, y->name));
}

/* So that rendering need not look names up. */
static void
link_partials(struct template_set *set)
{
	struct template *t;
	struct op *op;
	size_t i;
	uint32_t k;

	for (i = 0; i < set->len; i++) {
		t = set->entries[i].template;
		for (k = 0; k < t->ops_len; k++) {
			op = &t->ops[k];
			if (op->kind != OP_PARTIAL && op->kind != OP_PARENT)
				continue;
			op->target =
			    template_find_bytes(set, op->text, op->len);
		}
	}
}

void
template_set_free(struct template_set *set)
{
	size_t i;

	if (set == NULL)
		return;
	for (i = 0; i < set->len; i++) {
		free(set->entries[i].name);
		template_free(set->entries[i].template);
	}
	free(set->entries);
	free(set);
}

const struct template *
template_find(const struct template_set *set, const char *name)
{
	return (template_find_bytes(set, name, strlen(name)));
}

const struct template *
template_find_bytes(const struct template_set *set, const char *name,
    size_t len)
{
	size_t low, high, middle;
	const char *found;
	int order;

	low = 0;
	high = set->len;
	while (low < high) {
		middle = low + (high - low) / 2;
		found = set->entries[middle].name;
		order = strncmp(found, name, len);
		if (order == 0 && found[len] != '\0')
			order = 1;
		if (order == 0)
			return (set->entries[middle].template);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return (NULL);
}
