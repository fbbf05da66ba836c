/* What came in with a request: fields, session, origin; see request.h. */
#include <sys/types.h>

#include <arpa/inet.h>
#include <kore/kore.h>

#include <kore/http.h>

#include <cjson/cJSON.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "request_private.h"
#include "service.h"

#define BODY_BYTES_MAX (1024 * 1024) /* where no file is expected */
#define BEARER         "Bearer "
#define KEY_BYTES_MIN  8
#define KEY_BYTES_MAX  64
#define KEY_BYTES                                                              \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:"

static bool read_body(struct request *);
static bool takes_file(const struct operation *);
static void read_address(struct request *);
static bool is_address(const char *);
static void keep_network(char address[REQUEST_ADDRESS_BYTES]);
static bool same_origin(struct request *, const char *origin);
static bool csrf_is_right(const struct request *);
static bool key_is_right(const struct field *);

void
input_hash(const char *token, char out[REQUEST_HASH_BYTES])
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, (const unsigned char *)token, strlen(token));
	sodium_bin2hex(out, REQUEST_HASH_BYTES, hash, sizeof(hash));
}

void
input_token(char out[REQUEST_TOKEN_BYTES])
{
	unsigned char bytes[32];

	randombytes_buf(bytes, sizeof(bytes));
	sodium_bin2base64(out, REQUEST_TOKEN_BYTES, bytes, sizeof(bytes),
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

/* The token of a session's forms: keyed, so that it gives nothing away. */
void
input_csrf(const struct request *r, char out[REQUEST_HASH_BYTES])
{
	unsigned char mac[crypto_generichash_BYTES_MIN];
	const char *secret = service_config()->secret;

	crypto_generichash(mac, sizeof(mac), (const unsigned char *)r->session,
	    strlen(r->session), (const unsigned char *)secret,
	    strlen(secret) < crypto_generichash_KEYBYTES_MAX ?
		strlen(secret) :
		crypto_generichash_KEYBYTES_MAX);
	sodium_bin2hex(out, REQUEST_HASH_BYTES, mac, sizeof(mac));
}

void
input_read_actor(struct request *r)
{
	const char *header;
	char *token;

	read_address(r);
	if (http_request_header(r->http, "authorization", &header) &&
	    strncasecmp(header, BEARER, strlen(BEARER)) == 0) {
		input_hash(header + strlen(BEARER), r->bearer);
		return;
	}
	if (!http_request_header(r->http, "cookie", &header))
		return;
	token = form_cookie(header, service_cookie_name());
	if (token != NULL && strlen(token) == REQUEST_TOKEN_BYTES - 1)
		memcpy(r->session, token, REQUEST_TOKEN_BYTES);
	free(token);
}

static void
read_address(struct request *r)
{
	struct connection *c = r->http->owner;
	const char *header, *last;

	if (c->family == AF_INET6)
		(void)inet_ntop(AF_INET6, &c->addr.ipv6.sin6_addr, r->address,
		    sizeof(r->address));
	else if (c->family == AF_INET)
		(void)inet_ntop(AF_INET, &c->addr.ipv4.sin_addr, r->address,
		    sizeof(r->address));
	/* Only the last hop is our own proxy's word; the rest is anyone's. */
	if (service_config()->behind_proxy &&
	    http_request_header(r->http, "x-forwarded-for", &header)) {
		last = strrchr(header, ',');
		last = last != NULL ? last + 1 : header;
		last += strspn(last, " ");
		if (strlen(last) < sizeof(r->address) && is_address(last))
			memcpy(r->address, last, strlen(last) + 1);
	}
	keep_network(r->address);
}

/*
 * Whoever has one IPv6 address has 2^64 of them: limits count by the network.
 */
static void
keep_network(char address[REQUEST_ADDRESS_BYTES])
{
	struct in6_addr network;

	if (inet_pton(AF_INET6, address, &network) != 1 ||
	    IN6_IS_ADDR_V4MAPPED(&network))
		return;
	memset(&network.s6_addr[8], 0, 8);
	(void)inet_ntop(AF_INET6, &network, address, REQUEST_ADDRESS_BYTES);
}

static bool
is_address(const char *text)
{
	unsigned char address[sizeof(struct in6_addr)];

	return (inet_pton(AF_INET, text, address) == 1 ||
	    inet_pton(AF_INET6, text, address) == 1);
}

bool
input_add_captures(struct request *r)
{
	char name[FORM_NAME_BYTES_MAX];
	enum form_result result;
	char *value;
	size_t i;

	for (i = 0; i < r->match.captures; i++) {
		if (r->match.name_lens[i] >= sizeof(name))
			return (false);
		memcpy(name, r->match.names[i], r->match.name_lens[i]);
		name[r->match.name_lens[i]] = '\0';
		value = form_decode_segment(r->match.values[i],
		    r->match.value_lens[i]);
		if (value == NULL)
			return (false);
		result = form_add_pair(&r->form, name, value, strlen(value));
		free(value);
		if (result != FORM_OK)
			return (false);
	}
	return (true);
}

/*
 * Fields that the engine knows better than the visitor. They are added first,
 * and the first field of a name is the one that counts.
 */
void
input_add_engine_fields(struct request *r)
{
	const struct param *p;
	const char *key;
	char hash[REQUEST_HASH_BYTES];

	/* Pages send the key of a write as a field, programs as a header. */
	if (http_request_header(r->http, "idempotency-key", &key))
		(void)form_add_pair(&r->form, "key", key, strlen(key));
	/* In whose name it was written, which may have been long ago. */
	if (http_request_header(r->http, "x-account", &key))
		(void)form_add_pair(&r->form, "as_account", key, strlen(key));
	for (p = r->op->params; p->type != T_NONE; p++) {
		if (strcmp(p->name, "new_session") == 0) {
			input_token(r->new_session);
			input_hash(r->new_session, hash);
		} else if (strcmp(p->name, "new_token") == 0) {
			input_token(r->new_token);
			input_hash(r->new_token, hash);
		} else if (strcmp(p->name, "client_address") == 0) {
			(void)form_add_pair(&r->form, p->name, r->address,
			    strlen(r->address));
			continue;
		} else {
			continue;
		}
		(void)form_add_pair(&r->form, p->name, hash, strlen(hash));
	}
}

/*
 * A key that cannot be kept is refused, not passed over: its sender counts on
 * being answered once.
 */
bool
input_check_key(struct request *r)
{
	const struct field *key = form_find(&r->form, "key");
	cJSON *item;

	if (r->op->effect != WRITES || key == NULL || key->len == 0 ||
	    key_is_right(key))
		return (true);
	r->error = error_find("invalid");
	item = cJSON_AddObjectToObject(r->errors, "key");
	cJSON_AddStringToObject(item, "code", "bad_token");
	cJSON_AddStringToObject(item, "message",
	    error_find("bad_token")->sentence);
	return (false);
}

static bool
key_is_right(const struct field *key)
{
	return (!key->is_file && key->len >= KEY_BYTES_MIN &&
	    key->len <= KEY_BYTES_MAX && strlen(key->value) == key->len &&
	    strspn(key->value, KEY_BYTES) == key->len);
}

bool
input_read_form(struct request *r)
{
	const char *query = r->http->query_string;

	if (r->method != GET && r->method != DELETE)
		return (read_body(r));
	if (query == NULL)
		return (true);
	if (form_add_urlencoded(&r->form, query, strlen(query)) == FORM_OK)
		return (true);
	r->error = error_find("bad_request");
	return (false);
}

static bool
read_body(struct request *r)
{
	enum form_result result = FORM_MALFORMED;
	const char *type, *body;
	char *boundary;
	size_t len;

	/* Kore has wound the buffer back: its offset is 0 again. */
	len = r->http->http_body != NULL ? r->http->http_body_length : 0;
	if (len == 0)
		return (true);
	if (len > BODY_BYTES_MAX && !takes_file(r->op)) {
		r->error = error_find("too_large");
		return (false);
	}
	body = (const char *)r->http->http_body->data;
	if (!http_request_header(r->http, "content-type", &type))
		type = "";
	if (strncasecmp(type, "application/json", 16) == 0) {
		result = form_add_json(&r->form, body, len);
	} else if (strncasecmp(type, "multipart/form-data", 19) == 0) {
		boundary = form_boundary(type);
		if (boundary != NULL)
			result =
			    form_add_multipart(&r->form, boundary, body, len);
		free(boundary);
	} else if (strncasecmp(type, "application/x-www-form-urlencoded", 33) ==
	    0) {
		result = form_add_urlencoded(&r->form, body, len);
	}
	if (result == FORM_OK)
		return (true);
	r->error =
	    error_find(result == FORM_TOO_MANY ? "too_large" : "bad_request");
	return (false);
}

static bool
takes_file(const struct operation *op)
{
	const struct param *p;

	for (p = op->params; p->type != T_NONE; p++) {
		if (p->type == T_FILE)
			return (true);
	}
	return (false);
}

/*
 * A write comes from our own page, or from a program that shows a token of
 * its own. Pages that are the same for everybody hold no form token: there
 * the browser's own word (Origin, Sec-Fetch-Site) is what guards.
 */
bool
input_check_origin(struct request *r)
{
	const char *origin, *site;
	bool said = false;

	if (r->method == GET || r->bearer[0] != '\0')
		return (true);
	if (http_request_header(r->http, "origin", &origin)) {
		said = true;
		if (!same_origin(r, origin))
			goto refused;
	}
	if (http_request_header(r->http, "sec-fetch-site", &site)) {
		said = true;
		if (strcmp(site, "same-origin") != 0)
			goto refused;
	}
	if (r->session[0] == '\0')
		return (true);
	if (!r->match.face->is_api && !r->match.route->open &&
	    !csrf_is_right(r))
		goto refused;
	if (said || csrf_is_right(r))
		return (true);
refused:
	r->error = error_find("csrf");
	return (false);
}

/* "scheme://host[:port]" with the host that was asked. */
static bool
same_origin(struct request *r, const char *origin)
{
	const char *host = strstr(origin, "://");

	return (host != NULL && strcasecmp(host + 3, r->http->host) == 0);
}

static bool
csrf_is_right(const struct request *r)
{
	const struct field *field = form_find(&r->form, "csrf");
	char want[REQUEST_HASH_BYTES];

	input_csrf(r, want);
	return (field != NULL && field->len == strlen(want) &&
	    sodium_memcmp(field->value, want, field->len) == 0);
}
