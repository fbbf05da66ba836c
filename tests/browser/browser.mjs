// Debian's Chromium, driven as a person with a cheap phone would.
import axe from 'axe-core';
import { HtmlValidate } from 'html-validate';
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { Client, codeOf, messages } from '../http/client.mjs';

export const base = process.env.HAMYAR_URL ?? 'http://127.0.0.1:8080';
export const sandbox = process.env.HAMYAR_SANDBOX ?? 'http://127.0.0.1:8081';
export const phone = { width: 360, height: 740 };
export const desk = { width: 1280, height: 900 };

const shots = `${process.env.HAMYAR_VAR ?? 'var'}/screenshots`;
const validator = new HtmlValidate(JSON.parse(readFileSync(new URL('.htmlvalidate.json', import.meta.url))));

// Without windows, so without the browser's own bars and menus, which take two
// thirds of its time. The bench measures what people have.
export async function launch(more = [], executablePath = '/usr/bin/chromium-headless-shell') {
	mkdirSync(shots, { recursive: true });
	return chromium.launch({
		executablePath,
		args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
			'--disable-component-update', '--disable-sync', '--disable-dev-shm-usage', ...more],
	});
}

// One person: a browser profile of her own. Nothing glides, so that nobody has
// to wait until a button stands still.
export async function person(browser, viewport = phone, options = {}) {
	const context = await browser.newContext({ viewport, locale: 'fa-IR', timezoneId: 'Asia/Tehran', baseURL: base, reducedMotion: 'reduce', ...options });
	const page = await context.newPage();
	page.setDefaultTimeout(15000);
	page.on('pageerror', (error) => { throw error; });
	return page;
}

// Pictures to look at cost time, so only where SHOTS asks for them.
export async function shoot(page, name) {
	if (process.env.SHOTS) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
}

// Through the pages, as a person does it.
export async function loginByPages(page, mobile, next = '/account') {
	const seen = (await messages(mobile)).filter((message) => message.code).length;
	await page.goto(`/login?next=${encodeURIComponent(next)}`);
	await page.locator('input[name=mobile]').fill(mobile);
	await page.locator('main form button[type=submit]').first().click();
	await page.waitForURL(/login\/code/);
	await page.locator('input[name=code]').fill(await codeOf(mobile, seen));
	await page.locator('main form button[type=submit]').first().click();
	await page.waitForURL((url) => !url.pathname.startsWith('/login'));
}

// The same without drawing those pages, for tests of what comes after them.
export async function login(page, mobile, next = '/account') {
	const client = new Client();
	await client.login(mobile);
	const [name, value] = client.cookie.split('=');
	await page.context().addCookies([{ name, value, url: base, httpOnly: true, sameSite: 'Lax' }]);
	await page.goto(next);
}

// No violation of axe-core's rules on the page as it stands.
export async function isAccessible(page, name = page.url()) {
	await page.evaluate(axe.source);
	const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
	assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(' ')}`), [], `axe on ${name}`);
}

// No error of html-validate in the HTML as the service sent it.
export async function isValid(html, name) {
	const report = await validator.validateString(html);
	const found = report.results.flatMap((r) => r.messages).map((m) => `${m.line}:${m.column} ${m.ruleId} ${m.message}`);
	assert.deepEqual(found, [], `html-validate on ${name}`);
}

// Nothing sticks out of a narrow screen.
export async function fits(page, name = page.url()) {
	const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
	assert.ok(over <= 0, `${name} is ${over} px too wide`);
}

const judged = new Set();

// A template said a part of the document where it meant one of its values.
export async function hasWords(page, name = page.url()) {
	assert.doesNotMatch(await page.locator('body').innerText(), /\{"\w+":/, `raw JSON on ${name}`);
}

// All of it, of a page as it stands. What says the same as one that was judged,
// but for its numbers and values, must only fit its screen.
export async function isRight(page, name) {
	await fits(page, name);
	await hasWords(page, name);
	const says = (await page.content()).replace(/ value="[^"]*"|[0-9۰-۹]/g, '');
	if (!judged.has(says)) {
		judged.add(says);
		await isAccessible(page, name);
		await isValid(await page.evaluate(async () => (await fetch(location.href)).text()), name);
	}
	await shoot(page, name);
}
