// Zibal's gateway, and the one call of its platform that refunds.
import { randomInt } from "node:crypto";
import { addPayment, payments, settle } from "./state.mjs";

const no = (result, message) => [200, { result, message }];

function request(body) {
  if (!body.merchant) return no(102, "merchant not found");
  if (!Number.isInteger(body.amount) || body.amount <= 1000) return no(105, "amount must be greater than 1,000");
  if (!/^https?:\/\//.test(body.callbackUrl ?? "")) return no(106, "callbackUrl is not valid");
  const trackId = randomInt(1e10, 9e13);
  addPayment({ gateway: "zibal", authority: String(trackId), amount: body.amount, merchant: body.merchant, description: body.description ?? "", callback: body.callbackUrl, order: body.orderId ?? "" });
  return [200, { trackId, result: 100, message: "success" }];
}

function own(body) {
  if (!body.merchant) return [null, no(102, "merchant not found")];
  const payment = payments.get(String(body.trackId));
  if (!payment || payment.gateway !== "zibal" || payment.merchant !== body.merchant) return [null, no(203, "invalid trackId")];
  return [settle(payment), null];
}

function status(payment) {
  if (payment.state === "paid") return payment.refunded ? 15 : payment.verified ? 1 : 2;
  return { new: -1, failed: 3, reversed: 18 }[payment.state];
}

function facts(payment) {
  return { paidAt: payment.paid_at ? new Date(payment.paid_at).toISOString() : null, cardNumber: payment.card ?? null, status: status(payment), amount: payment.taken ?? payment.amount, refNumber: payment.ref ?? null, description: payment.description, orderId: payment.order };
}

function verify(body) {
  const [payment, refusal] = own(body);
  if (refusal) return refusal;
  if (payment.state !== "paid") return no(202, "not paid");
  const result = payment.verified ? 201 : 100;
  payment.verified = true;
  return [200, { ...facts(payment), result, message: result === 100 ? "success" : "already verified" }];
}

function inquiry(body) {
  const [payment, refusal] = own(body);
  if (refusal) return refusal;
  return [200, { ...facts(payment), createdAt: new Date(payment.at).toISOString(), verifiedAt: null, wage: 0, result: 100, message: "success" }];
}

function refund(body, headers) {
  if (!/^Bearer .+/.test(headers.authorization ?? "")) return [401, { result: 2, message: "unauthorized" }];
  const payment = payments.get(String(body.trackId));
  const amount = body.amount ?? payment?.amount;
  if (!payment || payment.gateway !== "zibal" || !body.accountId) return no(6, "not found");
  if (payment.state !== "paid" || payment.refunded + amount > payment.amount) return no(45, "not refundable");
  payment.refunded += amount;
  return [200, { result: 1, message: "success" }];
}

export const routes = {
  "/v1/request": request,
  "/v1/verify": verify,
  "/v1/inquiry": inquiry,
  "/v1/account/refund": refund,
};

export function back(payment, paid) {
  const to = new URL(payment.callback);
  to.searchParams.set("trackId", payment.authority);
  to.searchParams.set("success", paid ? "1" : "0");
  to.searchParams.set("status", String(status(payment)));
  if (payment.order) to.searchParams.set("orderId", payment.order);
  return to.href;
}
