/* One SVG file with the icons that icons.json names, each as a <symbol>. */
import { readFile } from "node:fs/promises";
import path from "node:path";

export async function
icon_sprite(here)
{
	const wanted = JSON.parse(await readFile(
	    path.join(here, "icons.json"), "utf8"));
	const set = JSON.parse(await readFile(
	    path.join(here, "node_modules/@iconify-json/tabler/icons.json"),
	    "utf8"));
	const symbols = Object.entries(wanted).map(([name, source]) => {
		const icon = set.icons[source];

		if (!icon)
			throw new Error(`icons.json: the set has no ${source}`);
		const body = icon.body.replaceAll(' stroke-width="2"',
		    ' stroke-width="1.75"');
		return (`<symbol id="${name}" viewBox="0 0 24 24">` +
		    `${body}</symbol>`);
	});

	return ('<svg xmlns="http://www.w3.org/2000/svg">' +
	    `${symbols.join("")}</svg>`);
}
