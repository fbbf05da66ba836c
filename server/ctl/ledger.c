/*
 * Walks the account books from their first entry to their last and tells the
 * first thing that was changed: each link of the chain is hashed anew here,
 * outside the database, from what the database says the entry is.
 */
#include "ctl/ctl.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "config.h"

#define BEGIN_SQL "begin transaction isolation level repeatable read read only"
#define BOOKS_SQL                                                              \
	"select id, head, encode(head_hash, 'hex'), "                          \
	"coalesce('group ' || group_id, kind) from ledger_book "               \
	"where $1::bigint is null or id = $1::bigint order by id"
#define LINKS_SQL                                                              \
	"declare links no scroll cursor for "                                  \
	"select s.seq, s.entry_id, s.hash, ledger_content(e) "                 \
	"from ledger_seal s join ledger_entry e on e.id = s.entry_id "         \
	"where s.book_id = %s order by s.seq"
#define FETCH_SQL  "fetch 5000 from links"
#define FAULTS_SQL "select fault, id, expected, found from ledger_faults($1) "

struct chain {
	int64_t seq;
	unsigned char hash[crypto_hash_sha256_BYTES];
	size_t hash_len; /* 0 before the first link */
};

static int verify_books(PGconn *, const char *book);
static bool verify_book(PGconn *, const PGresult *, int row, int64_t *entries);
static bool walk(PGconn *, const char *book, struct chain *);
static bool link_is_right(const PGresult *, int row, struct chain *);
static bool head_is_right(const PGresult *, int row, const struct chain *);
static bool agrees(PGconn *, const char *book);
static double now_s(void);

int
ledger_main(int argc, char **argv)
{
	struct config config;
	PGconn *db;
	int status;

	if (argc > 2 ||
	    (argc == 2 && strspn(argv[1], "0123456789") != strlen(argv[1]))) {
		fprintf(stderr, "usage: hamyarctl %s [BOOK]\n", argv[0]);
		return (2);
	}
	if (sodium_init() < 0 || !ctl_config(&config))
		return (2);
	db = ctl_connect(config.db_owner);
	if (db == NULL)
		return (2);
	status = verify_books(db, argc == 2 ? argv[1] : NULL);
	PQfinish(db);
	return (status);
}

/* 0 when all is as it was written, 1 when not, 2 when nobody can tell. */
static int
verify_books(PGconn *db, const char *book)
{
	const char *params[1] = { book };
	PGresult *books;
	double began;
	int64_t entries;
	int i, n, wrong;

	began = now_s();
	if (!ctl_run(db, BEGIN_SQL))
		return (2);
	books = ctl_ask(db, BOOKS_SQL, 1, params);
	if (books == NULL)
		return (2);
	entries = 0;
	wrong = 0;
	n = PQntuples(books);
	for (i = 0; i < n; i++)
		if (!verify_book(db, books, i, &entries))
			wrong++;
	PQclear(books);
	if (n == 0) {
		fprintf(stderr, "hamyarctl: no such book\n");
		return (2);
	}
	printf("%d of %d books verified, %" PRId64 " entries, %.0f a second\n",
	    n - wrong, n, entries, (double)entries / (now_s() - began + 1e-6));
	return (wrong == 0 ? 0 : 1);
}

static bool
verify_book(PGconn *db, const PGresult *books, int row, int64_t *entries)
{
	struct chain chain;
	const char *book;
	bool ok;

	book = PQgetvalue(books, row, 0);
	memset(&chain, 0, sizeof(chain));
	ok = walk(db, book, &chain) && head_is_right(books, row, &chain) &&
	    agrees(db, book);
	*entries += chain.seq;
	if (!ok)
		printf("book %s (%s) is BROKEN\n", book,
		    PQgetvalue(books, row, 3));
	return (ok);
}

static bool
walk(PGconn *db, const char *book, struct chain *chain)
{
	char sql[512];
	PGresult *links;
	int i, n;
	bool ok;

	(void)snprintf(sql, sizeof(sql), LINKS_SQL, book);
	if (!ctl_run(db, sql))
		return (false);
	do {
		links = ctl_ask(db, FETCH_SQL, 0, NULL);
		n = links == NULL ? 0 : PQntuples(links);
		ok = links != NULL;
		for (i = 0; ok && i < n; i++)
			ok = link_is_right(links, i, chain);
		PQclear(links);
	} while (ok && n > 0);
	return (ctl_run(db, "close links") && ok);
}

/* hash = SHA-256(the hash before, nothing at first, and the content). */
static bool
link_is_right(const PGresult *links, int row, struct chain *chain)
{
	crypto_hash_sha256_state state;
	unsigned char *hash;
	const char *content;
	size_t len;
	int64_t seq;
	bool ok;

	seq = strtoll(PQgetvalue(links, row, 0), NULL, 10);
	if (seq != chain->seq + 1) {
		printf("link %" PRId64 " is missing\n", chain->seq + 1);
		return (false);
	}
	content = PQgetvalue(links, row, 3);
	(void)crypto_hash_sha256_init(&state);
	(void)crypto_hash_sha256_update(&state, chain->hash, chain->hash_len);
	(void)crypto_hash_sha256_update(&state, (const unsigned char *)content,
	    strlen(content));
	chain->hash_len = sizeof(chain->hash);
	(void)crypto_hash_sha256_final(&state, chain->hash);
	hash = PQunescapeBytea((const unsigned char *)PQgetvalue(links, row, 2),
	    &len);
	ok = hash != NULL && len == sizeof(chain->hash) &&
	    memcmp(hash, chain->hash, len) == 0;
	PQfreemem(hash);
	if (!ok)
		printf("entry %s, link %" PRId64 ", is not what was sealed\n",
		    PQgetvalue(links, row, 1), seq);
	else
		chain->seq = seq;
	return (ok);
}

static bool
head_is_right(const PGresult *books, int row, const struct chain *chain)
{
	char hex[2 * sizeof(chain->hash) + 1];

	hex[0] = '\0';
	if (chain->hash_len > 0)
		(void)sodium_bin2hex(hex, sizeof(hex), chain->hash,
		    chain->hash_len);
	if (strtoll(PQgetvalue(books, row, 1), NULL, 10) == chain->seq &&
	    strcmp(PQgetvalue(books, row, 2), hex) == 0)
		return (true);
	printf("the chain ends at link %" PRId64 ", not at its head %s\n",
	    chain->seq, PQgetvalue(books, row, 1));
	return (false);
}

/* Sums, balances, and nothing outside the chain: see ledger_faults(). */
static bool
agrees(PGconn *db, const char *book)
{
	const char *params[1] = { book };
	PGresult *faults;
	int n;

	faults = ctl_ask(db, FAULTS_SQL, 1, params);
	if (faults == NULL)
		return (false);
	n = PQntuples(faults);
	if (n > 0)
		printf("%s of %s is %s, not %s\n", PQgetvalue(faults, 0, 0),
		    PQgetvalue(faults, 0, 1), PQgetvalue(faults, 0, 3),
		    PQgetvalue(faults, 0, 2));
	PQclear(faults);
	return (n == 0);
}

static double
now_s(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return ((double)now.tv_sec + (double)now.tv_nsec / 1e9);
}
