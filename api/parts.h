/* Parts of answers that several resources share; see shape.h. */
#ifndef API_PARTS_H
#define API_PARTS_H

#define PART_PLACE "{id:int name:text}"
#define PART_GROUP "{id:int name:text slug:text}"

#define PART_WAY                                                               \
	"{method:text title:text says:text? days_min:int days_max:int "        \
	"price:rial chosen:bool value:text}"

#define PART_CART                                                              \
	"{count:int empty:bool problems:int goods:rial shipping:rial? "        \
	"total:rial? parcels:[{group:" PART_GROUP                              \
	" lines:[{id:int variant:int product:{id:int title:text} "             \
	"variant_title:text? unit:text kind:text photo:photo? "                \
	"price:rial quantity:int sum:rial left:int? choices:[int] "            \
	"gone:bool sold_out:bool short:bool problem:text?}] "                  \
	"goods:rial weight_g:int choices:[" PART_WAY "]?}]}"

/* Whose a parcel is, as its group may know it now. */
#define PART_BUYER                                                             \
	"{code:text placed_at:time open:bool province:text city:text "         \
	"receiver:text mobile:text? street:text? postal_code:text? "           \
	"note:text?}"
/* A wish to send something back, and what was given back of a parcel. */
#define PART_RETURN                                                            \
	"{asked_at:time why:text? asked:bool taken:bool refused:bool "         \
	"answered_at:time? reason_title:text? note:text? lines:[{title:text "  \
	"variant_title:text? unit:text quantity:int}]}?"
#define PART_REFUNDS                                                           \
	"[{amount:rial shipping:rial at:time done:bool done_at:time? "         \
	"lines:[{title:text "                                                  \
	"variant_title:text? unit:text quantity:int restocked:int "            \
	"scrapped:int amount:rial}]}]"

/* A visit in a list. */
#define PART_VISIT                                                             \
	"{id:int group_id:int group_name:text city:text day:date "             \
	"purpose:text? planned:bool done:bool late:bool today:bool "           \
	"facilitator:text? can_report:bool}"

/* The members of a group, its gate, and its moves. */
#define PART_MEMBERS                                                           \
	"[{id:int name:text mobile:text? post:text post_title:text "           \
	"application:int agreed:bool pending:bool self:bool? joined_on:date "  \
	"paused_on:date? identified:bool national_id:text?}]"

/* The steps of a group's way, and where one stands that is hers to be. */
#define PART_STEPS                                                             \
	"[{title:text who:text since:time? until:time? one_day:bool? "         \
	"done:bool now:bool}]"
#define PART_COMING                                                            \
	"{id:int name:text state_title:text clinic:text writing:bool "         \
	"submitted:bool forming:bool reviewed:bool working:bool members:int "  \
	"agreed:int see:text?}"

/* The papers of a group that whoever asks may look at. */
#define PART_DOCUMENTS                                                         \
	"{group:int can_add:bool items:[{id:int kind:text kind_title:text "    \
	"title:text? member:text? added_at:time waiting:bool ready:bool "      \
	"why:text? noted:bool can_remove:bool}] waiting:bool "                 \
	"failed:bool kinds:[{value:text title:text}] "                         \
	"members:[{id:int name:text}]?}"
#define PART_GATE                                                              \
	"{open:bool met:int all:int conditions:[{key:text met:bool data:any}]}"
/* How many people, as those outside a group's clinic are told. */
#define PART_PEOPLE "{none:bool few:bool from:int to:int least:int}"

#define PART_MOVES                                                             \
	"[{id:int at:time state:text title:text why:text? who:text? "          \
	"letter:bool?}]"

/* A group's three officers: they answer for its money. */
#define OFFICERS_OF_GROUP (ROLE_LEADER | ROLE_SECRETARY | ROLE_TREASURER)
/* Who settles the market's money, and who audits that. */
#define READERS_OF_MONEY  (ROLE_FINANCE | ROLE_AUDITOR)

/* Who writes down what happens in a group, and who reads it. */
#define ROLES_OF_RECORDS                                                       \
	(ROLE_LEADER | ROLE_SECRETARY | ROLE_FACILITATOR | ROLES_OF_CLINIC)
#define READERS_OF_RECORDS                                                     \
	(ROLES_OF_GROUP | ROLE_FACILITATOR | ROLES_OF_CLINIC | ROLE_OFFICER |  \
	    ROLE_AUDITOR)
#define ROLES_OF_VOIDING (ROLE_FACILITATOR | ROLE_CLINIC_MANAGER)

/* A record: the group it is of, the key that makes it one, who took part. */
#define PARAM_OWN_GROUP                                                        \
	{                                                                      \
		"group", T_ID, OPTIONAL, .says = "my own when absent"          \
	}
#define PARAM_CLIENT_ID                                                        \
	{                                                                      \
		"client_id", T_TOKEN, REQUIRED,                                \
		    .says = "made on the device, once for each record"         \
	}
#define PARAM_HELD_ON                                                          \
	{                                                                      \
		"held_on", T_DATE, REQUIRED, .says = "the day it happened"     \
	}
#define PRESENCE_MAX 60 /* members of the largest group, and some who left */
#define PARAM_PRESENCE                                                         \
	{                                                                      \
		"presence", T_CHOICE, OPTIONAL,                                \
		    .of = "present|absent|excused", .many = PRESENCE_MAX,      \
		    .keyed = true,                                             \
		    .says = "of each member, by her id: `presence.12`"         \
	}
#define PARAM_VOID_WHY                                                         \
	{                                                                      \
		"why", T_TEXT, REQUIRED, .min = 3, .max = 300                  \
	}
#define PART_RECORDED "{id:int? conflict:int? see:int group:int}"
#define PART_PRESENCE                                                          \
	"[{id:int name:text post_title:text left_on:date? paused_on:date? "    \
	"asked:bool choices:[{presence:text title:text chosen:bool}]}]"

#define PART_PHOTOS                                                            \
	"{product:int? photos:[{id:text number:int is_first:bool "             \
	"is_last:bool waiting:bool failed:bool why:text? "                     \
	"photo:photo?}] count:int room:int full:bool waiting:bool "            \
	"ready:int usable:bool}"

#endif
