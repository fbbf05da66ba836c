/* multipart/form-data bodies, good and bad. */
#include "form.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NAMED(name)      "Content-Disposition: form-data; name=\"" name "\"\r\n"
#define PART(name, body) "--B\r\n" NAMED(name) "\r\n" body "\r\n"
#define FILE_PART(name, file, body)                                            \
	"--B\r\nContent-Disposition: form-data; name=\"" name                  \
	"\"; filename=\"" file "\"\r\nContent-Type: image/png\r\n\r\n" body    \
	"\r\n"
#define END "--B--\r\n"

static void
assert_reads(const char *body, enum form_result result, size_t fields)
{
	struct form form = { .len = 0 };
	char *copy;
	size_t len;

	/* On the heap and without a NUL, so that ASan sees a read past it. */
	len = strlen(body);
	copy = malloc(len > 0 ? len : 1);
	assert_non_null(copy);
	memcpy(copy, body, len);
	assert_int_equal(form_add_multipart(&form, "B", copy, len), result);
	assert_int_equal(form.len, fields);
	free(copy);
	form_free(&form);
}

static void
read_text(struct form *form, const char *body)
{
	memset(form, 0, sizeof(*form));
	assert_int_equal(form_add_multipart(form, "B", body, strlen(body)),
	    FORM_OK);
}

static void
reads_text_fields(void **state)
{
	struct form form;

	(void)state;
	read_text(&form,
	    PART("a", "1") PART("empty", "") PART("lines", "x\r\ny\n")
		PART("نام", "گلیم") PART("a", "--C\r\n--") END);
	assert_int_equal(form.len, 5);
	assert_string_equal(form.fields[0].value, "1");
	assert_false(form.fields[0].is_file);
	assert_string_equal(form.fields[1].name, "empty");
	assert_int_equal(form.fields[1].len, 0);
	assert_string_equal(form.fields[2].value, "x\r\ny\n");
	assert_string_equal(form.fields[3].name, "نام");
	assert_string_equal(form.fields[4].value, "--C\r\n--");
	form_free(&form);
}

static void
reads_files_with_any_bytes(void **state)
{
	static const char body[] =
	    FILE_PART("photo", "a.png", "\x89PNG\0\r\n-") END;
	struct form form = { .len = 0 };

	(void)state;
	assert_int_equal(form_add_multipart(&form, "B", body, sizeof(body) - 1),
	    FORM_OK);
	assert_int_equal(form.len, 1);
	assert_true(form.fields[0].is_file);
	assert_string_equal(form.fields[0].file_name, "a.png");
	assert_int_equal(form.fields[0].len, 8);
	assert_memory_equal(form.fields[0].value, "\x89PNG\0\r\n-", 8);
	form_free(&form);
}

static void
assert_file_name(const char *written, const char *read)
{
	struct form form;
	char body[512];

	(void)snprintf(body, sizeof(body),
	    "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=%s"
	    "\r\n\r\nx\r\n" PART("after", "2") END,
	    written);
	read_text(&form, body);
	assert_int_equal(form.len, 2);
	assert_string_equal(form.fields[0].file_name, read);
	assert_string_equal(form.fields[1].value, "2");
	form_free(&form);
}

static void
reads_awkward_file_names(void **state)
{
	(void)state;
	assert_file_name("\"a;b.png\"", "a;b.png");
	assert_file_name("\"10:30.png\"", "10:30.png");
	assert_file_name("\"a\\\"b\\\\c.png\"", "a\"b\\c.png");
	assert_file_name("\"C:\\photo\\گلیم.png\"", "C:\\photo\\گلیم.png");
	assert_file_name("bare.png", "bare.png");
	assert_file_name("\"a.png\"; filename*=UTF-8''b.png", "a.png");
	assert_file_name("\"name=\\\"x\\\"; y\"", "name=\"x\"; y");
	assert_file_name("\"%22\"", "%22");
}

static void
keeps_empty_files_but_not_unchosen_ones(void **state)
{
	struct form form;

	(void)state;
	read_text(&form,
	    FILE_PART("none", "", "") FILE_PART("empty", "a.txt", "")
		FILE_PART("blob", "", "x") END);
	assert_int_equal(form.len, 2);
	assert_string_equal(form.fields[0].name, "empty");
	assert_int_equal(form.fields[0].len, 0);
	assert_true(form.fields[0].is_file);
	assert_string_equal(form.fields[1].name, "blob");
	form_free(&form);
}

static void
tolerates_preamble_epilogue_and_padding(void **state)
{
	(void)state;
	assert_reads("hello\r\n" PART("a", "1") END "bye", FORM_OK, 1);
	assert_reads("--B \t\r\n" NAMED("a") "\r\n1\r\n--B--", FORM_OK, 1);
	assert_reads("--B--", FORM_OK, 0);
	assert_reads("--B\r\n" NAMED("a") "\r\n--B--", FORM_OK, 1);
	assert_reads("--B\r\nX: y\r\ncontent-disposition:form-data;name=a"
		     "\r\nContent-Type: text/plain\r\nA: b\r\nC: d\r\n"
		     "E: f\r\n\r\n1\r\n" END,
	    FORM_OK, 1);
}

static void
refuses_broken_frames(void **state)
{
	(void)state;
	assert_reads("", FORM_MALFORMED, 0);
	assert_reads("--", FORM_MALFORMED, 0);
	assert_reads("--B", FORM_MALFORMED, 0);
	assert_reads("--B\r\n", FORM_MALFORMED, 0);
	assert_reads("--B\n" NAMED("a") "\r\n1\r\n" END, FORM_MALFORMED, 0);
	assert_reads("--B\r\n" NAMED("a") "\r\n1\n--B--", FORM_MALFORMED, 0);
	assert_reads("--B\r\n" NAMED("a") "\n1\r\n" END, FORM_MALFORMED, 0);
	assert_reads("--B\r\r\r\r1\r--B--", FORM_MALFORMED, 0);
	assert_reads(PART("a", "1"), FORM_MALFORMED, 0);
	assert_reads(PART("a", "1") "--B", FORM_MALFORMED, 1);
	assert_reads(PART("a", "1") "--BC--", FORM_MALFORMED, 1);
	assert_reads("--C\r\n" NAMED("a") "\r\n1\r\n--C--", FORM_MALFORMED, 0);
}

static void
refuses_broken_headers(void **state)
{
	static const char *const headers[] = {
		"",
		"X: y\r\n",
		"Content-Disposition: form-data\r\n",
		"Content-Disposition: form-data; name\r\n",
		"Content-Disposition: form-data; name=\r\n",
		"Content-Disposition: form-data; name=\"a\r\n",
		"Content-Disposition: form-data; filename=\"a\"\r\n",
		"Content-Disposition: form-data; name=a; name=b\r\n",
		"Content-Disposition: form-data; name=a b\r\n",
		"Content-Disposition: attachment; name=a\r\n",
		"Content-Disposition: form-datax; name=a\r\n",
		NAMED("a") NAMED("b"),
		NAMED("a") "no colon\r\n",
		NAMED("a") " folded: x\r\n",
		NAMED("a") ": x\r\n",
	};
	char body[512];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		(void)snprintf(body, sizeof(body), "--B\r\n%s\r\n1\r\n" END,
		    headers[i]);
		assert_reads(body, FORM_MALFORMED, 0);
	}
}

static void
refuses_nul_in_text(void **state)
{
	static const char body[] = PART("a", "x\0y") END;
	static const char header[] =
	    "--B\r\nX: \0\r\n" NAMED("a") "\r\n1\r\n" END;
	struct form form = { .len = 0 };

	(void)state;
	assert_int_equal(form_add_multipart(&form, "B", body, sizeof(body) - 1),
	    FORM_MALFORMED);
	assert_int_equal(
	    form_add_multipart(&form, "B", header, sizeof(header) - 1),
	    FORM_MALFORMED);
	assert_int_equal(form.len, 0);
}

/* The text n times, between before and after; caller frees. */
static char *
repeat(const char *before, const char *text, size_t n, const char *after)
{
	char *out;
	size_t len, i;

	len = strlen(text);
	out = malloc(strlen(before) + n * len + strlen(after) + 1);
	assert_non_null(out);
	memcpy(out, before, strlen(before));
	for (i = 0; i < n; i++)
		memcpy(out + strlen(before) + i * len, text, len);
	memcpy(out + strlen(before) + n * len, after, strlen(after) + 1);
	return (out);
}

static void
limits_headers_and_parts(void **state)
{
	char *body;

	(void)state;
	body =
	    repeat("--B\r\nX: ", "x", 5000, "\r\n" NAMED("a") "\r\n1\r\n" END);
	assert_reads(body, FORM_TOO_MANY, 0);
	free(body);
	body = repeat("--B\r\n", "X: y\r\n", 20, NAMED("a") "\r\n1\r\n" END);
	assert_reads(body, FORM_TOO_MANY, 0);
	free(body);
	body = repeat("", PART("a", "1"), FORM_FIELDS_MAX, END);
	assert_reads(body, FORM_OK, FORM_FIELDS_MAX);
	free(body);
	body = repeat("", PART("a", "1"), FORM_FIELDS_MAX + 1, END);
	assert_reads(body, FORM_TOO_MANY, FORM_FIELDS_MAX);
	free(body);
	body = repeat("", FILE_PART("a", "", ""), FORM_FIELDS_MAX + 1, END);
	assert_reads(body, FORM_TOO_MANY, 0);
	free(body);
}

/* Near-boundaries made Kore move the rest of the body for each. */
static void
reads_many_near_boundaries(void **state)
{
	struct form form;
	char *body;

	(void)state;
	body =
	    repeat("--B\r\n" NAMED("a") "\r\n", "\r\n--A", 200000, "\r\n" END);
	read_text(&form, body);
	assert_int_equal(form.fields[0].len, 1000000);
	form_free(&form);
	free(body);
}

static void
assert_boundary(const char *content_type, const char *boundary)
{
	char *found;

	found = form_boundary(content_type);
	if (boundary == NULL)
		assert_null(found);
	else
		assert_string_equal(found, boundary);
	free(found);
}

static void
finds_boundaries(void **state)
{
	(void)state;
	assert_boundary("multipart/form-data; boundary=abc", "abc");
	assert_boundary("Multipart/Form-Data;BOUNDARY=\"a b:c\"", "a b:c");
	assert_boundary("multipart/form-data; charset=utf-8; boundary=x", "x");
	assert_boundary("multipart/form-data; boundary=x; charset=y", "x");
	assert_boundary("multipart/form-data", NULL);
	assert_boundary("multipart/form-data; boundary=", NULL);
	assert_boundary("multipart/form-data; boundary=\"\"", NULL);
	assert_boundary("multipart/form-data; boundary=\"a", NULL);
	assert_boundary("multipart/form-data; boundary=\"a \"", NULL);
	assert_boundary("multipart/form-data; boundary=گ", NULL);
	assert_boundary("multipart/form-dataX; boundary=a", NULL);
	assert_boundary("multipart/mixed; boundary=a", NULL);
	assert_boundary("text/plain; boundary=a", NULL);
	assert_boundary(
	    "multipart/form-data; boundary="
	    "1234567890123456789012345678901234567890123456789012345678901234"
	    "567890",
	    "1234567890123456789012345678901234567890123456789012345"
	    "678901234567890");
	assert_boundary(
	    "multipart/form-data; boundary="
	    "1234567890123456789012345678901234567890123456789012345678901234"
	    "5678901",
	    NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_text_fields),
		cmocka_unit_test(reads_files_with_any_bytes),
		cmocka_unit_test(reads_awkward_file_names),
		cmocka_unit_test(keeps_empty_files_but_not_unchosen_ones),
		cmocka_unit_test(tolerates_preamble_epilogue_and_padding),
		cmocka_unit_test(refuses_broken_frames),
		cmocka_unit_test(refuses_broken_headers),
		cmocka_unit_test(refuses_nul_in_text),
		cmocka_unit_test(limits_headers_and_parts),
		cmocka_unit_test(reads_many_near_boundaries),
		cmocka_unit_test(finds_boundaries),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
