/* Lists as files: asked for, watched, fetched by who asked. */
#include "operations.h"

#define EXPORTERS                                                              \
	(ROLE_OFFICER | ROLE_AUDITOR | ROLES_OF_CLINIC | ROLE_FACILITATOR)
#define LISTS                                                                  \
	"office_groups|confirmations|clinic_groups|clinic_applications|"       \
	"clinic_products|savings_groups|savings_places"
#define STATES                                                                 \
	"submitted|returned|forming|in_review|confirmed|active|paused|"        \
	"graduated|dissolved|rejected|withdrawn"
#define TRADES "cooking|sewing|handicraft|mushroom|leather|service"
#define EXPORT                                                                 \
	"{id:int list:text title:text month:date? format:text excel:bool "     \
	"state:text busy:bool ready:bool failed:bool rows:int total:int? "     \
	"bytes:int? kilobytes:int? why:text? too_many:bool? no_right:bool? "   \
	"not_written:bool? created_at:time until:time}"

const struct operation export_start = {
	.name = "export_start",
	.says = "Ask for a list as a file, narrowed as its page is",
	.effect = WRITES,
	.who = EXPORTERS,
	.params = {
	    { "list", T_CHOICE, REQUIRED, .of = LISTS },
	    { "format", T_CHOICE, REQUIRED, .of = "csv|xlsx" },
	    { "state", T_CHOICE, OPTIONAL, .of = STATES },
	    { "trade", T_CHOICE, OPTIONAL, .of = TRADES },
	    { "province", T_ID, OPTIONAL },
	    { "risk", T_SLUG, OPTIONAL },
	    { "month", T_DATE, OPTIONAL },
	    { "of", T_CHOICE, OPTIONAL, .of = "began|active|sold" },
	    { "q", T_TEXT, OPTIONAL, .max = 60 },
	    { "sort", T_CHOICE, OPTIONAL,
		.of = "new|wait|sold|late|savings|silent" },
	    { "clinic", T_ID, OPTIONAL },
	    { "facilitator", T_ID, OPTIONAL },
	    { "which", T_CHOICE, OPTIONAL, .of = "late|silent|difference" },
	},
	.answers = "{id:int}",
	.refuses = "not_found forbidden few_people export_limit rate_limited",
};

const struct operation exports_show = {
	.name = "exports_show",
	.says =
	    "The files I asked for in my present role, and how far they are",
	.who = EXPORTERS,
	.answers = "{exports:[" EXPORT "] busy:bool}",
};

const struct operation export_show = {
	.name = "export_show",
	.says = "How far one of them is",
	.who = EXPORTERS,
	.params = { { "id", T_ID, REQUIRED } },
	.answers = EXPORT,
	.refuses = "not_found",
};

/* Not in the face of JSON: what it answers is the file. */
const struct operation export_file = {
	.name = "export_file",
	.says = "The file itself",
	.who = EXPORTERS,
	.params = { { "id", T_ID, REQUIRED } },
	.answers = "{file:text name:text format:text}",
	.refuses = "not_found",
	.after = export_send,
};

const struct route export_api[] = {
	{ POST, "/exports", &export_start },
	{ GET, "/exports", &exports_show },
	{ GET, "/exports/:id", &export_show },
	{ 0 },
};
