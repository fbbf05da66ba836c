/* Photos of a product: several at once, each shrunk, with its own bar and
 * another try when the line breaks. */
import { shrink } from "./shrink.js";

const bytes_max = 15 * 1024 * 1024;
const wait_ms_max = 120000;
const words = {
	small: "در حال کوچک کردن…",
	sending: "در حال فرستادن…",
	line: "فرستاده نشد؛ اینترنت را نگاه کنید.",
	big: "این عکس بیش از اندازه بزرگ است.",
	again: "دوباره بفرست",
	drop: "بی‌خیال",
};

function
make_row(file, list)
{
	const row = document.createElement("li");
	const name = document.createElement("span");
	const says = document.createElement("span");
	const bar = document.createElement("progress");

	row.className = "upload-row";
	name.className = "upload-name";
	name.dir = "auto";
	name.textContent = file.name;
	says.className = "soft";
	bar.max = 1;
	bar.value = 0;
	bar.setAttribute("aria-label", file.name);
	row.append(name, says, bar);
	list.append(row);
	return ({ row, says, bar });
}

function
add_button(view, text, act)
{
	const button = document.createElement("button");

	button.type = "button";
	button.className = "button button-plain";
	button.textContent = text;
	button.addEventListener("click", act);
	view.row.append(button);
}

/* XMLHttpRequest, because fetch says nothing about what has been sent. */
function
send(form, body, key, view)
{
	return (new Promise((resolve, reject) => {
		const request = new XMLHttpRequest();

		request.open("POST", form.dataset.upload);
		request.timeout = wait_ms_max;
		request.responseType = "json";
		request.setRequestHeader("Idempotency-Key", key);
		request.upload.addEventListener("progress", (event) => {
			if (event.lengthComputable)
				view.bar.value = event.loaded / event.total;
		});
		request.addEventListener("load", () => {
			if (request.status < 300)
				resolve(request.response);
			else
				reject(new Error(
				    request.response?.error?.message || words.line));
		});
		for (const broken of ["error", "timeout", "abort"])
			request.addEventListener(broken,
			    () => reject(new Error(words.line)));
		request.send(body);
	}));
}

function
refresh(form)
{
	return (window.htmx.ajax("GET", form.dataset.fragment,
	    { target: "#photos", swap: "outerHTML" }));
}

async function
upload(form, file, view, key)
{
	const body = new FormData();

	for (const button of view.row.querySelectorAll("button"))
		button.remove();
	view.row.classList.remove("upload-broken");
	view.says.textContent = words.small;
	const photo = await shrink(file);

	if (photo.size > bytes_max) {
		broken(form, file, view, words.big);
		return;
	}
	view.says.textContent = words.sending;
	body.set("photo", photo, "photo");
	if (form.dataset.product)
		body.set("product", form.dataset.product);
	try {
		await send(form, body, key, view);
	} catch (error) {
		/* The same key again: a photo that arrived is not sent twice. */
		broken(form, file, view, error.message, key);
		return;
	}
	view.row.remove();
	await refresh(form);
}

function
broken(form, file, view, says, key)
{
	view.row.classList.add("upload-broken");
	view.says.textContent = says;
	view.bar.value = 0;
	if (key)
		add_button(view, words.again,
		    () => upload(form, file, view, key));
	add_button(view, words.drop, () => view.row.remove());
}

/* One after another: a slow line carries one photo better than six. */
async function
take(form, files)
{
	const list = form.querySelector("[data-uploads]");
	const rows = files.map((file) => [file, make_row(file, list)]);

	for (const [file, view] of rows)
		await upload(form, file, view, new_key());
}

/* randomUUID exists on secure pages only; a key needs to be new, not secret. */
function
new_key()
{
	const bytes = crypto.getRandomValues(new Uint8Array(16));

	return (Array.from(bytes, (b) => b.toString(16).padStart(2, "0"))
	    .join(""));
}

export function
start_photos()
{
	for (const form of document.querySelectorAll("form[data-upload]")) {
		const pick = form.querySelector("[data-pick]");
		const plain = form.querySelector("[data-plain]");

		pick.hidden = false;
		plain.remove();
		for (const input of pick.querySelectorAll("input")) {
			input.addEventListener("change", () => {
				const files = [...input.files];

				input.value = "";
				take(form, files);
			});
		}
	}
}
