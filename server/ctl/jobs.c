/* Runs the job runner until it is told to stop. */
#include "ctl/ctl.h"

#include <stdio.h>

#include <sodium.h>

#include "config.h"
#include "jobs/runner.h"
#include "seal.h"

int
jobs_main(int argc, char **argv)
{
	struct config config;

	if (argc != 1) {
		fprintf(stderr, "usage: hamyarctl %s\n", argv[0]);
		return (2);
	}
	if (sodium_init() < 0 || !ctl_config(&config))
		return (1);
	seal_start(config.seal_key, config.hash_key);
	return (runner_main(&config));
}
