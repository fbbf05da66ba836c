// Groups that save: one that is new to it, and the demo group in the midst of
// a cycle.
import { Client } from './client.mjs';
import { mobiles, person, sql } from './people.mjs';

export const codes = { leader: '270194', secretary: '530817', treasurer: '386215' };

// A group of the demo facilitator that has not saved yet, whose officers and
// one member have numbers of their own: {group, women, ids, mobiles}.
export function freshGroup() {
	const group = Number(sql(`select g.id from self_help_group g join account a on a.id = g.facilitator_id
		where a.mobile = '${mobiles.facilitator}' and g.state = 'active' and g.kind = 'hamyar'
			and not exists (select from savings_cycle c where c.group_id = g.id)
			and not exists (select from role_grant r where r.scope_kind = 'group' and r.scope_id = g.id)
			and (select count(*) from group_member m where m.group_id = g.id and m.left_on is null and not m.pending) >= 5
		order by g.id limit 1`));
	if (!group) throw new Error('no group of the demo is new to savings');
	sql(`update self_help_group set since = least(since, current_date - 500) where id = ${group};
		update group_member set joined_on = least(joined_on, current_date - 500) where group_id = ${group}`);
	const women = JSON.parse(sql(`select json_agg(json_build_object('id', id, 'name', name, 'post', post) order by id)
		from group_member where group_id = ${group} and left_on is null and not pending`));
	const all = { group, women, ids: {}, mobiles: {} };
	for (const post of ['leader', 'secretary', 'treasurer', 'member']) {
		const { id, name } = women.find((one) => one.post === post);
		const mobile = `0936${String(Math.floor(Math.random() * 1e7)).padStart(7, '0')}`;
		sql(`with made as (insert into account (mobile, name) values ('${mobile}', '${name}') returning id),
			granted as (insert into role_grant (account_id, role, scope_kind, scope_id) select id, '${post}', 'group', ${group} from made)
			update group_member set account_id = made.id, mobile = '${mobile}' from made where group_member.id = ${id}`);
		all.ids[post] = id;
		all.mobiles[post] = mobile;
	}
	return all;
}

// Her client, acting in her role.
export async function officer(mobile) {
	const client = new Client();
	await client.login(mobile);
	const grant = Number(sql(`select r.id from role_grant r join account a on a.id = r.account_id where a.mobile = '${mobile}'
		and r.ended_at is null order by r.id limit 1`));
	await client.api('POST', '/account/role', { grant });
	return client;
}

const done = (answer) => {
	if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text.slice(0, 400)}`);
	return answer.json;
};
const unique = (what) => `${what}-${Date.now()}-${Math.random().toString(36).slice(2)}`;

export const cycleFields = (women, more = {}) => ({ client_id: unique('cycle'), starts_on: sql('select current_date - 100'),
	planned_end: sql('select current_date + 200'), every_days: 7, share: 500000, shares_min: 0, shares_max: 5, social: 100000,
	charge: 'reducing', rate: 200, loan_multiple: 3, loan_days_max: 90, fine_title: ['دیر آمدن'], fine_amount: [50000],
	agreed: women, ...more });

export const meetingFields = (women, more = {}) => ({ client_id: unique('meeting'), held_on: sql('select current_date'),
	presence: Object.fromEntries(women.map((id) => [id, 'present'])), shares: Object.fromEntries(women.map((id) => [id, 2])),
	...more });

export const cash = (group, fund) => Number(sql(`select coalesce(sum(a.balance_rial), 0) from ledger_account a
	join ledger_book b on b.id = a.book_id where b.group_id = ${group} and a.kind = 'cash' and a.fund = '${fund}'`));

let demo;

// The demo group with a cycle that is open and a meeting that was held.
export async function saving() {
	demo ??= { leader: await person('leader'), treasurer: await person('treasurer') };
	const group = Number(demo.leader.scope);
	const women = sql(`select id from group_member where group_id = ${group} and left_on is null and not pending order by id`)
		.split('\n').map(Number);
	const by = {};
	for (const post of ['leader', 'treasurer']) {
		by[sql(`select id from group_member where group_id = ${group} and post = '${post}' and left_on is null`)] = codes[post];
		done(await demo[post].client.api('POST', '/savings/code', { code: codes[post] }));
	}
	if (!sql(`select id from savings_cycle where group_id = ${group} and ended_on is null`)) {
		sql(`update self_help_group set since = least(since, current_date - 500) where id = ${group}`);
		done(await demo.leader.client.api('POST', `/groups/${group}/savings/cycles`, cycleFields(women, { code: by,
			starts_on: sql(`select coalesce(max(ended_on), current_date - 100) from savings_cycle where group_id = ${group}`) })));
	}
	const previous = () => Number(sql(`select coalesce(max(id), 0) from savings_meeting where group_id = ${group} and reversed_at is null`)) || undefined;
	if (!sql(`select 1 from savings_meeting m join savings_cycle c on c.id = m.cycle_id where c.group_id = ${group}
		and c.ended_on is null and m.reversed_at is null limit 1`))
		done(await demo.leader.client.api('POST', `/groups/${group}/savings/meetings`, meetingFields(women, { code: by,
			previous: previous(), counted: { loan: cash(group, 'loan'), social: cash(group, 'social') } })));
	return { group, women, code: by, previous: previous() };
}
