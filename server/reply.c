/* Status, headers, cookies, compression; see reply.h. */
#include "reply.h"

#include <sys/types.h>

#include <kore/kore.h>

#include <kore/http.h>

/* zlib promises not to write to its input only when asked. */
#define ZLIB_CONST
#include <brotli/encode.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "buffer.h"
#include "wire.h"

#define COMPRESS_BYTES_MIN 700  /* below this the headers weigh more */
#define HEADER_BYTES_MAX   2048 /* a value */
#define HEAD_BYTES_MAX     16384
#define GZIP_WINDOW        (15 + 16) /* zlib's way to say gzip */

static struct reply_options options;
static struct buffer common; /* lines that every answer has */

static char *compress_brotli(const char *, size_t, int, size_t *);
static char *compress_gzip(const char *, size_t, int, size_t *);
static void send_packed(struct http_request *, int status, const char *type,
    const char *etag, const char *body, size_t len);
static void write_head(struct buffer *, int status, const char *type,
    enum encoding, const char *etag, size_t len);
static bool accepts(const char *header, const char *coding);

void
reply_start(const struct reply_options *given)
{
	options = *given;
	buffer_init(&common, HEAD_BYTES_MAX);
	(void)buffer_addf(&common,
	    "content-security-policy: "
	    "default-src 'none'; script-src 'self'; style-src 'self'; "
	    "font-src 'self'; connect-src 'self'; manifest-src 'self'; "
	    "worker-src 'self'; "
	    "img-src 'self' data: blob: %s; form-action 'self' %s; "
	    "frame-ancestors 'none'; base-uri 'none'\r\n",
	    options.image_hosts, options.form_hosts);
	(void)buffer_add_text(&common,
	    "x-content-type-options: nosniff\r\n"
	    "referrer-policy: strict-origin-when-cross-origin\r\n"
	    "permissions-policy: geolocation=(), microphone=(), payment=()\r\n"
	    "cross-origin-opener-policy: same-origin\r\n"
	    "vary: accept-encoding\r\n");
	if (options.secure)
		(void)buffer_add_text(&common,
		    "strict-transport-security: max-age=31536000\r\n");
}

bool
reply_header(struct http_request *http, const char *name, const char *value)
{
	const unsigned char *c;

	if (strlen(value) > HEADER_BYTES_MAX)
		return (false);
	for (c = (const unsigned char *)value; *c != '\0'; c++) {
		if (*c < 0x20 || *c == 0x7f)
			return (false);
	}
	http_response_header(http, name, value);
	return (true);
}

void
reply_cookie(struct http_request *http, const char *token, long seconds)
{
	char value[256];

	(void)snprintf(value, sizeof(value),
	    "%s=%s; Path=/; Max-Age=%ld; HttpOnly; SameSite=Lax%s",
	    options.cookie_name, token != NULL ? token : "",
	    token != NULL ? seconds : 0L, options.secure ? "; Secure" : "");
	(void)reply_header(http, "set-cookie", value);
}

enum encoding
reply_encoding(struct http_request *http)
{
	const char *header;

	if (!http_request_header(http, "accept-encoding", &header))
		return (ENCODING_PLAIN);
	if (accepts(header, "br"))
		return (ENCODING_BROTLI);
	if (accepts(header, "gzip"))
		return (ENCODING_GZIP);
	return (ENCODING_PLAIN);
}

/* A coding named on its own, and not refused with q=0. */
static bool
accepts(const char *header, const char *coding)
{
	size_t len = strlen(coding);
	const char *at;

	for (at = header; (at = strstr(at, coding)) != NULL; at += len) {
		if (at != header && at[-1] != ' ' && at[-1] != ',')
			continue;
		if (at[len] == '\0' || at[len] == ',' || at[len] == ' ')
			return (true);
		if (at[len] == ';')
			return (strncmp(at + len, ";q=0", 4) != 0 ||
			    at[len + 4] == '.');
	}
	return (false);
}

char *
reply_compress(const char *body, size_t len, enum encoding encoding, bool hard,
    size_t *out_len)
{
	if (len < COMPRESS_BYTES_MIN)
		return (NULL);
	switch (encoding) {
	case ENCODING_BROTLI:
		return (compress_brotli(body, len, hard ? 9 : 3, out_len));
	case ENCODING_GZIP:
		return (compress_gzip(body, len, hard ? 9 : 4, out_len));
	default:
		return (NULL);
	}
}

static char *
compress_brotli(const char *body, size_t len, int quality, size_t *out_len)
{
	size_t size = BrotliEncoderMaxCompressedSize(len);
	char *out;

	if (size == 0 || (out = malloc(size)) == NULL)
		return (NULL);
	if (!BrotliEncoderCompress(quality, BROTLI_DEFAULT_WINDOW,
		BROTLI_MODE_TEXT, len, (const uint8_t *)body, &size,
		(uint8_t *)out)) {
		free(out);
		return (NULL);
	}
	*out_len = size;
	return (out);
}

static char *
compress_gzip(const char *body, size_t len, int level, size_t *out_len)
{
	z_stream z = { 0 };
	uLong size;
	char *out;
	int end;

	if (deflateInit2(&z, level, Z_DEFLATED, GZIP_WINDOW, 8,
		Z_DEFAULT_STRATEGY) != Z_OK)
		return (NULL);
	size = deflateBound(&z, len);
	out = malloc(size);
	if (out == NULL) {
		(void)deflateEnd(&z);
		return (NULL);
	}
	z.next_in = (const Bytef *)body;
	z.avail_in = (uInt)len;
	z.next_out = (Bytef *)out;
	z.avail_out = (uInt)size;
	end = deflate(&z, Z_FINISH);
	*out_len = z.total_out;
	(void)deflateEnd(&z);
	if (end != Z_STREAM_END) {
		free(out);
		return (NULL);
	}
	return (out);
}

void
reply_etag(const char *body, size_t len, char out[REPLY_ETAG_BYTES])
{
	unsigned char hash[crypto_generichash_BYTES_MIN];
	char hex[2 * 10 + 1];

	crypto_generichash(hash, sizeof(hash), (const unsigned char *)body, len,
	    NULL, 0);
	sodium_bin2hex(hex, sizeof(hex), hash, 10);
	(void)snprintf(out, REPLY_ETAG_BYTES, "W/\"%s\"", hex);
}

bool
reply_is_fresh(struct http_request *http, const char *etag)
{
	const char *header;

	return (http_request_header(http, "if-none-match", &header) &&
	    strstr(header, etag) != NULL);
}

void
reply_send(struct http_request *http, int status, const char *type,
    const char *body, size_t len)
{
	send_packed(http, status, type, NULL, body, len);
}

void
reply_send_shared(struct http_request *http, const char *type, const char *etag,
    const char *body, size_t len)
{
	http_response_header(http, "cache-control", REPLY_SHARED);
	if (reply_is_fresh(http, etag))
		reply_send_encoded(http, 304, NULL, ENCODING_PLAIN, etag, NULL,
		    0);
	else
		send_packed(http, 200, type, etag, body, len);
}

static void
send_packed(struct http_request *http, int status, const char *type,
    const char *etag, const char *body, size_t len)
{
	enum encoding encoding = reply_encoding(http);
	size_t packed_len;
	char *packed;

	packed = reply_compress(body, len, encoding, false, &packed_len);
	if (packed == NULL)
		reply_send_encoded(http, status, type, ENCODING_PLAIN, etag,
		    body, len);
	else
		reply_send_encoded(http, status, type, encoding, etag, packed,
		    packed_len);
	free(packed);
}

void
reply_send_encoded(struct http_request *http, int status, const char *type,
    enum encoding encoding, const char *etag, const char *body, size_t len)
{
	const struct http_header *header;
	struct buffer head;

	buffer_init(&head, HEAD_BYTES_MAX);
	TAILQ_FOREACH(header, &http->resp_headers, list)
		(void)buffer_addf(&head, "%s: %s\r\n", header->header,
		    header->value);
	write_head(&head, status, type, encoding, etag, len);
	if (head.failed)
		http_response(http, 500, NULL, 0);
	else
		wire_send(http, status, head.data, head.len, body, len);
	buffer_free(&head);
}

/* All but what the request has of its own; ends the head. */
static void
write_head(struct buffer *head, int status, const char *type,
    enum encoding encoding, const char *etag, size_t len)
{
	static const char *const codings[ENCODING_MAX] = { "",
		"content-encoding: gzip\r\n", "content-encoding: br\r\n" };

	(void)buffer_add(head, common.data, common.len);
	(void)buffer_add_text(head, codings[encoding]);
	if (type != NULL)
		(void)buffer_addf(head, "content-type: %s\r\n", type);
	if (etag != NULL)
		(void)buffer_addf(head, "etag: %s\r\n", etag);
	if (status != 304)
		(void)buffer_addf(head, "content-length: %zu\r\n", len);
	(void)buffer_add_text(head, "\r\n");
}

char *
reply_keep_head(const char *type, enum encoding encoding, const char *etag,
    size_t body_len, size_t *len)
{
	struct buffer head;

	buffer_init(&head, HEAD_BYTES_MAX);
	(void)buffer_add_text(&head, "cache-control: " REPLY_SHARED "\r\n");
	write_head(&head, 200, type, encoding, etag, body_len);
	*len = head.len;
	return (buffer_take(&head));
}

void
reply_redirect(struct http_request *http, const char *location)
{
	http_response_header(http, "cache-control", "no-store");
	if (!reply_header(http, "location", location))
		http_response_header(http, "location", "/");
	reply_send_encoded(http, 303, NULL, ENCODING_PLAIN, NULL, NULL, 0);
}
