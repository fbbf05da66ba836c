/* Settings from the environment, as one table; see config.h. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Any UUID works in the sandbox; this one must never reach production. */
#define SANDBOX_MERCHANT "00000000-0000-4000-8000-000000000000"
#define SANDBOX_SECRET   "sandbox"
#define SECRET_LEN_MIN   32
#define ZIBAL_TEST_KEY   "zibal"

/* What production asks of a setting, beyond its default. */
enum need {
	MAY,    /* may be absent */
	MUST,   /* production has no default */
	OUTSIDE /* an https address that is not this machine */
};

struct text_row {
	const char *name;
	size_t offset;
	enum need need;
	const char *fallback; /* production; NULL: none */
	const char *sandbox;  /* sandbox; NULL: HAMYAR_SANDBOX */
};

struct number_row {
	const char *name;
	size_t offset;
	int64_t min, max, fallback;
};

#define AT(field) offsetof(struct config, field)

static const struct text_row texts[] = {
	{ "HAMYAR_ROOT", AT(root), MAY, ".", "." },
	{ "HAMYAR_VAR", AT(var), MAY, "var", "var" },
	{ "HAMYAR_URL", AT(url), OUTSIDE, NULL, "http://127.0.0.1:8080" },
	{ "HAMYAR_ADDRESS", AT(address), MAY, "127.0.0.1", "127.0.0.1" },
	{ "HAMYAR_PORT", AT(port), MAY, "8080", "8080" },
	{ "HAMYAR_PID_FILE", AT(pid_file), MAY, "hamyar.pid",
	    "var/hamyar.pid" },
	{ "HAMYAR_SECRET", AT(secret), MUST, NULL, SANDBOX_SECRET },
	{ "HAMYAR_SEAL_KEY", AT(seal_key), MUST, NULL, SANDBOX_SECRET },
	{ "HAMYAR_HASH_KEY", AT(hash_key), MUST, NULL, SANDBOX_SECRET },
	{ "HAMYAR_DB", AT(db), MUST, NULL,
	    "dbname=hamyar user=hamyar_service" },
	{ "HAMYAR_DB_OWNER", AT(db_owner), MUST, NULL,
	    "dbname=hamyar user=hamyar_owner" },
	{ "HAMYAR_DB_JOBS", AT(db_jobs), MUST, NULL,
	    "dbname=hamyar user=hamyar_jobs" },
	{ "SITE_PHONE", AT(site_phone), MAY, "", "02100000000" },
	{ "SITE_HOURS", AT(site_hours), MAY, "", "شنبه تا چهارشنبه، ۹ تا ۱۷" },
	{ "SITE_EMAIL", AT(site_email), MAY, "", "poshtibani@hamyar.example" },
	{ "SITE_ADDRESS", AT(site_address), MAY, "", "تهران (نشانی آزمایشی)" },
	{ "SITE_POSTAL_CODE", AT(site_postal_code), MAY, "", "" },
	{ "HAMYAR_GATEWAY", AT(gateway), MAY, "zarinpal", "zarinpal" },
	{ "ZARINPAL_URL", AT(zarinpal_url), OUTSIDE,
	    "https://payment.zarinpal.com", NULL },
	{ "ZARINPAL_MERCHANT_ID", AT(zarinpal_merchant), MAY, "",
	    SANDBOX_MERCHANT },
	{ "ZARINPAL_REFUND_URL", AT(zarinpal_refund_url), OUTSIDE,
	    "https://next.zarinpal.com", NULL },
	{ "ZARINPAL_TOKEN", AT(zarinpal_token), MAY, "", SANDBOX_SECRET },
	{ "ZIBAL_URL", AT(zibal_url), OUTSIDE, "https://gateway.zibal.ir",
	    NULL },
	{ "ZIBAL_MERCHANT", AT(zibal_merchant), MAY, "", ZIBAL_TEST_KEY },
	{ "ZIBAL_REFUND_URL", AT(zibal_refund_url), OUTSIDE,
	    "https://api.zibal.ir", NULL },
	{ "ZIBAL_TOKEN", AT(zibal_token), MAY, "", SANDBOX_SECRET },
	{ "ZIBAL_ACCOUNT_ID", AT(zibal_account), MAY, "", SANDBOX_SECRET },
	{ "KAVENEGAR_URL", AT(kavenegar_url), OUTSIDE,
	    "https://api.kavenegar.com", NULL },
	{ "KAVENEGAR_KEY", AT(kavenegar_key), MUST, NULL, SANDBOX_SECRET },
	{ "KAVENEGAR_SENDER", AT(kavenegar_sender), MAY, "", "" },
};

#define MIB (1024LL * 1024LL)

static const struct number_row numbers[] = {
	{ "HAMYAR_WORKERS", AT(workers), 1, 64, 2 },
	/* Workers times this, and the runner, fit in max_connections. */
	{ "HAMYAR_DB_CONNECTIONS", AT(db_connections), 1, 64, 8 },
	{ "HAMYAR_BEHIND_PROXY", AT(behind_proxy), 0, 1, 0 },
	/* 0: pages are made anew each time, to measure that. */
	{ "HAMYAR_CACHE", AT(cache), 0, 1, 1 },
	{ "HAMYAR_SWEEP_S", AT(sweep_s), 1, 3600, 60 },
	/* Connecting is quick or fails; an answer may pass through a bank. */
	{ "HAMYAR_FETCH_CONNECT_MS", AT(fetch_connect_ms), 100, 60000, 5000 },
	{ "HAMYAR_FETCH_ANSWER_MS", AT(fetch_answer_ms), 100, 60000, 15000 },
	/* A hundred unverified payments fit in 64 KiB. */
	{ "HAMYAR_FETCH_BYTES_MAX", AT(fetch_bytes_max), 1024, 16 * MIB,
	    256 * 1024 },
	{ "HAMYAR_PHOTO_BYTES_MAX", AT(photo_bytes_max), 1024, 64 * MIB,
	    16 * MIB },
	/* The largest phone cameras make 108 million pixels. */
	{ "HAMYAR_PHOTO_PIXELS_MAX", AT(photo_pixels_max), 1000, 500000000,
	    120000000 },
	/* A PNG of that many pixels streams; a HEIC is held whole. */
	{ "HAMYAR_PHOTO_MEMORY_BYTES_MAX", AT(photo_memory_bytes_max),
	    256 * MIB, 16384 * MIB, 2048 * MIB },
	{ "HAMYAR_PHOTO_CPU_SECONDS_MAX", AT(photo_cpu_seconds_max), 1, 600,
	    40 },
	{ "HAMYAR_PHOTO_WALL_MS_MAX", AT(photo_wall_ms_max), 1000, 240000,
	    90000 },
	/* A workbook's strings are held whole. */
	{ "HAMYAR_IMPORT_MEMORY_BYTES_MAX", AT(import_memory_bytes_max),
	    128 * MIB, 4096 * MIB, 512 * MIB },
	{ "HAMYAR_IMPORT_CPU_SECONDS_MAX", AT(import_cpu_seconds_max), 1, 600,
	    60 },
	{ "HAMYAR_IMPORT_WALL_MS_MAX", AT(import_wall_ms_max), 1000, 280000,
	    240000 },
};

#undef AT

static bool config_fail(char *, size_t, const char *name, const char *why);
static bool read_mode(struct config *, char *, size_t);
static bool read_text(const struct text_row *, struct config *, char *, size_t);
static bool read_number(const struct number_row *, struct config *, char *,
    size_t);
static bool check_gateway(const struct config *, char *, size_t);
static bool check_production(const struct config *, char *, size_t);
static bool is_outside(const char *url);

bool
config_read(struct config *config, char *error, size_t error_size)
{
	size_t i;

	memset(config, 0, sizeof(*config));
	if (!read_mode(config, error, error_size))
		return (false);
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (!read_text(&texts[i], config, error, error_size))
			return (false);
	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (!read_number(&numbers[i], config, error, error_size))
			return (false);
	if (!check_gateway(config, error, error_size))
		return (false);
	if (config->mode == MODE_PRODUCTION)
		return (check_production(config, error, error_size));
	return (true);
}

/* Values are never printed: they may be secrets. */
static bool
config_fail(char *error, size_t error_size, const char *name, const char *why)
{
	(void)snprintf(error, error_size, "%s: %s", name, why);
	return (false);
}

/* Nothing said means production: a forgotten setting must not open a door. */
static bool
read_mode(struct config *config, char *error, size_t error_size)
{
	const char *mode, *sandbox;

	mode = getenv("HAMYAR_MODE");
	sandbox = getenv("HAMYAR_SANDBOX");
	if (mode == NULL || strcmp(mode, "production") == 0)
		config->mode = MODE_PRODUCTION;
	else if (strcmp(mode, "sandbox") == 0)
		config->mode = MODE_SANDBOX;
	else
		return (config_fail(error, error_size, "HAMYAR_MODE",
		    "is sandbox or production"));
	if (sandbox == NULL || sandbox[0] == '\0')
		return (config->mode == MODE_PRODUCTION ||
		    config_fail(error, error_size, "HAMYAR_SANDBOX",
			"sandbox mode needs the address of the sandbox"));
	if (config->mode == MODE_PRODUCTION)
		return (config_fail(error, error_size, "HAMYAR_SANDBOX",
		    "must not be set in production"));
	if (strlen(sandbox) >= sizeof(config->sandbox))
		return (config_fail(error, error_size, "HAMYAR_SANDBOX",
		    "is too long"));
	(void)snprintf(config->sandbox, sizeof(config->sandbox), "%s", sandbox);
	return (true);
}

static bool
read_text(const struct text_row *row, struct config *config, char *error,
    size_t error_size)
{
	char *field;
	const char *value;
	size_t len;

	field = (char *)config + row->offset;
	value = getenv(row->name);
	if (value == NULL || value[0] == '\0') {
		value = row->fallback;
		if (config->mode == MODE_SANDBOX)
			value = row->sandbox != NULL ? row->sandbox :
						       config->sandbox;
	}
	if (value == NULL)
		return (config_fail(error, error_size, row->name,
		    "is missing; production has no default for it"));
	len = strlen(value);
	if (len >= CONFIG_TEXT_BYTES_MAX)
		return (
		    config_fail(error, error_size, row->name, "is too long"));
	if (row->need == OUTSIDE && len > 0 && value[len - 1] == '/')
		return (config_fail(error, error_size, row->name,
		    "must not end in a slash"));
	if (row->need == OUTSIDE && config->mode == MODE_PRODUCTION &&
	    !is_outside(value))
		return (config_fail(error, error_size, row->name,
		    "production needs an https address that is no sandbox"));
	memcpy(field, value, len + 1);
	return (true);
}

static bool
read_number(const struct number_row *row, struct config *config, char *error,
    size_t error_size)
{
	const char *value;
	char *end;
	long long number;

	value = getenv(row->name);
	number = row->fallback;
	if (value != NULL && value[0] != '\0') {
		errno = 0;
		number = strtoll(value, &end, 10);
		if (errno != 0 || *end != '\0')
			return (config_fail(error, error_size, row->name,
			    "is not a number"));
	}
	if (number < row->min || number > row->max)
		return (config_fail(error, error_size, row->name,
		    "is out of range"));
	memcpy((char *)config + row->offset, &(int64_t){ number },
	    sizeof(int64_t));
	return (true);
}

/* The chosen gateway must be able to take money. */
static bool
check_gateway(const struct config *config, char *error, size_t error_size)
{
	if (strcmp(config->gateway, "zarinpal") == 0) {
		if (strlen(config->zarinpal_merchant) != 36)
			return (config_fail(error, error_size,
			    "ZARINPAL_MERCHANT_ID",
			    "is the UUID of 36 letters from the panel"));
		return (true);
	}
	if (strcmp(config->gateway, "zibal") == 0) {
		if (config->zibal_merchant[0] == '\0')
			return (config_fail(error, error_size, "ZIBAL_MERCHANT",
			    "is missing"));
		return (true);
	}
	return (config_fail(error, error_size, "HAMYAR_GATEWAY",
	    "is zarinpal or zibal"));
}

static bool
check_production(const struct config *config, char *error, size_t error_size)
{
	const struct {
		const char *name, *value, *sandbox;
	} rows[] = {
		{ "HAMYAR_SECRET", config->secret, SANDBOX_SECRET },
		{ "HAMYAR_SEAL_KEY", config->seal_key, SANDBOX_SECRET },
		{ "HAMYAR_HASH_KEY", config->hash_key, SANDBOX_SECRET },
		{ "ZARINPAL_MERCHANT_ID", config->zarinpal_merchant,
		    SANDBOX_MERCHANT },
		{ "ZARINPAL_TOKEN", config->zarinpal_token, SANDBOX_SECRET },
		{ "ZIBAL_MERCHANT", config->zibal_merchant, ZIBAL_TEST_KEY },
		{ "ZIBAL_TOKEN", config->zibal_token, SANDBOX_SECRET },
		{ "KAVENEGAR_KEY", config->kavenegar_key, SANDBOX_SECRET },
	};
	const struct {
		const char *name, *value;
	} secrets[] = {
		{ "HAMYAR_SECRET", config->secret },
		{ "HAMYAR_SEAL_KEY", config->seal_key },
		{ "HAMYAR_HASH_KEY", config->hash_key },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].value, rows[i].sandbox) == 0)
			return (config_fail(error, error_size, rows[i].name,
			    "is the sandbox's"));
	for (i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
		if (strlen(secrets[i].value) < SECRET_LEN_MIN)
			return (config_fail(error, error_size, secrets[i].name,
			    "is too short to be a secret"));
	return (true);
}

static bool
is_outside(const char *url)
{
	const char *host;

	if (strncmp(url, "https://", 8) != 0)
		return (false);
	host = url + 8;
	return (strncmp(host, "localhost", 9) != 0 &&
	    strncmp(host, "127.", 4) != 0 && strncmp(host, "[::1]", 5) != 0 &&
	    strncmp(host, "sandbox.", 8) != 0);
}
