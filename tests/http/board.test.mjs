// The boards as officers and programs use them: every number leads to the
// rows it counts, and no list tells of fewer people than the least.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { Client } from './client.mjs';
import { person, sql } from './people.mjs';

const stamp = String(Date.now()).slice(-6);
sql('select board_refresh()');
const official = (await person('officer')).client;
const board = (await official.get('/api/v1/board')).json;
const list = async (query, client = official) => (await client.get(`/api/v1/office/groups?${query}`)).json;

// An officer of one province, made for this test.
async function officerOf(province) {
	const mobile = `0994${stamp}${province % 10}`;
	const client = new Client();
	await client.login(mobile);
	const grant = Number(sql(`insert into role_grant (account_id, role, scope_kind, scope_id)
		select id, 'officer', 'province', ${province} from account where mobile = '${mobile}' returning id`));
	assert.equal((await client.api('POST', '/account/role', { grant })).json.home, '/office');
	return client;
}

// Every figure of a document that has an address.
function figures(node, found = []) {
	if (Array.isArray(node)) node.forEach((one) => figures(one, found));
	else if (node && typeof node === 'object') {
		if (node.link) found.push(node);
		Object.values(node).forEach((one) => figures(one, found));
	}
	return found;
}

// A group of few women, and where it stands.
const [small, place, state, trade] = sql(`select b.group_id, b.province_id, b.state, c.slug from board_group b
	join category c on c.id = b.trade_id join board_cell x on x.province_id = b.province_id and x.trade_id = b.trade_id
	and x.state = b.state and x.hidden = 'few' where b.people between 1 and 4 order by 1 limit 1`).split('|');

test('an officer begins her day on the board', async () => {
	const { roles } = (await official.get('/api/v1/account')).json;
	assert.equal(roles.find((one) => one.role === 'officer').home, '/office');
	const page = await official.get('/office');
	assert.equal(page.status, 200);
	assert.match(page.text, /به‌روز در/);
	assert.match(page.text, /همه کشور/);
});

test('every number leads to the rows that it counts', async () => {
	const all = figures(board);
	assert.ok(all.length > 100, `${all.length} figures`);
	const step = Math.ceil(all.length / 60);
	for (const figure of all.filter((_, i) => i % step === 0)) {
		const { sums, groups } = await list(figure.link.split('?')[1]);
		assert.equal(sums.groups, figure.n, figure.link);
		assert.equal(groups.length, Math.min(figure.n, 50), figure.link);
	}
	const html = (await official.get('/office')).text;
	for (const figure of [board.active, board.risks[0].groups, board.months[0].active].filter((one) => one.some))
		assert.ok(html.includes(`href="${figure.link.replaceAll('&', '&amp;')}"`), figure.link);
});

test('a province has its board, one that is not has none', async () => {
	const { place: shown, provinces, states } = (await official.get('/api/v1/board?province=8')).json;
	assert.equal(shown.name, 'تهران');
	assert.equal(provinces, null);
	const sum = Number(sql("select count(*) from self_help_group where province_id = 8 and state = 'active'"));
	const active = states.find((one) => one.state === 'active').groups;
	assert.ok(active.n === sum || active.tied);
	assert.equal((await official.get('/api/v1/board?province=99')).status, 404);
	assert.equal((await official.get('/office?province=99')).status, 404);
});

test('a list is read to its end, in each order', async () => {
	for (const [sort, key, down] of [['new', 'id', true], ['wait', 'state_at', false], ['sold', 'sold', true]]) {
		const ids = [], keys = [];
		let next = '', total;
		do {
			const page = await list(`state=active&trade=leather&sort=${sort}${next && `&after=${next}`}`);
			total = page.sums.groups;
			for (const one of page.groups) {
				ids.push(one.id);
				keys.push(key === 'state_at' ? Date.parse(one[key]) : one[key]);
				assert.equal(one.state, 'active');
			}
			next = page.next;
		} while (next);
		assert.equal(new Set(ids).size, total, sort);
		assert.deepEqual(keys, [...keys].sort((a, b) => (down ? b - a : a - b)), sort);
	}
});

test('a name is found however it is written', async () => {
	const [id, name] = sql("select id, name from self_help_group where name like '%ی%' and state = 'active' order by id desc limit 1").split('|');
	const found = await list(`q=${encodeURIComponent(name.slice(-12).replaceAll('ی', 'ي'))}`);
	assert.ok(found.groups.some((one) => one.id === Number(id)) || found.next);
	assert.equal(found.sums, null);
	assert.equal((await list(`q=${encodeURIComponent('%')}`)).groups.length, 0);
});

test('fewer than five people: no number, no rows, however they are asked for', async () => {
	assert.ok(small, 'the demo has a small group');
	const cell = (await official.get(`/api/v1/board?province=${place}`)).json.trades.find((one) => one.slug === trade)
		.cells[board.columns.findIndex((one) => one.state === state)];
	assert.deepEqual(cell, { n: null, some: false, few: true, tied: false, link: null });
	const name = sql(`select name from self_help_group where id = ${small}`);
	for (const query of [`state=${state}&trade=${trade}&province=${place}`, `q=${encodeURIComponent(name)}`,
		`state=${state}&trade=${trade}&province=${place}&q=${encodeURIComponent('گروه')}`,
		`state=${state}&trade=${trade}&province=${place}&sort=sold&after=999999999`]) {
		const found = await list(query);
		assert.deepEqual([found.few, found.groups, found.sums], [true, [], null], query);
		assert.match((await official.get(`/office/groups?${query}`)).text, /کمتر از ۵ نفر را می‌شمارد/);
	}
	const wide = await list(`state=${state}&sort=wait`);
	const row = wide.groups.find((one) => one.id === Number(small));
	assert.deepEqual(row.members, { none: false, few: true, from: 1, to: 4, least: 5 });
	assert.match((await official.get(`/office/groups?state=${state}&sort=wait`)).text, /کمتر از ۵/);
	const started = await official.api('POST', '/exports', { list: 'office_groups', format: 'csv', state, trade, province: Number(place) });
	assert.equal(started.json.error.code, 'few_people');
});

test('nor by subtraction: with it another is hidden in its row and its column', async () => {
	const sums = new Map();
	const told = async (p, t, s) => {
		const key = [p, t, s].join();
		const query = [p && `province=${p}`, t && `trade=${t}`, s && `state=${s}`].filter(Boolean).join('&');
		if (!sums.has(key)) sums.set(key, (await list(query)).sums?.groups ?? null);
		return sums.get(key);
	};
	const trades = board.trades.map((one) => one.slug);
	const states = board.states.map((one) => one.state);
	for (const line of [trades.map((t) => [place, t, state]), states.map((s) => [place, trade, s]),
		board.provinces.map((one) => [one.id, trade, state])]) {
		let hidden = 0;
		for (const cell of line) hidden += await told(...cell) === null;
		const [whole] = [[place, '', state], [place, trade, ''], ['', trade, state]].filter((_, i) =>
			i === [trades, states, board.provinces].findIndex((axis) => axis.length === line.length));
		if (await told(...whole) === null) hidden++;
		assert.ok(hidden > 1, `${hidden} hidden beside ${whole}`);
	}
});

test('an officer of a province sees her province alone', async () => {
	const hers = await officerOf(4);
	const { place: shown, may_nation: wide } = (await hers.get('/api/v1/board')).json;
	assert.deepEqual([shown.id, wide], [4, false]);
	assert.equal((await hers.get('/api/v1/board?province=8')).status, 404);
	assert.equal((await hers.get('/api/v1/office/groups?province=8')).status, 404);
	for (const one of (await list('', hers)).groups) assert.equal(one.province, 'اصفهان');
	assert.doesNotMatch((await hers.get('/office/groups')).text, /<select[^>]*name="province"/);
});

test('who is no officer has no board', async () => {
	for (const role of ['leader', 'clinic_manager', 'facilitator', 'finance', 'admin']) {
		const { client } = await person(role);
		assert.equal((await client.get('/api/v1/board')).status, 403, role);
		assert.equal((await client.get('/office/groups')).status, 403, role);
	}
	assert.match((await new Client().get('/office')).location, /^\/login\?next=\/office/);
});

test('what does not make sense is refused kindly', async () => {
	for (const query of ['state=asleep', 'sort=name', 'of=born&month=1405/01/01', 'month=1405/13/01'])
		assert.equal((await official.get(`/api/v1/office/groups?${query}`)).status, 422, query);
	assert.equal((await list('risk=no-such')).groups.length, 0);
	const month = await list('month=1405-05-10&of=sold');
	assert.match(month.filter.month, /^\d{4}-\d\d-\d\d$/);
});

test('the runner counts again by itself', async () => {
	const before = sql('select counted_at from board_run');
	for (let i = 0; i < 150 && sql('select counted_at from board_run') === before; i++)
		await new Promise((done) => setTimeout(done, 200));
	assert.notEqual(sql('select counted_at from board_run'), before);
});

after(() => sql(`update role_grant set ended_at = now() where account_id in
	(select id from account where mobile like '0994${stamp}%')`));
