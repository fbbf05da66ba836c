/* The clinic's desk: what waits, applications, products, groups. */
#include "storefront/pages.h"

#include "api/operations.h"

const struct route clinic_pages[] = {
	{ GET, "/clinic", &clinic_show, .page = "clinic/today" },
	{ GET, "/clinic/applications", &clinic_applications_show,
	    .page = "clinic/applications" },
	{ GET, "/clinic/applications/:id", &group_review_show,
	    .page = "clinic/application" },
	{ POST, "/groups/:id/decide", &group_decide, .then = "{back}",
	    .again = "{back}" },
	{ POST, "/groups/:id/facilitator", &group_assign, .then = "{back}",
	    .again = "{back}" },
	{ POST, "/groups/:id/bank-check", &bank_verify, .then = "{back}",
	    .again = "{back}" },
	{ POST, "/groups/:id/members/:member/unmask", &member_unmask,
	    .page = "clinic/national-id",
	    .again = "/clinic/applications/{id}" },
	{ GET, "/clinic/products", &clinic_products_show,
	    .page = "clinic/products" },
	{ GET, "/clinic/products/:id", &product_check_show,
	    .page = "clinic/product" },
	{ POST, "/clinic/products/:id/publish", &product_publish,
	    .then = "/clinic/products/{id}", .again = "/clinic/products/{id}" },
	{ POST, "/clinic/products/:id/return", &product_return,
	    .then = "/clinic/products/{id}", .again = "/clinic/products/{id}" },
	{ GET, "/clinic/groups", &clinic_groups_show, .page = "clinic/groups" },
	{ GET, "/clinic/facilitators", &clinic_facilitators_show,
	    .page = "clinic/facilitators" },
	{ GET, "/clinic/quality", &clinic_quality_show,
	    .page = "clinic/quality" },
	{ GET, "/clinic/exports", &exports_show, .page = "clinic/exports" },
	{ POST, "/clinic/exports", &export_start, .then = "/clinic/exports",
	    .again = "/clinic/exports" },
	{ 0 },
};
