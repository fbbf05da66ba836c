/* Meetings of groups: minutes, attendance, decisions, elections. */
#include "operations.h"
#include "parts.h"

#define DECISIONS_MAX 10

const struct operation meetings_show = {
	.name = "meetings_show",
	.says = "Meetings of a group, the last one first",
	.who = READERS_OF_RECORDS,
	.params = {
	    PARAM_OWN_GROUP,
	    { "after", T_TOKEN, OPTIONAL,
		.says = "the `next` of the page before" },
	},
	.answers = "{group:{id:int name:text} can_record:bool total:int "
		   "percent:int? next_on:date? meetings:[{id:int held_on:date "
		   "place:text? members:int present:int decisions:int "
		   "election:bool voided:bool}] next:text?}",
	.refuses = "not_found",
};

const struct operation meeting_show = {
	.name = "meeting_show",
	.says = "The minutes of one meeting",
	.who = READERS_OF_RECORDS,
	.params = { PARAM_OWN_GROUP, { "meeting", T_ID, REQUIRED } },
	.answers =
	    "{meeting:int group:{id:int name:text kind_title:text city:text "
	    "clinic:text} held_on:date place:text? minutes:text next_on:date? "
	    "attendance:[{id:int name:text post_title:text presence:text "
	    "title:text}] members:int present:int decisions:[{n:int "
	    "body:text}] elected:[{post:text post_title:text member:int "
	    "name:text before:text?}] has_elected:bool recorded_at:time recorded_by:text? voided_at:time? "
	    "voided_why:text? voided_by:text? can_void:bool}",
	.refuses = "not_found",
};

const struct operation meeting_form_show = {
	.name = "meeting_form_show",
	.says = "What is asked to record a meeting",
	.who = ROLES_OF_RECORDS,
	.params = {
	    PARAM_OWN_GROUP,
	    PARAM_PRESENCE,
	    { "decision", T_LINES, OPTIONAL, .many = DECISIONS_MAX },
	    { "election", T_BOOL, OPTIONAL,
		.says = "there is an election to write down" },
	    { "elected_leader", T_ID, OPTIONAL },
	    { "elected_secretary", T_ID, OPTIONAL },
	    { "elected_treasurer", T_ID, OPTIONAL },
	},
	.answers = "{group:{id:int name:text} today:date since:date "
		   "members:" PART_PRESENCE " candidates:[{id:int name:text}] "
		   "posts:{leader:text? secretary:text? treasurer:text?} "
		   "decisions:[{n:int body:text?}] more_decisions:[{n:int "
		   "body:text?}] has_more:bool elects:bool}",
	.refuses = "not_found",
};

const struct operation meeting_record = {
	.name = "meeting_record",
	.says = "Record a meeting; one that meets another of the same day "
		"waits as a conflict",
	.effect = WRITES,
	.who = ROLES_OF_RECORDS,
	.params = {
	    PARAM_OWN_GROUP,
	    PARAM_CLIENT_ID,
	    PARAM_HELD_ON,
	    { "place", T_TEXT, OPTIONAL, .max = 120 },
	    { "minutes", T_LINES, REQUIRED, .min = 10, .max = 10000 },
	    { "next_on", T_DATE, OPTIONAL, .says = "the next meeting" },
	    PARAM_PRESENCE,
	    { "decision", T_TEXT, OPTIONAL, .min = 3, .max = 500,
		.many = DECISIONS_MAX },
	    { "elected_leader", T_ID, OPTIONAL, .says = "a member" },
	    { "elected_secretary", T_ID, OPTIONAL, .says = "a member" },
	    { "elected_treasurer", T_ID, OPTIONAL, .says = "a member" },
	},
	.answers = PART_RECORDED,
	.refuses = "not_found bad_move held_out_of_range next_too_early "
		   "attendance_missing nobody_came elected_twice "
		   "own_election elected_absent election_quorum "
		   "not_a_choice conflict",
};

const struct operation meeting_void = {
	.name = "meeting_void",
	.says = "Declare a meeting's record void; its minutes stay readable, "
		"posts stay as they are",
	.effect = WRITES,
	.who = ROLES_OF_VOIDING,
	.params = {
	    { "group", T_ID, REQUIRED },
	    { "meeting", T_ID, REQUIRED },
	    PARAM_VOID_WHY,
	},
	.answers = "{meeting:int group:int}",
	.refuses = "not_found already_void",
};

const struct route meeting_api[] = {
	{ GET, "/groups/:group/meetings", &meetings_show },
	{ POST, "/groups/:group/meetings", &meeting_record },
	{ GET, "/groups/:group/meetings/new", &meeting_form_show },
	{ GET, "/groups/:group/meetings/:meeting", &meeting_show },
	{ POST, "/groups/:group/meetings/:meeting/voiding", &meeting_void },
	{ 0 },
};
