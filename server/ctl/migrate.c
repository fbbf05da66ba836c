/*
 * Brings the database to this version. Migrations go forward, once each, in
 * a transaction of their own; functions, policies and base data are written
 * to be applied again and are applied every time, together.
 */
#include "ctl/ctl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "config.h"

/* Two of us at once would apply the same file twice; any number does. */
#define LOCK_SQL "select pg_advisory_lock(7265646979)"

#define TABLE_SQL                                                              \
	"create table if not exists schema_migration ("                        \
	"name text primary key, sha256 text not null, "                        \
	"applied_at timestamptz not null default now())"

#define SHA256_TEXT_SIZE (crypto_hash_sha256_BYTES * 2 + 1)
#define PATH_SIZE        (CONFIG_TEXT_BYTES_MAX + 256)

static bool migrate(PGconn *, const char *root);
static bool migrate_folder(PGconn *, const char *folder,
    const struct ctl_names *);
static bool check_known(PGconn *, const struct ctl_names *);
static bool apply_new(PGconn *, const char *path, const char *name);
static bool apply_again(PGconn *, const char *root);
static bool hash_file(const char *path, char out[SHA256_TEXT_SIZE]);

int
migrate_main(int argc, char **argv)
{
	struct config config;
	PGconn *db;
	bool ok;

	if (argc != 1) {
		fprintf(stderr, "usage: hamyarctl %s\n", argv[0]);
		return (2);
	}
	if (sodium_init() < 0 || !ctl_config(&config))
		return (1);
	db = ctl_connect(config.db_owner);
	if (db == NULL)
		return (1);
	ok = migrate(db, config.root);
	PQfinish(db);
	return (ok ? 0 : 1);
}

static bool
migrate(PGconn *db, const char *root)
{
	struct ctl_names names;
	char folder[PATH_SIZE];
	bool ok;

	if (!ctl_run(db, LOCK_SQL) || !ctl_run(db, TABLE_SQL) ||
	    !ctl_path(folder, sizeof(folder), root, "db/migrations"))
		return (false);
	if (!ctl_list(folder, ".sql", &names) || names.len == 0) {
		fprintf(stderr, "hamyarctl: no migrations in %s\n", folder);
		return (false);
	}
	ok = check_known(db, &names) && migrate_folder(db, folder, &names);
	ctl_names_free(&names);
	return (ok && apply_again(db, root));
}

/*
 * What the database has must be the first of what we have: otherwise it is
 * newer than we are, or a file was slipped in between.
 */
static bool
check_known(PGconn *db, const struct ctl_names *names)
{
	PGresult *done;
	int i, n;
	bool ok;

	done = ctl_ask(db,
	    "select name from schema_migration order by name collate \"C\"", 0,
	    NULL);
	if (done == NULL)
		return (false);
	ok = true;
	n = PQntuples(done);
	for (i = 0; ok && i < n; i++)
		if ((size_t)i >= names->len ||
		    strcmp(names->names[i], PQgetvalue(done, i, 0)) != 0) {
			fprintf(stderr,
			    "hamyarctl: the database has %s where these files "
			    "have %s: it is newer, or a file is out of order\n",
			    PQgetvalue(done, i, 0),
			    (size_t)i < names->len ? names->names[i] :
						     "nothing");
			ok = false;
		}
	PQclear(done);
	return (ok);
}

static bool
migrate_folder(PGconn *db, const char *folder, const struct ctl_names *names)
{
	PGresult *known;
	char hash[SHA256_TEXT_SIZE], path[PATH_SIZE];
	const char *params[2];
	size_t i;
	bool ok;

	for (i = 0; i < names->len; i++) {
		if (!ctl_path(path, sizeof(path), folder, names->names[i]) ||
		    !hash_file(path, hash))
			return (false);
		params[0] = names->names[i];
		params[1] = hash;
		known = ctl_ask(db,
		    "select sha256 = $2 from schema_migration where name = $1",
		    2, params);
		if (known == NULL)
			return (false);
		if (PQntuples(known) == 0)
			ok = apply_new(db, path, names->names[i]);
		else
			ok = PQgetvalue(known, 0, 0)[0] == 't';
		if (!ok && PQntuples(known) != 0)
			fprintf(stderr,
			    "hamyarctl: %s was changed after it had been "
			    "applied; write a new migration instead\n",
			    path);
		PQclear(known);
		if (!ok)
			return (false);
	}
	return (true);
}

static bool
apply_new(PGconn *db, const char *path, const char *name)
{
	PGresult *noted;
	char hash[SHA256_TEXT_SIZE];
	const char *params[2] = { name, hash };

	if (!hash_file(path, hash) || !ctl_run(db, "begin"))
		return (false);
	if (ctl_run_file(db, path)) {
		noted = ctl_ask(db,
		    "insert into schema_migration (name, sha256) "
		    "values ($1, $2)",
		    2, params);
		PQclear(noted);
		if (noted != NULL && ctl_run(db, "commit")) {
			printf("applied %s\n", name);
			return (true);
		}
	}
	(void)ctl_run(db, "rollback");
	return (false);
}

/* In one transaction: the service never sees half of a version. */
static bool
apply_again(PGconn *db, const char *root)
{
	char functions[PATH_SIZE], policies[PATH_SIZE], base[PATH_SIZE];

	if (!ctl_path(functions, sizeof(functions), root, "db/functions") ||
	    !ctl_path(policies, sizeof(policies), root, "db/policies.sql") ||
	    !ctl_path(base, sizeof(base), root, "db/seed/base") ||
	    !ctl_run(db, "begin"))
		return (false);
	if (ctl_run_folder(db, functions, ".sql") &&
	    ctl_run_file(db, policies) && ctl_run_folder(db, base, ".sql") &&
	    ctl_run(db, "commit")) {
		printf("functions, policies and base data are in place\n");
		return (true);
	}
	(void)ctl_run(db, "rollback");
	return (false);
}

static bool
hash_file(const char *path, char out[SHA256_TEXT_SIZE])
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char *text;
	size_t len;

	text = ctl_read(path, &len);
	if (text == NULL)
		return (false);
	crypto_hash_sha256(hash, (const unsigned char *)text, len);
	free(text);
	(void)sodium_bin2hex(out, SHA256_TEXT_SIZE, hash, sizeof(hash));
	return (true);
}
