// Tokens for programs: shown once, bound to a role, worthless once revoked,
// and no use to a thief who wants more of them.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { Client, base, hidden } from './client.mjs';
import { csrfOf, person, sql } from './people.mjs';

let leader;
before(async () => {
	leader = await person('leader');
	sql(`update api_token set revoked_at = now() where account_id = ${leader.account} and revoked_at is null`);
});

async function make(fields = {}) {
	const answer = await leader.client.api('POST', '/account/tokens', { name: 'انبار', grant: leader.grant, days: 2, ...fields });
	assert.equal(answer.status, 201, answer.text);
	return { id: answer.json.id, token: answer.json.token, client: new Client({ token: answer.json.token, origin: null }) };
}

test('offered to whose work has programs, and to who has one', async () => {
	for (const [role, offered] of [['officer', true], ['finance', true], ['clinic_manager', true], ['facilitator', false], ['member', false]]) {
		const { client, account } = await person(role);
		sql(`update api_token set revoked_at = now() where account_id = ${account} and revoked_at is null`);
		assert.equal((await client.get('/account')).text.includes('href="/account/tokens"'), offered, role);
		await client.api('POST', '/account/tokens', { name: 'دفتر', days: 1 });
		assert.match((await client.get('/account')).text, /href="\/account\/tokens"/, role);
	}
});

test('made on the page, shown there once and nowhere again', async () => {
	const html = (await leader.client.get('/account/tokens')).text;
	const fields = { ...hidden(html, '/account/tokens'), name: 'دفتر', grant: leader.grant };
	const page = await leader.client.ask('POST', '/account/tokens', { body: new URLSearchParams(fields) });
	assert.equal(page.status, 200, page.text.slice(0, 300));
	assert.match(page.headers.get('cache-control'), /no-store/);
	const token = /[A-Za-z0-9_-]{43}(?=[<"\s])/.exec(page.text.split('<main')[1] ?? page.text)?.[0];
	assert.ok(token, 'the page shows it');
	assert.equal((await new Client({ token }).get('/api/v1/group')).status, 200);
	assert.doesNotMatch((await leader.client.get('/account/tokens')).text, new RegExp(token));
	assert.doesNotMatch((await leader.client.get('/api/v1/account/tokens')).text, new RegExp(token));
	assert.equal(sql(`select count(*) from api_token where token_hash = '${token}'`), '0', 'the table has its hash alone');
});

test('it acts in the role it was made for, and in no other', async () => {
	const { client } = await make();
	assert.equal((await client.get('/api/v1/group')).status, 200);
	assert.equal((await client.get('/api/v1/clinic')).status, 403);
	const { client: plain } = await make({ grant: undefined });
	assert.equal((await plain.get('/api/v1/account')).status, 200);
	assert.equal((await plain.get('/api/v1/group')).status, 403, 'without a role it is a customer');
	assert.equal((await client.get('/api/v1/account')).status, 403, 'with one it is not also the customer');
	assert.equal((await client.get('/api/v1/orders')).status, 403);
	assert.equal((await plain.api('POST', '/account/role', {})).status, 401, 'a token has no session whose role could change');
});

test('it writes without a form token, and the cookie beside it counts for nothing', async () => {
	const { client } = await make();
	const { client: plain } = await make({ grant: undefined });
	const saved = await plain.api('PUT', '/account/profile', { name: 'فاطمه رضایی' });
	assert.equal(saved.status, 200, saved.text);
	const other = await person('clinic_manager');
	client.cookie = other.client.cookie;
	assert.equal((await client.get('/api/v1/group')).status, 200);
	assert.equal((await client.get('/api/v1/clinic')).status, 403);
	const broken = new Client({ token: 'x'.repeat(43) });
	broken.cookie = leader.client.cookie;
	assert.equal((await broken.get('/api/v1/account')).status, 401, 'a bad token is not rescued by a good cookie');
	for (const word of ['', ' ', 'Bearer', '%00']) {
		const answer = await fetch(`${base}/api/v1/account`, { headers: { authorization: `Bearer ${word}` } });
		assert.equal(answer.status, 401, JSON.stringify(word));
	}
});

test('a stolen token makes no tokens and takes no session', async () => {
	const { client } = await make();
	const more = await client.api('POST', '/account/tokens', { name: 'دزد', days: 700 });
	assert.equal(more.status, 403, more.text);
	assert.deepEqual(more.headers.getSetCookie(), []);
	assert.doesNotMatch(more.text, /"token"/);
	const page = await client.ask('POST', '/account/tokens', { body: new URLSearchParams({ name: 'دزد' }) });
	assert.equal(page.status, 403);
	assert.equal((await client.api('POST', '/logout', {})).status, 201);
	assert.equal((await leader.client.get('/api/v1/account')).status, 200, 'her own session goes on');
});

test('revoked, it is worth nothing from that moment on', async () => {
	const { id, client } = await make();
	assert.equal((await client.get('/api/v1/group')).status, 200);
	const thief = await person('member');
	assert.equal((await thief.client.api('DELETE', `/account/tokens/${id}`)).status, 404);
	const csrf = await csrfOf(leader.client);
	const gone = await leader.client.ask('POST', `/account/tokens/${id}/delete`, { body: new URLSearchParams({ csrf }) });
	assert.equal(gone.status, 303);
	for (const path of ['/api/v1/group', '/api/v1/account', '/api/v1/home', '/group']) {
		const answer = await client.get(path);
		assert.ok([401, 303].includes(answer.status), `${path}: ${answer.status}`);
	}
});

test('it ends with its days, its role and its account', async () => {
	const { id, client } = await make();
	sql(`update api_token set expires_at = now() - interval '1 second' where id = ${id}`);
	assert.equal((await client.get('/api/v1/group')).status, 401);
	const second = await make();
	sql(`update role_grant set ended_at = now() where id = ${leader.grant}`);
	try {
		assert.equal((await second.client.get('/api/v1/group')).status, 401);
		assert.equal((await second.client.get('/api/v1/account')).status, 401, 'nor does it go on as a customer');
	} finally {
		sql(`update role_grant set ended_at = null where id = ${leader.grant}`);
	}
	assert.equal((await second.client.get('/api/v1/group')).status, 200);
});

test('a role of somebody else is not to be had, and there is an end to tokens', async () => {
	const others = sql(`select min(id) from role_grant where account_id <> ${leader.account}`);
	const foreign = await leader.client.api('POST', '/account/tokens', { name: 'دزد', grant: Number(others) });
	assert.equal(foreign.status, 404, foreign.text);
	for (const days of [0, -1, 731, 'x']) {
		assert.equal((await leader.client.api('POST', '/account/tokens', { name: 'x', days })).status, 422, String(days));
	}
	let last;
	for (let i = 0; i < 25 && last?.status !== 409; i++) last = await leader.client.api('POST', '/account/tokens', { name: `شماره ${i}` });
	assert.equal(last.json.error.code, 'token_limit');
	sql(`update api_token set revoked_at = now() where account_id = ${leader.account} and revoked_at is null`);
});

test('the same key does not show a token twice, nor one that does not work', async () => {
	const headers = { 'idempotency-key': `token-${Date.now()}` };
	const one = await leader.client.api('POST', '/account/tokens', { name: 'یک‌بار' }, headers);
	const two = await leader.client.api('POST', '/account/tokens', { name: 'یک‌بار' }, headers);
	assert.equal(one.status, 201, one.text);
	assert.equal((await new Client({ token: one.json.token }).get('/api/v1/account')).status, 200);
	assert.equal(two.json.token ?? null, null, 'the second answer has none to show');
});
