/*
 * The job of a paper: the same child that makes photos makes one picture of
 * it, which goes back into the database and touches no disk of ours.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config.h"
#include "jobs/photo.h"
#include "jobs/runner.h"
#include "log.h"

#define TAKE_SQL   "select body from runner_document($1::bigint)"
#define FAILED_SQL "select runner_document_failed($1::bigint, $2)"
#define READY_SQL                                                              \
	"select runner_document_ready($1::bigint, $2::integer, $3::integer, "  \
	"$4::bytea)"

static enum job_result note(struct runner *, struct job *, const char *id,
    const struct photo *, int picture);
static char *read_hex(int fd);

enum job_result
document_job(struct runner *runner, struct job *job)
{
	enum job_result result;
	const char *params[1];
	struct photo photo;
	PGresult *row;
	char id[JOB_ID_BYTES];
	int picture;

	if (!job_id(job, "document", id))
		return (job_dead(job, "no document in the payload"));
	params[0] = id;
	row = store_ask_bytes(&runner->store, TAKE_SQL, 1, params);
	if (row == NULL)
		return (job_again(job, "database"));
	/* An earlier run finished it, or it was taken away. */
	if (PQntuples(row) == 0 || PQgetisnull(row, 0, 0)) {
		PQclear(row);
		return (JOB_DONE);
	}
	picture = photo_make_paper(runner->config, PQgetvalue(row, 0, 0),
	    (size_t)PQgetlength(row, 0, 0), &photo);
	PQclear(row);
	result = note(runner, job, id, &photo, picture);
	if (picture >= 0)
		(void)close(picture);
	return (result);
}

/* Both functions also drop the original. */
static enum job_result
note(struct runner *runner, struct job *job, const char *id,
    const struct photo *photo, int picture)
{
	const char *params[4];
	char width[16], height[16], *hex;
	bool ok;

	if (photo->state == PHOTO_AGAIN)
		return (job_again(job, photo->why));
	params[0] = id;
	if (photo->state == PHOTO_FAILED) {
		log_info("document_failed", "document=%s why=%s", id,
		    photo->why);
		params[1] = photo->why;
		ok = store_run(&runner->store, FAILED_SQL, 2, params);
		return (ok ? JOB_DONE : job_again(job, "database"));
	}
	hex = read_hex(picture);
	if (hex == NULL)
		return (job_again(job, "cannot_read"));
	(void)snprintf(width, sizeof(width), "%d", photo->width);
	(void)snprintf(height, sizeof(height), "%d", photo->height);
	params[1] = width;
	params[2] = height;
	params[3] = hex;
	ok = store_run(&runner->store, READY_SQL, 4, params);
	free(hex);
	return (ok ? JOB_DONE : job_again(job, "database"));
}

/* All of a file as PostgreSQL reads a bytea, or NULL; caller frees. */
static char *
read_hex(int fd)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char part[4096];
	struct stat info;
	size_t size, at = 2;
	ssize_t n, i;
	off_t from = 0;
	char *hex;

	if (fstat(fd, &info) != 0 || info.st_size <= 0 ||
	    info.st_size > PAPER_BYTES_MAX)
		return (NULL);
	size = (size_t)info.st_size;
	hex = malloc(2 + 2 * size + 1);
	if (hex == NULL)
		return (NULL);
	memcpy(hex, "\\x", 2);
	while ((n = pread(fd, part, sizeof(part), from)) > 0) {
		for (i = 0; i < n && at < 2 + 2 * size; i++) {
			hex[at++] = digits[part[i] >> 4];
			hex[at++] = digits[part[i] & 15];
		}
		from += n;
	}
	if (at != 2 + 2 * size) {
		free(hex);
		return (NULL);
	}
	hex[at] = '\0';
	return (hex);
}
