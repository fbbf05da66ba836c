/* Training sessions that a group took part in. */
#include "operations.h"
#include "parts.h"

const struct operation trainings_show = {
	.name = "trainings_show",
	.says = "What a group has learned, by module, and its sessions",
	.who = READERS_OF_RECORDS,
	.params = {
	    PARAM_OWN_GROUP,
	    { "after", T_TOKEN, OPTIONAL,
		.says = "the `next` of the page before" },
	},
	.answers =
	    "{group:{id:int name:text} can_record:bool can_void:bool "
	    "modules:[{slug:text title:text says:text hours:int "
	    "required:bool last_on:date? times:int}] trainings:[{id:int "
	    "module:text title:text held_on:date trainer:text? note:text? "
	    "members:int present:int absent_names:text? recorded_by:text? "
	    "voided:bool voided_why:text?}] next:text?}",
	.refuses = "not_found",
};

const struct operation training_form_show = {
	.name = "training_form_show",
	.says = "What is asked to record a training session",
	.who = ROLES_OF_RECORDS,
	.params = { PARAM_OWN_GROUP, PARAM_PRESENCE },
	.answers = "{group:{id:int name:text} today:date since:date "
		   "members:" PART_PRESENCE " modules:[{slug:text title:text "
		   "hours:int done:bool}]}",
	.refuses = "not_found",
};

const struct operation training_record = {
	.name = "training_record",
	.says = "Record a training session; one that meets another of the "
		"same module and day waits as a conflict",
	.effect = WRITES,
	.who = ROLES_OF_RECORDS,
	.params = {
	    PARAM_OWN_GROUP,
	    PARAM_CLIENT_ID,
	    { "module", T_SLUG, REQUIRED },
	    PARAM_HELD_ON,
	    { "trainer", T_TEXT, OPTIONAL, .max = 80 },
	    { "note", T_LINES, OPTIONAL, .max = 2000 },
	    PARAM_PRESENCE,
	},
	.answers = PART_RECORDED,
	.refuses = "not_found bad_move held_out_of_range attendance_missing "
		   "nobody_came not_a_choice conflict",
};

const struct operation training_void = {
	.name = "training_void",
	.says = "Declare the record of a training session void",
	.effect = WRITES,
	.who = ROLES_OF_VOIDING,
	.params = {
	    { "group", T_ID, REQUIRED },
	    { "training", T_ID, REQUIRED },
	    PARAM_VOID_WHY,
	},
	.answers = "{training:int group:int}",
	.refuses = "not_found already_void",
};

const struct route training_api[] = {
	{ GET, "/groups/:group/trainings", &trainings_show },
	{ POST, "/groups/:group/trainings", &training_record },
	{ GET, "/groups/:group/trainings/new", &training_form_show },
	{ POST, "/groups/:group/trainings/:training/voiding", &training_void },
	{ 0 },
};
