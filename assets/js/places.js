/* A long list of cities, grouped by province, becomes two short ones. */

function
province_choice(groups, chosen)
{
	const choice = document.createElement("select");

	choice.className = "form-select";
	choice.id = "province-of-city";
	for (const group of groups) {
		const option = new Option(group.label, group.label);

		option.selected = group === chosen;
		choice.add(option);
	}
	return (choice);
}

function
split(cities)
{
	const groups = [...cities.querySelectorAll("optgroup")];
	const nothing = cities.querySelector("option[value='']");
	const label = document.createElement("label");
	const chosen = cities.selectedOptions[0]?.closest("optgroup");
	const choice = province_choice(groups, chosen);
	const show = (name) => {
		const group = groups.find(({ label }) => label === name);

		cities.replaceChildren(nothing, ...(group ? [group] : []));
	};

	label.className = "form-label";
	label.htmlFor = choice.id;
	label.textContent = "استان";
	choice.add(new Option("انتخاب کنید", "", !chosen, !chosen), 0);
	choice.addEventListener("change", () => {
		show(choice.value);
		cities.value = "";
	});
	show(chosen?.label);
	const field = document.createElement("div");

	field.className = "field";
	field.append(label, choice);
	cities.closest(".field").before(field);
}

export function
start_places()
{
	for (const cities of document.querySelectorAll("select[data-cities]"))
		split(cities);
}
