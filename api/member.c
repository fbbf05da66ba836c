/* Membership: a woman's own yes; joining, pausing and leaving a group. */
#include "operations.h"
#include "parts.h"

#define ROLES_OF_MINUTES (ROLE_LEADER | ROLE_SECRETARY)
#define ROLES_OF_MEMBERS (ROLES_OF_GROUP | ROLE_FACILITATOR | ROLES_OF_CLINIC)
#define ON                                                                     \
	{                                                                      \
		"on", T_DATE, REQUIRED, .says = "the day it took effect"       \
	}
#define WHY                                                                    \
	{                                                                      \
		"why", T_TEXT, REQUIRED, .min = 3, .max = 300                  \
	}
#define MEMBER "{member:int}"
#define INVITATIONS                                                            \
	"[{member:int group:text leader:text? city:text trade:text "           \
	"given_at:time? publicity:bool coming:" PART_COMING "?}]"

const struct operation invitations_show = {
	.name = "invitations_show",
	.says = "Groups that wait for my yes, and what I have agreed to",
	.who = ROLE_ACCOUNT,
	.answers = "{waiting:" INVITATIONS " agreed:" INVITATIONS "}",
};

const struct operation invitation_show = {
	.name = "invitation_show",
	.says = "What a membership is and what agreeing to it means",
	.who = ROLE_ACCOUNT,
	.params = {
	    { "member", T_ID, REQUIRED },
	    { "sent", T_BOOL, OPTIONAL, .says = "a code is on its way" },
	},
	.answers = "{member:int name:text mobile_masked:text own:bool "
		   "agreed:bool can_decline:bool sent:bool group:{id:int "
		   "name:text kind_title:text trade:text city:text "
		   "clinic:text} post_title:text statute:bool "
		   "texts:[{kind:text version:int title:text body:text "
		   "required:bool}] coming:" PART_COMING
		   "? way:" PART_STEPS "? back:text}",
	.refuses = "not_found",
};

const struct operation invitation_code = {
	.name = "invitation_code",
	.says = "Send a member the code with which she agrees, to her own "
		"telephone",
	.effect = WRITES,
	.who = ROLE_ACCOUNT,
	.params = { { "member", T_ID, REQUIRED } },
	.answers = "{member:int expires_in_s:int resend_in_s:int}",
	.refuses = "not_found otp_wait rate_limited already_agreed "
		   "mobile_missing",
};

const struct operation invitation_accept = {
	.name = "invitation_accept",
	.says = "Agree to a membership by the code",
	.effect = WRITES,
	.who = ROLE_ACCOUNT,
	.params = {
	    { "member", T_ID, REQUIRED },
	    { "code", T_OTP, REQUIRED },
	    { "publicity", T_BOOL, OPTIONAL, .fallback = "false",
		.says = "her name and photo may be shown" },
	},
	.answers = "{member:int group:int}",
	.refuses = "not_found otp_wrong otp_expired otp_tries members_full "
		   "member_elsewhere mobile_missing rate_limited",
};

const struct operation invitation_decline = {
	.name = "invitation_decline",
	.says = "Say no to a membership that I was asked into",
	.effect = WRITES,
	.who = ROLE_ACCOUNT,
	.params = { { "member", T_ID, REQUIRED } },
	.answers = MEMBER,
	.refuses = "not_found already_agreed mobile_missing",
};

const struct operation publicity_withdraw = {
	.name = "publicity_withdraw",
	.says = "Take back that my name and photo may be shown",
	.effect = WRITES,
	.who = ROLE_ACCOUNT,
	.params = { { "member", T_ID, REQUIRED } },
	.answers = MEMBER,
	.refuses = "not_found",
};

const struct operation members_show = {
	.name = "members_show",
	.says = "The members of my group and what changed among them",
	.who = ROLES_OF_GROUP,
	.answers = "{group:{id:int name:text kind_title:text} "
		   "members:" PART_MEMBERS " can_change:bool full:bool "
		   "count:int least:int most:int changes:[{at:time on_day:date "
		   "name:text change_title:text "
		   "why:text?}]}",
	.after = seals_mask,
};

const struct operation member_show = {
	.name = "member_show",
	.says = "One member, with what may be done about her membership",
	.who = ROLES_OF_GROUP,
	.params = { { "member", T_ID, REQUIRED } },
	.answers = "{member:int name:text mobile:text? post_title:text "
		   "joined_on:date paused_on:date? self:bool can_change:bool "
		   "today:date}",
	.refuses = "not_found",
};

const struct operation member_invite = {
	.name = "member_invite",
	.says = "Ask a woman into my group; she joins when she agrees",
	.effect = WRITES,
	.who = ROLES_OF_MINUTES,
	.params = {
	    { "name", T_TEXT, REQUIRED, .min = 3, .max = 80 },
	    { "national_id", T_NATIONAL_ID, REQUIRED, .sealed = true },
	    { "mobile", T_MOBILE, REQUIRED },
	},
	.answers = MEMBER,
	.refuses = "bad_move members_full member_twice mobile_twice "
		   "rate_limited",
};

const struct operation member_uninvite = {
	.name = "member_uninvite",
	.says = "Take back the invitation of who has not answered",
	.effect = WRITES,
	.who = ROLES_OF_MINUTES,
	.params = { { "member", T_ID, REQUIRED } },
	.answers = MEMBER,
	.refuses = "not_found",
};

const struct operation member_leave = {
	.name = "member_leave",
	.says = "Write down that a member left; her roles end",
	.effect = WRITES,
	.who = ROLES_OF_MEMBERS,
	.params = { { "member", T_ID, REQUIRED }, ON, WHY },
	.answers = MEMBER,
	.refuses = "not_found day_out_of_range post_held savings_open",
};

const struct operation member_pause = {
	.name = "member_pause",
	.says = "Write down that a member is away for a time",
	.effect = WRITES,
	.who = ROLES_OF_MEMBERS,
	.params = { { "member", T_ID, REQUIRED }, ON, WHY },
	.answers = MEMBER,
	.refuses = "not_found day_out_of_range bad_move",
};

const struct operation member_resume = {
	.name = "member_resume",
	.says = "Write down that a member is back",
	.effect = WRITES,
	.who = ROLES_OF_MEMBERS,
	.params = { { "member", T_ID, REQUIRED } },
	.answers = MEMBER,
	.refuses = "not_found bad_move",
};

const struct route member_api[] = {
	{ GET, "/invitations", &invitations_show },
	{ GET, "/invitations/:member", &invitation_show },
	{ POST, "/invitations/:member/code", &invitation_code },
	{ POST, "/invitations/:member/acceptance", &invitation_accept },
	{ POST, "/invitations/:member/refusal", &invitation_decline },
	{ POST, "/invitations/:member/publicity-end", &publicity_withdraw },
	{ GET, "/group/members", &members_show },
	{ POST, "/group/members", &member_invite },
	{ GET, "/group/members/:member", &member_show },
	{ DELETE, "/group/members/:member", &member_uninvite },
	{ POST, "/members/:member/leaving", &member_leave },
	{ POST, "/members/:member/pause", &member_pause },
	{ POST, "/members/:member/return", &member_resume },
	{ 0 },
};
