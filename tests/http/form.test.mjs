// What becomes of a form: it comes too late, it comes back, it is done.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { before, test } from 'node:test';
import { Client, hidden } from './client.mjs';
import { person, sql } from './people.mjs';

let member;
let leader;
let officer;

before(async () => {
	[member, leader, officer] = await Promise.all(['member', 'leader', 'clinic_officer'].map(person));
});

// Sends the form of a page after something has happened to its session.
async function sendLate(page, action, fields, happens) {
	const { client } = await person('customer');
	const form = hidden((await client.get(page)).text, action);
	await happens(client);
	return client.ask('POST', action, { body: new URLSearchParams({ ...form, ...fields }) });
}

const end = (client) => client.api('POST', '/logout', {});
const changed = (client) => { client.cookie = `hamyar=${'x'.repeat(43)}`; };
const broken = (client) => { client.cookie = 'hamyar=nothing'; };
const gone = (client) => { client.cookie = ''; };

for (const [how, happens] of Object.entries({ end, changed, broken, gone })) {
	test(`a form whose session is ${how} leads back to its page`, async () => {
		const answer = await sendLate('/apply/new', '/apply/new', { name: 'گروه دیر' }, happens);
		assert.equal(answer.status, 303, answer.text);
		assert.equal(answer.location, '/login?next=/apply/new&ended=1');
		assert.match((await new Client().get(answer.location)).text, /نشست شما پایان یافت؛/);
	});
}

test('a page asked for without a session has the address it had', async () => {
	assert.equal((await new Client().get('/apply/new')).location, '/login?next=/apply/new');
	assert.equal((await new Client().get('/group/orders?state=new')).location, '/login?next=/group/orders%3Fstate=new');
	assert.doesNotMatch((await new Client().get('/login?next=/apply/new')).text, /نشست شما پایان یافت/);
});

test('a form that comes back opens at its first wrong field, its refusal beside it', async () => {
	const page = '/group/formation';
	const answer = await leader.client.submit(page, '/group/bank', { sheba: 'IR00', owner: 'سرگروه' });
	if (answer.status === 403) return;
	assert.equal(answer.status, 422, answer.text);
	assert.equal(answer.text.match(/ autofocus/g).length, 1);
	assert.match(answer.text, /<input[^>]*name="sheba"[^>]* autofocus aria-invalid="true"/);
	const [above, form] = answer.text.split('action="/group/bank"');
	assert.doesNotMatch(above, /role="alert"/);
	assert.match(form, /role="alert"/);
});

test('what was done is said once, in words that a table holds', async () => {
	const page = '/account/alerts?saved=alerts';
	const said = /role="status">.*انتخاب شما ذخیره شد/;
	assert.match((await officer.client.get(page)).text, said);
	assert.doesNotMatch((await officer.client.get('/account/alerts?saved=%3Cb%3E')).text, /notice-good/);
});

test('every sentence that a route leads to is there, and is used', () => {
	const folder = new URL('../../storefront/', import.meta.url);
	const files = readdirSync(folder, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ?
		readdirSync(new URL(`${one.name}/`, folder)).map((name) => `${one.name}/${name}`) : [one.name]));
	const read = (name) => readFileSync(new URL(name, folder), 'utf8');
	const named = files.filter((name) => /\.(c|html)$/.test(name)).flatMap((name) =>
		[...read(name).matchAll(/[?&]saved=([a-z_]+)/g)].map(([, key]) => key));
	const rows = [...read('notices.c').matchAll(/\{ "([a-z_]+)",/g)].map(([, key]) => key);
	assert.ok(rows.length > 10);
	assert.deepEqual([...new Set(named)].sort(), [...rows].sort());
});

test('a choice of a list stays on its page, with no word of what was done before', async () => {
	const { text } = await officer.client.get('/clinic/groups?saved=decision&q=%DA%AF');
	assert.doesNotMatch(text, /href="[^"]*saved=/);
});

test('who works somewhere is led back to her desk, others to the shop', async () => {
	const [lost, forbidden] = await Promise.all(['/group/orders/none/nothing', '/office'].map((path) => member.client.get(path)));
	assert.equal(lost.status, 404);
	assert.equal(forbidden.status, 403);
	for (const { text } of [lost, forbidden]) assert.match(text, /href="\/group">رفتن به میز کار/);
	assert.match((await officer.client.get('/no/such')).text, /href="\/clinic">رفتن به میز کار/);
	const { client } = await person('customer');
	for (const one of [client, new Client()]) {
		const answer = await one.get('/no/such');
		assert.equal(answer.status, 404);
		assert.match(answer.text, /href="\/">رفتن به صفحه نخست/);
		assert.doesNotMatch(answer.text, /میز کار/);
	}
});
