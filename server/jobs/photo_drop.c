/* A photo that was removed leaves the disk too: no address shows it again. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "config.h"
#include "jobs/runner.h"
#include "log.h"

#define ID_LEN    32 /* 16 random bytes in hex */
#define PATH_SIZE (CONFIG_TEXT_BYTES_MAX + 64)

static bool is_id(const char *);
static bool drop_files(const char *folder, const char *id);

enum job_result
photo_drop_job(struct runner *runner, struct job *job)
{
	char folder[PATH_SIZE];
	const char *id;

	id = store_text(job->payload, "media", NULL);
	if (id == NULL || !is_id(id))
		return (job_dead(job, "no media in the payload"));
	(void)snprintf(folder, sizeof(folder), "%s/media/%.2s",
	    runner->config->var, id);
	if (!drop_files(folder, id))
		return (job_again(job, "cannot remove a file"));
	return (JOB_DONE);
}

/* Only what photos are named with: it becomes part of a path. */
static bool
is_id(const char *id)
{
	size_t i;

	for (i = 0; id[i] != '\0'; i++) {
		if (!isxdigit((unsigned char)id[i]))
			return (false);
	}
	return (i == ID_LEN);
}

/* Every size and format of it; none at all is as good. */
static bool
drop_files(const char *folder, const char *id)
{
	char path[PATH_SIZE + NAME_MAX + 2];
	struct dirent *entry;
	bool ok = true;
	DIR *dir = opendir(folder);

	if (dir == NULL)
		return (errno == ENOENT);
	while ((entry = readdir(dir)) != NULL) {
		if (strncmp(entry->d_name, id, ID_LEN) != 0)
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", folder,
		    entry->d_name);
		if (unlink(path) == -1 && errno != ENOENT) {
			log_error("photo_left", "media=%s why=\"%s\"", id,
			    strerror(errno));
			ok = false;
		}
	}
	(void)closedir(dir);
	return (ok);
}
