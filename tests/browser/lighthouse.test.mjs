// Lighthouse as a phone: 95 or more in all four, on the pages people buy on.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import lighthouse from 'lighthouse';
import { chromium } from 'playwright-core';
import { base } from './browser.mjs';

const port = 9300 + (process.pid % 500);
const least = 95;
const tries = 3; /* the machine may be busy: its best is what counts */
const pages = ['/', '/cart'];
let browser;

before(async () => {
	browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
		'--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage', `--remote-debugging-port=${port}`] });
	const home = await (await fetch(`${base}/api/v1/home`)).json();
	pages.push(`/category/${home.trades[0].slug}`, `/product/${home.ready[0].id}`);
});
after(() => browser.close());

async function scores(path) {
	const { lhr } = await lighthouse(base + path, { port, output: 'json', logLevel: 'silent', onlyCategories: ['performance', 'accessibility', 'best-practices', 'seo'] });
	return { scores: Object.fromEntries(Object.values(lhr.categories).map((c) => [c.id, Math.round(c.score * 100)])),
		paint: Math.round(lhr.audits['largest-contentful-paint'].numericValue),
		wrong: Object.values(lhr.audits).filter((a) => a.score !== null && a.score < 0.9 && a.scoreDisplayMode === 'binary').map((a) => a.id) };
}

test('Lighthouse, mobile', async (t) => {
	for (const path of pages)
		await t.test(path, async () => {
			let best;
			for (let i = 0; i < tries; i++) {
				const now = await scores(path);
				if (!best || now.scores.performance > best.scores.performance) best = now;
				if (Math.min(...Object.values(best.scores)) >= least) break;
			}
			t.diagnostic(`${path}: ${JSON.stringify(best.scores)}, largest contentful paint ${best.paint} ms`);
			for (const [name, score] of Object.entries(best.scores)) assert.ok(score >= least, `${name} ${score} on ${path}: ${best.wrong}`);
		});
});
