/* Kore's hooks, nothing else. */
#include <sys/types.h>

#include <kore/kore.h>

#include <kore/hooks.h>
#include <kore/http.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cache.h"
#include "db.h"
#include "request.h"
#include "service.h"

#define BODY_BYTES_MAX     (42 * 1024 * 1024) /* a table to import, its form */
#define BODY_SECONDS_MAX   60                 /* a photo over a slow line */
#define HEADER_BYTES_MAX   8192 /* the largest that Kore keeps in a pool */
#define HEADER_SECONDS_MAX 10   /* strictly above the next, or Kore sends */
#define KEEPALIVE_SECONDS  8    /* an unasked 408 on an idle line */
#define REQUESTS_MAX       4096 /* in one worker at once */
#define CONNECTIONS_MAX    4096
#define ACCEPTS_IN_TURN    1   /* or one worker takes all slow arrivals */
#define HANDLER_MS_MAX     100 /* of one turn of the loop */
#define DB_WAITING_MAX     512 /* calls; more are answered with 503 */
#define CACHE_BYTES_MAX    (24 * 1024 * 1024)
#define CACHE_LIFE_MS      60000

/* The single binary's configuration file: everything is set in C. */
extern u_int8_t asset_builtin_kore_conf[];
extern u_int32_t asset_len_builtin_kore_conf;
u_int8_t asset_builtin_kore_conf[] = "# set in main.c\n";
u_int32_t asset_len_builtin_kore_conf = sizeof(asset_builtin_kore_conf) - 1;

static void listen_on(const char *address, const char *port);

void
kore_parent_configure(int argc, char **argv)
{
	const struct config *config;

	(void)argc;
	(void)argv;
	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	service_start();
	config = service_config();

	kore_foreground = 1;
	skip_chroot = 1;
	skip_runas = 1;
	kore_quiet = 1;
	worker_count = (u_int8_t)config->workers;
	worker_max_connections = CONNECTIONS_MAX;
	worker_accept_threshold = ACCEPTS_IN_TURN;
	worker_rlimit_nofiles = CONNECTIONS_MAX + 512;
	worker_set_affinity = 0;
	kore_pidfile = kore_strdup(config->pid_file);
	http_body_max = BODY_BYTES_MAX;
	http_body_timeout = BODY_SECONDS_MAX;
	http_header_max = HEADER_BYTES_MAX;
	http_header_timeout = HEADER_SECONDS_MAX;
	http_keepalive_time = KEEPALIVE_SECONDS;
	http_request_limit = REQUESTS_MAX;
	http_request_ms = HANDLER_MS_MAX;
	http_hsts_enable = 0;
	http_server_version("");
	listen_on(config->address, config->port);
}

static void
listen_on(const char *address, const char *port)
{
	struct kore_server *server;
	struct kore_domain *domain;

	server = kore_server_create("hamyar");
	server->tls = 0;
	if (!kore_server_bind(server, address, port, NULL))
		fatal("cannot listen on %s:%s", address, port);
	kore_server_finalize(server);
	domain = kore_domain_new("*");
	if (!kore_domain_attach(domain, server))
		fatal("cannot attach the domain");
	if (!kore_module_handler_new(domain, "^.*", "request_handle", NULL,
		HANDLER_TYPE_DYNAMIC))
		fatal("cannot add the handler");
}

void
kore_worker_configure(void)
{
	const struct config *config = service_config();

	db_start(config->db, (size_t)config->db_connections, DB_WAITING_MAX);
	cache_start(config->cache ? CACHE_BYTES_MAX : 0, CACHE_LIFE_MS);
}

void
kore_worker_teardown(void)
{
	db_stop();
}
