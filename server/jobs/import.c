/*
 * The jobs of an import: its first look at a table, the check of every row,
 * and the writing or clearing away, each one statement of the database.
 */
#include "jobs/import.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cJSON.h>

#include "jobs/runner.h"
#include "jobs/table.h"
#include "log.h"
#include "seal.h"
#include "text.h"

#define BATCH_ROWS       1000
#define SAMPLES          5
#define HEADER_TRIES     20 /* rows; a title often stands above the names */
#define HEADER_BYTES_MAX (GRID_COLUMNS_MAX * IMPORT_SHOWN_BYTES * 2)
#define NUMBER_BYTES     24

/* Of statements that compare or write whole tables; no others may take it. */
#define PATIENCE_SQL "set statement_timeout = '280s'"
#define HASTE_SQL    "reset statement_timeout"

#define FILE_SQL "select body from runner_import_file($1::bigint)"
#define READ_SQL                                                               \
	"select runner_import_read($1::bigint, $2::json, $3::json, "           \
	"$4::integer, $5::integer)"
#define FAILED_SQL "select runner_import_failed($1::bigint, $2)"
#define BEGIN_SQL  "select runner_import_begin($1::bigint)"
#define ROWS_SQL                                                               \
	"select runner_import_rows($1::bigint, $2::integer, $3::json, "        \
	"$4::json, $5::integer)"
#define COMPARE_SQL "select runner_import_compare($1::bigint, $2::integer)"
#define WRITE_SQL   "select runner_import_write($1::bigint)"
#define STUCK_SQL   "select runner_import_stuck($1::bigint)"
#define CLEAR_SQL   "select runner_import_clear($1::bigint)"

/* What a first look sees. */
struct look {
	struct buffer header, samples;
	uint32_t header_row; /* 0: not yet */
	size_t columns, samples_len;
	uint32_t rows, tries;
};

/* A check under way. */
struct check {
	struct import_fields fields;
	struct import_batch batch;
	char turn[NUMBER_BYTES];
	uint32_t header_row, done;
};

static enum job_result do_statement(struct runner *, struct job *,
    const char *sql);
static bool run_patiently(struct store *, const char *sql, int n,
    const char *const *params);
static struct table *open_file(struct runner *, const char *id, bool *gone);
static enum job_result failed(struct runner *, struct job *, const char *id,
    const char *why);
static enum job_result ended(struct runner *, struct job *, const char *id,
    const struct table *, enum table_step);
static bool look_at(struct look *, const struct grid_row *);
static bool add_shown(struct buffer *, const struct grid_row *);
static enum job_result look_done(struct runner *, struct job *, const char *id,
    struct look *);
static bool check_begin(struct check *, const struct cJSON *);
static enum table_step check_rows(struct runner *, const char *id,
    struct check *, struct table *, bool *stopped);
static bool check_send(struct runner *, const char *id, struct check *,
    bool *stopped);

enum job_result
import_read_job(struct runner *runner, struct job *job)
{
	enum job_result result;
	enum table_step step;
	char id[JOB_ID_BYTES];
	struct table *table;
	struct look look;
	bool gone;

	if (!job_id(job, "import", id))
		return (job_dead(job, "no import in the payload"));
	table = open_file(runner, id, &gone);
	if (table == NULL)
		return (gone ? JOB_DONE : job_again(job, "cannot open"));
	memset(&look, 0, sizeof(look));
	buffer_init(&look.header, HEADER_BYTES_MAX);
	buffer_init(&look.samples, SAMPLES * HEADER_BYTES_MAX);
	(void)buffer_add_char(&look.samples, '[');
	while ((step = table_next(table)) == TABLE_ROW)
		if (!look_at(&look, &table->row)) {
			(void)snprintf(table->why, sizeof(table->why),
			    "not_utf8");
			step = TABLE_FAILED;
			break;
		}
	if (step == TABLE_END)
		result = look_done(runner, job, id, &look);
	else
		result = ended(runner, job, id, table, step);
	table_close(table);
	buffer_free(&look.header);
	buffer_free(&look.samples);
	return (result);
}

enum job_result
import_check_job(struct runner *runner, struct job *job)
{
	const char *params[2];
	enum job_result result;
	enum table_step step;
	struct cJSON *begun;
	struct table *table;
	struct check *check;
	char id[JOB_ID_BYTES];
	bool failed_to, gone, stopped = false;

	if (!job_id(job, "import", id))
		return (job_dead(job, "no import in the payload"));
	params[0] = id;
	begun = store_json(&runner->store, BEGIN_SQL, 1, params, &failed_to);
	if (begun == NULL)
		return (failed_to ? job_again(job, "database") : JOB_DONE);
	check = calloc(1, sizeof(*check));
	table = NULL;
	if (check == NULL || !check_begin(check, begun)) {
		result = job_dead(job, "columns cannot be read");
		goto cleanup;
	}
	table = open_file(runner, id, &gone);
	if (table == NULL) {
		result = gone ? JOB_DONE : job_again(job, "cannot open");
		goto cleanup;
	}
	step = check_rows(runner, id, check, table, &stopped);
	if (stopped) {
		result = JOB_DONE; /* somebody took it away meanwhile */
	} else if (step == TABLE_END) {
		params[1] = check->turn;
		result = run_patiently(&runner->store, COMPARE_SQL, 2, params) ?
		    JOB_DONE :
		    job_again(job, "database");
	} else {
		result = ended(runner, job, id, table, step);
	}
cleanup:
	if (check != NULL)
		import_batch_free(&check->batch);
	table_close(table);
	free(check);
	cJSON_Delete(begun);
	return (result);
}

enum job_result
import_write_job(struct runner *runner, struct job *job)
{
	enum job_result result;

	result = do_statement(runner, job, WRITE_SQL);
	if (result != JOB_AGAIN || job->tries < JOB_TRIES_MAX)
		return (result);
	log_warn("import_stuck", "job=%lld", (long long)job->id);
	return (do_statement(runner, job, STUCK_SQL));
}

enum job_result
import_clear_job(struct runner *runner, struct job *job)
{
	return (do_statement(runner, job, CLEAR_SQL));
}

/* A job that the database does whole. */
static enum job_result
do_statement(struct runner *runner, struct job *job, const char *sql)
{
	const char *params[1];
	char id[JOB_ID_BYTES];

	if (!job_id(job, "import", id))
		return (job_dead(job, "no import in the payload"));
	params[0] = id;
	if (!run_patiently(&runner->store, sql, 1, params))
		return (job_again(job, "database"));
	return (JOB_DONE);
}

static bool
run_patiently(struct store *store, const char *sql, int n,
    const char *const *params)
{
	bool ok;

	ok = store_run(store, PATIENCE_SQL, 0, NULL) &&
	    store_run(store, sql, n, params);
	(void)store_run(store, HASTE_SQL, 0, NULL);
	return (ok);
}

/* The bytes wait sealed. NULL: *gone, or a trouble of the machine. */
static struct table *
open_file(struct runner *runner, const char *id, bool *gone)
{
	const char *params[1] = { id };
	struct table *table = NULL;
	PGresult *row;
	size_t len = 0;
	void *bytes;

	*gone = false;
	row = store_ask_bytes(&runner->store, FILE_SQL, 1, params);
	if (row == NULL)
		return (NULL);
	*gone = PQntuples(row) == 0 || PQgetisnull(row, 0, 0);
	if (!*gone) {
		bytes = seal_bytes_open(PQgetvalue(row, 0, 0),
		    (size_t)PQgetlength(row, 0, 0), &len);
		if (bytes == NULL)
			log_error("import_seal", "import=%s", id);
		else
			table = table_open(runner->config, bytes, len);
		seal_bytes_free(bytes, len);
	}
	PQclear(row);
	return (table);
}

static enum job_result
ended(struct runner *runner, struct job *job, const char *id,
    const struct table *table, enum table_step step)
{
	if (step == TABLE_FAILED)
		return (failed(runner, job, id, table->why));
	return (job_again(job, "cannot read or write"));
}

static enum job_result
failed(struct runner *runner, struct job *job, const char *id, const char *why)
{
	const char *params[2] = { id, why };

	log_info("import_failed", "import=%s why=%s", id, why);
	if (!store_run(&runner->store, FAILED_SQL, 2, params))
		return (job_again(job, "database"));
	return (JOB_DONE);
}

/* ---- the first look ---- */

/* False when the names of the columns are in no encoding of ours. */
static bool
look_at(struct look *look, const struct grid_row *row)
{
	size_t i, filled = 0;

	if (look->header_row > 0) {
		look->rows++;
		if (look->samples_len == SAMPLES)
			return (true);
		if (look->samples_len++ > 0)
			(void)buffer_add_char(&look->samples, ',');
		return (add_shown(&look->samples, row));
	}
	for (i = 0; i < row->len; i++) {
		filled += row->cells[i].len > 0;
		if (!text_is_utf8(row->cells[i].text, row->cells[i].len))
			return (false);
	}
	if (look->tries++ >= HEADER_TRIES || filled < 2)
		return (true);
	look->header_row = row->number;
	look->columns = row->len;
	return (add_shown(&look->header, row));
}

static bool
add_shown(struct buffer *out, const struct grid_row *row)
{
	char shown[IMPORT_SHOWN_BYTES];
	size_t i;

	(void)buffer_add_char(out, '[');
	for (i = 0; i < row->len; i++) {
		import_show(&row->cells[i], shown);
		if (i > 0)
			(void)buffer_add_char(out, ',');
		(void)import_quote(out, shown);
	}
	return (buffer_add_char(out, ']'));
}

static enum job_result
look_done(struct runner *runner, struct job *job, const char *id,
    struct look *look)
{
	char number[NUMBER_BYTES], rows[NUMBER_BYTES];
	const char *params[5] = { id, NULL, NULL, number, rows };

	if (look->header_row == 0 || look->rows == 0)
		return (failed(runner, job, id, "no_rows"));
	if (!buffer_add_char(&look->samples, ']') || look->header.failed)
		return (failed(runner, job, id, "too_heavy"));
	params[1] = look->header.data;
	params[2] = look->samples.data;
	(void)snprintf(number, sizeof(number), "%" PRIu32, look->header_row);
	(void)snprintf(rows, sizeof(rows), "%" PRIu32, look->rows);
	if (!store_run(&runner->store, READ_SQL, 5, params))
		return (job_again(job, "database"));
	return (JOB_DONE);
}

/* ---- the check ---- */

static bool
check_begin(struct check *check, const struct cJSON *begun)
{
	const cJSON *turn, *header_row;

	import_batch_init(&check->batch);
	turn = cJSON_GetObjectItemCaseSensitive(begun, "turn");
	header_row = cJSON_GetObjectItemCaseSensitive(begun, "header_row");
	if (!cJSON_IsNumber(turn) || !cJSON_IsNumber(header_row) ||
	    header_row->valueint < 1)
		return (false);
	(void)snprintf(check->turn, sizeof(check->turn), "%d", turn->valueint);
	check->header_row = (uint32_t)header_row->valueint;
	return (import_fields_read(&check->fields,
	    cJSON_GetObjectItemCaseSensitive(begun, "fields")));
}

static enum table_step
check_rows(struct runner *runner, const char *id, struct check *check,
    struct table *table, bool *stopped)
{
	enum table_step step;

	while ((step = table_next(table)) == TABLE_ROW) {
		if (table->row.number <= check->header_row)
			continue;
		if (!import_batch_add(&check->batch, &check->fields,
			&table->row))
			return (TABLE_AGAIN);
		check->done++;
		if (check->batch.rows_len == BATCH_ROWS &&
		    !check_send(runner, id, check, stopped))
			return (TABLE_AGAIN);
	}
	if (step == TABLE_END && check->batch.rows_len > 0 &&
	    !check_send(runner, id, check, stopped))
		return (TABLE_AGAIN);
	return (step);
}

static bool
check_send(struct runner *runner, const char *id, struct check *check,
    bool *stopped)
{
	char done[NUMBER_BYTES];
	const char *params[5] = { id, check->turn, NULL, NULL, done };
	PGresult *said;
	bool ok;

	if (!import_batch_close(&check->batch))
		return (false);
	params[2] = check->batch.rows.data;
	params[3] = check->batch.errors.data;
	(void)snprintf(done, sizeof(done), "%" PRIu32, check->done);
	said = store_ask(&runner->store, ROWS_SQL, 5, params);
	ok = said != NULL && PQntuples(said) == 1 &&
	    PQgetvalue(said, 0, 0)[0] == 't';
	*stopped = said != NULL && !ok;
	PQclear(said);
	import_batch_clear(&check->batch);
	return (ok);
}
