/* A customer's orders: from the checkout to her door. */
#include "operations.h"
#include "parts.h"

#define PARCELS_MAX 50 /* groups in one order */
#define DELIVERY                                                               \
	"receiver:text mobile:text province:" PART_PLACE " city:" PART_PLACE   \
	" street:text postal_code:text"

const struct operation checkout_show = {
	.name = "checkout_show",
	.says = "The cart with addresses, ways to send and what it all costs",
	.who = ROLE_ACCOUNT,
	.params = {
	    { "address", T_ID, OPTIONAL },
	    { "shipping", T_TEXT, OPTIONAL, .max = 64, .many = PARCELS_MAX,
		.says = "group:method of each parcel" },
	},
	.answers =
	    "{address:{id:int title:text? " DELIVERY "}? "
	    "addresses:[{id:int title:text? chosen:bool " DELIVERY "}] "
	    "cart:" PART_CART "}",
};

const struct operation order_place = {
	.name = "order_place",
	.says = "Order what the cart holds; it waits some minutes to be paid",
	.effect = WRITES,
	.who = ROLE_ACCOUNT,
	.params = {
	    { "address", T_ID, REQUIRED },
	    { "shipping", T_TEXT, REQUIRED, .max = 64, .many = PARCELS_MAX,
		.says = "group:method of each parcel" },
	    { "note", T_LINES, OPTIONAL, .max = 500 },
	    { "total", T_RIAL, OPTIONAL,
		.says = "what the buyer saw; refused when it changed" },
	},
	.answers =
	    "{code:text total:rial expires_at:time}",
	.refuses = "cart_empty address_missing shipping_missing "
		   "shipping_unavailable not_on_sale stock_short "
		   "price_changed unpaid_limit",
	.after = payment_begin_order,
};

const struct operation order_show = {
	.name = "order_show",
	.says = "One order of mine: parcels, how far each is, the money",
	.who = ROLE_ACCOUNT,
	.params = { { "code", T_CODE, REQUIRED } },
	.answers =
	    "{code:text placed_at:time expires_at:time state:text "
	    "state_title:text note:text? can_pay:bool can_cancel:bool "
	    "address:{" DELIVERY "} goods:rial shipping:rial total:rial "
	    "due:rial parcels:[{id:int state:text state_title:text "
	    "can_receive:bool has_invoice:bool can_return:bool return_by:date? "
	    "return:" PART_RETURN " refunds:" PART_REFUNDS
	    " state_at:time steps:[{title:text "
	    "at:time? why:text? done:bool now:bool}] "
	    "group:" PART_GROUP " shipping:{method:text title:text "
	    "price:rial} carrier:text? tracking_code:text? "
	    "tracking_url:text? goods:rial lines:[{product:{id:int "
	    "title:text} photo:photo? variant_title:text? unit:text "
	    "price:rial quantity:int sum:rial}] history:[{state:text "
	    "at:time why:text?}]}] payments:[{gateway:text state:text "
	    "amount:rial ref_id:text? card_mask:text? at:time}] "
	    "payment:{ref_id:text? card_mask:text? at:time}? "
	    "refunded:rial? refunds:[{amount:rial state:text "
	    "reason:text at:time}]}",
};

const struct operation orders_show = {
	.name = "orders_show",
	.says = "My orders, the newest first",
	.who = ROLE_ACCOUNT,
	.params = { { "after", T_TOKEN, OPTIONAL } },
	.answers = "{orders:[{code:text placed_at:time state:text "
		   "state_title:text groups:text photos:[photo] total:rial "
		   "pieces:int titles:[text]}] next:text?}",
};

const struct operation order_cancel = {
	.name = "order_cancel",
	.says = "Cancel an order no group has begun; what was paid goes back",
	.effect = WRITES,
	.who = ROLE_ACCOUNT,
	.params = { { "code", T_CODE, REQUIRED } },
	.answers = "{code:text cancelled:int refund_rial:rial}",
	.refuses = "not_found too_late_to_cancel order_cancelled",
};

const struct operation parcel_receive = {
	.name = "parcel_receive",
	.says = "The buyer has the parcel in her hands",
	.effect = WRITES,
	.who = ROLE_ACCOUNT,
	.params = { { "id", T_ID, REQUIRED } },
	.answers = "{id:int state:text code:text}",
	.refuses = "not_found bad_move",
};

const struct operation payment_start = {
	.name = "payment_start",
	.says = "Start to pay for an order; the buyer goes to pay_url",
	.effect = WRITES,
	.who = ROLE_ACCOUNT,
	.params = {
	    { "code", T_CODE, REQUIRED },
	    { "gateway", T_CHOICE, OPTIONAL, .of = "zarinpal|zibal",
		.fallback = "zarinpal" },
	},
	.answers =
	    "{code:text total:rial payment:int expires_at:time "
	    "pay_url:text?}",
	.refuses = "not_found order_expired order_paid order_cancelled "
		   "payment_pending_limit gateway_down",
	.after = payment_begin,
};

const struct operation payment_back = {
	.name = "payment_back",
	.says = "The buyer is back from the bank; the gateway is asked whether "
		"she paid",
	.params = {
	    { "gateway", T_CHOICE, REQUIRED, .of = "zarinpal|zibal" },
	    { "reference", T_TOKEN, REQUIRED,
		.says = "ours, which only the buyer and the gateway know" },
	    { "Authority", T_TOKEN, OPTIONAL },
	    { "trackId", T_TEXT, OPTIONAL, .max = 40 },
	},
	.answers = "any",
	.after = payment_finish,
};

const struct operation payment_show = {
	.name = "payment_show",
	.says = "How the last attempt to pay for an order ended",
	.who = ROLE_ACCOUNT,
	.params = { { "code", T_CODE, REQUIRED } },
	.answers = "{order:{code:text} state:text paid:bool failed:bool "
		   "pending:bool gateway:text amount_rial:rial ref_id:text? "
		   "card_mask:text? at:time}",
};

const struct route order_api[] = {
	{ GET, "/checkout", &checkout_show },
	{ GET, "/orders", &orders_show },
	{ POST, "/orders", &order_place },
	{ GET, "/orders/:code", &order_show },
	{ POST, "/orders/:code/cancel", &order_cancel },
	{ POST, "/parcels/:id/receipt", &parcel_receive },
	{ POST, "/orders/:code/payments", &payment_start },
	{ GET, "/orders/:code/payment", &payment_show },
	{ 0 },
};
