/* Answers of gateways and the SMS provider: whatever comes, nothing breaks. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "gateway/gateway.h"
#include "sms/sms.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const struct config config = {
	.zarinpal_url = "https://pay.example",
	.zibal_url = "https://pay.example",
};

static const struct gateway_payment payment = {
	.amount_rial = 2500000,
	.paid_rial = 2500000,
	.authority = "S00000000000000000000000000000abc123",
	.reference = "r1",
};

static void
try_gateway(const struct gateway *gateway, const struct call_answer *got)
{
	struct gateway_answer answer;
	unsigned int ask;

	for (ask = 0; ask < GATEWAY_ASK_MAX; ask++) {
		gateway_read(gateway, (enum gateway_ask)ask, &config, &payment,
		    got, &answer);
		assert(answer.outcome < GATEWAY_OUTCOME_MAX);
		assert(answer.list_len <= GATEWAY_LIST_MAX);
		/* An address is made of ours and a checked authority. */
		assert(answer.start_url[0] == '\0' ||
		    strncmp(answer.start_url, "https://pay.example/", 20) == 0);
		assert(strpbrk(answer.start_url, "\r\n?#") == NULL);
		gateway_answer_free(&answer);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct call_answer got;
	struct sms sms = { .id = 1 };
	struct sms_answer answer;
	char *copy;

	/* A copy of exactly this length, so that one byte more is noticed. */
	copy = malloc(len > 0 ? len : 1);
	if (copy == NULL)
		return (0);
	memcpy(copy, bytes, len);
	got.status = 200;
	got.body = copy;
	got.len = len;
	try_gateway(&gateway_zarinpal, &got);
	try_gateway(&gateway_zibal, &got);
	sms_kavenegar.read(&sms, &got, &answer);
	free(copy);
	return (0);
}
