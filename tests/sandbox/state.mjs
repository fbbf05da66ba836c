// What the sandbox remembers while it runs, and the switches that make the
// outside world misbehave.
import { randomBytes, randomInt } from "node:crypto";

const CALM = {
  slow: 0, // milliseconds before every answer of a gateway or the provider
  fail: 0, // how many such calls answer 500 from now on; true: all
  wrong_amount: false, // the bank takes 1,000 rials less than was asked
  double_callback: false, // the buyer's browser comes back twice at once
  no_callback: false, // the buyer pays and never comes back
  late_success: 0, // she comes back with NOK; this many ms later it is paid
  sms_down: false, // the SMS provider answers 503
};

export const switches = { ...CALM };
export const payments = new Map(); // by authority or trackId, oldest first
export const messages = []; // oldest first

const KEPT_MAX = 5000;

export function set(changes) {
  if (changes.reset) Object.assign(switches, CALM);
  for (const [name, value] of Object.entries(changes)) {
    if (!(name in CALM)) continue;
    switches[name] = typeof CALM[name] === "boolean" ? value === true || value === "on" || value === "true" || value === 1
      : value === true || value === "on" || value === "true" ? (name === "late_success" ? 3000 : true)
      : Math.max(0, Number(value) || 0);
  }
}

// True when this call is one of those that shall fail.
export function failing() {
  if (switches.fail === true) return true;
  if (switches.fail <= 0) return false;
  switches.fail -= 1;
  return true;
}

export function letters(n) {
  return randomBytes(n).toString("hex").slice(0, n);
}

export function addPayment(payment) {
  const made = { at: Date.now(), session_id: String(100000000 + randomInt(899999999)), state: "new", verified: false, refunded: 0, ...payment };
  payments.set(payment.authority, made);
  for (const old of payments.keys()) {
    if (payments.size <= KEPT_MAX) break;
    payments.delete(old);
  }
  return made;
}

// Where a payment stands now; a late success happens by itself.
export function settle(payment) {
  if (payment.paid_later_at && Date.now() >= payment.paid_later_at) {
    payment.paid_later_at = 0;
    markPaid(payment);
  }
  return payment;
}

export function markPaid(payment) {
  payment.state = "paid";
  payment.paid_at = Date.now();
  payment.taken = payment.amount - (switches.wrong_amount ? 1000 : 0);
  payment.ref = randomInt(1e9, 9e9);
  payment.card = "502229******5995";
}

export function addMessage(message) {
  messages.push(message);
  if (messages.length > KEPT_MAX) messages.shift();
  return message;
}
