/*
 * Paying: our row first, then the gateway's request, then its page; and back:
 * the callback proves nothing, our own question to the gateway does.
 */
#include "hooks.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "operations.h"
#include "server/gateway/gateway.h"
#include "server/log.h"
#include "server/request.h"
#include "server/service.h"

#define PATH_BYTES_MAX  160
#define ID_BYTES_MAX    24
#define STATUS_CONFLICT 409

static void payment_begin_page(struct request *);
static void begun(struct request *);
static void ask_gateway(struct request *);
static void gateway_gave(struct request *, const struct call_answer *);
static void go_to_bank(struct request *);
static void bank_is_down(struct request *);
static void gateway_verified(struct request *, const struct call_answer *);
static void show_result(struct request *);
static bool read_payment(struct request *, struct gateway_payment *,
    char id[ID_BYTES_MAX]);
static const struct gateway *gateway_of(struct request *);
static bool ask(struct request *, enum gateway_ask,
    void (*)(struct request *, const struct call_answer *));
static void go_to_order(struct request *, const char *page);

/*
 * After order_place: the order stands whatever happens from here on. A person
 * goes on to the bank at once; a program starts the payment when it wants.
 */
void
payment_begin_order(struct request *r)
{
	if (r->match.face->is_api) {
		request_finish(r);
		return;
	}
	payment_begin_page(r);
}

static void
payment_begin_page(struct request *r)
{
	const char *values[] = { request_answer_text(r, "code"),
		service_config()->gateway };

	request_ask(r, "payment_begin", values, 2, begun);
}

/*
 * After payment_start. When the same was asked before, its row may have its
 * authority already, and no gateway is asked twice for one: whoever pressed
 * the button again pays with a row of its own.
 */
void
payment_begin(struct request *r)
{
	const char *values[] = { request_answer_text(r, "code"),
		request_answer_text(r, "gateway") };

	if (r->error == NULL && r->replayed)
		request_ask(r, "payment_begin", values, 2, begun);
	else
		begun(r);
}

/* A payment row is there, pending, with our reference. */
static void
begun(struct request *r)
{
	if (r->error == NULL)
		ask_gateway(r);
	else if (r->replayed && !r->match.face->is_api &&
	    r->error->status == STATUS_CONFLICT)
		go_to_order(r, ""); /* paid or cancelled meanwhile */
	else
		request_finish(r);
}

static void
ask_gateway(struct request *r)
{
	if (!ask(r, GATEWAY_REQUEST, gateway_gave))
		request_fail(r, "gateway_down");
}

/* The gateway gave an authority, or did not: either is written down first. */
static void
gateway_gave(struct request *r, const struct call_answer *reply)
{
	const struct gateway *gateway = gateway_of(r);
	struct gateway_payment payment;
	struct gateway_answer answer;
	char id[ID_BYTES_MAX];

	(void)read_payment(r, &payment, id);
	gateway_read(gateway, GATEWAY_REQUEST, service_config(), &payment,
	    reply, &answer);
	if (answer.outcome == GATEWAY_DONE) {
		const char *values[] = { id, answer.authority, answer.raw,
			answer.start_url };

		request_ask(r, "payment_requested", values, 4, go_to_bank);
	} else {
		const char *values[] = { id,
			gateway_outcome_name(answer.outcome), answer.raw };

		log_warn("gateway_request", "gateway=%s outcome=%s code=%d",
		    gateway->name, gateway_outcome_name(answer.outcome),
		    answer.code);
		request_ask(r, "payment_failed", values, 3, bank_is_down);
	}
	gateway_answer_free(&answer);
}

static void
go_to_bank(struct request *r)
{
	if (r->error != NULL || r->match.face->is_api)
		request_finish(r);
	else
		request_go(r, request_answer_text(r, "pay_url"));
}

/* The order is kept and can be paid later: its page says so. */
static void
bank_is_down(struct request *r)
{
	if (r->error == NULL && !r->match.face->is_api)
		go_to_order(r, "?bank=down");
	else
		request_fail(r, "gateway_down");
}

/* After payment_back: the row is found by gateway and authority alone. */
void
payment_finish(struct request *r)
{
	if (strcmp(request_answer_text(r, "state"), "pending") != 0 &&
	    strcmp(request_answer_text(r, "state"), "failed") != 0)
		go_to_order(r, "/payment");
	else if (!ask(r, GATEWAY_VERIFY, gateway_verified))
		request_fail(r, "unavailable");
}

/* What is not clear yet is left to the sweeper; the page says that we ask. */
static void
gateway_verified(struct request *r, const struct call_answer *reply)
{
	const struct gateway *gateway = gateway_of(r);
	struct gateway_payment payment;
	struct gateway_answer answer;
	char id[ID_BYTES_MAX];
	bool paid;

	(void)read_payment(r, &payment, id);
	gateway_read(gateway, GATEWAY_VERIFY, service_config(), &payment, reply,
	    &answer);
	paid =
	    answer.outcome == GATEWAY_PAID || answer.outcome == GATEWAY_ALREADY;
	log_info("gateway_verify", "gateway=%s payment=%s outcome=%s code=%d",
	    gateway->name, id, gateway_outcome_name(answer.outcome),
	    answer.code);
	if (answer.outcome == GATEWAY_UNKNOWN ||
	    answer.outcome == GATEWAY_PENDING) {
		go_to_order(r, "/payment");
	} else {
		const char *values[] = { id, paid ? "paid" : "failed",
			answer.ref_id, answer.card_mask, answer.raw };

		request_ask(r, "payment_settle", values, 5, show_result);
	}
	gateway_answer_free(&answer);
}

static void
show_result(struct request *r)
{
	if (r->error != NULL)
		request_finish(r);
	else
		go_to_order(r, "/payment");
}

/* Builds the call of the payment in the answer and sends it. */
static bool
ask(struct request *r, enum gateway_ask what,
    void (*next)(struct request *, const struct call_answer *))
{
	const struct gateway *gateway = gateway_of(r);
	struct gateway_payment payment;
	struct call call = { 0 };
	char back[CONFIG_TEXT_BYTES_MAX + PATH_BYTES_MAX], id[ID_BYTES_MAX];

	if (gateway == NULL || !read_payment(r, &payment, id))
		return (false);
	/* A number at the gateway is anyone's guess; our reference is not. */
	(void)snprintf(back, sizeof(back), "%s/pay/back/%s/%s",
	    service_config()->url, gateway->name, payment.reference);
	payment.callback_url = back;
	if (!gateway_build(gateway, what, service_config(), &payment, &call))
		return (false);
	request_fetch(r, &call, next);
	call_free(&call);
	return (true);
}

/* Texts are borrowed from the answer. */
static bool
read_payment(struct request *r, struct gateway_payment *payment,
    char id[ID_BYTES_MAX])
{
	const cJSON *answer = request_answer(r), *number;

	memset(payment, 0, sizeof(*payment));
	number = cJSON_GetObjectItemCaseSensitive(answer, "payment");
	(void)snprintf(id, ID_BYTES_MAX, "%.0f",
	    cJSON_IsNumber(number) ? number->valuedouble : 0.0);
	number = cJSON_GetObjectItemCaseSensitive(answer, "amount_rial");
	if (!cJSON_IsNumber(number))
		return (false);
	payment->amount_rial = (int64_t)number->valuedouble;
	payment->reference = request_answer_text(r, "reference");
	payment->description = request_answer_text(r, "description");
	payment->authority = request_answer_text(r, "authority");
	payment->mobile = request_answer_text(r, "mobile");
	if (payment->mobile[0] == '\0')
		payment->mobile = NULL;
	return (true);
}

static const struct gateway *
gateway_of(struct request *r)
{
	return (gateway_find(request_answer_text(r, "gateway")));
}

static void
go_to_order(struct request *r, const char *page)
{
	char path[PATH_BYTES_MAX];

	(void)snprintf(path, sizeof(path), "/orders/%s%s",
	    request_answer_text(r, "code"), page);
	request_go(r, path);
}
