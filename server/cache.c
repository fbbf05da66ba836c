/* The page cache of one worker; see cache.h. */
#include "cache.h"

#include <sys/queue.h>
#include <sys/types.h>

#include <kore/kore.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db.h"

#define BUCKETS 4096

struct entry {
	LIST_ENTRY(entry) bucket;
	TAILQ_ENTRY(entry) age; /* least lately used first */
	char *key;
	char *tags; /* with a space before and after each */
	const char *type;
	bool tried[ENCODING_MAX];
	struct cache_page page;
	size_t bytes;
	uint64_t until_ms;
};

static LIST_HEAD(entry_list, entry) buckets[BUCKETS];
static TAILQ_HEAD(entry_queue, entry) ages = TAILQ_HEAD_INITIALIZER(ages);
static struct cache_state counts;
static size_t limit_bytes;
static uint64_t life;
static uint64_t generation_now;

static void cache_heard(const char *);
static size_t bucket_of(const char *);
static struct entry *entry_find(const char *);
static void entry_free(struct entry *);
static void entry_encode(struct entry *, enum encoding);
static bool entry_add(struct entry *, enum encoding, char *, size_t);
static void entry_count(struct entry *, size_t bytes);
static void make_room(size_t);

void
cache_start(size_t bytes_max, int64_t life_ms)
{
	limit_bytes = bytes_max;
	life = (uint64_t)life_ms;
	db_listen("cache", cache_heard);
}

/*
 * Forgets the pages under a tag, or all. They are few thousand and news are
 * rare, so a walk is enough.
 */
static void
cache_heard(const char *tag)
{
	bool all = tag == NULL || strcmp(tag, "all") == 0;
	struct entry *entry, *next;
	char word[80];

	generation_now++;
	counts.drops++;
	(void)snprintf(word, sizeof(word), " %s ", all ? "" : tag);
	for (entry = TAILQ_FIRST(&ages); entry != NULL; entry = next) {
		next = TAILQ_NEXT(entry, age);
		if (all || strstr(entry->tags, word) != NULL)
			entry_free(entry);
	}
}

uint64_t
cache_generation(void)
{
	return (generation_now);
}

const struct cache_page *
cache_find(const char *key, enum encoding encoding)
{
	struct entry *entry = entry_find(key);

	if (entry != NULL && kore_time_ms() > entry->until_ms) {
		entry_free(entry);
		entry = NULL;
	}
	if (entry == NULL) {
		counts.misses++;
		return (NULL);
	}
	counts.hits++;
	TAILQ_REMOVE(&ages, entry, age);
	TAILQ_INSERT_TAIL(&ages, entry, age);
	entry_encode(entry, encoding);
	return (&entry->page);
}

void
cache_keep(const char *key, const char *tags, const char *type,
    const char *etag, const char *body, size_t len, uint64_t generation)
{
	struct entry *entry;
	char *plain;
	size_t bytes = len + strlen(key) + strlen(tags) + sizeof(*entry);

	if (generation != generation_now || bytes > limit_bytes / 8)
		return;
	entry = entry_find(key);
	if (entry != NULL)
		entry_free(entry);
	make_room(bytes);
	entry = calloc(1, sizeof(*entry));
	if (entry == NULL)
		return;
	LIST_INSERT_HEAD(&buckets[bucket_of(key)], entry, bucket);
	TAILQ_INSERT_TAIL(&ages, entry, age);
	counts.pages++;
	entry_count(entry, sizeof(*entry) + strlen(key) + strlen(tags));
	entry->type = type;
	entry->until_ms = kore_time_ms() + life;
	entry->key = strdup(key);
	memcpy(entry->page.etag, etag, strlen(etag) + 1);
	plain = malloc(len);
	if (entry->key == NULL || plain == NULL ||
	    asprintf(&entry->tags, " %s ", tags) == -1) {
		free(plain);
		entry_free(entry);
		return;
	}
	memcpy(plain, body, len);
	if (!entry_add(entry, ENCODING_PLAIN, plain, len))
		entry_free(entry);
}

void
cache_state_read(struct cache_state *state)
{
	*state = counts;
}

/* FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/ */
static size_t
bucket_of(const char *key)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (; *key != '\0'; key++)
		hash = (hash ^ (unsigned char)*key) * UINT64_C(1099511628211);
	return ((size_t)(hash % BUCKETS));
}

static struct entry *
entry_find(const char *key)
{
	struct entry *entry;

	LIST_FOREACH(entry, &buckets[bucket_of(key)], bucket) {
		/* cppcheck-suppress uninitvar ; cache_keep() fills it in */
		if (strcmp(entry->key, key) == 0)
			return (entry);
	}
	return (NULL);
}

static void
entry_free(struct entry *entry)
{
	size_t i;

	LIST_REMOVE(entry, bucket);
	TAILQ_REMOVE(&ages, entry, age);
	counts.bytes -= entry->bytes;
	counts.pages--;
	for (i = 0; i < ENCODING_MAX; i++) {
		free(entry->page.bodies[i].head);
		free(entry->page.bodies[i].data);
	}
	free(entry->key);
	free(entry->tags);
	free(entry);
}

/* Each encoding is made once, hard, when the first browser asks for it. */
static void
entry_encode(struct entry *entry, enum encoding encoding)
{
	const struct cache_body *plain = &entry->page.bodies[ENCODING_PLAIN];
	char *packed;
	size_t len;

	if (entry->tried[encoding])
		return;
	packed = reply_compress(plain->data, plain->len, encoding, true, &len);
	(void)entry_add(entry, encoding, packed, len);
}

/* Takes the bytes; on failure the entry goes without that encoding. */
static bool
entry_add(struct entry *entry, enum encoding encoding, char *data, size_t len)
{
	struct cache_body *body = &entry->page.bodies[encoding];

	entry->tried[encoding] = true;
	if (data == NULL)
		return (false);
	body->head = reply_keep_head(entry->type, encoding, entry->page.etag,
	    len, &body->head_len);
	if (body->head == NULL) {
		free(data);
		return (false);
	}
	body->data = data;
	body->len = len;
	entry_count(entry, len + body->head_len);
	return (true);
}

static void
entry_count(struct entry *entry, size_t bytes)
{
	entry->bytes += bytes;
	counts.bytes += bytes;
}

static void
make_room(size_t bytes)
{
	while (counts.bytes + bytes > limit_bytes && !TAILQ_EMPTY(&ages))
		/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): it left. */
		entry_free(TAILQ_FIRST(&ages));
}
