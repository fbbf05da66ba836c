// A customer buys: cart across groups, address, order, the bank, and back.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { Client, base, sandbox } from './client.mjs';
import { sql } from './people.mjs';

const customer = new Client();
const anyone = () => `0919${String(Math.floor(Math.random() * 1e7)).padStart(7, '0')}`;
let products;
let address;

// Follows the redirect chain of the bank's page as a browser does.
async function pay(start, press = 'pay') {
	const page = await fetch(start, { redirect: 'manual' });
	assert.equal(page.status, 200, 'the bank shows its page');
	const html = await page.text();
	const action = /<form[^>]*action="([^"]+)"/.exec(html)[1];
	const fields = new URLSearchParams();
	for (const [, name, value] of html.matchAll(/<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"/g)) fields.append(name, value);
	const button = [...html.matchAll(/<button[^>]*name="([^"]+)"[^>]*value="([^"]+)"/g)].find(([, , value]) => value === press);
	fields.append(button[1], button[2]);
	const done = await fetch(new URL(action, start), { method: 'POST', body: fields, redirect: 'manual' });
	return done.headers.get('location');
}

// What can be had now, no two of one group.
async function onSale(wanted) {
	const found = [];
	let { products: list, next } = (await customer.get('/api/v1/products?ready=1')).json;
	while (list.length > 0 && found.length < wanted) {
		for (const one of list) {
			if (found.length === wanted || found.some((other) => other.group.id === one.group.id)) continue;
			const { variants } = (await customer.get(`/api/v1/products/${one.id}`)).json;
			if (variants.some((v) => !v.sold_out)) found.push(one);
		}
		({ products: list, next } = next ? (await customer.get(`/api/v1/products?ready=1&after=${next}`)).json : { products: [] });
	}
	return found;
}

async function fill(n = 2) {
	for (const product of products.slice(0, n)) {
		const variant = (await customer.get(`/api/v1/products/${product.id}`)).json.variants.find((v) => !v.sold_out);
		const added = await customer.api('POST', '/cart/lines', { variant: variant.id, quantity: 1 });
		assert.equal(added.status, 201, added.text);
	}
}

async function place() {
	const checkout = (await customer.get(`/api/v1/checkout?address=${address}`)).json;
	const shipping = checkout.cart.parcels.map((p) => p.choices[0].value);
	return customer.submit('/checkout', '/checkout', { address, shipping, total: checkout.cart.total });
}

before(async () => {
	await customer.login('09120000001');
	products = await onSale(4);
	const saved = await customer.api('POST', '/account/addresses', { receiver: 'سارا محمدی', mobile: '09120000001',
		city: (await customer.get('/api/v1/provinces/8/cities')).json.cities[0].id, street: 'خیابان بهار، کوچه نرگس، پلاک ۳', postal_code: '1591634311' });
	assert.equal(saved.status, 201, saved.text);
	address = saved.json.id;
});

test('a visitor fills a cart and keeps it when she logs in', async () => {
	const visitor = new Client();
	const variant = (await visitor.get(`/api/v1/products/${products[3].id}`)).json.variants.find((v) => !v.sold_out);
	const added = await visitor.ask('POST', '/cart/lines', { body: new URLSearchParams({ variant: variant.id, quantity: '2' }) });
	assert.equal(added.status, 303);
	assert.equal((await visitor.get('/api/v1/badge')).json.count, 2);
	await visitor.login(anyone());
	assert.equal((await visitor.get('/api/v1/badge')).json.count, 2);
	assert.match((await visitor.get('/cart')).text, new RegExp(products[3].title.slice(0, 8)));
});

test('more than there is is refused with what is left', async () => {
	const visitor = new Client();
	const variant = (await visitor.get(`/api/v1/products/${products[0].id}`)).json.variants[0];
	const answer = await visitor.api('POST', '/cart/lines', { variant: variant.id, quantity: 100 });
	if (answer.status === 201) return;
	assert.equal(answer.status, 409);
	assert.equal(answer.json.error.code, 'stock_short');
	assert.match(answer.json.error.message, /[۰-۹]/);
});

test('an order over two groups is paid, and each group has its parcel', async () => {
	await fill(2);
	const placed = await place();
	assert.equal(placed.status, 303, placed.text);
	assert.ok(placed.location.startsWith(sandbox), placed.location);
	const back = await pay(placed.location);
	assert.ok(back.startsWith(`${base}/pay/back/zarinpal/`), back);
	const result = await customer.get(back.slice(base.length));
	assert.equal(result.status, 303);
	assert.match(result.location, /^\/orders\/[0-9A-Z]+\/payment$/);
	assert.match((await customer.get(result.location)).text, /پرداخت موفق بود/);
	const code = result.location.split('/')[2];
	const order = (await customer.get(`/api/v1/orders/${code}`)).json;
	assert.equal(order.state, 'paid');
	assert.equal(order.parcels.length, new Set(products.slice(0, 2).map((p) => p.group.id)).size);
	assert.equal(order.due, 0);
	assert.equal((await customer.get('/api/v1/badge')).json.count, 0);
	// The second telling changes nothing.
	assert.equal((await customer.get(back.slice(base.length))).location, result.location);
	assert.equal((await customer.get(`/api/v1/orders/${code}`)).json.payments.length, 1);
});

test('a cancelled payment leaves the order to be paid again', async () => {
	await fill(1);
	const back = await pay((await place()).location, 'cancel');
	const result = await customer.get(back.slice(base.length));
	assert.match((await customer.get(result.location)).text, /پرداخت انجام نشد/);
	const code = result.location.split('/')[2];
	const again = await customer.submit(result.location, `/orders/${code}/pay`, {});
	assert.ok(again.location.startsWith(sandbox), again.text.slice(0, 200));
	const second = await customer.get((await pay(again.location)).slice(base.length));
	assert.match((await customer.get(second.location)).text, /پرداخت موفق بود/);
});

test('a paid order that no group began is cancelled and refunded', async () => {
	await fill(1);
	const back = await pay((await place()).location);
	const { location } = await customer.get(back.slice(base.length));
	const code = location.split('/')[2];
	const before = (await customer.get(`/api/v1/orders/${code}`)).json;
	assert.equal(before.can_cancel, true);
	const cancelled = await customer.api('POST', `/orders/${code}/cancel`, {});
	assert.equal(cancelled.status, 201, cancelled.text);
	assert.equal(cancelled.json.refund_rial, before.total);
	const after = (await customer.get(`/api/v1/orders/${code}`)).json;
	assert.equal(after.state, 'cancelled');
	assert.equal((await customer.api('POST', `/orders/${code}/cancel`, {})).status, 409);
});

test('a forged callback pays nothing', async () => {
	await fill(1);
	const placed = await place();
	const authority = new URL(placed.location).pathname.split('/').pop();
	const [reference, code] = sql(`select p.reference, o.code from payment p join shop_order o on o.id = p.order_id
		where p.authority = '${authority}'`).split('|');
	const guessed = await new Client().get(`/pay/back/zarinpal/${'0'.repeat(32)}?Authority=${authority}&Status=OK`);
	assert.equal(guessed.status, 404, 'the authority alone opens nothing');
	assert.equal(sql(`select state from payment where authority = '${authority}'`), 'pending', 'nor does it end the payment');
	const forged = await new Client().get(`/pay/back/zarinpal/${reference}?Authority=${authority}&Status=OK`);
	assert.equal(forged.status, 303);
	assert.notEqual((await customer.get(`/api/v1/orders/${code}`)).json.state, 'paid');
	assert.equal((await customer.get(`/pay/back/zarinpal/${reference}?Authority=S00000000000000000000000000000000000&Status=OK`)).status, 404);
});

test('the same form sent twice places one order', async () => {
	await fill(1);
	const checkout = (await customer.get(`/api/v1/checkout?address=${address}`)).json;
	const body = { address, shipping: checkout.cart.parcels.map((p) => p.choices[0].value), total: checkout.cart.total };
	const headers = { 'idempotency-key': `twice-${Date.now()}` };
	const [a, b] = await Promise.all([customer.api('POST', '/orders', body, headers), customer.api('POST', '/orders', body, headers)]);
	assert.equal(a.status, 201, a.text);
	assert.equal(b.status, 201, b.text);
	assert.equal(a.json.code, b.json.code);
});

test("another's order is not found", async () => {
	await fill(1);
	const back = await pay((await place()).location);
	const code = (await customer.get(back.slice(base.length))).location.split('/')[2];
	const other = new Client();
	await other.login(anyone());
	for (const path of [`/orders/${code}`, `/orders/${code}/payment`]) assert.equal((await other.get(path)).status, 404);
	assert.equal((await other.api('POST', `/orders/${code}/cancel`, {})).status, 404);
});
