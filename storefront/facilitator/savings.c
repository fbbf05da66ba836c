/* The savings of a facilitator's groups, on the group's own pages. */
#include "storefront/pages.h"

#include "api/operations.h"

#define SAVINGS    "/facilitator/groups/{group}/savings"
#define MEETINGS   SAVINGS "/meetings"
#define MEETING    MEETINGS "/{meeting}"
#define SEEN       MEETINGS "/{see}"
#define PAGE(name) "group/savings/" name

const struct route savings_pages[] = {
	{ GET, "/facilitator/groups/:group/savings", &savings_show,
	    .page = PAGE("home") },
	{ GET, "/facilitator/groups/:group/savings/rules", &savings_show,
	    .page = PAGE("rules") },
	{ GET, "/facilitator/groups/:group/savings/cycles/new",
	    &savings_cycle_form_show, .page = PAGE("cycle-new") },
	{ POST, "/facilitator/groups/:group/savings/cycles/new",
	    &savings_cycle_open, .then = SAVINGS "?saved=savings_cycle",
	    .again = SAVINGS "/cycles/new" },
	{ GET, "/facilitator/groups/:group/savings/meetings",
	    &savings_meetings_show, .page = PAGE("meetings") },
	{ GET, "/facilitator/groups/:group/savings/meetings/new",
	    &savings_meeting_form_show, .page = PAGE("meeting-new") },
	{ POST, "/facilitator/groups/:group/savings/meetings/new",
	    &savings_meeting_record, .then = SEEN "?saved=savings_meeting",
	    .again = MEETINGS "/new" },
	{ GET, "/facilitator/groups/:group/savings/meetings/:meeting",
	    &savings_meeting_show, .page = PAGE("meeting") },
	{ POST, "/facilitator/groups/:group/savings/meetings/:meeting/reverse",
	    &savings_meeting_reverse, .then = SEEN "?saved=savings_reversed",
	    .again = MEETING },
	{ GET, "/facilitator/groups/:group/savings/share-out",
	    &savings_share_out_show, .page = PAGE("share-out") },
	{ POST, "/facilitator/groups/:group/savings/share-out",
	    &savings_share_out, .then = SEEN "?saved=savings_shared",
	    .again = SAVINGS "/share-out" },
	{ GET, "/facilitator/groups/:group/savings/passbook", &passbook_show,
	    .page = PAGE("passbook") },
	{ GET, "/facilitator/groups/:group/savings/passbooks", &passbooks_show,
	    .page = PAGE("passbooks") },
	{ 0 },
};
