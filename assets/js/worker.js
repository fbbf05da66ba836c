/*
 * The service worker of the desks: pages of the field are asked from the
 * service first and kept for when there is no line. Nothing is sent from here.
 */
/* global FILES, VERSION */
const files = `files-${VERSION}`;
const pages = "pages";
const whose = "/worker/account";
const wait_ms = 6000;
/* Pages are people's files: few stay on a telephone, and none for long. */
const pages_max = 60;
const age_ms_max = 14 * 24 * 3600 * 1000;
/* A link that asks for its page to be kept has it asked for once an hour. */
const fresh_ms = 3600 * 1000;

async function
on_install()
{
	const kept = await caches.open(files);

	await kept.addAll(FILES);
	await self.skipWaiting();
}

async function
on_activate()
{
	for (const name of await caches.keys())
		if (name.startsWith("files-") && name !== files)
			await caches.delete(name);
	await self.clients.claim();
}

/* Another woman's pages are not left on the telephone they share. */
async function
belong_to(account)
{
	const kept = await caches.open(pages);
	const before = await (await kept.match(whose))?.text();

	if (before !== undefined && before !== account)
		await caches.delete(pages);
	await (await caches.open(pages)).put(whose, new Response(account));
}

/* A record that is mended stands on the page it was written on. */
function
name_of(address)
{
	const url = new URL(address);

	url.searchParams.delete("outbox");
	return (url.pathname + url.search);
}

/* The line is given up after a while, but not an answer that is coming. */
async function
ask(request)
{
	const stop = new AbortController();
	const timer = setTimeout(() => stop.abort(), wait_ms);

	try {
		return (await fetch(request, { signal: stop.signal }));
	} finally {
		clearTimeout(timer);
	}
}

const came_at = (answer) => Date.parse(answer?.headers.get("date")) || 0;

/*
 * Its date is when it came by this device's own clock, which its age is told
 * by. Nothing is kept before a page has said whose it is.
 */
async function
put(kept, name, answer)
{
	if (!answer.ok || answer.redirected || !await kept.match(whose))
		return;
	const headers = new Headers(answer.headers);

	headers.set("date", new Date().toUTCString());
	await make_room(kept);
	await kept.put(name, new Response(answer.body, { headers }));
}

async function
make_room(kept)
{
	const asked = (await kept.keys())
	    .filter(({ url }) => new URL(url).pathname !== whose);
	const all = await Promise.all(asked.map(async (request) =>
		({ request, at: came_at(await kept.match(request)) })));
	const old = Date.now() - age_ms_max;

	all.sort((a, b) => b.at - a.at);
	await Promise.all(all
	    .filter(({ at }, i) => i + 1 >= pages_max || at < old)
	    .map(({ request }) => kept.delete(request)));
}

async function
keep(kept, name)
{
	const age_ms = Date.now() - came_at(await kept.match(name));

	if (age_ms < 0 || age_ms > fresh_ms)
		await put(kept, name, await ask(name));
}

/* One after the other: on a slow line what she taps on goes first. */
async function
on_message({ account, pages: wanted })
{
	await belong_to(account);
	const kept = await caches.open(pages);

	try {
		for (const name of wanted)
			await keep(kept, name);
	} catch { /* the line is lost, or the telephone is full */ }
}

/*
 * The cache is opened before the page is asked for: an answer that comes after
 * a logout has dropped it goes with it.
 */
async function
page(event)
{
	const opening = caches.open(pages);
	const name = name_of(event.request.url);

	try {
		const answer = await ask(event.request);
		const copy = answer.clone();

		event.waitUntil(opening.then((kept) => put(kept, name, copy))
		    .catch(() => { /* a full telephone shows it all the same */ }));
		return (answer);
	} catch (error) {
		const kept = await opening;
		const found = await kept.match(name) ??
		    await kept.match(name.replace(/\?.*/, "")) ??
		    await kept.match("/outbox");

		if (found)
			return (found);
		throw (error);
	}
}

async function
file(request)
{
	return (await caches.match(request) ?? fetch(request));
}

self.addEventListener("install", (event) => event.waitUntil(on_install()));
self.addEventListener("activate", (event) => event.waitUntil(on_activate()));
self.addEventListener("message", (event) =>
	event.waitUntil(on_message(event.data)));
self.addEventListener("fetch", (event) => {
	const { request } = event;

	if (request.method !== "GET" ||
	    new URL(request.url).origin !== self.location.origin)
		return;
	if (request.mode === "navigate")
		event.respondWith(page(event));
	else if (new URL(request.url).pathname.startsWith("/assets/"))
		event.respondWith(file(request));
});
