// Meetings and training: written down once, in a form or by a program, seen by
// those they concern, and chosen between when they came from two devices.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { person, sql } from './people.mjs';

let secretary;
let facilitator;
let manager;
let member;
let group;
let women;
let n = 0;

const client = () => `http-test-${Date.now()}-${n++}`;
const presence = () => Object.fromEntries(women.map((id) => [`presence.${id}`, 'present']));
const fields = (more) => ({ client_id: client(), minutes: 'درباره سفارش‌های تازه گفت‌وگو کردیم.', ...presence(), ...more });
// Days on which the demo group has not met.
const freeDay = () => sql(`select d::date from generate_series(current_date - 300, current_date - 61, interval '1 day') d
	where d::date not in (select held_on from meeting where group_id = ${group}) order by random() limit 1`);
const jalali = (day) => new Intl.DateTimeFormat('fa-IR-u-ca-persian', { year: 'numeric', month: '2-digit', day: '2-digit',
	timeZone: 'UTC' }).format(new Date(day));

before(async () => {
	[secretary, facilitator, manager, member] = await Promise.all(['secretary', 'facilitator', 'clinic_manager', 'member'].map(person));
	group = secretary.scope;
	women = sql(`select id from group_member where group_id = ${group} and left_on is null and not pending order by id`).split('\n').map(Number);
	// Long enough for any day of this test.
	sql(`update group_member set joined_on = least(joined_on, current_date - 400) where group_id = ${group};
		update self_help_group set since = least(since, current_date - 400) where id = ${group}`);
});

test('a secretary writes minutes without a script', async () => {
	const day = freeDay();
	const page = '/group/meetings/new';
	const typed = presence();
	const refused = await secretary.client.submit(page, page, { ...typed, held_on: '۱۵۰۰/۰۱/۰۱', minutes: 'درباره خرید نخ',
		decision: ['نخ بخریم', '', 'قالب بسازیم'] });
	assert.equal(refused.status, 422);
	assert.match(refused.text, /value="قالب بسازیم"/, 'what was typed is kept');
	assert.equal((refused.text.match(/ checked/g) ?? []).length, women.length, 'and who was there');
	const missing = await secretary.client.submit(page, page, { held_on: jalali(day), minutes: 'درباره خرید نخ', decision: 'نخ بخریم' });
	assert.equal(missing.status, 422);
	assert.match(missing.text, /حضور این اعضا مشخص نیست/);
	const done = await secretary.client.submit(page, page, { ...typed, held_on: jalali(day), place: 'خانه فاطمه',
		minutes: 'درباره خرید نخ\nو سفارش عید', decision: ['نخ بخریم', '', 'قالب بسازیم'], next_on: '' });
	assert.equal(done.status, 303, done.text.slice(0, 400));
	assert.match(done.location, /^\/group\/meetings\/\d+\?saved=meeting$/);
	const shown = await member.client.get(done.location);
	assert.match(shown.text, /صورت‌جلسه ثبت شد/);
	assert.match(shown.text, /قالب بسازیم/);
	assert.doesNotMatch(shown.text, /باطل کردن/, 'a group voids no minutes');
	assert.equal((await member.client.get(page)).status, 403, 'a member without a post writes none');
});

test('the same record, sent twice and at once, is one', async () => {
	const body = fields({ held_on: freeDay() });
	const path = `/groups/${group}/meetings`;
	const answers = await Promise.all([1, 2, 3].map(() => secretary.client.api('POST', path, body)));
	assert.deepEqual(answers.map((one) => one.status), [201, 201, 201], answers[2].text);
	assert.equal(new Set(answers.map((one) => one.json.id)).size, 1);
	const other = await secretary.client.api('POST', path, { ...body, minutes: 'چیز دیگری نوشته شده است' });
	assert.equal(other.json.id, answers[0].json.id);
	const kept = (await secretary.client.get(`/api/v1${path}/${other.json.id}`)).json;
	assert.equal(kept.minutes, body.minutes, 'the first is unchanged');
	assert.equal(sql(`select count(*) from meeting where client_id = '${body.client_id}'`), '1');
});

test('two secretaries of one day at once: one meeting, one that waits', async () => {
	const held_on = freeDay();
	const path = `/groups/${group}/meetings`;
	const answers = await Promise.all([secretary, facilitator].map((who) => who.client.api('POST', path, fields({ held_on }))));
	assert.deepEqual(answers.map((one) => one.status), [201, 201]);
	const [made] = answers.filter((one) => one.json.id);
	const [waits] = answers.filter((one) => !one.json.id);
	assert.equal(waits.json.see, made.json.id);
	const twice = await manager.client.api('POST', `/conflicts/${waits.json.conflict}/resolution`, { resolution: 'replaced' });
	assert.equal(twice.status, 201, twice.text);
	assert.notEqual(twice.json.record, made.json.id);
	assert.equal((await manager.client.api('POST', `/conflicts/${waits.json.conflict}/resolution`, { resolution: 'kept' })).status, 409);
	const gone = (await manager.client.get(`/api/v1${path}/${made.json.id}`)).json;
	assert.ok(gone.voided_at);
	assert.equal(sql(`select count(*) from meeting where group_id = ${group} and held_on = '${held_on}' and voided_at is null`), '1');
});

test('a form of a day that is minuted says so and keeps what was sent', async () => {
	const held_on = freeDay();
	await facilitator.client.api('POST', `/groups/${group}/meetings`, fields({ held_on }));
	const page = '/group/meetings/new';
	const typed = presence();
	const sent = await secretary.client.submit(page, page, { ...typed, held_on: jalali(held_on), minutes: 'نوشته دوم از همان روز' });
	assert.match(sent.location, /conflict=\d+$/);
	assert.match((await secretary.client.get(sent.location)).text, /پیش‌تر صورت‌جلسه‌ای ثبت شده است/);
	const conflict = /conflict=(\d+)$/.exec(sent.location)[1];
	const list = await facilitator.client.get(`/facilitator/conflicts?after=${conflict - 1}`);
	assert.match(list.text, /نوشته دوم از همان روز/);
	const chosen = await facilitator.client.submit(`/facilitator/conflicts?after=${conflict - 1}`, `/facilitator/conflicts/${conflict}/resolve`, { resolution: 'kept' });
	assert.equal(chosen.location, '/facilitator/conflicts?saved=conflict_resolved');
	assert.equal((await secretary.client.get('/facilitator/conflicts')).status, 403);
});

test('nobody writes down her own election; who is elected goes on in her new post', async () => {
	// No election of another test is later than these two.
	for (const id of sql(`select t.id from meeting t where group_id = ${group} and voided_at is null and held_on > current_date - 60
		and exists (select from meeting_election where meeting_id = t.id)`).split('\n').filter(Boolean))
		await manager.client.api('POST', `/groups/${group}/meetings/${id}/voiding`, { why: 'برای آزمون' });
	const [before, after] = sql(`select d::date from generate_series(current_date - 59, current_date, interval '1 day') d where d::date not in
		(select held_on from meeting where group_id = ${group} and voided_at is null) order by d limit 2`).split('\n');
	const posts = () => sql(`select string_agg(post || ' ' || id, ', ' order by post) from group_member where group_id = ${group}
		and post in ('leader', 'secretary') and left_on is null`);
	const [first, second] = posts().match(/\d+/g).map(Number);
	const page = '/group/meetings/new';
	const election = { ...presence(), held_on: jalali(before), minutes: 'رأی‌گیری برای سمت‌ها', elected_leader: second, elected_secretary: first };
	const own = await secretary.client.submit(page, page, election);
	assert.equal(own.status, 422);
	assert.match(own.text, /سمت تازه خودتان را دیگری ثبت کند/);
	const desk = `/facilitator/groups/${group}/meetings/new`;
	const swapped = await facilitator.client.submit(desk, desk, election);
	assert.equal(swapped.status, 303, swapped.text.slice(0, 300));
	assert.equal(posts(), `leader ${second}, secretary ${first}`);
	assert.equal((await secretary.client.get('/group/meetings')).status, 200, 'she is not turned out');
	const elect = (leader, keeper) => facilitator.client.api('POST', `/groups/${group}/meetings`,
		fields({ held_on: after, elected_leader: leader, elected_secretary: keeper }));
	assert.equal((await elect(first, first)).json.error.code, 'elected_twice');
	assert.equal((await elect(first, second)).status, 201);
	assert.equal(posts(), `leader ${first}, secretary ${second}`);
	assert.equal((await secretary.client.get(page)).status, 200);
});

test('a facilitator records training, and voids what was wrong', async () => {
	const page = `/facilitator/groups/${group}/trainings/new`;
	const typed = presence();
	const done = await facilitator.client.submit(page, page, { ...typed, module: 'rights', held_on: jalali(freeDay()), trainer: 'خانم توکلی' });
	assert.equal(done.status, 303, done.text.slice(0, 300));
	const list = `/facilitator/groups/${group}/trainings`;
	const shown = (await facilitator.client.get(`/api/v1/groups/${group}/trainings`)).json;
	const made = shown.trainings.find((one) => one.trainer === 'خانم توکلی');
	assert.equal(made.present, women.length);
	assert.equal((await facilitator.client.submit(list, `${list}/${made.id}/void`, { why: 'روز آن اشتباه بود' })).status, 303);
	assert.match((await secretary.client.get('/group/trainings')).text, /روز آن اشتباه بود/);
});

test('a meeting is voided with a reason, by the clinic alone', async () => {
	const path = `/groups/${group}/meetings`;
	const { id } = (await secretary.client.api('POST', path, fields({ held_on: freeDay() }))).json;
	assert.equal((await secretary.client.api('POST', `${path}/${id}/voiding`, { why: 'اشتباه' })).status, 403);
	const at = `/facilitator/groups/${group}/meetings/${id}`;
	const bare = await manager.client.submit(at, `${at}/void`, { why: '' });
	assert.equal(bare.status, 422);
	assert.equal((await manager.client.submit(at, `${at}/void`, { why: 'روز دیگری بوده است' })).status, 303);
	assert.match((await manager.client.get(at)).text, /روز دیگری بوده است/);
	assert.equal((await manager.client.api('POST', `${path}/${id}/voiding`, { why: 'دوباره' })).status, 409);
});

test('a long list goes page by page, none twice and none left out', async () => {
	const seen = [];
	let next = '';
	do {
		const answer = (await member.client.get(`/api/v1/groups/${group}/meetings?${next ? `after=${next}` : ''}`)).json;
		seen.push(...answer.meetings.map((one) => one.id));
		next = answer.next;
	} while (next);
	assert.equal(new Set(seen).size, seen.length);
	assert.equal(String(seen.length), sql(`select count(*) from meeting where group_id = ${group}`));
});

test('the gates of the demo groups are as their states say', async () => {
	const open = sql(`select g.state || ':' || string_agg(distinct c.key, ' ' order by c.key) from self_help_group g
		cross join lateral group_conditions(g.id) c where not c.met and g.state in ('in_review', 'confirmed')
		and g.slug ~ '-[0-9]+$' group by g.state`).replace(/assessed/g, '').split('\n').filter((line) => !/:\s*$/.test(line));
	assert.deepEqual(open.filter(Boolean), [], 'who waits for a decision has what it is decided on');
	assert.ok(Number(sql("select count(*) from meeting where client_id like 'demo-%'")) > 10000);
});
