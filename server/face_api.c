/* The JSON face: the statement's document as it is, or one error object. */
#include <sys/types.h>

#include <kore/kore.h>

#include <kore/http.h>

#include <cjson/cJSON.h>
#include <string.h>

#include "buffer.h"
#include "error.h"
#include "reply.h"
#include "request_private.h"

#define SENTENCE_BYTES_MAX 4096

void
api_reply(struct request *r)
{
	http_response_header(r->http, "cache-control", "no-store");
	reply_send(r->http, r->method == POST ? 201 : 200,
	    "application/json; charset=utf-8", r->document, r->document_len);
}

void
api_reply_error(struct request *r)
{
	struct buffer text;
	cJSON *root, *error;
	char *body;

	buffer_init(&text, SENTENCE_BYTES_MAX);
	error_write(r->error, r->error_data, &text);
	root = cJSON_CreateObject();
	error = cJSON_AddObjectToObject(root, "error");
	cJSON_AddStringToObject(error, "code", r->error->code);
	cJSON_AddStringToObject(error, "message",
	    text.data != NULL ? text.data : "");
	if (cJSON_GetArraySize(r->errors) > 0)
		cJSON_AddItemToObject(error, "fields",
		    cJSON_Duplicate(r->errors, true));
	if (r->error->status == 503)
		http_response_header(r->http, "retry-after", "2");
	http_response_header(r->http, "cache-control", "no-store");
	body = cJSON_PrintUnformatted(root);
	if (body != NULL)
		reply_send(r->http, r->error->status,
		    "application/json; charset=utf-8", body, strlen(body));
	else
		http_response(r->http, 503, NULL, 0);
	cJSON_free(body);
	cJSON_Delete(root);
	buffer_free(&text);
}
