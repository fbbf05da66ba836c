/* libcurl in Kore's loop; see outbound.h. */
#include "outbound.h"

#include <sys/types.h>

#include <kore/kore.h>

#include <kore/http.h>

#include <kore/curl.h>
#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "log.h"

struct outbound {
	struct kore_curl curl;
	struct curl_slist *headers;
};

static bool plain_allowed;

void
outbound_allow_plain(bool allowed)
{
	plain_allowed = allowed;
}

struct outbound *
outbound_start(struct http_request *http, const struct call *ask)
{
	struct outbound *out = calloc(1, sizeof(*out));
	struct curl_slist *more;
	CURL *handle;
	size_t i;

	if (out == NULL)
		return (NULL);
	if (!kore_curl_init(&out->curl, ask->url, KORE_CURL_ASYNC)) {
		free(out);
		return (NULL);
	}
	/* For this type alone Kore reads the status before it lets go. */
	out->curl.type = KORE_CURL_TYPE_HTTP_CLIENT;
	handle = out->curl.handle;
	curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR,
	    plain_allowed ? "http,https" : "https");
	curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(handle, CURLOPT_PROXY, "");
	curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS,
	    (long)OUTBOUND_CONNECT_MS_MAX);
	curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS,
	    (long)OUTBOUND_ANSWER_MS_MAX);
	curl_easy_setopt(handle, CURLOPT_MAXFILESIZE, (long)OUTBOUND_BYTES_MAX);
	for (i = 0; i < ask->headers_len; i++) {
		more = curl_slist_append(out->headers, ask->headers[i]);
		if (more != NULL)
			out->headers = more;
	}
	curl_easy_setopt(handle, CURLOPT_HTTPHEADER, out->headers);
	if (ask->body != NULL) {
		curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE,
		    (long)ask->body_len);
		curl_easy_setopt(handle, CURLOPT_COPYPOSTFIELDS, ask->body);
	}
	kore_curl_bind_request(&out->curl, http);
	kore_curl_run(&out->curl);
	return (out);
}

bool
outbound_read(struct outbound *out, struct call_answer *answer)
{
	memset(answer, 0, sizeof(*answer));
	answer->body = "";
	if (kore_curl_success(&out->curl) != KORE_RESULT_OK) {
		log_warn("outbound_failed", "why=\"%s\"",
		    kore_curl_strerror(&out->curl));
		return (false);
	}
	answer->status = (int)out->curl.http.status;
	/* Kore makes its buffer with the first byte that comes. */
	if (out->curl.response != NULL)
		answer->body = kore_curl_response_as_string(&out->curl);
	answer->len = strlen(answer->body);
	return (true);
}

void
outbound_free(struct outbound *out)
{
	if (out == NULL)
		return;
	kore_curl_cleanup(&out->curl);
	curl_slist_free_all(out->headers);
	free(out);
}
