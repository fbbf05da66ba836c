// Goods come back: a buyer asks, the group takes them piece by piece, the
// money goes; and lines that a group cannot send.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { Client, told } from './client.mjs';
import { person, sql } from './people.mjs';
import { bought, buyer, came, faults, goods, line, stands, stock } from './sale.mjs';

let leader, member, her, one, two, jam;
const mobiles = { leader: '09120000003' };

before(async () => {
	[leader, member] = await Promise.all(['leader', 'member'].map(person));
	her = await buyer();
	({ apron: one, mitt: two, jam } = goods());
});

const refundsOf = (parcel) => JSON.parse(sql(`select coalesce(json_agg(json_build_object('amount', r.amount_rial, 'state', r.state) order by r.id), '[]')
	from refund r where r.id in (select refund_id from refund_part where parcel_id = ${parcel})`));
const priceOf = (variant) => Number(sql(`select price_rial from variant where id = ${variant}`));
const stateOf = (parcel) => sql(`select state from parcel where id = ${parcel}`);

async function until(question, wanted) {
	for (let i = 0; i < 150 && sql(question) !== wanted; i++) await new Promise((done) => setTimeout(done, 200));
	assert.equal(sql(question), wanted);
}

test('a buyer asks, by line and piece; the group takes back; the money goes', async () => {
	const { code, parcel } = await bought(her, [[one, 2], [two, 1]]);
	const page = `/parcels/${parcel}/return`;
	assert.match((await her.get(page)).text, /اکنون بازگرداندنی نیست/, 'not before it came');
	came(parcel, 1);
	assert.match((await her.get(`/orders/${code}`)).text, new RegExp(`href="${page}"`));
	const nothing = await her.submit(page, page, { why: 'رنگ آن دیگر است' });
	assert.equal(nothing.status, 422);
	assert.match(nothing.text, /id="pieces-wrong">[^<]+انتخاب/);
	assert.match(nothing.text, /رنگ آن دیگر است/, 'what was typed is kept');
	const asked = await her.submit(page, page, { [`pieces.${line(parcel, one)}`]: '1', why: 'رنگ آن دیگر است' });
	assert.equal(asked.location, `/orders/${code}?saved=return_asked`, asked.text.slice(0, 300));
	assert.equal((await her.api('POST', page, { [`pieces.${line(parcel, one)}`]: 1 })).status, 409, 'once at a time');
	assert.ok(await told(mobiles.leader, new RegExp(`سفارش ${code} می‌خواهد`)), 'the group is told');

	assert.match((await leader.client.get('/group')).text, /کالای بازگشتی/);
	assert.match((await leader.client.get('/group/orders?tab=back')).text, new RegExp(code));
	const desk = `/group/orders/${parcel}`;
	assert.match((await leader.client.get(desk)).text, /رنگ آن دیگر است/);
	assert.match((await member.client.get(`${desk}/return`)).text, /سرگروه، منشی یا خزانه‌دار/);
	assert.equal((await member.client.api('POST', `${desk}/return`, { [`scrap.${line(parcel, one)}`]: 1 })).status, 403);
	const much = await leader.client.submit(`${desk}/return`, `${desk}/return`, { [`restock.${line(parcel, one)}`]: '2' });
	assert.equal(much.status, 422);
	assert.match(much.text, /id="scrap-wrong">[^<]+درخواست شده/);
	const had = stock(one);
	const taken = await leader.client.submit(`${desk}/return`, `${desk}/return`, { [`restock.${line(parcel, one)}`]: '1' });
	assert.equal(taken.location, `${desk}?saved=return_taken`, taken.text.slice(0, 300));
	assert.equal(stock(one), had + 1, 'what is sound is on sale again');
	assert.equal(stateOf(parcel), 'delivered', 'the rest stays with her');
	const [refund] = refundsOf(parcel);
	assert.equal(refund.amount, priceOf(one), 'one piece, at its price');
	assert.ok(await told(her.mobile, /بازگردانده می‌شود/), 'and she is told');
	assert.match((await leader.client.get(desk)).text, /به موجودی برگشت/);
	assert.equal(faults(), '0');
});

test('all of an order comes back: the payment itself is reversed', async () => {
	const { code, parcel } = await bought(her, [[one, 1]]);
	came(parcel);
	const had = stock(one);
	const id = line(parcel, one);
	assert.equal((await her.api('POST', `/parcels/${parcel}/return`, { [`pieces.${id}`]: 1 })).status, 201);
	const presses = await Promise.all([1, 2, 3].map(() => leader.client.api('POST', `/group/orders/${parcel}/return`, { [`scrap.${id}`]: 1 })));
	assert.deepEqual(presses.map(({ status }) => status).sort(), [201, 409, 409], 'however often she presses');
	assert.equal(stock(one), had, 'scrapped is scrapped');
	await until(`select state from parcel where id = ${parcel}`, 'refunded');
	const order = (await her.get(`/api/v1/orders/${code}`)).json;
	assert.equal(order.refunded, order.total, 'goods and shipping');
	assert.deepEqual(refundsOf(parcel).map(({ state }) => state), ['done']);
	assert.ok(await told(her.mobile, new RegExp(`از سفارش ${code} بازگردانده شد`)));
	assert.equal(faults(), '0');
});

test('the group refuses, and she reads why', async () => {
	const { code, parcel } = await bought(her, [[one, 1], [jam, 1]]);
	came(parcel);
	const page = `/parcels/${parcel}/return`;
	const food = await her.api('POST', page, { [`pieces.${line(parcel, jam)}`]: 1 });
	assert.equal(food.json.error.code, 'return_exempt');
	assert.equal((await her.api('POST', page, { [`pieces.${line(parcel, one)}`]: 1 })).status, 201);
	const desk = `/group/orders/${parcel}`;
	const bare = await leader.client.submit(`${desk}/return`, `${desk}/return/refusal`, { reason: 'other', note: '' });
	assert.equal(bare.status, 422);
	assert.match(bare.text, /<details class="ask" open>/);
	const refused = await leader.client.submit(`${desk}/return`, `${desk}/return/refusal`, { reason: 'worn', note: 'شسته شده است' });
	assert.equal(refused.location, `${desk}?saved=return_refused`);
	const seen = (await her.get(`/orders/${code}`)).text;
	assert.match(seen, /شسته شده است/);
	assert.match(seen, /href="\/complaints"/);
	assert.deepEqual(refundsOf(parcel), []);
});

test('a line that cannot be sent goes back alone; a stranger sees nothing of it', async () => {
	const { code, parcel } = await bought(her, [[one, 2], [jam, 1]]);
	const desk = `/group/orders/${parcel}`;
	const done = await leader.client.submit(`${desk}/refund`, `${desk}/refund`, { [`scrap.${line(parcel, one)}`]: '1', reason: 'یکی از آن‌ها سوخته بود' });
	assert.equal(done.location, `${desk}?saved=parcel_refunded`, done.text.slice(0, 300));
	const now = (await leader.client.get(`/api/v1${desk}`)).json;
	assert.deepEqual(now.lines.map(({ quantity }) => quantity).sort(), [1, 1], 'what is left is packed');
	assert.equal(now.share, priceOf(one) + priceOf(jam) - now.fee);
	assert.match((await her.get(`/orders/${code}`)).text, /بازگشت به کارت|بازگردانده شد/);
	const stranger = new Client();
	await stranger.login(`0919${String(Date.now()).slice(-7)}`);
	assert.equal((await stranger.get(`/parcels/${parcel}/return`)).status, 404);
	const rest = await leader.client.api('POST', `${desk}/cancel`, { reason: 'دیگر نداریم' });
	assert.equal(rest.status, 201, rest.text);
	const order = (await her.get(`/api/v1/orders/${code}`)).json;
	assert.equal(order.refunded, order.total, 'never more, never less');
	assert.equal(faults(), '0');
});

test('after it became the group\'s a refund is taken from its share at once', async () => {
	const { parcel } = await bought(her, [[one, 2]]);
	came(parcel, 40);
	sql(`select parcel_complete(${parcel})`);
	assert.equal(stateOf(parcel), 'completed');
	const had = stands('payable');
	const id = line(parcel, one);
	const back = await leader.client.api('POST', `/group/orders/${parcel}/refunds`, { [`scrap.${id}`]: 1, reason: 'دوخت آن باز شد' });
	assert.equal(back.status, 201, back.text);
	assert.equal(stands('payable'), had - priceOf(one), 'lower at once');
	const statement = (await leader.client.get('/api/v1/group/earnings')).json;
	for (const one of statement.lines) assert.equal(one.price - one.refund - one.fee - one.shipping, one.share);
	assert.match((await leader.client.get(`/group/orders/${parcel}`)).text, /سهم گروه/);
	assert.equal(faults(), '0');
});
