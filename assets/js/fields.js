/*
 * The fields of a form as they were typed, to put back later; never codes,
 * nor what is marked data-secret, nor what the page itself holds.
 */
const secret = "[data-secret],[autocomplete=one-time-code],[type=password]," +
    "[type=hidden],[type=file]";
const marked = new Set(["radio", "checkbox"]);

function
fields_of(form)
{
	return ([...form.elements].filter((field) =>
	    field.name && field.type !== "submit" && !field.matches(secret)));
}

/* [[name, value, checked]], in the order of the form. */
export function
fields_take(form)
{
	return (fields_of(form).map((field) =>
	    [field.name, field.value, field.checked]));
}

export function
fields_put(form, fields)
{
	const left = [...fields];

	for (const field of fields_of(form)) {
		const choice = marked.has(field.type);
		const at = left.findIndex(([name, value]) =>
		    name === field.name && (!choice || value === field.value));

		if (at === -1)
			continue;
		const [[, value, checked]] = left.splice(at, 1);

		if (choice)
			field.checked = checked;
		else
			field.value = value;
	}
}
