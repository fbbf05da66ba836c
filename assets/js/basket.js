/* Adding to the basket without leaving the product. */
import { toast_show } from "./toast.js";

/* The service refuses with a whole page; its sentence is marked there. */
function
refusal_sentence(html)
{
	const page = new DOMParser().parseFromString(html, "text/html");

	return (page.querySelector("[data-sentence]")?.textContent.trim());
}

function
after_request({ detail })
{
	const form = detail.elt;

	if (!form.matches?.("[data-basket]"))
		return;
	if (detail.successful) {
		toast_show("به سبد خرید اضافه شد.",
		    { href: "/cart", text: "دیدن سبد خرید" });
		document.body.dispatchEvent(new Event("basket"));
		return;
	}
	toast_show(refusal_sentence(detail.xhr?.responseText ?? "") ||
	    "ارتباط برقرار نشد. دوباره تلاش کنید.");
}

export function
start_basket()
{
	document.body.addEventListener("htmx:afterRequest", after_request);
}
