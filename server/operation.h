/*
 * An operation: the unit of what the service can do. Declared once, as data,
 * in api/<resource>.c; the pages and the JSON face point at the same row.
 */
#ifndef SERVER_OPERATION_H
#define SERVER_OPERATION_H

#include <stdint.h>

#include "params.h"

struct request;

/* Who may call an operation; a set of these. 0 is everybody. */
enum role {
	ROLE_ACCOUNT = 1 << 0, /* anyone who has logged in, in any role */
	ROLE_MEMBER = 1 << 1,
	ROLE_LEADER = 1 << 2,
	ROLE_SECRETARY = 1 << 3,
	ROLE_TREASURER = 1 << 4,
	ROLE_FACILITATOR = 1 << 5,
	ROLE_CLINIC_OFFICER = 1 << 6,
	ROLE_CLINIC_MANAGER = 1 << 7,
	ROLE_OFFICER = 1 << 8,
	ROLE_FINANCE = 1 << 9,
	ROLE_AUDITOR = 1 << 10,
	ROLE_ADMIN = 1 << 11
};

#define ROLES_MAX 12
#define ROLES_OF_GROUP                                                         \
	(ROLE_MEMBER | ROLE_LEADER | ROLE_SECRETARY | ROLE_TREASURER)
#define ROLES_OF_CLINIC (ROLE_CLINIC_OFFICER | ROLE_CLINIC_MANAGER)

/* The role's name in the database and in tokens: "clinic_manager". */
const char *role_name(enum role);

enum effect {
	READS, /* db/queries/<resource>/<name>.sql with the parameters as $n */
	WRITES /* the function of the same name: one call, one transaction */
};

struct operation {
	const char *name;
	const char *says; /* one English sentence, for the documentation */
	enum effect effect;
	uint32_t who; /* set of enum role; 0: everybody */
	struct param params[PARAMS_MAX];
	const char *answers; /* shape of the answer, see api/README.md */
	const char *refuses; /* error codes beside the general ones, "a b c" */

	/*
	 * What SQL cannot do, done after the statement answered: talk to a
	 * gateway, stream a file. NULL for almost all.
	 */
	void (*after)(struct request *);
};

/* Ends with a NULL. Every operation of the service, for the documentation. */
extern const struct operation *const operations_all[];

#endif
