/* Parameters that are many: lists, and fields with keys after a dot. */
#include "params.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "error.h"
#include "outcome.h"

static void
read_list(struct outcome *o, struct param p, const char *query)
{
	outcome_begin(o);
	p.name = "a";
	p.many = 3;
	assert_int_equal(form_add_urlencoded(&o->form, query, strlen(query)),
	    FORM_OK);
	read_param(o, p);
}

static void
reads_lists(void **state)
{
	struct param required = { .type = T_TEXT, .need = REQUIRED };
	struct outcome o;

	(void)state;
	read_list(&o, of(T_ID), "a=1&b=2&a=%DB%B3");
	assert_got(&o, "[1,3]");
	outcome_end(&o);
	read_list(&o, of(T_TEXT), "a=x%22y&a=z");
	assert_got(&o, "[\"x\\\"y\",\"z\"]");
	outcome_end(&o);
	read_list(&o, of(T_BOOL), "a=on&a=");
	assert_got(&o, "[true,false]");
	outcome_end(&o);
	read_list(&o, of(T_TEXT), "a=&a=x");
	assert_got(&o, "[null,\"x\"]");
	outcome_end(&o);
	read_list(&o, of(T_TEXT), "a=&a=");
	assert_got(&o, NULL);
	outcome_end(&o);
	read_list(&o, of(T_TEXT), "b=1");
	assert_got(&o, NULL);
	outcome_end(&o);
	read_list(&o, required, "a=x&a=");
	assert_code(&o, "a", "required");
	outcome_end(&o);
	read_list(&o, of(T_ID), "a=1&a=x&a=2");
	assert_code(&o, "a", "not_a_number");
	outcome_end(&o);
	read_list(&o, of(T_ID), "a=1&a=2&a=3&a=4");
	assert_code(&o, "a", "too_many");
	outcome_end(&o);
}

static void
read_by_key(struct outcome *o, struct param p, const char *query)
{
	p.keyed = true;
	read_list(o, p, query);
}

static void
reads_by_key(void **state)
{
	struct outcome o;

	(void)state;
	read_by_key(&o, within(T_INT, 0, 4), "a.x=1&b.x=9&a.y.z=%DB%B4");
	assert_got(&o, "{\"x\":1,\"y.z\":4}");
	outcome_end(&o);
	read_by_key(&o, of(T_TEXT), "a.x=p&a.X=q&a.x=r&a.y=&a=s&ab.x=t");
	assert_got(&o, "{\"x\":\"p\",\"X\":\"q\"}");
	outcome_end(&o);
	read_by_key(&o, of(T_TEXT), "a.x=&a=s");
	assert_got(&o, NULL);
	outcome_end(&o);
	read_by_key(&o, (struct param){ .type = T_INT, .need = REQUIRED },
	    "a.x=");
	assert_code(&o, "a", "required");
	outcome_end(&o);
	read_by_key(&o, within(T_INT, 0, 4), "a.x=1&a.y.z=5&a.w=9");
	assert_code(&o, "a.y.z", "too_big");
	outcome_end(&o);
	read_by_key(&o, of(T_INT), "a.1=1&a.2=2&a.3=3&a.4=4");
	assert_code(&o, "a", "too_many");
	outcome_end(&o);
}

static void
reads_toman_by_key(void **state)
{
	struct outcome o;

	(void)state;
	read_by_key(&o, of(T_RIAL), "a_toman.x=5&a.y=7&a_toman.y=9&a_toman.z=");
	assert_got(&o, "{\"y\":7,\"x\":50}");
	outcome_end(&o);
	read_by_key(&o, of(T_RIAL), "a_toman.x=%DB%B1%D9%AC%DB%B0%DB%B0%DB%B0");
	assert_got(&o, "{\"x\":10000}");
	outcome_end(&o);
	read_by_key(&o, within(T_RIAL, 0, 40), "a_toman.x=5");
	assert_code(&o, "a_toman.x", "too_big");
	outcome_end(&o);
	read_by_key(&o, of(T_RIAL), "a.1=1&a_toman.2=2&a.3=3&a_toman.4=4");
	assert_code(&o, "a", "too_many");
	outcome_end(&o);
	/* Only money is counted in toman. */
	read_by_key(&o, of(T_INT), "a_toman.x=5");
	assert_got(&o, NULL);
	outcome_end(&o);
}

static void
read_object(struct outcome *o, struct param p, const char *json)
{
	outcome_begin(o);
	p.name = "a";
	p.many = 3;
	p.keyed = true;
	assert_int_equal(form_add_json(&o->form, json, strlen(json)), FORM_OK);
	read_param(o, p);
}

static void
reads_objects(void **state)
{
	struct outcome o;

	(void)state;
	read_object(&o, of(T_RIAL),
	    "{\"a\":{\"x\":1000000000000000,\"y\":\"\u06f4\",\"z\":null}}");
	assert_got(&o, "{\"x\":1000000000000000,\"y\":4}");
	outcome_end(&o);
	read_object(&o, of(T_RIAL), "{\"a\":{\"x\":1},\"a_toman\":{\"y\":2}}");
	assert_got(&o, "{\"x\":1,\"y\":20}");
	outcome_end(&o);
	read_object(&o, of(T_BOOL), "{\"a\":{\"12.1\":true,\"12.2\":false}}");
	assert_got(&o, "{\"12.1\":true,\"12.2\":false}");
	outcome_end(&o);
	read_object(&o, of(T_INT), "{\"a.y\":2,\"a\":{\"x\":1,\"y\":9}}");
	assert_got(&o, "{\"y\":2,\"x\":1}");
	outcome_end(&o);
	read_object(&o, within(T_INT, 0, 4), "{\"a\":{\"x\":1,\"y\":5}}");
	assert_code(&o, "a.y", "too_big");
	outcome_end(&o);
	read_object(&o, of(T_INT), "{\"a\":{\"x\":1.5}}");
	assert_code(&o, "a.x", "not_a_number");
	outcome_end(&o);
	read_object(&o, of(T_INT), "{\"a\":{\"x\":[1]}}");
	assert_code(&o, "a.x", "bad_json");
	outcome_end(&o);
	read_object(&o, of(T_INT), "{\"a\":[{\"x\":1}]}");
	assert_code(&o, "a", "bad_json");
	outcome_end(&o);
	read_object(&o, of(T_INT), "{\"a\":{\"1\":1,\"2\":2,\"3\":3,\"4\":4}}");
	assert_code(&o, "a", "too_many");
	outcome_end(&o);
	read_object(&o, of(T_INT),
	    "{\"a\":{\"0123456789012345678901234567890123456789"
	    "01234567890123456789\":1}}");
	assert_got(&o,
	    "{\"0123456789012345678901234567890123456789"
	    "01234567890123456789\":1}");
	outcome_end(&o);
	read_object(&o, of(T_INT),
	    "{\"a\":{\"0123456789012345678901234567890123456789"
	    "01234567890123456789012\":1}}");
	assert_code(&o, "a", "bad_json");
	outcome_end(&o);
}

static int
start(void **state)
{
	char why[256];

	(void)state;
	return (error_start(why, sizeof(why)) ? 0 : -1);
}

static int
stop(void **state)
{
	(void)state;
	error_stop();
	return (0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_lists),
		cmocka_unit_test(reads_by_key),
		cmocka_unit_test(reads_toman_by_key),
		cmocka_unit_test(reads_objects),
	};

	return (cmocka_run_group_tests(tests, start, stop));
}
