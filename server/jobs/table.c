/* A foreign table's rows as its child tells them; see table.h. */
#include "jobs/table.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "config.h"
#include "jobs/child.h"
#include "jobs/store.h"

static pid_t start(const struct config *, int input, int output);
static bool get(struct table *, void *, size_t);
static bool fill(struct table *);
static enum table_step next_row(struct table *);
static enum table_step next_failure(struct table *);
static enum table_step died(struct table *);
static enum table_step fail(struct table *, const char *why);

struct table *
table_open(const struct config *config, const void *bytes, size_t len)
{
	struct table *table;
	int input, output[2];

	table = calloc(1, sizeof(*table));
	if (table == NULL)
		return (NULL);
	input = child_memory(bytes, len);
	if (input < 0 || pipe2(output, O_CLOEXEC) != 0) {
		if (input >= 0)
			(void)close(input);
		free(table);
		return (NULL);
	}
	table->fd = output[0];
	table->end_ms = store_now_ms() + config->import_wall_ms_max;
	table->pid = start(config, input, output[1]);
	(void)close(input);
	(void)close(output[1]);
	if (table->pid < 0) {
		(void)close(table->fd);
		free(table);
		return (NULL);
	}
	return (table);
}

static pid_t
start(const struct config *config, int input, int output)
{
	char program[] = "hamyarctl", command[] = "table";
	char memory[24], cpu[24];
	char *argv[] = { program, command, memory, cpu, NULL };

	(void)snprintf(memory, sizeof(memory), "%lld",
	    (long long)config->import_memory_bytes_max);
	(void)snprintf(cpu, sizeof(cpu), "%lld",
	    (long long)config->import_cpu_seconds_max);
	return (child_start(argv, input, output, -1));
}

void
table_close(struct table *table)
{
	int status;

	if (table == NULL)
		return;
	(void)close(table->fd);
	if (table->pid > 0)
		(void)child_wait(table->pid, 0, &status);
	free(table);
}

/* The child is no more believed than the file: its frames are checked. */
enum table_step
table_next(struct table *table)
{
	char kind;

	if (table->ended)
		return (TABLE_END);
	if (!get(table, &kind, 1))
		return (died(table));
	switch (kind) {
	case 'R':
		return (next_row(table));
	case 'F':
		return (next_failure(table));
	case 'E':
		table->ended = true;
		return (TABLE_END);
	default:
		return (fail(table, "broken"));
	}
}

static enum table_step
next_row(struct table *table)
{
	uint32_t number;
	uint16_t n, len;
	size_t i;

	if (!get(table, &number, sizeof(number)) || !get(table, &n, sizeof(n)))
		return (died(table));
	if (number <= table->row.number || n == 0 || n > GRID_COLUMNS_MAX)
		return (fail(table, "broken"));
	table->row.number = number;
	table->row.len = n;
	for (i = 0; i < n; i++) {
		if (!get(table, &len, sizeof(len)))
			return (died(table));
		if (len > GRID_CELL_BYTES_MAX)
			return (fail(table, "broken"));
		if (!get(table, table->text[i], len))
			return (died(table));
		table->row.cells[i].text = table->text[i];
		table->row.cells[i].len = len;
	}
	return (TABLE_ROW);
}

static enum table_step
next_failure(struct table *table)
{
	uint8_t len;

	if (!get(table, &len, sizeof(len)))
		return (died(table));
	if (len >= sizeof(table->why))
		return (fail(table, "broken"));
	if (!get(table, table->why, len))
		return (died(table));
	table->why[len] = '\0';
	if (len == 0 ||
	    strspn(table->why, "abcdefghijklmnopqrstuvwxyz_0123456789") != len)
		return (fail(table, "broken"));
	return (TABLE_FAILED);
}

static bool
get(struct table *table, void *out, size_t len)
{
	size_t part, done;

	for (done = 0; done < len; done += part) {
		if (table->at == table->len && !fill(table))
			return (false);
		part = table->len - table->at;
		if (part > len - done)
			part = len - done;
		memcpy((char *)out + done, table->buffer + table->at, part);
		table->at += part;
	}
	return (true);
}

/* False at the end, and when the time is over. */
static bool
fill(struct table *table)
{
	struct pollfd wait = { .fd = table->fd, .events = POLLIN };
	int64_t left_ms;
	ssize_t n;

	for (;;) {
		left_ms = table->end_ms - store_now_ms();
		if (left_ms <= 0)
			return (false);
		if (poll(&wait, 1, (int)left_ms) <= 0)
			continue;
		n = read(table->fd, table->buffer, sizeof(table->buffer));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return (false);
		table->at = 0;
		table->len = (size_t)n;
		return (true);
	}
}

/* It ended without a word: by a limit, by a crash, or it never began. */
static enum table_step
died(struct table *table)
{
	bool late = store_now_ms() >= table->end_ms;
	int status;

	late = !child_wait(table->pid, table->end_ms, &status) || late;
	table->pid = 0;
	if (late ||
	    (WIFSIGNALED(status) &&
		(WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL)))
		return (fail(table, "too_heavy"));
	if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
		return (TABLE_AGAIN);
	return (fail(table, "broken"));
}

static enum table_step
fail(struct table *table, const char *why)
{
	(void)snprintf(table->why, sizeof(table->why), "%s", why);
	return (TABLE_FAILED);
}
