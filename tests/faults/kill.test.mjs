// Everything is killed with -9, again and again, while people order and pay.
// COUNT=10000 for the long run; else as many as fit into BRIEF_MS.
import test from 'node:test';
import assert from 'node:assert/strict';
import { randomInt, randomUUID } from 'node:crypto';
import { children, sleep, sql, until, workers } from './service.mjs';
import { alive, books, buyers, goods, number, pidOf, press, quiet, rows, start } from './world.mjs';

const COUNT = Number(process.env.COUNT ?? 200);
const BRIEF_MS = process.env.COUNT ? Infinity : 30000;
const AT_ONCE = 12;
const KINDS = 12;
const STOCK = 10 * COUNT;
const TIME_MS = Math.max(60000, COUNT * 1000);

const pick = (list) => list[randomInt(list.length)];

// kill -9 of a backend makes PostgreSQL start all over: the rarest.
const victims = {
	worker: () => pick(workers()),
	lane: () => pick(children(pidOf('jobs'))),
	runner: () => pidOf('jobs'),
	backend: () => pick(rows(`select pid from pg_stat_activity where usename in ('hamyar_service', 'hamyar_jobs')`))?.pid,
};
const order = ['worker', 'lane', 'worker', 'runner', 'lane', 'worker', 'backend'];

// Kills until told to stop; gives how many of each.
function killer() {
	const killed = {};
	let stopped = false;
	async function work() {
		for (let i = 0; !stopped; i++) {
			const kind = order[i % order.length];
			try {
				const pid = victims[kind]();
				process.kill(pid, 'SIGKILL');
				killed[kind] = (killed[kind] ?? 0) + 1;
				if (kind === 'runner') {
					await until('the runner is gone', () => !alive(pid));
					start('jobs');
				}
			} catch {
				// Gone already, or PostgreSQL cannot be asked: the next one.
			}
			await sleep(randomInt(200, 700));
		}
	}
	const all = work();
	return () => { stopped = true; return all.then(() => killed); };
}

// One order: placed for sure, then paid, left, or cancelled.
async function shop(buyer, variants) {
	const code = await buyer.place(variants);
	const fate = randomInt(10);
	if (fate === 0) return { code, fate: 'left' };
	const started = await buyer.start(code);
	assert.equal(started.status, 201, started.text);
	const { authority } = started;
	const back = await press(authority);
	if (fate === 1) return { code, authority, fate: 'silent' };
	await buyer.back(back);
	if (fate > 2) return { code, authority, fate: 'paid' };
	const cancelled = await buyer.sure('POST', `/orders/${code}/cancel`, {}, { 'idempotency-key': randomUUID() });
	assert.equal(cancelled.status, 201, cancelled.text);
	return { code, authority, fate: 'cancelled' };
}

async function everyone(variants) {
	const all = buyers(COUNT);
	const done = [];
	const began = Date.now();
	let next = 0;
	async function one() {
		while (next < COUNT && Date.now() - began < BRIEF_MS) {
			const buyer = all[next++];
			const first = randomInt(variants.length);
			done.push({ buyer, ...await shop(buyer, [variants[first], variants[(first + 1) % variants.length]]) });
		}
	}
	await Promise.all(Array.from({ length: AT_ONCE }, one));
	return done;
}

// What the killed left: leases that would end by themselves in five minutes,
// and payments the sweeper would ask about in three.
async function settle() {
	await until('PostgreSQL is back', () => {
		try {
			return sql('select 1') === '1';
		} catch {
			return false;
		}
	});
	await until('the runner works', () => number(`select count(*) from runner where seen_at > now() - interval '5 seconds'`) >= 3);
	const hasten = () => sql(`update job set locked_until = now() where state = 'running' and locked_until > now()
		and not exists (select from runner r where r.name = job.runner and r.seen_at > now() - interval '12 seconds')`);
	const kinds = ['refund', 'sms', 'parcel_new', 'payment_check'];
	for (let i = 0; i < 3; i++) {
		hasten();
		await quiet(kinds, { ms: 8000 }).catch(() => {});
	}
	hasten();
	await quiet(kinds, { ms: 30000 });
}

test('everything is killed at random while people order and pay', { timeout: TIME_MS + 120000 }, async (t) => {
	const variants = goods(KINDS, STOCK);
	const book = books(variants, STOCK);
	const stop = killer();
	const done = await everyone(variants).finally(async () => t.diagnostic(JSON.stringify(await stop())));
	t.diagnostic(`${done.reduce((sum, one) => sum + (one.buyer.retried ?? 0), 0)} calls were asked again`);
	await settle();

	t.diagnostic(`${done.length} orders`);
	assert.ok(done.length >= Math.min(COUNT, 20));
	assert.equal(new Set(done.map((one) => one.code)).size, done.length, 'one order each');
	assert.equal(book.orders(), done.length, 'none lost, none doubled');
	const states = new Map(rows(`select o.code, order_state(o.id) as state,
		(select count(*) from payment where order_id = o.id and state in ('paid', 'refunded')) as paid
		from shop_order o where id > ${book.order}`).map((row) => [row.code, row]));
	const wanted = { left: 'awaiting_payment', silent: 'paid', paid: 'paid', cancelled: 'cancelled' };
	for (const one of done) {
		const { state, paid } = states.get(one.code);
		assert.equal(state, wanted[one.fate], `${one.code} ${one.fate}`);
		assert.ok(paid <= 1, `${one.code} is paid once`);
	}
	assert.deepEqual(rows(`select id, kind, state, last_error from job where state = 'dead'
		and created_at > now() - interval '10 minutes' and kind in ('refund', 'parcel_new', 'sms')
		and payload ->> 'refund' in (select id::text from refund where payment_id > ${book.payment})`), []);
	await book.check();
});
