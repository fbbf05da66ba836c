/* Health and counters of this worker; see metrics.h. */
#include "metrics.h"

#include <sys/types.h>

#include <kore/kore.h>

#include <kore/http.h>

#include <inttypes.h>
#include <string.h>

#include "buffer.h"
#include "cache.h"
#include "db.h"
#include "error.h"
#include "reply.h"
#include "request.h"

#define TEXT_BYTES_MAX (64 * 1024)
#define OPERATIONS_MAX 512 /* counted each by itself; the rest as "other" */

enum outcome { ANSWERED, REFUSED, FAILED, OUTCOMES };

static uint64_t requests, refused, failed;
/* By place in operations_all; the last is for what is no operation. */
static uint64_t counts[OPERATIONS_MAX + 1][OUTCOMES];

static size_t place_of(const struct operation *);
static void write_operations(struct buffer *);
static void answer_ready(struct request *);

void
metrics_count_request(const struct operation *op, const struct error_row *row)
{
	enum outcome outcome = ANSWERED;

	requests++;
	if (row != NULL && row->status >= 500) {
		failed++;
		outcome = FAILED;
	} else if (row != NULL) {
		refused++;
		outcome = REFUSED;
	}
	counts[place_of(op)][outcome]++;
}

static size_t
place_of(const struct operation *op)
{
	size_t i;

	for (i = 0; i < OPERATIONS_MAX && operations_all[i] != NULL; i++)
		if (operations_all[i] == op)
			return (i);
	return (OPERATIONS_MAX);
}

static void
write_operations(struct buffer *out)
{
	static const char *const outcomes[OUTCOMES] = { "answered", "refused",
		"failed" };
	size_t i, n;
	int outcome;

	(void)buffer_add_text(out,
	    "# TYPE hamyar_operation_requests_total counter\n");
	for (n = 0; n < OPERATIONS_MAX && operations_all[n] != NULL; n++)
		continue;
	for (i = 0; i <= OPERATIONS_MAX; i++) {
		for (outcome = 0; outcome < OUTCOMES; outcome++) {
			if (counts[i][outcome] == 0)
				continue;
			(void)buffer_addf(out,
			    "hamyar_operation_requests_total{worker=\"%u\","
			    "operation=\"%s\",outcome=\"%s\"} %" PRIu64 "\n",
			    (unsigned)worker->id,
			    i < n ? operations_all[i]->name : "other",
			    outcomes[outcome], counts[i][outcome]);
		}
	}
}

void
metrics_serve_health(struct request *r)
{
	static const char up[] = "{\"status\":\"up\"}\n";

	if (strcmp(r->http->path, "/readyz") == 0) {
		request_ask(r, "ready_show", NULL, 0, answer_ready);
		return;
	}
	r->replied = true;
	reply_send_encoded(r->http, 200, "application/json", ENCODING_PLAIN,
	    NULL, up, sizeof(up) - 1);
}

/* Ready: the database answers, and a job runner was heard of lately. */
static void
answer_ready(struct request *r)
{
	bool ready =
	    r->error == NULL && strstr(r->document, "\"jobs\" : true") != NULL;
	const char *body =
	    r->document != NULL ? r->document : "{\"database\": false}";

	r->replied = true;
	reply_send_encoded(r->http, ready ? 200 : 503, "application/json",
	    ENCODING_PLAIN, NULL, body, strlen(body));
}

void
metrics_serve_text(struct request *r)
{
	struct buffer out;
	struct db_state db;
	struct cache_state cache;

	db_state_read(&db);
	cache_state_read(&cache);
	buffer_init(&out, TEXT_BYTES_MAX);
#define LINE(name, type, value)                                                \
	(void)buffer_addf(&out,                                                \
	    "# TYPE hamyar_" name " " type "\nhamyar_" name                    \
	    "{worker=\"%u\"} %" PRIu64 "\n",                                   \
	    (unsigned)worker->id, (uint64_t)(value))
	LINE("requests_total", "counter", requests);
	LINE("requests_refused_total", "counter", refused);
	LINE("requests_failed_total", "counter", failed);
	LINE("db_calls_total", "counter", db.calls);
	LINE("db_errors_total", "counter", db.errors);
	LINE("db_shed_total", "counter", db.shed);
	LINE("db_reconnects_total", "counter", db.reconnects);
	LINE("db_connections_ready", "gauge", db.ready);
	LINE("db_connections_busy", "gauge", db.busy);
	LINE("db_calls_waiting", "gauge", db.waiting);
	LINE("cache_hits_total", "counter", cache.hits);
	LINE("cache_misses_total", "counter", cache.misses);
	LINE("cache_drops_total", "counter", cache.drops);
	LINE("cache_pages", "gauge", cache.pages);
	LINE("cache_bytes", "gauge", cache.bytes);
#undef LINE
	write_operations(&out);
	r->replied = true;
	reply_send_encoded(r->http, out.failed ? 500 : 200,
	    "text/plain; version=0.0.4", ENCODING_PLAIN, NULL,
	    out.data != NULL ? out.data : "", out.len);
	buffer_free(&out);
}
