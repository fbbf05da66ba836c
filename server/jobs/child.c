/* Starting a child, and its limits; see child.h. */
#include "jobs/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "jobs/store.h"

#if defined(__SANITIZE_ADDRESS__)
#define HAS_ASAN true
#elif defined(__has_feature)
#define HAS_ASAN __has_feature(address_sanitizer)
#else
#define HAS_ASAN false
#endif

#define FILES_MAX "64"
#define WAIT_MS   5 /* between looks; most have ended at the first */

static void child_exec(char *const argv[], int input, int output, int result)
    __attribute__((noreturn));
static bool hand_over(int from, int to);
static bool limit(int what, const char *text);

int
child_memory(const void *bytes, size_t len)
{
	const char *at;
	ssize_t n;
	int fd;

	fd = memfd_create("original", MFD_CLOEXEC);
	at = bytes;
	while (fd >= 0 && len > 0) {
		n = write(fd, at, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			(void)close(fd);
			return (-1);
		}
		at += n;
		len -= (size_t)n;
	}
	return (fd);
}

pid_t
child_start(char *const argv[], int input, int output, int result)
{
	pid_t pid;

	pid = fork();
	if (pid == 0)
		child_exec(argv, input, output, result);
	return (pid);
}

/*
 * Starts anew instead of going on as a copy, so that no key, password or
 * connection of the runner is in the memory that meets the foreign bytes.
 */
static void
child_exec(char *const argv[], int input, int output, int result)
{
	char path[] = "PATH=/usr/bin:/bin";
	char *envp[] = { path, NULL };
	unsigned first = result >= 0 ? CHILD_RESULT_FD + 1 : CHILD_RESULT_FD;

	/* Its own group: Ctrl-C lets the job at hand finish. */
	(void)setpgid(0, 0);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (!hand_over(input, STDIN_FILENO) ||
	    !hand_over(output, STDOUT_FILENO) ||
	    (result >= 0 && !hand_over(result, CHILD_RESULT_FD)) ||
	    close_range(first, ~0U, 0) != 0)
		_exit(127);
	(void)execve("/proc/self/exe", argv, envp);
	_exit(127);
}

/* Where it stood already, dup2() would leave it to be closed. */
static bool
hand_over(int from, int to)
{
	if (from == to)
		return (fcntl(to, F_SETFD, 0) == 0);
	return (dup2(from, to) == to);
}

/* It may have closed what we read from, and live on. */
bool
child_wait(pid_t pid, int64_t end_ms, int *status)
{
	*status = 0;
	while (waitpid(pid, status, WNOHANG) == 0) {
		if (store_now_ms() < end_ms) {
			(void)poll(NULL, 0, WAIT_MS);
			continue;
		}
		(void)kill(pid, SIGKILL);
		while (waitpid(pid, status, 0) < 0 && errno == EINTR)
			continue;
		return (false);
	}
	return (true);
}

bool
child_limit(const char *memory, const char *cpu, const char *output)
{
	/* Writing past the limit is then an error we can tell, not a death. */
	(void)signal(SIGXFSZ, SIG_IGN);
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	/* The sanitizer maps terabytes of shadow. */
	if (!HAS_ASAN && !limit(RLIMIT_AS, memory))
		return (false);
	return (limit(RLIMIT_CPU, cpu) && limit(RLIMIT_CORE, "0") &&
	    limit(RLIMIT_FSIZE, output) && limit(RLIMIT_NOFILE, FILES_MAX));
}

static bool
limit(int what, const char *text)
{
	struct rlimit value;

	value.rlim_cur = strtoull(text, NULL, 10);
	value.rlim_max = value.rlim_cur;
	return (setrlimit((__rlimit_resource_t)what, &value) == 0);
}
