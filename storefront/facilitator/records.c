/* What a facilitator or a clinic writes down about a group. */
#include "storefront/pages.h"

#include "api/operations.h"

#define MEETINGS  "/facilitator/groups/{group}/meetings"
#define TRAININGS "/facilitator/groups/{group}/trainings"
#define CONFLICT  "&conflict={conflict}"

const struct route record_pages[] = {
	{ GET, "/facilitator/groups/:group/meetings", &meetings_show,
	    .page = "facilitator/meetings" },
	{ GET, "/facilitator/groups/:group/meetings/new", &meeting_form_show,
	    .page = "facilitator/meeting-new" },
	{ POST, "/facilitator/groups/:group/meetings/new", &meeting_record,
	    .then = MEETINGS "/{see}?saved=meeting" CONFLICT,
	    .again = MEETINGS "/new" },
	{ GET, "/facilitator/groups/:group/meetings/:meeting", &meeting_show,
	    .page = "facilitator/meeting" },
	{ POST, "/facilitator/groups/:group/meetings/:meeting/void",
	    &meeting_void, .then = MEETINGS "/{meeting}?saved=record_void",
	    .again = MEETINGS "/{meeting}" },
	{ GET, "/facilitator/groups/:group/trainings", &trainings_show,
	    .page = "facilitator/trainings" },
	{ GET, "/facilitator/groups/:group/trainings/new", &training_form_show,
	    .page = "facilitator/training-new" },
	{ POST, "/facilitator/groups/:group/trainings/new", &training_record,
	    .then = TRAININGS "?saved=training" CONFLICT,
	    .again = TRAININGS "/new" },
	{ POST, "/facilitator/groups/:group/trainings/:training/void",
	    &training_void, .then = TRAININGS "?saved=record_void",
	    .again = TRAININGS },
	{ GET, "/facilitator/conflicts", &conflicts_show,
	    .page = "facilitator/conflicts" },
	{ POST, "/facilitator/conflicts/:conflict/resolve", &conflict_resolve,
	    .then = "/facilitator/conflicts?saved=conflict_resolved",
	    .again = "/facilitator/conflicts" },
	{ 0 },
};
