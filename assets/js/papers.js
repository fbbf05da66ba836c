/* A paper's photo made small before its form is sent on a slow line. */
import { shrink } from "./shrink.js";

async function
on_change(event)
{
	const input = event.target;

	if (input.type !== "file" || !input.closest("form[data-shrink]") ||
	    input.files.length !== 1)
		return;
	const button = input.form.querySelector("[type=submit]");
	const picked = input.files[0];

	button.disabled = true;
	const small = await shrink(picked);

	/* She may have picked another one meanwhile. */
	if (small !== picked && input.files[0] === picked) {
		const put = new DataTransfer();

		put.items.add(new File([small], "photo.jpg", { type: small.type }));
		input.files = put.files;
	}
	button.disabled = false;
}

export function
start_papers()
{
	document.addEventListener("change", on_change);
}
