/* The shop window: what anyone may look at without an account. */
#include "openapi.h"
#include "operations.h"

#define CARD                                                                   \
	"{id:int title:text price:rial from_price:bool unit:text kind:text "   \
	"ready_now:bool sold_out:bool ready_days:int? photo:photo? "           \
	"group:{id:int name:text slug:text} province:text trade:text}"
#define PLACE "{id:int name:text}"
#define WORD  "{slug:text title:text}"
#define STALL                                                                  \
	"{id:int name:text slug:text trade:text city:text "                    \
	"province:text story:text? photo:photo? products:int}"
#define PICTURE                                                                \
	"{src:text alt:text? tint:text? w:int h:int first:bool number:int}"
#define FILTER                                                                 \
	"province:int? ready:bool? price_min:rial? price_max:rial? "           \
	"price_min_toman:int? price_max_toman:int?"
#define SORTS     "new|cheap|dear"
#define TRADES    "cooking|sewing|handicraft|mushroom|leather|service"
#define RIALS_MAX 10000000000

const struct operation home_show = {
	.name = "home_show",
	.says = "The shop's front: trades, fresh and ready products, groups",
	.answers = "{trades:[{slug:text title:text icon:text? count:int}] "
		   "ready:[" CARD "] fresh:[" CARD "] groups:[" STALL "] "
		   "counts:{groups:int products:int provinces:int}}",
};

const struct operation category_show = {
	.name = "category_show",
	.says = "A trade or category: its products, filtered and in order",
	.params = {
	    { "slug", T_SLUG, REQUIRED },
	    { "after", T_TOKEN, OPTIONAL,
		.says = "the `next` of the page before" },
	    { "province", T_ID, OPTIONAL },
	    { "ready", T_BOOL, OPTIONAL },
	    { "price_min", T_RIAL, OPTIONAL, .min = 0, .max = RIALS_MAX },
	    { "price_max", T_RIAL, OPTIONAL, .min = 0, .max = RIALS_MAX },
	    { "sort", T_CHOICE, OPTIONAL, .of = SORTS, .fallback = "new" },
	},
	.answers =
	    "{category:{slug:text title:text icon:text? trade:" WORD "} "
	    "children:[{slug:text title:text count:int}] "
	    "products:[" CARD "] next:text? filter:{"
	    FILTER " sort:text} "
	    "provinces:[" PLACE "] sorts:[{value:text title:text}]}",
};

const struct operation search_show = {
	.name = "search_show",
	.says = "Products whose title or maker has the words, typos forgiven",
	.params = {
	    { "q", T_TEXT, OPTIONAL, .max = 100 },
	    { "trade", T_CHOICE, OPTIONAL, .of = TRADES },
	    { "province", T_ID, OPTIONAL },
	    { "ready", T_BOOL, OPTIONAL },
	    { "price_min", T_RIAL, OPTIONAL, .min = 0, .max = RIALS_MAX },
	    { "price_max", T_RIAL, OPTIONAL, .min = 0, .max = RIALS_MAX },
	    { "after", T_TOKEN, OPTIONAL,
		.says = "the `next` of the page before" },
	},
	.answers =
	    "{q:text? corrected:text? products:[" CARD "] next:text? "
	    "total_hint:int? filter:{trade:text? " FILTER "} "
	    "trades:[" WORD "] provinces:[" PLACE "]}",
};

const struct operation suggest_show = {
	.name = "suggest_show",
	.says = "Words and products that a search could go on with",
	.params = { { "q", T_TEXT, REQUIRED, .max = 60 } },
	.answers = "{words:[text] products:[{id:int title:text}]}",
};

const struct operation product_show = {
	.name = "product_show",
	.says = "One product for anyone: photos, group, what else it makes",
	.params = { { "id", T_ID, REQUIRED } },
	.answers =
	    "{id:int title:text description:text? price:rial "
	    "from_price:bool unit:text kind:text ready_now:bool "
	    "sold_out:bool ready_days:int? weight_g:int? "
	    "photos:[" PICTURE "] variants:[{id:int title:text price:rial "
	    "left:int? sold_out:bool default:bool}] one_variant:bool "
	    "group:{id:int name:text slug:text city:text "
	    "province:text story:text? since:date? photo:photo?} "
	    "category:" WORD " trade:" WORD " withdrawal:{exempt:bool "
	    "code:text? reason:text?} licence:{no:text until:date}? "
	    "more:[" CARD "] shipping_from:rial?}",
};

const struct operation stall_show = {
	.name = "stall_show",
	.says = "The stall of a group: its story and its products",
	.params = {
	    { "slug", T_SLUG, REQUIRED },
	    { "after", T_TOKEN, OPTIONAL },
	},
	.answers =
	    "{group:{id:int slug:text name:text trade:" WORD " "
	    "city:text province:text story:text? photo:photo? "
	    "since:date? members:int products:int} products:[" CARD "] "
	    "next:text?}",
};

const struct operation groups_show = {
	.name = "groups_show",
	.says = "Groups by province and trade",
	.params = {
	    { "province", T_ID, OPTIONAL },
	    { "trade", T_CHOICE, OPTIONAL, .of = TRADES },
	    { "after", T_TOKEN, OPTIONAL },
	},
	.answers =
	    "{groups:[" STALL "] provinces:[{id:int name:text slug:text "
	    "count:int}] trades:[" WORD "] next:text? "
	    "filter:{province:int? trade:text?} chosen:" PLACE "?}",
};

const struct operation badge_show = {
	.name = "badge_show",
	.says = "Who is looking, and how many pieces her cart holds",
	.answers = "{name:text? mobile_masked:text? logged_in:bool count:int "
		   "actor_role:text?}",
};

const struct operation sitemap_show = {
	.name = "sitemap_show",
	.says = "Addresses of public pages, for search engines",
	.params = { { "part", T_INT, OPTIONAL, .min = 0, .max = 100000,
	    .fallback = "0" } },
	.answers = "{parts:[int] categories:[text]? groups:[text]? "
		   "products:[{id:int at:time}]?}",
};

const struct route shop_api[] = {
	{ GET, "/home", &home_show },
	{ GET, "/categories/:slug", &category_show },
	{ GET, "/products", &search_show },
	{ GET, "/products/:id", &product_show },
	{ GET, "/suggestions", &suggest_show },
	{ GET, "/groups", &groups_show },
	{ GET, "/groups/:slug", &stall_show },
	{ GET, "/badge", &badge_show },
	{ GET, "/openapi.json", .serve = openapi_serve },
	{ 0 },
};
