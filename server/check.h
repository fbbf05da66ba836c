/*
 * Iranian identifiers. Each takes ASCII without separators and says whether
 * its form and check digits are right; sources beside each in check.c.
 */
#ifndef SERVER_CHECK_H
#define SERVER_CHECK_H

#include <stdbool.h>

bool check_national_id(const char *); /* کد ملی, 10 digits */
bool check_legal_id(const char *);    /* شناسه ملی, 11 digits */
bool check_sheba(const char *);       /* IR and 24 digits */
bool check_card(const char *);        /* 16 digits, known issuer */
bool check_postal_code(const char *); /* 10 digits */

/* Any usual form of a mobile number into 09xxxxxxxxx; false: out untouched. */
bool check_mobile(const char *, char out[12]);

/* The bank of a Sheba or card in Persian, static; NULL when not known. */
const char *check_bank_of_sheba(const char *);
const char *check_bank_of_card(const char *);

#endif
