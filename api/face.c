/* The JSON face: every resource's table under /api/v1, and all operations. */
#include "operations.h"

static const struct route *const tables[] = {
	shop_api,
	account_api,
	NULL,
};

const struct route_face api_face = {
	.prefix = "/api/v1",
	.tables = tables,
	.is_api = true,
};

const struct operation *const operations_all[] = {
	&home_show,
	&category_show,
	&search_show,
	&suggest_show,
	&product_show,
	&stall_show,
	&groups_show,
	&badge_show,
	&sitemap_show,
	&login_request,
	&login_confirm,
	&logout,
	&account_show,
	&role_switch,
	&profile_show,
	&profile_save,
	&tokens_show,
	&token_make,
	&token_revoke,
	NULL,
};
