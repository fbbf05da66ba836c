// Everybody of the demo data, logged in once and acting in her role; and a
// look into the database, to find what is hers and what is another's.
import { execFileSync } from 'node:child_process';
import { Client } from './client.mjs';

const psql = ['-qAtX', '-v', 'ON_ERROR_STOP=1', `${process.env.HAMYAR_DB_SUPER} dbname=hamyar`];

export const mobiles = {
	visitor: null,
	customer: '09120000001',
	member: '09120000002',
	leader: '09120000003',
	facilitator: '09120000004',
	clinic_officer: '09120000005',
	clinic_manager: '09120000006',
	officer: '09120000007',
	finance: '09120000008',
	auditor: '09120000009',
	admin: '09120000010',
	secretary: '09120000011',
	treasurer: '09120000012',
};

export function sql(text) {
	return execFileSync('psql', [...psql, '-c', text], { encoding: 'utf8', stdio: 'pipe' }).trim();
}

// {role, client, account, grant, scope}; a visitor has none of the last three.
export async function person(role) {
	const client = new Client();
	if (role === 'visitor') return { role, client };
	await client.login(mobiles[role]);
	const [account, grant, scope] = sql(`select a.id, g.id, g.scope_id from account a
		left join role_grant g on g.account_id = a.id and g.role = '${role}' and g.ended_at is null
		where a.mobile = '${mobiles[role]}' order by g.id limit 1`).split('|');
	const acts = await client.api('POST', '/account/role', grant ? { grant: Number(grant) } : {});
	if (acts.status !== 201 || acts.json.role !== role) throw new Error(`${role}: ${acts.text}`);
	return { role, client, account, grant: grant ? Number(grant) : undefined, scope };
}

export async function everybody() {
	const people = [];
	for (const role of Object.keys(mobiles)) people.push(await person(role));
	return people;
}

// What this person says in a request that changes nothing else: her csrf.
export async function csrfOf(client) {
	const html = (await client.get('/account/profile')).text;
	return /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
}
