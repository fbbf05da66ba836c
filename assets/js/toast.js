/* A short message at the foot of the page, read out by screen readers. */
const shown_ms = 6000;

let hiding;

function
toast_box()
{
	let box = document.getElementById("toast");

	if (!box) {
		box = document.createElement("div");
		box.id = "toast";
		box.setAttribute("role", "status");
		document.body.append(box);
	}
	return (box);
}

/* link is {href, text} or nothing. */
export function
toast_show(text, link)
{
	const box = toast_box();
	const words = document.createElement("span");

	words.textContent = text;
	box.className = "toast";
	box.hidden = false;
	box.replaceChildren(words);
	if (link) {
		const a = document.createElement("a");

		a.href = link.href;
		a.textContent = link.text;
		box.append(a);
	}
	clearTimeout(hiding);
	hiding = setTimeout(() => { box.hidden = true; }, shown_ms);
}
