/* What the commands share: settings, a connection, files of SQL. */
#include "ctl/ctl.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "config.h"

#define FILE_BYTES_MAX (256L * 1024 * 1024) /* demo data at SCALE=10 */

static void print_failure(const PGresult *, const char *where,
    const char *text);
static long line_at(const char *text, long position);
static int compare(const void *, const void *);
static bool ends_in(const char *, const char *suffix);
static bool names_add(struct ctl_names *, const char *);

bool
ctl_config(struct config *config)
{
	char error[256];

	if (config_read(config, error, sizeof(error)))
		return (true);
	fprintf(stderr, "hamyarctl: %s\n", error);
	return (false);
}

PGconn *
ctl_connect(const char *conninfo)
{
	PGconn *db;

	db = PQconnectdb(conninfo);
	if (PQstatus(db) == CONNECTION_OK &&
	    ctl_run(db, "set client_min_messages = warning"))
		return (db);
	fprintf(stderr, "hamyarctl: %s", PQerrorMessage(db));
	PQfinish(db);
	return (NULL);
}

bool
ctl_run(PGconn *db, const char *sql)
{
	PGresult *result;
	ExecStatusType status;

	result = PQexec(db, sql);
	status = PQresultStatus(result);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
		print_failure(result, "hamyarctl", NULL);
	PQclear(result);
	return (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK);
}

PGresult *
ctl_ask(PGconn *db, const char *sql, int n, const char *const *params)
{
	PGresult *result;

	result = PQexecParams(db, sql, n, NULL, params, NULL, NULL, 0);
	if (PQresultStatus(result) == PGRES_TUPLES_OK ||
	    PQresultStatus(result) == PGRES_COMMAND_OK)
		return (result);
	print_failure(result, "hamyarctl", NULL);
	PQclear(result);
	return (NULL);
}

bool
ctl_run_file(PGconn *db, const char *path)
{
	PGresult *result;
	ExecStatusType status;
	char *text;
	size_t len;

	text = ctl_read(path, &len);
	if (text == NULL)
		return (false);
	result = PQexec(db, text);
	status = PQresultStatus(result);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK &&
	    status != PGRES_EMPTY_QUERY) {
		print_failure(result, path, text);
		PQclear(result);
		free(text);
		return (false);
	}
	PQclear(result);
	free(text);
	return (true);
}

/* "file:12: message", as compilers say it. */
static void
print_failure(const PGresult *result, const char *where, const char *text)
{
	const char *detail, *message, *position;

	message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
	position = PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION);
	if (message == NULL)
		message = PQresultErrorMessage(result);
	if (text != NULL && position != NULL)
		fprintf(stderr, "%s:%ld: %s\n", where,
		    line_at(text, strtol(position, NULL, 10)), message);
	else
		fprintf(stderr, "%s: %s\n", where, message);
	if (detail != NULL && detail[0] != '\0')
		fprintf(stderr, "%s: %s\n", where, detail);
	detail = PQresultErrorField(result, PG_DIAG_CONTEXT);
	if (detail != NULL)
		fprintf(stderr, "%s: in %s\n", where, detail);
}

/* PostgreSQL counts letters from 1, not bytes. */
static long
line_at(const char *text, long position)
{
	long line;

	line = 1;
	for (; *text != '\0' && position > 1; text++) {
		if (*text == '\n')
			line++;
		if (((unsigned char)text[1] & 0xc0) != 0x80)
			position--;
	}
	return (line);
}

char *
ctl_read(const char *path, size_t *len)
{
	struct stat info;
	FILE *file;
	char *text;

	text = NULL;
	file = fopen(path, "re");
	if (file == NULL || fstat(fileno(file), &info) != 0)
		goto failed;
	if (info.st_size > FILE_BYTES_MAX) {
		errno = EFBIG;
		goto failed;
	}
	text = malloc((size_t)info.st_size + 1);
	if (text == NULL)
		goto failed;
	*len = fread(text, 1, (size_t)info.st_size, file);
	if (*len != (size_t)info.st_size)
		goto failed;
	text[*len] = '\0';
	fclose(file);
	return (text);
failed:
	fprintf(stderr, "hamyarctl: %s: %s\n", path, strerror(errno));
	free(text);
	if (file != NULL)
		fclose(file);
	return (NULL);
}

bool
ctl_list(const char *folder, const char *suffix, struct ctl_names *names)
{
	struct dirent *entry;
	DIR *dir;

	names->names = NULL;
	names->len = 0;
	dir = opendir(folder);
	if (dir == NULL)
		return (errno == ENOENT);
	while ((entry = readdir(dir)) != NULL)
		if (ends_in(entry->d_name, suffix) &&
		    !names_add(names, entry->d_name)) {
			ctl_names_free(names);
			closedir(dir);
			return (false);
		}
	closedir(dir);
	if (names->len > 0)
		qsort(names->names, names->len, sizeof(names->names[0]),
		    compare);
	return (true);
}

static bool
names_add(struct ctl_names *names, const char *name)
{
	char **more;

	more = reallocarray(names->names, names->len + 1, sizeof(*more));
	if (more == NULL)
		return (false);
	names->names = more;
	more[names->len] = strdup(name);
	if (more[names->len] == NULL)
		return (false);
	names->len++;
	return (true);
}

void
ctl_names_free(struct ctl_names *names)
{
	size_t i;

	for (i = 0; i < names->len; i++)
		free(names->names[i]);
	free(names->names);
	names->names = NULL;
	names->len = 0;
}

static int
compare(const void *a, const void *b)
{
	return (strcmp(*(char *const *)a, *(char *const *)b));
}

static bool
ends_in(const char *name, const char *suffix)
{
	size_t name_len, len;

	name_len = strlen(name);
	len = strlen(suffix);
	return (name[0] != '.' && name_len > len &&
	    strcmp(name + name_len - len, suffix) == 0);
}

bool
ctl_path(char *out, size_t out_size, const char *folder, const char *name)
{
	int len;

	len = snprintf(out, out_size, "%s/%s", folder, name);
	if (len >= 0 && (size_t)len < out_size)
		return (true);
	fprintf(stderr, "hamyarctl: %s/%s: name too long\n", folder, name);
	return (false);
}

bool
ctl_run_folder(PGconn *db, const char *folder, const char *suffix)
{
	struct ctl_names names;
	char path[2 * CONFIG_TEXT_BYTES_MAX];
	size_t i;
	bool ok;

	if (!ctl_list(folder, suffix, &names))
		return (false);
	ok = true;
	for (i = 0; ok && i < names.len; i++)
		ok = ctl_path(path, sizeof(path), folder, names.names[i]) &&
		    ctl_run_file(db, path);
	ctl_names_free(&names);
	return (ok);
}
