// Groups that save, with their officers' keys; and a look into their books by
// the superuser, over one line that is opened again when it breaks.
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { sql } from '../http/people.mjs';

const POSTS = ['leader', 'secretary', 'treasurer'];
const TRIES_MAX = 300;
const PASSING_MS = 200;

export const today = () => sql('select current_date');

// [{kind, size, days}] → [{id, kind, members: [{id, post, account?, token?}]}], the
// officers first. Far from the demo's own clinic.
export function makeGroups(wanted) {
	const officers = wanted.flatMap((_, n) => POSTS.map((post) => {
		const token = randomBytes(32).toString('base64url');
		return { n, post, token, hash: createHash('sha256').update(token).digest('hex') };
	}));
	const made = JSON.parse(sql(`begin;
create temp table wanted as select n, kind, size, days from json_to_recordset('${JSON.stringify(wanted.map((one, n) => ({ n, ...one })))}')
    as w (n integer, kind text, size integer, days integer);
create temp table made as select n, nextval(pg_get_serial_sequence('self_help_group', 'id')) as id, kind, size,
    current_date - days as since from wanted;
insert into self_help_group (id, name, kind, category_id, clinic_id, province_id, city_id, state, since)
select m.id, 'گروه پس‌انداز ' || m.id, m.kind, (select min(id) from category where parent_id is not null), c.id, c.province_id,
    c.city_id, 'active', m.since from made m, (select * from clinic order by id desc limit 1) c;
create temp table officer as select o.*, nextval(pg_get_serial_sequence('account', 'id')) as account,
    lpad(((select coalesce(max(mobile), '09890000000')::bigint from account where mobile like '0989%')
        + row_number() over ())::text, 11, '0') as mobile
from json_to_recordset('${JSON.stringify(officers)}') as o (n integer, post text, hash text);
insert into account (id, mobile, name) select account, mobile, 'بانوی ' || account from officer;
insert into group_member (group_id, account_id, mobile, name, post, joined_on)
select m.id, o.account, o.mobile, 'بانوی ' || o.account, o.post, m.since from officer o join made m using (n) order by o.account;
insert into group_member (group_id, name, joined_on)
select m.id, 'بانوی ' || i, m.since from made m, generate_series(4, size) i order by m.id, i;
with given as (
    insert into role_grant (account_id, role, scope_kind, scope_id)
    select o.account, o.post, 'group', m.id from officer o join made m using (n) returning id, account_id
) insert into api_token (account_id, role_grant_id, name, token_hash)
select g.account_id, g.id, 'test', o.hash from given g join officer o on o.account = g.account_id;
select json_agg(json_build_object('id', m.id, 'kind', m.kind, 'since', m.since, 'members', (select json_agg(json_build_object('id', w.id,
    'post', w.post, 'account', w.account_id) order by array_position(array['leader', 'secretary', 'treasurer', 'member'], w.post),
    w.id) from group_member w where w.group_id = m.id)) order by m.n) from made m;
commit`));
	made.forEach((group, n) => POSTS.forEach((_, i) => { group.members[i].token = officers[3 * n + i].token; }));
	return made;
}

// Who goes with these groups, and writes for their officers: her key.
export function makeFacilitator() {
	const token = randomBytes(32).toString('base64url');
	sql(`with woman as (
	    insert into account (mobile, name) select lpad((coalesce(max(mobile), '09880000000')::bigint + 1)::text, 11, '0'), 'تسهیلگر آزمون'
	    from account where mobile like '0988%' returning id
	), given as (
	    insert into role_grant (account_id, role, scope_kind, scope_id)
	    select id, 'facilitator', 'clinic', (select max(id) from clinic) from woman returning id, account_id
	) insert into api_token (account_id, role_grant_id, name, token_hash)
	select account_id, id, 'test', '${createHash('sha256').update(token).digest('hex')}' from given`);
	return token;
}

// She joins a group that is at work already; her id.
export const join = (group, day) => Number(sql(`insert into group_member (group_id, name, joined_on)
	values (${group}, 'بانوی تازه', '${day}') returning id`));

export const leave = (member, day) => sql(`update group_member set left_on = '${day}', in_force = false where id = ${member}`);

// Fifteen minutes are over.
export const unlock = (account) => sql(`update savings_code set locked_until = now() where account_id = ${account}`);

// One line to the database for reading; asked again when it breaks.
export class Reader {
	async ask(text) {
		for (let i = 0; i < TRIES_MAX; i++) {
			try {
				return JSON.parse(await this.#once(text));
			} catch (error) {
				if (error.said) throw error;
				this.close();
				await new Promise((done) => setTimeout(done, PASSING_MS));
			}
		}
		throw new Error('the database does not answer');
	}

	book(group) {
		return this.ask(`execute book(${group})`);
	}

	// Questions stand in line.
	#once(text) {
		const turn = (this.turn ?? Promise.resolve()).catch(() => {}).then(() => this.#send(text));
		this.turn = turn;
		return turn;
	}

	#send(text) {
		this.child ??= this.#open();
		const { child } = this;
		return new Promise((done, fail) => {
			const lines = [];
			const gone = () => fail(new Error(lines.join('\n')));
			const heard = (line) => {
				if (line !== 'END') return lines.push(line);
				child.off('close', gone);
				child.lines.off('line', heard);
				return done(lines.join('\n'));
			};
			child.once('close', gone);
			child.lines.on('line', heard);
			child.stdin.write(`${text.replaceAll('\n', ' ')};\n\\echo END\n`);
		});
	}

	#open() {
		const child = spawn('psql', ['-qAtX', '-v', 'ON_ERROR_STOP=1', `${process.env.HAMYAR_DB_SUPER} dbname=hamyar`],
			{ stdio: ['pipe', 'pipe', 'pipe'] });
		child.lines = createInterface({ input: child.stdout });
		child.stdin.on('error', () => {});
		child.stdin.write(`prepare book(bigint) as ${BOOK};\n`);
		child.stderr.on('data', (said) => { child.said = `${child.said ?? ''}${said}`; });
		return child;
	}

	close() {
		this.child?.stdin.end();
		this.child = undefined;
	}
}

// A group's book as it stands: {head, hash, balances, loans: {number: id}}.
const BOOK = `select json_build_object('head', b.head, 'hash', encode(b.head_hash, 'hex'),
	'balances', (select coalesce(json_object_agg(concat_ws(' ', a.kind, a.fund, coalesce('#' || l.number, a.member_id::text)),
	    a.balance_rial), '{}') from ledger_account a left join savings_loan l on l.id = a.loan_id
	    where a.book_id = b.id and a.balance_rial <> 0),
	'loans', (select coalesce(json_object_agg(number, id), '{}') from savings_loan where group_id = g.id),
	'members', (select json_agg(id order by id) from group_member where group_id = g.id and left_on is null),
	'meetings', (select count(*) from savings_meeting where group_id = g.id),
	'cycle', (select number from savings_cycle where group_id = g.id and ended_on is null))
	from self_help_group g left join ledger_book b on b.group_id = g.id where g.id = $1`;

// Who got what in a share-out: [{id, gross, paid, owes}].
export const sharesOf = (meeting) => `select coalesce(json_agg(json_build_object('id', member_id, 'gross', gross_rial, 'paid', paid_rial,
	'owes', owes_rial) order by member_id), '[]') from savings_share where meeting_id = ${meeting}`;

// Receipts of meetings that were told, and texts to the officers of a group.
export const receiptsOf = (groups) => `select json_agg(json_build_object('told', t.told, 'texts', t.texts)) from (
	select (select count(*) from savings_meeting s where s.group_id = m.group_id and s.told_at is not null
	        and s.held_on > current_date - 30) as told,
	    (select count(*) from message where mobile = m.mobile and kind in ('savings_receipt', 'savings_shared')) as texts
	from group_member m where m.group_id in (${groups}) and m.mobile is not null) t`;

// What does not agree in the books of these groups, asked without the service's
// own functions but one: nothing, if all is well.
export const faultsOf = (groups) => `with book as (select id from ledger_book where group_id in (${groups})),
	leg as (select l.entry_id, a.fund, a.id as account, a.kind, l.amount_rial from ledger_leg l
	    join ledger_account a on a.id = l.account_id where l.book_id in (select id from book)),
	fault as (
	    select 'entry and fund' as what, entry_id as id, fund as more, sum(amount_rial) as rial from leg
	        group by entry_id, fund having sum(amount_rial) <> 0
	    union all select 'book and fund', a.book_id, a.fund, sum(k.normal * a.balance_rial) from ledger_account a
	        join ledger_account_kind k on k.kind = a.kind where a.book_id in (select id from book)
	        group by a.book_id, a.fund having sum(k.normal * a.balance_rial) <> 0
	    union all select 'balance', a.id, a.kind, a.balance_rial from ledger_account a
	        join ledger_account_kind k on k.kind = a.kind
	        left join (select account, sum(amount_rial) as rial from leg group by account) l on l.account = a.id
	        where a.book_id in (select id from book) and a.balance_rial <> k.normal * coalesce(l.rial, 0)
	    union all select 'negative', id, kind, balance_rial from ledger_account where book_id in (select id from book)
	        and balance_rial < 0 and not may_go_negative
	    union all select 'loan limit', w.member_id, w.lent::text, w.room from (
	        select l.member_id, sum(a.balance_rial) as lent, c.loan_multiple * (select coalesce(sum(s.balance_rial), 0)
	            from ledger_account s where s.book_id = a.book_id and s.kind = 'savings' and s.member_id = l.member_id) as room
	        from ledger_account a join savings_loan l on l.id = a.loan_id
	        join savings_cycle c on c.id = l.cycle_id and c.ended_on is null
	        where a.book_id in (select id from book) and a.kind = 'loan' and a.fund = 'loan'
	        group by l.member_id, a.book_id, c.loan_multiple
	        having bool_and(a.balance_rial = 0 or l.meeting_id is not null and not exists (select from savings_loan_event v
	            where v.loan_id = l.id and v.kind = 'rollover'))) w where w.lent > w.room
	    union all select f.fault, f.id, 'ledger_faults', f.found from book b, ledger_faults(b.id) f)
	select coalesce(json_agg(fault), '[]') from fault`;
