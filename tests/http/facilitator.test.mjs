// A facilitator goes along with her groups: portfolio, visits, one group's
// file, and what two of her devices tell differently.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Client } from './client.mjs';
import { sql } from './people.mjs';

const stamp = Date.now();
const mobile = '09120000004';
let n = 0;
const name = () => `test-${stamp}-${n++}`;

async function logged(number) {
	const client = new Client();
	await client.login(number);
	return client;
}

const her = await logged(mobile);
const officer = await logged('09120000005');
const today = sql('select current_date');
const day = (ahead) => sql(`select current_date + ${ahead}`);
// Of her portfolio, one that no other test visits.
const group = Number(sql(`select g.id from self_help_group g join account a on a.id = g.facilitator_id
	where a.mobile = '${mobile}' and g.state = 'active' order by g.id desc limit 1`));
const alien = Number(sql(`select id from self_help_group where state = 'active' and clinic_id <>
	(select clinic_id from self_help_group where id = ${group}) order by id limit 1`));
const report = (more) => ({ client_id: name(), done_on: today, report: 'همه اعضا سر کار بودند.', ...more });
const visits = (of, state) => Number(sql(`select count(*) from visit where group_id = ${of} and state = '${state}'`));

test('her day begins at her desk', async () => {
	const { roles } = (await her.api('GET', '/account')).json;
	assert.equal(roles.find((role) => role.role === 'facilitator').home, '/facilitator');
	const { counts, visits: waiting } = (await her.api('GET', '/facilitator')).json;
	assert.equal(counts.groups, Number(sql(`select count(*) from self_help_group g join account a on a.id = g.facilitator_id
		where a.mobile = '${mobile}' and group_binds(g.state)`)));
	assert.ok(counts.groups >= 15, 'less what other tests took out of it');
	assert.ok(counts.forming > 0);
	assert.ok(counts.due + counts.late > 0);
	assert.ok(waiting.every((one) => one.planned && one.day <= today));
	assert.match((await her.get('/facilitator')).text, /بازدیدهای امروز و عقب‌افتاده/);
});

test('a portfolio is hers; her clinic has all, page by page', async () => {
	const own = (await her.api('GET', '/facilitator/groups')).json;
	assert.equal(own.groups.length, own.total);
	const ids = new Set();
	let after = '';
	do {
		const page = (await officer.api('GET', `/facilitator/groups?after=${after}`)).json;
		assert.ok(page.groups.length <= 50);
		for (const one of page.groups) ids.add(one.id);
		after = page.next;
	} while (after);
	assert.equal(ids.size, Number(sql(`select count(*) from self_help_group where clinic_id =
		(select clinic_id from self_help_group where id = ${group}) and group_binds(state)`)));
	assert.ok(own.groups.every((one) => ids.has(one.id)));
	assert.ok(ids.size > own.total);
});

test('filters narrow it, and a light says why', async () => {
	const all = (await her.api('GET', '/facilitator/groups')).json.groups;
	for (const light of ['red', 'amber', 'green']) {
		const { groups, total } = (await her.api('GET', `/facilitator/groups?light=${light}`)).json;
		assert.equal(total, all.filter((one) => one.light?.light === light).length, light);
		assert.ok(groups.every((one) => one.light.light === light && (light === 'green') === (one.light.reasons.length === 0)));
	}
	const forming = (await her.api('GET', '/facilitator/groups?state=forming')).json.groups;
	assert.ok(forming.length > 0);
	assert.ok(forming.every((one) => one.forming.all === 13 && one.forming.least === 90));
	const { cities } = (await her.api('GET', '/facilitator/map')).json;
	assert.equal(cities.reduce((sum, one) => sum + one.count, 0), all.length);
	const there = (await her.api('GET', `/facilitator/groups?city=${cities[0].id}`)).json;
	assert.equal(there.total, cities[0].count);
	const found = (await her.api('GET', `/facilitator/groups?q=${encodeURIComponent(all[0].name)}&trade=`)).json.groups;
	assert.ok(found.some((one) => one.id === all[0].id));
	const page = (await her.get('/facilitator/groups?light=red')).text;
	const red = all.find((one) => one.light?.light === 'red');
	if (red) assert.match(page, new RegExp(red.name));
});

test('a visit is planned once, however often it is sent', async () => {
	const page = `/facilitator/groups/${group}/visits/plan`;
	const html = (await her.get(page)).text;
	assert.match(html, new RegExp(`data-offline="/api/v1/groups/${group}/visits"`));
	const key = /name="client_id" value="([^"]+)"/.exec(html)[1];
	const before = visits(group, 'planned');
	const body = { client_id: key, planned_for: day(60), purpose: 'دیدار دوره‌ای', times: '۳', every: '14' };
	assert.equal((await her.submit(page, page, body)).location, `/facilitator/groups/${group}?saved=visit_planned`);
	const again = await her.api('POST', `/groups/${group}/visits`, { ...body, times: 3, every: 14 });
	assert.equal(again.json.count, 3);
	assert.equal(visits(group, 'planned'), before + 3);
	const twice = await her.api('POST', `/groups/${group}/visits`, { client_id: name(), planned_for: day(60) });
	assert.equal(twice.json.error.code, 'visit_planned');
	const past = await her.submit(page, page, { client_id: name(), planned_for: '۱۳۹۰/۰۱/۰۱', purpose: 'بررسی' });
	assert.equal(past.status, 422);
	assert.match(past.text, /value="۱۳۹۰\/۰۱\/۰۱"/);
	assert.match(past.text, /id="planned_for-wrong">[^<]+/);
});

test('a planned visit is reported, and the next one planned with it', async () => {
	const planned = (await her.api('POST', `/groups/${group}/visits`, { client_id: name(), planned_for: day(1) })).json.visit;
	const page = `/facilitator/groups/${group}/visits/report?visit=${planned}`;
	assert.match((await her.get(page)).text, new RegExp(`name="visit" value="${planned}"`));
	const short = await her.submit(page, `/facilitator/groups/${group}/visits/report`, report({ visit: planned, report: 'کوتاه' }));
	assert.equal(short.status, 422);
	assert.match(short.text, new RegExp(`name="visit" value="${planned}"`), 'the plan is not forgotten');
	const body = report({ visit: planned, needs: 'ترازوی دقیق', next_on: day(100) });
	const done = await her.submit(page, `/facilitator/groups/${group}/visits/report`, body);
	assert.equal(done.location, `/facilitator/visits/${planned}?saved=visit_reported`);
	const read = (await her.api('GET', `/visits/${planned}`)).json;
	assert.deepEqual([read.done, read.done_on, read.needs, read.differing], [true, today, 'ترازوی دقیق', false]);
	const replay = await her.api('POST', `/groups/${group}/visit-reports`, body);
	assert.deepEqual([replay.json.id, replay.json.conflict], [planned, null], 'sent again by the device, it is there');
	assert.equal(sql(`select count(*) from visit where group_id = ${group} and planned_for = '${day(100)}'`), '1');
	assert.match((await her.get(`/facilitator/groups/${group}`)).text, /ترازوی دقیق/);
	assert.match((await officer.get(`/facilitator/visits/${planned}`)).text, /امضای تسهیلگر/);
	assert.equal((await her.api('POST', `/visits/${planned}/cancellation`, { why: 'باران' })).json.error.code, 'visit_over');
});

test('another device tells it differently: both wait for a choice', async () => {
	const first = report();
	const { id } = (await her.api('POST', `/groups/${alienToTests()}/visit-reports`, first)).json;
	const second = report({ report: 'دو عضو نبودند.' });
	const sent = (await her.api('POST', `/groups/${alienToTests()}/visit-reports`, second)).json;
	assert.equal(sent.id, null);
	assert.equal(sent.see, id);
	assert.ok(sent.conflict > 0);
	assert.equal((await her.api('POST', `/groups/${alienToTests()}/visit-reports`, second)).json.conflict, sent.conflict);
	assert.equal((await her.api('GET', `/visits/${id}`)).json.differing, true);
	assert.match((await her.get(`/facilitator/visits/${id}`)).text, /href="\/facilitator\/conflicts"/);
	let listed;
	for (let after = ''; !listed && after !== null;) {
		const page = (await her.api('GET', `/conflicts?after=${after}`)).json;
		listed = page.conflicts.find((one) => one.id === sent.conflict);
		after = page.next;
	}
	assert.ok(listed?.lines.some((line) => line.sent === 'دو عضو نبودند.' && line.differs));
	const chosen = await her.api('POST', `/conflicts/${sent.conflict}/resolution`, { resolution: 'replaced' });
	const { record } = chosen.json;
	assert.notEqual(record, id);
	assert.equal((await her.api('GET', `/visits/${record}`)).json.report, 'دو عضو نبودند.');
	const old = (await her.api('GET', `/visits/${id}`)).json;
	assert.deepEqual([old.void, old.done, old.differing], [true, false, false]);
});

// One more of her groups, visited by that test alone.
function alienToTests() {
	return Number(sql(`select g.id from self_help_group g join account a on a.id = g.facilitator_id
		where a.mobile = '${mobile}' and g.state = 'active' order by g.id desc offset 1 limit 1`));
}

test('one group\'s file holds all that happened, and is noted', async () => {
	const seen = () => Number(sql(`select count(*) from access_log where subject_kind = 'group' and subject_id = ${group}
		and operation = 'group_file_show'`));
	const before = seen();
	const file = (await her.api('GET', `/facilitator/groups/${group}`)).json;
	assert.equal(seen(), before + 1);
	assert.equal(file.members.length, Number(sql(`select count(*) from group_member where group_id = ${group} and left_on is null`)));
	const all = [...file.timeline];
	for (let { next } = file; next;) {
		const page = (await her.api('GET', `/facilitator/groups/${group}?after=${next}`)).json;
		all.push(...page.timeline);
		next = page.next;
	}
	assert.ok(all.length > 5);
	assert.deepEqual(all.map((one) => one.day), all.map((one) => one.day).sort().reverse());
	assert.equal(all.filter((one) => one.is_visit).length, visits(group, 'done'));
	assert.ok(file.steps.some((one) => one.is_visit_planned || one.is_visit_due));
});

test('a month of the calendar begins on the first and its weeks on Saturday', async () => {
	const month = (await her.api('GET', '/facilitator/calendar?month=1405/09/05')).json;
	assert.deepEqual([month.month, month.previous, month.following], ['2026-11-22', '2026-10-23', '2026-12-22']);
	assert.equal(month.weeks[0].days[0].day, '2026-11-21');
	assert.ok(month.weeks.every((week) => week.days.length === 7 && week.days[6].friday && week.days[6].off));
	assert.equal(month.weeks.flatMap((week) => week.days).filter((one) => one.inside).length, 30);
	const leap = (await her.api('GET', '/facilitator/calendar?month=1403/12/30')).json;
	assert.deepEqual([leap.month, leap.following], ['2025-02-19', '2025-03-21']);
	const now = (await her.api('GET', '/facilitator/calendar')).json;
	assert.equal(now.this_month, true);
	const html = (await her.get('/facilitator/calendar')).text;
	for (const one of now.agenda) assert.match(html, new RegExp(`id="day-${one.day}"`));
	assert.equal((await her.get('/facilitator/calendar?month=0001-01-01')).status, 422);
});

test('her clinic looks on; nobody else does', async () => {
	for (const path of ['/facilitator', '/facilitator/groups', '/facilitator/map', '/facilitator/calendar', `/facilitator/groups/${group}`])
		assert.equal((await officer.get(path)).status, 200, path);
	assert.equal((await officer.api('POST', `/groups/${group}/visits`, { client_id: name(), planned_for: day(9) })).status, 403);
	assert.equal((await officer.get(`/facilitator/groups/${group}/visits/plan`)).status, 403);
	for (const path of [`/facilitator/groups/${alien}`, `/groups/${alien}/visits/form`])
		assert.equal((await her.api('GET', path)).status, 404, path);
	assert.equal((await her.api('POST', `/groups/${alien}/visit-reports`, report())).status, 404);
	const leader = await logged('09120000003');
	assert.equal((await leader.get('/facilitator')).status, 403);
});

test('a plan is called off with a reason', async () => {
	const { visit } = (await her.api('POST', `/groups/${group}/visits`, { client_id: name(), planned_for: day(33) })).json;
	const page = `/facilitator/visits/${visit}`;
	assert.equal((await her.submit(page, `${page}/cancel`, { why: '' })).status, 422);
	assert.equal((await her.submit(page, `${page}/cancel`, { why: 'راه بسته است' })).location, `${page}?saved=visit_cancelled`);
	assert.match((await her.get(page)).text, /راه بسته است/);
});
