// What people see of the sandbox: the bank, the sent messages, the switches.
import { messages, payments, switches } from "./state.mjs";

const STYLE = `:root{color-scheme:light}*{box-sizing:border-box}body{margin:0;background:#eef2f4;color:#1c2b33;font:17px/1.9 Vazirmatn,Tahoma,sans-serif}
main{max-width:28rem;margin:0 auto;padding:1.25rem 1rem 3rem}.card{background:#fff;border-radius:16px;padding:1.25rem;box-shadow:0 2px 12px #0001;margin-block-end:1rem}
h1{font-size:1.25rem;margin:0 0 1rem}dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem;margin:0 0 1.25rem}dt{color:#566}dd{margin:0;text-align:end;font-weight:700}
button{font:inherit;font-weight:700;width:100%;min-height:52px;border:0;border-radius:12px;cursor:pointer;margin-block-start:.75rem}
.pay{background:#0b6b52;color:#fff}.cancel{background:#fff;color:#8c1d18;border:1px solid #d9b3b0}.note{background:#fff6d9;border-radius:12px;padding:.5rem 1rem;font-size:.95rem;margin-block-end:1rem}
pre{white-space:pre-wrap;font:inherit;margin:0}small{color:#566}label{display:flex;justify-content:space-between;gap:1rem;align-items:center;padding:.35rem 0}input[type=number]{width:8rem;font:inherit;padding:.25rem .5rem}`;

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const text = (value) => String(value ?? "").replace(/[&<>"']/g, (c) => ENTITIES[c]);
const persian = (number) => Number(number).toLocaleString("fa-IR");

export function page(title, body, refresh = 0) {
  return `<!doctype html><html lang="fa" dir="rtl"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
${refresh ? `<meta http-equiv="refresh" content="${refresh}">` : ""}<title>${text(title)}</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>`;
}

export function bank(payment) {
  if (payment.state !== "new") return page("درگاه آزمایشی", `<div class="card"><h1>این پرداخت به پایان رسیده است.</h1></div>`);
  const action = `/bank/${text(payment.authority)}`;
  return page("درگاه پرداخت آزمایشی", `<p class="note">این بانک آزمایشی است؛ هیچ پولی جابه‌جا نمی‌شود.</p>
<div class="card"><h1>پرداخت اینترنتی</h1><dl><dt>پذیرنده</dt><dd>همیار</dd><dt>شرح</dt><dd>${text(payment.description)}</dd>
<dt>مبلغ</dt><dd>${persian(payment.amount)} ریال<br><small>${persian(payment.amount / 10)} تومان</small></dd></dl>
<form method="post" action="${action}"><button class="pay" name="do" value="pay">پرداخت</button><button class="cancel" name="do" value="cancel">انصراف</button></form></div>`);
}

export function gone() {
  return page("درگاه آزمایشی", `<div class="card"><h1>پرداخت انجام شد.</h1><p>اینجا مرورگر خریدار بسته می‌شود و به فروشگاه برنمی‌گردد.</p></div>`);
}

export function sms() {
  const rows = [...messages].reverse().slice(0, 100).map((m) => `<article class="card"><small><bdi dir="ltr">${text(m.mobile)}</bdi> · ${text(new Date(m.at).toLocaleTimeString("fa-IR", { timeZone: "Asia/Tehran" }))}</small><pre>${text(m.text)}</pre></article>`);
  return page("پیامک‌های فرستاده‌شده", `<h1>پیامک‌های فرستاده‌شده</h1>${rows.join("") || `<p class="card">هنوز پیامکی فرستاده نشده است.</p>`}`, 3);
}

const TITLES = {
  slow: "کندی هر پاسخ (میلی‌ثانیه)",
  fail: "شمار پاسخ‌های ناموفق بعدی",
  wrong_amount: "برداشت مبلغ نادرست",
  double_callback: "بازگشت دوباره خریدار",
  no_callback: "خریدار برنمی‌گردد",
  late_success: "موفقیت دیرهنگام (میلی‌ثانیه)",
  sms_down: "قطع پیامک",
};

export function switchesPage() {
  const rows = Object.entries(switches).map(([name, value]) => `<label>${TITLES[name]} ${typeof value === "boolean" && name !== "fail"
    ? `<input type="checkbox" name="${name}"${value ? " checked" : ""}>`
    : `<input type="number" min="0" name="${name}" value="${Number(value)}">`}</label>`);
  const list = [...payments.values()].reverse().slice(0, 20).map((p) => `<li><bdi dir="ltr">${text(p.authority)}</bdi> ${persian(p.amount)} ریال، ${text(p.state)}</li>`);
  return page("کلیدهای جهان آزمایشی", `<h1>کلیدهای جهان آزمایشی</h1><form class="card" method="post" action="/switches">${rows.join("")}<button class="pay">ذخیره</button></form>
<ul class="card">${list.join("") || "<li>هنوز پرداختی نیست.</li>"}</ul><p><a href="/sms">پیامک‌ها</a></p>`);
}
