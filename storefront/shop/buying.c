/* From the cart to the door. */
#include "storefront/pages.h"

#include "api/operations.h"

const struct route buying_pages[] = {
	{ GET, "/cart", &cart_show, .page = "shop/cart" },
	{ POST, "/cart/lines", &cart_add, .then = "/cart", .again = "/cart",
	    .open = true },
	{ POST, "/cart/lines/:id", &cart_set, .then = "/cart",
	    .again = "/cart" },
	{ POST, "/cart/lines/:id/delete", &cart_set, .then = "/cart",
	    .again = "/cart" },
	{ GET, "/checkout", &checkout_show, .page = "shop/checkout" },
	/* Seeing what the chosen ways cost, for browsers without a script. */
	{ POST, "/checkout/choices", &checkout_show, .page = "shop/checkout" },
	{ POST, "/checkout", &order_place, .then = "/orders/{code}",
	    .again = "/checkout" },
	{ GET, "/orders", &orders_show, .page = "account/orders" },
	{ GET, "/orders/:code", &order_show, .page = "shop/order" },
	{ POST, "/orders/:code/cancel", &order_cancel, .then = "/orders/{code}",
	    .again = "/orders/{code}" },
	{ POST, "/parcels/:id/receipt", &parcel_receive,
	    .then = "/orders/{code}" },
	{ POST, "/orders/:code/pay", &payment_start, .then = "/orders/{code}",
	    .again = "/orders/{code}" },
	{ GET, "/orders/:code/payment", &payment_show, .page = "shop/payment" },
	{ GET, "/pay/back/:gateway/:reference", &payment_back },
	{ GET, "/account/addresses", &addresses_show,
	    .page = "account/addresses" },
	{ GET, "/account/addresses/new", &address_show,
	    .page = "account/address" },
	{ GET, "/account/addresses/:id", &address_show,
	    .page = "account/address" },
	{ POST, "/account/addresses", &address_save,
	    .then = "{next}?saved=address", .again = "/account/addresses/new" },
	{ POST, "/account/addresses/:id", &address_save,
	    .then = "/account/addresses?saved=address",
	    .again = "/account/addresses/{id}" },
	{ POST, "/account/addresses/:id/delete", &address_delete,
	    .then = "/account/addresses?saved=address_deleted",
	    .again = "/account/addresses" },
	{ 0 },
};
