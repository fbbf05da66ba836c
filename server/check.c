/* Iranian identifiers by their form and check digits; see check.h. */
#include "check.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define SHEBA_LEN     26
#define CARD_LEN      16
#define CARD_BIN_LEN  6
#define BANK_CODE_LEN 3

struct bank {
	const char *code;
	const char *name;
};

/* Digits five to seven of a Sheba, by the central bank's numbering. */
static const struct bank sheba_banks[] = {
	{ "010", "مرکزی" },
	{ "011", "صنعت و معدن" },
	{ "012", "ملت" },
	{ "013", "رفاه" },
	{ "014", "مسکن" },
	{ "015", "سپه" },
	{ "016", "کشاورزی" },
	{ "017", "ملی" },
	{ "018", "تجارت" },
	{ "019", "صادرات" },
	{ "020", "توسعه صادرات" },
	{ "021", "پست‌بانک" },
	{ "022", "توسعه تعاون" },
	{ "051", "توسعه" },
	{ "052", "قوامین" },
	{ "053", "کارآفرین" },
	{ "054", "پارسیان" },
	{ "055", "اقتصاد نوین" },
	{ "056", "سامان" },
	{ "057", "پاسارگاد" },
	{ "058", "سرمایه" },
	{ "059", "سینا" },
	{ "060", "مهر ایران" },
	{ "061", "شهر" },
	{ "062", "آینده" },
	{ "063", "انصار" },
	{ "064", "گردشگری" },
	{ "065", "حکمت" },
	{ "066", "دی" },
	{ "069", "ایران زمین" },
	{ "070", "رسالت" },
	{ "073", "کوثر" },
	{ "075", "ملل" },
	{ "078", "خاورمیانه" },
	{ "079", "مهر اقتصاد" },
	{ "080", "نور" },
	{ "090", "مهر ایران" },
	{ "095", "ایران و ونزوئلا" },
};

/* The first six digits of a card: its issuer. */
static const struct bank card_banks[] = {
	{ "170019", "ملی" },
	{ "207177", "توسعه صادرات" },
	{ "502229", "پاسارگاد" },
	{ "502806", "شهر" },
	{ "502908", "توسعه تعاون" },
	{ "502910", "کارآفرین" },
	{ "502938", "دی" },
	{ "504172", "رسالت" },
	{ "504706", "شهر" },
	{ "505416", "گردشگری" },
	{ "505426", "گردشگری" },
	{ "505785", "ایران زمین" },
	{ "505801", "کوثر" },
	{ "507677", "نور" },
	{ "585947", "خاورمیانه" },
	{ "585983", "تجارت" },
	{ "589210", "سپه" },
	{ "589463", "رفاه" },
	{ "603769", "صادرات" },
	{ "603770", "کشاورزی" },
	{ "603799", "ملی" },
	{ "606256", "ملل" },
	{ "606373", "مهر ایران" },
	{ "610433", "ملت" },
	{ "621986", "سامان" },
	{ "622106", "پارسیان" },
	{ "627353", "تجارت" },
	{ "627381", "انصار" },
	{ "627412", "اقتصاد نوین" },
	{ "627488", "کارآفرین" },
	{ "627648", "توسعه صادرات" },
	{ "627760", "پست‌بانک" },
	{ "627884", "پارسیان" },
	{ "627961", "صنعت و معدن" },
	{ "628023", "مسکن" },
	{ "628157", "توسعه" },
	{ "636214", "آینده" },
	{ "636795", "مرکزی" },
	{ "636797", "مرکزی" },
	{ "636949", "حکمت" },
	{ "639194", "پارسیان" },
	{ "639217", "کشاورزی" },
	{ "639346", "سینا" },
	{ "639347", "پاسارگاد" },
	{ "639370", "مهر" },
	{ "639599", "قوامین" },
	{ "639607", "سرمایه" },
	{ "903769", "صادرات" },
	{ "991975", "ملت" },
};

static bool digits_only(const char *, size_t);
static bool all_zero(const char *, size_t);
static unsigned remainder_97(const char *, size_t, unsigned);
static const char *bank_name(const struct bank *, size_t, const char *, size_t);

/* Exactly n digits and then the end. */
static bool
digits_only(const char *text, size_t n)
{
	return (strspn(text, "0123456789") == n && text[n] == '\0');
}

static bool
all_zero(const char *text, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (text[i] != '0')
			return (false);
	return (true);
}

/*
 * The civil registry's rule. The first three digits are a place, but late
 * additions to that list made validators refuse real people: not looked at.
 */
bool
check_national_id(const char *id)
{
	int i, sum, rest;

	if (!digits_only(id, 10) || strspn(id, (char[2]){ id[0] }) == 10)
		return (false);
	if (all_zero(id + 3, 6))
		return (false);
	sum = 0;
	for (i = 0; i < 9; i++)
		sum += (id[i] - '0') * (10 - i);
	rest = sum % 11;
	return (id[9] - '0' == (rest < 2 ? rest : 11 - rest));
}

/* The companies registry's rule for legal persons. */
bool
check_legal_id(const char *id)
{
	static const int weights[5] = { 29, 27, 23, 19, 17 };
	int i, sum, tens;

	if (!digits_only(id, 11) || all_zero(id + 3, 6))
		return (false);
	tens = id[9] - '0' + 2;
	sum = 0;
	for (i = 0; i < 10; i++)
		sum += (tens + id[i] - '0') * weights[i % 5];
	return (id[10] - '0' == sum % 11 % 10);
}

/* Continues a remainder over more digits. */
static unsigned
remainder_97(const char *digits, size_t n, unsigned rest)
{
	size_t i;

	for (i = 0; i < n; i++)
		rest = (rest * 10 + (unsigned)(digits[i] - '0')) % 97;
	return (rest);
}

/* ISO 13616: the country as 1827 and the check digits go to the end. */
bool
check_sheba(const char *sheba)
{
	unsigned rest;

	if (strncmp(sheba, "IR", 2) != 0 ||
	    !digits_only(sheba + 2, SHEBA_LEN - 2))
		return (false);
	rest = remainder_97(sheba + 4, SHEBA_LEN - 4, 0);
	rest = remainder_97("1827", 4, rest);
	rest = remainder_97(sheba + 2, 2, rest);
	return (rest == 1);
}

/* ISO 7812, Luhn; foreign cards pass that too, so the issuer must be known. */
bool
check_card(const char *card)
{
	int i, digit, sum;

	if (!digits_only(card, CARD_LEN) || all_zero(card + 1, 10))
		return (false);
	sum = 0;
	for (i = 0; i < CARD_LEN; i++) {
		digit = card[i] - '0';
		if (i % 2 == 0)
			digit *= 2;
		sum += digit > 9 ? digit - 9 : digit;
	}
	return (sum % 10 == 0 && check_bank_of_card(card) != NULL);
}

/*
 * The stricter pattern that circulates refuses some real codes, so only what
 * is sure: no region begins with 0 or 2.
 */
bool
check_postal_code(const char *code)
{
	return (digits_only(code, 10) && code[0] != '0' && code[0] != '2');
}

/*
 * New ranges appear, so prefixes are not listed. 98 after the 9 cannot be
 * one: it is the country code written twice or with digits lost.
 */
bool
check_mobile(const char *text, char out[12])
{
	static const char *const prefixes[] = { "+98", "0098", "98", "0", "" };
	const char *number;
	size_t i, len;

	for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		len = strlen(prefixes[i]);
		if (strncmp(text, prefixes[i], len) != 0)
			continue;
		number = text + len;
		if (!digits_only(number, 10) || number[0] != '9')
			continue;
		if (strncmp(number, "98", 2) == 0)
			return (false);
		(void)snprintf(out, 12, "0%s", number);
		return (true);
	}
	return (false);
}

static const char *
bank_name(const struct bank *banks, size_t n, const char *code, size_t len)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strncmp(banks[i].code, code, len) == 0)
			return (banks[i].name);
	return (NULL);
}

const char *
check_bank_of_sheba(const char *sheba)
{
	if (strnlen(sheba, SHEBA_LEN) != SHEBA_LEN)
		return (NULL);
	return (
	    bank_name(sheba_banks, sizeof(sheba_banks) / sizeof(sheba_banks[0]),
		sheba + 4, BANK_CODE_LEN));
}

const char *
check_bank_of_card(const char *card)
{
	if (strnlen(card, CARD_LEN) != CARD_LEN)
		return (NULL);
	return (bank_name(card_banks,
	    sizeof(card_banks) / sizeof(card_banks[0]), card, CARD_BIN_LEN));
}
