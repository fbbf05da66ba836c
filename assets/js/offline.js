/*
 * Forms of the field: kept on the device when the line is lost and sent
 * later. Without this script they are forms like any other.
 *
 *	<form data-offline="/api/v1/…" data-title="…" data-then="/…">
 *	<input type="hidden" name="client_id" …>
 */
import { outbox_account, outbox_drop, outbox_get, outbox_list, outbox_put,
	outbox_send, outbox_start } from "./outbox.js";
import { toast_show } from "./toast.js";

const scopes = ["/facilitator", "/group", "/outbox"];
const untold = new Set(["csrf", "key", "back", "next"]);
const kept_max = 40; /* pages that one page asks to be kept */

/* A name that comes twice becomes a list, as the JSON face takes it. */
function
body_of(form)
{
	const body = {};

	for (const [name, value] of new FormData(form)) {
		if (untold.has(name) || typeof value !== "string")
			continue;
		if (name in body)
			body[name] = [body[name], value].flat();
		else
			body[name] = value;
	}
	return (body);
}

/* What is not kept once it was refused: codes are said anew. */
function
secrets_of(form)
{
	return ([...form.querySelectorAll("[data-secret]")]
	    .map((field) => field.name));
}

/* Above the form, as the service says it on a page that comes back. */
function
say_refused(form, message)
{
	const said = form.parentElement.querySelector("[data-refused]");
	const notice = said ?? document.createElement("div");
	const words = document.createElement("p");

	notice.className = "notice notice-bad";
	notice.dataset.refused = "";
	notice.setAttribute("role", "alert");
	words.textContent = message;
	notice.replaceChildren(words);
	if (!said)
		form.before(notice);
	notice.scrollIntoView();
}

/*
 * The field that an error names: "shares.12", which the form may ask for in
 * toman, or the one of its row in a list.
 */
function
field_of(form, name, at)
{
	const toman = name.replace(/^[^.]*/, "$&_toman");
	const found = form.elements[name] ?? form.elements[toman];

	return (found?.[(at ?? 1) - 1]?.nodeType ? found[(at ?? 1) - 1] : found);
}

/* Where it is said in words: beside the field, or below its row. */
function
words_of(form, name, field, at)
{
	return ((at ? field?.closest?.("[data-row]") : null)
	    ?.querySelector(".wrong") ??
	    form.querySelector(`#${CSS.escape(field?.id ?? name)}-wrong`) ??
	    form.querySelector(`#${CSS.escape(name)}-wrong`) ??
	    form.querySelector(`#${CSS.escape(name.split(".")[0])}-wrong`));
}

/* Then "refused" is told, for a form that shows a part of itself at a time. */
function
show_wrong(form, error)
{
	for (const old of form.querySelectorAll("[aria-invalid]"))
		old.removeAttribute("aria-invalid");
	for (const old of form.querySelectorAll(".wrong"))
		old.textContent = "";
	for (const [name, { message, at }] of
	    Object.entries(error.fields ?? {})) {
		const field = field_of(form, name, at);
		const words = words_of(form, name, field, at);

		if (words)
			words.textContent = message;
		field?.setAttribute?.("aria-invalid", "true");
	}
	say_refused(form, error.message);
	form.dispatchEvent(new Event("refused"));
	form.querySelector("[aria-invalid]")?.focus();
}

/*
 * Where an arrived record leads, the list above its form unless it says:
 * {see} of data-then is "see" of the answer, and a page that takes {conflict}
 * tells about one itself.
 */
function
after(form, answer)
{
	const then = form.dataset.then ??
	    location.pathname.replace(/\/[^/]*$/, "");

	if (answer.conflict && !then.includes("{conflict}"))
		return ("/facilitator/conflicts");
	return (then.replace(/\{(\w+)\}/g, (_, name) => answer[name] ?? "")
	    .replace(/&\w+=(?=&|$)/g, ""));
}

/* The address of a form, of which a mended record's name is no part. */
function
here()
{
	const url = new URL(location.href);

	url.searchParams.delete("outbox");
	return (url.pathname + url.search);
}

/* Private browsing and a full telephone keep nothing: the form must stay. */
async function
keep(form, record)
{
	try {
		await outbox_put(record);
		form.dispatchEvent(new Event("arrived"));
		location.assign("/outbox");
	} catch {
		toast_show("خط اینترنت نیست و این دستگاه جای نگه داشتن ندارد. صفحه را نبندید و دوباره بفرستید.");
		form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
	}
}

/* Sent at once when there is a line; else it waits on this device. */
async function
on_submit(event)
{
	const form = event.target.closest("form[data-offline]");

	if (!form || event.defaultPrevented || !outbox_account())
		return;
	event.preventDefault();
	const body = body_of(form);
	const record = {
		client_id: body.client_id, title: form.dataset.title ??
		    document.title, url: form.dataset.offline,
		page: here(), body, account: outbox_account(),
		at: Date.now(), secrets: secrets_of(form),
	};
	const said = navigator.onLine ? await outbox_send(record) : {};

	if (said.refused) {
		show_wrong(form, said.error);
		event.submitter?.removeAttribute("aria-busy");
	} else if (said.arrived) {
		await outbox_drop(record.client_id);
		form.dispatchEvent(new Event("arrived"));
		location.assign(after(form, said.answer));
	} else {
		await keep(form, record);
	}
}

/*
 * What was refused or waits, back in its form to be mended. What the page
 * itself holds (data-of-page) stays as the page has it now.
 */
async function
fill(form, client_id)
{
	const record = await outbox_get(client_id);

	if (!record)
		return;
	for (const [name, value] of Object.entries(record.body)) {
		const values = [value].flat();

		form.querySelectorAll(`[name="${CSS.escape(name)}"]` +
		    ":not([data-of-page],[data-secret])").forEach((field, i) => {
			if (field.type === "radio" || field.type === "checkbox")
				field.checked = values.includes(field.value);
			else
				field.value = values[i] ?? "";
		});
	}
	form.dispatchEvent(new Event("input", { bubbles: true }));
	if (record.wrong)
		show_wrong(form, record.wrong);
}

/* A page kept on the device would give each record the same client_id. */
function
name_records()
{
	const again = new URLSearchParams(location.search).get("outbox");

	for (const form of document.querySelectorAll("form[data-offline]")) {
		const field = form.elements.client_id;

		if (field)
			field.value = crypto.randomUUID?.() ?? `${Date.now()}-${
			    Math.random().toString(36).slice(2)}`;
		if (again)
			fill(form, again);
	}
}

function
row_of(record, redraw)
{
	const template = document.getElementById("outbox-row").content;
	const row = template.cloneNode(true).firstElementChild;
	const to = new URL(record.page, location.origin);

	to.searchParams.set("outbox", record.client_id);
	row.querySelector("[data-title]").textContent = record.title;
	row.querySelector("[data-at]").textContent = new Date(record.at)
	    .toLocaleString("fa-IR", { dateStyle: "long", timeStyle: "short" });
	row.querySelector("[data-wrong]").textContent =
	    record.wrong?.message ?? "";
	row.querySelector("a").href = to;
	row.querySelector("button").addEventListener("click", async () => {
		await outbox_drop(record.client_id);
		redraw();
	});
	return (row);
}

let drawn;

/* The page of what waits on this device; a row she has opened stays open. */
async function
draw_outbox()
{
	const list = document.getElementById("outbox");

	if (!list)
		return;
	const records = await outbox_list();
	const now = JSON.stringify(records);

	if (now === drawn)
		return;
	drawn = now;
	list.replaceChildren(...records.map((one) => row_of(one, draw_outbox)));
	document.getElementById("outbox-empty").hidden = records.length > 0;
}

async function
draw_count()
{
	const waiting = (await outbox_list()).length;

	for (const link of document.querySelectorAll("[data-outbox]")) {
		link.hidden = waiting === 0;
		link.querySelector("[data-count]").textContent =
		    waiting.toLocaleString("fa-IR");
	}
}

function
draw()
{
	draw_outbox();
	draw_count();
}

function
on_sent(record, said)
{
	if (said.arrived && said.answer.conflict)
		toast_show(`«${record.title}» پیش‌تر ثبت شده بود.`,
		    record.page.startsWith("/facilitator") ? {
			href: "/facilitator/conflicts", text: "انتخاب یکی از دو نسخه",
		    } : undefined);
	else if (said.arrived)
		toast_show(`«${record.title}» رسید.`);
	draw();
}

/*
 * What a link's data-keep asks to be kept: its own page, then those it names,
 * which lie behind it.
 */
function
wanted_pages()
{
	const links = [...document.querySelectorAll("a[data-keep]")];
	const wanted = [...links.map((a) => a.pathname + a.search),
		...links.flatMap((a) => a.dataset.keep.match(/\S+/g) ?? [])];

	return ([here(), "/outbox", ...new Set(wanted)].slice(0, kept_max));
}

/* Pages of the field stay readable without a line. */
async function
start_worker()
{
	const { serviceWorker: workers } = navigator;

	if (!workers)
		return;
	try {
		const [one] = await Promise.all(scopes.map((scope) =>
			workers.register("/worker.js", { scope })));

		/* They keep in the same place, so one of them is told. */
		(one.active ?? one.installing ?? one.waiting)?.postMessage(
		    { account: outbox_account(), pages: wanted_pages() });
	} catch { /* the pages work without it */ }
}

export function
start_offline()
{
	if (!window.indexedDB || !outbox_account())
		return;
	name_records();
	document.addEventListener("submit", on_submit);
	// A page that comes back from memory would send its record again.
	window.addEventListener("pageshow", (event) => {
		if (event.persisted)
			name_records();
	});
	outbox_start(on_sent, draw);
	draw();
	start_worker();
}
