/* A request's whole life; see request.h. */
#include "request.h"

#include <sys/types.h>

#include <kore/kore.h>

#include <kore/http.h>

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "actor.h"
#include "cache.h"
#include "error.h"
#include "metrics.h"
#include "reply.h"
#include "request_private.h"
#include "service.h"
#include "wire.h"

#define SESSION_SECONDS (60L * 24 * 3600) /* as long as the row lives */

static struct request *request_new(struct http_request *);
static void request_free(struct http_request *);
static void request_begin(struct request *);
static bool request_match(struct request *);
static bool send_from_cache(struct http_request *);
static void write_key(const struct http_request *, char *, size_t);
static void start_operation(struct request *);
static void request_answered(struct request *);
static void db_done(void *, const struct db_answer *);
static bool read_params(struct request *);
static bool is_nowhere(const struct request *);
static bool is_lost(const struct request *);
static void find_who_is_lost(struct request *);
static void reply_lost(struct request *);
static void request_reply(struct request *);
static void say_refusal(struct request *);
static void show_form_again(struct request *);
static enum method method_of(struct http_request *);

/* Called by Kore for a new request, and again each time it was woken. */
int
request_handle(struct http_request *http)
{
	struct request *r = http->hdlr_extra;
	void (*next)(struct request *);

	if (r == NULL) {
		if (send_from_cache(http))
			return (KORE_RESULT_OK);
		r = request_new(http);
		if (r == NULL) {
			http_response(http, 503, NULL, 0);
			return (KORE_RESULT_OK);
		}
		request_begin(r);
	} else {
		next = r->next;
		r->next = NULL;
		if (next != NULL)
			next(r);
	}
	return (r->replied ? KORE_RESULT_OK : KORE_RESULT_RETRY);
}

static struct request *
request_new(struct http_request *http)
{
	struct request *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return (NULL);
	r->http = http;
	/* It has come. Kore would count on, and send a 408 while we work. */
	if (http->owner != NULL)
		http->owner->http_timeout = 0;
	r->method = method_of(http);
	r->errors = cJSON_CreateObject();
	r->cache_generation = cache_generation();
	http->hdlr_extra = r;
	http->flags |= HTTP_REQUEST_RETAIN_EXTRA;
	http->onfree = request_free;
	return (r);
}

static void
request_free(struct http_request *http)
{
	struct request *r = http->hdlr_extra;
	size_t i;

	if (r == NULL)
		return;
	http->hdlr_extra = NULL;
	if (r->call != NULL)
		db_forget(r->call);
	outbound_free(r->outbound);
	for (i = 0; i < REQUEST_ASK_MAX; i++)
		free(r->asked[i]);
	free(r->enter);
	free(r->document);
	cJSON_Delete(r->answer);
	cJSON_Delete(r->actor);
	cJSON_Delete(r->error_data);
	cJSON_Delete(r->refused_data);
	cJSON_Delete(r->errors);
	values_free(&r->values);
	form_free(&r->form);
	free(r);
}

static enum method
method_of(struct http_request *http)
{
	switch (http->method) {
	case HTTP_METHOD_POST:
		return (POST);
	case HTTP_METHOD_PUT:
		return (PUT);
	case HTTP_METHOD_PATCH:
		return (PATCH);
	case HTTP_METHOD_DELETE:
		return (DELETE);
	default:
		return (GET);
	}
}

static void
request_begin(struct request *r)
{
	if (!request_match(r)) {
		request_finish(r);
		return;
	}
	if (r->match.route->serve != NULL) {
		r->match.route->serve(r);
		return;
	}
	input_read_actor(r);
	r->op = r->match.route->does;
	if (r->op == NULL) {
		(void)input_read_form(r);
		request_finish(r);
		return;
	}
	input_add_engine_fields(r);
	if (!input_add_captures(r)) {
		request_fail(r, "not_found");
		return;
	}
	if (!input_read_form(r) || !input_check_origin(r) ||
	    !input_check_key(r)) {
		request_finish(r);
		return;
	}
	start_operation(r);
}

static bool
request_match(struct request *r)
{
	static const char *const names[] = { "", "GET, HEAD", "POST", "PUT",
		"PATCH", "DELETE" };
	char allow[64] = "";
	unsigned i;

	if (r->http->method == HTTP_METHOD_OPTIONS)
		r->method = 0;
	if (route_find(r->method, r->http->path, &r->match))
		return (true);
	r->error = error_find("not_found");
	if (r->match.allowed == 0)
		return (false);
	r->error = error_find("method_not_allowed");
	for (i = GET; i <= DELETE; i++) {
		if (!(r->match.allowed & 1u << i))
			continue;
		if (allow[0] != '\0')
			strncat(allow, ", ", sizeof(allow) - strlen(allow) - 1);
		strncat(allow, names[i], sizeof(allow) - strlen(allow) - 1);
	}
	(void)reply_header(r->http, "allow", allow);
	return (false);
}

/*
 * Only pages of GET that are the same for everybody are kept, so a hit needs
 * no route and no request: most visitors are served by these lines alone.
 */
static bool
send_from_cache(struct http_request *http)
{
	const struct cache_page *page;
	const struct cache_body *body;
	enum encoding encoding;
	char key[REQUEST_PATH_BYTES_MAX * 2];

	if (http->method != HTTP_METHOD_GET && http->method != HTTP_METHOD_HEAD)
		return (false);
	encoding = reply_encoding(http);
	write_key(http, key, sizeof(key));
	page = cache_find(key, encoding);
	if (page == NULL)
		return (false);
	if (reply_is_fresh(http, page->etag)) {
		http_response_header(http, "cache-control", REPLY_SHARED);
		reply_send_encoded(http, 304, NULL, ENCODING_PLAIN, page->etag,
		    NULL, 0);
		return (true);
	}
	body = &page->bodies[encoding];
	if (body->data == NULL)
		body = &page->bodies[ENCODING_PLAIN];
	wire_send(http, 200, body->head, body->head_len, body->data, body->len);
	return (true);
}

void
request_cache_key(const struct request *r, char *out, size_t size)
{
	write_key(r->http, out, size);
}

static void
write_key(const struct http_request *http, char *out, size_t size)
{
	const char *query = http->query_string;

	(void)snprintf(out, size, "%s?%s", http->path,
	    query != NULL ? query : "");
}

/*
 * A form shown again keeps the errors of its write; what its page cannot read
 * of what was typed counts as absent.
 */
static bool
read_params(struct request *r)
{
	cJSON *ignored;
	bool ok;

	if (r->refused_op == NULL)
		return (params_read(r->op->params, &r->form, &r->values,
		    r->errors));
	ignored = cJSON_CreateObject();
	ok = params_read(r->op->params, &r->form, &r->values, ignored);
	if (!ok) {
		form_free(&r->form);
		(void)input_add_captures(r);
		ok = params_read(r->op->params, &r->form, &r->values, ignored);
	}
	cJSON_Delete(ignored);
	return (ok);
}

/* Checks the parameters and sends actor and statement in one round trip. */
static void
start_operation(struct request *r)
{
	size_t i;

	values_free(&r->values);
	if (!read_params(r)) {
		r->error = error_find(is_nowhere(r) ? "not_found" : "invalid");
		request_finish(r);
		return;
	}
	if (r->op->effect == WRITES && r->session[0] == '\0' &&
	    r->bearer[0] == '\0') {
		input_token(r->session);
		r->session_is_fresh = true;
	}
	for (i = 0; i < r->values.n; i++) {
		r->lens[i] = (int)r->values.len[i];
		r->formats[i] = r->values.binary[i];
	}
	r->next = request_answered;
	request_send(r, db_statement_find(r->op->name), r->values.n,
	    r->values.text, r->lens, r->formats);
}

/* An address that cannot be anything's: there is no form to mend it in. */
static bool
is_nowhere(const struct request *r)
{
	char name[FORM_NAME_BYTES_MAX];
	size_t i;

	for (i = 0; r->method == GET && i < r->match.captures; i++) {
		(void)snprintf(name, sizeof(name), "%.*s",
		    (int)r->match.name_lens[i], r->match.names[i]);
		if (cJSON_HasObjectItem(r->errors, name))
			return (true);
	}
	return (false);
}

void
request_send(struct request *r, int statement, size_t n,
    const char *const *values, const int *lens, const int *formats)
{
	struct db_step steps[DB_STEPS_MAX] = { 0 };
	size_t len = 0;

	if (actor_is_needed(r)) {
		free(r->enter);
		r->enter = actor_enter_argument(r);
		steps[len].statement = db_statement_find("actor_enter");
		steps[len].n = 1;
		steps[len].values = (const char *const *)&r->enter;
		len++;
	}
	steps[len].statement = statement;
	steps[len].n = n;
	steps[len].values = values;
	steps[len].lens = lens;
	steps[len].formats = formats;
	len++;
	if (!db_send(steps, len, db_done, r, &r->call)) {
		r->next = NULL;
		request_fail(r, "unavailable");
		return;
	}
	http_request_sleep(r->http);
}

static void
db_done(void *owner, const struct db_answer *answer)
{
	struct request *r = owner;

	r->call = NULL;
	answer_take(r, answer);
	http_request_wakeup(r->http);
}

static void
request_answered(struct request *r)
{
	if (r->error == NULL && r->op->after != NULL) {
		r->op->after(r);
		return;
	}
	request_finish(r);
}

void
request_finish(struct request *r)
{
	const struct route *route = r->match.route;

	if (r->error == NULL && r->new_session[0] != '\0')
		reply_cookie(r->http, r->new_session, SESSION_SECONDS);
	else if (r->error == NULL && r->session_is_fresh)
		reply_cookie(r->http, r->session, SESSION_SECONDS);
	else if (r->session_is_fresh)
		r->session[0] = '\0'; /* its row was rolled back */

	if (r->error != NULL && r->refused_op == NULL && route != NULL &&
	    route->again != NULL && r->error->status != 401 &&
	    r->error->status != 503)
		show_form_again(r);
	else if (is_lost(r))
		find_who_is_lost(r);
	else
		request_reply(r);
}

/* At a page that is not there, or not hers, before anyone asked who she is. */
static bool
is_lost(const struct request *r)
{
	return (r->error != NULL && r->actor == NULL &&
	    (r->error->status == 403 || r->error->status == 404) &&
	    r->match.face != NULL && r->match.face->lost != NULL);
}

static void
find_who_is_lost(struct request *r)
{
	r->lost_op = r->op;
	r->match.route = r->match.face->lost;
	r->op = r->match.route->does;
	if (r->session[0] == '\0')
		input_read_actor(r);
	if (r->session[0] == '\0') {
		reply_lost(r);
		return;
	}
	r->next = reply_lost;
	request_send(r, db_statement_find(r->op->name), 0, NULL, NULL, NULL);
}

/* What she could not be told about herself changes nothing of the error. */
static void
reply_lost(struct request *r)
{
	r->op = r->lost_op;
	request_reply(r);
}

/* The page of a refused form is not hers to see: it is refused all the same. */
static void
say_refusal(struct request *r)
{
	cJSON *data = r->error_data;

	r->error = r->refused;
	r->error_data = r->refused_data;
	r->refused = NULL;
	r->refused_data = data;
}

static void
request_reply(struct request *r)
{
	bool is_api = r->match.face != NULL && r->match.face->is_api;

	r->replied = true;
	if (r->refused != NULL && r->error != NULL &&
	    (r->error->status == 403 || r->error->status == 404))
		say_refusal(r);
	metrics_count_request(r->op, r->error);
	if (is_api && r->error != NULL)
		api_reply_error(r);
	else if (is_api)
		api_reply(r);
	else if (r->error != NULL)
		page_reply_error(r);
	else
		page_reply(r);
}

/*
 * The page whose form was refused, asked again with what was typed: nothing
 * is lost. The refusal stays in r->error and r->errors.
 */
static void
show_form_again(struct request *r)
{
	struct route_match match;
	struct form typed;
	size_t i;

	/* Captures of the new path point into it for as long as r lives. */
	if (!request_fill_path(r, r->match.route->again, r->again_path,
		sizeof(r->again_path)) ||
	    !route_find(GET, r->again_path, &match) ||
	    match.route->page == NULL) {
		request_reply(r);
		return;
	}
	/* Its write was rolled back, and with it whatever session it made. */
	r->new_session[0] = '\0';
	r->session_is_fresh = false;
	r->refused_op = r->op;
	r->refused = r->error;
	r->refused_data = r->error_data;
	r->error = NULL;
	r->error_data = NULL;
	r->match = match;
	r->op = match.route->does;
	if (r->op == NULL) {
		request_finish(r);
		return;
	}
	/* The page is asked with its path, and with what was typed. */
	typed = r->form;
	memset(&r->form, 0, sizeof(r->form));
	(void)input_add_captures(r);
	for (i = 0; i < typed.len; i++) {
		if (!typed.fields[i].is_file)
			(void)form_add_pair(&r->form, typed.fields[i].name,
			    typed.fields[i].value, typed.fields[i].len);
	}
	start_operation(r);
	form_free(&r->form);
	r->form = typed;
}
