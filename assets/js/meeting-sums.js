/*
 * What must be in the box of each fund, from what the form of a meeting says
 * so far. Only to be shown: the service counts for itself. All in rial.
 */
const digits = "۰۱۲۳۴۵۶۷۸۹";
const digits_arabic = "٠١٢٣٤٥٦٧٨٩";

/* "۲۵٬۰۰۰٫۵" toman as rial; what is no number is none. */
export function
rial_of(text)
{
	const plain = text.replace(/[۰-۹٠-٩]/g, (one) =>
		String(Math.max(digits.indexOf(one), digits_arabic.indexOf(one))))
	    .replace(/[\s٬،,\u200c-\u200f]/g, "").replace(/[٫/]/, ".");

	return (/^\d+(\.\d)?$/.test(plain) ? Math.round(Number(plain) * 10) : 0);
}

export const toman_of = (rial) => (rial / 10).toLocaleString("fa-IR");

const say = (rial) => `${toman_of(rial)} تومان`;

const sum = (fields) =>
	[...fields].reduce((all, field) => all + rial_of(field.value), 0);

function
shares_of(form, member)
{
	const of = member ? `[data-shares="${member}"]` : "[data-shares]";

	return ([...form.querySelectorAll(`${of}:checked`)].reduce((all, field) =>
		all + Number(field.value) * Number(form.dataset.share), 0));
}

/* Of a member's loans, what of today's payments is not charge. */
function
principal_of(form, member)
{
	return ([...form.querySelectorAll(
	    `[data-repaid][data-of="${member}"]`)].reduce((all, field) => all +
	    Math.max(0, rial_of(field.value) - Number(field.dataset.charge)), 0));
}

export function
fines_due(row)
{
	return ([...row.querySelectorAll("[data-fine]:checked")].reduce(
	    (all, fine) => all + Number(fine.dataset.fine),
	    Number(row.dataset.due) || 0));
}

/* What she takes along who leaves, when she is owed more than she owes. */
function
leaver_gets(form, member)
{
	const { savings, fines, debt, charges } = member.dataset;
	const row = form.querySelector(`[data-fined="${member.value}"]`);
	const paid = sum(form.querySelectorAll(
	    `[data-repaid][data-of="${member.value}"],` +
	    `[name="fine_paid_toman.${member.value}"]`));

	return (Math.max(0, Number(savings) + shares_of(form, member.value) +
	    paid - (row ? fines_due(row) : Number(fines)) - Number(debt) -
	    Number(charges)));
}

/* {kind, fund, amount, member}: one thing that was voted on. */
function
motion_of(row)
{
	const field = (name) => row.querySelector(`[name=${name}]`);
	const kind = field("motion").value;
	const own = kind === "grant" ? "social" : "loan";

	return ({ kind, fund: field("motion_fund").value || own,
		amount: rial_of(field("motion_amount_toman").value),
		member: field("motion_member").selectedOptions[0] });
}

/* What one vote takes from a fund; less than nothing when it brings. */
function
takes(form, fund, { kind, fund: of, amount, member })
{
	if (kind === "leave")
		return (fund === "loan" && member?.value ?
		    leaver_gets(form, member) : 0);
	if (kind === "withdraw")
		return (fund === "loan" ? amount : 0);
	if (kind === "transfer" && of !== fund)
		return (fund === "credit" ? 0 : -amount);
	if (["loan", "grant", "expense", "transfer"].includes(kind))
		return (of === fund ? amount : 0);
	return (0);
}

export function
must_be(form, fund)
{
	const box = form.querySelector(`[data-box="${fund}"]`);
	const counted = form.querySelector(`[data-counted="${fund}"]`);
	const begins = counted?.value ? rial_of(counted.value) :
	    Number(box.dataset.cash);
	const gives = [...form.querySelectorAll("[data-motion]")].reduce(
	    (all, row) => all + takes(form, fund, motion_of(row)), 0);

	return (begins + sum(form.querySelectorAll(`[data-in="${fund}"]`)) +
	    (fund === "loan" ? shares_of(form) : 0) -
	    sum(form.querySelectorAll(`[data-out="${fund}"]`)) - gives);
}

/* "۵۰۰ تومان کم است", or nothing when it is right or not yet counted. */
function
difference(field, expected)
{
	const rial = rial_of(field.value) - expected;

	if (field.value === "" || rial === 0)
		return ("");
	return (`${say(Math.abs(rial))} ${rial < 0 ? "کم" : "زیاد"} است. ` +
	    "دوباره بشمارید؛ اگر همین است، در پایان بنویسید چرا.");
}

function
draw_fund(form, box)
{
	const { box: fund, cash } = box.dataset;
	const must = must_be(form, fund);
	const [counted, closing, says, over, target] = ["counted", "closing",
		"difference", "left-over", "must"].map((name) =>
		form.querySelector(`[data-${name}="${fund}"]`));

	box.querySelector("[data-sum]").textContent = say(must);
	box.classList.toggle("box-short", must < 0);
	if (target)
		target.textContent = say(must);
	if (says && counted)
		says.textContent = difference(counted, Number(cash));
	if (over && closing)
		over.textContent = difference(closing, must);
}

/* A loan as far as her savings go, and no more votes than women. */
function
draw_motion(form, row)
{
	const { kind, amount, member } = motion_of(row);
	const says = row.querySelector("[data-limit-says]");
	const votes = row.querySelector("[data-votes-says]");
	const limit = kind !== "loan" || !member?.value ? null :
	    Number(member.dataset.limit) +
	    Number(form.dataset.multiple) * shares_of(form, member.value) +
	    principal_of(form, member.value);
	const present = form.querySelectorAll(
	    "[data-presence] [value=present]:checked").length;

	says.textContent = limit === null ? "" :
	    `با پس‌انداز امروز تا ${say(limit)} می‌تواند بگیرد.`;
	says.classList.toggle("limit-over", limit !== null && amount > limit);
	votes.textContent = sum(row.querySelectorAll(".votes input")) / 10 >
	    present ? `${present.toLocaleString("fa-IR")} نفر آمده‌اند؛ رأی‌ها را دوباره بشمارید.` : "";
}

/* More than is owed, told before the meeting is sent. */
function
draw_over(field, owed)
{
	field.closest(".amount").querySelector("[data-over]").textContent =
	    rial_of(field.value) > owed ?
		`${say(owed)} بدهکار است؛ بیشتر از آن گرفته نمی‌شود.` : "";
}

/* What the last step says once more: the box is not as the book has it. */
function
draw_differences(form)
{
	const says = form.querySelector("[data-differences]");
	const all = [...form.querySelectorAll("[data-box]")].flatMap((box) => {
		const { box: fund } = box.dataset;
		const field = form.querySelector(`[data-closing="${fund}"]`);
		const rial = rial_of(field?.value ?? "") - must_be(form, fund);

		return (!field?.value || rial === 0 ? [] :
		    [`${box.dataset.title} ${say(Math.abs(rial))} ${rial < 0 ?
			"کم" : "زیاد"} است`]);
	});

	says.textContent = all.length === 0 ? "" :
	    `${all.join("؛ ")}. اگر درست نیست، پیش از ثبت به گام پیش برگردید.`;
}

export function
sums_draw(form)
{
	const left = form.querySelector("[data-available]");
	const loan = form.querySelector("[data-box=loan]");

	for (const box of form.querySelectorAll("[data-box]"))
		draw_fund(form, box);
	for (const row of form.querySelectorAll("[data-motion]"))
		draw_motion(form, row);
	for (const row of form.querySelectorAll("[data-fined]")) {
		const due = fines_due(row);

		row.querySelector("[data-fines-sum]").textContent =
		    due > (Number(row.dataset.due) || 0) ? say(due) : "";
		draw_over(row.querySelector("[data-fine-paid]"), due);
	}
	for (const field of form.querySelectorAll("[data-repaid]"))
		draw_over(field, Number(field.dataset.left) +
		    Number(field.dataset.charge));
	draw_differences(form);
	for (const row of form.querySelectorAll("[data-saver]"))
		row.querySelector("[data-away]").hidden = form.querySelector(
		    `[name="presence.${row.dataset.saver}"]:checked`)
		    ?.value === "present";
	if (left && loan)
		left.textContent = say(Math.max(0, Number(left.dataset.rial) +
		    must_be(form, "loan") - Number(loan.dataset.cash)));
}
