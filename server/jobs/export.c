/*
 * Writes a list that a person asked for. Its rows are read on a connection of
 * their own, in the role of the web service and as the person herself, so that
 * the same policies hold as on her pages: what the runner may do is no help.
 * The connection ends with the list, and with it that role. Run twice, the job
 * writes the same file anew.
 */
#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cJSON.h>

#include "calendar.h"
#include "config.h"
#include "jobs/runner.h"
#include "jobs/sheet.h"
#include "log.h"

#define ROWS_MAX     200000
#define BYTES_MAX    (64L * 1024 * 1024)
#define FETCH_SQL    "fetch 500 from list"
#define KEPT_SECONDS (7L * 24 * 3600) /* as the row: job_sweep() */
#define PATH_SIZE    (CONFIG_TEXT_BYTES_MAX + 64)

#define TAKE_SQL "select runner_export($1::bigint)"
#define PROGRESS_SQL                                                           \
	"select runner_export_progress($1::bigint, $2::integer, $3::integer)"
#define READY_SQL                                                              \
	"select runner_export_ready($1::bigint, $2::integer, $3::bigint, $4)"
#define FAILED_SQL "select runner_export_failed($1::bigint, $2)"

/* As the service does for each request of hers; ends with the transaction. */
#define BEGIN_SQL "begin isolation level repeatable read read only"
#define ENTER_SQL                                                               \
	"select set_config('app.account', $1, true), "                          \
	"set_config('app.role', $2, true), set_config('app.scope', $3, true), " \
	"set_config('app.scope_kind', $4, true), "                              \
	"set_config('app.grant', $5, true), "                                   \
	"set_config('app.operation', 'export', true)"
#define ROLE_SQL  "set local role hamyar_service"
#define COUNT_SQL "select cardinality(export_ids($1, $2::jsonb))"
#define LIST_SQL                                                               \
	"declare list no scroll cursor for "                                   \
	"select r from export_rows($1, $2::jsonb) r"

struct export
{
	struct runner *runner;
	const cJSON *asked; /* what runner_export() said */
	char id[JOB_ID_BYTES];
	char folder[PATH_SIZE];
	char path[PATH_SIZE + 48];
	char part[PATH_SIZE + 56];
	struct store reader;
	int rows, total;
	const char *why; /* of a failure that another try will not mend */
};

static enum job_result run(struct export *, struct job *);
static bool write_list(struct export *);
static bool enter(struct export *);
static bool count(struct export *);
static bool write_rows(struct export *, struct sheet *);
static bool write_batch(struct sheet *, const PGresult *);
static void tell_progress(const struct export *);
static bool finish(struct export *);

enum job_result
export_job(struct runner *runner, struct job *job)
{
	struct export export = { .runner = runner };
	const char *params[1] = { export.id };
	enum job_result result;
	cJSON *asked;
	bool failed;

	if (!job_id(job, "export", export.id))
		return (job_dead(job, "no export in the payload"));
	asked = store_json(&runner->store, TAKE_SQL, 1, params, &failed);
	if (failed)
		return (job_again(job, "database"));
	/* Written by an earlier run, or not hers to see any more. */
	if (asked == NULL)
		return (JOB_DONE);
	export.asked = asked;
	result = run(&export, job);
	store_close(&export.reader);
	cJSON_Delete(asked);
	return (result);
}

static enum job_result
run(struct export *export, struct job *job)
{
	const char *params[2] = { export->id, NULL };

	(void)snprintf(export->folder, sizeof(export->folder), "%s/exports",
	    export->runner->config->var);
	(void)snprintf(export->path, sizeof(export->path), "%s/%.32s.%.4s",
	    export->folder, store_text(export->asked, "file", ""),
	    store_text(export->asked, "format", ""));
	(void)snprintf(export->part, sizeof(export->part), "%s.part",
	    export->path);
	if (write_list(export) && finish(export))
		return (JOB_DONE);
	(void)unlink(export->part);
	if (export->why == NULL && job->tries < JOB_TRIES_MAX)
		return (job_again(job, "not written"));
	params[1] = export->why != NULL ? export->why : "not_written";
	(void)store_insist(&export->runner->store, FAILED_SQL, 2, params);
	/* The person sees it and asks again; nobody else need look. */
	log_warn("export_failed", "export=%s why=%s", export->id, params[1]);
	return (JOB_DONE);
}

/* The file under its working name, readable by the service's group alone. */
static bool
write_list(struct export *export)
{
	struct sheet *sheet;
	mode_t mask;
	bool ok;

	if (mkdir(export->folder, 0750) == -1 && errno != EEXIST) {
		log_error("no_export_folder", "why=\"%s\"", strerror(errno));
		return (false);
	}
	store_init(&export->reader, export->runner->config->db_jobs);
	if (!store_ready(&export->reader) || !enter(export) || !count(export))
		return (false);
	mask = umask(027);
	sheet = sheet_open(export->part, export->folder,
	    strcmp(store_text(export->asked, "format", ""), "xlsx") == 0,
	    store_text(export->asked, "title", ""),
	    cJSON_GetObjectItemCaseSensitive(export->asked, "columns"));
	ok = sheet != NULL && write_rows(export, sheet);
	if (sheet != NULL)
		ok = sheet_close(sheet) && ok;
	(void)umask(mask);
	return (ok && store_run(&export->reader, "commit", 0, NULL));
}

static bool
enter(struct export *export)
{
	static const char *const names[] = { "account", "role", "scope",
		"scope_kind", "grant" };
	const char *params[5];
	size_t i;

	for (i = 0; i < 5; i++)
		params[i] = store_text(export->asked, names[i], "");
	return (store_run(&export->reader, BEGIN_SQL, 0, NULL) &&
	    store_run(&export->reader, ENTER_SQL, 5, params) &&
	    store_run(&export->reader, ROLE_SQL, 0, NULL));
}

static bool
count(struct export *export)
{
	const char *params[2] = { store_text(export->asked, "list", ""),
		store_text(export->asked, "filters", "") };
	PGresult *row;

	row = store_ask(&export->reader, COUNT_SQL, 2, params);
	if (row == NULL)
		return (false);
	export->total = (int)strtol(PQgetvalue(row, 0, 0), NULL, 10);
	PQclear(row);
	if (export->total > ROWS_MAX)
		export->why = "too_many";
	return (export->why == NULL &&
	    store_run(&export->reader, LIST_SQL, 2, params));
}

static bool
write_rows(struct export *export, struct sheet *sheet)
{
	PGresult *batch;
	int n;
	bool ok;

	do {
		batch = store_ask(&export->reader, FETCH_SQL, 0, NULL);
		if (batch == NULL)
			return (false);
		n = PQntuples(batch);
		ok = write_batch(sheet, batch);
		PQclear(batch);
		export->rows += n;
		tell_progress(export);
	} while (ok && n > 0 && export->rows <= ROWS_MAX);
	return (ok && n == 0);
}

static bool
write_batch(struct sheet *sheet, const PGresult *batch)
{
	cJSON *row;
	int i;
	bool ok;

	ok = true;
	for (i = 0; ok && i < PQntuples(batch); i++) {
		row = cJSON_ParseWithLength(PQgetvalue(batch, i, 0),
		    (size_t)PQgetlength(batch, i, 0));
		ok = row != NULL && sheet_row(sheet, row);
		cJSON_Delete(row);
	}
	return (ok);
}

static void
tell_progress(const struct export *export)
{
	char rows[16], total[16];
	const char *params[3] = { export->id, rows, total };

	(void)snprintf(rows, sizeof(rows), "%d", export->rows);
	(void)snprintf(total, sizeof(total), "%d", export->total);
	(void)store_run(&export->runner->store, PROGRESS_SQL, 3, params);
}

/* In its place, and said so, under the name that it is saved with. */
static bool
finish(struct export *export)
{
	char rows[16], bytes[24], name[96];
	const char *params[4] = { export->id, rows, bytes, name }, *list;
	struct jalali today = { 0 };
	struct stat info;
	size_t i;

	if (stat(export->part, &info) == -1)
		return (false);
	if (info.st_size > BYTES_MAX) {
		export->why = "too_large";
		return (false);
	}
	if (rename(export->part, export->path) == -1)
		return (false);
	(void)calendar_from_time((int64_t)time(NULL), &today);
	list = store_text(export->asked, "list", "");
	(void)snprintf(rows, sizeof(rows), "%d", export->rows);
	(void)snprintf(bytes, sizeof(bytes), "%lld", (long long)info.st_size);
	(void)snprintf(name, sizeof(name), "%.40s-%04d-%02d-%02d.%.4s", list,
	    today.year, today.month, today.day,
	    store_text(export->asked, "format", ""));
	for (i = 0; name[i] != '\0'; i++)
		if (name[i] == '_')
			name[i] = '-';
	return (store_insist(&export->runner->store, READY_SQL, 4, params));
}

/* Files whose week is over, and parts that a dead runner left. */
void
exports_drop(struct runner *runner)
{
	char folder[PATH_SIZE], path[PATH_SIZE + NAME_MAX + 2];
	struct dirent *entry;
	struct stat info;
	DIR *dir;

	(void)snprintf(folder, sizeof(folder), "%s/exports",
	    runner->config->var);
	dir = opendir(folder);
	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL) {
		(void)snprintf(path, sizeof(path), "%s/%s", folder,
		    entry->d_name);
		if (entry->d_name[0] == '.' || lstat(path, &info) == -1 ||
		    !S_ISREG(info.st_mode) ||
		    info.st_mtime > time(NULL) - KEPT_SECONDS)
			continue;
		if (unlink(path) == -1)
			log_error("export_left", "why=\"%s\"", strerror(errno));
	}
	(void)closedir(dir);
}
