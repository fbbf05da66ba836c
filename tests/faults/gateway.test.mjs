// The gateways misbehave in every way we know: whatever they do, money and
// order agree, nobody pays twice, and what came too late goes back.
import test, { after, afterEach, before } from 'node:test';
import assert from 'node:assert/strict';
import { base } from '../http/client.mjs';
import { sleep, sql, until } from './service.mjs';
import { atGateway, books, buyers, goods, hurry, jobsOf, number, press, quiet, rows, setting, start, stop, switches } from './world.mjs';

const STOCK = 100;
const LIMIT = { timeout: 45000 };
let buyer, variants, book;

const paymentOf = (authority) => rows(`select * from payment where authority = '${authority}'`)[0];
const refundsOf = (authority) => rows(`select r.* from refund r join payment y on y.id = r.payment_id where y.authority = '${authority}'`);

before(() => {
	variants = goods(3, STOCK);
	book = books(variants, STOCK);
});

afterEach(async () => {
	await switches();
	setting('payment.check_s');
});

after(() => switches());

// An order at the bank's page of that gateway.
function ordered(name, of = variants.slice(0, 2)) {
	[buyer] = buyers(1);
	return buyer.order(of, name);
}

const settled = (authority, state) => until(`the payment is ${state}`, () => paymentOf(authority).state === state);

for (const name of ['zarinpal', 'zibal']) {
	const callback = (authority, reference = paymentOf(authority).reference) => `${base}/pay/back/${name}/${reference}?${name === 'zarinpal'
		? `Authority=${authority}&Status=OK` : `trackId=${authority}&success=1&status=2`}`;

	test(`${name}: slow, and nobody else waits for it`, LIMIT, async () => {
		await switches({ slow: 1500 });
		const order = ordered(name);
		await sleep(700);
		const began = Date.now();
		assert.equal((await fetch(`${base}/search?q=%D8%B9%D8%B3%D9%84&x=${began}`)).status, 200);
		assert.ok(Date.now() - began < 1200, 'a page while the gateway thinks');
		const { code, authority } = await order;
		await buyer.pay(authority);
		assert.equal(await buyer.state(code), 'paid');
		await switches();
		await quiet();
		await book.check();
	});

	test(`${name}: down when asked for a payment; the order stands and is paid later`, LIMIT, async () => {
		[buyer] = buyers(1);
		await switches({ fail: true });
		const code = await buyer.place(variants);
		const refused = await buyer.start(code, name);
		assert.equal(refused.json.error.code, 'gateway_down');
		assert.match(refused.json.error.message, /درگاه/);
		await switches();
		const { authority } = await buyer.start(code, name);
		await buyer.pay(authority);
		assert.equal(await buyer.state(code), 'paid');
		await quiet();
		await book.check();
	});

	test(`${name}: down when she comes back; we ask again by ourselves`, LIMIT, async () => {
		const { code, authority } = await ordered(name);
		const back = await press(authority);
		await switches({ fail: true });
		assert.match((await buyer.back(back)).location, /\/payment$/);
		assert.equal(await buyer.state(code), 'awaiting_payment');
		const { id } = paymentOf(authority);
		hurry(['payment_check']);
		await until('the runner has tried in vain', () => jobsOf('payment_check', 'payment', id)[0].tries > 0);
		await switches();
		await quiet(['payment_check']);
		await settled(authority, 'paid');
		await quiet();
		await book.check();
	});

	test(`${name}: another amount was taken: not paid, and people are told`, LIMIT, async () => {
		const { code, authority } = await ordered(name);
		await switches({ wrong_amount: true });
		await buyer.pay(authority);
		assert.equal(await buyer.state(code), 'awaiting_payment');
		const { id, state } = paymentOf(authority);
		assert.equal(state, 'failed');
		await quiet(['payment_check']);
		assert.equal(paymentOf(authority).state, 'failed');
		const [job] = jobsOf('payment_check', 'payment', id);
		assert.equal(job.state, 'dead');
		assert.match(job.last_error, /another amount/);
		// The books look at what is verified; this waits for people.
		sql(`delete from payment where id = ${id}`);
	});

	test(`${name}: she comes back twenty times at once`, LIMIT, async () => {
		const { code, authority } = await ordered(name);
		await switches({ double_callback: true });
		const back = await press(authority);
		const said = await Promise.all(Array.from({ length: 20 }, () => buyer.back(back)));
		assert.equal(new Set(said.map((one) => `${one.status} ${one.location}`)).size, 1);
		await settled(authority, 'paid');
		assert.equal(await buyer.state(code), 'paid');
		assert.equal(number(`select count(*) from message m join shop_order o on o.account_id = m.account_id
			where m.kind = 'order_paid' and o.code = '${code}'`), 1, 'she is told once');
		await quiet();
		await book.check();
	});

	test(`${name}: she pays and never comes back; the sweeper settles it`, LIMIT, async () => {
		await switches({ no_callback: true });
		setting('payment.check_s', 1);
		const { authority, code } = await ordered(name);
		assert.equal(await press(authority), null);
		await settled(authority, 'paid');
		assert.equal(await buyer.state(code), 'paid');
		await quiet();
		await book.check();
	});

	test(`${name}: forged callbacks change nothing`, LIMIT, async () => {
		const { code, authority } = await ordered(name);
		const other = (await ordered(name)).authority;
		const [owner] = [buyer];
		await owner.back(callback(authority));
		assert.equal(paymentOf(authority).state, 'failed');
		const unknown = name === 'zarinpal' ? 'S'.padEnd(36, '0') : '12345';
		const { reference } = paymentOf(authority);
		assert.equal((await owner.back(callback(unknown, reference))).status, 404);
		assert.equal((await owner.back(callback(`${authority}' or true --`, reference))).status >= 400, true);
		assert.equal((await owner.get(`/pay/back/${name}`)).status, 404);
		assert.equal((await owner.back(callback(other, reference))).status, 404, "another's, which anyone may guess");
		assert.equal(paymentOf(other).state, 'pending');
		assert.equal(number(`select count(*) from parcel p join shop_order o on o.id = p.order_id
			where o.code = '${code}' and p.state <> 'awaiting_payment'`), 0);
		await book.check();
	});

	test(`${name}: a cheap payment does not pay for a dear order`, LIMIT, async () => {
		const cheap = await ordered(name, variants.slice(0, 1));
		const cheapBuyer = buyer;
		const dear = await ordered(name, variants);
		const back = await press(cheap.authority);
		// Whatever else the address says, the authority alone names the order.
		const { reference } = paymentOf(dear.authority);
		const forged = `${back}&code=${dear.code}&orderId=${reference}&${name === 'zarinpal' ? 'trackId' : 'Authority'}=${dear.authority}&amount=1`;
		await cheapBuyer.back(forged);
		await buyer.back(callback(dear.authority));
		assert.equal(await cheapBuyer.state(cheap.code), 'paid');
		assert.equal(await buyer.state(dear.code), 'awaiting_payment');
		// Nor can the database be told to take it for the other row.
		assert.throws(() => sql(`update payment set authority = '${cheap.authority}' where authority = '${dear.authority}'`), /unique/);
		await quiet();
		await book.check();
	});

	test(`${name}: refused, and paid after all a moment later`, LIMIT, async () => {
		const { code, authority } = await ordered(name);
		await switches({ late_success: 300 });
		await buyer.pay(authority);
		await sleep(300);
		hurry(['payment_check']);
		await settled(authority, 'paid');
		assert.equal(await buyer.state(code), 'paid');
		await quiet();
		await book.check();
	});

	test(`${name}: paid for an order cancelled meanwhile, it goes back`, LIMIT, async () => {
		const { code, authority } = await ordered(name);
		assert.equal((await buyer.sure('POST', `/orders/${code}/cancel`, {})).status, 201);
		await buyer.pay(authority);
		await settled(authority, 'refunded');
		assert.deepEqual(refundsOf(authority).map((one) => [one.reason, one.state]), [['late', 'done']]);
		assert.equal(await buyer.state(code), 'cancelled');
		await quiet();
		await book.check();
	});

	test(`${name}: cancelled when paid, all of it goes back at once`, LIMIT, async () => {
		const { code, authority } = await ordered(name);
		await buyer.pay(authority);
		assert.equal((await buyer.sure('POST', `/orders/${code}/cancel`, {})).status, 201);
		await settled(authority, 'refunded');
		assert.equal((await atGateway(authority)).state === 'reversed' || (await atGateway(authority)).refunded > 0, true);
		await quiet();
		await book.check();
	});

	test(`${name}: the button to pay is pressed twice, both lead to the bank`, LIMIT, async () => {
		const { code } = await ordered(name);
		const key = { 'idempotency-key': `pay-${code}` };
		const said = await Promise.all([1, 2].map(() => buyer.api('POST', `/orders/${code}/payments`, { gateway: name }, key)));
		said.push(await buyer.api('POST', `/orders/${code}/payments`, { gateway: name }, key));
		for (const one of said) {
			assert.equal(one.status, 201, one.text);
			assert.ok(one.json.pay_url);
			assert.equal(one.json.code, code);
		}
	});

	test(`${name}: paid twice, the second goes back`, LIMIT, async () => {
		const first = await ordered(name);
		const second = await buyer.start(first.code, name);
		assert.notEqual(second.authority, first.authority);
		const backs = [await press(first.authority), await press(second.authority)];
		await Promise.all(backs.map((url) => buyer.back(url)));
		const both = [first.authority, second.authority];
		await until('one of them went back', () => both.filter((one) => paymentOf(one).state === 'refunded').length === 1);
		assert.equal(both.filter((one) => paymentOf(one).state === 'paid').length, 1);
		assert.deepEqual(both.flatMap(refundsOf).map((one) => [one.reason, one.state]), [['double', 'done']]);
		assert.equal(await buyer.state(first.code), 'paid');
		await quiet();
		await book.check();
	});
}

test('an order asked for again under its key is the same order, even when paid', LIMIT, async () => {
	[buyer] = buyers(1);
	await buyer.fill(variants);
	const form = await buyer.checkout();
	const key = { 'idempotency-key': `order-${buyer.account}` };
	const { code } = (await buyer.api('POST', '/orders', form, key)).json;
	await buyer.pay((await buyer.start(code)).authority);
	const again = await buyer.api('POST', '/orders', form, key);
	assert.equal(again.status, 201, again.text);
	assert.equal(again.json.code, code);
	await quiet();
	await book.check();
});

test('silent for longer than we wait: the page comes, the runner settles it', LIMIT, async () => {
	const { code, authority } = await ordered('zibal');
	const [other] = buyers(1);
	const unpaid = await other.place(variants.slice(0, 1));
	const back = await press(authority);
	await switches({ slow: 16000 });
	const began = Date.now();
	const [returned, refused] = await Promise.all([buyer.back(back), other.start(unpaid, 'zarinpal')]);
	assert.ok(Date.now() - began < 20000);
	assert.match(returned.location, /\/payment$/);
	assert.equal(refused.json.error.code, 'gateway_down');
	await switches();
	await quiet(['payment_check']);
	await settled(authority, 'paid');
	assert.equal(await buyer.state(code), 'paid');
	await quiet();
	await book.check();
});

test('nobody listens at the gateway: the order stands', LIMIT, async () => {
	[buyer] = buyers(1);
	await stop('sandbox');
	try {
		const code = await buyer.place(variants);
		assert.equal((await buyer.start(code)).json.error.code, 'gateway_down');
		assert.equal(await buyer.state(code), 'awaiting_payment');
	} finally {
		start('sandbox');
		await until('the sandbox is back', () => switches().then(() => true, () => false));
	}
	await quiet();
});
