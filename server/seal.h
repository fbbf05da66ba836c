/*
 * Small secrets of people at rest: sealed, so that a copy of the database
 * tells nothing, and a keyed hash to find them by.
 */
#ifndef SERVER_SEAL_H
#define SERVER_SEAL_H

#include <stdbool.h>
#include <stddef.h>

#define SEAL_TEXT_BYTES_MAX 64 /* a secret, with its NUL */

/* The two keys, as long as you like; once, before anything is sealed. */
void seal_start(const char *seal_key, const char *hash_key);

/*
 * {"hash": …, "sealed": …}, both in hex, as the database takes them; caller
 * frees. NULL: too long, or no memory. The same text gives the same answer:
 * its hash says that much anyway, and a form sent twice stays the same form.
 */
char *seal_close(const char *text);

/* False, out untouched: not sealed with this key, or tampered with. */
bool seal_open(const char *hex, char out[SEAL_TEXT_BYTES_MAX]);

/*
 * A whole file, sealed as bytes: what the database keeps until a job reads
 * it. Both hand memory to the caller, who frees it (what was opened by
 * seal_bytes_free()); NULL when there is none, or it was tampered with.
 */
void *seal_bytes_close(const void *, size_t, size_t *out_len);
void *seal_bytes_open(const void *, size_t, size_t *out_len);
void seal_bytes_free(void *, size_t);

#endif
