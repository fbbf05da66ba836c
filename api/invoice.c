/* Invoices: each parcel's, by the group that sold it. */
#include "operations.h"

#define INVOICE                                                                \
	"{parcel:int year:int serial:int issued_on:date "                      \
	"seller:{name:text trade:text province:text city:text "                \
	"clinic:text phone:text?} buyer:{code:text open:bool "                 \
	"placed_at:time receiver:text mobile:text? province:text "             \
	"city:text street:text? postal_code:text? note:text?} "                \
	"lines:[{title:text variant_title:text? unit:text quantity:int "       \
	"price:rial sum:rial discount:rial tax_title:text "                    \
	"percent:number? tax:rial}] shipping:{title:text price:rial} "         \
	"goods:rial tax:rial total:rial credits:[{id:int at:time "             \
	"why:text title:text? quantity:int? amount:rial done:bool}]? "         \
	"credited:rial? rest:rial}"

const struct operation invoice_show = {
	.name = "invoice_show",
	.says = "The invoice of a parcel of mine, once its group took it on",
	.who = ROLE_ACCOUNT,
	.params = { { "parcel", T_ID, REQUIRED } },
	.answers = INVOICE,
	.refuses = "not_found",
};

const struct operation own_invoice_show = {
	.name = "own_invoice_show",
	.says = "The invoice of a parcel that my group sold",
	.who = ROLES_OF_GROUP,
	.params = { { "parcel", T_ID, REQUIRED } },
	.answers = INVOICE,
	.refuses = "not_found",
};

const struct route invoice_api[] = {
	{ GET, "/parcels/:parcel/invoice", &invoice_show },
	{ GET, "/group/orders/:parcel/invoice", &own_invoice_show },
	{ 0 },
};
