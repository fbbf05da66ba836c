/*
 * Members of a zip through libzip into expat, under limits; see part.h. No
 * document type is taken: entities are another way to make much of little.
 */
#include "grid/part.h"

#include <expat.h>
#include <string.h>
#include <zip.h>

#include "grid/grid.h"

#define STEP_BYTES (64 * 1024)

struct parsing {
	XML_Parser parser;
	struct book *book;
	const struct part_handler *handler;
};

static bool feed(struct parsing *, zip_file_t *);
static void on_start(void *, const XML_Char *, const XML_Char **);
static void on_end(void *, const XML_Char *);
static void on_text(void *, const XML_Char *, int);
static void on_doctype(void *, const XML_Char *, const XML_Char *,
    const XML_Char *, int);
static void stop_when_wrong(struct parsing *);
static const char *local(const char *);

bool
part_open(struct book *book, const void *bytes, size_t len)
{
	zip_source_t *source;
	zip_error_t error;

	memset(book, 0, sizeof(*book));
	book->bytes_left = GRID_UNZIPPED_BYTES_MAX;
	zip_error_init(&error);
	source = zip_source_buffer_create(bytes, len, 0, &error);
	if (source != NULL) {
		book->zip = zip_open_from_source(source, ZIP_RDONLY, &error);
		if (book->zip == NULL)
			zip_source_free(source);
	}
	zip_error_fini(&error);
	if (book->zip == NULL)
		book->why = "broken";
	else if (zip_get_num_entries(book->zip, 0) > GRID_PARTS_MAX)
		book->why = "too_heavy";
	return (book->why == NULL);
}

void
part_close(struct book *book)
{
	if (book->zip != NULL)
		zip_discard(book->zip);
	book->zip = NULL;
}

bool
part_exists(const struct book *book, const char *name)
{
	return (zip_name_locate(book->zip, name, 0) >= 0);
}

bool
part_parse(struct book *book, const char *name,
    const struct part_handler *handler)
{
	struct parsing parsing = { .book = book, .handler = handler };
	zip_file_t *file;
	zip_stat_t about;

	zip_stat_init(&about);
	if (zip_stat(book->zip, name, 0, &about) != 0) {
		book->why = "broken";
		return (false);
	}
	if (about.valid & ZIP_STAT_ENCRYPTION_METHOD &&
	    about.encryption_method != ZIP_EM_NONE) {
		book->why = "locked";
		return (false);
	}
	file = zip_fopen(book->zip, name, 0);
	parsing.parser = XML_ParserCreate("UTF-8");
	if (file == NULL || parsing.parser == NULL) {
		book->why = "broken";
	} else {
		XML_SetUserData(parsing.parser, &parsing);
		XML_SetElementHandler(parsing.parser, on_start, on_end);
		XML_SetCharacterDataHandler(parsing.parser, on_text);
		XML_SetStartDoctypeDeclHandler(parsing.parser, on_doctype);
		if (!feed(&parsing, file) && book->why == NULL)
			book->why = "broken";
	}
	if (file != NULL)
		(void)zip_fclose(file);
	if (parsing.parser != NULL)
		XML_ParserFree(parsing.parser);
	return (book->why == NULL);
}

/* What a member says of its own size is not believed: it is counted. */
static bool
feed(struct parsing *parsing, zip_file_t *file)
{
	zip_int64_t n;
	void *step;

	do {
		step = XML_GetBuffer(parsing->parser, STEP_BYTES);
		if (step == NULL)
			return (false);
		n = zip_fread(file, step, STEP_BYTES);
		if (n < 0)
			return (false);
		parsing->book->bytes_left -= n;
		if (parsing->book->bytes_left < 0) {
			parsing->book->why = "too_heavy";
			return (false);
		}
		if (XML_ParseBuffer(parsing->parser, (int)n, n == 0) !=
		    XML_STATUS_OK)
			return (false);
	} while (n > 0);
	return (true);
}

static void
on_start(void *arg, const XML_Char *name, const XML_Char **attributes)
{
	struct parsing *parsing = arg;

	if (parsing->book->why == NULL && parsing->handler->start != NULL)
		parsing->handler->start(parsing->handler->arg, local(name),
		    attributes);
	stop_when_wrong(parsing);
}

static void
on_end(void *arg, const XML_Char *name)
{
	struct parsing *parsing = arg;

	if (parsing->book->why == NULL && parsing->handler->end != NULL)
		parsing->handler->end(parsing->handler->arg, local(name));
	stop_when_wrong(parsing);
}

static void
on_text(void *arg, const XML_Char *text, int len)
{
	struct parsing *parsing = arg;

	if (parsing->book->why == NULL && parsing->handler->text != NULL)
		parsing->handler->text(parsing->handler->arg, text, len);
	stop_when_wrong(parsing);
}

static void
on_doctype(void *arg, const XML_Char *name, const XML_Char *system_id,
    const XML_Char *public_id, int has_internal)
{
	struct parsing *parsing = arg;

	(void)name;
	(void)system_id;
	(void)public_id;
	(void)has_internal;
	parsing->book->why = "broken";
	stop_when_wrong(parsing);
}

static void
stop_when_wrong(struct parsing *parsing)
{
	if (parsing->book->why != NULL)
		(void)XML_StopParser(parsing->parser, XML_FALSE);
}

const char *
part_attribute(const char **attributes, const char *name)
{
	for (; *attributes != NULL; attributes += 2)
		if (strcmp(local(attributes[0]), name) == 0)
			return (attributes[1]);
	return (NULL);
}

/* Programs differ in the prefixes they give to the one namespace. */
static const char *
local(const char *name)
{
	const char *colon = strchr(name, ':');

	return (colon != NULL ? colon + 1 : name);
}
