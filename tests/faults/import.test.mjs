// An import whose runner dies, or whose database falls: it is whole or it is
// not there, and it goes on by itself or says what to do.
import test from 'node:test';
import assert from 'node:assert/strict';
import { person } from '../http/people.mjs';
import { csv, header, registry } from '../http/registry.mjs';
import { sql, until } from './service.mjs';

const LIMIT = { timeout: 120000 };
const admin = await person('admin');
const first = 62 + Date.now() % 6 * 3;
const places = sql(`select p.name, c.name, k.name from clinic k join city c on c.id = k.city_id
	join province p on p.id = c.province_id where (select count(*) from clinic o where o.name = k.name) = 1
	order by k.id limit 9`).split('\n').map((line) => line.split('|')).map(([province, city, clinic]) => ({ province, city, clinic }));

const of = async (id) => (await admin.client.get(`/api/v1/imports/${id}`)).json;
const settled = (id) => until('it is done', async () => (await of(id)).busy === false, { ms: 60000 });
const there = (base) => sql(`select count(*) || ' ' || (select count(*) from group_member m join self_help_group g on g.id = m.group_id
	where g.registry_no like '${base}-%') from self_help_group where registry_no like '${base}-%'`);

async function begin(file) {
	const form = new FormData();
	form.append('kind', 'groups');
	form.append('file', new Blob([csv(header, file.rows)]), 'x.csv');
	const made = await admin.client.ask('POST', '/api/v1/imports', { body: form });
	assert.equal(made.status, 201, made.text);
	await settled(made.json.id);
	const { id, fields } = await of(made.json.id);
	assert.equal((await admin.client.api('PUT', `/imports/${id}/columns`, { column: fields.map((one) => one.column) })).status, 200);
	return id;
}

// The lane that has an import's job at hand.
function killLane() {
	const [name] = sql("select runner from job where state = 'running' and kind like 'import_%'").split('\n');
	if (!name) return false;
	process.kill(Number(name.split(':')[1]), 'SIGKILL');
	return true;
}

test('a lane killed in the check and in the writing: all of it is there, once', LIMIT, async () => {
	const file = registry({ rows: 9000, base: first, places, plain: true });
	const id = await begin(file);
	await until('it is half-way', async () => (await of(id)).rows_done > 0);
	assert.ok(killLane());
	sql("update job set run_at = now() where state = 'ready' and kind = 'import_check'");
	await until('another goes on', async () => {
		sql("update job set run_at = now() where state = 'ready' and kind like 'import_%'");
		return !(await of(id)).busy;
	}, { ms: 60000 });
	assert.deepEqual([(await of(id)).state, (await of(id)).errors, (await of(id)).rows_all], ['checked', 0, file.members]);
	assert.equal(there(first), '0 0');
	await admin.client.api('POST', `/imports/${id}/writing`, {});
	await until('it is being written', () => sql("select count(*) from job where state = 'running' and kind = 'import_write'") === '1');
	killLane();
	await until('another writes it', async () => {
		const now = there(first);
		assert.ok(['0 0', `${file.groups} ${file.members}`].includes(now), `half of it: ${now}`);
		sql("update job set run_at = now() where state = 'ready' and kind like 'import_%'");
		return (await of(id)).state === 'done';
	}, { ms: 60000 });
	assert.equal(there(first), `${file.groups} ${file.members}`);
});

test('what cannot be written, however often it is tried, comes back to who sent it and can be written later', LIMIT, async () => {
	const file = registry({ rows: 60, base: first + 2, places, plain: true });
	const id = await begin(file);
	await settled(id);
	sql(`create function test_no_more() returns trigger language plpgsql as $$ begin raise 'no more' using errcode = 'disk_full'; end $$;
		create trigger test_no_more before insert on self_help_group for each statement execute function test_no_more()`);
	try {
		await admin.client.api('POST', `/imports/${id}/writing`, {});
		await until('it is given up', async () => {
			sql("update job set run_at = now() where state = 'ready' and kind = 'import_write'");
			return !(await of(id)).busy;
		}, { ms: 30000 });
	} finally {
		sql('drop trigger test_no_more on self_help_group; drop function test_no_more()');
	}
	assert.equal((await of(id)).state, 'checked');
	assert.match((await of(id)).why, /خطایی در سامانه/);
	assert.equal(sql(`select state || ' ' || tries from job where kind = 'import_write' and payload ->> 'import' = '${id}'`), 'done 5');
	assert.equal(there(first + 2), '0 0');
	await admin.client.api('POST', `/imports/${id}/writing`, {});
	await settled(id);
	assert.equal(there(first + 2), `${file.groups} ${file.members}`);
});

test('a database that fell has lost what was staged: nothing is written, checking again mends it', LIMIT, async () => {
	const file = registry({ rows: 60, base: first + 1, places, plain: true });
	const id = await begin(file);
	await settled(id);
	process.kill(Number(sql('select pg_backend_pid() from pg_sleep(0) union all select pid from pg_stat_activity where usename = \'hamyar_service\' limit 2').split('\n')[1]), 'SIGKILL');
	await until('the database is back', () => {
		try {
			return sql('select 1') === '1';
		} catch {
			return false;
		}
	}, { ms: 20000 });
	await until('the service is back', async () => (await admin.client.get(`/api/v1/imports/${id}`)).status === 200, { ms: 20000 });
	assert.equal(sql(`select count(*) from import_row where import_id = ${id}`), '0');
	await until('it is asked for', async () => (await admin.client.api('POST', `/imports/${id}/writing`, {})).status === 201);
	await settled(id);
	assert.equal((await of(id)).state, 'checked');
	assert.match((await of(id)).why, /دوباره بررسی کنید/);
	assert.equal(there(first + 1), '0 0');
	const { fields } = await of(id);
	await admin.client.api('PUT', `/imports/${id}/columns`, { column: fields.map((one) => one.column) });
	await settled(id);
	await admin.client.api('POST', `/imports/${id}/writing`, {});
	await settled(id);
	assert.equal(there(first + 1), `${file.groups} ${file.members}`);
});
