/*
 * A cell of an import as each type: what comes out is JSON, and no number of
 * a person is shown whole.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cJSON.h>
#include <sodium.h>

#include "jobs/import.h"
#include "seal.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const char spec[] =
    "[{\"key\":\"a\",\"type\":\"code\",\"column\":0,\"required\":true},"
    "{\"key\":\"b\",\"type\":\"text\",\"column\":0,\"min\":2,\"max\":80},"
    "{\"key\":\"c\",\"type\":\"national_id\",\"column\":0},"
    "{\"key\":\"d\",\"type\":\"mobile\",\"column\":0},"
    "{\"key\":\"e\",\"type\":\"date\",\"column\":0},"
    "{\"key\":\"f\",\"type\":\"choice\",\"column\":0,\"choices\":"
    "{\"a\":\"b\"}}]";

static void
must_parse(const struct buffer *buffer)
{
	cJSON *json = cJSON_Parse(buffer->data);

	if (json == NULL || !text_is_utf8(buffer->data, buffer->len))
		abort();
	cJSON_Delete(json);
}

/* Ten digits side by side. */
static void
must_be_masked(const char *shown)
{
	for (; *shown != '\0'; shown++)
		if (strspn(shown, "0123456789") >= 10)
			abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct import_fields fields;
	static cJSON *json; /* the fields' choices are in it */
	char shown[IMPORT_SHOWN_BYTES];
	struct import_batch batch;
	struct grid_row row = { .number = 1, .len = 1 };

	if (fields.len == 0) {
		if (sodium_init() < 0)
			abort();
		seal_start("one key", "another");
		json = cJSON_Parse(spec);
		if (!import_fields_read(&fields, json))
			abort();
	}
	if (len > GRID_CELL_BYTES_MAX)
		len = GRID_CELL_BYTES_MAX;
	row.cells[0].text = (const char *)data;
	row.cells[0].len = len;
	import_batch_init(&batch);
	if (!import_batch_add(&batch, &fields, &row) ||
	    !import_batch_close(&batch))
		abort();
	must_parse(&batch.rows);
	must_parse(&batch.errors);
	import_batch_free(&batch);
	import_show(&row.cells[0], shown);
	must_be_masked(shown);
	return (0);
}
