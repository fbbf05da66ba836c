/*
 * What was typed into a form whose session had ended: kept in this tab alone
 * while its writer logs in again, then put back. Codes and what is marked
 * data-secret never are, nor is anything kept for anybody else.
 */
import { fields_put, fields_take } from "./fields.js";

const box = "typed";

function
account()
{
	return (document.querySelector("meta[name=account]")?.content);
}

function
load()
{
	try {
		return (JSON.parse(sessionStorage.getItem(box)));
	} catch {
		return (null);
	}
}

/* A full or forbidden store keeps nothing, and the login page says so. */
function
save(record)
{
	try {
		sessionStorage.setItem(box, JSON.stringify(record));
	} catch {
		drop();
	}
}

function
drop()
{
	try {
		sessionStorage.removeItem(box);
	} catch { /* nothing was kept either */ }
}

/* Of whoever logs out nothing stays in the tab, no draft of a meeting either. */
function
drop_all()
{
	try {
		sessionStorage.clear();
	} catch { /* nothing was kept either */ }
}

function
on_submit({ target: form })
{
	const action = form.getAttribute("action");

	if (action === "/logout")
		drop_all();
	else if (form.method === "post" && account())
		save({ action, account: account(),
			fields: fields_take(form) });
}

function
put_back(form, fields)
{
	fields_put(form, fields);
	for (let hides = form.closest("details"); hides;
	    hides = hides.parentElement.closest("details"))
		hides.open = true;
	say_back(form);
}

function
say_back(form)
{
	const notice = document.createElement("div");
	const words = document.createElement("p");

	notice.className = "notice";
	notice.setAttribute("role", "status");
	words.textContent = "نوشته‌هایتان همین‌جاست و هنوز فرستاده نشده است." +
	    (form.querySelector("[type=file],[data-secret]") ?
		" آنچه اینجا خالی مانده را دوباره پر کنید و بفرستید." :
		" نگاهی بیندازید و بفرستید.");
	notice.append(words);
	form.prepend(notice);
	notice.scrollIntoView({ block: "center" });
}

/* The login page says that a form came too late; any other, that it arrived. */
export function
start_typed()
{
	const late = document.querySelector("[data-ended]");
	const record = load();

	document.addEventListener("submit", on_submit);
	if (!record)
		return;
	if (late) {
		save({ ...record, waits: true });
		late.querySelector("[data-kept]").hidden = false;
		late.querySelector("[data-not-kept]").hidden = true;
	} else if (!location.pathname.startsWith("/login")) {
		give_back(record);
	}
}

function
give_back(record)
{
	const form = [...document.forms].find((one) =>
	    one.getAttribute("action") === record.action);

	if (!record.waits || account() !== record.account)
		drop();
	else if (form) {
		put_back(form, record.fields);
		drop();
	}
}
