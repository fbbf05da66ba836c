/*
 * A workbook. What begins as a zip is read as it is; else a zip is made of
 * it, whose members are the input's parts between NUL bytes, so that the XML
 * is reached at once.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <zip.h>

#include "grid/grid.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const char *const names[] = { "xl/worksheets/sheet1.xml",
	"xl/sharedStrings.xml", "xl/workbook.xml",
	"xl/_rels/workbook.xml.rels" };
static const char *const usual[] = { "<worksheet/>", "<sst/>",
	"<workbook xmlns:r='r'><sheets><sheet r:id='a'/></sheets></workbook>",
	"<Relationships><Relationship Id='a' "
	"Target='worksheets/sheet1.xml'/></Relationships>" };

static uint32_t last;

static bool
take(void *arg, const struct grid_row *row)
{
	size_t i;

	(void)arg;
	if (row->number <= last || row->len == 0 || row->len > GRID_COLUMNS_MAX)
		abort();
	last = row->number;
	for (i = 0; i < row->len; i++)
		if (row->cells[i].len > GRID_CELL_BYTES_MAX)
			abort();
	return (true);
}

/* Stored, not packed; caller frees; NULL when libzip would not. */
static void *
zipped(const uint8_t *data, size_t len, size_t *out_len)
{
	zip_source_t *source;
	const uint8_t *end;
	zip_stat_t about;
	void *bytes = NULL;
	zip_int64_t at;
	size_t i, part;
	zip_t *zip;

	source = zip_source_buffer_create(NULL, 0, 0, NULL);
	if (source == NULL)
		return (NULL);
	zip_source_keep(source);
	zip = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
	for (i = 0; zip != NULL && i < 4; i++) {
		end = memchr(data, '\0', len);
		part = end != NULL ? (size_t)(end - data) : len;
		at = zip_file_add(zip, names[i],
		    part > 0 ?
			zip_source_buffer(zip, data, part, 0) :
			zip_source_buffer(zip, usual[i], strlen(usual[i]), 0),
		    0);
		if (at >= 0)
			(void)zip_set_file_compression(zip, (zip_uint64_t)at,
			    ZIP_CM_STORE, 0);
		part += end != NULL;
		data += part;
		len -= part;
	}
	zip_stat_init(&about);
	if (zip != NULL && zip_close(zip) == 0 &&
	    zip_source_open(source) == 0 &&
	    zip_source_stat(source, &about) == 0 &&
	    (bytes = malloc((size_t)about.size)) != NULL) {
		*out_len = (size_t)about.size;
		(void)zip_source_read(source, bytes, *out_len);
		(void)zip_source_close(source);
	}
	zip_source_free(source);
	return (bytes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const struct grid_sink sink = { take, NULL };
	size_t out_len = 0;
	void *bytes;

	last = 0;
	if (len >= 2 && memcmp(data, "PK", 2) == 0) {
		(void)grid_xlsx_read(data, len, &sink);
		return (0);
	}
	bytes = zipped(data, len, &out_len);
	if (bytes != NULL)
		(void)grid_xlsx_read(bytes, out_len, &sink);
	free(bytes);
	return (0);
}
