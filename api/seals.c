/*
 * Secrets of people in answers: the database gives them sealed, and what goes
 * out is masked, but for the one operation that has noted who looks and why.
 */
#include "hooks.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/request.h"
#include "server/seal.h"

#define NAME_SEALED "sealed"
#define NAME_OPEN   "national_id"

static void open_seals(struct request *, bool mask);
static void open_one(cJSON *, bool mask);
static void mask_digits(char *);

void
seals_mask(struct request *r)
{
	open_seals(r, true);
}

void
seal_reveal(struct request *r)
{
	open_seals(r, false);
}

static void
open_seals(struct request *r, bool mask)
{
	cJSON *answer = cJSON_Duplicate(request_answer(r), true), *member;
	char *text;

	open_one(answer, mask);
	cJSON_ArrayForEach(member,
	    cJSON_GetObjectItemCaseSensitive(answer, "members")) {
		open_one(member, mask);
	}
	text = cJSON_PrintUnformatted(answer);
	cJSON_Delete(answer);
	if (text == NULL) {
		request_fail(r, "unavailable");
		return;
	}
	request_set_document(r, text);
	request_finish(r);
}

/* A seal of another key is shown as an id that is not there. */
static void
open_one(cJSON *object, bool mask)
{
	char number[SEAL_TEXT_BYTES_MAX];
	const cJSON *sealed;

	sealed = cJSON_GetObjectItemCaseSensitive(object, NAME_SEALED);
	if (sealed == NULL)
		return;
	if (cJSON_IsString(sealed) && seal_open(sealed->valuestring, number)) {
		if (mask)
			mask_digits(number);
		cJSON_AddStringToObject(object, NAME_OPEN, number);
	} else {
		cJSON_AddNullToObject(object, NAME_OPEN);
	}
	cJSON_DeleteItemFromObjectCaseSensitive(object, NAME_SEALED);
}

/* 001*****79: enough to know one's own by. */
static void
mask_digits(char *number)
{
	size_t len = strlen(number);

	if (len > 5)
		memset(number + 3, '*', len - 5);
}
