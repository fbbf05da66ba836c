/*
 * Asks another server and waits: for the job runner only, never in a worker.
 * https only unless in the sandbox, no redirects, every answer bounded.
 */
#ifndef SERVER_FETCH_H
#define SERVER_FETCH_H

#include "call.h"

struct config;

/* Once, before the first fetch and before any thread. */
void fetch_start(void);

/*
 * The answer's body is the caller's to fetch_free(). No answer, for whatever
 * reason, is status 0; the reason is logged without the address's path.
 */
void fetch(const struct config *, const struct call *, struct call_answer *);
void fetch_free(struct call_answer *);

#endif
