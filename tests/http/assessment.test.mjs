// A member is assessed by her facilitator, sees how she goes on, and nobody
// beside her clinic does; her group sees itself and why it has its grade.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { hidden } from './client.mjs';
import { person, sql } from './people.mjs';

const stamp = Date.now();
const group = Number(sql(`select scope_id from role_grant where role = 'leader'
	and account_id = (select id from account where mobile = '09120000003') limit 1`));
// Another group of the clinic, and a member of it who waits for this quarter.
const [other, member, name] = sql(`select g.id, m.id, m.name from self_help_group g join group_member m on m.group_id = g.id
	where g.clinic_id = (select clinic_id from self_help_group where id = ${group}) and g.id <> ${group} and g.state = 'active'
	and m.left_on is null and not m.pending and not exists (select from assessment a where a.member_id = m.id
		and a.round = quarter_round(quarter_number(current_date))) order by m.id desc limit 1`).split('|');
const list = `/facilitator/groups/${other}/assessments`;
const api = `/groups/${other}/assessments`;
const form = Number(sql("select form_in_force('member', current_date)"));
const today = sql('select current_date');
const codes = sql(`select q.code from assessment_form f, form_questions(f.axes) q where f.id = ${form} order by q.n`).split('\n');
const answers = (points) => Object.fromEntries(codes.map((code) => [`answer.${code}`, points]));
const body = (client_id, more) => ({ member: Number(member), client_id, form, round: 'quarter', taken_on: today, ...more });

let facilitator, manager, officer, leader, woman;
before(async () => {
	[facilitator, manager, officer, leader, woman] = await Promise.all(
		['facilitator', 'clinic_manager', 'officer', 'leader', 'member'].map(person));
	assert.ok(Number(member), 'the demo data has somebody who waits');
});

test('a program: every answer, or the field that is wrong', async () => {
	const some = answers(3);
	delete some[`answer.${codes[5]}`];
	let said = await facilitator.client.api('POST', api, body(`http-${stamp}-1`, some));
	assert.equal(said.status, 422);
	assert.equal(said.json.error.fields[`answer.${codes[5]}`].code, 'answer_missing');
	said = await facilitator.client.api('POST', api, body(`http-${stamp}-1`, { ...answers(3), [`answer.${codes[2]}`]: 7 }));
	assert.equal(said.json.error.fields[`answer.${codes[2]}`].code, 'too_big');
	said = await facilitator.client.api('POST', api, body(`http-${stamp}-1`, { ...answers(3), taken_on: '2019-01-01' }));
	assert.equal(said.json.error.fields.taken_on.code, 'day_out_of_range');
});

test('a person: what she marked and wrote is still there', async () => {
	const page = `${list}/new?member=${member}`;
	const html = (await facilitator.client.get(page)).text;
	assert.match(html, new RegExp(`data-offline="/api/v1${api}"`));
	const typed = { ...hidden(html, `${list}/new`), round: 'quarter', taken_on: today, note: 'گفت‌وگوی خوبی بود', ...answers(3) };
	delete typed[`answer.${codes[7]}`];
	const again = await facilitator.client.ask('POST', `${list}/new`, { body: new URLSearchParams(typed) });
	assert.equal(again.status, 422);
	assert.ok(again.text.includes('گفت‌وگوی خوبی بود'), 'the note');
	assert.equal([...again.text.matchAll(/name="answer\.[^"]+" value="3"[^>]* checked/g)].length, codes.length - 1, 'the answers');
	assert.equal([...again.text.matchAll(/class="wrong"[^>]*>یک گزینه را انتخاب کنید\./g)].length, 1, 'one is asked for, beside its question');
	assert.equal(hidden(again.text, `${list}/new`).client_id, typed.client_id, 'it stays the same record');
	typed[`answer.${codes[7]}`] = 1;
	typed.key = hidden(again.text, `${list}/new`).key;
	const done = await facilitator.client.ask('POST', `${list}/new`, { body: new URLSearchParams(typed) });
	assert.equal(done.status, 303, done.text.slice(0, 300));
	assert.equal(done.location, `${list}?saved=assessment`);
	assert.match((await facilitator.client.get(done.location)).text, /ارزیابی ثبت شد/);
	// The same record arrives once more, from a device that did not hear.
	const twice = await facilitator.client.api('POST', api, body(typed.client_id, answers(0)));
	assert.equal(twice.status, 201);
	assert.equal(sql(`select count(*) from assessment where client_id = '${typed.client_id}'`), '1');
	assert.equal(String(twice.json.id), sql(`select id from assessment where client_id = '${typed.client_id}'`));
});

test('another of the same quarter waits for a choice', async () => {
	const said = await manager.client.api('POST', api, body(`http-${stamp}-2`, answers(4)));
	assert.equal(said.status, 201);
	assert.ok(said.json.conflict);
	assert.equal(said.json.id, null);
	const page = (await facilitator.client.get('/facilitator/conflicts')).text;
	assert.ok(page.includes(name), 'whose it is');
	const chosen = await facilitator.client.api('POST', `/conflicts/${said.json.conflict}/resolution`, { resolution: 'replaced' });
	assert.equal(chosen.status, 201, chosen.text);
	const progress = (await facilitator.client.get(`/api/v1/members/${member}/progress`)).json.progress;
	assert.equal(progress.now.total, 100);
	assert.deepEqual(progress.radar.axes.map((axis) => axis.now), [100, 100, 100, 100]);
});

test('a wrong one is taken back where it stands', async () => {
	const page = `/facilitator/members/${member}/progress`;
	const id = sql(`select id from assessment where client_id = 'http-${stamp}-2'`);
	const action = `/facilitator/groups/${other}/assessments/${id}/void`;
	const done = await facilitator.client.submit(page, action, { why: 'به جای دیگری نوشته شد' });
	assert.equal(done.location, `${page}?saved=record_void`);
	assert.equal(sql(`select voided_why from assessment where id = ${id}`), 'به جای دیگری نوشته شد');
	assert.doesNotMatch((await facilitator.client.get(page)).text, new RegExp(action));
});

test('reading a member is noted, and only her clinic does', async () => {
	const noted = () => Number(sql(`select count(*) from access_log where subject_kind = 'member' and subject_id = ${member}`));
	const seen = noted();
	await facilitator.client.get(`/facilitator/members/${member}/progress`);
	assert.equal(noted(), seen + 1);
	for (const who of [officer, leader, woman]) {
		assert.equal((await who.client.get(`/api/v1/members/${member}/progress`)).status, 403, who.role);
	}
});

test('she sees her own, and her group no single member', async () => {
	const own = (await woman.client.get('/api/v1/account/progress')).json;
	assert.ok(own.groups[0].progress.any);
	assert.equal(own.groups[0].progress.rounds[0].note, null, 'no note of her facilitator');
	assert.match((await woman.client.get('/account/progress')).text, /چهار محور/);
	const text = (await woman.client.get('/group/progress')).text;
	assert.match(text, /نمره گروه/);
	for (const one of sql(`select name from group_member where group_id = ${group}
		and account_id is distinct from ${woman.account}`).split('\n')) assert.ok(!text.includes(one), one);
	const { means } = (await woman.client.get('/api/v1/group/progress')).json;
	assert.ok(means.people >= means.least === means.shown);
});

test('each point of the grade is explained, and its months are kept', async () => {
	const { grade, months, trend } = (await officer.client.get(`/api/v1/groups/${group}/progress`)).json;
	assert.equal(grade.parts.length, 10);
	assert.equal(grade.parts.reduce((sum, part) => sum + part.points, 0), grade.points);
	assert.equal(grade.grade, grade.points > 85 ? 'A' : grade.points >= 75 ? 'B' : 'C');
	for (const part of grade.parts) assert.ok(part.says.length > 10 && part.points <= part.most, part.key);
	assert.ok(months.length > 3 && trend.dots.length === months.length);
	const missing = () => Number(sql(`select count(*) from self_help_group g where g.state = 'active'
		and g.since < jalali_month(current_date) - 40 and not exists (select from group_grade_month m
			where m.group_id = g.id and m.month = jalali_month(jalali_month(current_date) - 1))`));
	for (let i = 0; i < 100 && missing() > 0; i++) await new Promise((done) => setTimeout(done, 200));
	assert.equal(missing(), 0, 'the runner took the last month of every group');
});
