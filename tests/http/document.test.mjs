// Papers of a group: sent as photos are, kept in the database, shown to whom
// they concern; letters of decisions; and who read a person's file.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { after, test } from 'node:test';
import { Client, base, codeOf, hidden, messages } from './client.mjs';
import { sql } from './people.mjs';
import { nationalId } from './formation.mjs';

const stamp = String(Date.now()).slice(-6);
const folder = mkdtempSync(`${tmpdir()}/paper-`);
after(() => rmSync(folder, { recursive: true }));

async function logged(mobile) {
	const client = new Client();
	await client.login(mobile);
	return client;
}

const her = await logged(`0998${stamp}1`);
const stranger = await logged(`0998${stamp}2`);
const clerk = await logged('09120000005');
const clinic = (await clerk.api('GET', '/clinic')).json.clinic.id;
const woman = { name: 'بانوی مدرک', mobile: `0998${stamp}3`, national_id: nationalId(`61${stamp}1`), post: 'leader' };

// A scan as a phone makes it: large, and with where it was taken.
function scan() {
	const file = `${folder}/scan.jpg`;
	execFileSync('vips', ['black', `${folder}/scan.v`, '2400', '1800', '--bands', '3']);
	execFileSync('vips', ['copy', `${folder}/scan.v`, file]);
	return readFileSync(file);
}

function send(client, page, fields, bytes = scan()) {
	return client.get(page).then(({ text }) => {
		const action = `/groups/${id}/documents`;
		const body = new FormData();
		for (const [name, value] of Object.entries({ ...hidden(text, action), ...fields })) body.append(name, value);
		body.append('image', new Blob([bytes], { type: 'image/jpeg' }), 'scan.jpg');
		return client.ask('POST', action, { body });
	});
}

async function ready(client, wanted) {
	for (let i = 0; i < 150; i++) {
		const { items } = (await client.api('GET', `/groups/${id}/documents`)).json.documents;
		const found = items.find(wanted);
		if (found && !found.waiting) return found;
		await new Promise((done) => setTimeout(done, 200));
	}
	throw new Error('the paper is not ready');
}

const media = () => readdirSync(`${process.env.HAMYAR_VAR}/media`, { recursive: true }).length;
let id;
let member;
let paper;

test('a paper is sent by the form of the page and comes back there', async () => {
	const { provinces } = (await her.api('GET', '/applications/form')).json;
	const city = provinces.find(({ name }) => name === 'اصفهان').cities[0].id;
	({ id } = (await her.api('POST', '/applications', { name: `گروه مدرک ${stamp}`, trade: 'sewing', city, clinic,
		story: 'ما چند بانو هستیم که با هم لباس می‌دوزیم.' })).json);
	({ member } = (await her.api('POST', `/applications/${id}/members`, woman)).json);
	const before = media();
	const sent = await send(her, `/apply/${id}`, { kind: 'identity', member: String(member) });
	assert.equal(sent.status, 303, sent.text);
	assert.equal(sent.location, `/apply/${id}?saved=document`);
	paper = await ready(her, (one) => one.kind === 'identity');
	assert.equal(paper.member, woman.name);
	assert.equal(paper.ready, true);
	assert.equal(media(), before, 'nothing of it is in the folder of public pictures');
	assert.match((await her.get(`/apply/${id}`)).text, new RegExp(`/documents/${paper.id}/image`));
});

test('its picture is small, plain and kept by nobody', async () => {
	const answer = await fetch(`${base}/documents/${paper.id}/image`, { headers: { cookie: her.cookie } });
	assert.equal(answer.headers.get('content-type'), 'image/webp');
	assert.match(answer.headers.get('cache-control'), /no-store/);
	assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
	const bytes = Buffer.from(await answer.arrayBuffer());
	assert.equal(bytes.subarray(8, 12).toString(), 'WEBP');
	assert.ok(!bytes.includes('EXIF'));
	const { json } = await her.api('GET', `/documents/${paper.id}/image`);
	assert.deepEqual(Buffer.from(json.bytes, 'base64'), bytes);
	assert.equal(sql(`select width || 'x' || height from document where id = ${paper.id}`), '1600x1200');
});

test('what lacks something comes back filled', async () => {
	const nameless = await send(her, `/apply/${id}`, { kind: 'other', title: '' });
	assert.equal(nameless.status, 422);
	assert.match(nameless.text, /id="title-wrong">[^<]+/);
	assert.match(nameless.text, /value="other" selected/);
	const nobodys = await send(her, `/apply/${id}`, { kind: 'identity', member: '' });
	assert.match(nobodys.text, /id="member-wrong">[^<]+/);
});

test('what is no picture is refused at once, the form kept; a broken one says so on the page', async () => {
	const pdf = await send(her, `/apply/${id}`, { kind: 'bank' }, Buffer.from('%PDF-1.4'));
	assert.equal(pdf.status, 422);
	assert.match(pdf.text, /این پرونده عکس نیست/);
	assert.match(pdf.text, /value="bank" selected/);
	assert.equal((await send(her, `/apply/${id}`, { kind: 'bank' }, Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0]))).status, 303);
	const failed = await ready(her, (one) => one.kind === 'bank');
	assert.match(failed.why, /خراب است/);
	assert.match((await her.get(`/apply/${id}`)).text, /مدرکی خوانده نشده است/);
	sql(`begin; set local session_replication_role = replica; update self_help_group set state = 'submitted' where id = ${id}; commit`);
	assert.ok((await her.api('GET', `/groups/${id}/documents`)).json.documents.items.find((one) => one.id === failed.id).can_remove,
		'also when it is handed in');
	sql(`begin; set local session_replication_role = replica; update self_help_group set state = 'draft' where id = ${id}; commit`);
	const dropped = await her.submit(`/apply/${id}`, `/documents/${failed.id}/remove`, {});
	assert.equal(dropped.location, `/apply/${id}?saved=document_removed`);
	assert.equal((await her.get(`/documents/${failed.id}/image`)).status, 404);
});

test('a stranger finds neither paper nor list', async () => {
	for (const path of [`/documents/${paper.id}/image`, `/groups/${id}/documents`]) {
		assert.equal((await stranger.get(path)).status, 404, path);
		assert.equal((await stranger.get(`/api/v1${path}`)).status, 404, path);
		assert.equal((await new Client().get(path)).status, 303, path);
	}
	assert.equal((await stranger.api('DELETE', `/documents/${paper.id}`)).status, 404);
	assert.equal((await clerk.get(`/documents/${paper.id}/image`)).status, 404, 'nor her clinic, while it is a draft');
});

test('handed in, it is closed; the clinic looks, and she reads that it did', async () => {
	sql(`update self_help_group set state = 'submitted' where id = ${id}`);
	assert.equal((await her.api('DELETE', `/documents/${paper.id}`)).json.error.code, 'document_kept');
	const late = new FormData();
	late.append('kind', 'statute');
	late.append('image', new Blob([scan()]), 'scan.jpg');
	assert.equal((await her.ask('POST', `/api/v1/groups/${id}/documents`, { body: late })).json.error.code, 'document_closed');
	assert.doesNotMatch((await her.get(`/apply/${id}`)).text, /فرستادن مدرک/);
	const review = (await clerk.get(`/clinic/applications/${id}`)).text;
	assert.match(review, new RegExp(`/documents/${paper.id}/image`));
	assert.equal((await clerk.get(`/documents/${paper.id}/image`)).headers.get('content-type'), 'image/webp');
	await clerk.api('POST', `/groups/${id}/members/${member}/national-id`, { reason: 'تطبیق با کارت' });

	const member_client = await logged(woman.mobile);
	const { lines, papers } = (await member_client.api('GET', '/account/access')).json;
	assert.deepEqual(lines.map((line) => line.what).sort(), ['تصویر مدرک شناسایی شما', 'پرونده گروه شما', 'کد ملی شما'].sort());
	assert.ok(lines.every((line) => line.who === 'کارشناس کلینیک' && /کلینیک/.test(line.of)));
	assert.equal(papers.length, 0, 'a paper is hers to open once she is in the group with her own account');
	const page = (await member_client.get('/account/access')).text;
	assert.match(page, /تطبیق با کارت/);
	assert.doesNotMatch(page, /نرگس صادقی/, 'no name of who read');
	assert.match((await member_client.get('/account')).text, /\/account\/access/);
	assert.doesNotMatch((await stranger.get('/account')).text, /\/account\/access/);
	assert.equal((await stranger.api('GET', '/account/access')).json.lines.length, 0);
});

test('a decision has its letter, for those whom it concerns', async () => {
	const why = 'شماره موبایل یکی از اعضا را درست کنید.';
	assert.equal((await clerk.api('POST', `/groups/${id}/decision`, { to: 'returned', why })).json.state, 'returned');
	const move = (await her.api('GET', `/applications/${id}`)).json.history[0];
	assert.equal(move.letter, true);
	const letter = (await her.get(`/letters/${move.id}`)).text;
	assert.match(letter, /بازگشت درخواست برای تکمیل/);
	assert.match(letter, new RegExp(why));
	assert.match(letter, new RegExp(`href="/apply/${id}"`));
	assert.doesNotMatch(letter, /نرگس صادقی/);
	assert.match((await clerk.get(`/letters/${move.id}`)).text, /نرگس صادقی/);
	assert.equal((await stranger.get(`/letters/${move.id}`)).status, 404);
	assert.equal((await her.get('/letters/1')).status, 404);
});

test('what was returned can be mended', async () => {
	assert.equal((await her.api('DELETE', `/documents/${paper.id}`)).json.group, id);
	assert.equal(sql(`select count(*) from document_body where document_id = ${paper.id}`), '0');
});

test('she opens her own paper in her own account', async () => {
	const own = await logged('09120000003');
	const { papers } = (await own.api('GET', '/account/access')).json;
	assert.ok(papers.length > 0, 'the demo leader has one');
	const before = sql(`select count(*) from access_log where subject_kind = 'document' and subject_id = ${papers[0].id}`);
	assert.equal((await own.get(`/documents/${papers[0].id}/image`)).status, 200);
	assert.equal(sql(`select count(*) from access_log where subject_kind = 'document' and subject_id = ${papers[0].id}`), before);
	const plain = await logged('09120000002');
	assert.equal((await plain.get(`/documents/${papers[0].id}/image`)).status, 404, 'a fellow member does not');
	const { members } = (await plain.api('GET', '/group/members')).json;
	assert.ok(members.filter((one) => !one.self).every((one) => /•/.test(one.mobile)), 'nor sees whole telephones');
	assert.ok((await own.api('GET', '/group/members')).json.members.every((one) => /^09\d{9}$/.test(one.mobile)), 'who calls them does');
});
