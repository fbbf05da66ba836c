/* The office: for now the work that failed. */
#include "storefront/pages.h"

#include "api/operations.h"

const struct route office_pages[] = {
	{ GET, "/office/work", &work_show, .page = "office/work" },
	{ POST, "/office/work/:id/again", &work_again, .then = "/office/work",
	    .again = "/office/work" },
	{ 0 },
};
