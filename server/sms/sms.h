/*
 * SMS providers: what to ask and how to read the answer, without any I/O.
 * A code goes through the provider's approved template, which also reaches
 * numbers that blocked advertising; everything else is a text.
 */
#ifndef SERVER_SMS_H
#define SERVER_SMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "call.h"

#define SMS_TOKENS_MAX       3
#define SMS_TOKEN_BYTES_MAX  100 /* no space, newline or underline in it */
#define SMS_TEXT_LETTERS_MAX 900
#define SMS_ID_BYTES_MAX     32

struct config;

enum sms_outcome {
	SMS_UNKNOWN, /* no answer, busy, no credit: send again later */
	SMS_SENT,
	SMS_REFUSED /* this message will never go: bad number, bad text */
};

struct sms {
	int64_t id;           /* of the outbox row: the same id is sent once */
	const char *mobile;   /* 09xxxxxxxxx */
	const char *template; /* NULL: text is sent */
	const char *tokens[SMS_TOKENS_MAX];
	size_t tokens_len;
	const char *text;
};

struct sms_answer {
	enum sms_outcome outcome;
	int code; /* the provider's own; 0 when there was none */
	char provider_id[SMS_ID_BYTES_MAX];
	int64_t cost_rial;
};

struct sms_provider {
	const char *name;
	/* False when the message breaks the provider's rules: never sent. */
	bool (*build)(const struct config *, const struct sms *, struct call *);
	/* Never fails: what cannot be read is SMS_UNKNOWN. */
	void (*read)(const struct sms *, const struct call_answer *,
	    struct sms_answer *);
};

extern const struct sms_provider sms_kavenegar;

#endif
