/* What PostgreSQL said, into a document or a row of the errors' table. */
#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "error.h"
#include "log.h"
#include "request_private.h"

#define SENTENCE_BYTES_MAX 4096

static void take_document(struct request *, const char *, size_t);
static void take_error(struct request *, const struct db_answer *);
static void take_refused(struct request *);
static void refuse(struct request *, const char *code, const char *field,
    cJSON *data);
static bool is_passing(const char *sqlstate);

void
answer_take(struct request *r, const struct db_answer *answer)
{
	size_t last = r->enter != NULL ? 1 : 0;

	if (last == 1 && answer->steps[0].text != NULL) {
		cJSON_Delete(r->actor);
		r->actor = cJSON_Parse(answer->steps[0].text);
	}
	free(r->enter);
	r->enter = NULL;
	if (!answer->ok)
		take_error(r, answer);
	else if (answer->steps[last].text == NULL)
		r->error = error_find("not_found");
	else
		take_document(r, answer->steps[last].text,
		    answer->steps[last].len);
}

static void
take_document(struct request *r, const char *text, size_t len)
{
	static const char refused[] = "{\"refused\"";

	cJSON_Delete(r->answer);
	r->answer = NULL;
	free(r->document);
	r->document = malloc(len + 1);
	if (r->document == NULL) {
		r->error = error_find("unavailable");
		return;
	}
	memcpy(r->document, text, len);
	r->document[len] = '\0';
	r->document_len = len;
	if (strncmp(text, refused, sizeof(refused) - 1) == 0)
		take_refused(r);
}

/*
 * A refusal that SQL had to commit (a wrong code counts as a try) comes as an
 * answer: {"refused": {"code", "field", "data"}}.
 */
static void
take_refused(struct request *r)
{
	const cJSON *refused, *code, *field;

	refused =
	    cJSON_GetObjectItemCaseSensitive(request_answer(r), "refused");
	code = cJSON_GetObjectItemCaseSensitive(refused, "code");
	field = cJSON_GetObjectItemCaseSensitive(refused, "field");
	refuse(r, cJSON_IsString(code) ? code->valuestring : "internal",
	    cJSON_IsString(field) ? field->valuestring : "",
	    cJSON_Duplicate(cJSON_GetObjectItemCaseSensitive(refused, "data"),
		true));
}

/* SQLSTATE into a row of the table; what SQL did not foresee is logged. */
static void
take_error(struct request *r, const struct db_answer *answer)
{
	if (answer->lost || is_passing(answer->sqlstate)) {
		r->error = error_find("unavailable");
		return;
	}
	if (strcmp(answer->sqlstate, "HY200") == 0 && answer->detail != NULL) {
		r->replayed = true;
		take_document(r, answer->detail, strlen(answer->detail));
		return;
	}
	if (strcmp(answer->sqlstate, "HY000") != 0) {
		log_error("db_error", "operation=%s state=%s why=\"%s\"",
		    r->op != NULL ? r->op->name : "", answer->sqlstate,
		    answer->message != NULL ? answer->message : "");
		r->error = error_find("internal");
		return;
	}
	refuse(r, answer->message, answer->column != NULL ? answer->column : "",
	    answer->detail != NULL ? cJSON_Parse(answer->detail) : NULL);
}

/* Cancelled, shutting down, out of room, or lost against another: try again. */
static bool
is_passing(const char *sqlstate)
{
	return (strcmp(sqlstate, "57014") == 0 ||
	    strcmp(sqlstate, "55P03") == 0 ||
	    strncmp(sqlstate, "57P", 3) == 0 ||
	    strncmp(sqlstate, "53", 2) == 0 || strncmp(sqlstate, "40", 2) == 0);
}

/*
 * Takes data. A refusal that names a field stands beside it as well; "at" of
 * the data says which row of a list, from 1.
 */
static void
refuse(struct request *r, const char *code, const char *field, cJSON *data)
{
	struct buffer sentence;
	const cJSON *at;
	cJSON *item;

	r->error = error_find(code);
	cJSON_Delete(r->error_data);
	r->error_data = data;
	if (field[0] == '\0')
		return;
	buffer_init(&sentence, SENTENCE_BYTES_MAX);
	error_write(r->error, data, &sentence);
	item = cJSON_AddObjectToObject(r->errors, field);
	cJSON_AddStringToObject(item, "code", r->error->code);
	cJSON_AddStringToObject(item, "message",
	    sentence.data != NULL ? sentence.data : "");
	at = cJSON_GetObjectItemCaseSensitive(data, "at");
	if (cJSON_IsNumber(at))
		cJSON_AddNumberToObject(item, "at", at->valuedouble);
	buffer_free(&sentence);
}
