// Every page that anyone may see: valid, accessible, narrow, light, and whole
// without JavaScript.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { base, desk, fits, isAccessible, isValid, launch, person, phone, shoot } from './browser.mjs';

const pages = ['/', '/search?q=ترشی', '/search?q=چیزی‌که‌نیست', '/groups', '/about', '/contact', '/terms', '/privacy',
	'/returns', '/complaints', '/how-to-buy', '/start-a-group', '/shipping', '/faq', '/login', '/cart', '/no-such-page'];
let browser;

// Pages whose address depends on the data.
async function discover() {
	const home = await (await fetch(`${base}/api/v1/home`)).json();
	const product = home.fresh[0];
	pages.push(`/category/${home.trades[0].slug}`, `/category/${home.trades[1].slug}?ready=1&sort=cheap`,
		`/product/${product.id}`, `/stall/${product.group.slug}`);
}

before(async () => {
	browser = await launch();
	await discover();
});
after(() => browser.close());

test('html-validate finds nothing on any public page', async (t) => {
	for (const path of pages)
		await t.test(path, async () => isValid(await (await fetch(base + path)).text(), path));
});

for (const [size, viewport] of Object.entries({ phone, desk })) {
	test(`axe-core finds nothing and nothing sticks out, ${size}`, async (t) => {
		const page = await person(browser, viewport);
		for (const path of pages)
			await t.test(path, async () => {
				await page.goto(path);
				await fits(page, path);
				await isAccessible(page, path);
				await shoot(page, `public-${size}-${path.replace(/[^a-z]+/g, '-')}`);
			});
		await page.context().close();
	});
}

test('dark colours keep their contrast', async () => {
	const page = await person(browser, phone, { colorScheme: 'dark' });
	for (const path of ['/', pages.at(-2), pages.at(-4)]) {
		await page.goto(path);
		await isAccessible(page, `${path} in the dark`);
	}
	await page.context().close();
});

test('every public page works with JavaScript off', async (t) => {
	const page = await person(browser, phone, { javaScriptEnabled: false });
	for (const path of pages)
		await t.test(path, async () => {
			await page.goto(path);
			assert.ok(await page.locator('main h1').count() >= 1, 'has a heading');
			const links = page.locator('header a[href="/cart"]');
			assert.ok(await links.count() >= 1, 'the basket can be reached');
		});
	await page.context().close();
});

test('without JavaScript a search can be typed, filtered and paged', async () => {
	const page = await person(browser, phone, { javaScriptEnabled: false });
	await page.goto('/');
	await page.locator('input[name=q]').first().fill('ترشی');
	await page.keyboard.press('Enter');
	await page.waitForURL(/\/search\?/);
	assert.match(await page.locator('main').innerText(), /ترشی/);
	await page.goto(pages.at(-4));
	const next = page.locator('a[rel=next]').first();
	const first = await page.locator('main').innerText();
	await next.click();
	assert.notEqual(await page.locator('main').innerText(), first);
	await page.context().close();
});

test('the first visit is light', async (t) => {
	const page = await person(browser);
	const cdp = await page.context().newCDPSession(page);
	await cdp.send('Network.enable');
	// How far ahead pictures are loaded depends on the line.
	await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 20, downloadThroughput: 1e6, uploadThroughput: 1e6,
		connectionType: 'cellular4g' });
	const sizes = new Map();
	const types = new Map();
	cdp.on('Network.responseReceived', (e) => types.set(e.requestId, e.type));
	cdp.on('Network.loadingFinished', (e) => sizes.set(e.requestId, e.encodedDataLength));
	await page.goto('/', { waitUntil: 'networkidle' });
	const total = (type) => [...sizes].filter(([id]) => !type || types.get(id) === type).reduce((sum, [, n]) => sum + n, 0);
	const figures = { all: total(), html: total('Document'), script: total('Script'), font: total('Font'), css: total('Stylesheet'), image: total('Image') };
	t.diagnostic(`first visit of the home page, bytes over the wire: ${JSON.stringify(figures)}`);
	assert.ok(figures.all <= 150 * 1024, `all ${figures.all}`);
	assert.ok(figures.script <= 20 * 1024, `script ${figures.script}`);
	for (const path of pages) {
		const answer = await fetch(base + path, { headers: { 'accept-encoding': 'br' }, redirect: 'manual' });
		if (answer.headers.get('content-length'))
			assert.ok(Number(answer.headers.get('content-length')) <= 15 * 1024, `${path}: ${answer.headers.get('content-length')}`);
	}
	await page.context().close();
});
