/* Blocking questions through libcurl; see fetch.h. */
#include "fetch.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "buffer.h"
#include "config.h"
#include "log.h"

static size_t take(char *, size_t, size_t, void *);
static struct curl_slist *headers_of(const struct call *);
static void set_options(CURL *, const struct config *, const struct call *,
    struct curl_slist *, struct buffer *);
static void log_failure(const struct call *, CURLcode);

void
fetch_start(void)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		abort();
}

void
fetch(const struct config *config, const struct call *call,
    struct call_answer *answer)
{
	struct curl_slist *headers;
	struct buffer body;
	CURLcode result;
	CURL *curl;
	long status;

	memset(answer, 0, sizeof(*answer));
	curl = curl_easy_init();
	headers = headers_of(call);
	if (curl == NULL || headers == NULL)
		goto cleanup;
	buffer_init(&body, (size_t)config->fetch_bytes_max);
	set_options(curl, config, call, headers, &body);
	result = curl_easy_perform(curl);
	status = 0;
	(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	if (result != CURLE_OK) {
		log_failure(call, result);
		buffer_free(&body);
		goto cleanup;
	}
	answer->len = body.len;
	answer->body = buffer_take(&body);
	answer->status = answer->body != NULL ? (int)status : 0;
cleanup:
	curl_slist_free_all(headers);
	if (curl != NULL)
		curl_easy_cleanup(curl);
}

void
fetch_free(struct call_answer *answer)
{
	/* The body is const for its readers only; it came from fetch(). */
	union {
		const char *read;
		char *owned;
	} body = { .read = answer->body };

	free(body.owned);
	memset(answer, 0, sizeof(*answer));
}

static struct curl_slist *
headers_of(const struct call *call)
{
	struct curl_slist *list, *longer;
	size_t i;

	/* No "Expect: 100-continue": it costs a round trip. */
	list = curl_slist_append(NULL, "Expect:");
	for (i = 0; i < call->headers_len && list != NULL; i++) {
		longer = curl_slist_append(list, call->headers[i]);
		if (longer == NULL)
			curl_slist_free_all(list);
		list = longer;
	}
	return (list);
}

static void
set_options(CURL *curl, const struct config *config, const struct call *call,
    struct curl_slist *headers, struct buffer *body)
{
	curl_easy_setopt(curl, CURLOPT_URL, call->url);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR,
	    config->mode == MODE_SANDBOX ? "http,https" : "https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
	    (long)config->fetch_connect_ms);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS,
	    (long)config->fetch_answer_ms);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "hamyar");
	/* The sandbox is this machine's own. */
	if (config->mode == MODE_SANDBOX)
		curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, body);
	if (call->body != NULL) {
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
		    (curl_off_t)call->body_len);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call->body);
	}
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, call->method);
}

/* Returning less than was given makes libcurl give up. */
static size_t
take(char *bytes, size_t size, size_t count, void *arg)
{
	struct buffer *body = arg;

	assert(size == 1);
	return (buffer_add(body, bytes, count) ? count : 0);
}

/* Paths may hold keys: only the scheme and the host are told. */
static void
log_failure(const struct call *call, CURLcode result)
{
	const char *host;
	int len;

	host = strstr(call->url, "://");
	host = host != NULL ? host + 3 : call->url;
	len = (int)strcspn(host, "/?#");
	log_warn("fetch_failed", "host=%.*s curl=%d why=\"%s\"", len, host,
	    (int)result, curl_easy_strerror(result));
}
