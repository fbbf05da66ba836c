/* What a group saves together: cycles, meetings, loans, passbooks. */
#include "operations.h"
#include "parts.h"

#define SAVERS (OFFICERS_OF_GROUP | ROLE_FACILITATOR)

#define SAVED_RIAL_MAX 10000000000 /* of one woman, in one meeting */
#define FUND_RIAL_MAX  1000000000000
#define FINES_MAX      8
#define FINES_LAID_MAX (PRESENCE_MAX * FINES_MAX)
#define LOANS_MAX      120
#define MOTIONS_MAX    40
#define FUNDS_MAX      3
#define MYRIAD_MONTHLY 3000
#define MOTIONS                                                                \
	"loan|grant|expense|write_off|rollover|default|waive|transfer|"        \
	"withdraw|leave"

/* Two officers of the group, each by her own code. */
#define PARAM_CODES                                                            \
	{                                                                      \
		"code", T_OTP, OPTIONAL,                                       \
		    .many = 3, .keyed = true,                                  \
		    .says = "of two officers, by member: `code.12`"            \
	}
#define PARAM_PREVIOUS                                                         \
	{                                                                      \
		"previous", T_ID, OPTIONAL,                                    \
		    .says = "the meeting it follows; none is the first"        \
	}
#define PARAM_VOTES_FOR                                                        \
	{                                                                      \
		"votes_for", T_INT, REQUIRED, .min = 0, .max = PRESENCE_MAX    \
	}
#define PARAM_VOTES_AGAINST                                                    \
	{                                                                      \
		"votes_against", T_INT, OPTIONAL,                              \
		    .min = 0, .max = PRESENCE_MAX, .fallback = "0"             \
	}

#define PART_FUNDS                                                             \
	"[{fund:text title:text cash:rial bank:rial loans:rial owed:rial "     \
	"debt:rial total:rial}]"
#define PART_CYCLE                                                             \
	"{id:int number:int open:bool starts_on:date planned_end:date "        \
	"ended_on:date? every_days:int share:rial shares_min:int "             \
	"shares_max:int equal:bool social:rial charge:text charge_title:text " \
	"rate:int loan_multiple:int loan_days_max:int reserve:rial "           \
	"rate_percent:number credit_limit:rial rules:text? "                   \
	"fines:[{n:int title:text amount:rial}]}"
#define SAVER                                                                  \
	"id:int name:text post_title:text officer:bool has_code:bool "         \
	"shares:int savings:rial social:rial fines:rial loans:rial "           \
	"charges:rial owed:rial limit:rial"
#define PART_SAVER "{" SAVER "}"
#define PART_SAVERS                                                            \
	"[{" SAVER " fine_choices:[{key:text title:text amount:rial}]}]"
#define PART_LOAN                                                              \
	"{id:int number:int member:int name:text fund:text fund_title:text "   \
	"principal:rial issued_on:date due_on:date left:rial charge:rial "     \
	"due:rial late_days:int state:text state_title:text purpose:text?}"
#define PART_SAVED "{id:int group:int see:int number:int}"

const struct operation savings_show = {
	.name = "savings_show",
	.says = "What a group has saved: its cycle, funds, members and loans",
	.who = READERS_OF_RECORDS,
	.params = { PARAM_OWN_GROUP },
	.answers =
	    "{group:{id:int name:text kind_title:text} cycle:" PART_CYCLE "? "
	    "funds:" PART_FUNDS " members:" PART_SAVERS "? "
	    "loans:[" PART_LOAN "]? own:" PART_SAVER "? meetings:int "
	    "last:{id:int held_on:date}? next_on:date? can_meet:bool "
	    "can_open:bool can_share_out:bool can_record:bool "
	    "has_members:bool has_loans:bool can_set_code:bool "
	    "has_code:bool}",
	.refuses = "not_found",
};

const struct operation savings_code_set = {
	.name = "savings_code_set",
	.says = "Choose the six digits by which I open my group's meetings",
	.effect = WRITES,
	.who = OFFICERS_OF_GROUP,
	.params = { { "code", T_OTP, REQUIRED } },
	.answers = "{group:int}",
	.refuses = "code_too_easy",
};

const struct operation savings_cycle_form_show = {
	.name = "savings_cycle_form_show",
	.says = "What is asked to begin a cycle",
	.who = SAVERS,
	.params = { PARAM_OWN_GROUP },
	.answers = "{group:{id:int name:text} khodyar:bool first:bool "
		   "number:int today:date planned_end:date before:" PART_CYCLE
		   "? charges:[{charge:text title:text}] "
		   "rates:[{rate:int percent:number}] "
		   "rhythms:[{days:int title:text}] fine_rows:[{n:int}] "
		   "funds:[{fund:text title:text}] members:" PART_SAVERS " "
		   "officers:[{id:int name:text post_title:text "
		   "has_code:bool}] codes_short:bool}",
	.refuses = "not_found",
};

const struct operation savings_cycle_open = {
	.name = "savings_cycle_open",
	.says = "Begin a cycle by the rules its members agreed on; a group "
		"that starts half-way brings its opening balances",
	.effect = WRITES,
	.who = SAVERS,
	.params = {
	    PARAM_OWN_GROUP,
	    PARAM_CLIENT_ID,
	    { "starts_on", T_DATE, REQUIRED },
	    { "planned_end", T_DATE, REQUIRED },
	    { "every_days", T_INT, REQUIRED, .min = 7, .max = 31 },
	    { "share", T_RIAL, REQUIRED, .min = 10000, .max = SAVED_RIAL_MAX },
	    { "shares_min", T_INT, REQUIRED, .min = 0, .max = 5 },
	    { "shares_max", T_INT, REQUIRED, .min = 1, .max = 5 },
	    { "social", T_RIAL, OPTIONAL, .max = SAVED_RIAL_MAX,
		.fallback = "0", .says = "for the social fund, each meeting" },
	    { "charge", T_CHOICE, REQUIRED, .of = "none|fee|flat|reducing" },
	    { "rate", T_INT, OPTIONAL, .max = MYRIAD_MONTHLY, .fallback = "0",
		.says = "ten-thousandths, once or of each thirty days" },
	    { "loan_multiple", T_INT, REQUIRED, .min = 1, .max = 5 },
	    { "loan_days_max", T_INT, REQUIRED, .min = 7, .max = 730 },
	    { "reserve", T_RIAL, OPTIONAL, .max = FUND_RIAL_MAX,
		.fallback = "0", .says = "what of the loan fund is not lent" },
	    { "credit_limit", T_RIAL, OPTIONAL, .max = FUND_RIAL_MAX,
		.fallback = "0", .says = "most that a bank lends the group" },
	    { "rules", T_LINES, OPTIONAL, .max = 10000 },
	    { "fine_title", T_TEXT, OPTIONAL, .min = 2, .max = 60,
		.many = FINES_MAX },
	    { "fine_amount", T_RIAL, OPTIONAL, .min = 1000,
		.max = SAVED_RIAL_MAX, .many = FINES_MAX },
	    { "agreed", T_ID, OPTIONAL, .many = PRESENCE_MAX,
		.says = "members who agreed to these rules" },
	    PARAM_CODES,
	    { "opening_shares", T_INT, OPTIONAL, .min = 0, .max = 100000,
		.many = PRESENCE_MAX, .keyed = true,
		.says = "of each member, by her id" },
	    { "opening_loan", T_RIAL, OPTIONAL, .max = FUND_RIAL_MAX,
		.many = PRESENCE_MAX, .keyed = true,
		.says = "what each still owes, by her id" },
	    { "opening_due", T_DATE, OPTIONAL, .many = PRESENCE_MAX,
		.keyed = true, .says = "when that is due, by her id" },
	    { "opening_cash", T_RIAL, OPTIONAL, .max = FUND_RIAL_MAX,
		.many = FUNDS_MAX, .keyed = true, .says = "by fund" },
	    { "opening_bank", T_RIAL, OPTIONAL, .max = FUND_RIAL_MAX,
		.many = FUNDS_MAX, .keyed = true, .says = "by fund" },
	},
	.answers = PART_SAVED,
	.refuses = "not_found bad_move cycle_open held_out_of_range "
		   "end_too_early shares_turned shares_not_equal rate_missing "
		   "fine_missing agreed_short code_missing code_wrong "
		   "code_locked code_unset not_a_choice opening_late "
		   "idempotency_mismatch",
};

const struct operation savings_meeting_form_show = {
	.name = "savings_meeting_form_show",
	.says = "What a meeting goes through, for one telephone; enough to "
		"hold it without a line",
	.who = SAVERS,
	.params = { PARAM_OWN_GROUP, PARAM_PRESENCE },
	.answers =
	    "{group:{id:int name:text} cycle:" PART_CYCLE " today:date "
	    "presence:" PART_PRESENCE
	    " kinds:[{kind:text title:text rare:bool}] "
	    "motion_rows:[{n:int}] "
	    "next_on:date previous:{id:int held_on:date minutes:text? "
	    "number:int}? number:int "
	    "officers:[{id:int name:text post_title:text has_code:bool}] "
	    "funds:" PART_FUNDS " members:" PART_SAVERS " "
	    "loans:[" PART_LOAN "] available:rial credit_left:rial}",
	.refuses = "not_found",
};

const struct operation savings_meeting_record = {
	.name = "savings_meeting_record",
	.says = "A meeting, whole or not at all, in its fixed order; sent "
		"twice it is one",
	.effect = WRITES,
	.who = SAVERS,
	.params = {
	    PARAM_OWN_GROUP,
	    PARAM_CLIENT_ID,
	    PARAM_HELD_ON,
	    PARAM_PREVIOUS,
	    { "place", T_TEXT, OPTIONAL, .max = 120 },
	    { "minutes", T_LINES, OPTIONAL, .max = 10000 },
	    { "next_on", T_DATE, OPTIONAL, .says = "the next meeting" },
	    PARAM_CODES,
	    PARAM_PRESENCE,
	    { "counted", T_RIAL, OPTIONAL, .max = FUND_RIAL_MAX,
		.many = FUNDS_MAX, .keyed = true,
		.says = "cash found in the box at the start, by fund" },
	    { "shares", T_INT, OPTIONAL, .min = 0, .max = 5,
		.many = PRESENCE_MAX, .keyed = true,
		.says = "bought by each member" },
	    { "social", T_RIAL, OPTIONAL, .max = SAVED_RIAL_MAX,
		.many = PRESENCE_MAX, .keyed = true,
		.says = "paid to the social fund by each member" },
	    { "fine", T_BOOL, OPTIONAL, .many = FINES_LAID_MAX, .keyed = true,
		.says = "laid on a member, by her id and the fine's number: "
			"`fine.12.1`" },
	    { "fine_paid", T_RIAL, OPTIONAL, .max = SAVED_RIAL_MAX,
		.many = PRESENCE_MAX, .keyed = true,
		.says = "of her fines, by each member" },
	    { "repaid", T_RIAL, OPTIONAL, .max = FUND_RIAL_MAX,
		.many = LOANS_MAX, .keyed = true,
		.says = "of each loan, by its id; the charge first" },
	    { "owed_paid", T_RIAL, OPTIONAL, .max = FUND_RIAL_MAX,
		.many = PRESENCE_MAX, .keyed = true,
		.says = "of what a cycle before left owed, by each member" },
	    { "motion", T_CHOICE, OPTIONAL, .of = MOTIONS, .many = MOTIONS_MAX,
		.says = "what was voted on, in order; the lists beside it "
			"belong to it row by row" },
	    { "motion_member", T_ID, OPTIONAL, .many = MOTIONS_MAX,
		.says = "whom it is for: loan, grant, waive, withdraw, leave" },
	    { "motion_loan", T_ID, OPTIONAL, .many = MOTIONS_MAX,
		.says = "the loan: write_off, rollover, default" },
	    { "motion_amount", T_RIAL, OPTIONAL, .max = FUND_RIAL_MAX,
		.many = MOTIONS_MAX },
	    { "motion_days", T_INT, OPTIONAL, .min = 1, .max = 730,
		.many = MOTIONS_MAX, .says = "term: loan, rollover" },
	    { "motion_what", T_TEXT, OPTIONAL, .min = 2, .max = 200,
		.many = MOTIONS_MAX, .says = "purpose or reason" },
	    { "motion_fund", T_CHOICE, OPTIONAL, .of = "loan|social|credit",
		.many = MOTIONS_MAX,
		.says = "that pays; of a transfer, the one that gives" },
	    { "motion_for", T_INT, OPTIONAL, .min = 0, .max = PRESENCE_MAX,
		.many = MOTIONS_MAX },
	    { "motion_against", T_INT, OPTIONAL, .min = 0,
		.max = PRESENCE_MAX, .many = MOTIONS_MAX },
	    { "bank_in", T_RIAL, OPTIONAL, .max = FUND_RIAL_MAX,
		.many = FUNDS_MAX, .keyed = true,
		.says = "taken from the box to the bank, by fund" },
	    { "bank_out", T_RIAL, OPTIONAL, .max = FUND_RIAL_MAX,
		.many = FUNDS_MAX, .keyed = true,
		.says = "taken from the bank into the box, by fund" },
	    { "credit", T_RIAL, OPTIONAL, .max = FUND_RIAL_MAX, .many = 3,
		.keyed = true,
		.says = "with the bank that lends the group: `credit.drawn`, "
			"`credit.repaid`, `credit.cost`" },
	    { "closing", T_RIAL, OPTIONAL, .max = FUND_RIAL_MAX,
		.many = FUNDS_MAX, .keyed = true,
		.says = "cash counted at the end, by fund" },
	    { "comment", T_TEXT, OPTIONAL, .min = 3, .max = 300,
		.says = "why what was counted is not what was expected" },
	},
	.answers = PART_SAVED,
	.refuses = "not_found bad_move cycle_missing held_out_of_range "
		   "next_too_early meeting_moved attendance_missing "
		   "nobody_came code_missing code_wrong code_locked "
		   "code_unset not_a_choice shares_few shares_many "
		   "fine_too_much repaid_too_much "
		   "owed_too_much motion_incomplete vote_lost vote_too_many "
		   "loan_limit loan_term fund_short reserve_short "
		   "credit_limit debt_first loan_not_late withdraw_too_much "
		   "withdraw_uneven count_missing comment_missing "
		   "balance_short period_closed idempotency_mismatch",
};

const struct operation savings_meetings_show = {
	.name = "savings_meetings_show",
	.says = "Savings meetings of a group, the last one first",
	.who = READERS_OF_RECORDS,
	.params = {
	    PARAM_OWN_GROUP,
	    { "after", T_ID, OPTIONAL, .says = "the `next` of the page before" },
	},
	.answers = "{group:{id:int name:text} can_record:bool any:bool "
		   "meetings:[{id:int number:int cycle:int held_on:date "
		   "kind:text share_out:bool present:int saved:rial lent:rial "
		   "repaid:rial reversed:bool}] next:int?}",
	.refuses = "not_found",
};

const struct operation savings_meeting_show = {
	.name = "savings_meeting_show",
	.says = "One savings meeting: each step, the cash of each fund, and "
		"the chain's hash after it",
	.who = READERS_OF_RECORDS,
	.params = { PARAM_OWN_GROUP, { "meeting", T_ID, REQUIRED } },
	.answers =
	    "{meeting:int number:int cycle:int group:{id:int name:text} "
	    "held_on:date kind:text share_out:bool minutes:text? "
	    "meeting_minutes:int? recorded_at:time opened_by:[text] "
	    "funds:[{fund:text title:text opening:rial in:rial out:rial "
	    "closing:rial counted:rial? difference:rial short:rial "
	    "over:rial}] "
	    "rows:[{id:int name:text presence:text? shares:int saved:rial "
	    "social:rial fined:rial fine_paid:rial repaid:rial lent:rial "
	    "received:rial}]? "
	    "motions:[{n:int kind:text title:text name:text? amount:rial? "
	    "what:text? votes_for:int votes_against:int}]? "
	    "comment:text? head:int hash:text reversed_at:time? "
	    "reversed_why:text? can_reverse:bool has_rows:bool "
	    "has_motions:bool can_record:bool "
	    "officers:[{id:int name:text post_title:text has_code:bool}]}",
	.refuses = "not_found",
};

const struct operation savings_meeting_reverse = {
	.name = "savings_meeting_reverse",
	.says = "Take the last meeting back, entry by entry; nothing is erased",
	.effect = WRITES,
	.who = SAVERS,
	.params = {
	    PARAM_OWN_GROUP,
	    { "meeting", T_ID, REQUIRED },
	    PARAM_CODES,
	    PARAM_VOID_WHY,
	},
	.answers = PART_SAVED,
	.refuses = "not_found not_last_meeting already_void code_missing "
		   "code_wrong code_locked code_unset reversal_short",
};

const struct operation savings_bank_record = {
	.name = "savings_bank_record",
	.says = "Money of a fund taken to the bank or from it between meetings",
	.effect = WRITES,
	.who = OFFICERS_OF_GROUP,
	.params = {
	    PARAM_CLIENT_ID,
	    { "fund", T_CHOICE, REQUIRED, .of = "loan|social|credit" },
	    { "way", T_CHOICE, REQUIRED, .of = "in|out" },
	    { "amount", T_RIAL, REQUIRED, .min = 1, .max = FUND_RIAL_MAX },
	},
	.answers = "{entry:int cash:rial bank:rial}",
	.refuses = "bad_move cycle_missing fund_short idempotency_mismatch",
};

#define PART_PASSBOOK                                                          \
	"{group:{id:int name:text} member:" PART_SAVER " cycle:" PART_CYCLE    \
	"? cycles:[{id:int number:int chosen:bool}] many_cycles:bool "         \
	"rows:[{meeting:int number:int held_on:date share_out:bool "           \
	"shares:int saved:rial social:rial fined:rial fine_paid:rial "         \
	"lent:rial repaid:rial received:rial savings:rial loans:rial "         \
	"hash:text}] loans:[" PART_LOAN "] as_of:time head:int hash:text?}"

const struct operation passbook_show = {
	.name = "passbook_show",
	.says = "A member's passbook: what she paid, owns and owes, meeting "
		"by meeting, with the chain's hash",
	.who = ROLES_OF_GROUP | ROLE_FACILITATOR | ROLES_OF_CLINIC,
	.params = {
	    { "group", T_ID, OPTIONAL, .says = "hers; any when absent" },
	    { "member", T_ID, OPTIONAL, .says = "myself when absent" },
	    { "cycle", T_ID, OPTIONAL, .says = "the present one when absent" },
	},
	.answers = PART_PASSBOOK,
	.refuses = "not_found",
};

const struct operation passbooks_show = {
	.name = "passbooks_show",
	.says = "The passbooks of all members of a group, to print",
	.who = SAVERS | ROLES_OF_CLINIC,
	.params = { PARAM_OWN_GROUP },
	.answers = "{group:{id:int name:text} books:[" PART_PASSBOOK "]}",
	.refuses = "not_found",
};

const struct operation savings_share_out_show = {
	.name = "savings_share_out_show",
	.says = "What each member would get if the cycle ended now",
	.who = SAVERS,
	.params = { PARAM_OWN_GROUP },
	.answers =
	    "{group:{id:int name:text} cycle:" PART_CYCLE " today:date "
	    "previous:int? divisible:rial share_value:rial shares:int "
	    "paid:rial cash:rial bank:rial social:rial debt:rial "
	    "ready:bool officers:[{id:int name:text post_title:text "
	    "has_code:bool}] rows:[{id:int name:text shares:int gross:rial "
	    "netted:rial paid:rial owes:rial}]}",
	.refuses = "not_found",
};

const struct operation savings_share_out = {
	.name = "savings_share_out",
	.says = "End the cycle: the loan fund divided by shares, debts "
		"netted, exact to the rial; the social fund stays",
	.effect = WRITES,
	.who = SAVERS,
	.params = {
	    PARAM_OWN_GROUP,
	    PARAM_CLIENT_ID,
	    PARAM_HELD_ON,
	    PARAM_PREVIOUS,
	    PARAM_CODES,
	    { "paid", T_RIAL, REQUIRED, .min = 0, .max = FUND_RIAL_MAX,
		.says = "the sum that was shown and handed out" },
	    PARAM_VOTES_FOR,
	    PARAM_VOTES_AGAINST,
	},
	.answers = PART_SAVED,
	.refuses = "not_found cycle_missing held_out_of_range meeting_moved "
		   "code_missing code_wrong code_locked code_unset vote_lost "
		   "vote_too_many bank_not_empty credit_open nothing_to_share "
		   "figures_changed period_closed idempotency_mismatch",
};

const struct route savings_api[] = {
	{ POST, "/savings/code", &savings_code_set },
	{ POST, "/savings/bank", &savings_bank_record },
	{ GET, "/passbook", &passbook_show },
	{ GET, "/groups/:group/savings", &savings_show },
	{ GET, "/groups/:group/savings/passbooks", &passbooks_show },
	{ GET, "/groups/:group/savings/cycles/new", &savings_cycle_form_show },
	{ POST, "/groups/:group/savings/cycles", &savings_cycle_open },
	{ GET, "/groups/:group/savings/meetings", &savings_meetings_show },
	{ GET, "/groups/:group/savings/meetings/new",
	    &savings_meeting_form_show },
	{ POST, "/groups/:group/savings/meetings", &savings_meeting_record },
	{ GET, "/groups/:group/savings/meetings/:meeting",
	    &savings_meeting_show },
	{ POST, "/groups/:group/savings/meetings/:meeting/reversal",
	    &savings_meeting_reverse },
	{ GET, "/groups/:group/savings/share-out", &savings_share_out_show },
	{ POST, "/groups/:group/savings/share-out", &savings_share_out },
	{ 0 },
};
