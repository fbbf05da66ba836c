/* Sealing with libsodium's secretbox; see seal.h. */
#include "seal.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

/* The first byte says how the rest was made, for the day keys change. */
#define VERSION           1
#define HASH_BYTES        crypto_generichash_BYTES
#define NONCE_BYTES       crypto_secretbox_NONCEBYTES
#define SEALED_BYTES(len) (1 + NONCE_BYTES + crypto_secretbox_MACBYTES + (len))
#define SEALED_BYTES_MAX  SEALED_BYTES(SEAL_TEXT_BYTES_MAX)

/* Const once started. */
static struct {
	unsigned char box[crypto_secretbox_KEYBYTES];
	unsigned char nonce[crypto_generichash_KEYBYTES];
	unsigned char hash[crypto_generichash_KEYBYTES];
	bool started;
} keys;

static void derive(unsigned char *, size_t, const char *key, const char *use);
static size_t close_into(const void *, size_t len, unsigned char *out);

void
seal_start(const char *seal_key, const char *hash_key)
{
	derive(keys.box, sizeof(keys.box), seal_key, "box");
	derive(keys.nonce, sizeof(keys.nonce), seal_key, "nonce");
	derive(keys.hash, sizeof(keys.hash), hash_key, "hash");
	keys.started = true;
}

/* A key of its own for each use, from a text of any length. */
static void
derive(unsigned char *out, size_t size, const char *key, const char *use)
{
	unsigned char whole[crypto_generichash_KEYBYTES];

	crypto_generichash(whole, sizeof(whole), (const unsigned char *)key,
	    strlen(key), NULL, 0);
	crypto_generichash(out, size, (const unsigned char *)use, strlen(use),
	    whole, sizeof(whole));
	sodium_memzero(whole, sizeof(whole));
}

char *
seal_close(const char *text)
{
	unsigned char hash[HASH_BYTES], sealed[SEALED_BYTES_MAX];
	char hash_hex[2 * HASH_BYTES + 1], hex[2 * SEALED_BYTES_MAX + 1];
	char *json;
	size_t len = strlen(text);

	assert(keys.started);
	if (len >= SEAL_TEXT_BYTES_MAX)
		return (NULL);
	crypto_generichash(hash, sizeof(hash), (const unsigned char *)text, len,
	    keys.hash, sizeof(keys.hash));
	sodium_bin2hex(hash_hex, sizeof(hash_hex), hash, sizeof(hash));
	sodium_bin2hex(hex, sizeof(hex), sealed, close_into(text, len, sealed));
	if (asprintf(&json, "{\"hash\":\"%s\",\"sealed\":\"%s\"}", hash_hex,
		hex) == -1)
		return (NULL);
	return (json);
}

/*
 * Into SEALED_BYTES(len). The nonce is made of the text itself: no two texts
 * can share one.
 */
static size_t
close_into(const void *text, size_t len, unsigned char *out)
{
	unsigned char *nonce = out + 1;

	out[0] = VERSION;
	crypto_generichash(nonce, NONCE_BYTES, text, len, keys.nonce,
	    sizeof(keys.nonce));
	crypto_secretbox_easy(nonce + NONCE_BYTES, text, len, nonce, keys.box);
	return (SEALED_BYTES(len));
}

bool
seal_open(const char *hex, char out[SEAL_TEXT_BYTES_MAX])
{
	unsigned char sealed[SEALED_BYTES_MAX], text[SEAL_TEXT_BYTES_MAX];
	size_t len;

	assert(keys.started);
	if (sodium_hex2bin(sealed, sizeof(sealed), hex, strlen(hex), NULL, &len,
		NULL) != 0 ||
	    len < SEALED_BYTES(0) || len >= SEALED_BYTES_MAX ||
	    sealed[0] != VERSION ||
	    crypto_secretbox_open_easy(text, sealed + 1 + NONCE_BYTES,
		len - 1 - NONCE_BYTES, sealed + 1, keys.box) != 0)
		return (false);
	len -= SEALED_BYTES(0);
	memcpy(out, text, len);
	out[len] = '\0';
	sodium_memzero(text, sizeof(text));
	return (true);
}

void *
seal_bytes_close(const void *bytes, size_t len, size_t *out_len)
{
	unsigned char *sealed = malloc(SEALED_BYTES(len));

	assert(keys.started);
	if (sealed != NULL)
		*out_len = close_into(bytes, len, sealed);
	return (sealed);
}

void *
seal_bytes_open(const void *bytes, size_t len, size_t *out_len)
{
	const unsigned char *sealed = bytes;
	unsigned char *open;

	assert(keys.started);
	if (len < SEALED_BYTES(0) || sealed[0] != VERSION)
		return (NULL);
	*out_len = len - SEALED_BYTES(0);
	open = malloc(*out_len + 1);
	if (open == NULL ||
	    crypto_secretbox_open_easy(open, sealed + 1 + NONCE_BYTES,
		len - 1 - NONCE_BYTES, sealed + 1, keys.box) != 0) {
		free(open);
		return (NULL);
	}
	open[*out_len] = '\0';
	return (open);
}

void
seal_bytes_free(void *bytes, size_t len)
{
	if (bytes != NULL)
		sodium_memzero(bytes, len);
	free(bytes);
}
