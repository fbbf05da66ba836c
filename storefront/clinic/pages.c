/* The clinic's desk: what waits, applications, products, groups. */
#include "storefront/pages.h"

#include "api/operations.h"

const struct route clinic_pages[] = {
	{ GET, "/clinic", &clinic_show, .page = "clinic/today" },
	{ GET, "/clinic/applications", &clinic_applications_show,
	    .page = "clinic/applications" },
	{ GET, "/clinic/applications/:id", &application_review_show,
	    .page = "clinic/application" },
	{ POST, "/clinic/applications/:id/approve", &application_approve,
	    .then = "/clinic/applications/{id}",
	    .again = "/clinic/applications/{id}" },
	{ POST, "/clinic/applications/:id/return", &application_return,
	    .then = "/clinic/applications/{id}",
	    .again = "/clinic/applications/{id}" },
	{ POST, "/clinic/applications/:id/reject", &application_reject,
	    .then = "/clinic/applications/{id}",
	    .again = "/clinic/applications/{id}" },
	{ POST, "/clinic/applications/:id/members/:member/unmask",
	    &member_unmask, .page = "clinic/national-id",
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
	{ 0 },
};
