/* hamyarctl: finds the command and runs it. */
#include <stdio.h>
#include <string.h>

#include "ctl/ctl.h"
#include "jobs/picture.h"
#include "jobs/table.h"

struct command {
	const char *name;
	int (*run)(int, char **);
	const char *usage; /* NULL: for our own use, not in the help */
	const char *says;
};

static const struct command commands[] = {
	{ "migrate", migrate_main, "",
	    "bring the database to this version; may be run again" },
	{ "jobs", jobs_main, "", "run what happens later, until stopped" },
	{ "admin", admin_main, "account MOBILE NAME",
	    "make an account, or rename it" },
	{ "admin", admin_main, "role MOBILE ROLE [SCOPE_ID]",
	    "give an account a role" },
	{ "admin", admin_main, "roles MOBILE", "list an account's roles" },
	{ "demo", demo_main, "", "load the demo data once; SCALE=10 for more" },
	{ "verify-ledger", ledger_main, "[BOOK]",
	    "prove the account books, or find the first entry that was changed" },
	{ "render", render_main, "TEMPLATE DATA.json [PARTIALS_FOLDER]",
	    "print a template filled with data" },
	{ "picture", picture_main, NULL, NULL },
	{ "paper", paper_main, NULL, NULL },
	{ "table", table_main, NULL, NULL },
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void
help(FILE *out)
{
	size_t i;

	fprintf(out, "usage: hamyarctl COMMAND …\n\n");
	for (i = 0; i < COMMANDS; i++)
		if (commands[i].usage != NULL)
			fprintf(out, "  %s %s\n\t%s\n", commands[i].name,
			    commands[i].usage, commands[i].says);
	fprintf(out,
	    "\nSettings come from the environment; server/config.c "
	    "lists them.\n");
}

int
main(int argc, char **argv)
{
	size_t i;

	if (argc < 2) {
		help(stderr);
		return (2);
	}
	for (i = 0; i < COMMANDS; i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return (commands[i].run(argc - 1, argv + 1));
	if (strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0) {
		help(stdout);
		return (0);
	}
	fprintf(stderr, "hamyarctl: no command %s\n", argv[1]);
	help(stderr);
	return (2);
}
