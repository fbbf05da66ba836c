/* A group's own pages of its savings. */
#include "storefront/pages.h"

#include "api/operations.h"

#define SAVINGS    "/group/savings"
#define MEETINGS   SAVINGS "/meetings"
#define MEETING    MEETINGS "/{meeting}"
#define SEEN       MEETINGS "/{see}"
#define PAGE(name) "group/savings/" name

const struct route group_savings_pages[] = {
	{ GET, "/group/savings", &savings_show, .page = PAGE("home") },
	{ GET, "/group/savings/rules", &savings_show, .page = PAGE("rules") },
	{ GET, "/group/savings/code", &savings_show, .page = PAGE("code") },
	{ POST, "/group/savings/code", &savings_code_set,
	    .then = SAVINGS "?saved=savings_code", .again = SAVINGS "/code" },
	{ GET, "/group/savings/bank", &savings_show, .page = PAGE("bank") },
	{ POST, "/group/savings/bank", &savings_bank_record,
	    .then = SAVINGS "?saved=savings_bank", .again = SAVINGS "/bank" },
	{ GET, "/group/savings/cycles/new", &savings_cycle_form_show,
	    .page = PAGE("cycle-new") },
	{ POST, "/group/savings/cycles/new", &savings_cycle_open,
	    .then = SAVINGS "?saved=savings_cycle",
	    .again = SAVINGS "/cycles/new" },
	{ GET, "/group/savings/meetings", &savings_meetings_show,
	    .page = PAGE("meetings") },
	{ GET, "/group/savings/meetings/new", &savings_meeting_form_show,
	    .page = PAGE("meeting-new") },
	{ POST, "/group/savings/meetings/new", &savings_meeting_record,
	    .then = SEEN "?saved=savings_meeting", .again = MEETINGS "/new" },
	{ GET, "/group/savings/meetings/:meeting", &savings_meeting_show,
	    .page = PAGE("meeting") },
	{ POST, "/group/savings/meetings/:meeting/reverse",
	    &savings_meeting_reverse, .then = SEEN "?saved=savings_reversed",
	    .again = MEETING },
	{ GET, "/group/savings/share-out", &savings_share_out_show,
	    .page = PAGE("share-out") },
	{ POST, "/group/savings/share-out", &savings_share_out,
	    .then = SEEN "?saved=savings_shared",
	    .again = SAVINGS "/share-out" },
	{ GET, "/group/savings/passbook", &passbook_show,
	    .page = PAGE("passbook") },
	{ GET, "/group/savings/passbooks", &passbooks_show,
	    .page = PAGE("passbooks") },
	{ 0 },
};
