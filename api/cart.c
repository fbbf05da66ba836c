/* The cart of a visitor or a customer, across groups. */
#include "operations.h"
#include "parts.h"

#define QUANTITY_MAX 100

const struct operation cart_show = {
	.name = "cart_show",
	.says = "The cart, by group, with what is wrong with each line",
	.answers = PART_CART,
};

const struct operation cart_add = {
	.name = "cart_add",
	.says = "Put pieces of a variant into the cart",
	.effect = WRITES,
	.params = {
	    { "variant", T_ID, REQUIRED },
	    { "quantity", T_INT, OPTIONAL, .min = 1, .max = QUANTITY_MAX,
		.fallback = "1" },
	},
	.answers = "{line:int quantity:int count:int}",
	.refuses = "not_on_sale stock_short cart_full",
};

const struct operation cart_set = {
	.name = "cart_set",
	.says = "Change how many pieces a line has; none takes it out",
	.effect = WRITES,
	.params = {
	    { "id", T_ID, REQUIRED },
	    { "quantity", T_INT, OPTIONAL, .min = 0, .max = QUANTITY_MAX,
		.fallback = "0" },
	},
	.answers = "{line:int quantity:int count:int}",
	.refuses = "not_found not_on_sale stock_short",
};

const struct route cart_api[] = {
	{ GET, "/cart", &cart_show },
	{ POST, "/cart/lines", &cart_add },
	{ PUT, "/cart/lines/:id", &cart_set },
	{ DELETE, "/cart/lines/:id", &cart_set },
	{ 0 },
};
