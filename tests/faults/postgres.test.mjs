// PostgreSQL goes away, comes back, stalls: requests in flight may fail, with
// 503 and a kind page; nothing hangs, nobody has to restart the service.
import test from 'node:test';
import assert from 'node:assert/strict';
import net from 'node:net';
import { base } from '../http/client.mjs';
import { allMetrics, clusterStart, clusterStop, lockTable, sleep, sql, until, visitors, workers } from './service.mjs';

const SEARCH = '/search?q=%D8%B9%D8%B3%D9%84&after=&x='; // never cached
const ANSWER_MS_MAX = 9000;

// Every answer is a page or a kind 503 in time; all is well 2 s after back.
function check(said, back) {
	for (const one of said) {
		assert.ok([200, 503].includes(one.status), `${one.status} ${one.text.slice(0, 200)}`);
		assert.ok(one.ended - one.began < ANSWER_MS_MAX, `took ${one.ended - one.began} ms`);
		if (one.status !== 503) continue;
		assert.ok(Number(one.retry) > 0, 'a 503 says when to come back');
		assert.match(one.text, /<h1/);
		assert.ok(one.began < back + 2000, `still 503 after ${one.began - back} ms`);
	}
	const after = said.filter((one) => one.began > back + 2000);
	assert.ok(after.length > 0 && after.every((one) => one.status === 200));
}

async function allReady() {
	const all = await allMetrics(workers().length);
	return all.length === workers().length &&
		all.every((one) => one.db_connections_ready > 1 && one.db_calls_waiting === 0 && one.db_connections_busy === 0);
}

test('PostgreSQL is restarted under load', async () => {
	const load = visitors(24, SEARCH);
	await sleep(500);
	clusterStop();
	await sleep(300);
	clusterStart();
	const back = Date.now();
	await sleep(3000);
	check(await load.stop(), back);
	await until('every line is back', allReady);
});

test('pages that are kept stand while PostgreSQL is away', async () => {
	const product = `/product/${sql('select min(product_id) from shelf')}`;
	const ask = (path) => fetch(base + path, { headers: { connection: 'close' } })
		.then((answer) => answer.text().then(() => answer.status));
	for (let i = 0; i < 40; i++) await ask(product);
	clusterStop();
	const said = await Promise.all(['/about', product, '/healthz', '/readyz'].map(ask));
	clusterStart();
	assert.deepEqual(said, [200, 200, 200, 503]);
	await until('every line is back', allReady);
});

test('a backend is killed with -9', async () => {
	const load = visitors(12, SEARCH);
	await sleep(300);
	const pid = sql("select pid from pg_stat_activity where usename = 'hamyar_service' limit 1");
	process.kill(Number(pid), 'SIGKILL');
	await until('PostgreSQL is back', () => {
		try {
			return sql('select 1') === '1';
		} catch {
			return false;
		}
	});
	const back = Date.now();
	await sleep(3000);
	check(await load.stop(), back);
	await until('every line is back', allReady);
});

test('a single backend is ended: only its call fails', async () => {
	const load = visitors(12, SEARCH);
	await sleep(200);
	for (let i = 0; i < 5; i++) {
		sql("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'hamyar_service' order by random() limit 2");
		await sleep(100);
	}
	const back = Date.now();
	await sleep(2500);
	const said = await load.stop();
	check(said, back);
	assert.ok(said.filter((one) => one.status === 503).length <= 10);
	await until('every line is back', allReady);
});

test('a full queue sheds; what waits too long is answered', async () => {
	const release = await lockTable('shelf');
	const asked = 600 * workers().length; // 512 may wait in each
	const said = await Promise.all(Array.from({ length: asked }, async (_, i) => {
		const answer = await fetch(`${base}${SEARCH}${i}`, { signal: AbortSignal.timeout(40000) });
		await answer.text();
		return { status: answer.status, retry: answer.headers.get('retry-after') };
	}));
	await release();
	assert.ok(said.every((one) => one.status === 503 && Number(one.retry) > 0));
	await until('every line is back', allReady);
	assert.ok((await allMetrics(workers().length)).some((one) => one.db_shed_total > 0));
	assert.equal((await fetch(`${base}${SEARCH}`)).status, 200);
});

test('clients who leave while their query runs leave nothing behind', async () => {
	const release = await lockTable('shelf');
	const address = new URL(base);
	for (let i = 0; i < 200; i++) {
		await new Promise((done) => {
			const socket = net.connect(Number(address.port), address.hostname, () => {
				socket.write(`GET ${SEARCH}${i} HTTP/1.1\r\nhost: ${address.host}\r\n\r\n`, () => {
					socket.destroy();
					done();
				});
			});
			socket.on('error', done);
		});
	}
	await sleep(300);
	await release();
	await until('every line is free', allReady);
	assert.equal((await fetch(`${base}${SEARCH}`)).status, 200);
});
