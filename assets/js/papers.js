/*
 * The form of a paper: its photo made small before it is sent on a slow line,
 * at once when it comes straight from the camera, and only the fields that its
 * kind asks for.
 */
import { shrink } from "./shrink.js";

async function
on_change(event)
{
	const input = event.target;

	if (input.type !== "file" || !input.closest("form[data-shrink]") ||
	    input.files.length !== 1)
		return;
	const { form } = input;
	const button = form.querySelector("[type=submit]");
	const picked = input.files[0];

	button.disabled = true;
	input.labels[0].setAttribute("aria-busy", "true");
	const small = await shrink(picked);

	/* She may have picked another one meanwhile. */
	if (small !== picked && input.files[0] === picked) {
		const put = new DataTransfer();

		put.items.add(new File([small], "photo.jpg", { type: small.type }));
		input.files = put.files;
	}
	button.disabled = false;
	if (form.dataset.shrink === "send")
		form.requestSubmit();
	else
		input.labels[0].removeAttribute("aria-busy");
}

function
show_fitting(choice)
{
	for (const part of choice.form.querySelectorAll("[data-fits]"))
		part.hidden = !part.dataset.fits.split(" ").includes(
		    choice.value);
}

function
on_kind(event)
{
	if (event.target.matches("select[data-kind]"))
		show_fitting(event.target);
}

export function
start_papers()
{
	for (const choice of document.querySelectorAll("select[data-kind]"))
		show_fitting(choice);
	document.addEventListener("change", on_kind);
	document.addEventListener("change", on_change);
}
