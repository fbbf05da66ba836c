/* The desk of a group: today, products, orders to pack, earnings. */
#include "storefront/pages.h"

#include "api/operations.h"

#define PRODUCT "/group/products/{id}"
#define PHOTOS  "/group/products/{product}/photos"
#define ORDER   "/group/orders/{parcel}"

const struct route group_pages[] = {
	{ GET, "/group", &desk_show, .page = "group/today" },
	{ GET, "/group/products", &own_products_show,
	    .page = "group/products" },
	{ POST, "/group/variants/:id", &variant_set,
	    .then = "/group/products#product-{product}",
	    .again = "/group/products" },

	{ GET, "/group/products/new", &product_new_show,
	    .page = "group/new-photos" },
	{ POST, "/group/products/new/photos", &photo_add,
	    .then = "/group/products/new", .again = "/group/products/new" },
	{ POST, "/group/products/new/photos/:id/delete", &photo_remove,
	    .then = "/group/products/new", .again = "/group/products/new" },
	{ GET, "/group/products/new/name", &product_new_show,
	    .page = "group/new-name" },
	{ POST, "/group/products/new/name", &product_create,
	    .then = PRODUCT "?new=1", .again = "/group/products/new/name" },

	{ GET, "/group/products/:id", &own_product_show,
	    .page = "group/product" },
	{ GET, "/group/products/:id/edit", &own_product_show,
	    .page = "group/edit" },
	{ POST, "/group/products/:id/edit", &product_save, .then = PRODUCT,
	    .again = PRODUCT "/edit" },
	{ GET, "/group/products/:id/prices", &own_product_show,
	    .page = "group/prices" },
	{ POST, "/group/products/:id/prices", &variants_save,
	    .then = PRODUCT "/prices?saved=1", .again = PRODUCT "/prices" },
	{ GET, "/group/products/:product/photos", &photos_show,
	    .page = "group/photos" },
	{ POST, "/group/products/:product/photos", &photo_add, .then = PHOTOS,
	    .again = PHOTOS },
	{ POST, "/group/products/:product/photos/:id/delete", &photo_remove,
	    .then = PHOTOS, .again = PHOTOS },
	{ POST, "/group/products/:product/photos/:id/place", &photo_move,
	    .then = PHOTOS, .again = PHOTOS },
	{ GET, "/group/photos", &photos_show, .page = "group/tray" },
	{ POST, "/group/products/:id/propose", &product_propose,
	    .then = PRODUCT, .again = PRODUCT },
	{ POST, "/group/products/:id/recall", &product_recall, .then = PRODUCT,
	    .again = PRODUCT },
	{ POST, "/group/products/:id/pause", &product_pause, .then = PRODUCT,
	    .again = PRODUCT },
	{ POST, "/group/products/:id/resume", &product_resume, .then = PRODUCT,
	    .again = PRODUCT },
	{ POST, "/group/products/:id/archive", &product_archive,
	    .then = "/group/products", .again = PRODUCT },

	{ GET, "/group/orders", &parcels_show, .page = "group/orders" },
	{ GET, "/group/orders/:parcel", &parcel_show, .page = "group/order" },
	{ GET, "/group/orders/:parcel/slip", &slip_show, .page = "group/slip" },
	{ POST, "/group/orders/:parcel/accept", &parcel_accept, .then = ORDER,
	    .again = ORDER },
	{ POST, "/group/orders/:parcel/prepare", &parcel_prepare, .then = ORDER,
	    .again = ORDER },
	{ POST, "/group/orders/:parcel/ship", &parcel_ship, .then = ORDER,
	    .again = ORDER },
	{ POST, "/group/orders/:parcel/cancel", &parcel_cancel, .then = ORDER,
	    .again = ORDER },
	{ GET, "/group/earnings", &earnings_show, .page = "group/earnings" },
	{ 0 },
};
