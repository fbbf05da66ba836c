/* What gateways paid into our account, beside what they took for us. */
#include "operations.h"
#include "parts.h"

#define GATEWAYS         "zarinpal|zibal"
#define REPORT_BYTES_MAX (1024 * 1024)
#define KINDS                                                                  \
	"unknown|unpaid|missing|differs|twice|refund_missing|"                 \
	"refund_unknown|late|waiting|refund_waiting"

const struct operation settlements_show = {
	.name = "settlements_show",
	.says = "The reports of gateways that were read, the newest first",
	.who = READERS_OF_MONEY,
	.params = {
	    { "after", T_ID, OPTIONAL, .says = "the `next` of the page before" },
	},
	.answers = "{can_change:bool gateways:[{gateway:text title:text}] "
		   "any:bool settlements:[{id:int gateway:text made_at:time "
		   "count:int first:date last:date sum:rial fee:rial "
		   "unknown:int}] next:int?}",
};

const struct operation settlement_show = {
	.name = "settlement_show",
	.says = "One report: its lines as they were read",
	.who = READERS_OF_MONEY,
	.params = {
	    { "id", T_ID, REQUIRED },
	    { "after", T_ID, OPTIONAL, .says = "the `next` of the page before" },
	},
	.answers = "{id:int gateway:text made_at:time count:int sum:rial "
		   "fee:rial net:rial unknown:int rows:[{line:int "
		   "reference:text known:bool amount:rial fee:rial net:rial "
		   "day:date}]? next:int?}",
	.refuses = "not_found",
};

const struct operation settlement_read = {
	.name = "settlement_read",
	.says = "Read a gateway's report: reference, amount, charge, day",
	.effect = WRITES,
	.who = ROLE_FINANCE,
	.params = {
	    { "gateway", T_CHOICE, REQUIRED, .of = GATEWAYS },
	    { "file", T_FILE, REQUIRED, .max = REPORT_BYTES_MAX },
	},
	.answers = "{count:int id:int? conflict:int?}",
	.refuses = "bad_report_file report_length report_differs",
};

const struct operation reconciliation_show = {
	.name = "reconciliation_show",
	.says = "The gateways beside the book, every difference by its name",
	.who = READERS_OF_MONEY,
	.params = {
	    { "kind", T_CHOICE, OPTIONAL, .of = KINDS },
	    { "month", T_DATE, OPTIONAL, .says = "any day of the month" },
	    { "after", T_TOKEN, OPTIONAL,
		.says = "the `next` of the page before" },
	},
	.answers = "{balance:rial open:rial other:rial days_most:int "
		   "differences:int kinds:[{kind:text title:text "
		   "on_its_way:bool count:int difference:rial open:rial "
		   "chosen:bool?}]? chosen:text? any:bool rows:[{kind:text "
		   "title:text gateway:text reference:text? code:text? "
		   "at:time ours:rial theirs:rial difference:rial}] "
		   "next:text? month:date before:date later:date? "
		   "any_days:bool days:[{day:date captured:rial "
		   "refunded:rial settled:rial other:rial balance:rial}] "
		   "sums:{captured:rial? refunded:rial? settled:rial? "
		   "other:rial?}}",
};

const struct route settlement_api[] = {
	{ GET, "/settlements", &settlements_show },
	{ POST, "/settlements", &settlement_read },
	{ GET, "/settlements/:id", &settlement_show },
	{ GET, "/reconciliation", &reconciliation_show },
	{ 0 },
};
