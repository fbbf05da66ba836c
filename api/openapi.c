/*
 * /api/v1/openapi.json: OpenAPI 3.1, made from the same tables that the
 * service runs on, so it cannot drift.
 */
#include "openapi.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "operations.h"
#include "server/reply.h"
#include "server/request.h"
#include "shape.h"

#define PATH_BYTES_MAX 256
#define JSON_TYPE      "application/json"

static char *document; /* made once, when first asked; const after */

static char *make_document(void);
static void add_operation(cJSON *paths, const struct route *);
static void path_of(const struct route *, char *out, size_t size);
static bool is_in_path(const struct route *, const char *name);
static bool is_of_engine(const struct param *);
static void add_parameters(cJSON *operation, const struct route *);
static void add_body(cJSON *operation, const struct route *);
static cJSON *schema_of(const struct param *);
static void name_of(const struct param *, char *out, size_t size);
static void add_keyed(cJSON *schema, cJSON *properties, const struct param *);
static void add_type(cJSON *schema, const struct param *);
static void add_limits(cJSON *schema, const struct param *);
static void add_choices(cJSON *schema, const char *of);
static void add_responses(cJSON *operation, const struct route *);
static void add_refusal(cJSON *responses, const struct error_row *);
static void add_refusals(cJSON *responses, const char *codes);
static void add_security(cJSON *operation, const struct operation *);
static cJSON *json_content(cJSON *schema);

void
openapi_serve(struct request *r)
{
	char etag[REPLY_ETAG_BYTES];

	if (document == NULL)
		document = make_document();
	if (document == NULL) {
		request_fail(r, "unavailable");
		return;
	}
	r->replied = true;
	reply_etag(document, strlen(document), etag);
	reply_send_shared(r->http, JSON_TYPE, etag, document, strlen(document));
}

static char *
make_document(void)
{
	const struct route *const *table;
	const struct route *row;
	cJSON *root, *info, *part;
	char *text;

	root = cJSON_CreateObject();
	cJSON_AddStringToObject(root, "openapi", "3.1.0");
	info = cJSON_AddObjectToObject(root, "info");
	cJSON_AddStringToObject(info, "title", "Hamyar");
	cJSON_AddStringToObject(info, "version", "1");
	cJSON_AddStringToObject(info, "description",
	    "The shop and back office of the self-help groups. Money is in "
	    "rials, time in RFC 3339. A write may carry an Idempotency-Key, "
	    "and X-Account, the id of the account it must be of.");
	part = cJSON_AddArrayToObject(root, "servers");
	info = cJSON_CreateObject();
	cJSON_AddStringToObject(info, "url", api_face.prefix);
	cJSON_AddItemToArray(part, info);
	part = cJSON_AddObjectToObject(root, "paths");
	for (table = api_face.tables; *table != NULL; table++) {
		for (row = *table; row->path != NULL; row++) {
			if (row->does != NULL)
				add_operation(part, row);
		}
	}
	cJSON_AddItemToObject(root, "components", shape_components());
	text = cJSON_PrintUnformatted(root);
	cJSON_Delete(root);
	return (text);
}

static void
add_operation(cJSON *paths, const struct route *row)
{
	static const char *const methods[] = { "", "get", "post", "put",
		"patch", "delete" };
	char path[PATH_BYTES_MAX];
	cJSON *item, *operation;

	path_of(row, path, sizeof(path));
	item = cJSON_GetObjectItemCaseSensitive(paths, path);
	if (item == NULL)
		item = cJSON_AddObjectToObject(paths, path);
	operation = cJSON_AddObjectToObject(item, methods[row->method]);
	cJSON_AddStringToObject(operation, "operationId", row->does->name);
	cJSON_AddStringToObject(operation, "summary", row->does->says);
	cJSON_AddStringToObject(operation, "x-effect",
	    row->does->effect == WRITES ? "writes" : "reads");
	add_parameters(operation, row);
	add_body(operation, row);
	add_responses(operation, row);
	add_security(operation, row->does);
}

/* "/groups/:slug" as OpenAPI writes it: "/groups/{slug}". */
static void
path_of(const struct route *row, char *out, size_t size)
{
	const char *from = row->path;
	size_t len = 0, name;

	while (*from != '\0' && len + 2 < size) {
		if (*from != ':') {
			out[len++] = *from++;
			continue;
		}
		name = strcspn(++from, "/.");
		len += (size_t)snprintf(out + len, size - len, "{%.*s}",
		    (int)name, from);
		from += name;
	}
	out[len] = '\0';
}

static bool
is_in_path(const struct route *row, const char *name)
{
	char wanted[PATH_BYTES_MAX], path[PATH_BYTES_MAX];

	path_of(row, path, sizeof(path));
	(void)snprintf(wanted, sizeof(wanted), "{%s}", name);
	return (strstr(path, wanted) != NULL);
}

/* Filled in by the engine, never by the caller. */
static bool
is_of_engine(const struct param *p)
{
	return (strncmp(p->name, "new_", 4) == 0 ||
	    strcmp(p->name, "client_address") == 0);
}

static void
add_parameters(cJSON *operation, const struct route *row)
{
	cJSON *list = cJSON_AddArrayToObject(operation, "parameters");
	char name[PATH_BYTES_MAX];
	const struct param *p;
	cJSON *item;
	bool in_path, in_query;

	in_query = row->method == GET || row->method == DELETE;
	for (p = row->does->params; p->type != T_NONE; p++) {
		in_path = is_in_path(row, p->name);
		if (is_of_engine(p) || (!in_path && !in_query))
			continue;
		item = cJSON_CreateObject();
		name_of(p, name, sizeof(name));
		cJSON_AddStringToObject(item, "name", name);
		cJSON_AddStringToObject(item, "in", in_path ? "path" : "query");
		cJSON_AddBoolToObject(item, "required",
		    in_path || p->need == REQUIRED);
		if (p->says != NULL)
			cJSON_AddStringToObject(item, "description", p->says);
		cJSON_AddItemToObject(item, "schema", schema_of(p));
		cJSON_AddItemToArray(list, item);
	}
	if (row->does->effect == WRITES) {
		item = cJSON_CreateObject();
		cJSON_AddStringToObject(item, "$ref",
		    "#/components/parameters/IdempotencyKey");
		cJSON_AddItemToArray(list, item);
	}
}

static void
add_body(cJSON *operation, const struct route *row)
{
	cJSON *schema, *properties, *required, *body;
	const struct param *p;
	bool has_file = false;

	if (row->method == GET || row->method == DELETE)
		return;
	schema = cJSON_CreateObject();
	cJSON_AddStringToObject(schema, "type", "object");
	properties = cJSON_AddObjectToObject(schema, "properties");
	required = cJSON_AddArrayToObject(schema, "required");
	for (p = row->does->params; p->type != T_NONE; p++) {
		if (is_of_engine(p) || is_in_path(row, p->name))
			continue;
		has_file = has_file || p->type == T_FILE;
		if (p->keyed) {
			add_keyed(schema, properties, p);
			continue;
		}
		cJSON_AddItemToObject(properties, p->name, schema_of(p));
		if (p->need == REQUIRED)
			cJSON_AddItemToArray(required,
			    cJSON_CreateString(p->name));
	}
	body = cJSON_AddObjectToObject(operation, "requestBody");
	if (!has_file) {
		cJSON_AddItemToObject(body, "content", json_content(schema));
		return;
	}
	properties = cJSON_AddObjectToObject(body, "content");
	properties = cJSON_AddObjectToObject(properties, "multipart/form-data");
	cJSON_AddItemToObject(properties, "schema", schema);
}

static cJSON *
schema_of(const struct param *p)
{
	cJSON *one = cJSON_CreateObject(), *list;

	add_type(one, p);
	add_limits(one, p);
	if (p->of != NULL)
		add_choices(one, p->of);
	if (p->fallback != NULL)
		cJSON_AddStringToObject(one, "default", p->fallback);
	if (p->says != NULL)
		cJSON_AddStringToObject(one, "description", p->says);
	if (p->many == 0 || p->keyed)
		return (one);
	list = cJSON_CreateObject();
	cJSON_AddStringToObject(list, "type", "array");
	cJSON_AddItemToObject(list, "items", one);
	cJSON_AddNumberToObject(list, "maxItems", p->many);
	return (list);
}

/* "answer.*": one of many fields that have their keys after a dot. */
static void
name_of(const struct param *p, char *out, size_t size)
{
	(void)snprintf(out, size, "%s%s", p->name, p->keyed ? ".*" : "");
}

/*
 * Fields "answer.social.voice", whatever stands after the first dot; or one
 * object "answer" of them.
 */
static void
add_keyed(cJSON *schema, cJSON *properties, const struct param *p)
{
	char pattern[PATH_BYTES_MAX];
	cJSON *list, *object;

	list = cJSON_GetObjectItemCaseSensitive(schema, "patternProperties");
	if (list == NULL)
		list = cJSON_AddObjectToObject(schema, "patternProperties");
	(void)snprintf(pattern, sizeof(pattern), "^%s\\.", p->name);
	cJSON_AddItemToObject(list, pattern, schema_of(p));
	object = cJSON_AddObjectToObject(properties, p->name);
	cJSON_AddStringToObject(object, "type", "object");
	cJSON_AddItemToObject(object, "additionalProperties", schema_of(p));
}

static void
add_type(cJSON *schema, const struct param *p)
{
	static const struct {
		const char *type, *key, *value;
	} types[] = {
		[T_ID] = { "integer", "format", "int64" },
		[T_INT] = { "integer", "format", "int64" },
		[T_RIAL] = { "integer", "format", "rial" },
		[T_BOOL] = { "boolean", NULL, NULL },
		[T_TEXT] = { "string", NULL, NULL },
		[T_LINES] = { "string", NULL, NULL },
		[T_SLUG] = { "string", "pattern", "^[a-z0-9_-]+$" },
		[T_CODE] = { "string", "pattern", "^[0-9A-Za-z]+$" },
		[T_CHOICE] = { "string", NULL, NULL },
		[T_MOBILE] = { "string", "format", "mobile" },
		[T_OTP] = { "string", "pattern", "^[0-9]{6}$" },
		[T_NATIONAL_ID] = { "string", "format", "national-id" },
		[T_POSTAL_CODE] = { "string", "pattern", "^[0-9]{10}$" },
		[T_SHEBA] = { "string", "pattern", "^IR[0-9]{24}$" },
		[T_DATE] = { "string", "format", "date" },
		[T_TOKEN] = { "string", NULL, NULL },
		[T_JSON] = { NULL, NULL, NULL },
		[T_FILE] = { "string", "format", "binary" },
	};

	if (types[p->type].type != NULL)
		cJSON_AddStringToObject(schema, "type", types[p->type].type);
	if (types[p->type].key != NULL)
		cJSON_AddStringToObject(schema, types[p->type].key,
		    types[p->type].value);
}

static void
add_limits(cJSON *schema, const struct param *p)
{
	bool number = p->type == T_INT || p->type == T_RIAL;

	if (p->type == T_JSON || p->type == T_FILE)
		return;
	if (p->min != 0)
		cJSON_AddNumberToObject(schema,
		    number ? "minimum" : "minLength", (double)p->min);
	if (p->max != 0)
		cJSON_AddNumberToObject(schema,
		    number ? "maximum" : "maxLength", (double)p->max);
}

static void
add_choices(cJSON *schema, const char *of)
{
	cJSON *list = cJSON_AddArrayToObject(schema, "enum");
	char choice[64];
	size_t len;

	while (*of != '\0') {
		len = strcspn(of, "|");
		(void)snprintf(choice, sizeof(choice), "%.*s", (int)len, of);
		cJSON_AddItemToArray(list, cJSON_CreateString(choice));
		of += len;
		of += *of == '|';
	}
}

static void
add_responses(cJSON *operation, const struct route *row)
{
	cJSON *responses = cJSON_AddObjectToObject(operation, "responses");
	const struct operation *op = row->does;
	cJSON *ok;

	ok = cJSON_AddObjectToObject(responses,
	    row->method == POST ? "201" : "200");
	cJSON_AddStringToObject(ok, "description", "Done");
	cJSON_AddItemToObject(ok, "content",
	    json_content(shape_schema(op->answers)));
	if (op->params[0].type != T_NONE)
		add_refusal(responses, error_find("invalid"));
	if (op->who != 0) {
		add_refusal(responses, error_find("unauthenticated"));
		add_refusal(responses, error_find("forbidden"));
	}
	if (strchr(row->path, ':') != NULL)
		add_refusal(responses, error_find("not_found"));
	add_refusal(responses, error_find("unavailable"));
	if (op->refuses != NULL)
		add_refusals(responses, op->refuses);
}

static void
add_refusals(cJSON *responses, const char *codes)
{
	char code[64];
	size_t len;

	while (*codes != '\0') {
		len = strcspn(codes, " ");
		(void)snprintf(code, sizeof(code), "%.*s", (int)len, codes);
		add_refusal(responses, error_find(code));
		codes += len;
		codes += *codes == ' ';
	}
}

/* Codes of one status share its response; their names are its description. */
static void
add_refusal(cJSON *responses, const struct error_row *row)
{
	char status[16], says[512];
	cJSON *item, *old, *ref;

	(void)snprintf(status, sizeof(status), "%d", row->status);
	item = cJSON_GetObjectItemCaseSensitive(responses, status);
	if (item != NULL) {
		old = cJSON_GetObjectItemCaseSensitive(item, "description");
		(void)snprintf(says, sizeof(says), "%s, %s", old->valuestring,
		    row->code);
		cJSON_ReplaceItemInObjectCaseSensitive(item, "description",
		    cJSON_CreateString(says));
		return;
	}
	item = cJSON_AddObjectToObject(responses, status);
	cJSON_AddStringToObject(item, "description", row->code);
	ref = cJSON_CreateObject();
	cJSON_AddStringToObject(ref, "$ref", "#/components/schemas/Error");
	cJSON_AddItemToObject(item, "content", json_content(ref));
}

static void
add_security(cJSON *operation, const struct operation *op)
{
	cJSON *list, *item, *roles;
	int i;

	if (op->who == 0)
		return;
	list = cJSON_AddArrayToObject(operation, "security");
	item = cJSON_CreateObject();
	cJSON_AddArrayToObject(item, "bearer");
	cJSON_AddItemToArray(list, item);
	roles = cJSON_AddArrayToObject(operation, "x-roles");
	for (i = 0; i < ROLES_MAX; i++) {
		if (op->who & 1u << i)
			cJSON_AddItemToArray(roles,
			    cJSON_CreateString(role_name(1u << i)));
	}
}

static cJSON *
json_content(cJSON *schema)
{
	cJSON *content = cJSON_CreateObject(), *type;

	type = cJSON_AddObjectToObject(content, JSON_TYPE);
	cJSON_AddItemToObject(type, "schema", schema);
	return (content);
}
