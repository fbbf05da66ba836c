/*
 * Route tables: method and path pattern to a row. A pattern's ":name" takes
 * one segment and becomes the parameter of that name.
 */
#ifndef SERVER_ROUTE_H
#define SERVER_ROUTE_H

#include <stdbool.h>
#include <stddef.h>

#define ROUTE_CAPTURES_MAX 4

struct operation;
struct request;

enum method { GET = 1, POST, PUT, PATCH, DELETE };

struct route {
	enum method method;
	const char *path;             /* "/product/:id"; NULL ends a table */
	const struct operation *does; /* NULL: the page needs no statement */
	const char *page;             /* template; NULL: the JSON face */
	const char *cache;            /* tags "catalog product:{id}", or NULL */
	const char *then;             /* where a write goes: "/order/{code}" */
	const char *again;            /* the GET path whose form this is */
	bool open;                    /* its form stands on a shared page */
	void (*serve)(struct request *); /* the rare page that is neither */
};

/* A face: its tables under a prefix ("" or "/api/v1"). */
struct route_face {
	const char *prefix;
	const struct route *const *tables; /* ends with NULL */
	bool is_api;
	/* Asked for who is here before an error page is shown; or NULL. */
	const struct route *lost;
};

struct route_match {
	const struct route *route;
	const struct route_face *face;
	const char *names[ROUTE_CAPTURES_MAX]; /* without the colon */
	size_t name_lens[ROUTE_CAPTURES_MAX];
	const char *values[ROUTE_CAPTURES_MAX]; /* raw, in the path */
	size_t value_lens[ROUTE_CAPTURES_MAX];
	size_t captures;
	unsigned allowed; /* set of 1 << method that the path has */
};

/* Faces are given once, before start; the last one that fits wins. */
void route_register(const struct route_face *);

/*
 * Finds the row for a path. True when found; otherwise match->allowed says
 * which methods the path has (0: no such path) and match->face whose it is.
 */
bool route_find(enum method, const char *path, struct route_match *);

#endif
