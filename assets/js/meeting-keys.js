/*
 * Taps in place of typing, in a meeting of savings: shares as keys, amounts
 * that are known, all who are there at once, and what is voted on row by row.
 */
import { fines_due, must_be, rial_of, toman_of } from "./meeting-sums.js";

const persian = (number) => number.toLocaleString("fa-IR");

function
changed(field)
{
	field.dispatchEvent(new Event("input", { bubbles: true }));
}

/* One key, as those of presence: a hidden radio and its label. */
function
make_key(input, n)
{
	const key = document.createElement("div");
	const radio = document.createElement("input");
	const label = document.createElement("label");

	radio.type = "radio";
	radio.name = input.name;
	radio.id = `${input.name}-${n}`;
	radio.value = n;
	radio.className = "visually-hidden";
	radio.dataset.shares = input.dataset.shares;
	radio.checked = input.value !== "" && rial_of(input.value) === n * 10;
	if (input.hasAttribute("aria-invalid"))
		radio.setAttribute("aria-invalid", "true");
	label.htmlFor = radio.id;
	label.textContent = persian(n);
	key.append(radio, label);
	return (key);
}

/* A number field becomes keys from none to the most that are bought. */
function
make_keys(input, most)
{
	const keys = document.createElement("div");
	const name = input.closest(".saver").querySelector(".saver-name");
	const words = document.createElement("p");

	words.className = name.className;
	words.id = `${input.name}-name`;
	words.append(...name.childNodes);
	name.replaceWith(words);
	keys.className = "keys";
	keys.setAttribute("role", "radiogroup");
	keys.setAttribute("aria-labelledby", words.id);
	for (let n = 0; n <= most; n++)
		keys.append(make_key(input, n));
	input.replaceWith(keys);
}

/* Tapped again it is taken back. */
function
fill(field, value)
{
	field.value = rial_of(field.value) === rial_of(value) &&
	    field.value !== "" ? "" : value;
	changed(field);
}

export const is_present = (form, member) =>
	form.querySelector(`[name="presence.${member}"]:checked`)?.value ===
	"present";

function
fill_all(form, name)
{
	for (const field of form.querySelectorAll(`[name^="${name}."]`)) {
		const known = field.closest(".amount")
		    .querySelector("[data-fill]");

		if (known && field.value === "" &&
		    is_present(form, field.dataset.of))
			field.value = known.dataset.fill;
	}
	changed(form);
}

function
share_all(form, count)
{
	for (const radio of form.querySelectorAll(
	    `[data-shares][value="${count}"]`)) {
		if (is_present(form, radio.dataset.shares))
			radio.checked = true;
	}
	changed(form);
}

function
mark_all(form, presence)
{
	for (const row of form.querySelectorAll("[data-presence]")) {
		if (!row.querySelector(":checked"))
			row.querySelector(`[value="${presence}"]`).checked = true;
	}
	changed(form);
}

/* The first row that is free takes what is asked for. */
function
add_motion(form, kind)
{
	const row = [...form.querySelectorAll("[data-motion]")].find((one) =>
	    one.querySelector("[name=motion]").value === "");

	if (!row)
		return;
	row.querySelector("[name=motion]").value = kind;
	changed(row);
	[...row.querySelectorAll("select:not([name=motion]),input")].find(
	    (field) => field.offsetParent)?.focus();
}

function
drop_motion(row)
{
	for (const field of row.querySelectorAll("select,input"))
		field.value = "";
	changed(row);
}

function
on_click(event)
{
	const button = event.target.closest("button[type=button]");
	const form = button?.form;

	if (!form)
		return;
	const field = button.closest(".amount")?.querySelector("input");
	const { all, add, allFill, allShares, fillMust } = button.dataset;

	if (all)
		mark_all(form, all);
	else if (allFill)
		fill_all(form, allFill);
	else if (allShares)
		share_all(form, allShares);
	else if (add)
		add_motion(form, add);
	else if ("drop" in button.dataset)
		drop_motion(button.closest("[data-motion]"));
	else if (fillMust)
		fill(field, toman_of(Math.max(0, must_be(form, fillMust))));
	else if ("fillDue" in button.dataset)
		fill(field, toman_of(fines_due(button.closest("[data-fined]"))));
	else if ("fill" in button.dataset)
		fill(field, button.dataset.fill);
}

export function
keys_start(form)
{
	const { sharesMax } = form.dataset;

	for (const input of form.querySelectorAll("input[data-shares]"))
		make_keys(input, Number(sharesMax));
	/* How much each may borrow is told below, with what she saves today. */
	for (const option of form.querySelectorAll("option[data-name]"))
		option.textContent = option.dataset.name;
	form.addEventListener("click", on_click);
}
