/* What a group sells, as its members keep it. */
#include "operations.h"
#include "parts.h"

#define PRICE_MIN    10000 /* rial */
#define PRICE_MAX    10000000000
#define STOCK_MAX    100000
#define VARIANTS_MAX 31 /* thirty and a blank row */
#define PHOTOS_MAX   8
#define KINDS        "in_stock|made_to_order|perishable|service"
#define STATES       "draft|proposed|published|returned|paused|archived|sold_out"
#define KINDS_OF     "kinds:[{kind:text title:text says:text}]"
#define MOVED        "{id:int state:text}"
#define CATEGORIES   "categories:[{title:text list:[{id:int title:text}]}]"

const struct operation desk_show = {
	.name = "desk_show",
	.says = "What needs doing today at my group's desk",
	.who = ROLES_OF_GROUP,
	.answers =
	    "{group:{id:int name:text active:bool forming:bool "
	    "members:int} meeting:{last_on:date? next_on:date? due:bool?} "
	    "alerts:[{id:int kind:text title:text level:text "
	    "red:bool since:date data:any}] to_accept:int "
	    "to_send:int late:int to_take:int returned:int drafts:int waiting:int "
	    "sold_out:int products:int quiet:bool month:date earned:rial "
	    "orders:[any]}",
};

const struct operation own_products_show = {
	.name = "own_products_show",
	.says = "My group's products with price and stock, newest first",
	.who = ROLES_OF_GROUP,
	.params = {
	    { "state", T_CHOICE, OPTIONAL, .of = STATES },
	    { "after", T_ID, OPTIONAL, .says = "the `next` of the page before" },
	},
	.answers =
	    "{state:text? states:[{state:text? title:text count:int "
	    "chosen:bool}] products:[{id:int title:text state:text "
	    "state_title:text kind:text unit:text photo:photo? "
	    "waiting:bool one_variant:bool variant:int? variants:int "
	    "price:rial? price_toman:int? from_price:bool stock:int? "
	    "counted:bool sold_out:bool}] next:int?}",
};

const struct operation own_product_show = {
	.name = "own_product_show",
	.says = "One product of my group, its photos, variants and state",
	.who = ROLES_OF_GROUP,
	.params = { { "id", T_ID, REQUIRED } },
	.answers = "{id:int title:text description:text? state:text "
		   "state_title:text state_at:time returned_reason:text? "
		   "kind_title:text unit:text category:text ready_days:int? "
		   "per_day:int? weight_g:int? food:bool licence_no:text? "
		   "licence_until:date? licence_over:bool "
		   "licence_missing:bool counted:bool optional_stock:bool "
		   "can_propose:bool can_archive:bool seen_by_clinic:bool "
		   "media:" PART_PHOTOS " variants:[{id:int number:int "
		   "title:text price:rial price_toman:int stock:int? "
		   "sold_out:bool}] many_variants:bool " CATEGORIES " " KINDS_OF
		   " exempts:[{reason:text title:text}] form:any}",
};

const struct operation product_new_show = {
	.name = "product_new_show",
	.says = "What a new product begins with: photos sent, categories",
	.who = ROLES_OF_GROUP,
	.answers = "{media:" PART_PHOTOS " " KINDS_OF " " CATEGORIES " "
		   "form:{kind:text stock:int?}}",
};

const struct operation product_create = {
	.name = "product_create",
	.says = "Make a draft of a product of my group",
	.effect = WRITES,
	.who = ROLES_OF_GROUP,
	.params = {
	    { "photos", T_TOKEN, OPTIONAL, .many = PHOTOS_MAX,
		.says = "ids of photos sent before" },
	    { "title", T_TEXT, REQUIRED, .min = 3, .max = 120 },
	    { "price", T_RIAL, REQUIRED, .min = PRICE_MIN, .max = PRICE_MAX },
	    { "stock", T_INT, OPTIONAL, .min = 0, .max = STOCK_MAX },
	    { "kind", T_CHOICE, OPTIONAL, .of = KINDS, .fallback = "in_stock" },
	    { "ready_days", T_INT, OPTIONAL, .min = 0, .max = 90 },
	    { "category", T_ID, REQUIRED },
	    { "description", T_LINES, OPTIONAL, .max = 5000 },
	},
	.answers = MOVED,
	.refuses = "not_a_choice ready_days_missing too_many_photos "
		   "too_many_products not_found",
};

const struct operation product_save = {
	.name = "product_save",
	.says = "Change a product; on sale, the clinic looks at it once more",
	.effect = WRITES,
	.who = ROLES_OF_GROUP,
	.params = {
	    { "id", T_ID, REQUIRED },
	    { "title", T_TEXT, REQUIRED, .min = 3, .max = 120 },
	    { "description", T_LINES, OPTIONAL, .max = 5000 },
	    { "category", T_ID, REQUIRED },
	    { "kind", T_CHOICE, REQUIRED, .of = KINDS },
	    { "ready_days", T_INT, OPTIONAL, .min = 0, .max = 90 },
	    { "per_day", T_INT, OPTIONAL, .min = 1, .max = 10000,
		.says = "pieces the group can make a day" },
	    { "unit", T_TEXT, OPTIONAL, .min = 1, .max = 20 },
	    { "weight_g", T_INT, OPTIONAL, .min = 1, .max = 100000 },
	    { "exempt", T_CHOICE, OPTIONAL,
		.of = "food|perishable|made_to_measure|service",
		.says = "why it cannot be given back" },
	    { "licence_no", T_TEXT, OPTIONAL, .min = 1, .max = 40 },
	    { "licence_until", T_DATE, OPTIONAL },
	},
	.answers = MOVED,
	.refuses = "not_found not_a_choice ready_days_missing licence_missing "
		   "licence_over",
};

const struct operation variants_save = {
	.name = "variants_save",
	.says = "All variants of a product: lists side by side, a row without "
		"id is new",
	.effect = WRITES,
	.who = ROLES_OF_GROUP,
	.params = {
	    { "id", T_ID, REQUIRED },
	    { "variant_id", T_ID, OPTIONAL, .many = VARIANTS_MAX },
	    { "variant_title", T_TEXT, OPTIONAL, .max = 60,
		.many = VARIANTS_MAX },
	    { "variant_price", T_RIAL, OPTIONAL, .min = PRICE_MIN,
		.max = PRICE_MAX, .many = VARIANTS_MAX },
	    { "variant_stock", T_INT, OPTIONAL, .min = 0, .max = STOCK_MAX,
		.many = VARIANTS_MAX },
	    { "variant_seen", T_INT, OPTIONAL, .min = 0, .max = STOCK_MAX,
		.many = VARIANTS_MAX,
		.says = "the stock that variant_stock changes" },
	    { "remove", T_ID, OPTIONAL, .says = "a variant to take away" },
	},
	.answers = MOVED,
	.refuses = "not_found variant_price variant_title last_variant "
		   "too_many_variants",
};

const struct operation variant_set = {
	.name = "variant_set",
	.says = "Price and stock of one variant",
	.effect = WRITES,
	.who = ROLES_OF_GROUP,
	.params = {
	    { "id", T_ID, REQUIRED },
	    { "price", T_RIAL, REQUIRED, .min = PRICE_MIN, .max = PRICE_MAX },
	    { "stock", T_INT, OPTIONAL, .min = 0, .max = STOCK_MAX,
		.says = "absent: as it is" },
	    { "seen", T_INT, OPTIONAL, .min = 0, .max = STOCK_MAX,
		.says = "the stock that `stock` changes: what was sold since "
			"stays sold" },
	},
	.answers = "{id:int product:int}",
	.refuses = "not_found",
};

const struct operation product_propose = {
	.name = "product_propose",
	.says = "Give a draft to the clinic, which checks it before it is sold",
	.effect = WRITES,
	.who = ROLES_OF_GROUP,
	.params = { { "id", T_ID, REQUIRED } },
	.answers = MOVED,
	.refuses = "not_found bad_move photo_missing licence_missing "
		   "licence_over",
};

const struct operation product_recall = {
	.name = "product_recall",
	.says = "Take a product back from the clinic before it has looked",
	.effect = WRITES,
	.who = ROLES_OF_GROUP,
	.params = { { "id", T_ID, REQUIRED } },
	.answers = MOVED,
	.refuses = "not_found bad_move",
};

const struct operation product_pause = {
	.name = "product_pause",
	.says = "Take a product out of the shop for a while",
	.effect = WRITES,
	.who = ROLES_OF_GROUP,
	.params = { { "id", T_ID, REQUIRED } },
	.answers = MOVED,
	.refuses = "not_found bad_move",
};

const struct operation product_resume = {
	.name = "product_resume",
	.says = "Put a paused product back into the shop",
	.effect = WRITES,
	.who = ROLES_OF_GROUP,
	.params = { { "id", T_ID, REQUIRED } },
	.answers = MOVED,
	.refuses = "not_found bad_move licence_missing licence_over",
};

const struct operation product_archive = {
	.name = "product_archive",
	.says = "Put a product aside for good; orders keep what they say of it",
	.effect = WRITES,
	.who = ROLES_OF_GROUP,
	.params = { { "id", T_ID, REQUIRED } },
	.answers = MOVED,
	.refuses = "not_found bad_move",
};

const struct route product_api[] = {
	{ GET, "/group", &desk_show },
	{ GET, "/group/products", &own_products_show },
	{ POST, "/group/products", &product_create },
	{ GET, "/group/products/new", &product_new_show },
	{ GET, "/group/products/:id", &own_product_show },
	{ PUT, "/group/products/:id", &product_save },
	{ PUT, "/group/products/:id/variants", &variants_save },
	{ PUT, "/group/variants/:id", &variant_set },
	{ POST, "/group/products/:id/propose", &product_propose },
	{ POST, "/group/products/:id/recall", &product_recall },
	{ POST, "/group/products/:id/pause", &product_pause },
	{ POST, "/group/products/:id/resume", &product_resume },
	{ POST, "/group/products/:id/archive", &product_archive },
	{ 0 },
};
