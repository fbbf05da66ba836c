/*
 * The guided meeting of savings: one step of its form a screen, back and next
 * under the thumb, and what must be in the box told all the while. What is
 * typed stays in this tab until it is sent, but never the codes. Without this
 * script the form is one long page.
 */
import { fields_put, fields_take } from "./fields.js";
import { is_present, keys_start } from "./meeting-keys.js";
import { sums_draw } from "./meeting-sums.js";

const box = "meeting";
const codes_needed = 2;
const persian = (number) => number.toLocaleString("fa-IR");

let form;
let steps;
let at = 0;
let told = null;

/* Whose meeting this is, and after which: another's is never put back. */
function
name_of()
{
	const account = document.querySelector("meta[name=account]")?.content;

	return (`${account ?? ""}:${form.dataset.meeting}`);
}

function
save()
{
	try {
		sessionStorage.setItem(box, JSON.stringify({ of: name_of(),
			at, fields: fields_take(form) }));
	} catch { /* a tab that may keep nothing still holds its form */ }
}

function
drop()
{
	try {
		sessionStorage.removeItem(box);
	} catch { /* nothing was kept */ }
}

function
load()
{
	try {
		const kept = JSON.parse(sessionStorage.getItem(box));

		return (kept?.of === name_of() ? kept : null);
	} catch {
		return (null);
	}
}

function
show(step, asked = true)
{
	at = Math.max(0, Math.min(step, steps.length - 1));
	steps.forEach((one, i) => { one.hidden = i !== at; });
	form.querySelector("[data-back]").hidden = at === 0;
	form.querySelector("[data-next]").hidden = at === steps.length - 1;
	form.querySelector("[data-progress]").textContent =
	    `گام ${persian(at + 1)} از ${persian(steps.length)}`;
	const bar = form.querySelector("[data-bar]");

	bar.max = steps.length;
	bar.value = at + 1;
	sums_draw(form);
	save();
	if (!asked)
		return;
	window.scrollTo(0, 0);
	steps[at].querySelector("h2").focus({ preventScroll: true });
}

const fields_in = (step) => [...step.querySelectorAll("input,select,textarea")];

/* Two officers open the box; which of them is theirs to say. */
function
ask_codes()
{
	const codes = [...form.querySelectorAll("[data-secret]")];
	const said = codes.filter((code) => code.value).length;

	for (const code of codes)
		code.setCustomValidity(said < codes_needed && !code.value ?
		    "رمز دو نفر را بنویسید." : "");
}

/* Who is there buys as many shares as the group agreed on, or more. */
function
ask_shares()
{
	const least = Number(form.dataset.sharesMin);

	for (const keys of form.querySelectorAll(".keys")) {
		const [key] = keys.querySelectorAll("input");
		const bought = keys.querySelector(":checked")?.value ?? 0;

		key.setCustomValidity(Number(bought) < least &&
		    is_present(form, key.dataset.shares) ?
			`دست‌کم ${persian(least)} سهم` : "");
	}
}

/* What she must mend before this step is done. */
function
wrong_in(step)
{
	ask_codes();
	ask_shares();
	return (fields_in(step).find((field) => !field.validity.valid));
}

/* What she must mend, told beside it until she does (forms.js). */
function
tell(field)
{
	told = field;
	field.reportValidity();
}

/* It may be mended by another field: of two codes, or of keys. */
function
forget_told()
{
	if (!told)
		return;
	ask_codes();
	ask_shares();
	if (!told.validity.valid)
		return;
	told.removeAttribute("aria-invalid");
	document.getElementById(`${told.name}-wrong`).textContent = "";
	told = null;
}

function
next()
{
	const wrong = wrong_in(steps[at]);

	if (wrong) {
		tell(wrong);
		return;
	}
	show(at + 1);
	history.pushState({ step: at }, "");
}

function
on_submit(event)
{
	const step = steps.findIndex((one) => wrong_in(one));

	if (step === -1)
		return;
	event.preventDefault();
	show(step);
	tell(wrong_in(steps[step]));
}

/* Where the first thing is that was refused, by the service or its page. */
function
show_refused()
{
	const step = steps.findIndex((one) =>
	    one.querySelector("[aria-invalid],.wrong:not(:empty)"));

	if (step === -1)
		return;
	show(step, false);
	for (const hides of steps[step].querySelectorAll("details"))
		hides.open ||= Boolean(hides.querySelector("[aria-invalid]"));
}

function
put_back()
{
	const kept = load();
	const comes_back = form.querySelector("[aria-invalid]") ||
	    new URLSearchParams(location.search).has("outbox");

	if (!kept || comes_back)
		return;
	fields_put(form, kept.fields);
	at = kept.at;
}

function
on_input()
{
	forget_told();
	sums_draw(form);
	save();
}

function
listen()
{
	form.addEventListener("input", on_input);
	form.addEventListener("change", on_input);
	form.addEventListener("submit", on_submit);
	form.addEventListener("refused", show_refused);
	form.addEventListener("arrived", drop);
	form.querySelector("[data-next]").addEventListener("click", next);
	form.querySelector("[data-back]").addEventListener("click", () => {
		show(at - 1);
		history.replaceState({ step: at }, "");
	});
	window.addEventListener("popstate", (event) =>
	    show(event.state?.step ?? 0));
	/* Enter in a field goes on; only the last step sends. */
	form.addEventListener("keydown", (event) => {
		if (event.key !== "Enter" || at === steps.length - 1 ||
		    event.target.localName !== "input")
			return;
		event.preventDefault();
		next();
	});
}

export function
start_meeting()
{
	form = document.querySelector("form[data-meeting]");
	if (!form)
		return;
	/* A step that asks nothing and tells nothing is passed over. */
	const all = [...form.querySelectorAll("[data-step]")];

	steps = all.filter((step) => fields_in(step).length > 0 ||
	    step.querySelector(".read-aloud"));
	for (const step of all)
		step.hidden = true;
	form.noValidate = true;
	form.classList.add("guided");
	for (const hidden of form.querySelectorAll(
	    "[data-step-bar],[data-boxes]"))
		hidden.hidden = false;
	keys_start(form);
	put_back();
	listen();
	show(at, false);
	show_refused();
}
