// Everything is killed with -9, again and again, while people order and pay.
// COUNT=10000 for the long run; else as many as fit into BRIEF_MS.
import test from 'node:test';
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { killer, settle } from './killer.mjs';
import { books, buyers, checkFates, goods, rows, shop } from './world.mjs';

const COUNT = Number(process.env.COUNT ?? 200);
const BRIEF_MS = process.env.COUNT ? Infinity : 30000;
const AT_ONCE = 12;
const KINDS = 12;
const STOCK = 10 * COUNT;
const TIME_MS = Math.max(60000, COUNT * 1000);

async function everyone(variants) {
	const all = buyers(COUNT);
	const done = [];
	const began = Date.now();
	let next = 0;
	async function one() {
		while (next < COUNT && Date.now() - began < BRIEF_MS) {
			const buyer = all[next++];
			const first = randomInt(variants.length);
			done.push({ buyer, ...await shop(buyer, [variants[first], variants[(first + 1) % variants.length]], randomInt(10)) });
		}
	}
	await Promise.all(Array.from({ length: AT_ONCE }, one));
	return done;
}

test('everything is killed at random while people order and pay', { timeout: TIME_MS + 120000 }, async (t) => {
	const variants = goods(KINDS, STOCK);
	const book = books(variants, STOCK);
	const stop = killer();
	const done = await everyone(variants).finally(async () => t.diagnostic(JSON.stringify(await stop())));
	t.diagnostic(`${done.reduce((sum, one) => sum + (one.buyer.retried ?? 0), 0)} calls were asked again`);
	await settle(['refund', 'sms', 'parcel_new', 'payment_check']);

	t.diagnostic(`${done.length} orders`);
	assert.ok(done.length >= Math.min(COUNT, 20));
	assert.equal(new Set(done.map((one) => one.code)).size, done.length, 'one order each');
	assert.equal(book.orders(), done.length, 'none lost, none doubled');
	checkFates(done, book);
	assert.deepEqual(rows(`select id, kind, state, last_error from job where state = 'dead'
		and created_at > now() - interval '10 minutes' and kind in ('refund', 'parcel_new', 'sms')
		and payload ->> 'refund' in (select id::text from refund where payment_id > ${book.payment})`), []);
	await book.check();
});
