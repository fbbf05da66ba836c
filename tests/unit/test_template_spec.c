/* Every clause of the Mustache specification that the engine promises. */
#include "template.h"

#include <sys/stat.h>

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

#define PARTIALS_MAX     4
#define PATH_BYTES_MAX   128
#define ERROR_BYTES_MAX  512
#define OUTPUT_BYTES_MAX 4096

struct partial {
	const char *name;
	const char *text;
};

struct clause {
	const char *says;
	const char *text;
	const char *data;
	const char *expected;
	struct partial partials[PARTIALS_MAX];
};

static const struct clause comments[] = {
	{ "a comment leaves nothing", "a{{! gone }}b", "{}", "ab", { { 0 } } },
	{ "it may span lines", "a{{!\n one\n two\n}}b", "{}", "ab", { { 0 } } },
	{ "alone on a line it takes the line", "a\n  {{! x }}  \nb\n", "{}",
	    "a\nb\n", { { 0 } } },
	{ "also with several lines", "a\n  {{!\n x\n }}\nb\n", "{}", "a\nb\n",
	    { { 0 } } },
	{ "also with carriage returns", "a\r\n{{! x }}\r\nb", "{}", "a\r\nb",
	    { { 0 } } },
	{ "also on the first line", "  {{! x }}\nb", "{}", "b", { { 0 } } },
	{ "also on the last line", "a\n  {{! x }}", "{}", "a\n", { { 0 } } },
	{ "beside text it does not", "  12 {{! x }}\n", "{}", "  12 \n",
	    { { 0 } } },
	{ "a name in it is no name", "{{!a}}{{! a }}{{!}}", "{\"a\":1}", "",
	    { { 0 } } },
};

static const struct clause delimiters[] = {
	{ "a pair changes what opens and closes", "{{=<% %>=}}(<%a%>{{a}})",
	    "{\"a\":1}", "(1{{a}})", { { 0 } } },
	{ "one letter will do", "({{=[ ]=}}[a])", "{\"a\":1}", "(1)",
	    { { 0 } } },
	{ "blanks around them are ignored", "{{=  @   @  =}}@a@", "{\"a\":1}",
	    "1", { { 0 } } },
	{ "the bar may be one", "{{=| |=}}|#a||b||/a|", "{\"a\":{\"b\":2}}",
	    "2", { { 0 } } },
	{ "a change within a section holds after it",
	    "{{#a}}{{b}}{{=| |=}}|b||/a||a.b|", "{\"a\":{\"b\":1}}", "111",
	    { { 0 } } },
	{ "a partial begins with the usual ones", "{{=| |=}}|>p|", "{\"a\":1}",
	    "1|a|", { { "p", "{{a}}|a|" } } },
	{ "a partial's own stay in it", "{{>p}}{{a}}|a|", "{\"a\":1}", "11|a|",
	    { { "p", "{{=| |=}}|a|" } } },
	{ "alone on a line it takes the line", "a\n {{=@ @=}} \nb", "{}",
	    "a\nb", { { 0 } } },
	{ "beside text it does not", " a {{=@ @=}}\n", "{}", " a \n",
	    { { 0 } } },
};

static const struct clause values[] = {
	{ "no tag, no change", "{a} } {", "{}", "{a} } {", { { 0 } } },
	{ "a name becomes its value", "{{a}}", "{\"a\":\"x\"}", "x",
	    { { 0 } } },
	{ "what comes out is not read again", "{{a}}", "{\"a\":\"{{b}}\"}",
	    "{{b}}", { { 0 } } },
	{ "escapes", "{{a}}", "{\"a\":\"<&>\\\"'\"}",
	    "&lt;&amp;&gt;&quot;&#39;", { { 0 } } },
	{ "three braces do not", "{{{a}}}", "{\"a\":\"<&>\\\"'\"}", "<&>\"'",
	    { { 0 } } },
	{ "nor does &", "{{&a}}{{& a }}", "{\"a\":\"<\"}", "<<", { { 0 } } },
	{ "whole numbers", "{{a}} {{{b}}} {{&c}}",
	    "{\"a\":85,\"b\":-3,\"c\":9007199254740991}",
	    "85 -3 9007199254740991", { { 0 } } },
	{ "numbers with a fraction", "{{a}} {{b}} {{c}}",
	    "{\"a\":1.210,\"b\":0.1,\"c\":-2.5}", "1.21 0.1 -2.5", { { 0 } } },
	{ "nulls and absent names are empty", "({{a}}{{{b}}}{{&c}})",
	    "{\"a\":null}", "()", { { 0 } } },
	{ "true and false have a text", "{{a}} {{b}}",
	    "{\"a\":true,\"b\":false}", "true false", { { 0 } } },
	{ "a dotted name goes in", "{{a.b.c}}", "{\"a\":{\"b\":{\"c\":7}}}",
	    "7", { { 0 } } },
	{ "a broken chain is empty", "({{a.b.c}}{{a.x}})",
	    "{\"a\":{\"b\":null}}", "()", { { 0 } } },
	{ "only the first part searches the contexts", "{{#a}}{{b.c}}{{/a}}",
	    "{\"a\":{\"b\":{}},\"b\":{\"c\":\"no\"}}", "", { { 0 } } },
	{ "a key with a dot is never a name", "{{a.b}}", "{\"a.b\":1}", "",
	    { { 0 } } },
	{ "nor does it hide one", "{{a.b}}", "{\"a.b\":1,\"a\":{\"b\":2}}", "2",
	    { { 0 } } },
	{ "keys are exact", "({{A}}{{ab}})", "{\"a\":1,\"abc\":2}", "()",
	    { { 0 } } },
	{ "the innermost key counts, even when null", "({{#a}}{{b}}{{/a}})",
	    "{\"a\":{\"b\":null},\"b\":1}", "()", { { 0 } } },
	{ "a dot is the context itself", "{{.}}|{{{.}}}|{{&.}}", "\"<\"",
	    "&lt;|<|<", { { 0 } } },
	{ "also a number", "{{.}}", "1.5", "1.5", { { 0 } } },
	{ "blanks around a tag stay", "| {{a}} |\n {{a}}\n", "{\"a\":1}",
	    "| 1 |\n 1\n", { { 0 } } },
	{ "blanks within a tag do not", "{{ a }}{{{ a }}}{{&\ta\n}}",
	    "{\"a\":1}", "111", { { 0 } } },
	{ "lists and objects come as JSON, escaped", "{{a}}",
	    "{\"a\":[1,\"x\"]}", "[1,&quot;x&quot;]", { { 0 } } },
};

static const struct clause sections[] = {
	{ "true shows it", "{{#a}}x{{/a}}", "{\"a\":true}", "x", { { 0 } } },
	{ "false, null and absent hide it",
	    "({{#a}}x{{/a}}{{#b}}x{{/b}}{{#c}}x{{/c}})",
	    "{\"a\":false,\"b\":null}", "()", { { 0 } } },
	{ "an empty list, an empty text and zero hide it",
	    "({{#a}}x{{/a}}{{#b}}x{{/b}}{{#c}}x{{/c}})",
	    "{\"a\":[],\"b\":\"\",\"c\":0}", "()", { { 0 } } },
	{ "an object becomes the context", "{{#a}}{{b}}{{/a}}",
	    "{\"a\":{\"b\":1}}", "1", { { 0 } } },
	{ "outer contexts are searched too", "{{#a}}{{b}}{{c}}{{/a}}",
	    "{\"a\":{\"b\":1},\"b\":2,\"c\":3}", "13", { { 0 } } },
	{ "through many levels",
	    "{{#a}}{{x}}{{#b}}{{x}}{{y}}{{#c}}{{x}}{{y}}{{z}}{{/c}}{{/b}}{{/"
	    "a}}",
	    "{\"x\":0,\"a\":{\"x\":1},\"b\":{\"y\":2},\"c\":{\"z\":3}}",
	    "112123", { { 0 } } },
	{ "a list repeats it", "{{#a}}{{b}},{{/a}}",
	    "{\"a\":[{\"b\":1},{\"b\":2}]}", "1,2,", { { 0 } } },
	{ "a list of plain values", "{{#a}}({{.}}){{/a}}",
	    "{\"a\":[1,\"x\",2.5,\"<\"]}", "(1)(x)(2.5)(&lt;)", { { 0 } } },
	{ "a list of lists", "{{#.}}({{#.}}{{.}}{{/.}}){{/.}}", "[[1,2],[3]]",
	    "(12)(3)", { { 0 } } },
	{ "false in a list is an item", "{{#a}}x{{/a}}", "{\"a\":[false,null]}",
	    "xx", { { 0 } } },
	{ "a dotted name", "{{#a.b}}x{{/a.b}}{{#a.c}}y{{/a.c}}",
	    "{\"a\":{\"b\":1}}", "x", { { 0 } } },
	{ "the same name within itself", "{{#a}}1{{#a}}2{{/a}}3{{/a}}",
	    "{\"a\":true}", "123", { { 0 } } },
	{ "the same twice", "{{#a}}1{{/a}}{{#b}}2{{/b}}{{#a}}3{{/a}}",
	    "{\"a\":true}", "13", { { 0 } } },
	{ "blanks around and within stay", " | {{#a}}\t| {{/a}}|\n",
	    "{\"a\":true}", " | \t| |\n", { { 0 } } },
	{ "tags alone take their lines", "a\n  {{#a}}\nb\n  {{/a}}  \nc\n",
	    "{\"a\":true}", "a\nb\nc\n", { { 0 } } },
	{ "also with carriage returns", "a\r\n{{#a}}\r\n{{/a}}\r\nb",
	    "{\"a\":true}", "a\r\nb", { { 0 } } },
	{ "also first and last", "  {{#a}}\nb\n  {{/a}}", "{\"a\":true}", "b\n",
	    { { 0 } } },
	{ "two on a line are not alone", " {{#a}}1{{/a}}\n {{#a}}{{/a}}\n",
	    "{\"a\":true}", " 1\n \n", { { 0 } } },
	{ "blanks within the tags do not count", "{{# a }}x{{/ a }}",
	    "{\"a\":true}", "x", { { 0 } } },
	{ "inverted: shown when false, null, absent or empty",
	    "{{^a}}1{{/a}}{{^b}}2{{/b}}{{^c}}3{{/c}}{{^d}}4{{/d}}",
	    "{\"a\":false,\"b\":null,\"d\":[]}", "1234", { { 0 } } },
	{ "inverted: hidden when true, an object or a list",
	    "({{^a}}1{{/a}}{{^b}}2{{/b}}{{^c}}3{{/c}})",
	    "{\"a\":true,\"b\":{},\"c\":[0]}", "()", { { 0 } } },
	{ "inverted: dotted names", "{{^a.b}}x{{/a.b}}{{^a.c.d}}y{{/a.c.d}}",
	    "{\"a\":{\"b\":1}}", "y", { { 0 } } },
	{ "inverted: alone on a line", "a\n {{^b}}\nx\n{{/b}}\nc", "{}",
	    "a\nx\nc", { { 0 } } },
};

static const struct clause partials[] = {
	{ "expands the named template", "({{>p}})", "{}", "(x)",
	    { { "p", "x" } } },
	{ "one that is not there is empty", "({{>q}})", "{}", "()",
	    { { "p", "x" } } },
	{ "it sees the contexts", "{{#a}}{{>p}}{{/a}}", "{\"a\":{\"b\":1}}",
	    "*1*", { { "p", "*{{b}}*" } } },
	{ "it may contain itself while there is data", "{{>p}}",
	    "{\"n\":1,\"l\":[{\"n\":2,\"l\":[{\"n\":3,\"l\":[]}]}]}",
	    "1<2<3<>>>", { { "p", "{{n}}<{{#l}}{{>p}}{{/l}}>" } } },
	{ "it may contain another", "{{>p}}", "{\"a\":1}", "(1)",
	    { { "p", "({{>q}})" }, { "q", "{{a}}" } } },
	{ "blanks around it stay", "| {{>p}} |", "{}", "| \t|\t |",
	    { { "p", "\t|\t" } } },
	{ "within a line nothing is indented", "  {{a}}  {{> p }}\n",
	    "{\"a\":\"|\"}", "  |  >\n>\n", { { "p", ">\n>" } } },
	{ "alone, its line goes", "|\r\n{{>p}}\r\n|", "{}", "|\r\n>|",
	    { { "p", ">" } } },
	{ "alone and first", "  {{>p}}\n>", "{}", "  >\n  >>",
	    { { "p", ">\n>" } } },
	{ "alone and last", ">\n  {{>p}}", "{}", ">\n  >\n  >",
	    { { "p", ">\n>" } } },
	{ "each of its lines is indented, not the values' lines",
	    "[\n {{>p}}\n]\n", "{\"a\":\"1\\n2\"}", "[\n |\n 1\n2\n |\n]\n",
	    { { "p", "|\n{{{a}}}\n|\n" } } },
	{ "indentation adds up", " {{>p}}\n", "{}", " a\n  b\n  c\n",
	    { { "p", "a\n {{>q}}\n" }, { "q", "b\nc\n" } } },
	{ "but not through one within a line", " {{>p}}\n", "{}", " a: b\nc\n",
	    { { "p", "a: {{>q}}" }, { "q", "b\nc\n" } } },
	{ "lines that begin with a section are indented once", "  {{>p}}\n",
	    "{\"a\":[1,2]}", "  12!\n  12\n",
	    { { "p", "{{#a}}{{.}}{{/a}}!\n{{! x }}{{#a}}{{.}}{{/a}}\n" } } },
	{ "lines of a repeated section are indented each", "  {{>p}}\n",
	    "{\"a\":[1,2]}", "  1\n  2\n",
	    { { "p", "{{#a}}\n{{.}}\n{{/a}}\n" } } },
	{ "a name may be a path", "{{>shared/card}}", "{}", "x",
	    { { "shared/card", "x" } } },
};

static const struct clause blocks[] = {
	{ "a block shows its default", "{{$b}}x{{a}}{{/b}}", "{\"a\":1}", "x1",
	    { { 0 } } },
	{ "with sections in it",
	    "{{$b}}{{#a}}{{c}}{{/a}}{{^d}}{{{e}}}{{/d}}{{/b}}",
	    "{\"a\":{\"c\":1},\"e\":\"<\"}", "1<", { { 0 } } },
	{ "a parent without arguments is a partial", "{{<p}}{{/p}}|{{>p}}",
	    "{}", "x|x", { { "p", "{{$b}}x{{/b}}" } } },
	{ "one that is not there is empty", "({{<q}}{{$b}}x{{/b}}{{/q}})", "{}",
	    "()", { { "p", "" } } },
	{ "an argument replaces the default", "{{<p}}{{$b}}y{{/b}}{{/p}}", "{}",
	    "(y)", { { "p", "({{$b}}x{{/b}})" } } },
	{ "only the one it names", "{{<p}}{{$c}}z{{/c}}{{/p}}", "{}", "x, z",
	    { { "p", "{{$b}}x{{/b}}, {{$c}}y{{/c}}" } } },
	{ "data of that name does nothing",
	    "{{<p}}{{$b}}y{{/b}}{{/p}}{{<p}}{{/p}}", "{\"b\":1}", "yx",
	    { { "p", "{{$b}}x{{/b}}" } } },
	{ "each use has its own arguments",
	    "{{<p}}{{$b}}1{{/b}}{{/p}} {{<p}}{{$b}}2{{/b}}{{/p}}", "{}",
	    "|1| |2|", { { "p", "|{{$b}}x{{/b}}|" } } },
	{ "an argument sees the contexts of the place it fills",
	    "{{<p}}{{$b}}{{n}}{{/b}}{{/p}}", "{\"n\":1,\"a\":{\"n\":2}}", "2",
	    { { "p", "{{#a}}{{$b}}{{/b}}{{/a}}" } } },
	{ "the outermost argument wins", "{{<p}}{{$b}}1{{/b}}{{/p}}", "{}", "1",
	    { { "p", "{{<q}}{{$b}}2{{/b}}{{/q}}" },
		{ "q", "{{$b}}3{{/b}}" } } },
	{ "the middle one when there is no other", "{{<p}}{{/p}}", "{}", "2",
	    { { "p", "{{<q}}{{$b}}2{{/b}}{{/q}}" },
		{ "q", "{{$b}}3{{/b}}" } } },
	{ "parents may go round while arguments end it",
	    "{{<p}}{{$a}}1{{/a}}{{/p}}", "{}", "1 1 1 4",
	    { { "p", "{{$a}}2{{/a}} {{$b}}{{<q}}{{/q}}{{/b}}" },
		{ "q", "{{$a}}3{{/a}} {{<p}}{{$b}}4{{/b}}{{/p}}" } } },
	{ "an argument with a block of its own name ends too",
	    "{{<p}}{{$b}}[{{$b}}x{{/b}}]{{/b}}{{/p}}", "{}", "[x]",
	    { { "p", "{{$b}}y{{/b}}" } } },
	{ "text beside the arguments is ignored",
	    "{{<p}} no {{n}} {{$b}}y{{/b}} no {{! no }}{{/p}}", "{\"n\":1}",
	    "y", { { "p", "{{$b}}x{{/b}}" } } },
	{ "an argument keeps its lines", "{{<p}}{{$b}}\n1\n\n2\n{{/b}}{{/p}}",
	    "{}", "1\n\n2\n", { { "p", "{{$b}}x{{/b}}" } } },
	{ "a place's indentation is kept", "{{<p}}{{$b}}y{{/b}}{{/p}}", "{}",
	    "a\n  y\n", { { "p", "a\n  {{$b}}x{{/b}}\n" } } },
	{ "a parent alone on its line is indented", "a\n  {{<p}}{{/p}}\nb",
	    "{}", "a\n  1\n  2\nb", { { "p", "1\n2\n" } } },
	{ "so it is over several lines",
	    " {{<p}}\n {{$b}}\n y\n {{/b}}\n {{/p}}\nz", "{}", " 1\n y\nz",
	    { { "p", "1\n{{$b}}\nx\n{{/b}}\n" } } },
	{ "beside text it is not", " {{<p}}{{/p}} b\n", "{}", " 1\n2 b\n",
	    { { "p", "1\n2" } } },
	{ "a place on a line of its own indents what fills it",
	    "{{<p}}{{$b}}\none\ntwo{{/b}}\n{{/p}}\n", "{}", "a\n  one\n  two\n",
	    { { "p", "a\n  {{$b}}{{/b}}\n" } } },
	{ "an argument's own indentation is taken off",
	    "{{<p}}{{$b}}\n    one\n      two\n{{/b}}{{/p}}\n", "{}",
	    "a\n  one\n    two\n", { { "p", "a\n  {{$b}}\n  {{/b}}\n" } } },
	{ "the default's indentation is the place's",
	    "{{<p}}{{$b}}\none\ntwo\n{{/b}}{{/p}}\n", "{}", "a\n  one\n  two\n",
	    { { "p", "a\n{{$b}}\n  x\n{{/b}}\n" } } },
	{ "a block in an argument is indented relative to it",
	    "{{<p}}{{$i}}\nthree\n{{/i}}{{/p}}\n", "{}", "one\n  three\n",
	    { { "p",
		  "{{<q}}{{$b}}\n  one\n  {{$i}}\n    two\n  {{/i}}\n"
		  "{{/b}}{{/q}}\n" },
		{ "q", "{{$b}}x{{/b}}" } } },
	{ "partials in an argument are indented relative to it",
	    "{{<p}}{{$b}}\n    {{>q}}\n{{/b}}{{/p}}\n", "{}", " 1\n 2\n",
	    { { "p", " {{$b}}\n {{/b}}\n" }, { "q", "1\n2\n" } } },
	{ "an argument on one line in a place of several",
	    "{{<p}}{{$b}}y{{/b}}{{/p}}", "{}", "a\n  y",
	    { { "p", "a\n  {{$b}}\n  {{/b}}\n" } } },
	{ "lines that values make are not indented",
	    "{{<p}}{{$b}}\n{{{v}}}\n{{/b}}{{/p}}", "{\"v\":\"1\\n2\"}",
	    "  1\n2\n", { { "p", "  {{$b}}\n  {{/b}}\n" } } },
};

/* A new folder of the clause's partials; its name goes to folder. */
static void
write_partials(const struct partial *partials_of, char *folder)
{
	char path[PATH_BYTES_MAX];
	FILE *file;
	size_t i;

	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/shared", folder);
	assert_int_equal(mkdir(path, 0700), 0);
	for (i = 0; i < PARTIALS_MAX && partials_of[i].name != NULL; i++) {
		(void)snprintf(path, sizeof(path), "%s/%s.html", folder,
		    partials_of[i].name);
		file = fopen(path, "w");
		assert_non_null(file);
		(void)fputs(partials_of[i].text, file);
		(void)fclose(file);
	}
}

static void
remove_partials(const struct partial *partials_of, const char *folder)
{
	char path[PATH_BYTES_MAX];
	size_t i;

	for (i = 0; i < PARTIALS_MAX && partials_of[i].name != NULL; i++) {
		(void)snprintf(path, sizeof(path), "%s/%s.html", folder,
		    partials_of[i].name);
		(void)unlink(path);
	}
	(void)snprintf(path, sizeof(path), "%s/shared", folder);
	(void)rmdir(path);
	(void)rmdir(folder);
}

static void
check(const struct clause *clause)
{
	char folder[] = "/tmp/template.XXXXXX";
	char error[ERROR_BYTES_MAX] = "";
	struct template_set *set;
	struct template *t;
	struct buffer out;
	cJSON *data;
	const cJSON *root;

	write_partials(clause->partials, folder);
	set = template_set_load(folder, error, sizeof(error));
	assert_string_equal(error, "");
	t = template_compile(clause->text, strlen(clause->text), error,
	    sizeof(error));
	assert_string_equal(error, "");
	root = data = cJSON_Parse(clause->data);
	assert_non_null(data);
	buffer_init(&out, OUTPUT_BYTES_MAX);
	assert_true(template_render(set, t, &root, 1, &out));
	if (strcmp(out.data != NULL ? out.data : "", clause->expected) != 0)
		fail_msg("%s: \"%s\" where \"%s\" is due", clause->says,
		    out.data, clause->expected);
	buffer_free(&out);
	cJSON_Delete(data);
	template_free(t);
	template_set_free(set);
	remove_partials(clause->partials, folder);
}

#define CHECK_ALL(name)                                                        \
	static void name##_hold(void **state)                                  \
	{                                                                      \
		size_t i;                                                      \
                                                                               \
		(void)state;                                                   \
		for (i = 0; i < sizeof(name) / sizeof(name[0]); i++)           \
			check(&name[i]);                                       \
	}

CHECK_ALL(comments)
CHECK_ALL(delimiters)
CHECK_ALL(values)
CHECK_ALL(sections)
CHECK_ALL(partials)
CHECK_ALL(blocks)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comments_hold),
		cmocka_unit_test(delimiters_hold),
		cmocka_unit_test(values_hold),
		cmocka_unit_test(sections_hold),
		cmocka_unit_test(partials_hold),
		cmocka_unit_test(blocks_hold),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
