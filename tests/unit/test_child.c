/*
 * Children that are not what they should be: they close what we read from and
 * live on, or say nothing at all. Starts itself again as each of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "config.h"
#include "jobs/child.h"
#include "jobs/photo.h"
#include "jobs/store.h"
#include "jobs/table.h"

#define WALL_MS  300
#define LATE_MS  20000 /* of a machine that is busy with other tests */
#define ENDS_BY  7
#define SLEEPS_S 60

static struct config config;

/* "table" and "paper" are what those two start; they close and live on. */
static int
be_hostile(const char *word)
{
	if (strcmp(word, "ends") == 0)
		return (ENDS_BY);
	if (strcmp(word, "silent") != 0)
		(void)close(STDOUT_FILENO);
	(void)sleep(SLEEPS_S);
	return (0);
}

static pid_t
start(const char *what)
{
	char program[] = "test", word[16];
	char *argv[] = { program, word, NULL };
	int input = child_memory("x", 1);
	pid_t pid;

	(void)snprintf(word, sizeof(word), "%s", what);
	assert_true(input >= 0);
	pid = child_start(argv, input, STDERR_FILENO, -1);
	assert_true(pid > 0);
	assert_int_equal(close(input), 0);
	return (pid);
}

static void
one_that_ends_is_waited_for(void **state)
{
	int status;

	(void)state;
	assert_true(
	    child_wait(start("ends"), store_now_ms() + LATE_MS, &status));
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), ENDS_BY);
}

static void
one_that_does_not_is_killed(void **state)
{
	int64_t begun_ms = store_now_ms();
	int status;

	(void)state;
	assert_false(child_wait(start("silent"), begun_ms + WALL_MS, &status));
	assert_true(WIFSIGNALED(status));
	assert_true(store_now_ms() - begun_ms >= WALL_MS);
	assert_true(store_now_ms() - begun_ms < LATE_MS);
}

static void
a_table_does_not_wait_for_ever(void **state)
{
	int64_t begun_ms = store_now_ms();
	struct table *table;

	(void)state;
	table = table_open(&config, "a,b\n1,2\n", 8);
	assert_non_null(table);
	assert_int_equal(table_next(table), TABLE_FAILED);
	assert_string_equal(table->why, "too_heavy");
	table_close(table);
	assert_true(store_now_ms() - begun_ms < LATE_MS);
}

static void
a_paper_does_not_wait_for_ever(void **state)
{
	int64_t begun_ms = store_now_ms();
	struct photo photo;

	(void)state;
	assert_int_equal(photo_make_paper(&config, "x", 1, &photo), -1);
	assert_int_equal(photo.state, PHOTO_FAILED);
	assert_string_equal(photo.why, "too_heavy");
	assert_true(store_now_ms() - begun_ms < LATE_MS);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_that_ends_is_waited_for),
		cmocka_unit_test(one_that_does_not_is_killed),
		cmocka_unit_test(a_table_does_not_wait_for_ever),
		cmocka_unit_test(a_paper_does_not_wait_for_ever),
	};

	if (argc > 1)
		return (be_hostile(argv[1]));
	config.import_wall_ms_max = WALL_MS;
	config.photo_wall_ms_max = WALL_MS;
	return (cmocka_run_group_tests(tests, NULL, NULL));
}
