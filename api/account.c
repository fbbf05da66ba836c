/* People: login by a code, profile, roles, tokens for programs. */
#include "operations.h"
#include "parts.h"

#define DAYS_OF_TOKEN_MAX 730

const struct operation login_request = {
	.name = "login_request",
	.says = "Send a one-time code to a mobile number",
	.effect = WRITES,
	.params = { { "mobile", T_MOBILE, REQUIRED } },
	.answers = "{mobile:text expires_in_s:int resend_in_s:int}",
	.refuses = "otp_wait rate_limited",
};

const struct operation login_confirm = {
	.name = "login_confirm",
	.says = "Log in with the code; the session's cookie comes back",
	.effect = WRITES,
	.params = {
	    { "mobile", T_MOBILE, REQUIRED },
	    { "code", T_OTP, REQUIRED },
	    { "new_session", T_TOKEN, REQUIRED },
	},
	.answers = "{new:bool account:{id:int name:text? mobile_masked:text} "
		   "role:text}",
	.refuses = "otp_wrong otp_expired otp_tries account_closed rate_limited",
};

const struct operation logout = {
	.name = "logout",
	.says = "End the session",
	.effect = WRITES,
	.answers = "{ok:bool}",
};

const struct operation account_show = {
	.name = "account_show",
	.says = "My account: name, roles, latest orders",
	.who = ROLE_ACCOUNT,
	.answers = "{name:text? mobile_masked:text works:bool "
		   "roles:[{id:int? role:text title:text scope_name:text? "
		   "active:bool home:text}] orders:[{code:text "
		   "placed_at:time total:rial state_title:text}] "
		   "coming:[" PART_COMING "] has_coming:bool "
		   "invitations:int progress:bool member:bool tokens:bool "
		   "addresses_count:int}",
};

const struct operation role_switch = {
	.name = "role_switch",
	.says = "Act in one of my roles from now on; none: as a customer",
	.effect = WRITES,
	.who = ROLE_ACCOUNT,
	.params = { { "grant", T_ID, OPTIONAL } },
	.answers = "{role:text scope:{kind:text id:int? name:text?}? "
		   "home:text}",
	.refuses = "not_found",
};

const struct operation profile_show = {
	.name = "profile_show",
	.says = "My name as others see it",
	.who = ROLE_ACCOUNT,
	.answers = "{account:{id:int name:text? mobile_masked:text "
		   "since:time} form:{name:text?} role:text roles:[{id:int "
		   "role:text scope_kind:text scope_id:int? scope_name:text? "
		   "active:bool}] sessions:[{seen_at:time agent:text? "
		   "this:bool}]}",
};

const struct operation profile_save = {
	.name = "profile_save",
	.says = "Change my name",
	.effect = WRITES,
	.who = ROLE_ACCOUNT,
	.params = { { "name", T_TEXT, REQUIRED, .min = 2, .max = 80 } },
	.answers = "{name:text}",
};

const struct operation tokens_show = {
	.name = "tokens_show",
	.says = "My tokens for programs; the tokens themselves are not kept",
	.who = ROLE_ACCOUNT,
	.answers = "{tokens:[{id:int name:text role:text scope_name:text? "
		   "created_at:time expires_at:time? seen_at:time? "
		   "revoked:bool live:bool}] roles:[{id:int role:text "
		   "scope_name:text?}]}",
};

const struct operation token_make = {
	.name = "token_make",
	.says = "Make a token for a program; shown once",
	.effect = WRITES,
	.who = ROLE_ACCOUNT,
	.params = {
	    { "name", T_TEXT, REQUIRED, .min = 1, .max = 60 },
	    { "grant", T_ID, OPTIONAL, .says = "the role it acts in" },
	    { "days", T_INT, OPTIONAL, .min = 1, .max = DAYS_OF_TOKEN_MAX },
	    { "new_token", T_TOKEN, REQUIRED },
	},
	.answers = "{id:int name:text expires_at:time token:text?}",
	.refuses = "forbidden not_found token_limit",
	.after = token_reveal,
};

const struct operation token_revoke = {
	.name = "token_revoke",
	.says = "Make a token worthless at once",
	.effect = WRITES,
	.who = ROLE_ACCOUNT,
	.params = { { "id", T_ID, REQUIRED } },
	.answers = "{id:int revoked:bool}",
	.refuses = "not_found",
};

const struct route account_api[] = {
	{ POST, "/login", &login_request },
	{ POST, "/login/code", &login_confirm },
	{ POST, "/logout", &logout },
	{ GET, "/account", &account_show },
	{ POST, "/account/role", &role_switch },
	{ GET, "/account/profile", &profile_show },
	{ PUT, "/account/profile", &profile_save },
	{ GET, "/account/tokens", &tokens_show },
	{ POST, "/account/tokens", &token_make },
	{ DELETE, "/account/tokens/:id", &token_revoke },
	{ 0 },
};
