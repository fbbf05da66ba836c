/*
 * What was written on this device and has not arrived yet: kept in IndexedDB
 * until the service says it has it. A record's client_id is made here, so that
 * sending it twice records it once.
 */
const store = "outbox";
const retry_ms = 30000;
const answer_ms_max = 20000;

function
open_box()
{
	return (new Promise((resolve, reject) => {
		const ask = indexedDB.open("hamyar", 1);

		ask.onupgradeneeded = () =>
		    ask.result.createObjectStore(store, { keyPath: "client_id" });
		ask.onsuccess = () => resolve(ask.result);
		ask.onerror = () => reject(ask.error);
	}));
}

async function
with_box(mode, work)
{
	const box = await open_box();

	try {
		return (await new Promise((resolve, reject) => {
			const turn = box.transaction(store, mode);
			const ask = work(turn.objectStore(store));

			turn.oncomplete = () => resolve(ask.result);
			turn.onerror = () => reject(turn.error);
		}));
	} finally {
		box.close();
	}
}

/* Whose page this is; a record is sent in the name of who wrote it alone. */
export function
outbox_account()
{
	return (document.querySelector("meta[name=account]")?.content ?? "");
}

/* record: {client_id, title, url, page, body, secrets, account, at, wrong} */
export const outbox_put = (record) =>
	with_box("readwrite", (box) => box.put(record));
export const outbox_drop = (client_id) =>
	with_box("readwrite", (box) => box.delete(client_id));
export const outbox_get = (client_id) =>
	with_box("readonly", (box) => box.get(client_id));

export async function
outbox_list()
{
	const all = await with_box("readonly", (box) => box.getAll());

	return (all.filter((one) => one.account === outbox_account())
	    .sort((a, b) => a.at - b.at));
}

/* Fields "shares.12" as an object of shares: a JSON object holds few names. */
function
keyed(body)
{
	const all = {};

	for (const [name, value] of Object.entries(body)) {
		const [, of, key] = name.match(/^([^.]*)\.(.+)$/) ?? [];

		if (of)
			(all[of] ??= {})[key] = value;
		else
			all[name] = value;
	}
	return (all);
}

/*
 * Sends one record: {arrived, answer}, {refused, error} or {} when there is no
 * line, or nobody is logged in: it stays and is tried again.
 */
export async function
outbox_send(record)
{
	let answer;

	try {
		answer = await fetch(record.url, {
			method: "POST",
			headers: {
				"content-type": "application/json",
				"idempotency-key": record.client_id,
				"x-account": record.account,
			},
			body: JSON.stringify(keyed(record.body)),
			signal: AbortSignal.timeout?.(answer_ms_max),
		});
		if (answer.ok)
			return ({ arrived: true, answer: await answer.json() });
		if (answer.status === 401 || answer.status >= 500 ||
		    answer.status === 429)
			return ({});
		return ({ refused: true, error: (await answer.json()).error });
	} catch {
		return ({});
	}
}

function
refused(record, error)
{
	const body = { ...record.body };

	for (const name of record.secrets ?? [])
		delete body[name];
	return ({ ...record, body, wrong: error });
}

/* Only what was sent is settled: she may have mended it meanwhile. */
const settle = (record, said) =>
	with_box("readwrite", (box) => {
		const ask = box.get(record.client_id);

		ask.onsuccess = () => {
			if (ask.result?.at !== record.at)
				return;
			if (said.arrived)
				box.delete(record.client_id);
			else
				box.put(refused(record, said.error));
		};
		return (ask);
	});

/*
 * All that waits, in the order it was written. What is refused stays, marked,
 * and is not sent again until she has mended it.
 */
async function
send_all(tell)
{
	for (const { client_id } of await outbox_list()) {
		const record = await outbox_get(client_id);

		if (!record || record.wrong)
			continue;
		const said = await outbox_send(record);

		if (!said.arrived && !said.refused)
			return;
		await settle(record, said);
		tell(record, said);
	}
}

let sending = false;

/* One tab at a time, where the browser lets them agree on it. */
async function
flush(tell)
{
	if (sending || !outbox_account())
		return;
	sending = true;
	try {
		if (navigator.locks)
			await navigator.locks.request(store,
			    () => send_all(tell));
		else
			await send_all(tell);
	} finally {
		sending = false;
	}
}

/* draw: shows what waits, which another tab may have sent as well. */
export function
outbox_start(tell, draw)
{
	const send = () => flush(tell).finally(draw);

	window.addEventListener("online", send);
	setInterval(send, retry_ms);
	send();
}
