// The world of the money tests: buyers who order and pay, the switches of
// the gateways, the parts that are killed, and what must hold afterwards.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { Client, base, sandbox } from '../http/client.mjs';
import { sleep, sql, until } from './service.mjs';

const state = process.env.HAMYAR_VAR;
const TRIES_MAX = 100; // with PASSING_MS between: longer than any outage here
const PASSING_MS = 200;

export const rows = (text) => JSON.parse(sql(`select coalesce(json_agg(t), '[]') from (${text}) t`));
export const number = (text) => Number(sql(text));

// ---- the gateways, and the shop's settings ----

// A line of its own each time: the sandbox closes those that idle.
const outside = (path, { headers, ...more } = {}) => fetch(sandbox + path, { redirect: 'manual',
	headers: { connection: 'close', ...headers }, signal: AbortSignal.timeout(30000), ...more });

export async function switches(changes = {}) {
	const answer = await outside('/switches', { method: 'POST',
		headers: { 'content-type': 'application/json' }, body: JSON.stringify({ reset: true, ...changes }) });
	assert.equal(answer.status, 200);
	await answer.text();
}

const gateway = async () => (await outside('/payments.json')).json();

export async function atGateway(authority) {
	return (await gateway()).find((one) => one.authority === authority);
}

// Without a value: as it was.
export function setting(key, value) {
	sql(`delete from setting where key = '${key}' and valid_from > now() - interval '1 hour'`);
	if (value !== undefined) sql(`insert into setting (key, valid_from, value) values ('${key}', now() - interval '1 minute', '${value}')`);
}

// ---- goods and buyers ----

// Variants of different groups, each with that stock.
export function goods(count, stock) {
	const ids = rows(`select min(v.id) as id from shelf s join variant v on v.product_id = s.product_id
		where s.ready_now and not s.sold_out and v.retired_at is null and v.stock is not null
		    and v.price_rial between 50000 and 5000000
		group by s.group_id order by random() limit ${count}`).map((row) => row.id);
	assert.equal(ids.length, count);
	sql(`update variant set stock = ${stock} where id in (${ids})`);
	return ids;
}

// People with an account, an address and a key for programs.
export function buyers(count) {
	const tokens = new Map(Array.from({ length: count }, () => {
		const token = randomBytes(32).toString('base64url');
		return [createHash('sha256').update(token).digest('hex'), token];
	}));
	const first = number('select coalesce(max(mobile), \'09900000000\') from account where mobile like \'0990%\'');
	const made = JSON.parse(sql(`with given as (
		    select hash, lpad((${first} + row_number() over ())::text, 11, '0') as mobile
		    from unnest('{${[...tokens.keys()]}}'::text[]) hash
		), person as (
		    insert into account (mobile, name) select mobile, 'خریدار آزمایشی' from given returning id, mobile
		), key as (
		    insert into api_token (account_id, name, token_hash)
		    select p.id, 'test', g.hash from person p join given g using (mobile) returning account_id, token_hash
		), place as (
		    insert into address (account_id, receiver, mobile, province_id, city_id, street, postal_code)
		    select p.id, 'خریدار آزمایشی', p.mobile, c.province_id, c.id, 'خیابان بهار، پلاک ۳', '1591634311'
		    from person p, (select * from city order by id limit 1) c returning id, account_id
		) select json_agg(json_build_object('hash', k.token_hash, 'address', a.id, 'account', a.account_id))
		from key k join place a using (account_id)`));
	return made.map((one) => new Buyer({ ...one, token: tokens.get(one.hash) }));
}

// Nothing was done, and the same may be asked again.
const passing = ({ status, text }) => status === 429 || (status === 503 && !text?.includes('"gateway_down"'));

export class Buyer extends Client {
	constructor({ token, address, account }) {
		super({ token });
		Object.assign(this, { address, account });
	}

	// Asks until there is an answer: what a good program does.
	async sure(method, path, value, headers) {
		for (let i = 0; i < TRIES_MAX; i++) {
			const answer = await this.api(method, path, value, headers).catch((error) => ({ status: 503, text: String(error.cause ?? error) }));
			if (!passing(answer)) return answer;
			this.retried = (this.retried ?? 0) + 1;
			await sleep(PASSING_MS);
		}
		throw new Error(`${method} ${path}: no answer`);
	}

	async fill(variants) {
		for (const variant of variants) {
			const added = await this.sure('POST', '/cart/lines', { variant, quantity: 1 }, { 'idempotency-key': randomUUID() });
			assert.equal(added.status, 201, added.text);
		}
	}

	async checkout() {
		const answer = await this.sure('GET', `/checkout?address=${this.address}`);
		assert.equal(answer.status, 200, answer.text);
		const { cart } = answer.json;
		return { address: this.address, shipping: cart.parcels.map((p) => p.choices[0].value), total: cart.total };
	}

	async place(variants, key = randomUUID()) {
		await this.fill(variants);
		const placed = await this.sure('POST', '/orders', await this.checkout(), { 'idempotency-key': key });
		assert.equal(placed.status, 201, placed.text);
		return placed.json.code;
	}

	// Placed, and she stands at the bank's page.
	async order(variants, name) {
		const code = await this.place(variants);
		const { authority } = await this.start(code, name);
		return { code, authority };
	}

	// One more attempt to pay.
	async start(code, name = 'zarinpal') {
		const started = await this.sure('POST', `/orders/${code}/payments`, { gateway: name }, { 'idempotency-key': randomUUID() });
		return started.status === 201 ? Object.assign(started, { authority: authorityOf(started.json.pay_url) }) : started;
	}

	async state(code) {
		return (await this.sure('GET', `/orders/${code}`)).json.state;
	}

	// What the bank's page sends her back to, followed until it is heard.
	async back(url) {
		assert.ok(url.startsWith(base), url);
		for (let i = 0; i < TRIES_MAX; i++) {
			const answer = await this.get(url.slice(base.length)).catch(() => ({ status: 503 }));
			if (!passing(answer)) return answer;
			await sleep(PASSING_MS);
		}
		throw new Error('the callback was never heard');
	}

	async pay(authority) {
		return this.back(await press(authority));
	}
}

export const authorityOf = (url) => new URL(url).pathname.split('/').pop();

// Presses a button of the bank's page; gives where it sends the browser.
export async function press(authority, button = 'pay') {
	const answer = await outside(`/bank/${authority}`, { method: 'POST', body: new URLSearchParams({ do: button }) });
	await answer.text();
	return answer.headers.get('location');
}

// One order: placed for sure, then by fate, 0 … 9, left, cancelled or paid.
export async function shop(buyer, variants, fate) {
	const code = await buyer.place(variants);
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

// ---- what must hold ----

// Orders whose money does not agree: paid − going back = what their buyers keep.
const DISAGREEING = `select o.code, m.paid, m.back, m.live from shop_order o
	cross join lateral (select
	    (select coalesce(sum(amount_rial), 0) from payment
	        where order_id = o.id and state in ('paid', 'refunded')) as paid,
	    (select coalesce(sum(r.amount_rial), 0) from refund r join payment y on y.id = r.payment_id
	        where y.order_id = o.id) as back,
	    (select coalesce(sum(parcel_kept(p.id)), 0) from parcel p where p.order_id = o.id
	        and p.state <> 'awaiting_payment' and (p.state <> 'cancelled' or exists (select from refund_part x
	            where x.parcel_id = p.id))) as live) m
	where m.paid - m.back <> m.live`;

// Begins the books: goods with that stock, and what is checked at the end.
export function books(variants, stock) {
	const order = number('select coalesce(max(id), 0) from shop_order');
	const payment = number('select coalesce(max(id), 0) from payment');

	function checkStock() {
		const wrong = rows(`select v.id, v.stock, ${stock} - v.stock as gone, s.sold from variant v
			cross join lateral (select coalesce(sum(l.quantity - case when p.state = 'cancelled' and x.back is null
			        then l.quantity else coalesce(x.back, 0) end), 0) as sold from order_line l
			    join parcel p on p.id = l.parcel_id
			    cross join lateral (select sum(restocked) as back from refund_part where line_id = l.id) x
			    where l.variant_id = v.id and p.order_id > ${order}) s
			where v.id in (${variants}) and v.stock <> ${stock} - s.sold`);
		assert.deepEqual(wrong, [], 'stock = start − sold');
	}

	// Money at the gateway is what our rows say came in and did not go back.
	async function checkGateway() {
		const there = new Map((await gateway()).map((one) => [one.authority, one]));
		const wrong = rows(`select y.id, y.authority, y.state,
		    case when y.state in ('paid', 'refunded') then y.amount_rial else 0 end
		    - (select coalesce(sum(amount_rial), 0) from refund r where r.payment_id = y.id and r.state = 'done') as held
		    from payment y where y.id > ${payment} and y.authority is not null`).filter((row) => {
			const one = there.get(row.authority);
			return !one || heldBy(one) !== row.held;
		});
		assert.deepEqual(wrong, [], 'the gateway holds what our rows say');
	}

	// The account book agrees with itself, and holds in trust for each order
	// what came in, less what goes back and what became a group's.
	function checkLedger() {
		assert.deepEqual(rows('select * from ledger_faults(ledger_market())'), [], 'the account book agrees');
		const wrong = rows(`select o.id, market_escrow(o.id) as held, s.due from shop_order o cross join lateral (select
			(select coalesce(sum(amount_rial), 0) from payment y where y.order_id = o.id and y.state in ('paid', 'refunded'))
			- (select coalesce(sum(r.amount_rial), 0) from refund r join payment y on y.id = r.payment_id where y.order_id = o.id)
			- (select coalesce(sum(parcel_kept(p.id)), 0) from parcel p where p.order_id = o.id
			    and p.completed_at is not null) as due) s
			where o.id > ${order} and market_escrow(o.id) <> s.due`);
		assert.deepEqual(wrong, [], 'what is in trust is what is owed');
	}

	async function check() {
		checkStock();
		checkLedger();
		assert.deepEqual(rows(`${DISAGREEING} and o.id > ${order}`), [], 'money and parcels agree');
		await checkGateway();
	}

	return { order, payment, check, orders: () => number(`select count(*) from shop_order where id > ${order}`) };
}

// What became of each order is what its buyer did.
export function checkFates(done, book) {
	const states = new Map(rows(`select o.code, order_state(o.id) as state,
		(select count(*) from payment where order_id = o.id and state in ('paid', 'refunded')) as paid
		from shop_order o where id > ${book.order}`).map((row) => [row.code, row]));
	const wanted = { left: 'awaiting_payment', silent: 'paid', paid: 'paid', cancelled: 'cancelled' };
	for (const one of done) {
		const { state, paid } = states.get(one.code);
		assert.equal(state, wanted[one.fate], `${one.code} ${one.fate}`);
		assert.ok(paid <= 1, `${one.code} is paid once`);
	}
}

// Verified money of a payment at the gateway that did not go back.
const heldBy = (one) => (one.state === 'paid' && one.verified ? one.taken - one.refunded : 0);

// ---- jobs ----

const SOON = ['refund', 'sms', 'parcel_new', 'photo'];

// Nobody waits for the back-off: what is to be tried again is tried now.
export function hurry(kinds = SOON) {
	sql(`update job set run_at = now() where state = 'ready' and kind = any ('{${kinds}}') and run_at > now()`);
}

// Until the runner has nothing left to do that is not meant for later.
export async function quiet(kinds = SOON, { ms = 20000 } = {}) {
	hurry(kinds);
	await until('the jobs are done', () => number(`select count(*) from job
		where state in ('ready', 'running') and kind = any ('{${kinds}}')`) === 0, { ms });
}

export function jobsOf(kind, key, value) {
	return rows(`select id, state, tries, last_error, run_at > now() as waits from job
		where kind = '${kind}' and payload ->> '${key}' = '${value}' order by id`);
}

// ---- the parts, by the pids they wrote down ----

const pidFile = (name) => `${state}/${name}.pid`;
export const pidOf = (name) => Number(readFileSync(pidFile(name), 'utf8'));

export function alive(pid) {
	try {
		process.kill(pid, 0);
		return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1][0] !== 'Z';
	} catch {
		return false;
	}
}

const commands = {
	jobs: [`${process.env.HAMYAR_BUILD}/hamyarctl`, 'jobs'],
	sandbox: [process.execPath, `${process.env.HAMYAR_ROOT}/tests/sandbox/server.mjs`],
};

// Ends a part and waits until it is gone.
export async function stop(name, signal = 'SIGTERM') {
	const pid = pidOf(name);
	process.kill(pid, signal);
	await until(`${name} is gone`, () => !alive(pid));
}

// It outlives us: whoever stops the service finds it by its file.
export function start(name) {
	const log = openSync(`${state}/log/${name}.log`, 'a');
	const [command, ...words] = commands[name];
	const child = spawn(command, words, { detached: true, stdio: ['ignore', log, log], cwd: process.env.HAMYAR_ROOT });
	writeFileSync(pidFile(name), `${child.pid}\n`);
	child.unref();
	return child.pid;
}
