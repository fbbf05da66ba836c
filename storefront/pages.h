/* One table of pages an audience. */
#ifndef STOREFRONT_PAGES_H
#define STOREFRONT_PAGES_H

#include "server/notice.h"
#include "server/route.h"

extern const struct route shop_pages[];
extern const struct route account_pages[];
extern const struct route buying_pages[];
extern const struct route office_pages[];
extern const struct route money_pages[];
extern const struct route group_pages[];
extern const struct route group_record_pages[];
extern const struct route group_savings_pages[];
extern const struct route apply_pages[];
extern const struct route paper_pages[];
extern const struct route clinic_pages[];
extern const struct route facilitator_pages[];
extern const struct route record_pages[];
extern const struct route savings_pages[];
extern const struct route assessment_pages[];

/* Ends with a row without a key: what a page says after a write. */
extern const struct notice people_notices[];

#endif
