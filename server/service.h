/* What the parts of the running service share: settings, templates, name. */
#ifndef SERVER_SERVICE_H
#define SERVER_SERVICE_H

#include "config.h"

struct cJSON;
struct template_set;

/* Reads settings, templates, statements and assets; ends the process with a
 * sentence when one is wrong. Before the workers start. */
void service_start(void);

/* Given by the topmost layer: its faces and its table of errors. */
void service_register(void);

const struct config *service_config(void);
const struct template_set *service_templates(void);
/* The outermost context of every page: hashed asset names, the shop's name. */
const struct cJSON *service_globals(void);
/* "__Host-hamyar" behind TLS, "hamyar" on plain loopback. */
const char *service_cookie_name(void);

#endif
