/* Reading whole files at start; see file.h. */
#include "file.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_PATH_BYTES_MAX 4096

static bool each_in(const char *, const char *, int depth,
    bool (*)(const char *, const char *, void *), void *);
static bool ends_in(const char *, const char *);

char *
file_read(const char *path, size_t bytes_max, size_t *len)
{
	char *bytes = NULL;
	long size;
	FILE *file = fopen(path, "rb");

	if (file == NULL)
		return (NULL);
	if (fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) >= 0 &&
	    (size_t)size <= bytes_max && fseek(file, 0, SEEK_SET) == 0 &&
	    (bytes = malloc((size_t)size + 1)) != NULL) {
		*len = fread(bytes, 1, (size_t)size, file);
		bytes[*len] = '\0';
	}
	(void)fclose(file);
	return (bytes);
}

bool
file_each(const char *folder, const char *ending,
    bool (*found)(const char *, const char *, void *), void *arg)
{
	return (each_in(folder, ending, 1, found, arg));
}

static bool
each_in(const char *folder, const char *ending, int depth,
    bool (*found)(const char *, const char *, void *), void *arg)
{
	char path[FILE_PATH_BYTES_MAX];
	struct dirent *entry;
	bool ok = true;
	DIR *dir = opendir(folder);

	if (dir == NULL)
		return (true);
	while (ok && (entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.' ||
		    snprintf(path, sizeof(path), "%s/%s", folder,
			entry->d_name) >= (int)sizeof(path))
			continue;
		if (ends_in(entry->d_name, ending))
			ok = found(path, entry->d_name, arg);
		else if (entry->d_type == DT_DIR && depth > 0)
			ok = each_in(path, ending, depth - 1, found, arg);
	}
	(void)closedir(dir);
	return (ok);
}

static bool
ends_in(const char *name, const char *ending)
{
	size_t len = strlen(name), end = strlen(ending);

	return (len > end && strcmp(name + len - end, ending) == 0);
}
