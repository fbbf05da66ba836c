/*
 * The service worker of the desks: pages of the field are asked from the
 * service first and kept for when there is no line. Nothing is sent from here.
 */
/* global FILES, VERSION */
const files = `files-${VERSION}`;
const pages = "pages";
const whose = "/worker/account";
const wait_ms = 6000;

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

async function
keep(url)
{
	const answer = await fetch(url, { credentials: "same-origin" });

	if (answer.ok && !answer.redirected)
		await (await caches.open(pages)).put(url, answer);
}

async function
on_message({ account, pages: wanted })
{
	await belong_to(account);
	await Promise.allSettled(wanted.map(keep));
}

async function
page(request)
{
	try {
		const answer = await fetch(request,
		    { signal: AbortSignal.timeout?.(wait_ms) });

		if (answer.ok && !answer.redirected)
			await (await caches.open(pages))
			    .put(request.url, answer.clone());
		return (answer);
	} catch (error) {
		const kept = await caches.open(pages);
		const url = new URL(request.url);
		const found = await kept.match(request.url) ??
		    await kept.match(url.pathname) ??
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
		event.respondWith(page(request));
	else if (new URL(request.url).pathname.startsWith("/assets/"))
		event.respondWith(file(request));
});
