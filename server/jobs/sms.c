/*
 * Sends a message of the outbox. A text sent twice is sent once, because the
 * provider knows its id; a code sent twice is the same code.
 */
#include "jobs/runner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cJSON.h>

#include "buffer.h"
#include "fetch.h"
#include "jobs/texts.h"
#include "log.h"
#include "sms/sms.h"

#define TEXT_BYTES_MAX (4 * SMS_TEXT_LETTERS_MAX)

#define TAKE_SQL   "select runner_message($1::bigint)"
#define SENT_SQL   "select message_sent($1::bigint, $2, $3)"
#define FAILED_SQL "select message_failed($1::bigint, $2)"

static enum job_result send_message(struct runner *, struct job *,
    const struct cJSON *message, const char *id);
static bool fill(const struct cJSON *message, struct sms *, struct buffer *);
static enum job_result finish(struct runner *, struct job *, const char *id,
    const struct sms *, const struct sms_answer *);
static enum job_result refuse(struct runner *, struct job *, const char *id,
    const char *why);

enum job_result
sms_job(struct runner *runner, struct job *job)
{
	const char *params[1];
	struct cJSON *message;
	enum job_result result;
	char id[JOB_ID_BYTES];
	bool failed;

	if (!job_id(job, "message", id))
		return (job_dead(job, "no message in the payload"));
	params[0] = id;
	message = store_json(&runner->store, TAKE_SQL, 1, params, &failed);
	if (failed)
		return (job_again(job, "database"));
	/* Sent by an earlier run, or too old to be of use. */
	if (message == NULL)
		return (JOB_DONE);
	result = send_message(runner, job, message, id);
	cJSON_Delete(message);
	return (result);
}

static enum job_result
send_message(struct runner *runner, struct job *job,
    const struct cJSON *message, const char *id)
{
	struct call_answer got;
	struct sms_answer answer;
	struct buffer text;
	struct call call;
	struct sms sms;
	bool ok;

	buffer_init(&text, TEXT_BYTES_MAX);
	memset(&sms, 0, sizeof(sms));
	sms.id = strtoll(id, NULL, 10);
	ok = fill(message, &sms, &text) &&
	    sms_kavenegar.build(runner->config, &sms, &call);
	if (!ok) {
		buffer_free(&text);
		return (refuse(runner, job, id, "cannot be written"));
	}
	fetch(runner->config, &call, &got);
	sms_kavenegar.read(&sms, &got, &answer);
	fetch_free(&got);
	explicit_bzero(call.body, call.body_len);
	call_free(&call);
	buffer_free(&text);
	return (finish(runner, job, id, &sms, &answer));
}

/* What the message says, borrowed from it and from text. */
static bool
fill(const struct cJSON *message, struct sms *sms, struct buffer *text)
{
	const struct cJSON *tokens;
	const struct text *row;
	const char *kind;

	sms->mobile = store_text(message, "mobile", NULL);
	kind = store_text(message, "kind", NULL);
	tokens = cJSON_GetObjectItemCaseSensitive(message, "tokens");
	row = kind != NULL ? texts_find(kind) : NULL;
	if (sms->mobile == NULL || row == NULL)
		return (false);
	if (row->template == NULL) {
		if (!texts_write(row, tokens, text))
			return (false);
		sms->text = text->data;
		return (true);
	}
	sms->template = row->template;
	sms->tokens[0] = store_text(tokens, row->token, NULL);
	sms->tokens_len = 1;
	return (sms->tokens[0] != NULL);
}

static enum job_result
finish(struct runner *runner, struct job *job, const char *id,
    const struct sms *sms, const struct sms_answer *answer)
{
	const char *params[3];
	char mobile[16];

	log_mobile(sms->mobile, mobile);
	log_info("sms", "message=%s mobile=%s outcome=%d code=%d", id, mobile,
	    (int)answer->outcome, answer->code);
	if (answer->outcome == SMS_REFUSED)
		return (refuse(runner, job, id, "refused by the provider"));
	if (answer->outcome != SMS_SENT) {
		(void)snprintf(job->why, sizeof(job->why),
		    "provider answered %d", answer->code);
		return (JOB_AGAIN);
	}
	params[0] = id;
	params[1] = sms_kavenegar.name;
	params[2] = answer->provider_id;
	if (!store_insist(&runner->store, SENT_SQL, 3, params))
		return (job_again(job, "database"));
	return (JOB_DONE);
}

/* The row says why, for people; the job itself has done all it can. */
static enum job_result
refuse(struct runner *runner, struct job *job, const char *id, const char *why)
{
	const char *params[2] = { id, why };

	if (!store_run(&runner->store, FAILED_SQL, 2, params))
		return (job_again(job, "database"));
	return (JOB_DONE);
}
