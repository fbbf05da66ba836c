/* Forms: sent as soon as a choice changes, never twice by a double tap. */
const busy_ms = 8000;
const changes_who = ["/logout", "/login/code"];

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

/* What was wrong with a field is not said any longer once it is mended. */
function
on_input({ target })
{
	const field = target.closest("[aria-invalid]");

	if (!field?.validity?.valid)
		return;
	field.removeAttribute("aria-invalid");
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
	document.addEventListener("submit", on_submit);
	document.addEventListener("click", on_click);
	window.addEventListener("pageshow", on_pageshow);
	document.documentElement.classList.add("scripted");
	for (const hidden of document.querySelectorAll("[data-script]"))
		hidden.hidden = false;
}
