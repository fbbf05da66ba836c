/*
 * The job runner: what must happen later, and what nobody waits for. A job
 * may run twice (the runner may die after the work and before saying so), so
 * every kind of job must do no harm the second time.
 */
#ifndef SERVER_JOBS_RUNNER_H
#define SERVER_JOBS_RUNNER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "jobs/store.h"

struct cJSON;
struct config;

#define JOB_WHY_BYTES_MAX 200
#define JOB_ID_BYTES      24
#define JOB_TRIES_MAX     5 /* while a person waits; then she is told */
#define RUNNER_NAME_SIZE  96

struct runner {
	const struct config *config;
	struct store store;
	char name[RUNNER_NAME_SIZE]; /* host:pid:lane */
};

enum job_result {
	JOB_DONE,
	JOB_AGAIN, /* later, with back-off; dead after too many tries */
	JOB_DEAD   /* never: goes to the list that people look at */
};

struct job {
	int64_t id;
	int tries;
	const struct cJSON *payload;
	char why[JOB_WHY_BYTES_MAX]; /* of what is not JOB_DONE; no secrets */
};

/* The kinds. */
enum job_result alerts_job(struct runner *, struct job *);
enum job_result board_job(struct runner *, struct job *);
enum job_result document_job(struct runner *, struct job *);
enum job_result export_job(struct runner *, struct job *);
enum job_result grades_job(struct runner *, struct job *);
enum job_result import_clear_job(struct runner *, struct job *);
enum job_result import_read_job(struct runner *, struct job *);
enum job_result import_check_job(struct runner *, struct job *);
enum job_result import_write_job(struct runner *, struct job *);
enum job_result photo_job(struct runner *, struct job *);
enum job_result photo_drop_job(struct runner *, struct job *);
enum job_result order_expire_job(struct runner *, struct job *);
enum job_result parcel_complete_job(struct runner *, struct job *);
enum job_result parcel_new_job(struct runner *, struct job *);
enum job_result payment_job(struct runner *, struct job *);
enum job_result refund_job(struct runner *, struct job *);
enum job_result ledger_prove_job(struct runner *, struct job *);
enum job_result ledger_wrong_job(struct runner *, struct job *);
enum job_result savings_figures_job(struct runner *, struct job *);
enum job_result savings_receipts_job(struct runner *, struct job *);
enum job_result sms_job(struct runner *, struct job *);

/* What happens from time to time; failures are logged and tried next time. */
void payment_sweep(struct runner *);
void payment_sweep_unverified(struct runner *);
void products_lapse(struct runner *);
void ledger_seal(struct runner *);
void exports_drop(struct runner *);
void runner_clean(struct runner *);

/*
 * A lane runs jobs of some kinds one after another in a process of its own:
 * a login code must not wait behind ten photos, nor behind a gateway that is slow.
 */
struct lane {
	const char *name;
	const char *kinds;   /* PostgreSQL array: "{sms,parcel_new}" */
	const char *lease_s; /* longer than its jobs; then they are another's */
};

/*
 * Both return an exit status, after SIGTERM or SIGINT and the job at hand.
 * dead is the pid of the lane that this one stands in for, 0 when none died.
 */
int queue_run(const struct config *, const struct lane *, pid_t dead);
int runner_main(const struct config *);

/* A number of the payload as text for a parameter; false: there is none. */
bool job_id(const struct job *, const char *name, char out[JOB_ID_BYTES]);
/* A statement that takes the id of that name and does all of a job in one. */
enum job_result job_call(struct runner *, struct job *, const char *name,
    const char *sql);

/* JOB_AGAIN or JOB_DEAD with why, for one-line returns. */
enum job_result job_again(struct job *, const char *why);
enum job_result job_dead(struct job *, const char *why);

#endif
