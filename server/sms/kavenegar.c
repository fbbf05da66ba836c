/*
 * Kavenegar REST v1. The key is a part of the path, so addresses are never
 * logged. Answer: {"return":{"status":200,…},"entries":[{…}]}.
 */
#include "sms/sms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cJSON.h>

#include "buffer.h"
#include "config.h"

#define URL_BYTES_MAX  (2 * CONFIG_TEXT_BYTES_MAX + 64)
#define BODY_BYTES_MAX (16 * 1024) /* 900 letters, percent-encoded */

#define STATUS_OK 200

static bool kavenegar_build(const struct config *, const struct sms *,
    struct call *);
static void kavenegar_read(const struct sms *, const struct call_answer *,
    struct sms_answer *);
static bool write_lookup(const struct sms *, struct buffer *);
static bool write_text(const struct config *, const struct sms *,
    struct buffer *);
static bool is_token(const char *);
static void add_field(struct buffer *, const char *name, const char *value);
static enum sms_outcome outcome_of(int status);
static void read_entry(const struct cJSON *, struct sms_answer *);

const struct sms_provider sms_kavenegar = {
	.name = "kavenegar",
	.build = kavenegar_build,
	.read = kavenegar_read,
};

static bool
kavenegar_build(const struct config *config, const struct sms *sms,
    struct call *call)
{
	struct buffer body;
	char url[URL_BYTES_MAX];
	bool ok;

	buffer_init(&body, BODY_BYTES_MAX);
	if (sms->template != NULL)
		ok = write_lookup(sms, &body);
	else
		ok = write_text(config, sms, &body);
	if (ok && !body.failed) {
		(void)snprintf(url, sizeof(url), "%s/v1/%s/%s.json",
		    config->kavenegar_url, config->kavenegar_key,
		    sms->template != NULL ? "verify/lookup" : "sms/send");
		ok = call_post_form(call, url, body.data);
	} else
		ok = false;
	/* It may have held a code. */
	if (body.data != NULL)
		explicit_bzero(body.data, body.len);
	buffer_free(&body);
	return (ok);
}

static bool
write_lookup(const struct sms *sms, struct buffer *body)
{
	static const char *const names[SMS_TOKENS_MAX] = { "token", "token2",
		"token3" };
	size_t i;

	if (sms->tokens_len == 0 || sms->tokens_len > SMS_TOKENS_MAX)
		return (false);
	add_field(body, "receptor", sms->mobile);
	add_field(body, "template", sms->template);
	for (i = 0; i < sms->tokens_len; i++) {
		if (!is_token(sms->tokens[i]))
			return (false);
		add_field(body, names[i], sms->tokens[i]);
	}
	return (true);
}

/* localid makes a repeat harmless: the provider answers with the old one. */
static bool
write_text(const struct config *config, const struct sms *sms,
    struct buffer *body)
{
	char id[24];

	if (sms->text == NULL || sms->text[0] == '\0')
		return (false);
	(void)snprintf(id, sizeof(id), "%lld", (long long)sms->id);
	add_field(body, "receptor", sms->mobile);
	add_field(body, "message", sms->text);
	add_field(body, "localid", id);
	if (config->kavenegar_sender[0] != '\0')
		add_field(body, "sender", config->kavenegar_sender);
	return (true);
}

static bool
is_token(const char *text)
{
	size_t len;

	len = strlen(text);
	return (len > 0 && len <= SMS_TOKEN_BYTES_MAX &&
	    strpbrk(text, " \t\r\n_") == NULL);
}

static void
add_field(struct buffer *body, const char *name, const char *value)
{
	const unsigned char *p;

	if (body->len > 0)
		(void)buffer_add_char(body, '&');
	(void)buffer_add_text(body, name);
	(void)buffer_add_char(body, '=');
	for (p = (const unsigned char *)value; *p != '\0'; p++)
		if ((*p >= '0' && *p <= '9') || (*p >= 'a' && *p <= 'z') ||
		    (*p >= 'A' && *p <= 'Z') || *p == '-' || *p == '.')
			(void)buffer_add_char(body, (char)*p);
		else
			(void)buffer_addf(body, "%%%02X", *p);
}

static void
kavenegar_read(const struct sms *sms, const struct call_answer *got,
    struct sms_answer *answer)
{
	const struct cJSON *status;
	struct cJSON *json;

	(void)sms;
	memset(answer, 0, sizeof(*answer));
	answer->outcome = SMS_UNKNOWN;
	json = call_read_json(got);
	if (json == NULL)
		return;
	status = cJSON_GetObjectItemCaseSensitive(
	    cJSON_GetObjectItemCaseSensitive(json, "return"), "status");
	if (cJSON_IsNumber(status)) {
		answer->code = status->valueint;
		answer->outcome = outcome_of(answer->code);
	}
	if (answer->outcome == SMS_SENT)
		read_entry(cJSON_GetObjectItemCaseSensitive(json, "entries"),
		    answer);
	cJSON_Delete(json);
}

/*
 * Refused is what stays wrong however often it is sent. Everything that
 * somebody can put right, credit, keys, templates, waits for them.
 */
static enum sms_outcome
outcome_of(int status)
{
	switch (status) {
	case STATUS_OK:
		return (SMS_SENT);
	case 411: /* receptor */
	case 413: /* text empty or too long */
	case 422: /* letters it cannot carry */
	case 431: /* token's form */
		return (SMS_REFUSED);
	default:
		return (SMS_UNKNOWN);
	}
}

static void
read_entry(const struct cJSON *entries, struct sms_answer *answer)
{
	const struct cJSON *entry, *id, *cost;

	entry = cJSON_IsArray(entries) ? entries->child : entries;
	id = cJSON_GetObjectItemCaseSensitive(entry, "messageid");
	cost = cJSON_GetObjectItemCaseSensitive(entry, "cost");
	if (cJSON_IsNumber(id) && id->valuedouble > 0 && id->valuedouble < 9e15)
		(void)snprintf(answer->provider_id, sizeof(answer->provider_id),
		    "%.0f", id->valuedouble);
	if (cJSON_IsNumber(cost) && cost->valueint > 0)
		answer->cost_rial = cost->valueint;
}
