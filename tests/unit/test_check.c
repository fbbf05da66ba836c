/* Iranian identifiers: published ones, and ones broken on purpose. */
#include "check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
assert_all(bool (*check)(const char *), bool expected, const char *const *texts)
{
	for (; *texts != NULL; texts++)
		if (check(*texts) != expected)
			fail_msg("%s is %s", *texts,
			    expected ? "refused" : "accepted");
}

static void
national_ids(void **state)
{
	static const char *const right[] = { "0499370899", "0790419904",
		"1583250689", "0684159414", "4400276201", "2540201288",
		"0084575948", "0013542419", "0068415941", NULL };
	static const char *const wrong[] = { "1234567890", "0010000000",
		"0000000000", "3333333333", "9990419904", "777777777", "",
		"049937089", "04993708990", "049937089a", "۰۴۹۹۳۷۰۸۹۹",
		" 499370899", NULL };

	(void)state;
	assert_all(check_national_id, true, right);
	assert_all(check_national_id, false, wrong);
}

static void
legal_ids(void **state)
{
	static const char *const right[] = { "10380284790", "14005893875",
		"10100171920", NULL };
	static const char *const wrong[] = { "10380284792", "10380285692",
		"09748208301", "11111111111", "10300000000", "1038028479", "",
		NULL };

	(void)state;
	assert_all(check_legal_id, true, right);
	assert_all(check_legal_id, false, wrong);
}

static void
shebas(void **state)
{
	static const char *const right[] = { "IR820540102680020817909002",
		"IR550570022080013447370101", "IR790610000000700796858044",
		"IR062960000000100324200001", NULL };
	static const char *const wrong[] = { "IR012345678901234567890123",
		"ir820540102680020817909002", "820540102680020817909002",
		"IR82054010268002081790900", "IR8205401026800208179090022",
		"IR820540102680020817909003", "IR", "", NULL };

	(void)state;
	assert_all(check_sheba, true, right);
	assert_all(check_sheba, false, wrong);
	assert_string_equal(check_bank_of_sheba("IR820540102680020817909002"),
	    "پارسیان");
	assert_string_equal(check_bank_of_sheba("IR550570022080013447370101"),
	    "پاسارگاد");
	assert_string_equal(check_bank_of_sheba("IR790610000000700796858044"),
	    "شهر");
	assert_null(check_bank_of_sheba("IR062960000000100324200001"));
	assert_null(check_bank_of_sheba("IR82"));
}

static void
cards(void **state)
{
	static const char *const right[] = { "6037701689095443",
		"6219861034529007", NULL };
	static const char *const wrong[] = { "6219861034529008",
		"4444333322221111", "603770168909544", "60377016890954430",
		"6000000000000000", "0000000000000000", "", NULL };

	(void)state;
	assert_all(check_card, true, right);
	assert_all(check_card, false, wrong);
	assert_string_equal(check_bank_of_card("6037701689095443"), "کشاورزی");
	assert_string_equal(check_bank_of_card("6219861034529007"), "سامان");
	assert_null(check_bank_of_card("4444333322221111"));
	assert_null(check_bank_of_card("6037"));
}

static void
postal_codes(void **state)
{
	static const char *const right[] = { "1619735744", "1316943551",
		"6613713245", NULL };
	static const char *const wrong[] = { "0619735744", "2619735744",
		"161973574", "16197357444", "161973574x", "", NULL };

	(void)state;
	assert_all(check_postal_code, true, right);
	assert_all(check_postal_code, false, wrong);
}

static void
mobiles(void **state)
{
	static const char *const right[] = { "+989022002580", "09022002580",
		"989022002580", "00989022002580", "9022002580", NULL };
	static const char *const wrong[] = { "09802002580", "000989022002580",
		"99999999999", "0902200258", "090220025800", "+09022002580",
		"0902200258x", "02188776655", "", NULL };
	char out[12] = "untouched";
	size_t i;

	(void)state;
	for (i = 0; wrong[i] != NULL; i++)
		if (check_mobile(wrong[i], out))
			fail_msg("%s is accepted", wrong[i]);
	assert_string_equal(out, "untouched");
	for (i = 0; right[i] != NULL; i++) {
		out[0] = '\0';
		assert_true(check_mobile(right[i], out));
		assert_string_equal(out, "09022002580");
	}
	assert_true(check_mobile("09981000000", out));
	assert_string_equal(out, "09981000000");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(national_ids),
		cmocka_unit_test(legal_ids),
		cmocka_unit_test(shebas),
		cmocka_unit_test(cards),
		cmocka_unit_test(postal_codes),
		cmocka_unit_test(mobiles),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
