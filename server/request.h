/*
 * A request's whole life: found, read, asked, answered. The only state
 * machine; pages and operations are rows that it walks through.
 */
#ifndef SERVER_REQUEST_H
#define SERVER_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "call.h"
#include "db.h"
#include "form.h"
#include "operation.h"
#include "outbound.h"
#include "params.h"
#include "route.h"

#define REQUEST_TOKEN_BYTES    44   /* 32 random bytes in base64url and a NUL */
#define REQUEST_HASH_BYTES     65   /* SHA-256 in hex and a NUL */
#define REQUEST_ADDRESS_BYTES  46   /* INET6_ADDRSTRLEN */
#define REQUEST_ASK_MAX        8    /* parameters of a hook's own statement */
#define REQUEST_PATH_BYTES_MAX 2048 /* as long as a path that Kore takes */

struct cJSON;
struct error_row;
struct http_request;

struct request {
	struct http_request *http;
	enum method method;
	struct route_match match;
	const struct operation *op;
	struct form form;
	struct values values;
	int lens[PARAMS_MAX]; /* of values, as libpq wants them */
	int formats[PARAMS_MAX];
	uint64_t cache_generation;

	/* Who asks. */
	char session[REQUEST_TOKEN_BYTES];     /* the cookie's token, or "" */
	bool session_is_fresh;                 /* made by this request */
	char new_session[REQUEST_TOKEN_BYTES]; /* for a login to rotate to */
	char new_token[REQUEST_TOKEN_BYTES];   /* for a new API token */
	char bearer[REQUEST_HASH_BYTES];       /* hash of an API token, or "" */
	char address[REQUEST_ADDRESS_BYTES];   /* of IPv6 the network, /64 */
	struct cJSON *actor;                   /* what actor_enter() said */

	/* What was asked and what came back. */
	struct db_call *call;
	struct outbound *outbound;
	char *enter; /* argument of actor_enter() */
	char *document;
	size_t document_len;
	struct cJSON *answer;         /* document parsed, once wanted */
	char *asked[REQUEST_ASK_MAX]; /* values of a hook's statement */

	/* What went wrong: a row of the table, or NULL. */
	const struct error_row *error;
	struct cJSON *error_data;
	struct cJSON *errors; /* field → {code, message, at of a list} */

	void (*next)(struct request *); /* what to do on waking */
	void (*fetched)(struct request *, const struct call_answer *);
	bool replayed; /* its key was used before: the answer is the kept one */
	bool followup; /* past its first statement: the key is spent */
	/* Its form is being shown again: the write that was refused, why, where. */
	const struct operation *refused_op;
	const struct error_row *refused;
	struct cJSON *refused_data;
	char again_path[REQUEST_PATH_BYTES_MAX];
	const struct operation *lost_op; /* whose error waits for who asks */
	bool replied;
};

/* Kore's handler for every path. */
int request_handle(struct http_request *);

/* ---- for the hooks of operations ---- */

/* The document of the statement, parsed; borrowed. NULL when there is none. */
const struct cJSON *request_answer(struct request *);
/* A text member of the answer, "" when absent; borrowed. */
const char *request_answer_text(struct request *, const char *name);

/* Replaces the document; the request owns text from now on. */
void request_set_document(struct request *, char *text);

/*
 * Asks another statement by name; its answer replaces the document, then
 * next() goes on. Values are copied; NULL is null. A failure answers the
 * request by itself.
 */
void request_ask(struct request *, const char *statement,
    const char *const *values, size_t n, void (*next)(struct request *));

/* Asks the outside world; next() goes on with whatever came: status 0 is
 * nothing. */
void request_fetch(struct request *, const struct call *,
    void (*next)(struct request *, const struct call_answer *));

/*
 * Ends: with the answer as its route says · elsewhere · with bytes that
 * nothing on the way keeps · with an error.
 */
void request_finish(struct request *);
void request_go(struct request *, const char *location);
void request_send_bytes(struct request *, const char *type, const void *,
    size_t len);
void request_fail(struct request *, const char *code);

#endif
