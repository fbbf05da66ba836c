/* What the engine adds to Mustache: pipes, sets, contexts, limits, errors. */
#include "template.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "buffer.h"

#define OUTPUT_BYTES_MAX 4096

static void
assert_renders(const char *text, const char *json, const char *expected)
{
	char error[256] = "";
	struct template *t;
	struct buffer out;
	cJSON *data;
	const cJSON *root;

	t = template_compile(text, strlen(text), error, sizeof(error));
	assert_string_equal(error, "");
	root = data = cJSON_Parse(json);
	buffer_init(&out, OUTPUT_BYTES_MAX);
	assert_true(template_render(NULL, t, &root, 1, &out));
	assert_string_equal(out.data != NULL ? out.data : "", expected);
	buffer_free(&out);
	cJSON_Delete(data);
	template_free(t);
}

static void
assert_refused(const char *text, const char *expected)
{
	char error[256] = "";

	assert_null(template_compile(text, strlen(text), error, sizeof(error)));
	assert_string_equal(error, expected);
}

static void
pipes_turn_values_into_text(void **state)
{
	(void)state;
	assert_renders("{{a|toman}}", "{\"a\":2500000}", "۲۵۰٬۰۰۰ تومان");
	assert_renders("{{ a | digits }}", "{\"a\":12}", "۱۲");
	assert_renders("{{a.b|number}}", "{\"a\":{\"b\":1234}}", "۱٬۲۳۴");
	assert_renders("{{.|digits}}", "7", "۷");
	assert_renders("({{a|toman}})", "{}", "()");
}

static void
pipes_are_escaped_unless_they_make_markup(void **state)
{
	(void)state;
	assert_renders("{{a|digits}}", "{\"a\":\"<1>\"}", "&lt;۱&gt;");
	assert_renders("{{{a|digits}}}", "{\"a\":\"<1>\"}", "<۱>");
	assert_renders("{{&a|digits}}", "{\"a\":\"<1>\"}", "<۱>");
	assert_renders("{{a|lines}}", "{\"a\":\"<1>\\n2\"}",
	    "&lt;1&gt;<br>\n2");
}

static void
an_argument_is_a_path(void **state)
{
	const char *text = "{{#l}}{{id}}{{id|selected:form.city}} {{/l}}";

	(void)state;
	assert_renders(text,
	    "{\"l\":[{\"id\":1},{\"id\":2}],"
	    "\"form\":{\"city\":\"2\"}}",
	    "1 2 selected ");
	assert_renders(text, "{\"l\":[{\"id\":1}]}", "1 ");
}

static void
a_bar_is_only_a_pipe_in_a_value(void **state)
{
	(void)state;
	assert_renders("{{#a|b}}x{{/a|b}}", "{\"a|b\":1}", "x");
}

static void
errors_name_the_line(void **state)
{
	(void)state;
	assert_refused("a\n{{b", "line 2: a tag is not closed");
	assert_refused("{{#a}}\n\n{{/b}}",
	    "line 3: {{/b}} where {{/a}} of line 1 is due");
	assert_refused("\n{{#a}}\n", "line 2: \"a\" is opened, not closed");
	assert_refused("{{/a}}", "line 1: {{/a}} closes nothing");
	assert_refused("\n\n{{a|b}}", "line 3: there is no pipe \"b\"");
	assert_refused("{{a|}}", "line 1: there is no pipe \"\"");
	assert_refused("{{}}", "line 1: a tag has no name");
	assert_refused("{{# }}", "line 1: a tag has no name");
	assert_refused("{{a b}}", "line 1: \"a b\" is not a name");
	assert_refused("{{a..b}}", "line 1: \"a..b\" is not a name");
	assert_refused("{{>a b}}", "line 1: \"a b\" is not a name");
	assert_refused("{{a|selected:}}", "line 1: \"\" is not a name");
	assert_refused("{{=a=}}", "line 1: delimiters are two words without =");
}

static void
too_many_open_tags_are_refused(void **state)
{
	char text[65 * 6 + 1] = "";
	char error[256];
	size_t i;

	(void)state;
	for (i = 0; i < 65; i++)
		memcpy(text + i * 6, "{{#a}}", 6);
	assert_null(template_compile(text, 65 * 6, error, sizeof(error)));
	assert_string_equal(error,
	    "line 1: more than 64 tags within each other");
}

static void
the_last_context_is_the_innermost(void **state)
{
	const char *text = "{{a}}{{b}}{{c.d}}";
	const cJSON *contexts[2];
	struct template *t;
	struct buffer out;
	char error[64];

	(void)state;
	contexts[0] = cJSON_Parse("{\"a\":1,\"b\":2}");
	contexts[1] = cJSON_Parse("{\"b\":3,\"c\":{\"d\":4}}");
	t = template_compile(text, strlen(text), error, sizeof(error));
	assert_non_null(t);
	buffer_init(&out, OUTPUT_BYTES_MAX);
	assert_true(template_render(NULL, t, contexts, 2, &out));
	assert_string_equal(out.data, "134");
	buffer_clear(&out);
	assert_true(template_render(NULL, t, contexts, 0, &out));
	assert_int_equal(out.len, 0);
	buffer_free(&out);
	template_free(t);
	cJSON_Delete((cJSON *)(uintptr_t)contexts[0]);
	cJSON_Delete((cJSON *)(uintptr_t)contexts[1]);
}

static void
a_full_buffer_is_a_failure(void **state)
{
	const char *text = "0123456789{{#a}}{{.}}{{/a}}";
	const cJSON *root;
	struct template *t;
	struct buffer out;
	cJSON *data;
	char error[64];

	(void)state;
	root = data = cJSON_Parse("{\"a\":[1,2,3]}");
	t = template_compile(text, strlen(text), error, sizeof(error));
	buffer_init(&out, 12);
	assert_false(template_render(NULL, t, &root, 1, &out));
	assert_true(out.failed);
	buffer_free(&out);
	template_free(t);
	cJSON_Delete(data);
}

static void
put_file(const char *folder, const char *name, const char *text)
{
	char path[128];
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	(void)fputs(text, file);
	(void)fclose(file);
}

static void
drop_file(const char *folder, const char *name)
{
	char path[128];

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	(void)unlink(path);
}

static void
a_set_is_a_folder(void **state)
{
	char folder[] = "/tmp/template.XXXXXX";
	char error[256] = "", expected[256];
	struct template_set *set;
	struct buffer out;

	(void)state;
	assert_non_null(mkdtemp(folder));
	put_file(folder, "one.html", "1{{>two}}");
	put_file(folder, "two.html", "2");
	put_file(folder, "notes.txt", "{{");
	set = template_set_load(folder, error, sizeof(error));
	assert_string_equal(error, "");
	assert_null(template_find(set, "notes"));
	assert_null(template_find(set, "tw"));
	assert_null(template_find(set, "twoo"));
	buffer_init(&out, OUTPUT_BYTES_MAX);
	assert_true(
	    template_render(set, template_find(set, "one"), NULL, 0, &out));
	assert_string_equal(out.data, "12");
	buffer_clear(&out);
	/* Without a set every partial is empty, linked or not. */
	assert_true(
	    template_render(NULL, template_find(set, "one"), NULL, 0, &out));
	assert_string_equal(out.data, "1");
	buffer_free(&out);
	template_set_free(set);

	put_file(folder, "two.html", "\n{{#a}}");
	assert_null(template_set_load(folder, error, sizeof(error)));
	(void)snprintf(expected, sizeof(expected),
	    "%s/two.html: line 2: \"a\" is opened, not closed", folder);
	assert_string_equal(error, expected);
	drop_file(folder, "one.html");
	drop_file(folder, "two.html");
	drop_file(folder, "notes.txt");
	(void)rmdir(folder);
	assert_null(template_set_load(folder, error, sizeof(error)));
}

static void
endless_partials_are_a_failure(void **state)
{
	static const char *const texts[] = { "{{>a}}", "x{{<a}}{{/a}}",
		"{{#b}}{{>a}}{{/b}}", "  {{>a}}\n" };
	char folder[] = "/tmp/template.XXXXXX";
	char error[256] = "";
	struct template_set *set;
	struct buffer out;
	const cJSON *root;
	cJSON *data;
	size_t i;

	(void)state;
	assert_non_null(mkdtemp(folder));
	root = data = cJSON_Parse("{\"b\":[1,2]}");
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		put_file(folder, "a.html", texts[i]);
		set = template_set_load(folder, error, sizeof(error));
		assert_non_null(set);
		buffer_init(&out, OUTPUT_BYTES_MAX);
		assert_false(template_render(set, template_find(set, "a"),
		    &root, 1, &out));
		buffer_free(&out);
		template_set_free(set);
	}
	cJSON_Delete(data);
	drop_file(folder, "a.html");
	(void)rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pipes_turn_values_into_text),
		cmocka_unit_test(pipes_are_escaped_unless_they_make_markup),
		cmocka_unit_test(an_argument_is_a_path),
		cmocka_unit_test(a_bar_is_only_a_pipe_in_a_value),
		cmocka_unit_test(errors_name_the_line),
		cmocka_unit_test(too_many_open_tags_are_refused),
		cmocka_unit_test(the_last_context_is_the_innermost),
		cmocka_unit_test(a_full_buffer_is_a_failure),
		cmocka_unit_test(a_set_is_a_folder),
		cmocka_unit_test(endless_partials_are_a_failure),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
