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

/* The members of a group, its gate, and its moves. */
#define PART_MEMBERS                                                           \
	"[{id:int name:text mobile:text? post:text post_title:text "           \
	"application:int agreed:bool pending:bool self:bool? joined_on:date "  \
	"paused_on:date? national_id:text?}]"
#define PART_GATE                                                              \
	"{open:bool met:int all:int conditions:[{key:text met:bool data:any}]}"
#define PART_MOVES                                                             \
	"[{id:int at:time state:text title:text why:text? who:text? "          \
	"letter:bool?}]"

#define PART_PHOTOS                                                            \
	"{product:int? photos:[{id:text number:int is_first:bool "             \
	"is_last:bool waiting:bool failed:bool why:text? "                     \
	"photo:photo?}] count:int room:int full:bool waiting:bool "            \
	"ready:int usable:bool}"

#endif
