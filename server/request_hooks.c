/* What the hooks of operations may do with a request; see request.h. */
#include <sys/types.h>

#include <kore/kore.h>

#include <kore/http.h>

#include <cjson/cJSON.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "error.h"
#include "metrics.h"
#include "reply.h"
#include "request_private.h"

#define FILL_NAME_BYTES_MAX 64

static void fetch_done(struct request *);
static bool fill_name(struct request *, const char *, size_t, bool whole,
    struct buffer *);
static void add_encoded(struct buffer *, const char *);
static bool is_local_path(const char *);
static void drop_empty(char *path);

const cJSON *
request_answer(struct request *r)
{
	if (r->answer == NULL && r->document != NULL)
		r->answer = cJSON_Parse(r->document);
	return (r->answer);
}

const char *
request_answer_text(struct request *r, const char *name)
{
	const cJSON *value;

	value = cJSON_GetObjectItemCaseSensitive(request_answer(r), name);
	return (cJSON_IsString(value) ? value->valuestring : "");
}

void
request_set_document(struct request *r, char *text)
{
	cJSON_Delete(r->answer);
	r->answer = NULL;
	free(r->document);
	r->document = text;
	r->document_len = strlen(text);
}

void
request_ask(struct request *r, const char *statement, const char *const *values,
    size_t n, void (*next)(struct request *))
{
	size_t i;

	for (i = 0; i < n && i < REQUEST_ASK_MAX; i++) {
		free(r->asked[i]);
		r->asked[i] = values[i] != NULL ? strdup(values[i]) : NULL;
	}
	r->next = next;
	r->followup = true;
	request_send(r, db_statement_find(statement), n,
	    (const char *const *)r->asked, NULL, NULL);
}

void
request_fetch(struct request *r, const struct call *ask,
    void (*next)(struct request *, const struct call_answer *))
{
	outbound_free(r->outbound);
	r->fetched = next;
	r->next = fetch_done;
	r->outbound = outbound_start(r->http, ask);
	if (r->outbound == NULL) {
		r->next = NULL;
		request_fail(r, "unavailable");
	}
}

static void
fetch_done(struct request *r)
{
	struct call_answer answer;

	(void)outbound_read(r->outbound, &answer);
	r->fetched(r, &answer);
}

void
request_go(struct request *r, const char *location)
{
	r->replied = true;
	reply_redirect(r->http, location);
}

void
request_send_bytes(struct request *r, const char *type, const void *bytes,
    size_t len)
{
	r->replied = true;
	metrics_count_request(r->op, NULL);
	http_response_header(r->http, "cache-control", "no-store, private");
	reply_send_encoded(r->http, 200, type, ENCODING_PLAIN, NULL, bytes,
	    len);
}

void
request_fail(struct request *r, const char *code)
{
	r->error = error_find(code);
	request_finish(r);
}

/*
 * A name that begins a pattern, "{next}" or "{back}?saved=bank", is a path: it
 * is taken as it is, but only when it stays on this site.
 */
bool
request_fill_path(struct request *r, const char *pattern, char *out,
    size_t size)
{
	if (!request_fill(r, pattern, out, size) || !is_local_path(out))
		return (false);
	if (strchr(pattern, '?') != NULL)
		drop_empty(out);
	return (true);
}

bool
request_fill(struct request *r, const char *pattern, char *out, size_t size)
{
	struct buffer buf;
	const char *end;
	bool ok = true, whole = pattern[0] == '{';

	buffer_init(&buf, size - 1);
	while (*pattern != '\0' && ok) {
		if (*pattern != '{') {
			/* The path that came first may hold a query. */
			(void)buffer_add_char(&buf,
			    *pattern == '?' && buf.data != NULL &&
				    strchr(buf.data, '?') != NULL ?
				'&' :
				*pattern);
			pattern++;
			continue;
		}
		end = strchr(pattern, '}');
		if (end == NULL)
			break;
		ok = fill_name(r, pattern + 1, (size_t)(end - pattern - 1),
		    whole, &buf);
		whole = false;
		pattern = end + 1;
	}
	ok = ok && !buf.failed && buf.data != NULL;
	if (ok)
		memcpy(out, buf.data, buf.len + 1);
	buffer_free(&buf);
	return (ok);
}

static bool
fill_name(struct request *r, const char *at, size_t len, bool whole,
    struct buffer *buf)
{
	char name[FILL_NAME_BYTES_MAX], number[32];
	const struct field *field;
	const cJSON *value;

	if (len >= sizeof(name))
		return (false);
	memcpy(name, at, len);
	name[len] = '\0';
	value = cJSON_GetObjectItemCaseSensitive(request_answer(r), name);
	if (cJSON_IsString(value)) {
		if (whole)
			return (buffer_add_text(buf, value->valuestring));
		add_encoded(buf, value->valuestring);
		return (true);
	}
	if (cJSON_IsNumber(value)) {
		(void)snprintf(number, sizeof(number), "%.0f",
		    value->valuedouble);
		return (buffer_add_text(buf, number));
	}
	field = form_find(&r->form, name);
	if (field == NULL)
		return (true);
	if (whole)
		return (buffer_add_text(buf, field->value));
	add_encoded(buf, field->value);
	return (true);
}

static void
add_encoded(struct buffer *buf, const char *text)
{
	for (; *text != '\0'; text++) {
		if (isalnum((unsigned char)*text) || strchr("-_.~", *text))
			(void)buffer_add_char(buf, *text);
		else
			(void)buffer_addf(buf, "%%%02X", (unsigned char)*text);
	}
}

/* What was not there to be filled in leaves no "&conflict=" behind. */
static void
drop_empty(char *path)
{
	char *query = strchr(path, '?'), *from = query, *to = query;
	size_t len;

	while (from != NULL && (*from == '?' || *from == '&')) {
		len = 1 + strcspn(from + 1, "&#");
		if (memchr(from, '=', len) != from + len - 1) {
			memmove(to, from, len);
			*to = to == query ? '?' : '&';
			to += len;
		}
		from += len;
	}
	if (from != NULL)
		memmove(to, from, strlen(from) + 1);
}

/* "//host" and "/\host" are other sites to a browser. */
static bool
is_local_path(const char *path)
{
	return (path[0] == '/' && path[1] != '/' && path[1] != '\\');
}
