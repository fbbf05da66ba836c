// Draws the pictures of the demo shop: node pictures.mjs VAR
// Leaves VAR/media/ab/<id>-{160,480,960}.{webp,avif} and VAR/demo/media.sql.
// Artwork: Noto Emoji (Apache-2.0) from @iconify-json/noto; the rest is ours.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";
import { CRAFTS } from "./craft.mjs";
import { PICTURES } from "./list.mjs";
import { PAPERS } from "./paper.mjs";
import { chance, PALETTES } from "./pattern.mjs";
import { SCENES } from "./scene.mjs";

const VERSION = "1";		// a new number draws everything again
const WIDTHS = [960, 480, 160];
const FORMATS = { webp: "Q=46,effort=2,strip",
    avif: "Q=42,effort=0,strip,compression=av1" };
const HIDES = ["tan", "wine", "brown", "olive", "honey", "navy"];
const run = promisify(execFile);
const scenes = { ...SCENES, ...CRAFTS };

// Turns the colours of a piece of art round the wheel; greys stay.
function
dye(body, degrees)
{
	return body.replace(/#[0-9a-f]{6}\b/gi, (hex) => {
		const [r, g, b] = [1, 3, 5].map(
		    (i) => parseInt(hex.slice(i, i + 2), 16) / 255);
		const high = Math.max(r, g, b);
		const low = Math.min(r, g, b);
		const light = (high + low) / 2;
		const span = high - low;
		if (span < .06)
			return hex;
		const hue = (high === r ? (g - b) / span + 6 : high === g ?
		    (b - r) / span + 2 : (r - g) / span + 4) * 60 + degrees;
		const rich = span / (1 - Math.abs(2 * light - 1)) * .82;
		const tone = (n) => {
			const k = (n + hue / 30) % 12;
			return Math.round(255 * (light - rich * Math.min(light,
			    1 - light) * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
		};
		return "#" + [0, 8, 4].map((n) => tone(n).toString(16)
		    .padStart(2, "0")).join("");
	});
}

// Gives a scene the drawer of icons; ids are made unique within a picture.
function
artist(icons, degrees)
{
	let count = 0;
	return (name, x, y, size, turn = 0) => {
		const icon = icons.icons[name];
		if (icon === undefined)
			throw new Error(`no artwork called ${name}`);
		const w = icon.width ?? icons.width ?? 128;
		const h = icon.height ?? icons.height ?? 128;
		const id = `a${count++}`;
		const body = icon.body.replace(/id="([^"]+)"/g, `id="${id}$1"`)
		    .replace(/url\(#([^)]+)\)/g, `url(#${id}$1)`)
		    .replace(/href="#([^"]+)"/g, `href="#${id}$1"`);
		return `<g transform="translate(${x.toFixed(1)} ${y.toFixed(1)}) ` +
		    `rotate(${turn} ${size / 2} ${size / 2})"><svg width="${size}" ` +
		    `height="${size}" viewBox="0 0 ${w} ${h}">${
		    degrees ? dye(body, degrees) : body}</svg></g>`;
	};
}

// Every version of every picture, as {name, base, id, svg, tint, alt}.
function
draw(icons)
{
	const names = Object.keys(PALETTES);
	const out = [];
	for (const [i, [base, scene, what, alt, versions = 2]] of
	    PICTURES.entries()) {
		for (let n = 0; n < versions; n++) {
			const name = `${base}-${n + 1}`;
			const palette = PALETTES[names[(i + n * 2) % names.length]];
			const random = chance(name);
			const art = artist(icons, what.dye ? n * 125 + i * 20 : 0);
			const hide = HIDES[(i + n) % HIDES.length];
			out.push({ name, base, alt, tint: palette.wall2,
			    id: createHash("sha256").update(name + VERSION)
			    .digest("hex").slice(0, 16),
			    svg: `<svg xmlns="http://www.w3.org/2000/svg" ` +
			    `xmlns:xlink="http://www.w3.org/1999/xlink" width="960" ` +
			    `height="720" viewBox="0 0 960 720">${scenes[scene](
			    { hide, ...what }, { palette, random, art })}</svg>` });
		}
	}
	return out;
}

const quote = (text) => `'${text.replaceAll("'", "''")}'`;

// The pictures as rows, and a table by which the seed finds them by name.
function
manifest(pictures)
{
	const rows = (list) => list.join(",\n\t") + ";\n";
	return "-- Made by assets/demo/pictures.mjs; do not edit.\n" +
	    "insert into media (id, state, width, height, tint) values\n\t" +
	    rows(pictures.map((p) => `('${p.id}', 'ready', 960, 720, ` +
	    `'${p.tint}')`)).replace(/;\n$/, "\non conflict (id) do nothing;\n") +
	    "create temp table demo_picture (name text primary key, base text, " +
	    "n int, media_id text, alt text);\n" +
	    "insert into demo_picture values\n\t" +
	    rows(pictures.map((p) => `(${quote(p.name)}, ${quote(p.base)}, ` +
	    `${p.name.split("-").pop()}, '${p.id}', ${quote(p.alt)})`));
}

// Papers stay in the database, so they are rows with all their bytes.
async function
papers(folder)
{
	const rows = [];
	for (const [kind, svg] of Object.entries(PAPERS)) {
		const file = path.join(folder, `paper-${kind}.svg`);
		const picture = path.join(folder, `paper-${kind}.webp`);
		fs.writeFileSync(file, svg);
		await run("vipsthumbnail", [file, "-s", "1600x1600>", "-o",
		    `${picture}[Q=60,effort=4,strip]`]);
		const [, w, h] = /width="(\d+)" height="(\d+)"/.exec(svg);
		rows.push(`('${kind}', ${w}, ${h}, '\\x${
		    fs.readFileSync(picture).toString("hex")}')`);
	}
	return "create temp table demo_paper (kind text primary key, " +
	    "width int, height int, body bytea);\n" +
	    `insert into demo_paper values\n\t${rows.join(",\n\t")};\n`;
}

// One process converts many files: starting vips costs more than a picture.
// Each width is made once, from the one above it, and then put in each format.
async function
convert(folder, pictures)
{
	const thumb = (files, width, output) => run("vipsthumbnail",
	    [...files, "-s", `${width}x`, "-o", output],
	    { env: { ...process.env, VIPS_CONCURRENCY: "1" } });
	let files = pictures.map((p) => path.join(folder, `${p.id}.svg`));
	for (const width of WIDTHS) {
		const flat = path.join(folder, String(width));
		fs.mkdirSync(flat, { recursive: true });
		await thumb(files, width, path.join(flat, "%s.v"));
		files = pictures.map((p) => path.join(flat, `${p.id}.v`));
		for (const [format, options] of Object.entries(FORMATS))
			await thumb(files, width, path.join(folder,
			    `%s-${width}.${format}[${options}]`));
	}
}

function
place(folder, media, pictures)
{
	for (const { id } of pictures) {
		const home = path.join(media, id.slice(0, 2));
		fs.mkdirSync(home, { recursive: true });
		for (const width of WIDTHS)
			for (const format of Object.keys(FORMATS)) {
				const file = `${id}-${width}.${format}`;
				fs.renameSync(path.join(folder, file),
				    path.join(home, file));
			}
	}
	for (const width of WIDTHS)
		fs.rmSync(path.join(folder, String(width)), { recursive: true });
}

async function
main(state)
{
	const demo = path.join(state, "demo");
	const stamp = path.join(demo, "pictures.done");
	const folder = path.join(demo, "svg");
	const icons = JSON.parse(fs.readFileSync(createRequire(import.meta.url)
	    .resolve("@iconify-json/noto/icons.json")));
	const pictures = draw(icons);
	const want = createHash("sha256").update(pictures.map((p) => p.svg)
	    .join("")).update(JSON.stringify([WIDTHS, FORMATS])).digest("hex");

	fs.mkdirSync(folder, { recursive: true });
	if (!fs.existsSync(stamp) || fs.readFileSync(stamp, "utf8") !== want) {
		await make(folder, path.join(state, "media"), pictures);
		fs.writeFileSync(stamp, want);
	}
	// Last: make takes this file as the sign that all is there.
	fs.writeFileSync(path.join(demo, "media.sql"), manifest(pictures) +
	    await papers(folder));
}

async function
make(folder, media, pictures)
{
	for (const p of pictures)
		fs.writeFileSync(path.join(folder, `${p.id}.svg`), p.svg);
	const half = Math.ceil(pictures.length / 2);
	await Promise.all([convert(folder, pictures.slice(0, half)),
	    convert(folder, pictures.slice(half))]);
	place(folder, media, pictures);
	console.log(`${pictures.length} demo pictures`);
}

if (process.argv.length !== 3) {
	console.error("usage: node pictures.mjs VAR");
	process.exit(1);
}
await main(process.argv[2]);
