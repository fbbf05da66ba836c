/* Start of the service: settings, statements, templates, assets. */
#include "service.h"

#include <cjson/cJSON.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asset.h"
#include "buffer.h"
#include "db.h"
#include "error.h"
#include "file.h"
#include "operation.h"
#include "outbound.h"
#include "reply.h"
#include "seal.h"
#include "template.h"

#define STATEMENT_BYTES_MAX (64 * 1024)
#define ERROR_BYTES_MAX     512
#define HOSTS_BYTES_MAX     (3 * CONFIG_TEXT_BYTES_MAX)

/* Const once the workers start. */
static struct config config;
static struct template_set *templates;
static cJSON *globals;

static void die(const char *) __attribute__((noreturn));
static void load_statements(void);
static bool load_query(const char *path, const char *name, void *);
static void add_write(const struct operation *);
static void load_pages(void);
static void start_replies(void);

void
service_start(void)
{
	char error[ERROR_BYTES_MAX];

	if (sodium_init() == -1)
		die("libsodium does not start");
	if (!config_read(&config, error, sizeof(error)))
		die(error);
	seal_start(config.seal_key, config.hash_key);
	service_register();
	if (!error_start(error, sizeof(error)))
		die(error);
	load_statements();
	load_pages();
	start_replies();
	outbound_allow_plain(config.mode == MODE_SANDBOX);
}

static void
die(const char *why)
{
	(void)fprintf(stderr, "hamyar: %s\n", why);
	exit(1);
}

const struct config *
service_config(void)
{
	return (&config);
}

const struct template_set *
service_templates(void)
{
	return (templates);
}

const cJSON *
service_globals(void)
{
	return (globals);
}

const char *
service_cookie_name(void)
{
	/* Browsers refuse the prefix without TLS. */
	return (
	    strncmp(config.url, "https:", 6) == 0 ? "__Host-hamyar" : "hamyar");
}

/* Reads are files; a write is the function of the operation's name. */
static void
load_statements(void)
{
	char folder[CONFIG_TEXT_BYTES_MAX + 16], why[ERROR_BYTES_MAX];
	const struct operation *const *op;

	if (db_statement_add("actor_enter",
		"select actor_enter($1::json)::text") == -1)
		die("no room for statements");
	(void)snprintf(folder, sizeof(folder), "%s/db/queries", config.root);
	if (!file_each(folder, ".sql", load_query, NULL))
		die("two statements have one name, or one is too long");
	for (op = operations_all; *op != NULL; op++) {
		if ((*op)->effect == WRITES)
			add_write(*op);
		if (db_statement_find((*op)->name) != -1)
			continue;
		(void)snprintf(why, sizeof(why),
		    "operation %s has no statement", (*op)->name);
		die(why);
	}
}

static bool
load_query(const char *path, const char *name, void *arg)
{
	char *sql, *own_name;
	size_t len;

	(void)arg;
	sql = file_read(path, STATEMENT_BYTES_MAX, &len);
	if (sql == NULL)
		return (false);
	own_name = strndup(name, strlen(name) - strlen(".sql"));
	if (own_name != NULL && db_statement_add(own_name, sql) != -1)
		/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): db.c has it. */
		return (true);
	free(own_name);
	free(sql);
	return (false);
}

static void
add_write(const struct operation *op)
{
	size_t i, n = params_count(op->params);
	struct buffer sql;
	char *text;

	buffer_init(&sql, STATEMENT_BYTES_MAX);
	(void)buffer_addf(&sql, "select answer_keep(%s(", op->name);
	for (i = 1; i <= n; i++)
		(void)buffer_addf(&sql, "%s$%zu", i > 1 ? ", " : "", i);
	(void)buffer_add_text(&sql, "))::text");
	text = buffer_take(&sql);
	if (text == NULL || db_statement_add(op->name, text) == -1)
		die("two operations have one name");
}

static void
load_pages(void)
{
	char folder[CONFIG_TEXT_BYTES_MAX + 16], error[ERROR_BYTES_MAX];
	cJSON *site;

	(void)snprintf(folder, sizeof(folder), "%s/storefront", config.root);
	templates = template_set_load(folder, error, sizeof(error));
	if (templates == NULL)
		die(error);
	globals = cJSON_CreateObject();
	site = cJSON_AddObjectToObject(globals, "site");
	cJSON_AddStringToObject(site, "url", config.url);
	cJSON_AddStringToObject(site, "gateway", config.gateway);
	cJSON_AddStringToObject(site, "phone", config.site_phone);
	cJSON_AddStringToObject(site, "hours", config.site_hours);
	cJSON_AddStringToObject(site, "email", config.site_email);
	cJSON_AddStringToObject(site, "address", config.site_address);
	cJSON_AddStringToObject(site, "postal_code", config.site_postal_code);
	if (!asset_start(config.var, globals, error, sizeof(error)))
		die(error);
}

/* A form may lead to a gateway's page: the policy must name its host. */
static void
start_replies(void)
{
	static char hosts[HOSTS_BYTES_MAX];
	struct reply_options options = { 0 };

	(void)snprintf(hosts, sizeof(hosts), "%s %s", config.zarinpal_url,
	    config.zibal_url);
	options.cookie_name = service_cookie_name();
	options.secure = strncmp(config.url, "https:", 6) == 0;
	options.image_hosts = "https://trustseal.enamad.ir";
	options.form_hosts = hosts;
	reply_start(&options);
}
