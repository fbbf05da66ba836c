// Kavenegar REST v1: the key is in the path, the status also HTTP's.
import { randomInt } from "node:crypto";
import { addMessage, messages, switches } from "./state.mjs";

const SITE = process.env.SITE ?? "127.0.0.1";
const TEMPLATES = {
  "hamyar-login": `کد ورود به همیار: %token\n@${SITE} #%token`,
};
const RIAL_A_PART = 1200;

const answer = (status, message, entries = null) => [status, { return: { status, message }, entries }];
const refuse = (status) => answer(status, `خطای ${status}`);
const isMobile = (text) => /^(\+98|98|0098|0)?9\d{9}$/.test(text);

function entry(message) {
  return { messageid: message.id, message: message.text, status: 1, statustext: "در صف ارسال", sender: message.sender, receptor: message.mobile, date: Math.floor(message.at / 1000), cost: message.cost };
}

// Persian: 70 letters, 67 in each of several parts; Latin 160 and 153.
function parts(text) {
  const latin = /^[\x00-\x7f]*$/.test(text);
  const [one, more] = latin ? [160, 153] : [70, 67];
  return text.length <= one ? 1 : Math.ceil(text.length / more);
}

function keep(mobile, text, more) {
  return addMessage({ id: randomInt(1e7, 9e8), at: Date.now(), mobile: mobile.replace(/^(\+98|98|0098)?9/, "09").replace(/^09?09/, "09"), text, cost: RIAL_A_PART * parts(text), sender: "10004346", ...more });
}

function send(form) {
  const receptors = (form.get("receptor") ?? "").split(",").filter(Boolean);
  const text = form.get("message");
  if (!form.has("receptor") || text === null) return refuse(400);
  if (receptors.length === 0 || !receptors.every(isMobile)) return refuse(411);
  if (receptors.length > 200) return refuse(414);
  if (text.length === 0 || text.length > 900) return refuse(413);
  const ids = (form.get("localid") ?? "").split(",");
  return answer(200, "تایید شد", receptors.map((mobile, i) => {
    const local = ids[i] || null;
    const old = local && messages.find((m) => m.local === local);
    // A telephone finds a code in a text, too.
    const code = /(?<=: )\d{6}(?!\d)/.exec(text)?.[0];
    return entry(old || keep(mobile, text, { local, code, sender: form.get("sender") || "10004346" }));
  }));
}

function lookup(form) {
  for (const name of ["receptor", "template", "token"]) if (!form.has(name)) return refuse(400);
  if (!isMobile(form.get("receptor"))) return refuse(411);
  const template = TEMPLATES[form.get("template")];
  if (!template) return refuse(424);
  for (const name of ["token", "token2", "token3"]) {
    const token = form.get(name);
    if (token !== null && !/^[^\s_]{1,100}$/.test(token)) return refuse(431);
  }
  const text = template.replaceAll("%token", form.get("token"));
  return answer(200, "تایید شد", [entry(keep(form.get("receptor"), text, { template: form.get("template"), code: form.get("token") }))]);
}

function status(form) {
  const ids = (form.get("messageid") ?? "").split(",");
  if (ids.length > 500) return refuse(414);
  return answer(200, "تایید شد", ids.map((id) => {
    const known = messages.some((m) => String(m.id) === id);
    return { messageid: Number(id), status: known ? 10 : 100, statustext: known ? "رسیده به گیرنده" : "شناسه نامعتبر" };
  }));
}

const methods = {
  "sms/send": send,
  "verify/lookup": lookup,
  "sms/status": status,
  "account/info": () => answer(200, "تایید شد", { remaincredit: 1000000, expiredate: 0, type: "Master" }),
};

// NULL when the path is not Kavenegar's.
export function kavenegar(path, form) {
  const parts_ = path.match(/^\/v1\/([^/]+)\/([a-z]+\/[a-z]+)\.json$/);
  if (!parts_) return null;
  if (switches.sms_down) return [503, { return: { status: 503, message: "unavailable" }, entries: null }];
  if (parts_[1] === "wrong") return refuse(403);
  return methods[parts_[2]] ? methods[parts_[2]](form) : refuse(404);
}
