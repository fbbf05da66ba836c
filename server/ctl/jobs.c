/* Runs the job runner until it is told to stop. */
#include "ctl/ctl.h"

#include <stdio.h>

#include "config.h"
#include "jobs/runner.h"

int
jobs_main(int argc, char **argv)
{
	struct config config;

	if (argc != 1) {
		fprintf(stderr, "usage: hamyarctl %s\n", argv[0]);
		return (2);
	}
	if (!ctl_config(&config))
		return (1);
	return (runner_main(&config));
}
