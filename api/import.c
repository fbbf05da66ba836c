/* Imports: groups and clinics that come as files; checked, then all or none. */
#include "operations.h"

#define FILE_BYTES_MAX   (40 * 1024 * 1024) /* 100,000 rows of CSV and more */
#define FIELDS_MAX       24
#define ERRORS_MAX       10000 /* of one page or file */
#define ROLES_OF_IMPORTS (ROLE_ADMIN | ROLE_OFFICER)
#define COLUMN           "{title:text hint:text? needed:bool}"
#define MADE             "{id:int state:text}"

/* What writing would do, or did; which of them depends on the kind. */
#define PLAN                                                                   \
	"{of_groups:bool of_clinics:bool rows:int groups:int groups_new:int "  \
	"groups_changed:int groups_other_state:int members_new:int "           \
	"members_changed:int members_left:int accounts_new:int "               \
	"clinics_new:int clinics_changed:int created:int changes:int "         \
	"nothing:bool}"

const struct operation imports_show = {
	.name = "imports_show",
	.says = "Files that were sent to be imported, newest first",
	.who = ROLES_OF_IMPORTS | ROLE_AUDITOR,
	.params = {
	    { "after", T_ID, OPTIONAL, .says = "the `next` of the page before" },
	},
	.answers = "{imports:[{id:int kind_title:text title:text? state:text "
		   "state_title:text by:text? created_at:time rows:int "
		   "errors:int}] next:text? any:bool can_change:bool "
		   "kinds:[{kind:text kind_title:text says:text "
		   "fields:[" COLUMN "]}] "
		   "form:{kind:text}}",
};

const struct operation import_fields_show = {
	.name = "import_fields_show",
	.says = "The columns that a file to be imported has, and sample lines",
	.who = ROLES_OF_IMPORTS | ROLE_AUDITOR,
	.params = { { "kind", T_CHOICE, REQUIRED, .of = "groups|clinics" } },
	.answers = "{kind:text kind_title:text fields:[{key:text title:text "
		   "hint:text? needed:bool}] "
		   "lines:[{cells:[{text:text more:bool}]}]}",
};

const struct operation import_show = {
	.name = "import_show",
	.says = "One import: how far it is, its columns, what was found",
	.who = ROLES_OF_IMPORTS | ROLE_AUDITOR,
	.params = {
	    { "id", T_ID, REQUIRED },
	    { "column", T_INT, OPTIONAL, .min = 0, .max = 63,
		.many = FIELDS_MAX,
		.says = "shown in place of what is matched" },
	},
	.answers =
	    "{id:int kind:text kind_title:text title:text? state:text "
	    "state_title:text state_at:time created_at:time by:text? "
	    "can_change:bool busy:bool waiting:bool checking:bool "
	    "comparing:bool writing:bool matching:bool checked:bool "
	    "can_match:bool done:bool failed:bool dropped:bool can_drop:bool "
	    "why:text? rows_all:int rows_done:int percent:int errors:int "
	    "clean:bool took_s:number? plan:" PLAN "? result:" PLAN "? "
	    "fields:[{key:text place:int title:text hint:text? needed:bool "
	    "column:int? missing:bool}] columns:[{n:int title:text}] "
	    "samples:[{cells:[text]}]}",
	.refuses = "not_found",
};

const struct operation import_errors_show = {
	.name = "import_errors_show",
	.says = "What is wrong with an import, by row and column",
	.who = ROLES_OF_IMPORTS | ROLE_AUDITOR,
	.params = {
	    { "id", T_ID, REQUIRED },
	    { "after", T_TOKEN, OPTIONAL, .min = 3, .max = 40,
		.says = "the `next` of the page before" },
	    { "most", T_INT, OPTIONAL, .min = 1, .max = ERRORS_MAX,
		.fallback = "100", .says = "how many at once" },
	},
	.answers = "{id:int title:text? kind_title:text total:int listed:bool "
		   "errors:[{row:int column:text code:text value:text? "
		   "says:text}] next:text?}",
	.refuses = "not_found",
};

const struct operation import_add = {
	.name = "import_add",
	.says = "Send a CSV or XLSX file to be imported; nothing is written yet",
	.effect = WRITES,
	.who = ROLES_OF_IMPORTS,
	.params = {
	    { "kind", T_CHOICE, REQUIRED, .of = "groups|clinics" },
	    { "title", T_TEXT, OPTIONAL, .min = 2, .max = 80,
		.says = "what to call it" },
	    { "file", T_FILE, REQUIRED, .max = FILE_BYTES_MAX, .sealed = true },
	},
	.answers = MADE,
	.refuses = "rate_limited",
};

const struct operation import_match = {
	.name = "import_match",
	.says = "Say which column each field is, then have every row checked",
	.effect = WRITES,
	.who = ROLES_OF_IMPORTS,
	.params = {
	    { "id", T_ID, REQUIRED },
	    { "column", T_INT, OPTIONAL, .min = 0, .max = 63,
		.many = FIELDS_MAX,
		.says = "`n` of a column for each field, in their order; "
			"empty for none" },
	},
	.answers = MADE,
	.refuses = "not_found import_busy column_missing column_twice",
};

const struct operation import_write = {
	.name = "import_write",
	.says = "Write an import that was checked and has no error, all of it",
	.effect = WRITES,
	.who = ROLES_OF_IMPORTS,
	.params = { { "id", T_ID, REQUIRED } },
	.answers = MADE,
	.refuses = "not_found import_busy import_wrong",
};

const struct operation import_drop = {
	.name = "import_drop",
	.says = "Put an import away unwritten; its file and rows are deleted",
	.effect = WRITES,
	.who = ROLES_OF_IMPORTS,
	.params = { { "id", T_ID, REQUIRED } },
	.answers = MADE,
	.refuses = "not_found import_busy",
};

const struct route import_api[] = {
	{ GET, "/imports", &imports_show },
	{ POST, "/imports", &import_add },
	{ GET, "/imports/:kind/fields", &import_fields_show },
	{ GET, "/imports/:id", &import_show },
	{ PUT, "/imports/:id/columns", &import_match },
	{ GET, "/imports/:id/errors", &import_errors_show },
	{ POST, "/imports/:id/writing", &import_write },
	{ DELETE, "/imports/:id", &import_drop },
	{ 0 },
};
