-- A cycle ends: divided exactly, debts taken, the social fund untouched; and
-- a group that starts half-way.
begin;
\ir fixture/savings.sql
select pg_temp.plan_for_all(36);
create function pg_temp.row_of(of_member bigint, out gross bigint,
    out netted bigint, out paid bigint, out owes bigint)
language sql security definer as $$
	select r.gross, r.netted, r.paid, r.owes from share_out_rows(90001) r
	where r.member_id = of_member
$$;
create function pg_temp.share_out(o jsonb) returns json language sql as $$
	select savings_share_out(90001, coalesce(o ->> 'client', 'share-out-1'),
	    coalesce(o ->> 'held', '2026-03-01')::date,
	    (o ->> 'previous')::bigint,
	    coalesce(o -> 'codes', pg_temp.codes()::jsonb)::json,
	    (o ->> 'paid')::bigint, coalesce((o ->> 'ayes')::integer, 5),
	    coalesce((o ->> 'noes')::integer, 0))
$$;

-- ---- dividing ----
-- 45 of 900 shares at 5, and a profit of 900: 45 × 5 + 45 ÷ 900 × 900 = 270.
select is((select part from divide_exactly(900 * 5 + 900, '{1,2}',
    '{45,855}') where id = 1), 270::bigint, 'the worked example');
select results_eq($$ select * from divide_exactly(100, '{3,1,2}',
    '{1,1,1}') order by id $$, $$ values (1::bigint, 34::bigint), (2, 33),
    (3, 33) $$, 'what is left over goes to who came first');
select results_eq($$ select * from divide_exactly(100, '{1,2,3}',
    '{5,0,1}') order by id $$, $$ values (1::bigint, 83::bigint), (3, 17)
    $$, 'by largest remainder; no share, no part');
select is_empty($$
    select n from generate_series(1, 400) n
    cross join lateral (select
        array(select k::bigint from generate_series(1, 2 + n % 24) k) as ids,
        array(select (random() * 200)::bigint
            from generate_series(1, 2 + n % 24) k) as weights,
        (random() * 1e12)::bigint as amount offset 0) r
    where exists (select from unnest(r.weights) w where w > 0)
        and ((select sum(part) from divide_exactly(amount, ids, weights))
            <> amount
        or (select sum(part) from divide_exactly(amount, ids, weights))
            is null
        or exists (select from divide_exactly(amount, ids, weights) d
            join unnest(ids, weights) w (id, weight) using (id)
            where abs(d.part - amount::numeric * w.weight
                / (select sum(x) from unnest(weights) x)) >= 1)
        or exists (select from divide_exactly(amount, ids, weights) d
            join divide_exactly(amount, ids, array(select w
                from unnest(weights) with ordinality u (w, o)
                order by o desc)) b on b.id = cardinality(ids) + 1 - d.id
            where abs(d.part - b.part) > 1))
$$, 'random ones are exact, within a rial of their part, and whoever '
    'stands first changes nothing but who gets the remainder');

-- ---- one that owes more than her part ----
set local role hamyar_service;
select pg_temp.enter(90003) is null as entered \gset
select savings_code_set('270194') is null as had \gset
select pg_temp.enter(90012) is null as entered \gset
select savings_code_set('386215') is null as had \gset
select is(pg_temp.code_of($$ select pg_temp.share_out('{"paid": 0}') $$),
    'cycle_missing', 'no cycle, no end');
select pg_temp.open_cycle('{"charge": "none", "rate": 0}') is null as o \gset
select (pg_temp.meet('{"fine": {"90104.1": true},
    "fine_paid": {"90104": 20000}}') ->> 'id')::bigint as first \gset
select (pg_temp.loan(:first, '{"amount": 6000000}') ->> 'id')::bigint
    as second \gset
select is(pg_temp.stands('cash', 'loan'), 4020000::bigint, 'in the box');
select is(pg_temp.row_of(90103), row(1012500::bigint, 1012500::bigint,
    0::bigint, 4987500::bigint), 'her part is taken from what she owes');
select is(pg_temp.row_of(90104), row(1012500::bigint, 30000::bigint,
    982500::bigint, 0::bigint), 'a fine is taken');
select is((select sum(paid) from unnest(array[90101, 90102, 90103, 90104,
    90105]) m cross join lateral pg_temp.row_of(m)), 4020000::numeric,
    'what is handed out is what is in the box');
select (pg_temp.next(:second, '2026-02-01', '{"shares": {"90101": 1,
    "90102": 1, "90103": 1, "90104": 1, "90105": 1}, "bank_in":
    {"loan": 1000000}}') ->> 'id')::bigint as third \gset
select is(pg_temp.code_of(format($$ select pg_temp.share_out(
    '{"previous": %s, "paid": 5520000}') $$, :third)), 'bank_not_empty',
    'what is in the bank is fetched first');
select (pg_temp.next(:third, '2026-02-08', '{"shares": {"90101": 1,
    "90102": 1, "90103": 1, "90104": 1, "90105": 1}, "bank_out":
    {"loan": 1000000}}') ->> 'id')::bigint as fourth \gset
select is(pg_temp.code_of(format($$ select pg_temp.share_out(
    '{"previous": %s, "paid": 5520000}') $$, :fourth)), 'figures_changed',
    'what was shown is what is handed out');
select is(pg_temp.code_of(format($$ select pg_temp.share_out(
    '{"previous": %s, "paid": 9020000, "ayes": 2, "noes": 2}') $$,
    :fourth)), 'vote_lost', 'more for than against');
select is(pg_temp.code_of(format($$ select pg_temp.share_out(
    '{"previous": %s, "paid": 9020000, "ayes": 5, "noes": 1}') $$,
    :fourth)), 'vote_too_many', 'no more votes than women');
select is(pg_temp.code_of(format($$ select pg_temp.share_out(
    '{"previous": %s, "paid": 9020000, "codes": {}}') $$, :fourth)),
    'code_missing', 'two officers end it');
select pg_temp.stands('cash', 'social') as social \gset
select (pg_temp.share_out(format('{"previous": %s, "paid": 9020000}',
    :fourth)::jsonb) ->> 'id')::bigint as ended \gset
select is((pg_temp.share_out(format('{"previous": %s, "paid": 9020000}',
    :fourth)::jsonb) ->> 'id')::bigint, :ended::bigint, 'twice is once');
select is(pg_temp.stands('cash', 'loan'), 0::bigint, 'the box is empty');
select is(pg_temp.stands('savings', 'loan'), 0::bigint, 'nothing is saved');
select is(pg_temp.stands('fine_income', 'loan')
    + pg_temp.stands('opening', 'loan'), 0::bigint, 'no income is left');
select is(pg_temp.stands('cash', 'social'), :social::bigint,
    'the social fund stays');
select is(pg_temp.stands('carried_debt', 'loan'),
    pg_temp.stands('carried', 'loan'), 'what is owed is carried over');
select cmp_ok(pg_temp.stands('carried_debt', 'loan'), '>', 0::bigint,
    'by her who owed more than her part');
select is(pg_temp.fund_sums(), 0::numeric, 'each fund sums to zero');
select is(pg_temp.faults(), '', 'the book agrees with itself');

-- ---- the next cycle ----
select is(pg_temp.code_of($$ select pg_temp.open_cycle('{"client":
    "cycle-002", "starts": "2026-02-20", "planned": "2027-02-20"}') $$),
    'held_out_of_range', 'not before the last one ended');
select is(pg_temp.code_of(format('select savings_meeting_reverse(90001, %s, '
    '%L, ''اشتباه بود'')', :ended, pg_temp.codes())), 'not_last_meeting',
    'an end is not taken back');
select is(pg_temp.code_of($$ select pg_temp.open_cycle('{"client":
    "cycle-003", "starts": "2026-03-02", "planned": "2027-03-02",
    "opening_cash": {"loan": 1000}}') $$), 'opening_late',
    'a book that has begun takes no opening');
select is((pg_temp.open_cycle('{"client": "cycle-004", "starts":
    "2026-03-02", "planned": "2027-03-02"}') ->> 'number')::integer, 2,
    'the second cycle');
select (pg_temp.next(:ended, '2026-03-09', '{"owed_paid": {"90103": 7000}}')
    ->> 'id')::bigint as fifth \gset
select is(pg_temp.stands('cash', 'loan'), 5007000::bigint,
    'what she owed is paid to this one');
select is(pg_temp.code_of(format($$ select pg_temp.next(%s, '2026-03-10',
    '{"owed_paid": {"90101": 1}}') $$, :fifth)), 'owed_too_much',
    'who owes nothing pays nothing');
reset role;
select throws_ok($$ select ledger_post(ledger_savings(90001), 'test',
    'late', '2026-02-01 12:00', 'test', array[
    ledger_account(ledger_savings(90001), 'cash', 90001, null, 'loan'),
    ledger_account(ledger_savings(90001), 'opening', 90001, null, 'loan')],
    '{1000,-1000}') $$, 'HY000', 'period_closed',
    'the cycle that ended takes no entry');
select throws_ok($$ select ledger_post(ledger_savings(90001), 'test',
    'across', now(), 'test', array[
    ledger_account(ledger_savings(90001), 'cash', 90001, null, 'social'),
    ledger_account(ledger_savings(90001), 'opening', 90001, null, 'loan')],
    '{1000,-1000}'); set constraints all immediate $$, 'HM001', null,
    'no entry crosses funds');

-- ---- half-way ----
delete from group_member where group_id = 90002;
insert into group_member (id, group_id, account_id, name, mobile, post,
    joined_on) overriding system value values
    (90201, 90002, 90003, 'سرگروه ب', '09120000003', 'leader',
        '2025-01-01'),
    (90202, 90002, 90012, 'خزانه‌دار ب', '09120000012', 'treasurer',
        '2025-01-01');
update self_help_group set since = '2025-01-01' where id = 90002;
insert into role_grant (id, account_id, role, scope_kind, scope_id) values
    (90099, 90003, 'leader', 'group', 90002);
update session set role_grant_id = 90099 where account_id = 90003;
set local role hamyar_service;
select pg_temp.enter(90003) is null as entered \gset
select is(pg_temp.code_of(format('select pg_temp.open_cycle(%L)', '{"group":
    90002, "client": "cycle-half", "agreed": [90201, 90202], "codes":
    {"90201": "270194", "90202": "386215"}, "starts": "2026-01-01",
    "opening_shares": {"90201": 10, "90202": 6}, "opening_loan":
    {"90202": 2000000}, "opening_due": {"90202": "2026-02-01"},
    "opening_cash": {"loan": 5500000, "social": 700000},
    "opening_bank": {"loan": 1000000}}')), 'fine',
    'a group brings what it has');
reset role;
select is(fund_balance(90002, 'savings', 'loan', 90201), 5000000::bigint,
    'ten shares');
select is(fund_balance(90002, 'opening', 'loan'), 500000::bigint,
    'what is nobody''s saving is the fund''s');
select is(fund_balance(90002, 'opening', 'social'), 700000::bigint,
    'its social fund too');
select is((select state from fund_loans(90002, '2026-03-01')), 'late',
    'and who is late');
select * from finish();
rollback;
