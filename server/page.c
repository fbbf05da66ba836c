/* The HTML face: the document poured into a template; see request.h. */
#include <sys/types.h>

#include <kore/kore.h>

#include <kore/http.h>

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "cache.h"
#include "error.h"
#include "log.h"
#include "notice.h"
#include "reply.h"
#include "request_private.h"
#include "service.h"
#include "template.h"

#define PAGE_BYTES_MAX (6 * 1024 * 1024) /* ten thousand rows to keep */
#define HTML           "text/html; charset=utf-8"
#define CONTEXTS       4
#define NAME_BYTES_MAX 64

static void reply_template(struct request *, int status, const char *name,
    const cJSON *document);
static void send_page(struct request *, int status, struct buffer *);
static void share_page(struct request *, const char *type, struct buffer *);
static bool is_expected(const struct request *);
static bool is_name_of(const struct param *, const char *);
static bool is_shared(const struct request *);
static cJSON *make_page(const struct request *);
static void add_notice(cJSON *root, const cJSON *asked);
static void add_actor(cJSON *root, const cJSON *said);
static char *query_to_keep(const char *query);
static bool is_of_one_page(const char *pair);
static void go_to_login(struct request *);
static void write_way_back(struct request *, char *, size_t);
static void reply_bare(struct request *, int status, const char *);
static const char *type_of(const char *template);
static bool focus_refused(const struct buffer *, struct buffer *out);

void
page_reply(struct request *r)
{
	const struct route *route = r->match.route;
	char location[REQUEST_PATH_BYTES_MAX];
	const cJSON *document;

	if (r->op != NULL && r->op->effect == WRITES && route->page == NULL) {
		if (route->then != NULL &&
		    request_fill_path(r, route->then, location,
			sizeof(location)))
			reply_redirect(r->http, location);
		else
			reply_redirect(r->http, "/");
		return;
	}
	document = request_answer(r);
	if (r->op != NULL && document == NULL) {
		log_error("bad_document", "operation=%s", r->op->name);
		r->error = error_find("internal");
		page_reply_error(r);
		return;
	}
	reply_template(r, r->refused != NULL ? r->refused->status : 200,
	    route->page, document);
}

/* A visitor who is not logged in is led to the door and back. */
void
page_reply_error(struct request *r)
{
	struct buffer sentence;
	cJSON *document;

	if (r->error->status == 401) {
		go_to_login(r);
		return;
	}
	buffer_init(&sentence, 4096);
	error_write(r->error, r->error_data, &sentence);
	document = cJSON_CreateObject();
	cJSON_AddNumberToObject(document, "status", r->error->status);
	cJSON_AddStringToObject(document, "code", r->error->code);
	cJSON_AddStringToObject(document, "error",
	    sentence.data != NULL ? sentence.data : "");
	if (r->error->status == 503)
		http_response_header(r->http, "retry-after", "2");
	reply_template(r, r->error->status, "shared/error", document);
	cJSON_Delete(document);
	buffer_free(&sentence);
}

/* A form that came too late also says why, and what became of its words. */
static void
go_to_login(struct request *r)
{
	char back[REQUEST_PATH_BYTES_MAX], location[REQUEST_PATH_BYTES_MAX * 3];
	struct buffer buf;
	const char *c;

	write_way_back(r, back, sizeof(back));
	buffer_init(&buf, sizeof(location) - 1);
	(void)buffer_add_text(&buf, "/login?next=");
	for (c = back; *c != '\0'; c++) {
		if (strchr("&#+% ?", *c) != NULL)
			(void)buffer_addf(&buf, "%%%02X", (unsigned char)*c);
		else
			(void)buffer_add_char(&buf, *c);
	}
	if (r->method != GET)
		(void)buffer_add_text(&buf, "&ended=1");
	reply_redirect(r->http, buf.data != NULL ? buf.data : "/login");
	buffer_free(&buf);
}

/* The page she asked for, or the one whose form she sent. */
static void
write_way_back(struct request *r, char *out, size_t size)
{
	const char *query = r->http->query_string;

	if (r->method == GET)
		(void)snprintf(out, size, "%s%s%s", r->http->path,
		    query != NULL ? "?" : "", query != NULL ? query : "");
	else if (r->refused_op != NULL)
		(void)snprintf(out, size, "%s", r->again_path);
	else if (r->match.route->again == NULL ||
	    !request_fill_path(r, r->match.route->again, out, size))
		(void)snprintf(out, size, "/");
}

static void
reply_template(struct request *r, int status, const char *name,
    const cJSON *document)
{
	const struct template *template;
	const cJSON *contexts[CONTEXTS];
	cJSON *page, *refusal = NULL;
	struct buffer out, focused;
	size_t n = 0;
	bool ok;

	template = template_find(service_templates(), name);
	if (template == NULL) {
		log_error("no_template", "name=%s", name);
		reply_bare(r, 500, "");
		return;
	}
	page = make_page(r);
	contexts[n++] = service_globals();
	contexts[n++] = page;
	if (document != NULL)
		contexts[n++] = document;
	if (r->refused != NULL)
		contexts[n++] = refusal = page_form_refused(r);
	buffer_init(&out, PAGE_BYTES_MAX);
	ok = template_render(service_templates(), template, contexts, n, &out);
	buffer_init(&focused, PAGE_BYTES_MAX);
	if (ok && refusal != NULL && focus_refused(&out, &focused))
		send_page(r, status, &focused);
	else if (ok)
		send_page(r, status, &out);
	else
		reply_bare(r, 500, "");
	buffer_free(&focused);
	buffer_free(&out);
	cJSON_Delete(page);
	cJSON_Delete(refusal);
}

/*
 * A form that came back opens at the first field that was refused, which may
 * be far below. Here and not in the templates, because it is the first of the
 * page: what was typed cannot pass for it, its quotes are escaped. False when
 * no field was named.
 */
static bool
focus_refused(const struct buffer *page, struct buffer *out)
{
	static const char mark[] = " aria-invalid=\"true\"";
	const char *at = page->data != NULL ? strstr(page->data, mark) : NULL;

	return (at != NULL &&
	    buffer_add(out, page->data, (size_t)(at - page->data)) &&
	    buffer_add_text(out, " autofocus") && buffer_add_text(out, at));
}

static void
send_page(struct request *r, int status, struct buffer *out)
{
	const char *type = HTML;

	if (status == 200 && r->match.route != NULL)
		type = type_of(r->match.route->page);
	if (is_shared(r) && status == 200) {
		share_page(r, type, out);
		return;
	}
	http_response_header(r->http, "cache-control", "no-store, private");
	reply_send(r->http, status, type, out->data, out->len);
}

static void
share_page(struct request *r, const char *type, struct buffer *out)
{
	char key[REQUEST_PATH_BYTES_MAX * 2], tags[256];
	char etag[REPLY_ETAG_BYTES];

	reply_etag(out->data, out->len, etag);
	request_cache_key(r, key, sizeof(key));
	if (is_expected(r) &&
	    request_fill(r, r->match.route->cache, tags, sizeof(tags)))
		cache_keep(key, tags, type, etag, out->data, out->len,
		    r->cache_generation);
	reply_send_shared(r->http, type, etag, out->data, out->len);
}

/*
 * False when the query names what the page does not know: an endless supply of
 * such addresses would push the pages people ask for out of the cache.
 */
static bool
is_expected(const struct request *r)
{
	const struct param *p;
	size_t i;

	for (i = 0; i < r->form.len; i++) {
		if (r->op == NULL)
			return (false);
		for (p = r->op->params; p->type != T_NONE; p++) {
			if (is_name_of(p, r->form.fields[i].name))
				break;
		}
		if (p->type == T_NONE)
			return (false);
	}
	return (true);
}

static bool
is_name_of(const struct param *p, const char *name)
{
	size_t len = strlen(p->name);

	return (strncmp(name, p->name, len) == 0 &&
	    (name[len] == '\0' ||
		(p->type == T_RIAL && strcmp(name + len, "_toman") == 0)));
}

/* "robots.txt", "sitemap.xml" and tables to keep are templates too. */
static const char *
type_of(const char *template)
{
	if (strstr(template, ".txt") != NULL)
		return ("text/plain; charset=utf-8");
	if (strstr(template, ".xml") != NULL)
		return ("application/xml; charset=utf-8");
	if (strstr(template, ".csv") != NULL)
		return ("text/csv; charset=utf-8");
	return (HTML);
}

static bool
is_shared(const struct request *r)
{
	return (r->match.route != NULL && r->match.route->cache != NULL &&
	    r->refused_op == NULL && r->error == NULL);
}

/* What every page may name as {{page.…}}, and who is looking. */
static cJSON *
make_page(const struct request *r)
{
	char key[REQUEST_TOKEN_BYTES], csrf[REQUEST_HASH_BYTES];
	char url[REQUEST_PATH_BYTES_MAX + CONFIG_TEXT_BYTES_MAX];
	cJSON *root = cJSON_CreateObject();
	cJSON *page = cJSON_AddObjectToObject(root, "page"), *asked;
	char *query;

	(void)snprintf(url, sizeof(url), "%s%s", service_config()->url,
	    r->http->path);
	query = query_to_keep(r->http->query_string);
	cJSON_AddStringToObject(page, "name", "همیار");
	cJSON_AddStringToObject(page, "path", r->http->path);
	cJSON_AddStringToObject(page, "url", url);
	cJSON_AddStringToObject(page, "query", query != NULL ? query : "");
	cJSON_AddBoolToObject(page, "sandbox",
	    service_config()->mode == MODE_SANDBOX);
	free(query);
	if (is_shared(r))
		return (root);
	input_token(key);
	cJSON_AddStringToObject(page, "key", key);
	if (r->session[0] != '\0') {
		input_csrf(r, csrf);
		cJSON_AddStringToObject(page, "csrf", csrf);
	}
	/* What the address asked for; a form that is empty begins with it. */
	if (r->method == GET) {
		asked = cJSON_AddObjectToObject(root, "asked");
		page_form_typed(r, asked);
		cJSON_AddItemReferenceToObject(root, "form", asked);
		add_notice(root, asked);
	}
	add_actor(root, r->actor);
	return (root);
}

/* {{saved}} is what the write that led here did: done, met. */
static void
add_notice(cJSON *root, const cJSON *asked)
{
	const struct notice *notice;
	const cJSON *key;
	cJSON *saved;

	key = cJSON_GetObjectItemCaseSensitive(asked, "saved");
	notice = cJSON_IsString(key) ? notice_find(key->valuestring) : NULL;
	if (notice == NULL)
		return;
	saved = cJSON_AddObjectToObject(root, "saved");
	cJSON_AddStringToObject(saved, "done", notice->done);
	if (notice->met != NULL)
		cJSON_AddStringToObject(saved, "met", notice->met);
}

/*
 * {{#actor}} is who has logged in: name, mobile, role, and for sections
 * is_<role> and works_for_<group|clinic|…>.
 */
static void
add_actor(cJSON *root, const cJSON *said)
{
	const cJSON *account, *role, *scope, *kind;
	char word[NAME_BYTES_MAX];
	cJSON *actor;

	account = cJSON_GetObjectItemCaseSensitive(said, "account");
	if (!cJSON_IsObject(account))
		return;
	actor = cJSON_Duplicate(account, true);
	cJSON_AddItemToObject(root, "actor", actor);
	role = cJSON_GetObjectItemCaseSensitive(said, "role");
	if (cJSON_IsString(role)) {
		cJSON_AddStringToObject(actor, "role", role->valuestring);
		(void)snprintf(word, sizeof(word), "is_%s", role->valuestring);
		cJSON_AddTrueToObject(actor, word);
	}
	scope = cJSON_GetObjectItemCaseSensitive(said, "scope");
	kind = cJSON_GetObjectItemCaseSensitive(scope, "kind");
	if (!cJSON_IsString(kind))
		return;
	cJSON_AddItemToObject(actor, "scope", cJSON_Duplicate(scope, true));
	(void)snprintf(word, sizeof(word), "works_for_%s", kind->valuestring);
	cJSON_AddTrueToObject(actor, word);
}

/*
 * The query with a '&' at its end, for links to the same list: without where
 * its page begins and what has just been done; caller frees.
 */
static char *
query_to_keep(const char *query)
{
	struct buffer out;
	size_t len;

	if (query == NULL)
		return (NULL);
	buffer_init(&out, REQUEST_PATH_BYTES_MAX);
	while (*query != '\0') {
		len = strcspn(query, "&");
		if (len > 0 && !is_of_one_page(query)) {
			(void)buffer_add(&out, query, len);
			(void)buffer_add_char(&out, '&');
		}
		query += len;
		query += *query == '&';
	}
	return (buffer_take(&out));
}

static bool
is_of_one_page(const char *pair)
{
	static const char *const names[] = { "after=", "saved=", "conflict=" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strncmp(pair, names[i], strlen(names[i])) == 0)
			return (true);
	}
	return (false);
}

/* When even the error page cannot be made. */
static void
reply_bare(struct request *r, int status, const char *body)
{
	r->replied = true;
	reply_send(r->http, status, HTML, body, strlen(body));
}
