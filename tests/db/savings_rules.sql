-- Rules of a group's money beside its usual meeting: what charges come to, the
-- reserve, the bank's credit, savings taken out, a fine forgiven, the box and
-- the bank between meetings, and what members are told.
begin;
\ir fixture/savings.sql
create function pg_temp.told(what text, to_mobile text) returns jsonb
language sql security definer as $$
	select tokens from message where kind = what and mobile = to_mobile
	order by id desc limit 1
$$;
create function pg_temp.receipts(of_meeting bigint) returns bigint
language sql security definer as $$
	select fund_receipts(of_meeting);
	select count(*) from message where kind in ('savings_receipt',
	    'savings_shared')
$$;
create function pg_temp.saved(of_member bigint) returns bigint
language sql security definer as $$
	select fund_balance(90001, 'savings', 'loan', of_member)
$$;
create function pg_temp.out_of(of_member bigint default null)
returns bigint language sql security definer as $$
	select sum(paid)::bigint from share_out_rows(90001)
	where of_member is null or member_id = of_member
$$;
create function pg_temp.end_cycle(before bigint) returns json
language sql as $$
	select savings_share_out(90001, 'share-out-1', current_date, before,
	    pg_temp.codes(), pg_temp.out_of(), 5, 0)
$$;
-- What is told of a meeting: the loan fund's box, the course, a passbook.
create function pg_temp.of_meeting(of_id bigint) returns text
language sql security definer as $$
	select concat_ws(' ', (select f ->> 'opening'
	        from json_array_elements(savings_meeting_funds_json(s)) f
	        where f ->> 'fund' = 'loan'),
	    (select c.savings from fund_course(s.group_id, s.cycle_id) c
	        where c.meeting_id = s.id),
	    (select p.savings from fund_passbook_rows(90103, s.cycle_id) p
	        where p.meeting_id = s.id))
	from savings_meeting s where s.id = of_id
$$;
select pg_temp.plan_for_all(40);

-- ---- what a loan costs ----
select is(loan_accrued(charge, rate, base, rest, '2026-01-15', charged,
    on_day::date), rial::bigint, says)
from (values ('flat', 200, 5500000, 3500000, 0, '2026-02-13', 0,
        'before thirty days nothing'),
    ('flat', 200, 5500000, 3500000, 0, '2026-02-14', 110000,
        'flat: of the whole principal'),
    ('reducing', 200, 5500000, 3500000, 0, '2026-02-14', 70000,
        'reducing: of what is left'),
    ('reducing', 333, 0, 1000001, 0, '2026-02-14', 33300,
        'whole rials, rounded down'),
    ('flat', 200, 5500000, 3500000, 1, '2026-04-15', 220000,
        'three periods, of which one was charged'),
    ('flat', 200, 5500000, 0, 0, '2026-12-31', 0,
        'what was repaid costs nothing more'),
    ('fee', 500, 5500000, 3500000, 0, '2026-12-31', 0, 'a fee comes once'),
    ('none', 0, 5500000, 3500000, 0, '2026-12-31', 0, 'a free loan is free'))
    v (charge, rate, base, rest, charged, on_day, rial, says);

set local role hamyar_service;
select pg_temp.enter(90003) is null as entered \gset
select savings_code_set('270194') is null as had \gset
select pg_temp.enter(90012) is null as entered \gset
select savings_code_set('386215') is null as had \gset
select pg_temp.open_cycle('{"charge": "flat", "reserve": 4500000,
    "credit": 5000000, "fewest": 0}') is null as opened \gset
-- Ten shares of 500,000 in each meeting, 500,000 for the social fund.
select (pg_temp.meet('{}') ->> 'id')::bigint as first \gset

-- ---- a meeting that moves nothing ----
select is(pg_temp.of_meeting(:first), '0 5000000 1000000',
    'what was there before a meeting and after it');
select (pg_temp.next(:first, '2026-01-10', '{"shares": {"90101": 0,
    "90102": 0, "90103": 0, "90104": 0, "90105": 0}, "social": {"90101": 0,
    "90102": 0, "90103": 0, "90104": 0, "90105": 0}}') ->> 'id')::bigint
    as idle \gset
select is(pg_temp.of_meeting(:idle), '5000000 5000000 1000000',
    'of one without an entry it is what was there');

-- ---- the reserve ----
select is(pg_temp.code_of(format('select pg_temp.loan(%s, %L)', :idle,
    '{"amount": 5500001}')), 'reserve_short',
    'of 10,000,000 there stay 4,500,000');
select (pg_temp.loan(:idle, '{"amount": 5500000}') ->> 'id')::bigint
    as second \gset
select is(pg_temp.stands('cash', 'loan'), 4500000::bigint, 'to the rial');
select (pg_temp.next(:second, '2026-02-14', jsonb_build_object('repaid',
    jsonb_build_object(pg_temp.last_loan(), 2110000))) ->> 'id')::bigint
    as third \gset
select is(pg_temp.stands('loan', 'loan'), 3500000::bigint,
    'a charge of 110,000, then 2,000,000 of principal');
select (pg_temp.next(:third, '2026-03-16', '{}') ->> 'id')::bigint
    as fourth \gset
select is(pg_temp.stands('charge_due', 'loan'), 110000::bigint,
    'the next is as much');

-- ---- savings taken out ----
-- Each has 5,000,000 in the fifth meeting; who owes 3,500,000 leaves a third.
select is(pg_temp.code_of(format('select pg_temp.next(%s, ''2026-03-23'', %L)',
    :fourth, format('{"motions": ["withdraw"], "members": [%s],
    "amounts": [%s], "ayes": [5]}', who, rial))), code, says)
from (values (90101, 750000, 'withdraw_uneven', 'whole shares'),
    (90101, 5500000, 'withdraw_too_much', 'no more than she has'),
    (90103, 4000000, 'withdraw_too_much', 'nor what a loan stands on'))
    v (who, rial, code, says);

-- ---- a fine forgiven, and the bank's credit ----
select is(pg_temp.code_of(format('select pg_temp.next(%s, ''2026-03-23'', %L)',
    :fourth, '{"fine": {"90104.1": true}, "motions": ["waive"],
    "members": [90104], "amounts": [50001], "ayes": [5]}')),
    'fine_too_much', 'no more is forgiven than was laid');
select is(pg_temp.code_of(format('select pg_temp.next(%s, ''2026-03-23'', %L)',
    :fourth, '{"credit": {"drawn": 5000001}}')), 'credit_limit',
    'the bank lends up to the limit of the cycle');
select (pg_temp.next(:fourth, '2026-03-23', '{"fine": {"90104.1": true},
    "motions": ["withdraw", "waive"], "members": [90103, 90104],
    "amounts": [3500000, 30000], "ayes": [5, 5],
    "credit": {"drawn": 4000000}}') ->> 'id')::bigint as fifth \gset
select is(pg_temp.saved(90103), 1500000::bigint, 'seven shares are out');
select is(pg_temp.stands('fine_due', 'loan'), 20000::bigint,
    'the rest of the fine is owed');
select is(pg_temp.stands('fine_income', 'loan'), 20000::bigint,
    'and no more was earned');
select is(pg_temp.stands('cash', 'credit'), 4000000::bigint,
    'the bank''s money has a box of its own');
select is(pg_temp.code_of(format('select pg_temp.next(%s, ''2026-03-30'', %L)',
    :fifth, sent)), code, code || ': ' || sent)
from (values ('owed_too_much', '{"credit": {"repaid": 4000001}}'),
    ('fund_short', '{"credit": {"repaid": 4000000, "cost": 1}}'),
    ('not_a_choice', '{"credit": {"gift": 1}}'),
    ('not_a_choice', '{"bank_in": {"gift": 1}}'),
    ('fund_short', '{"bank_out": {"loan": 1}}')) v (code, sent);
select (pg_temp.next(:fifth, '2026-03-30', '{"motions": ["loan"],
    "members": [90105], "amounts": [3000000], "terms": [90],
    "funds": ["credit"], "ayes": [5], "credit": {"repaid": 900000,
    "cost": 50000}}') ->> 'id')::bigint as sixth \gset
select is(pg_temp.stands('cash', 'credit'), 50000::bigint,
    '4,000,000 less a loan, a repayment and what it cost');
select is(pg_temp.stands('debt', 'credit'), 3100000::bigint,
    'the group owes the rest');

-- ---- the box and the bank between meetings ----
select savings_bank_record('bank-0001', 'social', 'in', 300000)
    ->> 'entry' as entry \gset
select is(savings_bank_record('bank-0001', 'social', 'in', 300000)
    ->> 'entry', :'entry', 'sent twice it is one');
select is(pg_temp.stands('cash', 'social'), 2700000::bigint,
    'six times 500,000 less 300,000');
select is(pg_temp.code_of($$ select savings_bank_record('bank-0001',
    'social', 'in', 1) $$), 'idempotency_mismatch', 'another is none');
select is(pg_temp.code_of($$ select savings_bank_record('bank-0002',
    'social', 'out', 300001) $$), 'fund_short', 'the bank has no more');

-- ---- what members are told ----
select (pg_temp.next(:sixth, current_date::text, '{}') ->> 'id')::bigint
    as seventh \gset
select is(pg_temp.receipts(:seventh), 3::bigint,
    'each who has a telephone is told');
select is(pg_temp.told('savings_receipt', '09120000003')
    - 'owe', jsonb_build_object('held_on', current_date, 'got', 0,
    'paid', 1100000, 'own', pg_temp.saved(90101)),
    'what she paid on which day, and what she has');
select is(pg_temp.code_of(format('select pg_temp.end_cycle(%s)', :seventh)),
    'credit_open', 'no end while the bank''s money is out');
select (pg_temp.next(:seventh, current_date::text, jsonb_build_object(
    'repaid', jsonb_build_object(pg_temp.last_loan(),
        pg_temp.stands('loan', 'credit')
        + pg_temp.stands('charge_due', 'credit')),
    'credit', '{"repaid": 3100000}'::jsonb)) ->> 'id')::bigint
    as eighth \gset
select pg_temp.out_of(90101) as part \gset
select (pg_temp.end_cycle(:eighth) ->> 'id')::bigint as ended \gset
select is(pg_temp.receipts(:ended), 6::bigint, 'once for each');
select is(pg_temp.told('savings_shared', '09120000003') -> 'got',
    to_jsonb(:part::bigint), 'at the end, what she got');
select is(pg_temp.faults(), '', 'the book agrees with itself');
select * from finish();
rollback;
