/* Files of exports go after a week, parts of dead runners too; nothing else. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "config.h"
#include "jobs/runner.h"

#define DAY (24L * 3600)

static char var[] = "/tmp/exports-XXXXXX";

static const char *
path_of(const char *name)
{
	static char path[128];

	(void)snprintf(path, sizeof(path), "%s/exports/%s", var, name);
	return (path);
}

static void
make(const char *name, long age_s)
{
	struct timespec times[2] = { { .tv_sec = time(NULL) - age_s },
		{ .tv_sec = time(NULL) - age_s } };
	int fd = open(path_of(name), O_CREAT | O_WRONLY | O_CLOEXEC, 0640);

	assert_true(fd >= 0);
	assert_int_equal(futimens(fd, times), 0);
	(void)close(fd);
}

static bool
is_there(const char *name)
{
	return (access(path_of(name), F_OK) == 0);
}

static void
test_drop(void **state)
{
	static struct config config;
	struct runner runner = { .config = &config };

	(void)state;
	assert_non_null(mkdtemp(var));
	(void)snprintf(config.var, sizeof(config.var), "%s", var);
	exports_drop(&runner); /* no folder yet is as good as an empty one */
	assert_int_equal(mkdir(path_of(""), 0750), 0);
	make("old.csv", 8 * DAY);
	make("old.xlsx.part", 8 * DAY);
	make("new.csv", 6 * DAY);
	assert_int_equal(symlink("/etc/passwd", path_of("link")), 0);
	exports_drop(&runner);
	assert_false(is_there("old.csv"));
	assert_false(is_there("old.xlsx.part"));
	assert_true(is_there("new.csv"));
	assert_true(is_there("link"));
	(void)unlink(path_of("new.csv"));
	(void)unlink(path_of("link"));
	(void)rmdir(path_of(""));
	(void)rmdir(var);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_drop),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
