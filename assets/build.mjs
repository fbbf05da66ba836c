/*
 * Builds everything a page links to into the folder named on the command
 * line: styles, script, fonts, icons. Each file's name carries a hash of its
 * content, so it may be cached for ever; manifest.json says which is which.
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { brotliCompress, constants, gzip } from "node:zlib";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";
import { PurgeCSS } from "purgecss";
import rtlcss from "rtlcss";
import * as sass from "sass";
import { icon_sprite } from "./build-icons.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(here);
const out = path.resolve(process.argv[2] ?? path.join(root, "var/assets"));
const url_prefix = "/assets/";
const font = "@fontsource-variable/vazirmatn/files/" +
    "vazirmatn-arabic-wght-normal.woff2";

/* Class names that no template spells out, because data completes them. */
const completed_by_data = [/^tile-/, /^state-/, /^light-/, /^grade-/, /^heat-/,
	/^loan-/];

const compress_brotli = promisify(brotliCompress);
const compress_gzip = promisify(gzip);

async function
write_compressed(name, bytes)
{
	const file = path.join(out, name);
	const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };

	await writeFile(file, bytes);
	if (!/\.(css|js|svg|json|webmanifest)$/.test(name))
		return;
	await writeFile(file + ".br", await compress_brotli(bytes, { params }));
	await writeFile(file + ".gz", await compress_gzip(bytes, { level: 9 }));
}

/* Writes one file under a name with its hash; returns its URL. */
async function
publish(stem, extension, content)
{
	const bytes = Buffer.from(content);
	const hash = createHash("sha256").update(bytes).digest("hex");
	const name = `${stem}-${hash.slice(0, 10)}.${extension}`;

	await write_compressed(name, bytes);
	return (url_prefix + name);
}

async function
files_below(folder, extension)
{
	const found = await readdir(folder, { recursive: true });

	return (found.filter((name) => name.endsWith(extension))
	    .map((name) => path.join(folder, name)));
}

async function
used_styles(css)
{
	const content = [
		...await files_below(path.join(root, "storefront"), ".html"),
		...await files_below(path.join(here, "js"), ".js"),
	];
	const [purged] = await new PurgeCSS().purge({
		content,
		css: [{ raw: css }],
		safelist: { standard: completed_by_data },
	});

	return (purged.css);
}

/* Replaces url(name) by the published file of that name. */
function
link_files(css, urls)
{
	return (css.replace(/url\("?published:([a-z-]+)"?\)/g, (_, name) => {
		if (!urls[name])
			throw new Error(`no published file is called ${name}`);
		return (`url(${urls[name]})`);
	}));
}

async function
build_styles(urls)
{
	const { css } = sass.compile(path.join(here, "scss/app.scss"), {
		loadPaths: [path.join(here, "node_modules")],
		quietDeps: true,
		silenceDeprecations: ["import"],
	});
	const mirrored = rtlcss.process(await used_styles(css));
	const { code } = await esbuild.transform(link_files(mirrored, urls), {
		loader: "css",
		minify: true,
	});

	return (publish("app", "css", code));
}

async function
build_script(name, define = {})
{
	const { outputFiles } = await esbuild.build({
		entryPoints: [path.join(here, `js/${name}.js`)],
		bundle: true,
		minify: true,
		write: false,
		format: "iife",
		target: "es2020",
		legalComments: "none",
		define,
		/* htmx evaluates only what we never write: see htmx-config. */
		logOverride: { "direct-eval": "silent" },
	});

	return (publish(name, "js", outputFiles[0].contents));
}

async function
publish_font()
{
	const file = path.join(here, "node_modules", font);

	return (publish("vazirmatn", "woff2", await readFile(file)));
}

async function
publish_picture(name)
{
	const svg = await readFile(path.join(here, "img", `${name}.svg`));

	return (publish(name, "svg", svg));
}

async function
build_app_manifest(logo)
{
	const content = JSON.parse(await readFile(
	    path.join(here, "app.webmanifest"), "utf8"));

	content.icons = [{ src: logo, type: "image/svg+xml", sizes: "any" }];
	return (publish("app", "webmanifest", JSON.stringify(content)));
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

const urls = {
	font: await publish_font(),
	logo: await publish_picture("logo"),
	kilim: await publish_picture("kilim"),
	border: await publish_picture("border"),
	tick: await publish_picture("tick"),
	dot: await publish_picture("dot"),
	down: await publish_picture("down"),
	icons: await publish("icons", "svg", await icon_sprite(here)),
	js: await build_script("app"),
	desk: await build_script("desk"),
};
urls.app = await build_app_manifest(urls.logo);
urls.css = await build_styles(urls);
/* What the desks need without a line; the worker's own name is fixed. */
const files = [urls.css, urls.js, urls.desk, urls.font, urls.icons, urls.logo,
	urls.kilim, urls.border];
urls.worker = await build_script("worker", {
	FILES: JSON.stringify(files),
	VERSION: JSON.stringify(createHash("sha256").update(files.join())
	    .digest("hex").slice(0, 10)),
});
await writeFile(path.join(out, "manifest.json"),
    JSON.stringify(urls, null, "\t") + "\n");
