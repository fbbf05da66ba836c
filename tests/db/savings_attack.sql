-- Savings, attacked from within: another group's loan named in a vote, keys
-- that are no member's, codes that are no codes, votes that reach the minutes.
begin;
\ir fixture/savings.sql
-- A loan of another group.
insert into savings_cycle (id, group_id, number, client_id, digest,
    starts_on, planned_end, every_days, share_rial, shares_min, shares_max,
    social_rial, charge, rate, loan_multiple, loan_days_max, reserve_rial,
    credit_limit_rial, agreed, opened_by, recorded_by)
overriding system value
values (99001, 90002, 1, 'cycle-of-others', '\x00', '2026-01-01',
    '2026-12-31', 7, 500000, 1, 5, 0, 'none', 0, 3, 90, 0, 0, '{}', '{1,2}',
    90004);
insert into savings_loan (id, group_id, cycle_id, member_id, number, fund,
    principal_rial, issued_on, due_on, charge, rate)
overriding system value
select 99001, 90002, 99001, id, 1, 'loan', 1000000, '2026-01-01',
    '2026-02-01', 'none', 0 from group_member where group_id = 90002;
create function pg_temp.decisions(of_meeting bigint) returns text
language sql security definer as $$
	select coalesce(string_agg(d.body, '; ' order by d.n), '')
	from savings_meeting s join meeting_decision d
	    on d.meeting_id = s.meeting_id where s.id = of_meeting
$$;
-- The code with which a statement is refused; what succeeds is undone.
create function pg_temp.try_of(statement text) returns text
language plpgsql as $$
begin
	begin
		execute statement;
		raise exception 'fine' using errcode = 'HY000';
	exception when others then
		return case when sqlstate in ('HY000', 'HY200') then sqlerrm
		    else sqlstate end;
	end;
end
$$;
create function pg_temp.locked_minutes(of_account bigint) returns numeric
language sql security definer as $$
	select round(extract(epoch from locked_until - now()) / 60)
	from savings_code where account_id = of_account
$$;
create function pg_temp.unlock(of_account bigint) returns void
language sql security definer as $$
	update savings_code set locked_until = null where account_id = of_account
$$;
create function pg_temp.tries(of_account bigint) returns integer
language sql security definer as $$
	select tries from savings_code where account_id = of_account
$$;
create function pg_temp.told(what text) returns text
language sql security definer as $$
	select string_agg(mobile, ' ' order by mobile) from message
	where kind = what
$$;
select pg_temp.plan_for_all(28);
set local role hamyar_service;
select pg_temp.enter(90012) is null as entered \gset
select savings_code_set('386215') is null as had \gset
select pg_temp.enter(90003) is null as entered \gset
select savings_code_set('270194') is null as had \gset
select (pg_temp.open_cycle('{}') ->> 'id')::bigint as cycle \gset
select (pg_temp.meet('{}') ->> 'id')::bigint as first \gset

-- ---- another group's loan ----
select is(pg_temp.try_of(format($$ select pg_temp.next(%s, '2026-01-15', %L) $$,
    :first, format('{"motions": [%s], "loans": [99001], "members": [%s],
    "amounts": [100000], "whats": ["دفتر"], "funds": ["loan"],
    "terms": [30], "ayes": [5]}', kind, member))),
    'not_a_choice', 'a loan of others is named in no vote: ' || kind)
from (values ('"expense"', 'null'), ('"transfer"', 'null'),
    ('"grant"', '90104'), ('"write_off"', 'null'), ('"rollover"', 'null'))
    v (kind, member);
select is(pg_temp.try_of(format($$ select pg_temp.next(%s, '2026-01-15', %L) $$,
    :first, '{"motions": ["expense"], "loans": [987654321],
    "amounts": [100000], "whats": ["دفتر"], "ayes": [5]}')),
    'not_a_choice', 'nor one that is not there');

-- ---- keys ----
select is(pg_temp.try_of(format($$ select pg_temp.next(%s, '2026-01-15', %L) $$,
    :first, sent)), 'not_a_choice', 'no member: ' || sent)
from (values ('{"shares": {"90101.1": 5}}'), ('{"social": {"90101.x": 7}}'),
    ('{"fine_paid": {"90101.1": 7}}'), ('{"owed_paid": {"90101.1": 7}}'),
    ('{"fine": {"90101.1": true, "90101.1.2": true}}'),
    ('{"fine": {"90101": true}}')) v (sent);

-- ---- what is nothing ----
select (pg_temp.loan(:first, '{}') ->> 'id')::bigint as second \gset
select is(pg_temp.try_of(format($$ select pg_temp.next(%s, '2026-07-01', %L) $$,
    :second, format('{"motions": ["default"], "loans": [%s], "amounts": [0],
    "ayes": [5]}', pg_temp.last_loan()))), 'fine', 'an amount of nothing');

-- ---- minutes ----
select is(pg_temp.decisions(:second), 'وام چرخ خیاطی',
    'minutes say what was voted for');
select unalike(pg_temp.decisions(:second), '%مینا%',
    'and not for whom: more people read them');

-- ---- a passbook of many meetings ----
reset role;
set local track_functions = 'all';
select json_array_length(savings_passbook_json(90103, null) -> 'rows')
    as rows \gset
select is((select calls from pg_stat_xact_user_functions
    where funcname = 'savings_member_rows'), 1::bigint,
    'it reads its meetings once, not once for each');
set local track_functions = 'none';
set local role hamyar_service;

-- ---- codes ----
select is(pg_temp.try_of(format('select savings_meeting_reverse(90001, %s, '
    '%L, ''اشتباه بود'')', :second, codes)), 'code_missing',
    'no code is none: ' || codes)
from (values ('{"90101": "270194", "90102": null}'),
    ('{"90101": null, "90102": null}')) v (codes);
select count(savings_meeting_reverse(90001, :second, '{"90101": "270194",
    "90102": "000000"}', 'اشتباه بود')) = 5 as tried
from generate_series(1, 5) \gset
select is(pg_temp.locked_minutes(90012), 15::numeric,
    'five wrong ones close it');
select is(pg_temp.try_of(format('select savings_meeting_reverse(90001, %s, '
    '%L, ''اشتباه بود'')', :second, pg_temp.codes())), 'code_locked',
    'to the right one too');
select pg_temp.unlock(90012) is null as waited \gset
select count(savings_meeting_reverse(90001, :second, '{"90101": "270194",
    "90102": "000000"}', 'اشتباه بود')) = 5 as tried
from generate_series(1, 5) \gset
select is(pg_temp.locked_minutes(90012), 30::numeric,
    'five more twice as long: codes are not tried out');
select pg_temp.unlock(90012) is null as waited \gset
select savings_meeting_reverse(90001, :second, pg_temp.codes(), 'اشتباه بود')
    is null as taken \gset
select is(pg_temp.tries(90012), 0, 'until hers is said');

-- ---- one officer alone ----
select savings_bank_record('bank-alone', 'loan', 'in', 1000000) is null
    as moved \gset
select is(pg_temp.told('savings_banked'), '09120000012',
    'what one takes to the bank by herself the others are told');
select savings_bank_record('bank-alone', 'loan', 'in', 1000000) is null
    as moved \gset
select is(pg_temp.told('savings_banked'), '09120000012', 'once');
select savings_bank_record('bank-alone-2', 'loan', 'out', 400000) is null
    as moved \gset
select is(pg_temp.told('savings_drawn'), '09120000012', 'and what comes back');
reset role;
set local session_replication_role = replica;
update self_help_group set state = 'dissolved' where id = 90001;
set local session_replication_role = origin;
set local role hamyar_service;
select is(pg_temp.code_of($$ select savings_bank_record('bank-over', 'loan',
    'out', 1) $$), 'bad_move', 'a group that is over moves nothing');
select is(pg_temp.fund_sums(), 0::numeric, 'each fund sums to zero');
select is(pg_temp.faults(), '', 'the book agrees with itself');

select * from finish();
rollback;
