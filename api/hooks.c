/* What operations do beyond their statement, where SQL cannot. */
#include "hooks.h"

#include <cjson/cJSON.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/asset.h"
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

/*
 * A person's browser gets the picture itself, a program the document with its
 * bytes in base64. It is for her eyes alone: nothing on the way keeps it.
 */
void
document_send(struct request *r)
{
	const char *text = request_answer_text(r, "bytes");
	size_t len = strlen(text), n = 0;
	unsigned char *bytes;

	if (r->match.face->is_api) {
		request_finish(r);
		return;
	}
	bytes = malloc(len + 1);
	if (bytes == NULL ||
	    sodium_base642bin(bytes, len + 1, text, len, NULL, &n, NULL,
		sodium_base64_VARIANT_ORIGINAL) != 0)
		request_fail(r, "unavailable");
	else
		request_send_bytes(r, request_answer_text(r, "type"), bytes, n);
	free(bytes);
}

/* The statement has found the file to be hers; it goes out as it lies. */
void
export_send(struct request *r)
{
	char file[64], name[96];
	bool is_xlsx;

	is_xlsx = strcmp(request_answer_text(r, "format"), "xlsx") == 0;
	(void)snprintf(file, sizeof(file), "exports/%s",
	    request_answer_text(r, "file"));
	(void)snprintf(name, sizeof(name), "%s",
	    request_answer_text(r, "name"));
	asset_send_private(r, file,
	    is_xlsx ? "application/vnd.openxmlformats-officedocument."
		      "spreadsheetml.sheet" :
		      "text/csv; charset=utf-8",
	    name);
}
