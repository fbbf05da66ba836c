/* Accounts and roles from the command line: how the first admin is made. */
#include "ctl/ctl.h"

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "config.h"

/* Private tables are closed even to their owner; this role may look in. */
#define ENTER_SQL "set role hamyar_definer"

#define ACCOUNT_SQL "select account_give($1, $2)"
/* A role's scope is of the kind the role belongs to. */
#define ROLE_SQL                                                               \
	"select role_give(a.id, $2, case "                                     \
	"when $2 in ('member', 'leader', 'secretary', 'treasurer') "           \
	"then 'group' "                                                        \
	"when $2 in ('facilitator', 'clinic_officer', 'clinic_manager') "      \
	"then 'clinic' "                                                       \
	"when $2 = 'admin' then 'service' "                                    \
	"when $3::bigint is null then 'nation' else 'province' end, "          \
	"$3::bigint) from account a where a.mobile = $1"
#define ROLES_SQL                                                              \
	"select r.role, r.scope_kind, r.scope_id, "                            \
	"scope_name(r.scope_kind, r.scope_id), r.given_at::date "              \
	"from role_grant r join account a on a.id = r.account_id "             \
	"where a.mobile = $1 and r.ended_at is null order by r.id"

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
	fprintf(stderr,
	    "usage: hamyarctl admin account MOBILE NAME\n"
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
	made = ctl_ask(db, ACCOUNT_SQL, 2, params);
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
	made = ctl_ask(db, ROLE_SQL, 3, params);
	if (made == NULL)
		return (1);
	if (PQntuples(made) == 0) {
		fprintf(stderr, "hamyarctl: no account has %s\n", mobile);
		PQclear(made);
		return (1);
	}
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
	rows = ctl_ask(db, ROLES_SQL, 1, params);
	if (rows == NULL)
		return (1);
	for (i = 0; i < PQntuples(rows); i++)
		printf("%s\t%s %s\t%s\t%s\n", PQgetvalue(rows, i, 0),
		    PQgetvalue(rows, i, 1), PQgetvalue(rows, i, 2),
		    PQgetvalue(rows, i, 3), PQgetvalue(rows, i, 4));
	PQclear(rows);
	return (0);
}
