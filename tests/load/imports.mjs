// An office that imports, for the row of that name: a copy of a database of
// its own, a service and a job runner on it.
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { runner, service, settings, sleep } from './tools.mjs';

const tables = ['self_help_group', 'group_member', 'account', 'role_grant', 'group_history', 'member_history', 'tally'];

export async function desk(name, database) {
	const env = Object.fromEntries(Object.entries(settings(name)).map(([key, value]) =>
		[key, /^HAMYAR_DB(_OWNER|_JOBS)?$/.test(key) ? value.replace(/dbname=\w+/, `dbname=${database}`) : value]));
	const admin = (db, text) => execFileSync('psql', ['-qAtX', '-v', 'ON_ERROR_STOP=1', `${env.HAMYAR_DB_SUPER} dbname=${db}`, '-c', text],
		{ encoding: 'utf8', env: { ...process.env, PGOPTIONS: '-c client_min_messages=warning' } }).trim();
	admin('postgres', `drop database if exists ${database} with (force)`);
	admin('postgres', `create database ${database} template hamyar`);
	admin(database, `grant connect on database ${database} to hamyar_service, hamyar_jobs`);
	const token = randomBytes(32).toString('base64url');
	admin(database, `insert into api_token (account_id, role_grant_id, name, token_hash)
		select account_id, id, 'bench', '${createHash('sha256').update(token).digest('hex')}' from role_grant where role = 'admin' limit 1`);
	const ours = await service(name, env);
	const jobs = await runner(name, env);

	const ask = async (method, path, body) => {
		const answer = await fetch(`${ours.url}/api/v1/imports${path}`, { method, body: body instanceof FormData ? body : JSON.stringify(body),
			headers: { authorization: `Bearer ${token}`, connection: 'close', ...(body instanceof FormData ? {} : { 'content-type': 'application/json' }) } });
		return { status: answer.status, json: await answer.json() };
	};
	for (let i = 0; i < 100 && (await ask('GET', '')).status !== 200; i++) await sleep(100);
	const settled = async (id) => {
		for (;;) {
			const { json } = await ask('GET', `/${id}`);
			if (!json.busy) return json;
			await sleep(100);
		}
	};
	// From the first byte sent to the last error found.
	const check = async (text) => {
		const form = new FormData();
		form.append('kind', 'groups');
		form.append('file', new Blob([text]), 'register.csv');
		const began = performance.now();
		const made = await ask('POST', '', form);
		if (made.status !== 201) throw new Error(JSON.stringify(made.json));
		const read = await settled(made.json.id);
		await ask('PUT', `/${read.id}/columns`, { column: read.fields.map((field) => field.column) });
		const said = await settled(read.id);
		return { id: said.id, errors: said.errors, seconds: (performance.now() - began) / 1000 };
	};
	return {
		check,
		async write(text) {
			const said = await check(text);
			const began = performance.now();
			const answer = await ask('POST', `/${said.id}/writing`, {});
			if (answer.status !== 201) throw new Error(JSON.stringify(answer.json));
			const done = await settled(said.id);
			if (done.state !== 'done') throw new Error(`${done.state}: ${done.why}`);
			return { check_s: said.seconds, write_s: (performance.now() - began) / 1000, result: done.result };
		},
		async refuses(id) {
			return (await ask('POST', `/${id}/writing`, {})).json.error?.code === 'import_wrong';
		},
		async errors(id) {
			const { json } = await ask('GET', `/${id}/errors?most=10000`);
			return json.errors.map((one) => `${one.row} ${one.code}`).sort();
		},
		// Every row that an import may touch, as it is.
		print: () => tables.map((table) => admin(database, `select count(*), sum(hashtext(t::text)::bigint) from ${table} t`)).join(' '),
		async stop() {
			await jobs.stop();
			await ours.stop();
			admin('postgres', `drop database if exists ${database} with (force)`);
		},
	};
}
