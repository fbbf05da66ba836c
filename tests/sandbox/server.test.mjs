// The sandbox keeps the protocols: what it accepts, a real gateway accepts.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { server } from "./server.mjs";

const MERCHANT = "00000000-0000-4000-8000-000000000000";
let base;

before(async () => {
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  base = `http://127.0.0.1:${server.address().port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => post("/switches", { reset: true }));

async function post(path, body, headers = {}) {
  const got = await fetch(base + path, { method: "POST", headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify(body) });
  return got.headers.get("content-type").includes("json") ? got.json() : { status: got.status };
}

async function form(path, fields) {
  const got = await fetch(base + path, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });
  const type = got.headers.get("content-type") ?? "";
  return { status: got.status, to: got.headers.get("location"), body: type.includes("json") ? await got.json() : await got.text() };
}

const zarinpal = (call, body) => post(`/pg/v4/payment/${call}.json`, { merchant_id: MERCHANT, ...body });

async function requested(more = {}) {
  const made = await zarinpal("request", { amount: 250000, currency: "IRR", description: "سفارش", callback_url: `${base}/healthz?x=1`, metadata: { order_id: "r1" }, ...more });
  return made.data.authority;
}

test("zarinpal: request, pay, callback, verify once, already verified", async () => {
  const authority = await requested();
  assert.match(authority, /^S[0-9a-zA-Z]{35}$/);
  assert.equal((await zarinpal("inquiry", { authority })).data.status, "IN_BANK");
  assert.equal((await zarinpal("verify", { authority, amount: 250000 })).errors.code, -51);
  const page = await (await fetch(`${base}/pg/StartPay/${authority}`)).text();
  assert.ok(page.includes("پرداخت") && page.includes("انصراف") && page.includes("۲۵٬۰۰۰ تومان"));
  const back = new URL((await form(`/bank/${authority}`, { do: "pay" })).to);
  assert.equal(back.searchParams.get("Authority"), authority);
  assert.equal(back.searchParams.get("Status"), "OK");
  assert.equal(back.searchParams.get("x"), "1");
  assert.equal((await zarinpal("unVerified", {})).data.authorities[0].authority, authority);
  assert.equal((await zarinpal("verify", { authority, amount: 249000 })).errors.code, -50);
  const first = await zarinpal("verify", { authority, amount: 250000 });
  assert.equal(first.data.code, 100);
  assert.deepEqual(first.errors, []);
  assert.equal((await zarinpal("verify", { authority, amount: 250000 })).data.code, 101);
  assert.equal((await form(`/bank/${authority}`, { do: "pay" })).status, 409);
});

test("zarinpal: cancel, reverse, others' authorities", async () => {
  const cancelled = await requested();
  assert.match((await form(`/bank/${cancelled}`, { do: "cancel" })).to, /Status=NOK/);
  assert.equal((await zarinpal("inquiry", { authority: cancelled })).data.status, "FAILED");
  const paid = await requested();
  await form(`/bank/${paid}`, { do: "pay" });
  assert.equal((await zarinpal("reverse", { authority: paid })).data.code, 100);
  assert.equal((await zarinpal("reverse", { authority: paid })).errors.code, -61);
  assert.equal((await zarinpal("inquiry", { authority: paid })).data.status, "REVERSED");
  assert.equal((await zarinpal("verify", { authority: "S" + "0".repeat(35), amount: 1000 })).errors.code, -54);
  const other = await zarinpal("verify", { authority: paid, amount: 250000, merchant_id: MERCHANT.replace("4000", "4001") });
  assert.equal(other.errors.code, -53);
});

test("zarinpal: validation", async () => {
  for (const bad of [{ amount: 999 }, { amount: "250000" }, { amount: 1e10 }, { description: "" }, { description: "x".repeat(501) }, { callback_url: "javascript:1" }, { merchant_id: "x" }, { currency: "USD" }]) {
    const answer = await zarinpal("request", { amount: 250000, description: "x", callback_url: base, ...bad });
    assert.equal(answer.errors.code, -9, JSON.stringify(bad));
    assert.deepEqual(answer.data, []);
  }
});

test("zarinpal: refund by GraphQL, never more than was paid", async () => {
  const authority = await requested();
  await form(`/bank/${authority}`, { do: "pay" });
  await zarinpal("verify", { authority, amount: 250000 });
  const { session_id } = (await (await fetch(`${base}/payments.json`)).json()).find((p) => p.authority === authority);
  const ask = (amount, headers) => post("/api/v4/graphql/", { query: "mutation AddRefund", variables: { session_id, amount } }, headers);
  const key = { Authorization: "Bearer sandbox" };
  assert.ok((await ask(50000, {})).errors);
  assert.ok((await ask(19999, key)).errors);
  assert.equal((await ask(200000, key)).data.resource.amount, 200000);
  assert.ok((await ask(60000, key)).errors);
});

test("zibal: request, pay, verify, already, refund", async () => {
  const zibal = (call, body) => post(`/v1/${call}`, { merchant: "zibal", ...body });
  assert.equal((await zibal("request", { amount: 1000, callbackUrl: base })).result, 105);
  assert.equal((await zibal("request", { amount: 5000, callbackUrl: "x" })).result, 106);
  assert.equal((await zibal("verify", { trackId: 1 })).result, 203);
  const { trackId, result } = await zibal("request", { amount: 50000, callbackUrl: `${base}/healthz`, orderId: "r2" });
  assert.equal(result, 100);
  assert.equal((await zibal("verify", { trackId })).result, 202);
  assert.ok((await (await fetch(`${base}/start/${trackId}`)).text()).includes("پرداخت"));
  const back = new URL((await form(`/bank/${trackId}`, { do: "pay" })).to);
  assert.equal(back.searchParams.get("success"), "1");
  assert.equal((await zibal("inquiry", { trackId })).status, 2);
  const verified = await zibal("verify", { trackId });
  assert.deepEqual([verified.result, verified.amount, verified.orderId], [100, 50000, "r2"]);
  assert.equal((await zibal("verify", { trackId })).result, 201);
  const refund = await post("/v1/account/refund", { trackId, accountId: "a", amount: 20000 }, { Authorization: "Bearer s" });
  assert.equal(refund.result, 1);
});

test("kavenegar: a code by template, a text once for each localid", async () => {
  const key = "/v1/sandbox/";
  const sent = await form(`${key}verify/lookup.json`, { receptor: "09120000001", template: "hamyar-login", token: "482917" });
  assert.equal(sent.body.return.status, 200);
  const list = await (await fetch(`${base}/sms.json?mobile=09120000001`)).json();
  assert.equal(list[0].code, "482917");
  assert.match(list[0].text, /@.+ #482917$/);
  assert.ok((await (await fetch(`${base}/sms`)).text()).includes("482917"));
  assert.equal((await form(`${key}verify/lookup.json`, { receptor: "09120000001", template: "hamyar-login", token: "4 8" })).status, 431);
  assert.equal((await form(`${key}verify/lookup.json`, { receptor: "09120000001", template: "none", token: "4" })).status, 424);
  assert.equal((await form(`${key}verify/lookup.json`, { receptor: "1", template: "hamyar-login", token: "4" })).status, 411);
  const one = await form(`${key}sms/send.json`, { receptor: "09120000002", message: "سلام", localid: "77" });
  const two = await form(`${key}sms/send.json`, { receptor: "09120000002", message: "سلام", localid: "77" });
  assert.equal(one.body.entries[0].messageid, two.body.entries[0].messageid);
  assert.equal((await (await fetch(`${base}/sms.json?mobile=09120000002`)).json()).length, 1);
  assert.equal((await form(`${key}sms/send.json`, { receptor: "09120000002", message: "" })).status, 413);
  assert.equal((await form("/v1/wrong/sms/send.json", {})).status, 403);
  assert.equal((await form(`${key}sms/nothing.json`, {})).status, 404);
});

test("switches: the world misbehaves as asked", async () => {
  await post("/switches", { fail: 1 });
  assert.equal((await zarinpal("unVerified", {})).status, 500);
  assert.equal((await zarinpal("unVerified", {})).data.code, 100);

  await post("/switches", { wrong_amount: true });
  const wrong = await requested();
  await form(`/bank/${wrong}`, { do: "pay" });
  assert.equal((await zarinpal("verify", { authority: wrong, amount: 250000 })).errors.code, -50);

  await post("/switches", { reset: true, no_callback: true });
  const silent = await requested();
  assert.equal((await form(`/bank/${silent}`, { do: "pay" })).status, 200);
  assert.equal((await zarinpal("inquiry", { authority: silent })).data.status, "PAID");

  await post("/switches", { reset: true, late_success: 50 });
  const late = await requested();
  assert.match((await form(`/bank/${late}`, { do: "pay" })).to, /Status=NOK/);
  assert.equal((await zarinpal("verify", { authority: late, amount: 250000 })).errors.code, -51);
  await new Promise((done) => setTimeout(done, 80));
  assert.equal((await zarinpal("verify", { authority: late, amount: 250000 })).data.code, 100);

  await post("/switches", { reset: true, sms_down: true });
  assert.equal((await form("/v1/sandbox/sms/send.json", { receptor: "09120000003", message: "x" })).status, 503);

  await post("/switches", { reset: true, slow: 60 });
  const start = Date.now();
  await zarinpal("unVerified", {});
  assert.ok(Date.now() - start >= 50);
  const page = await form("/switches", { slow: "0", sms_down: "on" });
  assert.equal(page.status, 303);
  assert.deepEqual((await (await fetch(`${base}/switches.json`)).json()).sms_down, true);
});

test("a gateway's report has what was paid, and what went back below zero", async () => {
  const paid = await requested();
  await form(`/bank/${paid}`, { do: "pay" });
  await zarinpal("verify", { authority: paid, amount: 250000 });
  const unpaid = await requested();
  const text = await (await fetch(`${base}/settlements.csv?gateway=zarinpal`)).text();
  assert.match(text, /^reference,amount,fee,settled_on\r\n/);
  assert.match(text, new RegExp(`^${paid},250000,2500,14\\d\\d/\\d\\d/\\d\\d$`, "m"));
  assert.ok(!text.includes(unpaid));
  assert.ok(!(await (await fetch(`${base}/settlements.csv?gateway=zibal`)).text()).includes(paid));
});
