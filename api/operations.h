/* Every operation of the service, by resource; rows are in api/<resource>.c. */
#ifndef API_OPERATIONS_H
#define API_OPERATIONS_H

#include "hooks.h"
#include "server/error.h"
#include "server/operation.h"
#include "server/route.h"

/* shop.c: what anyone may look at. */
extern const struct operation home_show, category_show, search_show,
    suggest_show, product_show, stall_show, groups_show, badge_show,
    sitemap_show;
extern const struct route shop_api[];

/* account.c: people. */
extern const struct operation login_request, login_confirm, logout,
    account_show, role_switch, profile_show, profile_save, tokens_show,
    token_make, token_revoke;
extern const struct route account_api[];

/* errors.c: refusals beyond the general ones. */
extern const struct error_row api_errors[];

/* The JSON face: every table above under /api/v1. */
extern const struct route_face api_face;

#endif
