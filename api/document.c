/* Papers of a group, and the letters of what was decided about it. */
#include "operations.h"
#include "parts.h"

#define KINDS           "statute|licence|bank|identity|other|photo"
#define PAPER_BYTES_MAX (15 * 1024 * 1024) /* a phone's original, or a scan */

const struct operation documents_show = {
	.name = "documents_show",
	.says = "Papers of a group that I may look at; of mine without an id",
	.who = ROLE_ACCOUNT,
	.params = { { "id", T_ID, OPTIONAL } },
	.answers = "{id:int name:text file:text documents:" PART_DOCUMENTS "}",
	.refuses = "not_found",
};

const struct operation document_add = {
	.name = "document_add",
	.says = "Add a paper to a group's file; its picture is made in seconds",
	.effect = WRITES,
	.who = ROLE_ACCOUNT,
	.params = {
	    { "id", T_ID, REQUIRED },
	    { "kind", T_CHOICE, REQUIRED, .of = KINDS },
	    { "member", T_ID, OPTIONAL, .says = "whose identity paper it is" },
	    { "title", T_TEXT, OPTIONAL, .min = 2, .max = 80,
		.says = "needed for another paper" },
	    { "visit", T_ID, OPTIONAL, .says = "that a photo is of" },
	    { "image", T_FILE, REQUIRED, .max = PAPER_BYTES_MAX },
	},
	.answers = "{id:int group:int state:text}",
	.refuses = "not_found document_closed not_a_photo "
		   "too_many_documents rate_limited",
};

const struct operation document_remove = {
	.name = "document_remove",
	.says = "Take a paper out of a file that is still open",
	.effect = WRITES,
	.who = ROLE_ACCOUNT,
	.params = { { "id", T_ID, REQUIRED } },
	.answers = "{id:int group:int}",
	.refuses = "not_found document_kept",
};

const struct operation document_image = {
	.name = "document_image",
	.says = "The picture of a paper, in base64; reading another's is noted",
	.who = ROLE_ACCOUNT,
	.params = { { "id", T_ID, REQUIRED } },
	.answers = "{id:int type:text bytes:text}",
	.refuses = "not_found",
	.after = document_send,
};

const struct operation letter_show = {
	.name = "letter_show",
	.says = "The letter of a decision, on the facts it was taken on",
	.who = ROLE_ACCOUNT,
	.params = {
	    { "id", T_ID, REQUIRED, .says = "of a line of the history" },
	},
	.answers = "{id:int at:time kind:text subject:text why:text? "
		   "office:{name:text unit:text} signer:{title:text "
		   "name:text?} group:{id:int name:text called:text "
		   "trade:text city:text province:text} "
		   "members:[{name:text post_title:text}] gate:" PART_GATE
		   "? forming_days:int back:text}",
	.refuses = "not_found",
};

const struct route document_api[] = {
	{ GET, "/group/documents", &documents_show },
	{ GET, "/groups/:id/documents", &documents_show },
	{ POST, "/groups/:id/documents", &document_add },
	{ GET, "/documents/:id/image", &document_image },
	{ DELETE, "/documents/:id", &document_remove },
	{ GET, "/letters/:id", &letter_show },
	{ 0 },
};
