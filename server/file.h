/* Reading a whole file at start, and walking a folder of them. */
#ifndef SERVER_FILE_H
#define SERVER_FILE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The bytes of a file with a NUL after them; caller frees. NULL when it
 * cannot be read or is larger. Never in a handler: it waits for the disk.
 */
char *file_read(const char *path, size_t bytes_max, size_t *len);

/*
 * Calls found() for each file below a folder, one level of folders deep, whose
 * name ends so; stops and returns false when found() does.
 */
bool file_each(const char *folder, const char *ending,
    bool (*found)(const char *path, const char *name, void *), void *);

#endif
