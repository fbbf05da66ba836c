/* Assessment: of members on four axes, of groups on five principles, grades. */
#include "operations.h"
#include "parts.h"

#define QUESTIONS_MAX 60 /* of one form */
#define POINTS_MAX    4  /* of one answer */
#define NOTE_MAX      2000
#define RECORDERS     (ROLE_FACILITATOR | ROLES_OF_CLINIC)

#define ROUND  "{title:text taken_on:date total:number}"
#define CELL   "{title:text there:bool total:number?}"
#define FIRST  "{id:int total:number}"
#define CHOICE "{value:int title:text chosen:bool}"
#define RADAR                                                                  \
	"{rings:[text] axes:[{key:text title:text now:number? "                \
	"baseline:number? by:number? rose:bool fell:bool x:number y:number "   \
	"label_x:number label_y:number}] now:text baseline:text?}"
#define TREND                                                                  \
	"{line:text dots:[{x:number y:number title:text value:number "         \
	"first:bool last:bool}]}"
#define PROGRESS                                                               \
	"{any:bool now:" ROUND "? baseline:" ROUND "? radar:" RADAR "? "       \
	"trend:" TREND "? axes:[text] rounds:[{id:int title:text "             \
	"taken_on:date total:number scores:[number?] note:text? by:text?}]}"
#define GROUP_PROGRESS                                                                \
	"{group:{id:int name:text state_title:text} can_void:bool means:{people:int " \
	"least:int shown:bool radar:" RADAR "? trend:" TREND "?} "                    \
	"principles:{id:int title:text taken_on:date total:number "                   \
	"bars:[{key:text title:text now:number? baseline:number? "                    \
	"x:number?}]}? "                                                              \
	"grade:{points:int grade:text title:text parts:[{key:text "                   \
	"title:text points:int most:int facts:any says:text x:number "                \
	"now:number}]}? months:[{month:date points:int grade:text}] "                 \
	"trend:" TREND "?}"

const struct operation assessments_show = {
	.name = "assessments_show",
	.says = "The assessments of a group by members and rounds; who is "
		"missing in this quarter",
	.who = RECORDERS,
	.params = { { "group", T_ID, REQUIRED } },
	.answers =
	    "{group:{id:int name:text state_title:text} "
	    "can_record:bool round:{round:text title:text} "
	    "quarters:[text] members:[{id:int name:text "
	    "post_title:text baseline:" FIRST "? quarters:[" CELL "] "
	    "done:bool pauses:bool due:bool}] whole:{baseline:" FIRST "? "
	    "quarters:[" CELL "] done:bool due:bool} due:int "
	    "members_count:int}",
	.refuses = "not_found",
};

const struct operation assessment_form_show = {
	.name = "assessment_form_show",
	.says = "The form to assess a member with, or the group; reading the "
		"last answers of a member is noted",
	.who = RECORDERS,
	.params = {
	    { "group", T_ID, REQUIRED },
	    { "member", T_ID, OPTIONAL, .says = "none: the group itself" },
	    { "round", T_CHOICE, OPTIONAL, .of = "baseline|quarter" },
	    { "client_id", T_TOKEN, OPTIONAL, .says = "of a form sent before" },
	    { "answer", T_TEXT, OPTIONAL, .max = 8, .many = QUESTIONS_MAX,
		.keyed = true, .says = "what was typed in it" },
	},
	.answers = "{group:{id:int name:text} member:{id:int name:text}? "
		   "can_record:bool form_id:int title:text version:int "
		   "today:date rounds:[{round:text title:text done:bool "
		   "chosen:bool}] last:{title:text taken_on:date}? "
		   "axes:[{key:text title:text questions:[{code:text n:int "
		   "text:text wrong:bool last:text? choices:[" CHOICE "]}]}]}",
	.refuses = "not_found",
};

const struct operation assessment_record = {
	.name = "assessment_record",
	.says = "Assess a member, or the group, in a round; the same client_id "
		"is the same record, another of the round waits for a choice",
	.effect = WRITES,
	.who = RECORDERS,
	.params = {
	    { "group", T_ID, REQUIRED },
	    { "member", T_ID, OPTIONAL, .says = "none: the group itself" },
	    PARAM_CLIENT_ID,
	    { "form", T_ID, REQUIRED, .says = "`form_id` of what was shown" },
	    { "round", T_CHOICE, REQUIRED, .of = "baseline|quarter",
		.says = "the quarter is that of taken_on" },
	    { "taken_on", T_DATE, REQUIRED },
	    { "answer", T_INT, OPTIONAL, .min = 0, .max = POINTS_MAX,
		.many = QUESTIONS_MAX, .keyed = true,
		.says = "by axis and question: answer.social.voice" },
	    { "note", T_LINES, OPTIONAL, .max = NOTE_MAX },
	},
	.answers = PART_RECORDED,
	.refuses = "not_found bad_move day_out_of_range form_changed "
		   "answer_missing own_assessment conflict",
};

const struct operation assessment_void = {
	.name = "assessment_void",
	.says = "Take a wrong assessment back; it stays to be seen",
	.effect = WRITES,
	.who = ROLES_OF_VOIDING,
	.params = {
	    { "group", T_ID, REQUIRED },
	    { "assessment", T_ID, REQUIRED },
	    PARAM_VOID_WHY,
	},
	.answers = "{assessment:int group:int}",
	.refuses = "not_found already_void own_assessment",
};

const struct operation member_progress_show = {
	.name = "member_progress_show",
	.says = "How a member goes on, now beside her baseline; noted",
	.who = RECORDERS,
	.params = { { "member", T_ID, REQUIRED } },
	.answers = "{member:{id:int name:text post_title:text left_on:date?} "
		   "group:{id:int name:text} can_record:bool "
		   "can_void:bool progress:" PROGRESS "}",
	.refuses = "not_found",
};

const struct operation own_progress_show = {
	.name = "own_progress_show",
	.says = "How I go on, in each group that I am or was in",
	.who = ROLE_ACCOUNT,
	.answers = "{any:bool coming:[" PART_COMING
		   "] has_coming:bool groups:[{id:int name:text "
		   "progress:" PROGRESS "}]}",
};

const struct operation group_progress_show = {
	.name = "group_progress_show",
	.says = "How a group goes on: means, principles and its grade, each "
		"point explained; no member is in it",
	.who = RECORDERS | ROLE_OFFICER | ROLE_AUDITOR,
	.params = { { "group", T_ID, REQUIRED } },
	.answers = GROUP_PROGRESS,
	.refuses = "not_found",
};

const struct operation own_group_progress_show = {
	.name = "own_group_progress_show",
	.says = "How my group goes on",
	.who = ROLES_OF_GROUP,
	.answers = GROUP_PROGRESS,
};

const struct route assessment_api[] = {
	{ GET, "/groups/:group/assessments", &assessments_show },
	{ POST, "/groups/:group/assessments", &assessment_record },
	{ GET, "/groups/:group/assessments/new", &assessment_form_show },
	{ POST, "/groups/:group/assessments/:assessment/voiding",
	    &assessment_void },
	{ GET, "/members/:member/progress", &member_progress_show },
	{ GET, "/groups/:group/progress", &group_progress_show },
	{ GET, "/group/progress", &own_group_progress_show },
	{ GET, "/account/progress", &own_progress_show },
	{ 0 },
};
