/*
 * The account book's own: entries of the market get their place in its chain,
 * and what nobody can send back any more becomes its group's.
 */
#include "jobs/runner.h"

#define SEAL_SQL     "select ledger_seal(ledger_market(), 1000)"
#define COMPLETE_SQL "select parcels_complete(500)"

void
ledger_seal(struct runner *runner)
{
	(void)store_run(&runner->store, SEAL_SQL, 0, NULL);
}

void
parcels_complete(struct runner *runner)
{
	(void)store_run(&runner->store, COMPLETE_SQL, 0, NULL);
}
