/* The faces of the service and its errors, given to the engine at start. */
#include "storefront/pages.h"

#include "api/operations.h"
#include "server/asset.h"
#include "server/metrics.h"
#include "server/service.h"

static const struct route service_pages[] = {
	{ GET, "/assets/:name", .serve = asset_serve },
	{ GET, "/worker.js", .serve = asset_serve_worker },
	{ GET, "/media/:folder/:name", .serve = asset_serve_media },
	{ GET, "/healthz", .serve = metrics_serve_health },
	{ GET, "/readyz", .serve = metrics_serve_health },
	{ GET, "/metrics", .serve = metrics_serve_text },
	{ 0 },
};

static const struct route *const tables[] = {
	shop_pages,
	account_pages,
	buying_pages,
	office_pages,
	money_pages,
	group_pages,
	group_record_pages,
	group_savings_pages,
	apply_pages,
	paper_pages,
	clinic_pages,
	facilitator_pages,
	record_pages,
	savings_pages,
	assessment_pages,
	service_pages,
	NULL,
};

/* Whoever acts in a role is led back to her desk: who is she? */
static const struct route lost = { GET, "", &badge_show,
	.page = "shared/error" };

static const struct route_face people = { .prefix = "",
	.tables = tables,
	.lost = &lost };

void
service_register(void)
{
	route_register(&people);
	route_register(&api_face);
	error_register(api_errors);
	notice_register(people_notices);
}
