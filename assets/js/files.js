/* What was chosen in a file field, in words: its own button says nothing. */
function
say_chosen(input)
{
	const words = input.closest(".file-field")
	    ?.querySelector("[data-file-name]");
	const [first] = input.files;

	if (!words)
		return;
	if (!first) {
		words.replaceChildren();
		return;
	}
	const name = document.createElement("bdi");

	name.textContent = input.files.length > 1 ?
	    `${input.files.length.toLocaleString("fa-IR")} پرونده` : first.name;
	words.replaceChildren("انتخاب شد: ", name);
}

export function
start_files()
{
	document.addEventListener("change", ({ target }) => {
		if (target.type === "file")
			say_chosen(target);
	});
	window.addEventListener("pageshow", () => {
		for (const input of document.querySelectorAll("[type=file]"))
			say_chosen(input);
	});
}
