/* Photos that a group's members send. */
#include "operations.h"
#include "parts.h"

#define PHOTO_BYTES_MAX (15 * 1024 * 1024) /* a phone's original, HEIC or not */

const struct operation photos_show = {
	.name = "photos_show",
	.says =
	    "Photos of a product, or those not on a product yet, with state",
	.who = ROLES_OF_GROUP,
	.params = { { "product", T_ID, OPTIONAL } },
	.answers = "{media:" PART_PHOTOS "}",
};

const struct operation photo_add = {
	.name = "photo_add",
	.says = "Send one photo; its sizes are made within seconds",
	.effect = WRITES,
	.who = ROLES_OF_GROUP,
	.params = {
	    { "product", T_ID, OPTIONAL, .says = "none: for a new product" },
	    { "photo", T_FILE, REQUIRED, .max = PHOTO_BYTES_MAX },
	},
	.answers = "{id:text state:text product:int?}",
	.refuses = "not_found too_many_photos rate_limited licence_missing "
		   "licence_over",
};

const struct operation photo_remove = {
	.name = "photo_remove",
	.says = "Take a photo away",
	.effect = WRITES,
	.who = ROLES_OF_GROUP,
	.params = { { "id", T_TOKEN, REQUIRED } },
	.answers = "{id:text removed:bool product:int?}",
	.refuses = "not_found last_photo",
};

const struct operation photo_move = {
	.name = "photo_move",
	.says = "Put a photo of a product earlier, later or first",
	.effect = WRITES,
	.who = ROLES_OF_GROUP,
	.params = {
	    { "id", T_TOKEN, REQUIRED },
	    { "to", T_CHOICE, REQUIRED, .of = "first|earlier|later" },
	},
	.answers = "{id:text product:int}",
	.refuses = "not_found",
};

const struct route media_api[] = {
	{ GET, "/group/photos", &photos_show },
	{ POST, "/group/photos", &photo_add },
	{ DELETE, "/group/photos/:id", &photo_remove },
	{ POST, "/group/photos/:id/place", &photo_move },
	{ 0 },
};
