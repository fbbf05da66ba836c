/*
 * Pages that are the same for everybody, kept in the worker's memory with
 * tags and a short life, dropped when PostgreSQL says that a tag changed.
 */
#ifndef SERVER_CACHE_H
#define SERVER_CACHE_H

#include <stddef.h>
#include <stdint.h>

#include "reply.h"

struct cache_page {
	char etag[REPLY_ETAG_BYTES];
	struct cache_body {
		char
		    *head; /* as wire_send() wants it; all owned by the cache */
		size_t head_len;
		char *data; /* NULL: no gain in that encoding */
		size_t len;
	} bodies[ENCODING_MAX];
};

/* Once a worker: listens for dropped tags. Of no bytes, it keeps nothing. */
void cache_start(size_t bytes_max, int64_t life_ms);

/*
 * The page kept under a key, in the encoding asked for where that gains and
 * plain in any case; borrowed until the next call of this module. NULL when
 * there is none.
 */
const struct cache_page *cache_find(const char *key, enum encoding);

/*
 * Keeps a page under space-separated tags, unless something was dropped since
 * the generation was read: then the page may be older than the news.
 */
void cache_keep(const char *key, const char *tags, const char *type,
    const char *etag, const char *body, size_t len, uint64_t generation);
uint64_t cache_generation(void);

struct cache_state {
	uint64_t hits, misses, drops;
	size_t pages, bytes;
};
void cache_state_read(struct cache_state *);

#endif
