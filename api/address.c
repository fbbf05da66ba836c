/* Where a customer has her parcels sent. */
#include "operations.h"
#include "parts.h"

#define ADDRESS                                                                \
	"{id:int title:text? receiver:text mobile:text province:" PART_PLACE   \
	" city:" PART_PLACE " street:text postal_code:text}"

const struct operation addresses_show = {
	.name = "addresses_show",
	.says = "My addresses, the last used first",
	.who = ROLE_ACCOUNT,
	.answers = "{addresses:[" ADDRESS "]}",
};

const struct operation address_show = {
	.name = "address_show",
	.says = "One address of mine as a form; without id an empty one",
	.who = ROLE_ACCOUNT,
	.params = { { "id", T_ID, OPTIONAL } },
	.answers = "{id:int? form:{title:text? receiver:text? mobile:text? "
		   "city:int? street:text? postal_code:text?} "
		   "provinces:[{id:int name:text cities:[{id:int "
		   "name:text}]}]}",
};

const struct operation cities_show = {
	.name = "cities_show",
	.says = "The cities of a province",
	.params = { { "province", T_ID, REQUIRED } },
	.answers = "{province:{id:int name:text} cities:[{id:int name:text}]}",
};

const struct operation address_save = {
	.name = "address_save",
	.says = "Add an address, or change one of mine",
	.effect = WRITES,
	.who = ROLE_ACCOUNT,
	.params = {
	    { "id", T_ID, OPTIONAL },
	    { "title", T_TEXT, OPTIONAL, .max = 40 },
	    { "receiver", T_TEXT, REQUIRED, .min = 2, .max = 80 },
	    { "mobile", T_MOBILE, REQUIRED },
	    { "province", T_ID, OPTIONAL, .says = "known by its city" },
	    { "city", T_ID, REQUIRED },
	    { "street", T_LINES, REQUIRED, .min = 5, .max = 300 },
	    { "postal_code", T_POSTAL_CODE, REQUIRED },
	},
	.answers = ADDRESS,
	.refuses = "bad_city address_limit not_found",
};

const struct operation address_delete = {
	.name = "address_delete",
	.says = "Forget an address; orders keep their own copy",
	.effect = WRITES,
	.who = ROLE_ACCOUNT,
	.params = { { "id", T_ID, REQUIRED } },
	.answers = "{id:int deleted:bool}",
	.refuses = "not_found",
};

const struct route address_api[] = {
	{ GET, "/account/addresses", &addresses_show },
	{ POST, "/account/addresses", &address_save },
	{ GET, "/account/addresses/:id", &address_show },
	{ PUT, "/account/addresses/:id", &address_save },
	{ DELETE, "/account/addresses/:id", &address_delete },
	{ GET, "/provinces/:province/cities", &cities_show },
	{ 0 },
};
