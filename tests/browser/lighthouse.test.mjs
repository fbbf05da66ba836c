// Lighthouse as a phone on a product: 95 or more in what does not depend on how
// busy the machine is. Speed, and the other pages people buy on, are held in
// `make bench`.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { base, launch, person } from './browser.mjs';
import { buyingPages, lighthouseOf, paintOf } from './vitals.mjs';

const port = 9300 + (process.pid % 500);
const least = 95;
let browser;
let pages;

before(async () => {
	browser = await launch([`--remote-debugging-port=${port}`]);
	pages = await buyingPages(base);
});
after(() => browser.close());

test('Lighthouse, mobile', async (t) => {
	const path = pages.at(-1);
	const { scores, wrong } = await lighthouseOf(base, path, port);
	t.diagnostic(`${path}: ${JSON.stringify(scores)}`);
	for (const [name, score] of Object.entries(scores))
		assert.ok(name === 'performance' || score >= least, `${name} ${score} on ${path}: ${wrong}`);
});

test('nothing jumps, on a slow line and processor', async (t) => {
	for (const path of pages) {
		const page = await person(browser);
		const { paint, shift } = await paintOf(page, path);
		t.diagnostic(`${path}: largest contentful paint ${Math.round(paint)} ms, layout shift ${shift.toFixed(3)}`);
		assert.ok(shift <= 0.02, `${path} shifts by ${shift}`);
		await page.context().close();
	}
});
