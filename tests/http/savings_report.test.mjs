// Reports on savings as people and programs use them: who is told what, that
// sums are those of their groups, and that a file holds what its page shows.
import assert from 'node:assert/strict';
import test from 'node:test';
import { base } from './client.mjs';
import { person, sql } from './people.mjs';

sql('select fund_figures_refresh()');
const people = {};
for (const role of ['leader', 'treasurer', 'member', 'facilitator', 'clinic_manager', 'officer', 'finance'])
	people[role] = (await person(role)).client;
const { facilitator, clinic_manager: manager, officer } = people;
const clinic = Number(sql(`select scope_id from role_grant where role = 'clinic_manager' and account_id =
	(select id from account where mobile = '09120000006')`));
// A group of that clinic with loans, of which some are late if any group's are.
const group = Number(sql(`select group_id from savings_figure where clinic_id = ${clinic} and saving and loans > 0
	order by late_rial desc, group_id limit 1`));
const row = JSON.parse(sql(`select to_jsonb(f) from savings_figure f where group_id = ${group}`));
const get = async (client, path) => (await client.get(`/api/v1${path}`));
const ratio = (document, key) => document.ratios.find((one) => one.key === key);

test('a report is for those near a group, and in sums for the offices', async () => {
	const path = `/groups/${group}/savings/report`;
	for (const client of [manager, officer]) assert.equal((await get(client, path)).status, 200);
	const { json } = await get(manager, path);
	assert.equal(json.exact, true);
	assert.equal(json.sums.loans, row.loans_rial);
	assert.equal(ratio(json, 'saved').value, 10 * Math.round(row.savings_rial / row.members / 10));
	for (const { debit, credit, left_debit, left_credit } of json.trial) {
		assert.equal(debit, credit);
		assert.equal(left_debit, left_credit);
	}
	assert.equal(json.sheet.equity + json.sheet.debt, json.sheet.assets);
	const far = (await get(officer, path)).json;
	assert.equal(far.exact, false);
	for (const one of far.ratios.filter(({ key }) => ['saved', 'borrowers', 'growth', 'profit_member'].includes(key)))
		assert.equal(one.top ?? one.bottom, null, one.key);
	assert.equal(ratio(far, 'risk').value, ratio(json, 'risk').value);
	for (const client of [people.member, people.finance]) assert.equal((await get(client, path)).status, 403);
	const other = sql(`select id from self_help_group where clinic_id <> ${clinic} and state = 'active' order by id limit 1`);
	for (const client of [people.leader, facilitator, manager])
		assert.equal((await get(client, `/groups/${other}/savings/report`)).status, 404);
});

test('an officer of a group reads her own report, on any day', async () => {
	const html = (await people.treasurer.get('/group/savings/report')).text;
	assert.match(html, /گزارش پس‌انداز/);
	const late = (await get(manager, `/groups/${group}/savings/report?day=1404-01-01`)).json;
	assert.equal(late.day, '2025-03-21');
	assert.equal(late.sheet.assets, 0, 'before its first meeting a group had nothing');
	const wrong = await get(manager, `/groups/${group}/savings/report?day=1404-13-01`);
	assert.equal(wrong.status, 422);
});

test('the sums of a place are those of its places', async () => {
	const nation = (await get(officer, '/savings/board')).json;
	assert.equal(nation.level, 'nation');
	for (const sum of ['savings', 'loans', 'late'])
		assert.equal(nation.places.reduce((all, one) => all + one.sums[sum], 0), nation.sums[sum], sum);
	let board = nation;
	for (const level of ['province', 'clinic', 'facilitator']) {
		const place = board.places.find((one) => one.link);
		board = (await get(officer, `/savings/board?${place.link}`)).json;
		assert.equal(board.level, level);
		assert.equal(board.sums.savings, place.sums.savings, level);
	}
	const list = (await get(officer, `/savings/groups?${board.query}`)).json;
	assert.equal(list.sums.savings, board.sums.savings);
	assert.equal(list.sums.groups, board.groups);
	assert.equal(list.groups[0].members.exact, undefined, 'a span');
});

test('a clinic sees its facilitators, each of them her groups', async () => {
	const own = (await get(manager, '/savings/board')).json;
	assert.equal(own.level, 'clinic');
	assert.equal(own.exact, true);
	assert.equal(own.members.n, Number(sql(`select sum(members) from savings_figure where clinic_id = ${clinic} and saving`)));
	assert.equal((await get(facilitator, '/savings/board')).json.level, 'facilitator');
	assert.equal((await get(facilitator, `/savings/board?clinic=${clinic + 1}`)).status, 404);
	assert.equal((await get(manager, '/savings/board?province=1')).status, 404);
	for (const [client, desk] of [[officer, 'office'], [manager, 'clinic'], [facilitator, 'facilitator']])
		for (const page of ['savings', 'savings/groups?which=late', 'savings/groups?sort=silent'])
			assert.equal((await client.get(`/${desk}/${page}`)).status, 200, `${desk} ${page}`);
});

test('filters and sorts', async () => {
	const list = async (query) => (await get(manager, `/savings/groups?${query}`)).json;
	const all = await list('sort=savings');
	const saved = all.groups.map((one) => one.savings);
	assert.deepEqual(saved, saved.toSorted((a, b) => b - a));
	assert.equal(saved.reduce((a, b) => a + b, 0), all.sums.savings);
	for (const [which, holds] of [['late', (one) => one.is_late], ['difference', (one) => one.differs]])
		assert.deepEqual((await list(`which=${which}`)).groups.map((one) => one.id).toSorted(),
			all.groups.filter(holds).map((one) => one.id).toSorted(), which);
	const [first, second] = (await list('sort=late')).groups;
	assert.equal((await list(`sort=late&after=${first.id}`)).groups[0].id, second.id);
});

test('the file is the page', async () => {
	const asked = await facilitator.submit('/facilitator/savings/groups?sort=savings', '/facilitator/exports', { format: 'csv' });
	assert.equal(asked.location, '/facilitator/exports');
	const { exports: [{ id }] } = (await get(facilitator, '/exports')).json;
	let about;
	for (let i = 0; i < 200 && (about ?? { busy: true }).busy; i++) {
		about = (await get(facilitator, `/exports/${id}`)).json;
		await new Promise((done) => setTimeout(done, 100));
	}
	assert.equal(about.state, 'ready');
	const lines = (await (await fetch(`${base}/exports/${id}/file`, { headers: { cookie: facilitator.cookie } })).text())
		.trim().split('\r\n');
	const { groups } = (await get(facilitator, '/savings/groups?sort=savings')).json;
	assert.deepEqual(lines.slice(1).map((line) => Number(line.split(',')[0])), groups.map((one) => one.id));
	assert.ok(lines[1].includes(String(groups[0].savings)));
});
