// What a page costs a visitor, measured: Lighthouse as a phone, and the paint
// on a slow line and processor. The browser tests print it; `make bench` holds
// it against the bars, since time is no matter for a test.
import lighthouse from 'lighthouse';
import { setTimeout as sleep } from 'node:timers/promises';

export const figures = ['performance', 'accessibility', 'best-practices', 'seo'];

// Home, basket, a category and a product: the pages people buy on.
export async function buyingPages(site) {
	const home = await (await fetch(`${site}/api/v1/home`)).json();
	return ['/', '/cart', `/category/${home.trades[0].slug}`, `/product/${home.ready[0].id}`];
}

// port: of the debugging line of a Chromium that runs.
export async function lighthouseOf(site, path, port) {
	const { lhr } = await lighthouse(site + path, { port, output: 'json', logLevel: 'silent', onlyCategories: figures });
	const failed = Object.values(lhr.audits).filter((audit) => audit.scoreDisplayMode === 'binary' && audit.score !== null && audit.score < 0.9);
	return { scores: Object.fromEntries(Object.values(lhr.categories).map((one) => [one.id, Math.round(one.score * 100)])),
		wrong: failed.map((audit) => audit.id) };
}

// The largest contentful paint (ms) and the layout shift of a first visit with
// a processor four times slower, on slow 4G. page: new, of a profile of its own.
export async function paintOf(page, url) {
	const cdp = await page.context().newCDPSession(page);
	await cdp.send('Network.enable');
	await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 });
	await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
	await page.addInitScript(() => {
		window.vitals = { paint: 0, shift: 0 };
		new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.vitals.paint = entry.startTime; })
			.observe({ type: 'largest-contentful-paint', buffered: true });
		new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.vitals.shift += entry.value; })
			.observe({ type: 'layout-shift', buffered: true });
	});
	await page.goto(url, { waitUntil: 'networkidle' });
	await sleep(200); // the observers are told after the paint
	return page.evaluate(() => window.vitals);
}
