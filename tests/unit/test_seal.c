/* What is sealed can be opened with its key, found by its hash, and no more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <cjson/cJSON.h>
#include <sodium.h>

#include "error.h"
#include "form.h"
#include "params.h"
#include "seal.h"

#define ID    "0012345679"
#define OTHER "0012345687"

/* A sealed parameter leaves params_read() as the database takes it. */
static const struct param sealed_param[] = {
	{ "id", T_NATIONAL_ID, REQUIRED, .sealed = true },
	{ 0 },
};

/* A member of what seal_close() says; caller frees. */
static char *
closed(const char *text, const char *name)
{
	char *json = seal_close(text), *value;
	cJSON *said = cJSON_Parse(json);

	assert_non_null(said);
	value = strdup(cJSON_GetObjectItem(said, name)->valuestring);
	cJSON_Delete(said);
	free(json);
	return (value);
}

static int
start(void **state)
{
	(void)state;
	seal_start("one key", "another");
	return (sodium_init() < 0 ? -1 : 0);
}

static void
test_opens_what_it_closed(void **state)
{
	char *sealed = closed(ID, "sealed"), out[SEAL_TEXT_BYTES_MAX];

	(void)state;
	assert_true(seal_open(sealed, out));
	assert_string_equal(out, ID);
	assert_null(strstr(sealed, "30303132333435")); /* its bytes in hex */
	free(sealed);
}

static void
test_is_the_same_each_time(void **state)
{
	char *one = seal_close(ID), *two = seal_close(ID);
	char *other = seal_close(OTHER);

	(void)state;
	assert_string_equal(one, two);
	assert_string_not_equal(one, other);
	free(one);
	free(two);
	free(other);
}

static void
test_needs_its_keys(void **state)
{
	char *sealed = closed(ID, "sealed"), *hash = closed(ID, "hash");
	char out[SEAL_TEXT_BYTES_MAX] = "untouched", *now;

	(void)state;
	seal_start("one key", "a third");
	assert_true(seal_open(sealed, out));
	now = closed(ID, "hash");
	assert_string_not_equal(hash, now);
	free(now);

	memcpy(out, "untouched", sizeof("untouched"));
	seal_start("two key", "another");
	assert_false(seal_open(sealed, out));
	assert_string_equal(out, "untouched");
	now = closed(ID, "hash");
	assert_string_equal(hash, now);
	free(now);
	free(sealed);
	free(hash);
}

/* Each digit of the sealed text, changed. */
static void
test_sees_tampering(void **state)
{
	char *sealed = closed(ID, "sealed"), out[SEAL_TEXT_BYTES_MAX];
	size_t i;
	char was;

	(void)state;
	for (i = 0; sealed[i] != '\0'; i++) {
		was = sealed[i];
		sealed[i] = was == '0' ? '1' : '0';
		assert_false(seal_open(sealed, out));
		sealed[i] = was;
	}
	assert_true(seal_open(sealed, out));
	free(sealed);
}

static void
test_refuses_what_is_no_seal(void **state)
{
	static const char *const bad[] = { "", "0", "zz", "01", "0100", ID };
	char out[SEAL_TEXT_BYTES_MAX], *sealed = closed(ID, "sealed");
	char text[SEAL_TEXT_BYTES_MAX + 1], longer[512];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(seal_open(bad[i], out));
	for (i = strlen(sealed); i-- > 0;) {
		sealed[i] = '\0';
		assert_false(seal_open(sealed, out));
	}
	memset(longer, 'a', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	assert_false(seal_open(longer, out));
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_null(seal_close(text));
	free(sealed);
}

static void
test_takes_the_shortest_and_the_longest(void **state)
{
	char text[SEAL_TEXT_BYTES_MAX], out[SEAL_TEXT_BYTES_MAX], *sealed;

	(void)state;
	sealed = closed("", "sealed");
	assert_true(seal_open(sealed, out));
	assert_string_equal(out, "");
	free(sealed);
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	sealed = closed(text, "sealed");
	assert_true(seal_open(sealed, out));
	assert_string_equal(out, text);
	free(sealed);
}

static void
test_is_what_a_sealed_parameter_becomes(void **state)
{
	static const char right[] = "id=۰۰۱۲۳۴۵۶۷۹", wrong[] = "id=0012345670";
	struct form form = { 0 };
	struct values values;
	cJSON *errors = cJSON_CreateObject();
	char *want = seal_close(ID);

	(void)state;
	assert_int_equal(form_add_urlencoded(&form, right, strlen(right)),
	    FORM_OK);
	assert_true(params_read(sealed_param, &form, &values, errors));
	assert_string_equal(values.text[0], want);
	assert_int_equal(values.len[0], strlen(want));
	values_free(&values);
	form_free(&form);
	memset(&form, 0, sizeof(form));
	assert_int_equal(form_add_urlencoded(&form, wrong, strlen(wrong)),
	    FORM_OK);
	assert_false(params_read(sealed_param, &form, &values, errors));
	assert_non_null(cJSON_GetObjectItem(errors, "id"));
	form_free(&form);
	cJSON_Delete(errors);
	free(want);
}

/* A file of any length, with whatever in it. */
static void
test_files(void **state)
{
	static const char *const files[] = { "", "a", "many\0bytes" };
	static const size_t lens[] = { 0, 1, 10 };
	size_t i, len, open_len;
	char *sealed, *open;

	(void)state;
	for (i = 0; i < 3; i++) {
		sealed = seal_bytes_close(files[i], lens[i], &len);
		assert_non_null(sealed);
		open = seal_bytes_open(sealed, len, &open_len);
		assert_non_null(open);
		assert_int_equal(open_len, lens[i]);
		assert_memory_equal(open, files[i], lens[i]);
		seal_bytes_free(open, open_len);
		sealed[len - 1] ^= 1;
		assert_null(seal_bytes_open(sealed, len, &open_len));
		sealed[len - 1] ^= 1;
		assert_null(seal_bytes_open(sealed, len - 1, &open_len));
		assert_null(seal_bytes_open(sealed, 3, &open_len));
		free(sealed);
	}
}

/* A file that is sealed on its way in. */
static void
test_a_sealed_file(void **state)
{
	static const char body[] =
	    "--b\r\nContent-Disposition: form-data; name=\"file\"; "
	    "filename=\"x\"\r\n\r\nsecret\r\n--b--\r\n";
	static const struct param params[] = {
		{ "file", T_FILE, REQUIRED, .sealed = true },
		{ 0 },
	};
	struct form form = { 0 };
	struct values values;
	cJSON *errors = cJSON_CreateObject();
	size_t len;
	char *open;

	(void)state;
	assert_int_equal(form_add_multipart(&form, "b", body, strlen(body)),
	    FORM_OK);
	assert_true(params_read(params, &form, &values, errors));
	assert_true(values.binary[0]);
	assert_null(memmem(values.text[0], values.len[0], "secret", 6));
	open = seal_bytes_open(values.text[0], values.len[0], &len);
	assert_non_null(open);
	assert_string_equal(open, "secret");
	seal_bytes_free(open, len);
	values_free(&values);
	form_free(&form);
	cJSON_Delete(errors);
}

static int
start_errors(void **state)
{
	char why[256];

	(void)state;
	return (error_start(why, sizeof(why)) ? 0 : -1);
}

static int
stop_errors(void **state)
{
	(void)state;
	error_stop();
	return (0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_opens_what_it_closed, start),
		cmocka_unit_test_setup(test_is_the_same_each_time, start),
		cmocka_unit_test_setup(test_needs_its_keys, start),
		cmocka_unit_test_setup(test_sees_tampering, start),
		cmocka_unit_test_setup(test_refuses_what_is_no_seal, start),
		cmocka_unit_test_setup(test_takes_the_shortest_and_the_longest,
		    start),
		cmocka_unit_test_setup(test_is_what_a_sealed_parameter_becomes,
		    start),
		cmocka_unit_test_setup(test_files, start),
		cmocka_unit_test_setup(test_a_sealed_file, start),
	};

	return (cmocka_run_group_tests(tests, start_errors, stop_errors));
}
