// What was sold has an invoice, from the day its group takes it on: for its
// buyer and for the group, and for nobody else.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { person, sql } from './people.mjs';
import { bought, buyer, came, goods, group, line } from './sale.mjs';

let leader, client, apron, sale;

before(async () => {
	leader = await person('leader');
	client = await buyer();
	({ apron } = goods());
	sale = await bought(client, [[apron, 2]]);
});

const paper = async () => (await client.api('GET', `/parcels/${sale.parcel}/invoice`)).json;
const last = () => Number(sql(`select coalesce(max(last), 0) from invoice_serial where group_id = ${group}
	and year = quarter_number((now() at time zone 'Asia/Tehran')::date) / 4`));

test('there is none before the group accepts', async () => {
	assert.equal((await client.get(`/parcels/${sale.parcel}/invoice`)).status, 404);
	assert.doesNotMatch((await client.get(`/orders/${sale.code}`)).text, /صورتحساب/);
});

test('accepted, it has the next number of its group, once', async () => {
	const had = last();
	const twice = await Promise.all([1, 2, 3].map(() => leader.client.api('POST', `/group/orders/${sale.parcel}/accept`, {})));
	assert.deepEqual(twice.map(({ status }) => status), [201, 201, 201]);
	const { serial, year, total, lines, tax } = await paper();
	assert.equal(serial, had + 1);
	assert.equal(last(), had + 1);
	assert.deepEqual([lines[0].quantity, lines[0].sum, tax], [2, 2400000, 0]);
	assert.ok((await client.get(`/orders/${sale.code}`)).text.includes(`href="/parcels/${sale.parcel}/invoice"`));
	const page = (await client.get(`/parcels/${sale.parcel}/invoice`)).text;
	assert.match(page, /به حروف: [آ-ی ‌]+ ریال/);
	assert.match(page, /سارا محمدی/);
	assert.ok(page.includes(`${String(serial).replace(/\d/g, (d) => '۰۱۲۳۴۵۶۷۸۹'[d])} سال`));
	assert.ok(total > 2400000, 'shipping is on it');
	assert.equal(year, Number(sql("select quarter_number((now() at time zone 'Asia/Tehran')::date) / 4")));
});

test('many at once leave no gap', async () => {
	const had = last();
	const sales = [];
	for (let i = 0; i < 3; i++) sales.push(await bought(client, [[apron, 1]]));
	await Promise.all(sales.map(({ parcel }) => leader.client.api('POST', `/group/orders/${parcel}/accept`, {})));
	const numbers = sql(`select serial from invoice where parcel_id in (${sales.map(({ parcel }) => parcel)}) order by serial`).split('\n').map(Number);
	assert.deepEqual(numbers, [had + 1, had + 2, had + 3]);
});

test('the group has the same paper, with the address while it sends', async () => {
	const own = (await leader.client.api('GET', `/group/orders/${sale.parcel}/invoice`)).json;
	const hers = await paper();
	assert.deepEqual([own.serial, own.year, own.total, own.seller], [hers.serial, hers.year, hers.total, hers.seller]);
	assert.equal(own.buyer.street, 'خیابان بهار، پلاک ۳');
	const page = await leader.client.get(`/group/orders/${sale.parcel}/invoice`);
	assert.equal(page.status, 200);
	assert.ok((await leader.client.get(`/group/orders/${sale.parcel}`)).text.includes(`href="/group/orders/${sale.parcel}/invoice"`));
});

test('nobody else has it', async () => {
	const other = await buyer();
	assert.equal((await other.get(`/parcels/${sale.parcel}/invoice`)).status, 404);
	assert.equal((await other.api('GET', `/parcels/${sale.parcel}/invoice`)).status, 404);
	const foreign = sql(`select min(parcel_id) from invoice where group_id <> ${group}`);
	assert.equal((await leader.client.get(`/group/orders/${foreign}/invoice`)).status, 404);
	assert.equal((await (await person('finance')).client.get(`/group/orders/${sale.parcel}/invoice`)).status, 403);
});

test('what went back stands below it, and its own numbers stay', async () => {
	const was = await paper();
	came(sale.parcel);
	const back = await leader.client.api('POST', `/group/orders/${sale.parcel}/refunds`,
		{ [`scrap.${line(sale.parcel, apron)}`]: 1, reason: 'یکی از آن‌ها کم بود' });
	assert.equal(back.status, 201, back.text);
	const now = await paper();
	assert.deepEqual([now.serial, now.total, now.tax, now.issued_on], [was.serial, was.total, was.tax, was.issued_on]);
	assert.equal(now.credits[0].quantity, 1);
	assert.equal(now.rest, was.total - now.credited);
	assert.match((await client.get(`/parcels/${sale.parcel}/invoice`)).text, /برگشت از فروش/);
	const own = (await leader.client.api('GET', `/group/orders/${sale.parcel}/invoice`)).json;
	assert.equal(own.buyer.street, null, 'the address is hidden from the group now');
});
