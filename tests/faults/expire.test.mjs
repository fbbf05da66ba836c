// An unpaid order gives its stock back when its time is over; money that
// comes after that goes back too.
import test, { before } from 'node:test';
import assert from 'node:assert/strict';
import { sql, until } from './service.mjs';
import { books, buyers, goods, number, press, quiet, rows } from './world.mjs';

const STOCK = 50;
const LIMIT = { timeout: 45000 };
let variants, book;

const stock = () => rows(`select stock from variant where id in (${variants}) order by id`).map((row) => row.stock);
const paymentOf = (authority) => rows(`select * from payment where authority = '${authority}'`)[0];

before(() => {
	variants = goods(2, STOCK);
	book = books(variants, STOCK);
});

// Moves the clock for one order: its time was over a second ago.
function timeIsOver(code, { left = false } = {}) {
	const order = number(`select id from shop_order where code = '${code}'`);
	sql(`update shop_order set expires_at = now() - interval '1 second' where id = ${order}`);
	if (left) sql(`update payment set created_at = now() - interval '16 minutes' where order_id = ${order}`);
	sql(`update job set run_at = now() where kind = 'order_expire' and state = 'ready' and payload ->> 'order' = '${order}'`);
}

const expired = (buyer, code) => until('the order is cancelled', async () => await buyer.state(code) === 'cancelled');

test('an order nobody pays gives its stock back', LIMIT, async () => {
	const [buyer] = buyers(1);
	const before = stock();
	const { code, authority } = await buyer.order(variants);
	assert.deepEqual(stock(), before.map((one) => one - 1));
	await buyer.back(await press(authority, 'cancel'));
	timeIsOver(code);
	await expired(buyer, code);
	assert.deepEqual(stock(), before);
	const refused = await buyer.start(code);
	assert.equal(refused.json.error.code, 'order_expired');
	assert.match(refused.json.error.message, /[آ-ی]/);
	await book.check();
});

test('who is at the bank when the time is over gets a little more', LIMIT, async () => {
	const [buyer] = buyers(1);
	const { code, authority } = await buyer.order(variants);
	timeIsOver(code);
	await until('the job has run', () => number(`select count(*) from job j join shop_order o
		on j.payload ->> 'order' = o.id::text where j.kind = 'order_expire' and o.code = '${code}'`) === 2);
	assert.equal(await buyer.state(code), 'awaiting_payment');
	await buyer.pay(authority);
	assert.equal(await buyer.state(code), 'paid');
	timeIsOver(code, { left: true });
	await quiet();
	assert.equal(await buyer.state(code), 'paid', 'what is paid never expires');
	await book.check();
});

for (const name of ['zarinpal', 'zibal']) {
	test(`${name}: money for an order that is over goes back`, LIMIT, async () => {
		const [buyer] = buyers(1);
		const before = stock();
		const first = await buyer.order(variants);
		const { authority } = await buyer.start(first.code, name);
		timeIsOver(first.code, { left: true });
		await expired(buyer, first.code);
		const back = await buyer.pay(authority);
		assert.match(back.location, /\/payment$/);
		assert.match((await buyer.get(back.location)).text, /<h1/);
		await until('it went back', () => paymentOf(authority).state === 'refunded');
		assert.equal(await buyer.state(first.code), 'cancelled');
		assert.deepEqual(stock(), before);
		await quiet();
		await book.check();
	});
}

test('paying and expiring at the same moment: one of them, never both', { timeout: 60000 }, async () => {
	const all = buyers(6);
	const orders = await Promise.all(all.map((buyer) => buyer.order(variants)));
	const backs = await Promise.all(orders.map(({ authority }) => press(authority)));
	for (const { code } of orders) timeIsOver(code, { left: true });
	await Promise.all(all.map((buyer, i) => buyer.back(backs[i])));
	for (const [i, { code, authority }] of orders.entries()) {
		await until('settled', async () => {
			const state = await all[i].state(code);
			return (state === 'paid' && paymentOf(authority).state === 'paid') ||
				(state === 'cancelled' && paymentOf(authority).state === 'refunded');
		});
	}
	await quiet();
	await book.check();
});
