// A worker dies at once: Kore forks another, which takes connections, listens
// to what changed, and keeps pages again.
import test from 'node:test';
import assert from 'node:assert/strict';
import { base } from '../http/client.mjs';
import { allMetrics, metrics, sleep, sql, until, visitors, workers } from './service.mjs';

const count = workers().length;

async function restarted(killed) {
	await until('as many workers as before', () => workers().length === count && !workers().includes(killed));
	await until('all of them answer', async () => {
		const all = await allMetrics(count).catch(() => []);
		return all.length === count && all.every((one) => one.db_connections_ready > 1);
	});
}

for (let i = 0; i < count; i++) {
	test(`worker ${i + 1} is killed with -9 under load`, async () => {
		const load = visitors(8, '/search?q=%D8%B9%D8%B3%D9%84&x=');
		await sleep(300);
		const killed = Math.min(...workers()); // the oldest: another each time
		process.kill(killed, 'SIGKILL');
		const back = Date.now();
		await restarted(killed);
		await sleep(500);
		const said = await load.stop();
		// Who was on the line with it is cut off; everybody else is served.
		for (const one of said) assert.ok([0, 200].includes(one.status), `${one.status} ${one.text.slice(0, 100)}`);
		assert.ok(said.filter((one) => one.status === 0).length <= 16);
		assert.ok(said.some((one) => one.status === 200 && one.began > back + 500));
	});
}

test('no worker is left without connections', async () => {
	const found = new Set();
	for (let i = 0; i < 40; i++) found.add((await metrics()).worker);
	assert.equal(found.size, count);
});

test('every worker keeps pages and hears what changed', async () => {
	async function ask() {
		for (let i = 0; i < 20; i++) {
			const answer = await fetch(`${base}/about`, { headers: { connection: 'close' } });
			assert.equal(answer.status, 200);
			await answer.text();
		}
	}
	const before = await allMetrics(count);
	await ask();
	const kept = await allMetrics(count);
	assert.ok(kept.every((one) => one.cache_pages > 0 && one.cache_hits_total > 0));
	sql("notify cache, 'words'");
	await until('the news reaches all', async () => (await allMetrics(count)).every((one) =>
		one.cache_drops_total > before.find((old) => old.worker === one.worker).cache_drops_total));
	await ask();
});
