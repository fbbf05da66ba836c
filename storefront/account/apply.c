/* Applying for a group: from the first word to the clinic's answer. */
#include "storefront/pages.h"

#include "api/operations.h"

const struct route apply_pages[] = {
	{ GET, "/apply", &applications_show, .page = "account/applications" },
	{ GET, "/apply/new", &application_form_show, .page = "account/apply" },
	{ POST, "/apply/new", &application_save, .then = "/apply/{id}",
	    .again = "/apply/new" },
	{ GET, "/apply/:id", &application_show, .page = "account/application" },
	{ GET, "/apply/:id/edit", &application_form_show,
	    .page = "account/apply" },
	{ POST, "/apply/:id/edit", &application_save, .then = "/apply/{id}",
	    .again = "/apply/{id}/edit" },
	{ GET, "/apply/:id/members", &application_member_show,
	    .page = "account/apply-member" },
	{ POST, "/apply/:id/members", &application_member_save,
	    .then = "/apply/{id}", .again = "/apply/{id}/members" },
	{ GET, "/apply/:id/members/:member", &application_member_show,
	    .page = "account/apply-member" },
	{ POST, "/apply/:id/members/:member", &application_member_save,
	    .then = "/apply/{id}", .again = "/apply/{id}/members/{member}" },
	{ POST, "/apply/:id/members/:member/delete", &application_member_drop,
	    .then = "/apply/{id}" },
	{ POST, "/apply/:id/submit", &application_submit, .then = "/apply/{id}",
	    .again = "/apply/{id}" },
	{ POST, "/apply/:id/withdraw", &application_withdraw,
	    .then = "/apply/{id}", .again = "/apply/{id}" },
	{ 0 },
};
