/* Starts a process for each lane and keeps it running. */
#include "jobs/runner.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fetch.h"
#include "log.h"

/* A lane that dies at once must not eat the machine. */
#define RESTART_WAIT_S 1

#define LEASE_S "300" /* some statements of up to a minute each */

static const struct lane lanes[] = {
	{ "sms", "{sms,parcel_new,savings_receipts}", LEASE_S },
	{ "money", "{payment_check,refund}", LEASE_S },
	/* Needs no network: stock comes back even while a gateway is down. */
	{ "stock", "{order_expire,parcel_complete}", LEASE_S },
	{ "photo", "{photo,photo_drop,document}", LEASE_S },
	/* Lists of thousands of rows, and what is found for all groups. */
	{ "list",
	    "{export,board,alerts,grades,savings_figures,ledger_prove,"
	    "ledger_wrong}",
	    LEASE_S },
	/* A reading and a statement of 280 s each; nothing waits behind it. */
	{ "import", "{import_read,import_check,import_write,import_clear}",
	    "900" },
	/* No jobs, only what happens from time to time. */
	{ "ledger", "{}", LEASE_S },
	{ "time", "{}", LEASE_S },
};

#define LANES (sizeof(lanes) / sizeof(lanes[0]))

static volatile sig_atomic_t stopping;

static void on_stop(int);
static pid_t lane_start(const struct config *, const struct lane *, pid_t dead);
static void lanes_stop(const pid_t *);
static size_t lane_of(const pid_t *, pid_t);

int
runner_main(const struct config *config)
{
	struct sigaction action;
	pid_t pids[LANES], pid;
	size_t i;
	int status;

	memset(&action, 0, sizeof(action));
	action.sa_handler = on_stop;
	(void)sigaction(SIGTERM, &action, NULL);
	(void)sigaction(SIGINT, &action, NULL);
	/* Children decode foreign bytes: they must not read our secrets. */
	(void)prctl(PR_SET_DUMPABLE, 0);
	fetch_start();
	for (i = 0; i < LANES; i++)
		pids[i] = lane_start(config, &lanes[i], 0);
	while (!stopping) {
		pid = waitpid(-1, &status, 0);
		i = lane_of(pids, pid);
		if (i == LANES || stopping)
			continue;
		log_error("lane_died", "lane=%s status=%d", lanes[i].name,
		    status);
		(void)sleep(RESTART_WAIT_S);
		pids[i] = stopping ? -1 : lane_start(config, &lanes[i], pid);
	}
	lanes_stop(pids);
	while (waitpid(-1, &status, 0) > 0 || errno == EINTR)
		continue;
	log_info("runner_stopped", "lanes=%zu", LANES);
	return (0);
}

static void
on_stop(int signal)
{
	(void)signal;
	stopping = 1;
}

static pid_t
lane_start(const struct config *config, const struct lane *lane, pid_t dead)
{
	pid_t parent, pid;

	parent = getpid();
	pid = fork();
	if (pid < 0) {
		log_error("fork_failed", "lane=%s why=\"%s\"", lane->name,
		    strerror(errno));
		exit(1); /* started anew as a whole; the lanes end with us */
	}
	if (pid != 0)
		return (pid);
	/* A lane without its parent would go on unseen and unstoppable. */
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(1);
	_exit(queue_run(config, lane, dead));
}

static void
lanes_stop(const pid_t *pids)
{
	size_t i;

	for (i = 0; i < LANES; i++)
		if (pids[i] > 0)
			(void)kill(pids[i], SIGTERM);
}

static size_t
lane_of(const pid_t *pids, pid_t pid)
{
	size_t i;

	for (i = 0; i < LANES; i++)
		if (pid > 0 && pids[i] == pid)
			break;
	return (i);
}
