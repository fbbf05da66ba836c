/*
 * Payment gateways: what to ask and how to read the answer, without any
 * I/O, so that the web worker and the job runner use the same code. Amounts
 * are whole rials everywhere.
 *
 * One payment: REQUEST gives an authority and the address of the bank page;
 * the buyer comes back with the authority, which proves nothing; only VERIFY
 * does, with the authority and the amount of our own row.
 */
#ifndef SERVER_GATEWAY_H
#define SERVER_GATEWAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "call.h"

#define GATEWAY_AUTHORITY_BYTES_MAX 40
#define GATEWAY_REF_BYTES_MAX       64
#define GATEWAY_CARD_BYTES_MAX      32
#define GATEWAY_URL_BYTES_MAX       640
#define GATEWAY_LIST_MAX            100 /* Zarinpal lists no more */

struct config;

enum gateway_ask {
	GATEWAY_REQUEST,    /* never repeated by itself: a second authority */
	GATEWAY_VERIFY,     /* may be repeated */
	GATEWAY_INQUIRY,    /* may be repeated; never proves a payment */
	GATEWAY_UNVERIFIED, /* authorities paid and not verified, any order's */
	GATEWAY_REVERSE,    /* whole amount back, soon after; may be repeated */
	GATEWAY_REFUND,     /* amount back later; never repeated by itself */
	GATEWAY_ASK_MAX
};

/* What an answer means, whatever the gateway calls it. */
enum gateway_outcome {
	GATEWAY_UNKNOWN,  /* no answer or no sense: ask again later */
	GATEWAY_DONE,     /* REQUEST, UNVERIFIED, REVERSE, REFUND: yes */
	GATEWAY_REFUSED,  /* the same: no, and asking again will not help */
	GATEWAY_PAID,     /* VERIFY: proven. INQUIRY: paid, to be verified */
	GATEWAY_ALREADY,  /* verified before: success only for its own row */
	GATEWAY_NOT_PAID, /* failed or cancelled */
	GATEWAY_PENDING,  /* the buyer is still at the bank */
	GATEWAY_WRONG_AMOUNT, /* paid, but not what our row says */
	GATEWAY_REVERSED,     /* the money went back */
	GATEWAY_OUTCOME_MAX
};

/* Our row, the only source of what is sent. */
struct gateway_payment {
	int64_t amount_rial;     /* of a refund: what goes back */
	int64_t paid_rial;       /* of a refund: what was paid */
	const char *authority;   /* NULL before REQUEST answered */
	const char *reference;   /* ours, unique for each attempt to pay */
	const char *description; /* at most 500 letters, seen by the buyer */
	const char *callback_url;
	const char *mobile;     /* may be NULL */
	const char *session_id; /* the gateway's number for refunds, or NULL */
};

struct gateway_answer {
	enum gateway_outcome outcome;
	int code; /* the gateway's own; 0 when there was none */
	char authority[GATEWAY_AUTHORITY_BYTES_MAX];
	char start_url[GATEWAY_URL_BYTES_MAX]; /* where the buyer pays */
	char ref_id[GATEWAY_REF_BYTES_MAX];
	char card_mask[GATEWAY_CARD_BYTES_MAX];
	char list[GATEWAY_LIST_MAX][GATEWAY_AUTHORITY_BYTES_MAX];
	size_t list_len;
	char *raw; /* JSON without secrets, NULL if none; gateway_answer_free */
};

struct gateway {
	const char *name;

	/* Query names in the callback; the rest of the query is ignored. */
	const char *callback_authority;
	const char *callback_status;

	/* False when this gateway or these settings cannot ask that. */
	bool (*build)(enum gateway_ask, const struct config *,
	    const struct gateway_payment *, struct call *);
	void (*read)(enum gateway_ask, const struct config *,
	    const struct gateway_payment *, const struct cJSON *,
	    struct gateway_answer *);
};

extern const struct gateway gateway_zarinpal;
extern const struct gateway gateway_zibal;

/* NULL when there is none of that name. */
const struct gateway *gateway_find(const char *name);

/* The outcome's name in the database: "wrong_amount". */
const char *gateway_outcome_name(enum gateway_outcome);

/* The call is freed with call_free() when true; untouched when false. */
bool gateway_build(const struct gateway *, enum gateway_ask,
    const struct config *, const struct gateway_payment *, struct call *);

/* Never fails: what cannot be read is GATEWAY_UNKNOWN. */
void gateway_read(const struct gateway *, enum gateway_ask,
    const struct config *, const struct gateway_payment *,
    const struct call_answer *, struct gateway_answer *);
void gateway_answer_free(struct gateway_answer *);

/*
 * For adapters. gateway_text copies a string or a whole number as text;
 * false, and out empty, when it is neither or does not fit.
 */
bool gateway_text(const struct cJSON *object, const char *name, char *out,
    size_t out_size);
bool gateway_int(const struct cJSON *object, const char *name, int64_t *);
/* A masked card number, and nothing that could be a whole one. */
void gateway_card(const struct cJSON *object, const char *name,
    struct gateway_answer *);

#endif
