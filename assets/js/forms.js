/*
 * Forms: sent as soon as a choice changes, never twice by a double tap; what
 * is not filled in is told beside its field.
 */
const busy_ms = 8000;
const changes_who = ["/logout", "/login/code"];
let first_wrong = null;

function
on_change(event)
{
	event.target.closest("form[data-send-on-change]")?.requestSubmit();
}

function
on_submit(event)
{
	const button = event.submitter;

	/* Nobody finds another's pages, kept for when there is no line. */
	if (changes_who.includes(event.target.getAttribute("action")))
		window.caches?.delete("pages");
	if (event.defaultPrevented || !button)
		return;
	if (button.hasAttribute("aria-busy")) {
		event.preventDefault();
		return;
	}
	button.setAttribute("aria-busy", "true");
	setTimeout(() => button.removeAttribute("aria-busy"), busy_ms);
}

/* A place for words, below a field that has none. */
function
words_below(field)
{
	const words = document.createElement("p");
	const around = field.closest(".field,fieldset");

	words.className = "wrong";
	words.id = `${field.id || field.name}-told`;
	if (around)
		around.append(words);
	else
		field.after(words);
	field.setAttribute("aria-describedby", `${field.getAttribute(
	    "aria-describedby") ?? ""} ${words.id}`.trim());
	return (words);
}

/* Where it is said in words what is wrong with a field. */
function
words_of(field)
{
	return ([...field.getAttribute("aria-describedby")?.split(" ") ?? [],
		`${field.name}-wrong`].map((id) => document.getElementById(id))
	    .find((words) => words?.classList.contains("wrong")) ??
	    words_below(field));
}

function
sentence_of(field)
{
	const { customError, patternMismatch, tooShort } = field.validity;

	if (customError)
		return (field.validationMessage);
	if (tooShort)
		return (`حداقل ${field.minLength.toLocaleString("fa-IR")} حرف بنویسید.`);
	if (patternMismatch)
		return ("درست نوشته نشده است. دوباره ببینید.");
	if (field.type === "file")
		return ("یک فایل انتخاب کنید.");
	if (field.type === "checkbox")
		return ("این را علامت بزنید.");
	return (field.type === "radio" || field.localName === "select" ?
	    "یکی را انتخاب کنید." : "این بخش را پر کنید.");
}

/*
 * In our words: the browser's are in the language of the telephone, and gone
 * before they are read.
 */
function
on_invalid(event)
{
	const field = event.target;
	const words = words_of(field);

	event.preventDefault();
	words.textContent = sentence_of(field);
	field.setAttribute("aria-invalid", "true");
	if (first_wrong)
		return;
	first_wrong = field;
	setTimeout(() => { first_wrong = null; });
	field.focus({ preventScroll: true });
	words.scrollIntoView({ block: "center" });
}

/* What was wrong with a field is not said any longer once it is mended. */
function
on_input({ target })
{
	const field = target.closest("[aria-invalid]");

	if (!field?.validity?.valid)
		return;
	for (const one of field.form?.elements ?? [field]) {
		if (one.name === field.name && one.validity.valid)
			one.removeAttribute("aria-invalid");
	}
	for (const id of field.getAttribute("aria-describedby")?.split(" ") ??
	    []) {
		const words = document.getElementById(id);

		if (words?.classList.contains("wrong"))
			words.textContent = "";
	}
}

async function
on_click(event)
{
	const button = event.target.closest("[data-copy],[data-print]");

	if (!button)
		return;
	if (button.hasAttribute("data-print")) {
		window.print();
		return;
	}
	await navigator.clipboard.writeText(button.dataset.copy);
	button.textContent = "رونوشت شد";
}

/* A page taken back from the browser's memory is not waiting any more. */
function
on_pageshow()
{
	for (const button of document.querySelectorAll("[aria-busy]"))
		button.removeAttribute("aria-busy");
}

export function
start_forms()
{
	document.addEventListener("change", on_change);
	document.addEventListener("input", on_input);
	/* It does not rise from its field. */
	document.addEventListener("invalid", on_invalid, true);
	document.addEventListener("submit", on_submit);
	document.addEventListener("click", on_click);
	window.addEventListener("pageshow", on_pageshow);
	document.documentElement.classList.add("scripted");
	for (const hidden of document.querySelectorAll("[data-script]"))
		hidden.hidden = false;
}
