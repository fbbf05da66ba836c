/* Who is asking: the statement that enters a session or an API token. */
#ifndef SERVER_ACTOR_H
#define SERVER_ACTOR_H

#include <stdbool.h>

struct request;

/* True when the operation cannot be asked before the actor has entered. */
bool actor_is_needed(const struct request *);

/* The argument of actor_enter() as JSON; caller frees; NULL: no memory. */
char *actor_enter_argument(const struct request *);

#endif
