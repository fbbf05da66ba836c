/* A group's parcels: to accept, pack and send, and what they earned. */
#include "operations.h"
#include "parts.h"

#define TABS     "new|work|back|sent|done|gone"
#define CARRIERS "post|tipax|courier|freight|hand"
#define LINE     "{title:text variant_title:text? unit:text quantity:int}"
#define ROW                                                                    \
	"{id:int state:text state_title:text state_at:time "                   \
	"due:time? late:bool buyer:" PART_BUYER " pieces:int goods:rial "      \
	"lines:[" LINE "]}"
#define MOVED "{id:int state:text}"

const struct operation parcels_show = {
	.name = "parcels_show",
	.says = "My group's parcels under a tab: new, work, back, sent, done, gone",
	.who = ROLES_OF_GROUP,
	.params = {
	    { "tab", T_CHOICE, OPTIONAL, .of = TABS, .fallback = "new" },
	    { "after", T_ID, OPTIONAL, .says = "the `next` of the page before" },
	},
	.answers =
	    "{tab:text tabs:[{tab:text title:text chosen:bool "
	    "count:int?}] orders:[" ROW "] next:int?}",
};

const struct operation parcel_show = {
	.name = "parcel_show",
	.says = "One parcel: what to pack and, until it is delivered, for whom",
	.who = ROLES_OF_GROUP,
	.params = { { "parcel", T_ID, REQUIRED } },
	.answers =
	    "{id:int state:text state_title:text state_at:time "
	    "due:time? late:bool buyer:" PART_BUYER " can_accept:bool "
	    "can_prepare:bool can_ship:bool can_cancel:bool "
	    "can_print:bool has_invoice:bool can_refund:bool office:bool "
	    "fee:rial share:rial return:" PART_RETURN " refunds:" PART_REFUNDS
	    " method:text shipping:rial weight_g:int "
	    "carrier:text? carrier_title:text? "
	    "carriers:[{carrier:text title:text}] tracking_code:text? "
	    "tracking_url:text? lines:[{product:int title:text "
	    "variant_title:text? unit:text quantity:int price:rial "
	    "sum:rial photo:photo?}] pieces:int goods:rial "
	    "history:[{at:time title:text why:text?}] "
	    "form:{carrier:text?}}",
	.refuses = "not_found",
};

const struct operation slip_show = {
	.name = "slip_show",
	.says = "The paper for the parcel, with the bars of its code",
	.who = ROLES_OF_GROUP,
	.params = { { "parcel", T_ID, REQUIRED } },
	.answers = "{id:int code:text buyer:" PART_BUYER " barcode:{width:int "
		   "bars:[{x:int w:int}]} barcode_text:text group:{name:text "
		   "slug:text? city:text province:text} method:text "
		   "weight_g:int lines:[" LINE "] pieces:int}",
	.refuses = "not_found",
};

const struct operation parcel_accept = {
	.name = "parcel_accept",
	.says = "Take an order on; the buyer is told",
	.effect = WRITES,
	.who = ROLES_OF_GROUP,
	.params = { { "parcel", T_ID, REQUIRED } },
	.answers = MOVED,
	.refuses = "not_found bad_move",
};

const struct operation parcel_prepare = {
	.name = "parcel_prepare",
	.says = "Begin to make and pack it",
	.effect = WRITES,
	.who = ROLES_OF_GROUP,
	.params = { { "parcel", T_ID, REQUIRED } },
	.answers = MOVED,
	.refuses = "not_found bad_move",
};

const struct operation parcel_ship = {
	.name = "parcel_ship",
	.says = "It was handed over; the buyer gets the tracking code",
	.effect = WRITES,
	.who = ROLES_OF_GROUP,
	.params = {
	    { "parcel", T_ID, REQUIRED },
	    { "carrier", T_CHOICE, REQUIRED, .of = CARRIERS },
	    { "tracking_code", T_CODE, OPTIONAL,
		.says = "the post's has 20 to 24 digits" },
	},
	.answers = MOVED,
	.refuses = "not_found bad_move tracking_missing tracking_bad",
};

const struct operation parcel_cancel = {
	.name = "parcel_cancel",
	.says = "We cannot make it: stock comes back, the buyer is refunded",
	.effect = WRITES,
	.who = ROLES_OF_GROUP,
	.params = {
	    { "parcel", T_ID, REQUIRED },
	    { "reason", T_TEXT, REQUIRED, .min = 5, .max = 200 },
	},
	.answers = "{id:int state:text refund_rial:rial}",
	.refuses = "not_found too_late_for_group",
};

const struct operation earnings_show = {
	.name = "earnings_show",
	.says = "What my group earned in a month, line by line",
	.who = ROLES_OF_GROUP,
	.params = {
	    { "month", T_DATE, OPTIONAL, .says = "any day of the month" },
	},
	.answers =
	    "{month:date own:{sum:rial list:[{amount:rial material:rial "
	    "at:time rule_title:text}]} months:[{month:date share:rial "
	    "lines:int chosen:bool}] settled:rial coming:rial price:rial "
	    "refund:rial fee:rial share:rial any:bool any_refund:bool "
	    "lines:[{parcel:int at:time settled:bool title:text variant_title:text? unit:text "
	    "quantity:int back:int price:rial refund:rial fee:rial "
	    "shipping:rial share:rial}]}",
};

const struct route parcel_api[] = {
	{ GET, "/group/orders", &parcels_show },
	{ GET, "/group/orders/:parcel", &parcel_show },
	{ GET, "/group/orders/:parcel/slip", &slip_show },
	{ POST, "/group/orders/:parcel/accept", &parcel_accept },
	{ POST, "/group/orders/:parcel/prepare", &parcel_prepare },
	{ POST, "/group/orders/:parcel/ship", &parcel_ship },
	{ POST, "/group/orders/:parcel/cancel", &parcel_cancel },
	{ GET, "/group/earnings", &earnings_show },
	{ 0 },
};
