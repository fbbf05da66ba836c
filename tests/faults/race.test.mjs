// Three hundred people want the last ten pieces at the same moment.
import test from 'node:test';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { books, buyers, goods, number, quiet, rows } from './world.mjs';

const BUYERS = 300;
const PIECES = 10;

test(`${BUYERS} buyers race for the last ${PIECES} pieces`, { timeout: 120000 }, async () => {
	const variants = goods(1, PIECES);
	const book = books(variants, PIECES);
	const all = buyers(BUYERS);
	const forms = await Promise.all(all.map(async (buyer) => {
		await buyer.fill(variants);
		return buyer.checkout();
	}));
	const said = await Promise.all(all.map((buyer, i) =>
		buyer.sure('POST', '/orders', forms[i], { 'idempotency-key': randomUUID() })));
	const got = said.filter((one) => one.status === 201);
	const late = said.filter((one) => one.status === 409);
	assert.equal(got.length, PIECES, 'exactly as many as there are');
	assert.equal(late.length, BUYERS - PIECES);
	for (const { json: { error } } of late) {
		assert.equal(error.code, 'stock_short');
		assert.match(error.message, /[آ-ی]/);
	}
	assert.equal(new Set(got.map((one) => one.json.code)).size, PIECES);
	assert.equal(book.orders(), PIECES, 'nobody has an order that was refused');
	assert.equal(number(`select stock from variant where id = ${variants}`), 0);
	// What she could not have is still in her cart, and said so.
	const loser = all[said.indexOf(late[0])];
	assert.equal((await loser.api('GET', '/cart')).json.problems, 1);
	await book.check();
});

test('one buyer with twenty pieces in her hand and one button, pressed fifty times', { timeout: 60000 }, async () => {
	const variants = goods(2, 20);
	const book = books(variants, 20);
	const [buyer] = buyers(1);
	await buyer.fill(variants);
	const form = await buyer.checkout();
	const said = await Promise.all(Array.from({ length: 50 }, () => buyer.sure('POST', '/orders', form)));
	assert.equal(said.filter((one) => one.status === 201).length, 1);
	assert.ok(said.every((one) => one.status === 201 || one.json.error.code === 'cart_empty'));
	assert.equal(book.orders(), 1);
	await book.check();
});

test('carts that cross each other do not wait for each other for ever', { timeout: 60000 }, async () => {
	const variants = goods(4, 1000);
	const book = books(variants, 1000);
	const all = buyers(30);
	const forms = await Promise.all(all.map(async (buyer, i) => {
		await buyer.fill(i % 2 ? variants : [...variants].reverse());
		return buyer.checkout();
	}));
	const said = await Promise.all(all.map((buyer, i) => buyer.sure('POST', '/orders', forms[i], { 'idempotency-key': randomUUID() })));
	assert.deepEqual([...new Set(said.map((one) => one.status))], [201]);
	const cancelled = await Promise.all(said.map((one, i) => all[i].sure('POST', `/orders/${one.json.code}/cancel`, {})));
	assert.deepEqual([...new Set(cancelled.map((one) => one.status))], [201]);
	assert.deepEqual(rows(`select id from variant where id in (${variants}) and stock <> 1000`), []);
	await quiet();
	await book.check();
});
