/*
 * The job of a photo: takes the original from the database, has its sizes
 * made by a child under limits, and notes what came of it.
 */
#include "jobs/photo.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "config.h"
#include "jobs/child.h"
#include "jobs/runner.h"
#include "log.h"

#define ID_LEN_MIN 10
#define ID_LEN_MAX 64
#define PATH_SIZE  (CONFIG_TEXT_BYTES_MAX + 32)

#define TAKE_SQL   "select body from runner_photo($1)"
#define READY_SQL  "select runner_photo_ready($1, $2::integer, $3::integer, $4)"
#define FAILED_SQL "select runner_photo_failed($1, $2)"

/* What is made, and where it goes. */
struct child {
	const char *folder; /* the sizes of a photo; NULL for a paper */
	const char *id;
	int result; /* the picture of a paper; -1 for a photo */
};

static bool is_id(const char *);
static enum job_result note(struct runner *, struct job *, const char *id,
    const struct photo *);
static bool make_folder(const char *media, const char *id, char out[PATH_SIZE]);
static void run(const struct config *, const struct child *, const void *,
    size_t, struct photo *);
static pid_t start(const struct config *, const struct child *, int input,
    int output);
static bool child_read(int fd, int64_t end_ms, char *line, size_t size);
static void understand(const char *line, int status, bool late, struct photo *);
static void again(struct photo *, const char *why);

enum job_result
photo_job(struct runner *runner, struct job *job)
{
	const char *params[1];
	char media[PATH_SIZE];
	struct photo photo;
	PGresult *row;
	const char *id;

	id = store_text(job->payload, "media", NULL);
	if (id == NULL || !is_id(id))
		return (job_dead(job, "no media in the payload"));
	params[0] = id;
	row = store_ask_bytes(&runner->store, TAKE_SQL, 1, params);
	if (row == NULL)
		return (job_again(job, "database"));
	/* An earlier run finished it, or its owner took it away. */
	if (PQntuples(row) == 0 || PQgetisnull(row, 0, 0)) {
		PQclear(row);
		return (JOB_DONE);
	}
	(void)snprintf(media, sizeof(media), "%s/media", runner->config->var);
	photo_make(runner->config, media, id, PQgetvalue(row, 0, 0),
	    (size_t)PQgetlength(row, 0, 0), &photo);
	PQclear(row);
	return (note(runner, job, id, &photo));
}

/* Becomes part of a path: hex and nothing else. */
static bool
is_id(const char *text)
{
	size_t len;

	len = strlen(text);
	return (len >= ID_LEN_MIN && len <= ID_LEN_MAX &&
	    strspn(text, "0123456789abcdef") == len);
}

/* Both functions also drop the original. */
static enum job_result
note(struct runner *runner, struct job *job, const char *id,
    const struct photo *photo)
{
	const char *params[4];
	char width[16], height[16];
	bool ok;

	if (photo->state == PHOTO_AGAIN)
		return (job_again(job, photo->why));
	(void)snprintf(width, sizeof(width), "%d", photo->width);
	(void)snprintf(height, sizeof(height), "%d", photo->height);
	params[0] = id;
	if (photo->state == PHOTO_FAILED) {
		log_info("photo_failed", "media=%s why=%s", id, photo->why);
		params[1] = photo->why;
		ok = store_run(&runner->store, FAILED_SQL, 2, params);
	} else {
		params[1] = width;
		params[2] = height;
		params[3] = photo->tint;
		ok = store_run(&runner->store, READY_SQL, 4, params);
	}
	return (ok ? JOB_DONE : job_again(job, "database"));
}

void
photo_make(const struct config *config, const char *media, const char *id,
    const void *bytes, size_t len, struct photo *photo)
{
	char folder[PATH_SIZE];
	const struct child child = { folder, id, -1 };

	memset(photo, 0, sizeof(*photo));
	if (make_folder(media, id, folder))
		run(config, &child, bytes, len, photo);
	else
		again(photo, "cannot_write");
}

int
photo_make_paper(const struct config *config, const void *bytes, size_t len,
    struct photo *photo)
{
	const struct child child = { NULL, NULL,
		memfd_create("paper", MFD_CLOEXEC) };

	memset(photo, 0, sizeof(*photo));
	if (child.result < 0)
		again(photo, "no_memory");
	else
		run(config, &child, bytes, len, photo);
	if (photo->state == PHOTO_READY)
		return (child.result);
	if (child.result >= 0)
		(void)close(child.result);
	return (-1);
}

static void
run(const struct config *config, const struct child *child, const void *bytes,
    size_t len, struct photo *photo)
{
	char line[PICTURE_LINE_BYTES_MAX];
	int input, output[2], status;
	int64_t end_ms;
	pid_t pid;
	bool late;

	input = child_memory(bytes, len);
	if (input < 0 || pipe2(output, O_CLOEXEC) != 0) {
		again(photo, "no_memory");
		if (input >= 0)
			(void)close(input);
		return;
	}
	end_ms = store_now_ms() + config->photo_wall_ms_max;
	pid = start(config, child, input, output[1]);
	(void)close(input);
	(void)close(output[1]);
	if (pid < 0)
		again(photo, "no_process");
	else {
		late = !child_read(output[0], end_ms, line, sizeof(line));
		late = !child_wait(pid, end_ms, &status) || late;
		understand(line, status, late, photo);
	}
	(void)close(output[0]);
}

static bool
make_folder(const char *media, const char *id, char out[PATH_SIZE])
{
	int len;

	if (mkdir(media, 0755) != 0 && errno != EEXIST)
		return (false);
	len = snprintf(out, PATH_SIZE, "%s/%.2s", media, id);
	if (len < 0 || len >= PATH_SIZE)
		return (false);
	return (mkdir(out, 0755) == 0 || errno == EEXIST);
}

static pid_t
start(const struct config *config, const struct child *child, int input,
    int output)
{
	char program[] = "hamyarctl", picture[] = "picture", paper[] = "paper";
	char place[PATH_SIZE], name[ID_LEN_MAX + 1];
	char pixels[24], memory[24], cpu[24];
	char *of_photo[] = { program, picture, place, name, pixels, memory, cpu,
		NULL };
	char *of_paper[] = { program, paper, pixels, memory, cpu, NULL };
	bool is_paper = child->result >= 0;

	(void)snprintf(place, sizeof(place), "%s",
	    is_paper ? "" : child->folder);
	(void)snprintf(name, sizeof(name), "%s", is_paper ? "" : child->id);
	(void)snprintf(pixels, sizeof(pixels), "%lld",
	    (long long)config->photo_pixels_max);
	(void)snprintf(memory, sizeof(memory), "%lld",
	    (long long)config->photo_memory_bytes_max);
	(void)snprintf(cpu, sizeof(cpu), "%lld",
	    (long long)config->photo_cpu_seconds_max);
	return (child_start(is_paper ? of_paper : of_photo, input, output,
	    child->result));
}

/* One line, or what there was of it; false when the time is over. */
static bool
child_read(int fd, int64_t end_ms, char *line, size_t size)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	int64_t left_ms;
	size_t len;
	ssize_t n;

	len = 0;
	line[0] = '\0';
	for (;;) {
		left_ms = end_ms - store_now_ms();
		if (left_ms <= 0)
			return (false);
		if (poll(&wait, 1, (int)left_ms) <= 0)
			continue;
		n = read(fd, line + len, size - 1 - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return (true);
		len += (size_t)n;
		line[len] = '\0';
		if (len == size - 1)
			return (true);
	}
}

/* What it says counts only when it also ended well. */
static void
understand(const char *line, int status, bool late, struct photo *photo)
{
	bool ended;
	int found;

	ended = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	/* The line is our own child's. NOLINTNEXTLINE(cert-err34-c) */
	found = sscanf(line, "ready %d %d %7s", &photo->width, &photo->height,
	    photo->tint);
	if (ended && found == 3) {
		photo->state = PHOTO_READY;
		return;
	}
	if (ended && sscanf(line, "again %31s", photo->why) == 1) {
		photo->state = PHOTO_AGAIN;
		return;
	}
	/* Our own mistake, or a machine without room for a process. */
	if (WIFEXITED(status) && WEXITSTATUS(status) != 0 && !late) {
		again(photo, "cannot_start");
		return;
	}
	photo->state = PHOTO_FAILED;
	if (ended && sscanf(line, "failed %31s", photo->why) == 1)
		return;
	/* A limit of time ends it by these; anything else was a crash. */
	if (late ||
	    (WIFSIGNALED(status) &&
		(WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL)))
		(void)snprintf(photo->why, sizeof(photo->why), "too_heavy");
	else
		(void)snprintf(photo->why, sizeof(photo->why), "broken");
}

static void
again(struct photo *photo, const char *why)
{
	photo->state = PHOTO_AGAIN;
	(void)snprintf(photo->why, sizeof(photo->why), "%s", why);
}
