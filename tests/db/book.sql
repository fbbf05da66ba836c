-- The market's book read by the finance office and the auditor, and closed by
-- the month.
begin;
\ir fixture/shop.sql
insert into account (id, mobile, name) values
    (90010, '09120000010', 'مالی'), (90011, '09120000011', 'بازرس استان');
insert into role_grant (id, account_id, role, scope_kind, scope_id) values
    (90010, 90010, 'finance', 'nation', null),
    (90011, 90011, 'auditor', 'province', 901);
insert into session (token_hash, account_id, role_grant_id, expires_at)
select repeat(to_hex(id - 90000), 64), id, id, now() + interval '1 day'
from unnest(array[90010, 90011]) id;
create function pg_temp.at(ago integer) returns timestamptz
language sql as $$
	select least(now(), ((now() at time zone 'Asia/Tehran')::date - ago
	    + time '10:00') at time zone 'Asia/Tehran')
$$;
create function pg_temp.put(key text, ago integer, debit text, credit text,
    rial bigint, of_group bigint default null)
returns bigint language sql as $$
	select ledger_post(ledger_market(), 'test', key, pg_temp.at(ago),
	    'test:' || key, array[market_account(debit),
	        market_account(credit, of_group)], array[rial, -rial])
$$;
select pg_temp.put('a', 100, 'gateway', 'escrow', 1000000) as first \gset
select pg_temp.put('b', 70, 'escrow', 'payable', 400000, 90001) \g /dev/null
select pg_temp.put('c', 70, 'escrow', 'payable', 100000, 90002) as third \gset
select pg_temp.put('d', 0, 'gateway', 'escrow', 50000) \g /dev/null
select ledger_reverse(:third, 'undo', pg_temp.at(1)) as undone \gset
select market_account('gateway') as gateway, market_account('payable', 90001)
    as payable \gset
select pg_temp.plan_for_all(38);
set local role hamyar_service;

-- ---- nobody else ----
select pg_temp.enter(90003) is null as entered \gset
select is((select count(*) from book_trial(current_date)), 0::bigint,
    'a group reads none of it');
select is(book_account(:payable)::text, null, 'nor its own account this way');
select is((select count(*) from book_statement(:payable, 'infinity', 0, 9)),
    0::bigint, 'nor a statement');
select is(book_entry(:first)::text, null, 'nor an entry');
select is(book_closed()::text, null, 'nor what was closed');
select is(pg_temp.code_of($$ select period_close('2020-03-19') $$),
    'forbidden', 'and closes nothing');
select is(pg_temp.code_of($$ select ledger_close(1, '2020-03-19') $$),
    '42501', 'by no way');
select pg_temp.enter(90011) is null as entered \gset
select is((select count(*) from book_trial(current_date)), 0::bigint,
    'an auditor of a province does not either');

-- ---- trial balance ----
select pg_temp.enter(90006) is null as entered \gset
select is((select string_agg(kind || ' ' || debit_stands || '/'
    || credit_stands, ', ') from book_trial(current_date)),
    'gateway 1050000/0, escrow 0/650000, payable 0/400000',
    'what stands where, today');
select is((select sum(debit_stands - credit_stands) from
    book_trial(current_date)), 0::numeric, 'its sums agree');
select is((select sum(debit_rial - credit_rial) from
    book_trial(current_date)), 0::numeric, 'and those of what moved');
select is((select string_agg(kind || ' ' || debit_stands || '/'
    || credit_stands, ', ') from book_trial(current_date - 50)),
    'gateway 1000000/0, escrow 0/500000, payable 0/500000',
    'and as it stood on a day');
select is((select accounts from book_trial(current_date)
    where kind = 'payable'), 2::bigint, 'groups are one row');
select is((select account from book_trial(current_date)
    where kind = 'payable'), null, 'of several accounts');
select is((select account from book_trial(current_date)
    where kind = 'gateway'), :gateway::bigint, 'or of the only one');
select is((select string_agg(title || ' ' || balance_rial, ', ')
    from book_accounts('payable', current_date, null, 9)), 'گروه الف 400000',
    'the groups of a row');
select is((select string_agg(title || ' ' || balance_rial, ', ')
    from book_accounts('payable', current_date - 50, null, 9)),
    'گروه الف 400000, گروه ب 100000', 'on a day');
select is((book_accounts_sum('payable', current_date - 50)
    ->> 'balance')::bigint, 500000::bigint, 'and their sum');

-- ---- statement and entry ----
select is((select string_agg(debit_rial || '/' || credit_rial || '='
    || balance_rial, ', ') from book_statement(market_escrow_id, 'infinity',
    0, 9)), '0/50000=650000, 0/100000=600000, 100000/0=500000, '
    '400000/0=600000, 0/1000000=1000000', 'each entry with what it left')
from (select account as market_escrow_id from book_trial(current_date)
    where kind = 'escrow') e;
select is((select string_agg(entry || '=' || balance_rial, ', ')
    from book_statement(:gateway, pg_temp.at(0), 0, 1)),
    :first || '=1000000', 'a page later goes on from there');
select is(book_account(:gateway) ->> 'balance', '1050000', 'as it stands');
select is(book_entry(:third) ->> 'reversed_by', :'undone',
    'a reversed entry names what reversed it');
select is(book_entry(:undone) ->> 'reverses', :'third', 'and that one it');
select is(json_array_length(book_entry(:third) -> 'legs'), 2, 'both legs');
select is(book_entry(:third) ->> 'seal', null, 'not sealed yet');
reset role;
select ledger_seal(ledger_market(), 1000) \g /dev/null
set local role hamyar_service;
select matches(book_entry(:third) -> 'seal' ->> 'hash', '^[0-9a-f]{64}$',
    'then with its seal');

-- ---- closing ----
select is(pg_temp.code_of($$ select period_close('2020-03-19') $$),
    'forbidden', 'an auditor closes nothing');
select pg_temp.enter(90010) is null as entered \gset
select max(closes) as last, count(*) as many, min(closes) as oldest
from book_months() \gset
select is(jalali_month(:'last'::date + 1), :'last'::date + 1,
    'a period ends with a month');
select ok(:'last'::date < current_date and jalali_month(current_date) =
    :'last'::date + 1, 'the last that is over');
select is(pg_temp.code_of(format($$ select period_close(%L) $$,
    :'last'::date - 1)), 'not_month_end', 'with no other day');
select is(pg_temp.code_of(format($$ select period_close(%L) $$,
    jalali_month(:'last'::date + 40) - 1)), 'period_open',
    'nor one that is not over');
select is(period_close(:'oldest'::date) ->> 'closed_to', :'oldest',
    'the first is closed');
select is(period_close(:'last'::date) ->> 'closed_to', :'last', 'or all');
select is(period_close(:'last'::date) ->> 'closed_to', :'last', 'once');
select is(period_close(:'oldest'::date) ->> 'closed_to', :'last',
    'and not opened again');
select is((select count(*) from book_months()), 0::bigint, 'none is left');
select is(json_array_length(book_closed() -> 'periods'), 2,
    'who closed, and what differed then, is kept');
reset role;
select is(pg_temp.code_of($$ select pg_temp.put('e', 100, 'gateway',
    'escrow', 1) $$), 'period_closed', 'an entry of then is refused');

select * from finish();
rollback;
