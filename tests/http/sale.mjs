// A customer's order of the demo group, paid at the bank: what the tests of
// what comes after begin with.
import assert from 'node:assert/strict';
import { Client, base, sandbox } from './client.mjs';
import { sql } from './people.mjs';

export const group = Number(sql(`select scope_id from role_grant r join account a on a.id = r.account_id
	where a.mobile = '09120000003' and r.role = 'leader' and r.ended_at is null`));

// What the demo group cooks is not sent back, so it sews these two as well.
const SEWN = ['پیش‌بند نخی', 'دستگیره دوخته'];

// Variants of the demo group: {apron, mitt, jam}, with stock for every test.
export function goods() {
	for (const [i, title] of SEWN.entries())
		sql(`with made as (insert into product (group_id, category_id, title, kind, weight_g, state, published_at)
			select ${group}, c.id, '${title}', 'in_stock', 150, 'published', now() from category c join category t on t.id = c.parent_id
			where t.slug = 'sewing' and not exists (select from product where group_id = ${group} and title = '${title}')
			order by c.id limit 1 returning id) insert into variant (product_id, title, price_rial, stock)
			select id, '', ${1200000 + i * 450000}, 500 from made`);
	const [apron, mitt, jam] = sql(`select min(v.id) from variant v join product d on d.id = v.product_id
		where d.group_id = ${group} and d.state = 'published' and v.retired_at is null
		and (d.title in ('${SEWN.join("', '")}') or d.withdrawal_exempt_reason = 'food' and d.kind = 'in_stock')
		group by coalesce(d.withdrawal_exempt_reason, d.title) order by min(d.withdrawal_exempt_reason) nulls first, min(d.id)`).split('\n').map(Number);
	sql(`update variant set stock = 500 where id in (${apron}, ${mitt}, ${jam})`);
	return { apron, mitt, jam };
}

// Someone new, with an address.
export async function buyer() {
	const client = new Client();
	const mobile = `0917${String(Math.floor(Math.random() * 1e7)).padStart(7, '0')}`;
	await client.login(mobile);
	const city = (await client.get('/api/v1/provinces/8/cities')).json.cities[0].id;
	const saved = await client.api('POST', '/account/addresses', { receiver: 'سارا محمدی', mobile, city, street: 'خیابان بهار، پلاک ۳', postal_code: '1591634311' });
	assert.equal(saved.status, 201, saved.text);
	return Object.assign(client, { mobile, address: saved.json.id });
}

// Buys [variant, pieces] … and pays: {code, parcel}.
export async function bought(client, lines) {
	for (const [variant, quantity] of lines) {
		const added = await client.api('POST', '/cart/lines', { variant, quantity });
		assert.equal(added.status, 201, added.text);
	}
	const { cart } = (await client.get(`/api/v1/checkout?address=${client.address}`)).json;
	const placed = await client.api('POST', '/orders', { address: client.address, shipping: cart.parcels.map((p) => p.choices[0].value), total: cart.total });
	assert.equal(placed.status, 201, placed.text);
	const { code } = placed.json;
	const started = await client.api('POST', `/orders/${code}/payments`, {});
	const at = new URL(started.json.pay_url);
	const done = await fetch(`${sandbox}/bank/${at.pathname.split('/').pop()}`, { method: 'POST', body: new URLSearchParams({ do: 'pay' }), redirect: 'manual' });
	await client.get(done.headers.get('location').slice(base.length));
	const parcel = Number(sql(`select p.id from parcel p join shop_order o on o.id = p.order_id where o.code = '${code}' and p.state = 'paid'`));
	assert.ok(parcel > 0, 'it was paid');
	return { code, parcel };
}

// It came to her door, as of so many days ago.
export function came(parcel, days = 0) {
	sql(`update parcel set state = 'accepted' where id = ${parcel}; update parcel set state = 'shipped', carrier = 'post',
		shipped_at = now() - interval '${days + 2} days' where id = ${parcel};
		update parcel set state = 'delivered', delivered_at = now() - interval '${days} days' where id = ${parcel}`);
}

export const line = (parcel, variant) => sql(`select id from order_line where parcel_id = ${parcel} and variant_id = ${variant}`);
export const stock = (variant) => Number(sql(`select stock from variant where id = ${variant}`));
export const stands = (kind) => Number(sql(`select coalesce(sum(ledger_balance(id)), 0) from ledger_account where kind = '${kind}' and group_id = ${group}`));
export const faults = () => sql('select count(*) from ledger_faults(ledger_market())');
