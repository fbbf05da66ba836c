// The report of a settlement, as a gateway's panel gives it: what was paid and
// verified, less its charge, and what went back, below zero. All of it today.
import { payments, settle } from "./state.mjs";

const CHARGE = 0.01; // of a payment; what goes back costs nothing

const day = () => new Intl.DateTimeFormat("en-u-ca-persian-nu-latn", { timeZone: "Asia/Tehran", year: "numeric", month: "2-digit", day: "2-digit" })
  .formatToParts(new Date())
  .filter((part) => ["year", "month", "day"].includes(part.type))
  .reduce((all, part) => ({ ...all, [part.type]: part.value }), {});

export function report(gateway) {
  const { year, month, day: of } = day();
  const rows = [...payments.values()].map(settle).filter((p) => p.gateway === gateway && p.state === "paid" && p.verified).flatMap((p) => [
    [p.authority, p.taken, Math.floor(p.taken * CHARGE)],
    ...(p.refunded ? [[p.authority, -p.refunded, 0]] : []),
  ]);
  return ["\ufeffreference,amount,fee,settled_on", ...rows.map((row) => `${row.join(",")},${year}/${month}/${of}`), ""].join("\r\n");
}
