/* What anyone sees. */
#include "storefront/pages.h"

#include "api/operations.h"

const struct route shop_pages[] = {
	{ GET, "/", &home_show, .page = "shop/home", .cache = "catalog" },
	{ GET, "/category/:slug", &category_show, .page = "shop/category",
	    .cache = "catalog" },
	{ GET, "/search", &search_show, .page = "shop/search" },
	{ GET, "/product/:id", &product_show, .page = "shop/product",
	    .cache = "catalog product:{id}" },
	{ GET, "/stall/:slug", &stall_show, .page = "shop/stall",
	    .cache = "catalog" },
	{ GET, "/groups", &groups_show, .page = "shop/groups",
	    .cache = "catalog" },
	{ GET, "/suggest", &suggest_show, .page = "shop/suggest",
	    .cache = "catalog" },
	{ GET, "/badge", &badge_show, .page = "shared/badge" },
	{ GET, "/robots.txt", .page = "shop/robots.txt", .cache = "words" },
	{ GET, "/sitemap.xml", &sitemap_show, .page = "shop/sitemap.xml",
	    .cache = "words" },
	{ GET, "/sitemap/:part.xml", &sitemap_show, .page = "shop/urls.xml",
	    .cache = "words" },
	{ GET, "/about", .page = "shop/about", .cache = "words" },
	{ GET, "/contact", .page = "shop/contact", .cache = "words" },
	{ GET, "/terms", .page = "shop/terms", .cache = "words" },
	{ GET, "/privacy", .page = "shop/privacy", .cache = "words" },
	{ GET, "/returns", .page = "shop/returns", .cache = "words" },
	{ GET, "/complaints", .page = "shop/complaints", .cache = "words" },
	{ GET, "/how-to-buy", .page = "shop/how-to-buy", .cache = "words" },
	{ GET, "/start-a-group", .page = "shop/start-a-group",
	    .cache = "words" },
	{ GET, "/shipping", .page = "shop/shipping", .cache = "words" },
	{ GET, "/faq", .page = "shop/faq", .cache = "words" },
	{ 0 },
};
