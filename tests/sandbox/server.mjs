// The outside world's double: Zarinpal v4, Zibal and Kavenegar on one port,
// with a bank page to press "pay" or "cancel". State lives in memory only.
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { kavenegar } from "./kavenegar.mjs";
import { bank, gone, page, sms, switchesPage } from "./pages.mjs";
import { report } from "./report.mjs";
import { failing, markPaid, messages, payments, set, settle, switches } from "./state.mjs";
import * as zarinpal from "./zarinpal.mjs";
import * as zibal from "./zibal.mjs";

const PORT = Number(process.env.HAMYAR_SANDBOX_PORT ?? process.env.PORT ?? 8090);
const HOST = process.env.HOST ?? "127.0.0.1";
const BODY_BYTES_MAX = 256 * 1024;
const apis = { ...zarinpal.routes, ...zibal.routes };
const adapters = { zarinpal, zibal };

async function read(req) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of req) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) throw Object.assign(new Error("too large"), { status: 413 });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function send(res, status, body, type = "application/json; charset=utf-8", headers = {}) {
  const bytes = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  res.writeHead(status, { "Content-Type": type, "Content-Length": bytes.length, "Cache-Control": "no-store", ...headers });
  res.end(bytes);
}

const html = (res, status, body) => send(res, status, body, "text/html; charset=utf-8");
const redirect = (res, to) => send(res, 303, "", "text/plain", { Location: to });
const missing = (res) => html(res, 404, page("پیدا نشد", "<h1>این صفحه نیست.</h1>"));

// What a gateway or the SMS provider answers to a program.
async function api(req, res, path, body, query) {
  if (switches.slow > 0) await sleep(switches.slow);
  if (failing()) return send(res, 500, "<html>500</html>", "text/html");
  if (apis[path]) {
    if (req.method !== "POST") return send(res, 405, {});
    let json;
    try {
      json = JSON.parse(body);
    } catch {
      return send(res, 400, { data: [], errors: { code: -9, message: "not JSON", validations: [] } });
    }
    return send(res, ...apis[path](json ?? {}, req.headers));
  }
  const form = new URLSearchParams(req.method === "POST" ? body : query);
  const answer = kavenegar(path, form);
  return answer ? send(res, ...answer) : missing(res);
}

// The buyer has pressed a button.
function press(res, payment, pays) {
  const adapter = adapters[payment.gateway];
  if (payment.state !== "new") return html(res, 409, bank(payment));
  if (!pays) {
    payment.state = "failed";
    return redirect(res, adapter.back(payment, false));
  }
  if (switches.late_success > 0) {
    payment.state = "failed";
    payment.paid_later_at = Date.now() + switches.late_success;
    return redirect(res, adapter.back(payment, false));
  }
  markPaid(payment);
  if (switches.no_callback) return html(res, 200, gone());
  const to = adapter.back(payment, true);
  // The twin goes without waiting, so that both are there at once.
  if (switches.double_callback) fetch(to, { redirect: "manual" }).catch(() => {});
  return redirect(res, to);
}

function changeSwitches(req, res, body) {
  if ((req.headers["content-type"] ?? "").includes("json")) {
    set(JSON.parse(body));
    return send(res, 200, switches);
  }
  const form = new URLSearchParams(body);
  const changes = Object.fromEntries(Object.keys(switches).map((name) => [name, form.get(name) ?? false]));
  set(changes);
  return redirect(res, "/switches");
}

function people(req, res, url, body) {
  const path = url.pathname;
  const start = path.match(/^\/(?:pg\/StartPay|start)\/([A-Za-z0-9]+)$/);
  const pressed = path.match(/^\/bank\/([A-Za-z0-9]+)$/);
  const payment = payments.get((start ?? pressed)?.[1]);
  if (start && req.method === "GET") return payment ? html(res, 200, bank(payment)) : missing(res);
  if (pressed && req.method === "POST") return payment ? press(res, payment, new URLSearchParams(body).get("do") === "pay") : missing(res);
  if (path === "/switches" && req.method === "POST") return changeSwitches(req, res, body);
  if (req.method !== "GET") return send(res, 405, {});
  if (path === "/") return redirect(res, "/switches");
  if (path === "/switches") return html(res, 200, switchesPage());
  if (path === "/switches.json") return send(res, 200, switches);
  if (path === "/sms") return html(res, 200, sms());
  if (path === "/sms.json") {
    const mobile = url.searchParams.get("mobile");
    return send(res, 200, messages.filter((m) => !mobile || m.mobile === mobile).reverse());
  }
  if (path === "/payments.json") return send(res, 200, [...payments.values()].map(settle).reverse());
  if (path === "/settlements.csv") return send(res, 200, report(url.searchParams.get("gateway") ?? "zarinpal"), "text/csv; charset=utf-8");
  return missing(res);
}

async function handle(req, res) {
  const url = new URL(req.url, "http://sandbox");
  const path = url.pathname;
  if (path === "/healthz") return send(res, 200, { ok: true });
  const body = req.method === "POST" ? await read(req) : "";
  if (apis[path] || /^\/v1\/[^/]+\/[a-z]+\/[a-z]+\.json$/.test(path)) return api(req, res, path, body, url.search);
  return people(req, res, url, body);
}

export const server = createServer((req, res) => {
  handle(req, res).catch((error) => {
    if (!res.headersSent) send(res, error.status ?? 400, { error: String(error.message) });
  });
});

if (process.argv[1] === new URL(import.meta.url).pathname) {
  server.listen(PORT, HOST, () => console.log(`sandbox is ready: http://${HOST}:${server.address().port}/`));
  for (const signal of ["SIGTERM", "SIGINT"])
    process.on(signal, () => {
      server.close(() => process.exit(0));
      server.closeAllConnections();
    });
}
