/*
 * Every setting and limit, read once from the environment and const after
 * start. Units are in the names; the table in config.c says what each is for.
 */
#ifndef SERVER_CONFIG_H
#define SERVER_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CONFIG_TEXT_BYTES_MAX 512 /* one setting, with its NUL */

enum mode { MODE_PRODUCTION, MODE_SANDBOX };

struct config {
	enum mode mode;
	char root[CONFIG_TEXT_BYTES_MAX]; /* holds db/ and storefront/ */
	char var[CONFIG_TEXT_BYTES_MAX];  /* state: media, logs, the cluster */
	char url[CONFIG_TEXT_BYTES_MAX];  /* public address, no slash at end */
	char
	    sandbox[CONFIG_TEXT_BYTES_MAX]; /* the world's double; "" outside */

	char address[CONFIG_TEXT_BYTES_MAX]; /* to listen on */
	char port[CONFIG_TEXT_BYTES_MAX];
	char pid_file[CONFIG_TEXT_BYTES_MAX];
	char secret[CONFIG_TEXT_BYTES_MAX];   /* key of the forms' tokens */
	char seal_key[CONFIG_TEXT_BYTES_MAX]; /* opens people's secrets */
	char hash_key[CONFIG_TEXT_BYTES_MAX]; /* finds them; never change */
	int64_t workers;                      /* processes that serve */
	int64_t db_connections;               /* of each worker */
	int64_t behind_proxy;                 /* 1: believe X-Forwarded-For */
	int64_t cache;                        /* 0: keep no pages */

	/* libpq conninfo of each database role */
	char db[CONFIG_TEXT_BYTES_MAX];
	char db_owner[CONFIG_TEXT_BYTES_MAX];
	char db_jobs[CONFIG_TEXT_BYTES_MAX];

	/* Whom the law lets a buyer ask; shown on the contact page. */
	char site_phone[CONFIG_TEXT_BYTES_MAX];
	char site_hours[CONFIG_TEXT_BYTES_MAX];
	char site_email[CONFIG_TEXT_BYTES_MAX];
	char site_address[CONFIG_TEXT_BYTES_MAX];
	char site_postal_code[CONFIG_TEXT_BYTES_MAX];

	char gateway[CONFIG_TEXT_BYTES_MAX]; /* of new payments */
	char zarinpal_url[CONFIG_TEXT_BYTES_MAX];
	char zarinpal_merchant[CONFIG_TEXT_BYTES_MAX];
	char zarinpal_refund_url[CONFIG_TEXT_BYTES_MAX];
	char zarinpal_token[CONFIG_TEXT_BYTES_MAX]; /* refunds; "" by hand */
	char zibal_url[CONFIG_TEXT_BYTES_MAX];
	char zibal_merchant[CONFIG_TEXT_BYTES_MAX];
	char zibal_refund_url[CONFIG_TEXT_BYTES_MAX];
	char zibal_token[CONFIG_TEXT_BYTES_MAX];   /* refunds; "" by hand */
	char zibal_account[CONFIG_TEXT_BYTES_MAX]; /* the wallet refunds use */
	char kavenegar_url[CONFIG_TEXT_BYTES_MAX];
	char kavenegar_key[CONFIG_TEXT_BYTES_MAX];
	char kavenegar_sender[CONFIG_TEXT_BYTES_MAX]; /* "" the default line */

	int64_t sweep_s; /* the runner looks for forgotten payments */
	int64_t fetch_connect_ms;
	int64_t fetch_answer_ms;
	int64_t fetch_bytes_max; /* of one answer */

	int64_t photo_bytes_max;        /* of one upload */
	int64_t photo_pixels_max;       /* of one picture, before shrinking */
	int64_t photo_memory_bytes_max; /* address space of the decoder */
	int64_t photo_cpu_seconds_max;
	int64_t photo_wall_ms_max; /* of one picture, shorter than a lease */

	int64_t import_memory_bytes_max; /* address space of the reader */
	int64_t import_cpu_seconds_max;
	int64_t import_wall_ms_max; /* of one reading, shorter than a lease */
};

/*
 * False, with a sentence naming the setting, when one is missing, wrong, or a
 * sandbox setting in production; then config is not to be used.
 */
bool config_read(struct config *, char *error, size_t error_size);

#endif
