/* Who read a person's file, for herself. */
#include "operations.h"

const struct operation access_show = {
	.name = "access_show",
	.says = "Who read my file, when and what for, the newest first",
	.who = ROLE_ACCOUNT,
	.params = {
	    { "after", T_ID, OPTIONAL,
		.says = "the `next` of the page before" },
	},
	.answers = "{member:bool lines:[{at:time what:text? who:text? of:text? "
		   "why:text? times:int more:bool}] next:text? papers:[{id:int title:text "
		   "group:text added_at:time ready:bool}]}",
};

const struct route access_api[] = {
	{ GET, "/account/access", &access_show },
	{ 0 },
};
