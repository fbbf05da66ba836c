/* Counters of this worker, as Prometheus reads them at /metrics. */
#ifndef SERVER_METRICS_H
#define SERVER_METRICS_H

struct error_row;
struct operation;
struct request;

/* op is NULL for a page without a statement, error NULL for success. */
void metrics_count_request(const struct operation *, const struct error_row *);

/* GET /healthz, /readyz, /metrics. */
void metrics_serve_health(struct request *);
void metrics_serve_text(struct request *);

#endif
