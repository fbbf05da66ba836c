/*
 * What each kind of message says. Three braces where people typed: a text
 * message is no HTML. Short, because seventy letters are one part.
 */
#include "jobs/texts.h"

#include <string.h>

#include <cJSON.h>

#include "buffer.h"
#include "log.h"
#include "template.h"

static const struct text texts[] = {
	{ "login_code", "hamyar-login", "code", NULL },
	{ "order_paid", NULL, NULL,
	    "همیار: سفارش {{order}} پرداخت شد. از خرید شما سپاسگزاریم." },
	{ "order_expired", NULL, NULL,
	    "همیار: زمان پرداخت سفارش {{order}} گذشت و سفارش لغو شد." },
	{ "order_cancelled", NULL, NULL, "همیار: سفارش {{order}} لغو شد." },
	{ "group_order", NULL, NULL,
	    "همیار: سفارش تازه‌ای برای {{{group}}} "
	    "رسید: "
	    "{{order}}" },
	{ "parcel_accepted", NULL, NULL,
	    "همیار: {{{group}}} سفارش {{order}} را پذیرفت." },
	{ "parcel_shipped", NULL, NULL,
	    "همیار: مرسوله {{{group}}} از سفارش {{order}} فرستاده شد."
	    "{{#tracking_code}}\nکد رهگیری: {{{tracking_code}}}"
	    "{{/tracking_code}}" },
	{ "parcel_cancelled", NULL, NULL,
	    "همیار: مرسوله {{{group}}} از سفارش {{order}} لغو شد. "
	    "وجه آن بازگردانده می‌شود." },
	{ "return_asked", NULL, NULL,
	    "همیار: خریدار سفارش {{order}} می‌خواهد کالا را بازگرداند. برای "
	    "نشانی با او هماهنگ کنید." },
	{ "return_taken", NULL, NULL,
	    "همیار: کالای سفارش {{order}} به {{{group}}} رسید و "
	    "{{amount|toman}} بازگردانده می‌شود." },
	{ "return_refused", NULL, NULL,
	    "همیار: {{{group}}} بازگشت سفارش {{order}} را نپذیرفت. دلیل آن در "
	    "صفحه سفارش است." },
	{ "lines_refunded", NULL, NULL,
	    "همیار: {{{group}}} بخشی از سفارش {{order}} را پس داد و "
	    "{{amount|toman}} بازگردانده می‌شود: {{{why}}}" },
	{ "group_refund", NULL, NULL,
	    "همیار: {{amount|toman}} از سفارش {{order}} به خریدار بازمی‌گردد و "
	    "از سهم {{{group}}} کم شد." },
	{ "refund_done", NULL, NULL,
	    "همیار: {{amount_rial|toman}} از سفارش {{order}} "
	    "بازگردانده شد." },
	{ "product_published", NULL, NULL,
	    "همیار: «{{{title}}}» در فروشگاه منتشر شد." },
	{ "product_returned", NULL, NULL,
	    "همیار: «{{{title}}}» برای ویرایش بازگشت: {{{why}}}" },
	{ "product_lapsed", NULL, NULL,
	    "همیار: پروانه بهداشتی «{{{title}}}» تمام شد و تا ثبت پروانه تازه "
	    "در فروشگاه نیست." },
	{ "alerts_new", NULL, NULL,
	    "همیار: {{#one}}هشدار تازه برای {{{group}}}.{{/one}}"
	    "{{^one}}{{count|digits}} هشدار تازه برای گروه‌های شما؛ نخستین: "
	    "{{{group}}}.{{/one}}" },
	{ "group_accepted", NULL, NULL,
	    "همیار: درخواست {{{group}}} پذیرفته شد و دوره شکل‌گیری آن آغاز "
	    "شد." },
	{ "group_sent_back", NULL, NULL,
	    "همیار: {{{group}}} برای کامل کردن شرایط بازگشت: {{{why}}}" },
	{ "group_approved", NULL, NULL,
	    "همیار: کلینیک {{{group}}} را تأیید کرد. تأیید نهایی با بهزیستی "
	    "استان است." },
	{ "group_active", NULL, NULL,
	    "همیار: {{{group}}} کار خود را آغاز کرد. خسته نباشید!" },
	{ "group_paused", NULL, NULL,
	    "همیار: کار {{{group}}} موقتا متوقف شد: {{{why}}}" },
	{ "group_graduated", NULL, NULL,
	    "همیار: استقلال {{{group}}} ثبت شد. تبریک!" },
	{ "group_dissolved", NULL, NULL,
	    "همیار: پایان کار {{{group}}} ثبت شد: {{{why}}}" },
	{ "payout_asked", NULL, NULL,
	    "همیار: برداشت {{amount|toman}} از سهم گروه درخواست شد. یکی دیگر "
	    "از سرگروه، منشی و خزانه‌دار آن را تأیید کند." },
	{ "payout_paid", NULL, NULL,
	    "همیار: {{amount|toman}} به حساب گروه واریز شد." },
	{ "payout_failed", NULL, NULL,
	    "همیار: بانک {{amount|toman}} را برگرداند و به موجودی گروه افزوده "
	    "شد{{#why}}: {{{why}}}{{/why}}." },
	{ "savings_receipt", NULL, NULL,
	    "همیار: در جلسه {{held_on|date}}، {{paid|toman}} دادید. پس‌انداز شما "
	    "{{own|toman}}{{#owe}}، بدهی {{owe|toman}}{{/owe}}." },
	{ "savings_shared", NULL, NULL,
	    "همیار: صندوق تقسیم شد و {{got|toman}} به شما رسید"
	    "{{#owe}}، بدهی {{owe|toman}}{{/owe}}." },
	{ "savings_banked", NULL, NULL,
	    "همیار: در دفتر پس‌انداز گروه نوشته شد که {{amount|toman}} از "
	    "صندوق به بانک رفت. اگر نمی‌دانستید، بپرسید." },
	{ "savings_drawn", NULL, NULL,
	    "همیار: در دفتر پس‌انداز گروه نوشته شد که {{amount|toman}} از بانک "
	    "به صندوق آمد. اگر نمی‌دانستید، بپرسید." },
	{ "share_paid", NULL, NULL,
	    "همیار: سهم شما از برداشت {{{group}}} {{amount|toman}} است و به "
	    "حساب گروه رسید." },
	{ "group_withdrawn", NULL, NULL,
	    "همیار: درخواست تشکیل {{{group}}} پس گرفته شد. اگر نمی‌دانستید، با "
	    "کلینیک خود تماس بگیرید." },
	{ "post_changed", NULL, NULL,
	    "همیار: سمت شما در {{{group}}} اکنون «{{{post}}}» است. اگر درست "
	    "نیست، با کلینیک خود تماس بگیرید." },
	{ "member_number", NULL, NULL,
	    "همیار: شماره عضویت در {{{group}}} در دفتر کشوری تغییر کرد. اگر "
	    "نمی‌دانستید، با کلینیک خود تماس بگیرید." },
	{ "member_code", NULL, NULL,
	    "همیار: کد تأیید عضویت شما در {{{group}}}: {{code}}\n"
	    "با دادن این کد، رضایت‌نامه عضویت را می‌پذیرید." },
	{ "member_asked", NULL, NULL,
	    "همیار: {{{group}}} شما را به عضویت دعوت کرده است. با همین شماره "
	    "وارد همیار شوید و پاسخ دهید." },
	{ "bank_added", NULL, NULL,
	    "همیار: حساب بانکی {{{group}}} با پایان {{end}} ثبت شد و در انتظار "
	    "تأیید کلینیک است. اگر نمی‌دانستید، با کلینیک خود تماس بگیرید." },
	{ "bank_changing", NULL, NULL,
	    "همیار: برای {{{group}}} حساب تازه‌ای با پایان {{end}} ثبت شد. تا "
	    "تأیید کلینیک حساب پیشین به کار می‌رود. اگر نمی‌دانستید، با کلینیک "
	    "خود تماس بگیرید." },
	{ "bank_verified", NULL, NULL,
	    "همیار: حساب بانکی {{{group}}} با پایان {{end}} تأیید شد و از این "
	    "پس به کار می‌رود." },
	{ "group_returned", NULL, NULL,
	    "همیار: درخواست {{{group}}} برای تکمیل بازگشت: {{{why}}}" },
	{ "group_rejected", NULL, NULL,
	    "همیار: درخواست {{{group}}} پذیرفته نشد: {{{why}}}" },
	{ "role_given", NULL, NULL,
	    "همیار: نقش {{{role}}} در {{{scope}}} به شما داده شد." },
};

const struct text *
texts_find(const char *kind)
{
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (strcmp(texts[i].kind, kind) == 0)
			return (&texts[i]);
	return (NULL);
}

bool
texts_write(const struct text *text, const struct cJSON *tokens,
    struct buffer *buf)
{
	struct template *template;
	char error[128];
	bool ok;

	template = template_compile(text->says, strlen(text->says), error,
	    sizeof(error));
	if (template == NULL) {
		log_error("text_broken", "kind=%s why=\"%s\"", text->kind,
		    error);
		return (false);
	}
	ok = template_render(NULL, template, &tokens, 1, buf);
	template_free(template);
	return (ok);
}
