/* Questions to other servers as data; see call.h. */
#include "call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cJSON.h>

static bool call_post(struct call *, const char *url, char *body,
    const char *type);

/* Takes the body, also on failure. */
static bool
call_post(struct call *call, const char *url, char *body, const char *type)
{
	memset(call, 0, sizeof(*call));
	call->method = "POST";
	call->body = body;
	call->url = strdup(url);
	if (body == NULL || call->url == NULL ||
	    !call_add_header(call, "Content-Type", type) ||
	    !call_add_header(call, "Accept", "application/json")) {
		call_free(call);
		return (false);
	}
	call->body_len = strlen(body);
	return (true);
}

bool
call_post_json(struct call *call, const char *url, const struct cJSON *json)
{
	return (call_post(call, url, cJSON_PrintUnformatted(json),
	    "application/json"));
}

bool
call_post_form(struct call *call, const char *url, const char *body)
{
	return (call_post(call, url, strdup(body),
	    "application/x-www-form-urlencoded"));
}

bool
call_add_header(struct call *call, const char *name, const char *value)
{
	char *header;

	if (call->headers_len == CALL_HEADERS_MAX)
		return (false);
	if (strpbrk(value, "\r\n") != NULL)
		return (false);
	if (asprintf(&header, "%s: %s", name, value) < 0)
		return (false);
	call->headers[call->headers_len++] = header;
	return (true);
}

void
call_free(struct call *call)
{
	size_t i;

	for (i = 0; i < call->headers_len; i++)
		free(call->headers[i]);
	free(call->url);
	free(call->body);
	memset(call, 0, sizeof(*call));
}

struct cJSON *
call_read_json(const struct call_answer *answer)
{
	cJSON *json;

	if (answer->status == 0 || answer->len == 0)
		return (NULL);
	json = cJSON_ParseWithLength(answer->body, answer->len);
	if (!cJSON_IsObject(json)) {
		cJSON_Delete(json);
		return (NULL);
	}
	return (json);
}
