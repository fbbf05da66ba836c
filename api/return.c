/* Goods that come back, and pieces that a group cannot send. */
#include "operations.h"
#include "parts.h"

#define LINES_MAX  100
#define PIECES_MAX 100

#define CHOICES "[{n:int chosen:bool}]"
#define LINES                                                                  \
	"[{line:int title:text variant_title:text? unit:text price:rial "      \
	"left:int photo:photo? exempt:bool no_restock:bool asked:int? "        \
	"pieces:" CHOICES " restock:" CHOICES " scrap:" CHOICES "}]"

/* Pieces of each line, as they are meant and as they were typed. */
#define PIECES(is, what)                                                       \
	{                                                                      \
		is, T_INT, OPTIONAL, .min = 0, .max = PIECES_MAX,              \
				     .many = LINES_MAX, .keyed = true,         \
				     .says = what                              \
	}
#define TYPED(is)                                                              \
	{                                                                      \
		is, T_TEXT, OPTIONAL, .max = 10, .many = LINES_MAX,            \
				      .keyed = true, .says = "typed so far"    \
	}

const struct operation return_form_show = {
	.name = "return_form_show",
	.says = "What I may send back of a parcel, and until when",
	.who = ROLE_ACCOUNT,
	.params = { { "id", T_ID, REQUIRED }, TYPED("pieces") },
	.answers = "{id:int code:text may:bool until:date? group:" PART_GROUP
		   " lines:" LINES "}",
	.refuses = "not_found",
};

const struct operation return_ask = {
	.name = "return_ask",
	.says = "Ask to send pieces of a parcel back within the days of the law",
	.effect = WRITES,
	.who = ROLE_ACCOUNT,
	.params = {
	    { "id", T_ID, REQUIRED },
	    PIECES("pieces", "how many of each line"),
	    { "why", T_LINES, OPTIONAL, .max = 500 },
	},
	.answers = "{id:int state:text code:text}",
	.refuses = "not_found bad_move return_too_late return_exempt "
		   "too_many_pieces pieces_missing",
};

const struct operation return_show = {
	.name = "return_show",
	.says = "A parcel of my group, line by line, to take back or give up",
	.who = ROLES_OF_GROUP,
	.params = {
	    { "parcel", T_ID, REQUIRED },
	    TYPED("restock"),
	    TYPED("scrap"),
	},
	.answers = "{id:int code:text buyer:" PART_BUYER
		   " asked:bool sent:bool office:bool "
		   "can_refund:bool earned:bool return:" PART_RETURN
		   " lines:" LINES " reasons:[{reason:text title:text}]}",
	.refuses = "not_found",
};

const struct operation return_take = {
	.name = "return_take",
	.says = "What came back, piece by piece: on sale again or scrapped; "
		"its buyer is refunded",
	.effect = WRITES,
	.who = OFFICERS_OF_GROUP,
	.params = {
	    { "parcel", T_ID, REQUIRED },
	    PIECES("restock", "pieces of each line that are sold again"),
	    PIECES("scrap", "pieces of each line that are not"),
	},
	.answers = "{id:int refund_rial:rial}",
	.refuses = "not_found bad_move pieces_missing too_many_pieces "
		   "not_asked_back food_is_scrapped own_order",
};

const struct operation return_refuse = {
	.name = "return_refuse",
	.says = "Goods did not come back, or not as they were: the buyer reads "
		"why",
	.effect = WRITES,
	.who = OFFICERS_OF_GROUP,
	.params = {
	    { "parcel", T_ID, REQUIRED },
	    { "reason", T_CHOICE, REQUIRED,
		.of = "not_back|worn|incomplete|other" },
	    { "note", T_LINES, OPTIONAL, .max = 300 },
	},
	.answers = "{id:int state:text}",
	.refuses = "not_found bad_move own_order",
};

const struct operation parcel_refund = {
	.name = "parcel_refund",
	.says = "Refund pieces that my group cannot send, or gives back of its "
		"own accord",
	.effect = WRITES,
	.who = OFFICERS_OF_GROUP,
	.params = {
	    { "parcel", T_ID, REQUIRED },
	    PIECES("restock", "pieces of each line that are sold again"),
	    PIECES("scrap", "pieces of each line that are not"),
	    { "reason", T_TEXT, REQUIRED, .min = 5, .max = 200 },
	},
	.answers = "{id:int state:text refund_rial:rial}",
	.refuses = "not_found bad_move pieces_missing too_many_pieces "
		   "food_is_scrapped own_order owes_too_much",
};

const struct route return_api[] = {
	{ GET, "/parcels/:id/return", &return_form_show },
	{ POST, "/parcels/:id/return", &return_ask },
	{ GET, "/group/orders/:parcel/return", &return_show },
	{ POST, "/group/orders/:parcel/return", &return_take },
	{ POST, "/group/orders/:parcel/return/refusal", &return_refuse },
	{ POST, "/group/orders/:parcel/refunds", &parcel_refund },
	{ 0 },
};
