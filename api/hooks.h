/* What operations do beyond their statement, where SQL cannot. */
#ifndef API_HOOKS_H
#define API_HOOKS_H

struct request;

void token_reveal(struct request *); /* after token_make */

#endif
