/* Accounts and roles from the command line: how the first admin is made. */
#include "ctl/ctl.h"

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "config.h"

static int usage(void);
static int admin_account(PGconn *, int, char **, const char *mobile);
static int admin_role(PGconn *, int, char **, const char *mobile);
static int admin_roles(PGconn *, int, char **, const char *mobile);

static const struct {
	const char *name;
	int args_min, args_max; /* with the command itself */
	int (*run)(PGconn *, int, char **, const char *mobile);
} verbs[] = {
	{ "account", 3, 3, admin_account },
	{ "role", 3, 4, admin_role },
	{ "roles", 2, 2, admin_roles },
};

int
admin_main(int argc, char **argv)
{
	struct config config;
	PGconn *db;
	char mobile[12];
	size_t i;
	int status;

	if (argc < 3)
		return (usage());
	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(argv[1], verbs[i].name) == 0)
			break;
	if (i == sizeof(verbs) / sizeof(verbs[0]) ||
	    argc - 1 < verbs[i].args_min || argc - 1 > verbs[i].args_max)
		return (usage());
	if (!check_mobile(argv[2], mobile)) {
		fprintf(stderr, "hamyarctl: %s is no mobile number\n", argv[2]);
		return (1);
	}
	if (!ctl_config(&config) || (db = ctl_connect(config.db_owner)) == NULL)
		return (1);
	status = verbs[i].run(db, argc - 1, argv + 1, mobile);
	PQfinish(db);
	return (status);
}

static int
usage(void)
{
	fprintf(stderr, "usage: hamyarctl admin account MOBILE NAME\n"
			"       hamyarctl admin role MOBILE ROLE [SCOPE_ID]\n"
			"       hamyarctl admin roles MOBILE\n");
	return (2);
}

static int
admin_account(PGconn *db, int argc, char **argv, const char *mobile)
{
	const char *params[2] = { mobile, argv[2] };
	PGresult *made;

	(void)argc;
	made = ctl_ask(db, "select admin_account($1, $2)", 2, params);
	if (made == NULL)
		return (1);
	printf("account %s: %s\n", PQgetvalue(made, 0, 0), mobile);
	PQclear(made);
	return (0);
}

static int
admin_role(PGconn *db, int argc, char **argv, const char *mobile)
{
	const char *params[3] = { mobile, argv[2], NULL };
	PGresult *made;

	if (argc > 3)
		params[2] = argv[3];
	made = ctl_ask(db, "select admin_role($1, $2, $3::bigint)", 3, params);
	if (made == NULL)
		return (1);
	printf("role %s: %s is %s\n", PQgetvalue(made, 0, 0), mobile, argv[2]);
	PQclear(made);
	return (0);
}

static int
admin_roles(PGconn *db, int argc, char **argv, const char *mobile)
{
	const char *params[1] = { mobile };
	PGresult *rows;
	int i;

	(void)argc;
	(void)argv;
	rows = ctl_ask(db,
	    "select role, scope_kind, scope_id, scope_name, given_at::date "
	    "from admin_roles($1)",
	    1, params);
	if (rows == NULL)
		return (1);
	for (i = 0; i < PQntuples(rows); i++)
		printf("%s\t%s %s\t%s\t%s\n", PQgetvalue(rows, i, 0),
		    PQgetvalue(rows, i, 1), PQgetvalue(rows, i, 2),
		    PQgetvalue(rows, i, 3), PQgetvalue(rows, i, 4));
	PQclear(rows);
	return (0);
}
