// A group at its desk: products and photos, orders to send, what it earned.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { before, test } from 'node:test';
import { Client, hidden } from './client.mjs';

const member = new Client();
const stranger = new Client();
let photo;

// A real picture with a place in its EXIF, made by the library that reads it.
function makePhoto() {
	const path = `${process.env.HAMYAR_VAR ?? '/tmp'}/photo-${process.pid}.jpg`;
	const made = spawnSync('vips', ['gaussnoise', `${path}[Q=80]`, '900', '700', '--mean', '128', '--sigma', '40']);
	assert.equal(made.status, 0, String(made.stderr));
	return spawnSync('cat', [path], { encoding: 'buffer', maxBuffer: 1 << 24 }).stdout;
}

async function send(client, page, action, bytes, name = 'photo.jpg') {
	const body = new FormData();
	for (const [key, value] of Object.entries(hidden((await client.get(page)).text, action))) body.set(key, value);
	body.set('photo', new Blob([bytes]), name);
	return client.ask('POST', action, { body });
}

async function settled(client, product) {
	for (let i = 0; i < 300; i++) {
		const { media } = (await client.get(`/api/v1/group/photos${product ? `?product=${product}` : ''}`)).json;
		if (!media.waiting) return media;
		await new Promise((done) => setTimeout(done, 200));
	}
	throw new Error('the photo was never made ready');
}

async function emptyTray() {
	for (const one of (await settled(member)).photos) await member.api('DELETE', `/group/photos/${one.id}`);
}

before(async () => {
	photo = makePhoto();
	await member.login('09120000002');
	await stranger.login(`0919${String(Date.now()).slice(-7)}`);
	await emptyTray();
});

test('the desk is for the group alone', async () => {
	const visitor = new Client();
	assert.equal((await visitor.get('/group')).status, 303);
	assert.equal((await stranger.get('/group')).status, 403);
	assert.equal((await visitor.get('/api/v1/group')).status, 401);
	assert.equal((await member.get('/group')).status, 200);
});

test('a product in three steps, without a script', async () => {
	const sent = await send(member, '/group/products/new', '/group/products/new/photos', photo);
	assert.equal(sent.status, 303);
	const media = await settled(member);
	assert.equal(media.ready, 1);
	const file = await member.get(`${media.photos[0].photo.src}480.webp`);
	assert.equal(file.headers.get('content-type'), 'image/webp');

	const name = '/group/products/new/name';
	const refused = await member.submit(name, name, { title: 'سبد حصیری گرد', price_toman: 'گران', category: '1' });
	assert.equal(refused.status, 422);
	assert.match(refused.text, /value="سبد حصیری گرد"/, 'what was typed is kept');
	const { categories } = (await member.get('/api/v1/group/products/new')).json;
	const wicker = categories.flatMap((trade) => trade.list).find((one) => one.title === 'حصیر و سبد').id;
	const made = await member.submit(name, name, { title: 'سبد حصیری گرد', price_toman: '۱۸۰٬۰۰۰', stock: '۳',
		kind: 'in_stock', category: wicker, photos: media.photos[0].id });
	assert.equal(made.status, 303);
	assert.match(made.location, /^\/group\/products\/\d+\?new=1&saved=product_created$/);
	const page = made.location.split('?')[0];
	const product = (await member.get(`/api/v1${page}`)).json;
	assert.equal(product.state, 'draft');
	assert.equal(product.variants[0].price, 1800000);
	assert.equal(product.variants[0].stock, 3);
	assert.equal((await member.submit(page, `${page}/propose`, {})).status, 303);
	assert.equal((await member.get(`/api/v1${page}`)).json.state, 'proposed');
	assert.equal((await member.submit(page, `${page}/recall`, {})).status, 303);

	const prices = await member.submit(`${page}/prices`, `${page}/prices`, { variant_id: [product.variants[0].id, ''],
		variant_title: ['کوچک', 'بزرگ'], variant_price_toman: ['۱۸۰٬۰۰۰', '۲۵۰٬۰۰۰'], variant_stock: ['3', '2'] });
	assert.equal(prices.status, 303);
	assert.deepEqual((await member.get(`/api/v1${page}`)).json.variants.map((one) => [one.title, one.price, one.stock]),
		[['کوچک', 1800000, 3], ['بزرگ', 2500000, 2]]);
	assert.equal((await member.submit(page, `${page}/archive`, {})).status, 303);
});

test('a refused form of several variants comes back as it was typed', async () => {
	const { categories } = (await member.get('/api/v1/group/products/new')).json;
	const made = await member.api('POST', '/group/products', { title: 'سبد حصیری سه اندازه', price: 1800000, stock: 3, category: categories[0].list[0].id });
	const page = `/group/products/${made.json.id}`;
	const product = (await member.get(`/api/v1${page}`)).json;
	const typed = { variant_id: [product.variants[0].id, '', ''], variant_title: ['کوچک', 'میانه', ''],
		variant_price_toman: ['۱۸۰٬۰۰۰', 'گران', ''], variant_stock: ['3', '12', ''], variant_seen: [product.variants[0].stock, '', ''] };
	const refused = await member.submit(`${page}/prices`, `${page}/prices`, typed);
	assert.equal(refused.status, 422);
	for (const kept of ['کوچک', 'میانه', '۱۸۰٬۰۰۰', 'گران', '۱۲']) assert.ok(refused.text.includes(`value="${kept}"`), kept);
	assert.match(refused.text, /class="wrong" id="wrong-2"/, 'beside the second row');
	assert.doesNotMatch(refused.text, /id="wrong-1"/);
	const nameless = await member.submit(`${page}/prices`, `${page}/prices`, { ...typed, variant_title: ['کوچک', '', ''], variant_price_toman: ['180000', '250000', ''] });
	assert.equal(nameless.status, 422);
	assert.match(nameless.text, /class="wrong" id="wrong-2"/);
	assert.match(nameless.text, /value="۲۵۰٬۰۰۰"/);
	assert.equal((await member.submit(page, `${page}/archive`, {})).status, 303);
});

test('what is no photo is told so kindly', async () => {
	await emptyTray();
	assert.equal((await send(member, '/group/products/new', '/group/products/new/photos', 'not a photo at all')).status, 303);
	const media = await settled(member);
	assert.equal(media.photos[0].failed, true);
	assert.match(media.photos[0].why, /عکس نیست/);
	assert.match((await member.get('/group/products/new')).text, /عکس نیست/);
	await emptyTray();
	const nothing = await send(member, '/group/products/new', '/group/products/new/photos', '');
	assert.equal(nothing.status, 422);
});

test('a key sent twice makes one photo', async () => {
	await emptyTray();
	const headers = { 'idempotency-key': `photo-${Date.now()}` };
	const ids = [];
	for (let i = 0; i < 2; i++) {
		const body = new FormData();
		body.set('photo', new Blob([photo]), 'photo');
		ids.push((await member.ask('POST', '/api/v1/group/photos', { headers, body })).json.id);
	}
	assert.equal(ids[0], ids[1]);
	assert.equal((await settled(member)).count, 1);
	await emptyTray();
});

test('an order is accepted, printed and sent; then its address is gone', async () => {
	const { orders } = (await member.get('/api/v1/group/orders?tab=new')).json;
	const page = `/group/orders/${orders[0].id}`;
	assert.equal((await stranger.get(page)).status, 403);
	assert.equal((await member.submit(page, `${page}/accept`, {})).status, 303);
	assert.equal((await member.submit(page, `${page}/prepare`, {})).status, 303);
	const slip = await member.get(`${page}/slip`);
	assert.equal(slip.status, 200);
	assert.match(slip.text, /<rect /);
	const wrong = await member.submit(page, `${page}/ship`, { carrier: 'post', tracking_code: '12' });
	assert.equal(wrong.status, 422);
	assert.match(wrong.text, /کد رهگیری پست ۲۰ تا ۲۴ رقم است/);
	const right = await member.submit(page, `${page}/ship`, { carrier: 'post', tracking_code: '۱۲۳۴۵۶۷۸۹۰۱۲۳۴۵۶۷۸۹۰۱۲۳۴' });
	assert.equal(right.status, 303);
	const shipped = (await member.get(`/api/v1${page}`)).json;
	assert.equal(shipped.state, 'shipped');
	assert.equal(shipped.tracking_code, '123456789012345678901234');

	const done = (await member.get('/api/v1/group/orders?tab=done')).json.orders[0];
	assert.equal(done.buyer.open, false);
	const masked = (await member.get(`/api/v1/group/orders/${done.id}`)).json;
	for (const hiddenField of ['mobile', 'street', 'postal_code', 'note']) assert.equal(masked.buyer[hiddenField], null);
	assert.equal((await member.get(`/group/orders/${done.id}/slip`)).status, 404);
});

test('a cancelled parcel gives its money back', async () => {
	const { orders } = (await member.get('/api/v1/group/orders?tab=new')).json;
	const page = `/group/orders/${orders.at(-1).id}`;
	const short = await member.submit(page, `${page}/cancel`, { reason: 'نه' });
	assert.equal(short.status, 422);
	const done = await member.api('POST', `${page}/cancel`, { reason: 'مواد اولیه به ما نرسید' });
	assert.equal(done.status, 201, done.text);
	assert.ok(done.json.refund_rial >= orders.at(-1).goods);
});

test('every line of the earnings adds up', async () => {
	const { months } = (await member.get('/api/v1/group/earnings')).json;
	for (const { month } of months) {
		const seen = (await member.get(`/api/v1/group/earnings?month=${month}`)).json;
		for (const line of seen.lines) assert.equal(line.share, line.price - line.refund - line.fee - line.shipping);
		assert.equal(seen.share, seen.lines.reduce((sum, line) => sum + line.share, 0));
		assert.equal(seen.share, seen.settled + seen.coming);
	}
});
