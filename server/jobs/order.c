/* What time does to orders and to the queue's own leftovers. */
#include "jobs/runner.h"

#include <stdlib.h>

#include "log.h"

/* Unpaid orders whose time is over give their stock back, some at a time. */
#define EXPIRE_ROUNDS_MAX 50

static long number_of(struct runner *, const char *sql);

void
order_expire(struct runner *runner)
{
	long n, rounds;

	for (rounds = 0; rounds < EXPIRE_ROUNDS_MAX; rounds++) {
		n = number_of(runner, "select order_expire()");
		if (n <= 0)
			return;
		log_info("orders_expired", "n=%ld", n);
	}
}

void
runner_clean(struct runner *runner)
{
	long n;

	n = number_of(runner, "select job_clean()");
	if (n > 0)
		log_info("cleaned", "rows=%ld", n);
}

/* -1 when it failed. */
static long
number_of(struct runner *runner, const char *sql)
{
	PGresult *result;
	long n;

	result = store_ask(&runner->store, sql, 0, NULL);
	if (result == NULL)
		return (-1);
	n = 0;
	if (PQntuples(result) > 0)
		n = strtol(PQgetvalue(result, 0, 0), NULL, 10);
	PQclear(result);
	return (n);
}
