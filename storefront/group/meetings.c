/* A group's own pages of its meetings and training. */
#include "storefront/pages.h"

#include "api/operations.h"

#define CONFLICT "&conflict={conflict}"
#define MEETING  "/group/meetings/{see}"

const struct route group_record_pages[] = {
	{ GET, "/group/meetings", &meetings_show, .page = "group/meetings" },
	{ GET, "/group/meetings/new", &meeting_form_show,
	    .page = "group/meeting-new" },
	{ POST, "/group/meetings/new", &meeting_record,
	    .then = MEETING "?saved=meeting" CONFLICT,
	    .again = "/group/meetings/new" },
	{ GET, "/group/meetings/:meeting", &meeting_show,
	    .page = "group/meeting" },
	{ GET, "/group/trainings", &trainings_show, .page = "group/trainings" },
	{ GET, "/group/trainings/new", &training_form_show,
	    .page = "group/training-new" },
	{ POST, "/group/trainings/new", &training_record,
	    .then = "/group/trainings?saved=training" CONFLICT,
	    .again = "/group/trainings/new" },
	{ 0 },
};
