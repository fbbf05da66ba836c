/* Loads the demo data, all of it or nothing, once. */
#include "ctl/ctl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config.h"

#define SCALE_MAX 10
#define PATH_SIZE (CONFIG_TEXT_BYTES_MAX + 256)

/* Made here: the demo is no part of the product's own schema. */
#define TABLE_SQL                                                              \
	"create table if not exists schema_demo (name text primary key, "      \
	"scale integer not null, loaded_at timestamptz not null "              \
	"default now())"

static bool load(PGconn *, const struct config *, const char *scale);
static bool is_loaded(PGconn *);
static bool run_files(PGconn *, const struct config *);

int
demo_main(int argc, char **argv)
{
	struct config config;
	const char *scale;
	char *end;
	PGconn *db;
	long number;
	bool ok;

	scale = getenv("SCALE");
	if (scale == NULL || scale[0] == '\0')
		scale = "1";
	number = strtol(scale, &end, 10);
	if (argc != 1 || *end != '\0' || number < 1 || number > SCALE_MAX) {
		fprintf(stderr, "usage: SCALE=1…%d hamyarctl %s\n", SCALE_MAX,
		    argv[0]);
		return (2);
	}
	if (!ctl_config(&config))
		return (1);
	if (config.mode != MODE_SANDBOX) {
		fprintf(stderr, "hamyarctl: demo data is for the sandbox\n");
		return (1);
	}
	db = ctl_connect(config.db_owner);
	if (db == NULL)
		return (1);
	ok = load(db, &config, scale);
	PQfinish(db);
	return (ok ? 0 : 1);
}

static bool
load(PGconn *db, const struct config *config, const char *scale)
{
	const char *params[1] = { scale };
	PGresult *noted;

	if (!ctl_run(db, "begin") || !ctl_run(db, TABLE_SQL) ||
	    !ctl_run(db, "lock table schema_demo"))
		return (false);
	if (is_loaded(db)) {
		printf("demo data is there already\n");
		return (ctl_run(db, "rollback"));
	}
	noted = ctl_ask(db, "select set_config('demo.scale', $1, false)", 1,
	    params);
	PQclear(noted);
	if (noted == NULL || !run_files(db, config) || !demo_people(db, config))
		return (false);
	noted = ctl_ask(db,
	    "insert into schema_demo (name, scale) values ('demo', $1)", 1,
	    params);
	PQclear(noted);
	if (noted == NULL || !ctl_run(db, "commit"))
		return (false);
	/*
	 * Plans are chosen by statistics, and everything is new. What only
	 * the superuser may look at is skipped, with a warning for each.
	 */
	if (!ctl_run(db, "set client_min_messages = error") ||
	    !ctl_run(db, "analyze"))
		return (false);
	printf("demo data loaded, scale %s\n", scale);
	return (true);
}

static bool
is_loaded(PGconn *db)
{
	PGresult *rows;
	bool loaded;

	rows = ctl_ask(db, "select 1 from schema_demo", 0, NULL);
	loaded = rows != NULL && PQntuples(rows) > 0;
	PQclear(rows);
	return (loaded);
}

/* The pictures first: the rows that follow name them. */
static bool
run_files(PGconn *db, const struct config *config)
{
	char path[PATH_SIZE];

	if (!ctl_path(path, sizeof(path), config->var, "demo/media.sql"))
		return (false);
	if (access(path, R_OK) == 0 && !ctl_run_file(db, path))
		return (false);
	return (ctl_path(path, sizeof(path), config->root, "db/seed/demo") &&
	    ctl_run_folder(db, path, ".sql"));
}
