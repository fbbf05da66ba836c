/*
 * Gives the members of the demo groups national ids and telephone numbers:
 * sealing is done here, because the database has no key to seal with.
 */
#include "ctl/ctl.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cJSON.h>
#include <sodium.h>

#include "config.h"
#include "seal.h"

#define BATCH_ROWS         1000
#define NATIONAL_ID_DIGITS 10

#define NAMELESS_SQL                                                           \
	"select id from group_member where national_id_hash is null "          \
	"order by id"
#define SEAL_SQL                                                               \
	"update group_member m set national_id_hash = decode(v.seal ->> "      \
	"'hash', 'hex'), national_id_sealed = decode(v.seal ->> 'sealed', "    \
	"'hex'), mobile = coalesce(m.mobile, '0930' || lpad(m.id::text, 7, "   \
	"'0')) from (select (e ->> 'id')::bigint as id, e -> 'seal' as seal "  \
	"from json_array_elements($1::json) e) v where v.id = m.id"

/* Who said yes was she who is known now. */
#define AGREE_SQL                                                              \
	"update consent c set national_id_hash = m.national_id_hash, mobile "  \
	"= m.mobile from group_member m where m.id = c.member_id and "         \
	"c.national_id_hash is null and m.national_id_hash is not null"

static bool seal_batch(PGconn *, PGresult *, int from, int to);
static void national_id(int64_t n, char out[NATIONAL_ID_DIGITS + 1]);

bool
demo_people(PGconn *db, const struct config *config)
{
	PGresult *rows;
	int i, n;
	bool ok;

	if (sodium_init() < 0)
		return (false);
	seal_start(config->seal_key, config->hash_key);
	rows = ctl_ask(db, NAMELESS_SQL, 0, NULL);
	ok = rows != NULL;
	n = ok ? PQntuples(rows) : 0;
	for (i = 0; ok && i < n; i += BATCH_ROWS)
		ok = seal_batch(db, rows, i,
		    i + BATCH_ROWS < n ? i + BATCH_ROWS : n);
	PQclear(rows);
	return (ok && ctl_run(db, AGREE_SQL));
}

static bool
seal_batch(PGconn *db, PGresult *rows, int from, int to)
{
	char number[NATIONAL_ID_DIGITS + 1];
	const char *params[1];
	char *seal, *text;
	cJSON *list, *one;
	PGresult *done;

	list = cJSON_CreateArray();
	for (; from < to; from++) {
		national_id(strtoll(PQgetvalue(rows, from, 0), NULL, 10),
		    number);
		seal = seal_close(number);
		one = cJSON_CreateObject();
		cJSON_AddStringToObject(one, "id", PQgetvalue(rows, from, 0));
		if (seal != NULL)
			cJSON_AddRawToObject(one, "seal", seal);
		cJSON_AddItemToArray(list, one);
		free(seal);
	}
	text = cJSON_PrintUnformatted(list);
	cJSON_Delete(list);
	params[0] = text;
	done = text != NULL ? ctl_ask(db, SEAL_SQL, 1, params) : NULL;
	free(text);
	PQclear(done);
	return (done != NULL);
}

/* Another one for every n below a thousand million, with its check digit. */
static void
national_id(int64_t n, char out[NATIONAL_ID_DIGITS + 1])
{
	int i, sum;

	(void)snprintf(out, NATIONAL_ID_DIGITS + 1, "%09" PRId64,
	    (n * 7919 + 127000000) % 1000000000);
	for (i = 0, sum = 0; i < NATIONAL_ID_DIGITS - 1; i++)
		sum += (out[i] - '0') * (NATIONAL_ID_DIGITS - i);
	sum %= 11;
	out[NATIONAL_ID_DIGITS - 1] = (char)('0' + (sum < 2 ? sum : 11 - sum));
	out[NATIONAL_ID_DIGITS] = '\0';
}
