// What somebody with bad intent would try, on every operation where it can be
// told from the document, by hand where it cannot.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { before, test } from 'node:test';
import { Client, base, codeOf, raw } from './client.mjs';
import { csrfOf, everybody, person, sql } from './people.mjs';
import { fields, samples } from './samples.mjs';

const { hostname, port } = new URL(base);
const anyone = () => `0919${String(Math.floor(Math.random() * 1e7)).padStart(7, '0')}`;
const short = (answer) => `${answer.status} ${answer.location ?? ''} ${answer.text.slice(0, 200)}`;
const form = (value) => new URLSearchParams(value);

let people;
const as = (role) => people.find((one) => one.role === role);
before(async () => {
	people = await everybody();
});

// ---- where a login leads --------------------------------------------------

for (const next of ['https://evil.example/', '//evil.example', '/\\evil.example', '\\\\evil.example', '/\t/evil.example',
	'javascript:alert(1)', '/a\r\nset-cookie: x=y', '/%0d%0ax-evil: 1', ' //evil.example', 'evil.example', '']) {
	test(`next ${JSON.stringify(next)} stays on this site`, async () => {
		const client = new Client();
		const mobile = anyone();
		const asked = await client.ask('POST', '/login', { body: form({ mobile, next }) });
		assert.equal(asked.status, 303);
		assert.ok(asked.location.startsWith('/'), asked.location);
		assert.equal(asked.headers.get('x-evil'), null);
		const done = await client.ask('POST', '/login/code', { body: form({ mobile, code: await codeOf(mobile), next }) });
		assert.equal(done.status, 303, short(done));
		const target = new URL(done.location, base);
		assert.equal(target.origin, base);
		assert.ok(!/^\/[/\\]/.test(done.location), done.location);
		assert.deepEqual(done.headers.getSetCookie().length, 1);
	});
}

test('next keeps its own query on the way through the code', async () => {
	const client = new Client();
	const mobile = anyone();
	const next = '/search?q=nan&trade=cooking';
	const asked = await client.ask('POST', '/login', { body: form({ mobile, next }) });
	assert.equal(new URL(asked.location, base).searchParams.get('next'), next);
	const done = await client.ask('POST', '/login/code', { body: form({ mobile, code: await codeOf(mobile), next }) });
	assert.equal(done.location, next);
});

// ---- sessions and codes ---------------------------------------------------

test('a login gives a new session; the one that was planted is worth nothing', async () => {
	const planted = new Client();
	planted.cookie = `hamyar=${'A'.repeat(43)}`;
	const seen = planted.cookie;
	const mobile = anyone();
	await planted.ask('POST', '/login', { body: form({ mobile }) });
	const done = await planted.ask('POST', '/login/code', { body: form({ mobile, code: await codeOf(mobile) }) });
	assert.equal(done.status, 303, short(done));
	const line = done.headers.getSetCookie()[0];
	assert.match(line, /; HttpOnly/);
	assert.match(line, /; SameSite=Lax/);
	assert.match(line, /; Path=\/;/);
	assert.notEqual(planted.cookie, seen);
	const thief = new Client();
	thief.cookie = seen;
	assert.equal((await thief.get('/api/v1/account')).status, 401);
	assert.equal((await planted.get('/api/v1/account')).status, 200);
	const csrf = await csrfOf(planted);
	await planted.ask('POST', '/logout', { body: form({ csrf }) });
	assert.equal((await planted.get('/api/v1/account')).status, 401);
});

test('a code bears five wrong tries, and then not even itself', async () => {
	const client = new Client();
	const mobile = anyone();
	await client.api('POST', '/login', { mobile });
	const code = await codeOf(mobile);
	for (let i = 0; i < 5; i++) {
		const wrong = String((Number(code) + 1 + i) % 1000000).padStart(6, '0');
		const answer = await client.api('POST', '/login/code', { mobile, code: wrong });
		assert.equal(answer.status, 422);
		assert.equal(answer.json.error.code, 'otp_wrong');
	}
	const late = await client.api('POST', '/login/code', { mobile, code });
	assert.equal(late.json.error.code, 'otp_tries');
});

// The same browser's cookie, in two tabs.
const twin = (client) => Object.assign(new Client(), { cookie: client.cookie });

test('tries at the same moment are counted one by one', async () => {
	const client = new Client();
	const mobile = anyone();
	await client.api('POST', '/login', { mobile });
	const code = await codeOf(mobile);
	const tries = await Promise.all(Array.from({ length: 12 }, (_, i) => twin(client).api('POST', '/login/code',
		{ mobile, code: String((Number(code) + 1 + i) % 1000000).padStart(6, '0') })));
	assert.equal(tries.filter((one) => one.json.error.code === 'otp_wrong').length, 5);
});

test('a code logs in once', async () => {
	const mobile = anyone();
	const client = new Client();
	await client.api('POST', '/login', { mobile });
	const code = await codeOf(mobile);
	const elsewhere = await new Client().api('POST', '/login/code', { mobile, code });
	assert.equal(elsewhere.json.error.code, 'otp_expired', 'and only where it was asked for');
	const both = await Promise.all([1, 2].map(() => twin(client).api('POST', '/login/code', { mobile, code })));
	assert.deepEqual(both.map((one) => one.status).sort(), [201, 422]);
});

test('a number with an account and one without are answered alike', async () => {
	const [known, unknown] = [await new Client().api('POST', '/login', { mobile: '09120000013' }),
		await new Client().api('POST', '/login', { mobile: anyone() })];
	assert.equal(known.status, unknown.status);
	assert.deepEqual(Object.keys(known.json).sort(), Object.keys(unknown.json).sort());
});

// ---- writes from other sites ----------------------------------------------

test('a write with the cookie alone is refused, whatever else it says', async () => {
	const { client } = as('customer');
	const csrf = await csrfOf(client);
	const body = form({ name: 'مریم کریمی', csrf });
	const cookie = client.cookie;
	const tries = [
		[{ origin: 'https://evil.example' }, 403], [{ origin: 'null' }, 403],
		[{ origin: `${base}.evil.example` }, 403], [{ origin: `https://evil.example/${hostname}:${port}` }, 403],
		[{ 'sec-fetch-site': 'cross-site' }, 403], [{ 'sec-fetch-site': 'same-site' }, 403],
		[{ origin: base, 'sec-fetch-site': 'cross-site' }, 403], [{ origin: base }, 303]];
	for (const [headers, status] of tries) {
		const answer = await fetch(`${base}/account/profile`, { method: 'POST', headers: { cookie, ...headers }, body, redirect: 'manual' });
		assert.equal(answer.status, status, JSON.stringify(headers));
	}
	for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json']) {
		const answer = await fetch(`${base}/api/v1/account/profile`, { method: 'PUT',
			headers: { cookie, 'content-type': type }, body: type.endsWith('json') ? '{"name":"دزد"}' : 'name=x' });
		assert.ok([400, 403].includes(answer.status), `${type}: ${answer.status}`);
	}
	const other = await csrfOf(as('member').client);
	const swapped = await client.ask('POST', '/account/profile', { body: form({ name: 'دزد', csrf: other }) });
	assert.equal(swapped.status, 403, 'the token of another session');
});

test('no page may be read from another site', async () => {
	const answer = await fetch(`${base}/api/v1/account`, { headers: { origin: 'https://evil.example', cookie: as('customer').client.cookie } });
	assert.equal(answer.headers.get('access-control-allow-origin'), null);
	const asked = await fetch(`${base}/api/v1/account/profile`, { method: 'OPTIONS', headers: { origin: 'https://evil.example',
		'access-control-request-method': 'PUT' } });
	assert.ok(asked.status >= 400);
});

test('a GET or HEAD changes nothing', async () => {
	const { client, account } = as('customer');
	const was = sql(`select name from account where id = ${account}`);
	for (const path of ['/account/profile?name=x', '/account/profile?_method=POST&name=x']) {
		await client.get(path, { 'x-http-method-override': 'POST' });
		await client.ask('HEAD', path);
	}
	assert.equal(sql(`select name from account where id = ${account}`), was);
});

// ---- money ----------------------------------------------------------------

const variantOf = (kind) => Number(sql(`select v.id from variant v join shelf s using (product_id)
	where s.kind = '${kind}' and v.retired_at is null and coalesce(v.stock, 9) > 5 order by v.id desc limit 1`));

test('quantities that no cart can hold are refused', async () => {
	const { client } = await person('finance');
	const variant = variantOf('in_stock');
	for (const quantity of [-1, 0, 101, 1e9, 9007199254740993, -9223372036854775808, 1.5, '1e2', '٥-', '0x10', null, [1, 2], {}, true]) {
		const answer = await client.api('POST', '/cart/lines', { variant, quantity });
		const fine = quantity === null || Array.isArray(quantity) && answer.status === 201;
		if (!fine) assert.ok([400, 409, 422].includes(answer.status), `${JSON.stringify(quantity)}: ${short(answer)}`);
	}
	assert.equal(sql('select count(*) from cart_line where quantity < 1 or quantity > 100'), '0');
});

async function checkout(who) {
	const address = (await fields('address_save', who)).id;
	await who.client.api('POST', '/cart/lines', { variant: variantOf('in_stock'), quantity: 1 });
	const { cart } = (await who.client.get(`/api/v1/checkout?address=${address}`)).json;
	return { address, shipping: cart.parcels.map((p) => p.choices[0].value), total: cart.total };
}

test('a total, a price or a way to send of the buyer\'s own making buys nothing', async () => {
	const who = as('auditor');
	const right = await checkout(who);
	for (const [change, status] of [[{ total: 1 }, 409], [{ total: -right.total }, 422], [{ total: right.total - 1 }, 409],
		[{ total: 0 }, 409], [{ shipping: [] }, 422], [{ shipping: ['1:free'] }, 422], [{ shipping: ['999999:post'] }, 422],
		[{ shipping: right.shipping.map((way) => way.replace(/:.*/, ':free')) }, 422],
		[{ shipping: [...right.shipping, ...right.shipping] }, 422]]) {
		const answer = await who.client.api('POST', '/orders', { ...right, ...change });
		assert.equal(answer.status, status, `${JSON.stringify(change)}: ${short(answer)}`);
	}
	const paid = await who.client.api('POST', '/orders', { ...right, price: 1, price_rial: 1, shipping_rial: 0, discount: 100,
		account: 1, account_id: 1, state: 'paid' });
	assert.equal(paid.status, 201, short(paid));
	assert.equal(Number(sql(`select order_total(id) from shop_order where code = '${paid.json.code}'`)), right.total);
});

test('one cart ordered ten times at once is one order', async () => {
	const who = as('officer');
	const right = await checkout(who);
	const all = await Promise.all(Array.from({ length: 10 }, () => who.client.api('POST', '/orders', right)));
	assert.equal(all.filter((one) => one.status === 201).length, 1, all.map(short).join('\n'));
});

test('a cancelled order gives its stock back once, however often it is cancelled', async () => {
	const who = as('facilitator');
	const variant = variantOf('in_stock');
	const before = sql(`select stock from variant where id = ${variant}`);
	const placed = await who.client.api('POST', '/orders', await checkout(who));
	assert.equal(placed.status, 201, short(placed));
	const all = await Promise.all(Array.from({ length: 6 }, () => who.client.api('POST', `/orders/${placed.json.code}/cancel`, {})));
	assert.equal(all.filter((one) => one.status === 201).length, 1, all.map(short).join('\n'));
	assert.equal(sql(`select stock from variant where id = ${variant}`), before);
});

test('a wrong code costs a try, and neither the session nor the cart', async () => {
	const visitor = new Client();
	const mobile = `0917${String(Date.now()).slice(-7)}`;
	const variant = variantOf('made_to_order');
	assert.equal((await visitor.ask('POST', '/cart/lines', { body: new URLSearchParams({ variant, quantity: '2' }) })).status, 303);
	const { cookie } = visitor;
	const asked = await visitor.submit('/login', '/login', { mobile });
	const wrong = await visitor.submit(asked.location, '/login/code', { mobile, code: '000000' });
	assert.equal(wrong.status, 422);
	assert.equal(visitor.cookie, cookie, 'the cookie is the one she had');
	assert.equal((await visitor.get('/api/v1/badge')).json.count, 2, 'the cart is hers');
	const done = await visitor.submit(asked.location, '/login/code', { mobile, code: await codeOf(mobile) });
	assert.equal(done.status, 303);
	assert.equal((await visitor.get('/api/v1/badge')).json.count, 2);
});

test('what is ordered and not paid has an end', async () => {
	const who = as('member');
	sql(`insert into setting (key, valid_from, value) values ('order.unpaid_max', now(), '0')`);
	try {
		const refused = await who.client.api('POST', '/orders', await checkout(who));
		assert.equal(refused.json.error.code, 'unpaid_limit');
	} finally {
		sql(`delete from setting where key = 'order.unpaid_max' and value = '0'`);
	}
});

test("a callback pays only for its own order, and only what the bank's server says", async () => {
	const [mine, hers] = [as('secretary'), as('treasurer')];
	const [a, b] = [await mine.client.api('POST', '/orders', await checkout(mine)), await hers.client.api('POST', '/orders', await checkout(hers))];
	assert.equal(a.status, 201, short(a));
	const begun = await mine.client.api('POST', `/orders/${a.json.code}/payments`, {});
	const authority = new URL(begun.json.pay_url).pathname.split('/').pop();
	const reference = sql(`select reference from payment where authority = '${authority}'`);
	for (const query of [`Authority=${authority}&Status=OK&code=${b.json.code}`, `Authority=${authority}&Authority=x&Status=OK`,
		`Authority=${authority}&Status=OK&amount=1`, `Authority=${authority.toLowerCase()}&Status=OK`]) {
		await hers.client.get(`/pay/back/zarinpal/${reference}?${query}`);
	}
	for (const path of [`/pay/back/zibal/${reference}?trackId=${authority}&success=1`, `/pay/back/zibal/${reference}?trackId=1&success=1`,
		`/pay/back/other/${reference}?Authority=x`, '/pay/back/zarinpal', `/pay/back/zarinpal/${reference}`,
		`/pay/back/zarinpal/${reference}?Authority=${'x'.repeat(70)}`, `/pay/back/zarinpal/${reference}?Authority=' or 1=1 --`]) {
		const answer = await hers.client.get(path);
		assert.ok(answer.status >= 300 && answer.status < 500, `${path}: ${short(answer)}`);
	}
	for (const code of [a.json.code, b.json.code]) {
		assert.equal(sql(`select count(*) from payment p join shop_order o on o.id = p.order_id where o.code = '${code}' and p.state = 'paid'`), '0');
		assert.equal(sql(`select count(*) from parcel p join shop_order o on o.id = p.order_id where o.code = '${code}' and p.state <> 'awaiting_payment'`), '0');
	}
});

// ---- bytes ----------------------------------------------------------------

// What breaks casts, quoting, encodings and limits, put into every parameter.
const hostile = ["'", "';--", '"><script>alert(1)</script>', '{{page.csrf}}', '-1', '0', '9007199254740993', '99999999999999999999', 'NaN',
	'1e9', '../../etc/passwd', '%', '\\', 'abcdefgh', 'a_b%c\\d!(:*&|', '\u202e\ufeff\u200c', '\ud83d\ude00'.repeat(40), 'ي'.repeat(3000), '\u0007',
	'{}', '[]', 'null', 'true', '2026-02-30', '1405/13/40', '0001-01-01', '::1', 'a:b:c', '1:post:2'];

test('no parameter of any operation makes it fail', { timeout: 300000 }, async () => {
	const document = await (await fetch(`${base}/api/v1/openapi.json`)).json();
	for (const [path, methods] of Object.entries(document.paths)) {
		for (const [method, about] of Object.entries(methods)) {
			if (about.operationId === 'logout' || !samples[about.operationId]) continue;
			const roles = about['x-roles'] ?? ['customer'];
			const who = as(roles.includes('account') ? 'customer' : roles.at(-1));
			const own = await fields(about.operationId, who);
			const content = about.requestBody?.content;
			if (content?.['multipart/form-data']) continue;
			const names = new Set([...about.parameters.map((p) => p.name).filter(Boolean),
				...Object.keys(content?.['application/json'].schema.properties ?? {})]);
			for (const name of names) {
				for (const value of hostile) {
					const params = { ...own, [name]: value };
					const filled = path.replace(/\{(\w+)\}/g, (_, part) => encodeURIComponent(params[part] ?? 1));
					const answer = await (method === 'get' || method === 'delete' ?
						who.client.ask(method.toUpperCase(), `/api/v1${filled}?${form(params)}`) :
						who.client.api(method.toUpperCase(), filled, params)).catch((error) => {
						if (value.length > 1000) return { status: 414, text: '' }; // Kore hangs up on a head that long
						throw new Error(`${about.operationId} ${name}=${value.slice(0, 40)}: ${error.cause ?? error}`);
					});
					assert.ok(answer.status < 500 || answer.json.error.code === 'gateway_down', `${about.operationId} ${name}=${value.slice(0, 40)}: ${short(answer)}`);
				}
			}
		}
	}
});

test('an idempotency key is a token, in whatever way it comes', async () => {
	const client = new Client();
	const variant = variantOf('in_stock');
	const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' };
	for (const key of ['%ff%fe%ff%fe%ff%fe%ff', 'short', 'x'.repeat(65), "'%20or%201=1--", 'abcdefgh%22%7d']) {
		const answer = await client.ask('POST', '/api/v1/cart/lines', { headers: urlencoded, body: `variant=${variant}&key=${key}` });
		assert.equal(answer.status, 422, `${key}: ${short(answer)}`);
		assert.equal(answer.json.error.fields.key.code, 'bad_token');
	}
	const header = await client.api('POST', '/cart/lines', { variant }, { 'idempotency-key': 'no spaces please' });
	assert.equal(header.status, 422, short(header));
});

function nationalId() {
	const digits = Array.from({ length: 9 }, () => Math.floor(Math.random() * 10));
	const rest = digits.reduce((sum, digit, i) => sum + digit * (10 - i), 0) % 11;
	return digits.join('') + (rest < 2 ? rest : 11 - rest);
}

test('the same key gives the same answer, for sealed parameters too', async () => {
	const who = as('leader');
	const { id } = await fields('application_save', who);
	const body = { name: 'زهره کریمی', national_id: nationalId(), mobile: anyone() };
	const headers = { 'idempotency-key': `sealed-${Date.now()}` };
	const one = await who.client.api('POST', `/applications/${id}/members`, body, headers);
	const two = await who.client.api('POST', `/applications/${id}/members`, body, headers);
	assert.equal(one.status, 201, short(one));
	assert.equal(two.status, 201, short(two));
	assert.deepEqual(two.json, one.json);
});

test('paths do not climb, double or hide', async () => {
	for (const path of ['//evil.example', '//evil.example/%2e%2e', '/account/..%2fclinic', '/%2e%2e/%2e%2e/etc/passwd', '/api/v1/../v1/account',
		'/API/v1/account', '/account/', '/account;x', '/account%00', '/account%2fprofile', '/./account', '/clinic%20', '/product/1%00', '/media/..%2f..%2fx/y',
		'/assets/..%5c..%5cx', '/product/1/..', '/api/v1', '/api/v1/']) {
		const answer = await raw(`GET ${path} HTTP/1.1\r\nhost: ${hostname}:${port}\r\nconnection: close\r\n\r\n`);
		assert.match(answer, /^HTTP\/1\.1 (400|404|422)/, `${path}: ${answer.slice(0, 100)}`);
		assert.doesNotMatch(answer.split('\r\n\r\n')[0], /evil/);
	}
});

test('a host of the visitor\'s making appears nowhere', async () => {
	for (const path of ['/', '/about', '/login', '/account', '/search?q=x', '/nope']) {
		const answer = await raw(`GET ${path} HTTP/1.1\r\nhost: evil.example\r\nx-forwarded-host: evil.example\r\nx-forwarded-proto: gopher\r\nconnection: close\r\n\r\n`);
		assert.doesNotMatch(answer, /evil\.example|gopher/, path);
	}
	assert.doesNotMatch((await new Client().get('/about')).text, /evil/, 'nor in what was kept for others');
});

test('requests in requests are not taken for two', async () => {
	for (const head of ['POST /login HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\ncontent-length: 4\r\n\r\n0\r\n\r\n',
		'POST /login HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
		'POST /login HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\ncontent-length: 44\r\n\r\n',
		'POST /login HTTP/1.1\r\nhost: x\r\ncontent-length: +0\r\n\r\n', 'POST /login HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n']) {
		const answer = await raw(`${head}GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n`, { wait: 700 });
		assert.doesNotMatch(answer, /"status":"up"/, head);
	}
});

test('long and many are refused, and the next visitor is served', async () => {
	const visitor = new Client();
	for (const path of [`/search?q=${'a'.repeat(6000)}`, `/search?${'a=1&'.repeat(1200)}`, `/product/${'9'.repeat(1500)}`]) {
		const answer = await visitor.get(path).catch(() => ({ status: 400 }));
		assert.ok([400, 404, 413, 414, 422].includes(answer.status), `${path.slice(0, 20)}: ${answer.status}`);
	}
	const many = await visitor.ask('POST', '/api/v1/cart/lines', { headers: { 'content-type': 'application/json' }, body: '['.repeat(100000) });
	assert.ok([400, 413].includes(many.status), short(many));
	const wide = await visitor.api('POST', '/cart/lines', Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, i])));
	assert.ok([400, 413].includes(wide.status), short(wide));
	const headers = await raw(`GET / HTTP/1.1\r\nhost: x\r\n${'a: b\r\n'.repeat(5000)}\r\n`);
	assert.doesNotMatch(headers, /^HTTP\/1\.1 200/);
	assert.equal((await visitor.get('/healthz')).status, 200);
});

test('lines that trickle in hold up nobody, and are cut off', { timeout: 60000 }, async () => {
	const open = (head) => {
		const socket = net.connect(Number(port), hostname);
		socket.on('error', () => {});
		socket.write(head);
		const drip = setInterval(() => socket.write('a'), 200);
		return { end: () => (clearInterval(drip), socket.destroy()), closed: new Promise((resolve) => socket.on('close', resolve)) };
	};
	const slow = [open('GET / HTTP/1.1\r\nhost: x\r\nx-slow: '), ...Array.from({ length: 20 }, () =>
		open('POST /login HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 100000\r\n\r\n'))];
	for (let i = 0; i < 10; i++) assert.equal((await new Client().get('/api/v1/badge')).status, 200);
	const cut = await Promise.race([slow[0].closed.then(() => true), new Promise((resolve) => setTimeout(resolve, 25000))]);
	slow.forEach((one) => one.end());
	assert.ok(cut, 'a head may take ten seconds, not twenty-five');
});

test('logs hold no code, no token and no whole number', () => {
	for (const name of ['hamyar.log', 'jobs.log']) {
		const text = readFileSync(`${process.env.HAMYAR_VAR}/log/${name}`, 'utf8');
		assert.doesNotMatch(text, /(?<!\d)09\d{9}(?!\d)/, `${name}: a mobile`);
		assert.doesNotMatch(text, /code=\d{6}(?!\d)|\b[A-Za-z0-9_-]{43}\b/, `${name}: a code or token`);
	}
});

test('what one woman wrote is not recorded as another\'s who uses her telephone now', async () => {
	const client = new Client();
	await client.login(anyone());
	const account = sql('select max(id) from account');
	const variant = variantOf('in_stock');
	const write = (who, id) => who.api('POST', '/cart/lines', { variant }, { 'x-account': String(id) });
	assert.equal((await write(client, Number(account) + 1)).status, 401);
	assert.equal((await write(new Client(), account)).status, 401);
	assert.ok((await write(client, account)).status < 300);
});
