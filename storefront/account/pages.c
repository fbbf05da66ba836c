/* What a person sees of herself: login, roles, profile, tokens. */
#include "storefront/pages.h"

#include "api/operations.h"

const struct route account_pages[] = {
	{ GET, "/login", .page = "account/login" },
	{ POST, "/login", &login_request, .again = "/login",
	    .then = "/login/code?mobile={mobile}&next={next}", .open = true },
	{ GET, "/login/code", .page = "account/code" },
	{ POST, "/login/code", &login_confirm, .again = "/login/code",
	    .then = "{next}", .open = true },
	{ POST, "/logout", &logout, .then = "/" },
	{ GET, "/account", &account_show, .page = "account/home" },
	{ POST, "/account/role", &role_switch, .then = "{home}" },
	{ GET, "/account/alerts", &alert_choices_show,
	    .page = "account/alerts" },
	{ POST, "/account/alerts", &alerts_choose,
	    .then = "/account/alerts?saved=alerts",
	    .again = "/account/alerts" },
	{ GET, "/outbox", &profile_show, .page = "facilitator/outbox" },
	{ GET, "/account/profile", &profile_show, .page = "account/profile" },
	{ POST, "/account/profile", &profile_save,
	    .then = "/account?saved=profile", .again = "/account/profile" },
	{ GET, "/account/progress", &own_progress_show,
	    .page = "account/progress" },
	{ GET, "/account/tokens", &tokens_show, .page = "account/tokens" },
	{ POST, "/account/tokens", &token_make, .page = "account/token",
	    .again = "/account/tokens" },
	{ POST, "/account/tokens/:id/delete", &token_revoke,
	    .then = "/account/tokens?saved=token_revoked",
	    .again = "/account/tokens" },
	{ 0 },
};
