// Zarinpal REST v4 as its documents and official SDK describe it.
import { addPayment, letters, payments, settle } from "./state.mjs";

const UUID = /^[a-f0-9]{8}-([a-f0-9]{4}-){3}[a-f0-9]{12}$/;
const REVERSE_MS_MAX = 30 * 60 * 1000;
const RIAL_MIN = 1000;
const RIAL_MAX = 1_000_000_000; // 100,000,000 toman

const yes = (data) => [200, { data, errors: [] }];
const no = (code, message, validations = []) => [code === -9 ? 422 : 401, { data: [], errors: { code, message, validations } }];

function invalid(body, rules) {
  const wrong = [];
  for (const [field, ok] of Object.entries(rules)) if (!ok) wrong.push({ [field]: `The ${field} is not valid.` });
  if (!UUID.test(body.merchant_id ?? "")) wrong.push({ merchant_id: "The merchant id is not valid." });
  return wrong.length ? no(-9, "The input params invalid, validation error.", wrong) : null;
}

function url(text) {
  try {
    return ["http:", "https:"].includes(new URL(text).protocol);
  } catch {
    return false;
  }
}

function request(body) {
  const currency = body.currency ?? "IRR";
  const rial = currency === "IRT" ? body.amount * 10 : body.amount;
  const wrong = invalid(body, {
    amount: Number.isInteger(body.amount) && rial >= RIAL_MIN && rial <= RIAL_MAX,
    currency: ["IRR", "IRT"].includes(currency),
    description: typeof body.description === "string" && body.description.length >= 1 && body.description.length <= 500,
    callback_url: url(body.callback_url),
    metadata: body.metadata === undefined || Object.values(body.metadata).every((v) => typeof v === "string"),
  });
  if (wrong) return wrong;
  const authority = "S" + letters(35);
  addPayment({ gateway: "zarinpal", authority, amount: rial, asked: body.amount, merchant: body.merchant_id, description: body.description, callback: body.callback_url, order: body.metadata?.order_id ?? "" });
  return yes({ code: 100, message: "Success", authority, fee_type: "Merchant", fee: Math.floor(rial / 100) });
}

// The payment of an authority that belongs to this merchant, or a refusal.
function own(body) {
  const wrong = invalid(body, { authority: typeof body.authority === "string" && body.authority.length === 36 });
  if (wrong) return [null, wrong];
  const payment = payments.get(body.authority);
  if (!payment || payment.gateway !== "zarinpal") return [null, no(-54, "Invalid authority.")];
  if (payment.merchant !== body.merchant_id) return [null, no(-53, "Session is not this merchant_id session.")];
  return [settle(payment), null];
}

function verify(body) {
  const [payment, refusal] = own(body);
  if (refusal) return refusal;
  if (!Number.isInteger(body.amount)) return no(-9, "The input params invalid, validation error.", [{ amount: "The amount is not valid." }]);
  if (payment.state !== "paid") return no(-51, "Session is not valid, session is not active paid try.");
  if (body.amount !== payment.asked || payment.taken !== payment.amount) return no(-50, "Session is not valid, amounts values is not the same.");
  const code = payment.verified ? 101 : 100;
  payment.verified = true;
  return yes({ code, message: code === 100 ? "Paid" : "Verified", card_hash: "1EBE3EBEBE35C7EC0F8D6EE4F2F859107A87822CA179BC9528767EA7B5489B69", card_pan: payment.card, ref_id: payment.ref, fee_type: "Merchant", fee: 0, order_id: payment.order });
}

function inquiry(body) {
  const [payment, refusal] = own(body);
  if (refusal) return refusal;
  const status = payment.state === "paid" ? (payment.verified ? "VERIFIED" : "PAID")
    : { new: "IN_BANK", failed: "FAILED", reversed: "REVERSED" }[payment.state];
  return yes({ code: 100, message: "Success", status });
}

function unverified(body) {
  const wrong = invalid(body, {});
  if (wrong) return wrong;
  const authorities = [...payments.values()].map(settle)
    .filter((p) => p.gateway === "zarinpal" && p.merchant === body.merchant_id && p.state === "paid" && !p.verified)
    .slice(-100)
    .map((p) => ({ authority: p.authority, amount: p.amount, callback_url: p.callback, referer: "", date: new Date(p.paid_at).toISOString().slice(0, 19).replace("T", " ") }));
  return yes({ code: 100, message: "Success", authorities });
}

function reverse(body) {
  const [payment, refusal] = own(body);
  if (refusal) return refusal;
  if (payment.state !== "paid" || payment.refunded > 0) return no(-61, "Session is not in success status.");
  if (Date.now() - payment.paid_at > REVERSE_MS_MAX) return no(-63, "Maximum time to reverse has passed.");
  payment.state = "reversed";
  return yes({ code: 100, message: "Reversed" });
}

// The one GraphQL mutation we use.
function refund(body, headers) {
  if (!/^Bearer .+/.test(headers.authorization ?? "")) return [401, { errors: [{ message: "Unauthenticated." }] }];
  const { session_id, amount } = body.variables ?? {};
  const payment = [...payments.values()].find((p) => p.session_id === String(session_id));
  const refuse = (message) => [200, { data: { resource: null }, errors: [{ message }] }];
  if (!String(body.query).includes("AddRefund")) return refuse("unknown operation");
  if (!payment || payment.state !== "paid" || !payment.verified) return refuse("session not found");
  if (!Number.isInteger(amount) || amount < 20000 || payment.refunded + amount > payment.amount) return refuse("bad amount");
  payment.refunded += amount;
  return [200, { data: { resource: { id: letters(12), terminal_id: "1", amount, timeline: { refund_amount: amount, refund_time: null, refund_status: "PENDING" } } } }];
}

export const routes = {
  "/pg/v4/payment/request.json": request,
  "/pg/v4/payment/verify.json": verify,
  "/pg/v4/payment/inquiry.json": inquiry,
  "/pg/v4/payment/unVerified.json": unverified,
  "/pg/v4/payment/reverse.json": reverse,
  "/api/v4/graphql/": refund,
};

export function back(payment, paid) {
  const to = new URL(payment.callback);
  to.searchParams.set("Authority", payment.authority);
  to.searchParams.set("Status", paid ? "OK" : "NOK");
  return to.href;
}
