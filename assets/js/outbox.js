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

/* record: {client_id, title, url, page, body, account, at, wrong} */
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
			},
			body: JSON.stringify(record.body),
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

let sending = false;

/* All that waits, in the order it was written; what is refused stays, marked. */
export async function
outbox_flush(changed)
{
	if (sending || !outbox_account())
		return;
	sending = true;
	try {
		for (const record of await outbox_list()) {
			const said = await outbox_send(record);

			if (said.arrived)
				await outbox_drop(record.client_id);
			else if (said.refused)
				await outbox_put({ ...record, wrong: said.error });
			else
				break;
			changed(record, said);
		}
	} finally {
		sending = false;
	}
}

export function
outbox_start(changed)
{
	const flush = () => outbox_flush(changed);

	window.addEventListener("online", flush);
	setInterval(flush, retry_ms);
	flush();
}
