/* Papers of a group, letters about it, and who read a person's file. */
#include "storefront/pages.h"

#include "api/operations.h"

const struct route paper_pages[] = {
	{ GET, "/groups/:id/documents", &documents_show,
	    .page = "account/documents" },
	{ POST, "/groups/:id/documents", &document_add,
	    .then = "{back}?saved=document", .again = "{back}" },
	{ POST, "/documents/:id/remove", &document_remove,
	    .then = "{back}?saved=document_removed", .again = "{back}" },
	/* No template: the hook sends the picture itself. */
	{ GET, "/documents/:id/image", &document_image },
	{ GET, "/letters/:id", &letter_show, .page = "shared/letter" },
	{ GET, "/account/access", &access_show, .page = "account/access" },
	{ 0 },
};
