/* What each page says after something was done: "?saved=KEY" of a route. */
#include "storefront/pages.h"

/* clang-format counts a half-space as wide and never settles on these. */
/* clang-format off */

const struct notice people_notices[] = {
	/* Her own account. */
	{ "address", "نشانی ذخیره شد." },
	{ "address_deleted", "نشانی حذف شد." },
	{ "alerts", "انتخاب شما ذخیره شد." },
	{ "profile", "مشخصات شما ذخیره شد." },
	{ "token_revoked", "شناسه باطل شد و دیگر کار نمی‌کند." },

	/* A group that is being formed. */
	{ "application_sent", "درخواست به کلینیک فرستاده شد." },
	{ "application_withdrawn", "درخواست پس گرفته شد." },
	{ "payout_asked",
	    "درخواست ثبت شد. یکی دیگر از سرگروه، منشی و خزانه‌دار آن را تأیید کند." },
	{ "payout_released", "برداشت تأیید شد و در نوبت پرداخت است." },
	{ "payout_cancelled", "برداشت لغو شد." },
	{ "payout_divided",
	    "تقسیم ثبت شد و به هر عضو سهمش پیامک می‌شود." },
	{ "payout_batch", "فایل بانک ساخته شد." },
	{ "payout_answer", "پاسخ بانک ثبت شد." },
	{ "settlement", "گزارش درگاه ثبت شد.",
	    "همه سطرهای این گزارش پیش‌تر ثبت شده بود؛ چیزی تغییر نکرد." },
	{ "period", "دوره بسته شد." },
	{ "bank", "حساب گروه ثبت شد؛ کلینیک آن را تأیید می‌کند." },
	{ "consent", "رضایت ثبت شده است." },
	{ "declined", "دعوت رد شد." },
	{ "document", "عکس رسید و تا چند لحظه دیگر دیده می‌شود." },
	{ "document_removed", "عکس برداشته شد." },
	{ "publicity_ended", "نام و عکس شما دیگر منتشر نمی‌شود." },
	{ "review_asked", "درخواست بررسی به کلینیک فرستاده شد." },
	{ "statute", "اساسنامه ثبت شد." },

	/* Its members. */
	{ "member_invited", "دعوت فرستاده شد؛ پس از رضایت او، عضو گروه می‌شود." },
	{ "member_uninvited", "دعوت پس گرفته شد." },
	{ "member_left", "جدا شدن عضو ثبت شد." },
	{ "member_paused", "عضویت او موقتا متوقف شد." },
	{ "member_resumed", "عضویت او از سر گرفته شد." },

	/* What it makes and sends. */
	{ "prices", "قیمت و موجودی ذخیره شد." },
	{ "product_created",
	    "محصول ساخته شد. اگر همه چیز درست است، آن را برای بررسی بفرستید." },
	{ "product", "محصول ذخیره شد." },
	{ "product_archived", "محصول بایگانی شد." },
	{ "product_paused", "فروش محصول موقتا متوقف شد." },
	{ "product_proposed", "محصول برای بررسی به کلینیک فرستاده شد." },
	{ "product_recalled", "محصول از بررسی پس گرفته شد." },
	{ "product_resumed", "محصول دوباره در فروشگاه است." },
	{ "parcel_accepted", "سفارش پذیرفته شد." },
	{ "parcel_cancelled", "سفارش لغو شد." },
	{ "parcel_prepared", "آماده شدن سفارش ثبت شد." },
	{ "parcel_shipped", "فرستادن سفارش ثبت شد." },
	{ "parcel_refunded",
	    "ثبت شد؛ پول این کالاها به خریدار بازمی‌گردد." },
	{ "return_asked",
	    "درخواست بازگشت به گروه رسید. برای نشانی با شما هماهنگ می‌کنند." },
	{ "return_taken", "بازگشت ثبت شد؛ پول آن به خریدار بازمی‌گردد." },
	{ "return_refused", "نپذیرفتن بازگشت ثبت شد؛ خریدار دلیل را می‌خواند." },

	/* What is written down about it. */
	{ "meeting", "صورت‌جلسه ثبت شد.",
	    "برای این روز پیش‌تر صورت‌جلسه‌ای ثبت شده است." },
	{ "training", "آموزش ثبت شد.",
	    "این آموزش پیش‌تر برای همین روز ثبت شده است." },
	{ "assessment", "ارزیابی ثبت شد.",
	    "برای این فصل پیش‌تر ارزیابی دیگری ثبت شده است." },
	{ "record_void", "آنچه ثبت شده بود کنار گذاشته شد." },
	{ "conflict_resolved", "انتخاب شما ثبت شد." },
	{ "visit_planned", "بازدید در تقویم گذاشته شد." },
	{ "visit_reported", "گزارش بازدید ثبت شد." },
	{ "visit_cancelled", "بازدید لغو شد." },

	/* What it saves. */
	{ "savings_code", "رمز شما گذاشته شد. آن را به کسی نگویید." },
	{ "savings_cycle", "دوره آغاز شد. قرارها را چاپ کنید تا همه امضا کنند." },
	{ "savings_meeting", "جلسه ثبت شد. خسته نباشید!" },
	{ "savings_reversed", "جلسه برگردانده شد." },
	{ "savings_bank", "پول بانک ثبت شد." },
	{ "savings_shared", "صندوق تقسیم شد و دوره پایان گرفت." },

	/* What a clinic and an office decide. */
	{ "bank_checked", "حساب گروه تأیید شد." },
	{ "decision", "تصمیم ثبت شد." },
	{ "facilitator", "تسهیلگر گروه ثبت شد." },
	{ "product_published", "محصول در فروشگاه گذاشته شد." },
	{ "product_returned", "محصول با نوشته شما به گروه برگشت." },
	{ 0 },
};
