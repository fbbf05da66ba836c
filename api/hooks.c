/* What operations do beyond their statement, where SQL cannot. */
#include "hooks.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "server/reply.h"
#include "server/request.h"

/*
 * The database holds only the hash, so the token itself is added to the
 * answer here: the one time that anybody sees it. The same form sent again
 * made no token, so it has none to show.
 */
void
token_reveal(struct request *r)
{
	cJSON *answer = cJSON_Duplicate(request_answer(r), true);
	char *text;

	if (r->replayed)
		cJSON_AddNullToObject(answer, "token");
	else
		cJSON_AddStringToObject(answer, "token", r->new_token);
	text = cJSON_PrintUnformatted(answer);
	cJSON_Delete(answer);
	if (text == NULL) {
		request_fail(r, "unavailable");
		return;
	}
	request_set_document(r, text);
	request_finish(r);
}
