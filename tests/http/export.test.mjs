// Lists as files: asked for on a page, written by the runner, whole and safe
// to open, and nobody else's.
import assert from 'node:assert/strict';
import test from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { Client, base } from './client.mjs';
import { person, sql } from './people.mjs';

const official = await person('officer');
const manager = await person('clinic_manager');

async function ready(client, id) {
	for (let i = 0; i < 200; i++) {
		const { json } = await client.get(`/api/v1/exports/${id}`);
		if (!json.busy) return json;
		await new Promise((done) => setTimeout(done, 100));
	}
	throw new Error(`export ${id} is not written`);
}

async function exported(client, fields) {
	const started = await client.api('POST', '/exports', fields);
	assert.equal(started.status, 201, started.text);
	const about = await ready(client, started.json.id);
	assert.equal(about.state, 'ready', JSON.stringify(about));
	const answer = await fetch(`${base}/exports/${about.id}/file`, { headers: { cookie: client.cookie } });
	assert.equal(answer.status, 200);
	return { about, answer, bytes: Buffer.from(await answer.arrayBuffer()) };
}

// Rows of a CSV: quotes, doubled quotes and line ends inside them.
function rowsOf(text) {
	const rows = [[]];
	for (const [, quoted, bare, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gy)) {
		rows.at(-1).push(quoted?.replaceAll('""', '"') ?? bare);
		if (end === '\r\n') rows.push([]);
	}
	return rows.filter((row) => row.length > 1);
}

// The files of a ZIP, by the list at its end.
function unzipped(zip) {
	const files = {};
	const end = zip.lastIndexOf(Buffer.from('PK\x05\x06'));
	let at = zip.readUInt32LE(end + 16);
	for (let i = zip.readUInt16LE(end + 10); i > 0; i--) {
		const [method, size] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)];
		const [name, extra, comment] = [28, 30, 32].map((n) => zip.readUInt16LE(at + n));
		const local = zip.readUInt32LE(at + 42);
		const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
		const body = zip.subarray(from, from + size);
		files[zip.subarray(at + 46, at + 46 + name)] = (method === 8 ? inflateRawSync(body) : body).toString();
		at += 46 + name + extra + comment;
	}
	return files;
}

// The cells of a sheet, row by row: numbers as numbers, texts as texts.
function cellsOf(xml) {
	return [...xml.matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, row]) =>
		Object.fromEntries([...row.matchAll(/<c r="([A-Z]+)\d+"([^>]*)>(.*?)<\/c>/gs)].map(([, column, kind, inside]) =>
			[column, /inlineStr/.test(kind) ? /<t[^>]*>(.*?)<\/t>/s.exec(inside)?.[1] ?? '' : Number(/<v>(.*?)<\/v>/.exec(inside)[1])])));
}

test('from the page of a list to the file, without a script', async () => {
	const { client } = official;
	const asked = await client.submit('/office/groups?state=active&trade=leather', '/office/exports', { format: 'csv' });
	assert.equal(asked.location, '/office/exports');
	const id = Number(sql(`select max(id) from export where account_id = ${official.account}`));
	assert.deepEqual(JSON.parse(sql(`select filters from export where id = ${id}`)), { sort: 'new', state: 'active', trade: 'leather' });
	await ready(client, id);
	const page = (await client.get('/office/exports')).text;
	assert.ok(page.includes(`href="/exports/${id}/file"`));
	assert.match(page, /گروه‌ها، فعال، چرم/);
	const { sums } = (await client.get('/api/v1/office/groups?state=active&trade=leather')).json;
	const text = (await client.get(`/exports/${id}/file`)).text;
	assert.equal(rowsOf(text).length, sums.groups + 1);
});

test('a CSV opens as it is meant, and starts no formula', async () => {
	const { client } = official;
	const [id, name] = sql(`select g.id, g.name from self_help_group g join board_group b on b.group_id = g.id
		where g.state = 'active' and b.people > 4 order by g.id desc limit 1`).split('|');
	sql(`update self_help_group set name = '=HYPERLINK("x", "گروه")' where id = ${id}`);
	try {
		const { about, answer, bytes } = await exported(client, { list: 'office_groups', format: 'csv', state: 'active' });
		assert.equal(answer.headers.get('content-type'), 'text/csv; charset=utf-8');
		assert.match(answer.headers.get('content-disposition'), /^attachment; filename="office-groups-14\d\d-\d\d-\d\d\.csv"$/);
		assert.match(answer.headers.get('cache-control'), /no-store/);
		assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
		assert.equal(Number(answer.headers.get('content-length')), about.bytes);
		assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
		const [head, ...rows] = rowsOf(bytes.toString().slice(1));
		assert.deepEqual(head.slice(0, 3), ['شناسه', 'نام گروه', 'نوع']);
		assert.equal(rows.length, about.rows);
		const row = rows.find((one) => one[0] === id);
		assert.equal(row[1], '\'=HYPERLINK("x", "گروه")');
		assert.match(row[8], /^14\d\d\/\d\d\/\d\d$/);
		assert.match(row[10], /^\d+ تا \d+$/);
		assert.ok(rows.every((one) => one.length === head.length && !/^[=+@-]/.test(one[1])));
	} finally {
		sql(`update self_help_group set name = '${name}' where id = ${id}`);
	}
});

test('an XLSX reads from right to left, with numbers that are numbers', async () => {
	const { about, answer, bytes } = await exported(official.client, { list: 'office_groups', format: 'xlsx', province: 8 });
	assert.match(answer.headers.get('content-type'), /spreadsheetml/);
	const files = unzipped(bytes);
	assert.ok(files['[Content_Types].xml'] && files['xl/workbook.xml']);
	assert.match(files['xl/workbook.xml'], /name="گروه‌ها"/);
	const sheet = files['xl/worksheets/sheet1.xml'];
	assert.match(sheet, /rightToLeft="1"/);
	assert.match(sheet, /state="frozen"/);
	const [head, ...rows] = cellsOf(sheet);
	assert.deepEqual([head.A, head.B, head.M], ['شناسه', 'نام گروه', 'فروش ۹۰ روز (ریال)']);
	assert.equal(rows.length, about.rows);
	assert.equal(rows.length, Number(sql("select count(*) from self_help_group where province_id = 8 and state <> 'draft'")));
	for (const row of rows) {
		assert.equal(typeof row.A, 'number');
		assert.equal(typeof row.M, 'number');
		assert.equal(row.E, 'تهران');
	}
	const sold = Number(sql('select sum(sold_rial) from board_group where province_id = 8'));
	assert.equal(rows.reduce((sum, row) => sum + row.M, 0), sold);
});

test('a clinic takes its lists with exact numbers', async () => {
	const { client, scope } = manager;
	const { rows } = (await exported(client, { list: 'clinic_groups', format: 'csv', state: 'active' })).about;
	assert.equal(rows, (await client.get('/api/v1/clinic/groups?state=active')).json.total);
	const { bytes } = await exported(client, { list: 'clinic_groups', format: 'xlsx' });
	const [head, ...cells] = cellsOf(unzipped(bytes)['xl/worksheets/sheet1.xml']);
	assert.equal(head.H, 'اعضا (نفر)');
	const [id, members] = sql(`select g.id, members_count(g.id) from self_help_group g where clinic_id = ${scope}
		and state = 'active' order by id limit 1`).split('|').map(Number);
	assert.equal(cells.find((row) => row.A === id).H, members);
	for (const list of ['clinic_applications', 'clinic_products']) await exported(client, { list, format: 'csv' });
	const asked = await client.submit('/clinic/products', '/clinic/exports', { format: 'xlsx' });
	assert.equal(asked.location, '/clinic/exports');
	assert.match((await client.get('/clinic/exports')).text, /محصولات برای بررسی/);
	for (const list of ['office_groups', 'confirmations'])
		assert.equal((await client.api('POST', '/exports', { list, format: 'csv' })).json.error.code, 'forbidden');
});

test('the file is hers alone, in the role she asked in', async () => {
	const { about } = await exported(official.client, { list: 'confirmations', format: 'csv' });
	for (const other of [manager.client, (await person('auditor')).client]) {
		assert.equal((await other.get(`/exports/${about.id}/file`)).status, 404);
		assert.equal((await other.get(`/api/v1/exports/${about.id}`)).status, 404);
	}
	assert.equal((await new Client().get(`/exports/${about.id}/file`)).status, 303);
	const file = sql(`select file || '.' || format from export where id = ${about.id}`);
	for (const path of [`/media/${file.slice(0, 2)}/${file}`, `/exports/${file}`, `/assets/${file}`, `/exports/../exports/${file}`])
		assert.equal((await official.client.get(path)).status, 404, path);
	await official.client.api('POST', '/account/role', {});
	assert.equal((await official.client.get(`/exports/${about.id}/file`)).status, 403);
	await official.client.api('POST', '/account/role', { grant: official.grant });
	assert.equal((await official.client.get(`/exports/${about.id}/file`)).status, 200);
	sql(`update export set created_at = now() - interval '8 days' where id = ${about.id}`);
	assert.equal((await official.client.get(`/exports/${about.id}/file`)).status, 404);
});

test('a program takes it with its token', async () => {
	const { json } = await official.client.api('POST', '/account/tokens', { name: 'خروجی', grant: official.grant, days: 1 });
	const program = new Client({ token: json.token, origin: '' });
	const { about } = await exportedBy(program);
	const answer = await program.get(`/exports/${about.id}/file`);
	assert.equal(answer.status, 200);
	assert.equal(rowsOf(answer.text).length, about.rows + 1);
});

async function exportedBy(program) {
	const started = await program.api('POST', '/exports', { list: 'confirmations', format: 'csv' });
	return { about: await ready(program, started.json.id) };
}

test('not six at once; a key sent twice asks once', async () => {
	const who = await person('auditor');
	sql(`insert into export (account_id, role_grant_id, list, filters, format)
		select ${who.account}, ${who.grant}, 'confirmations', '{}', 'csv' from generate_series(1, 5)`);
	const ask = (key) => who.client.api('POST', '/exports', { list: 'confirmations', format: 'csv' }, { 'idempotency-key': key });
	assert.equal((await ask(`export-a-${Date.now()}`)).json.error.code, 'export_limit');
	sql(`delete from export where account_id = ${who.account}`);
	const key = `export-b-${Date.now()}`;
	const [one, two] = [await ask(key), await ask(key)];
	assert.deepEqual(one.json, two.json);
	assert.equal(sql(`select count(*) from export where account_id = ${who.account}`), '1');
});
