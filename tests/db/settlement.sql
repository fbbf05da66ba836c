-- A gateway's report: read whole or not at all, posted once, and every
-- difference by its name.
begin;
\ir fixture/shop.sql
insert into account (id, mobile, name) values (90010, '09120000010', 'مالی');
insert into role_grant (id, account_id, role, scope_kind, scope_id) values
    (90010, 90010, 'finance', 'nation', null);
insert into session (token_hash, account_id, role_grant_id, expires_at)
values (repeat(to_hex(10), 64), 90010, 90010, now() + interval '1 day');
insert into shop_order (id, code, account_id, receiver, mobile, province_id,
    city_id, street, postal_code, expires_at)
select n, 'TEST' || n, 90001, 'خریدار یکم', '09120000001', 901, 90101,
    'خیابان', '1234567890', now() from generate_series(90001, 90009) n;
-- Old payments but the ninth, which is of today; the eighth was not paid here.
insert into payment (id, order_id, gateway, state, amount_rial, authority,
    ref_id, created_at, settled_at)
select n, n, 'zibal', case n when 90008 then 'failed' else 'paid' end,
    1000000, 'Z' || n, 'R' || n, t.at, t.at
from generate_series(90001, 90009) n
cross join lateral (select now() - case when n = 90009 then interval '1 hour'
    else interval '9 days' end) t (at);
insert into refund (id, payment_id, amount_rial, reason, state, unique_key,
    created_at, done_at)
overriding system value values
    (90006, 90006, 300000, 'returned', 'done', 's6', now() - interval '8 days',
        now() - interval '8 days'),
    (90007, 90007, 1000000, 'late', 'waiting', 's7', now(), null);
-- These orders have nothing in them: only what the gateways know matters.
create function pg_temp.book() returns void language plpgsql as $$
begin
	perform market_capture(y) from payment y
	where y.id between 90001 and 90009 and y.state = 'paid';
	perform market_refund(f) from refund f where f.id in (90006, 90007);
	perform market_refunded(f) from refund f where f.id = 90006;
end
$$;
select pg_temp.book() is null as booked \gset
create function pg_temp.stands(of_kind text) returns bigint
language sql security definer as $$
	select coalesce(sum(ledger_balance(id)), 0)::bigint
	from ledger_account where kind = of_kind
$$;
create function pg_temp.read(report text) returns text
language plpgsql as $$
begin
	return settlement_read('zibal', convert_to(report, 'UTF8')) ->> 'count';
exception when others then
	return sqlerrm;
end
$$;
-- What stands open of what was made above, as a page names it.
create function pg_temp.named(wanted text default null)
returns text language sql as $$
	select string_agg(kind || ' ' || coalesce(right(code, 1), reference),
	    ', ' order by kind, code)
	from reconcile_rows()
	where (code like 'TEST%' or reference like 'X%')
	    and (wanted is null or kind = wanted)
$$;
select pg_temp.plan_for_all(39);
set local role hamyar_service;

-- ---- who, and what is no report ----
select pg_temp.enter(90006) is null as entered \gset
select is(pg_temp.read('Z90001,1000000,0,1404/01/01'), 'forbidden',
    'an auditor reads and sends nothing');
select isnt(pg_temp.named(), null, 'and sees what is open');
select pg_temp.enter(90003) is null as entered \gset
select is(pg_temp.read('Z90001,1000000,0,1404/01/01'), 'forbidden',
    'nor does a group');
select is(pg_temp.named(), null, 'which sees none of it');
select is(reconcile_balance(), null, 'nor the balance');
select pg_temp.enter(90010) is null as entered \gset
select is(pg_temp.read(''), 'report_length', 'nothing is no report');
select is(pg_temp.read('reference,amount,fee,day'), 'report_length',
    'nor are titles alone');
select is(pg_temp.read('Z90001,1000000,0,1404/13/01'), 'bad_report_file',
    'a day that is none');
select is(pg_temp.read('Z90001,1000000,0,1404/12/30'), 'bad_report_file',
    'a thirtieth of Esfand that is none');
select is(pg_temp.read('Z90001,1000000,0,2999-01-01'), 'bad_report_file',
    'a day to come');
select is(pg_temp.read('Z90001,0,0,1404/01/01'), 'bad_report_file',
    'no amount');
select is(pg_temp.read('Z90001,9000,1000000,1404/01/01'), 'bad_report_file',
    'a charge beyond its amount: columns that changed places');
select is(pg_temp.read(E'Z90001,1000000,0,1404/01/01\nZ90002,?,0,1404/01/01'),
    'bad_report_file', 'a line that cannot be read');
select is((select string_agg(line || ' ' || coalesce(amount_rial::text,
    'unread'), ', ') from settlement_lines('zibal', '\xff2c312c302c31')),
    '1 unread', 'bytes that are no text are read as a bad line');
select is(pg_temp.stands('bank'), 0::bigint, 'and all of it changed nothing');

-- ---- before any report ----
select is(pg_temp.named(), 'late 7, missing 1, missing 2, missing 3, '
    'missing 4, missing 5, missing 6, missing 7, waiting 9',
    'all that is old is missing, the young one on its way');
select is(reconcile_balance(), (select sum(open_rial)
    from reconcile_rows())::bigint, 'the account is the sum of what is open');

-- ---- a report ----
select is(pg_temp.read(E'\uFEFFشناسه;مبلغ;هزینه;روز\r\n'
    || E'Z90001;۱٬۰۰۰٬۰۰۰;۱۰٬۰۰۰;۱۴۰۴/۰۱/۰۷\r\n'
    || E'R90002;1000000;10000;2025-03-27\r\n'
    || E'"Z90003";900000;9000;1404-1-7\r\n\r\n'
    || E'Z90004;1000000;0;1404/01/07\r\nZ90004;1000000;0;1404/01/08\r\n'
    || E'Z90006;1000000;0;1404/01/07\r\nZ90007;1000000;0;1404/01/07\r\n'
    || E'Z90008;1000000;0;1404/01/07\r\nX-1;50000;500;1404/01/07\r\n'), '9',
    'semicolons, Persian digits, three ways of a day, a mark and titles');
select is((select string_agg(distinct settled_on::text, ' ')
    from settlement_row where line <= 4), '2025-03-27', 'one day');
select is(pg_temp.named(), 'differs 3, late 7, missing 5, '
    'refund_missing 6, twice 4, unknown X-1, unpaid 8, waiting 9',
    'every difference has its name');
select is((select open_rial from reconcile_rows() where code = 'TEST90003'),
    100000::bigint, 'what is short of a payment stands at the gateway');
select is(pg_temp.stands('charge'), 29000::bigint,
    'what the gateway kept is a charge');
select is(pg_temp.stands('bank'), 7871000::bigint, 'the rest is at the bank');
select is(reconcile_balance(), (select sum(open_rial)
    from reconcile_rows())::bigint, 'the sums agree');
select is(reconcile_sum(), (7, (select sum(ours_rial - theirs_rial)
    from reconcile_rows() where kind <> 'waiting')::bigint),
    'what is on its way is no difference');

-- ---- again ----
select is(pg_temp.read(E'Z90001,1000000,10000,1404/01/07'), '0',
    'the same line again changes nothing');
select is((select count(*) from settlement), 1::bigint, 'nor leaves a report');
select is(pg_temp.read(E'Z90005,1000000,0,1404/01/07\n'
    || 'Z90001,1000000,9999,1404/01/07'), 'report_differs',
    'another word is refused');
select is(pg_temp.named('missing'), 'missing 5', 'with its whole file');
select is(pg_temp.read(E'R90001,1000000,10000,1404/01/07'), '0',
    'a payment is the same by any of its names');

-- ---- what mends them ----
select is(pg_temp.read(E'Z90003,100000,0,1404/01/09\n'
    || E'Z90004,-1000000,0,1404/01/09\nZ90005,1000000,0,1404/01/09\n'
    || E'Z90006,-300000,0,1404/01/09\nX-1,-50000,0,1404/01/09\n'
    || 'Z90008,-1000000,0,1404/01/09'), '6', 'a later report puts right');
select is(pg_temp.named(), 'late 7, waiting 9', 'what was different');
select is(reconcile_balance(), 1000000::bigint,
    'one payment stands at the gateway');
reset role;
select refund_settle(90007, 'done', '{}') is null as done \gset
set local role hamyar_service;
select is(pg_temp.named(), 'refund_waiting 7, waiting 9',
    'money that came too late went back');
select is(pg_temp.read('Z90007,-1000001,0,1404/01/10'), '1', 'or more of it');
select is(pg_temp.named(), 'refund_unknown 7, waiting 9', 'than we gave');
select is((select sum(captured_rial - refunded_rial - settled_rial
    + other_rial) from reconcile_days(current_date - 3650, current_date))
    ::bigint, reconcile_balance(), 'the days add up to the account');
reset role;
select is_empty($$ select * from ledger_faults(ledger_market()) $$,
    'and the book agrees');
select is((select string_agg(happened_at::text, ' ')
    from ledger_entry e join settlement_row r
        on e.idempotency_key = 'settlement:' || r.id
    where r.reference = 'Z90001'),
    (timestamp '2025-03-27 12:00' at time zone 'Asia/Tehran')::text,
    'of the day it names');

select * from finish();
rollback;
