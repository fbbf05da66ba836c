/* Who is asking; see actor.h. */
#include "actor.h"

#include <cjson/cJSON.h>
#include <sodium.h>
#include <string.h>

#include "request_private.h"

static const char *const role_names[ROLES_MAX] = {
	"account",
	"member",
	"leader",
	"secretary",
	"treasurer",
	"facilitator",
	"clinic_officer",
	"clinic_manager",
	"officer",
	"finance",
	"auditor",
	"admin",
};

static void add_key(const struct request *, cJSON *);
static void add_text(cJSON *, const char *name, const char *value);

const char *
role_name(enum role role)
{
	int i;

	for (i = 0; i < ROLES_MAX; i++) {
		if ((unsigned)role == 1u << i)
			return (role_names[i]);
	}
	return ("");
}

bool
actor_is_needed(const struct request *r)
{
	/* A page that is the same for everybody is asked by nobody. */
	if (r->op == NULL ||
	    (r->match.route->cache != NULL && r->refused_op == NULL))
		return (false);
	return (r->op->who != 0 || r->op->effect == WRITES ||
	    r->session[0] != '\0' || r->bearer[0] != '\0');
}

char *
actor_enter_argument(const struct request *r)
{
	char hash[REQUEST_HASH_BYTES] = "";
	const struct field *as_account;
	cJSON *arg, *who;
	char *text;
	int i;

	arg = cJSON_CreateObject();
	if (r->session[0] != '\0')
		input_hash(r->session, hash);
	add_text(arg, "session", hash);
	add_text(arg, "bearer", r->bearer);
	cJSON_AddBoolToObject(arg, "fresh", r->session_is_fresh);
	who = cJSON_AddArrayToObject(arg, "who");
	for (i = 0; i < ROLES_MAX; i++) {
		if (r->op->who & 1u << i)
			cJSON_AddItemToArray(who,
			    cJSON_CreateString(role_names[i]));
	}
	add_text(arg, "operation", r->op->name);
	cJSON_AddBoolToObject(arg, "writes", r->op->effect == WRITES);
	add_text(arg, "address", r->address);
	as_account = form_find(&r->form, "as_account");
	if (as_account != NULL)
		add_text(arg, "as_account", as_account->value);
	if (r->op->effect == WRITES && !r->followup)
		add_key(r, arg);
	text = cJSON_PrintUnformatted(arg);
	cJSON_Delete(arg);
	return (text);
}

/* The idempotency key, with a print of what was sent under it. */
static void
add_key(const struct request *r, cJSON *arg)
{
	crypto_generichash_state state;
	unsigned char print[crypto_generichash_BYTES];
	char hex[sizeof(print) * 2 + 1];
	const struct field *key;
	size_t i;

	key = form_find(&r->form, "key");
	if (key == NULL || key->len == 0)
		return;
	crypto_generichash_init(&state, NULL, 0, sizeof(print));
	for (i = 0; i < r->values.n; i++) {
		/* What the engine fills in differs from call to call. */
		if (strncmp(r->op->params[i].name, "new_", 4) == 0)
			continue;
		if (r->values.text[i] != NULL)
			crypto_generichash_update(&state,
			    (const unsigned char *)r->values.text[i],
			    r->values.len[i]);
		crypto_generichash_update(&state, (const unsigned char *)"\0",
		    1);
	}
	crypto_generichash_final(&state, print, sizeof(print));
	sodium_bin2hex(hex, sizeof(hex), print, sizeof(print));
	add_text(arg, "key", key->value);
	add_text(arg, "print", hex);
}

static void
add_text(cJSON *arg, const char *name, const char *value)
{
	if (value[0] == '\0')
		cJSON_AddNullToObject(arg, name);
	else
		cJSON_AddStringToObject(arg, name, value);
}
