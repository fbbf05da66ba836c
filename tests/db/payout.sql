-- A group's share on its way out: two officers, one batch, the bank's word.
begin;
\ir fixture/shop.sql
insert into account (id, mobile, name) values
    (90010, '09120000010', 'مالی'), (90012, '09120000012', 'خزانه‌دار الف');
insert into role_grant (id, account_id, role, scope_kind, scope_id) values
    (90010, 90010, 'finance', 'nation', null),
    (90012, 90012, 'treasurer', 'group', 90001);
insert into session (token_hash, account_id, role_grant_id, expires_at)
select repeat(to_hex(id - 90000), 64), id, id, now() + interval '1 day'
from unnest(array[90010, 90012]) id;
insert into group_member (group_id, account_id, name, mobile, post) values
    (90001, 90012, 'خزانه‌دار الف', '09120000012', 'treasurer');
create function pg_temp.fund(key text, rial bigint) returns bigint
language sql as $$
	select ledger_post(ledger_market(), 'test', key, now(), 'test',
	    array[market_account('gateway'), market_account('payable', 90001)],
	    array[rial, -rial])
$$;
create function pg_temp.stands(of_kind text) returns bigint
language sql security definer as $$
	select sum(ledger_balance(id))::bigint from ledger_account
	where kind = of_kind
$$;
create function pg_temp.state_of(of_id bigint) returns text
language sql security definer as $$
	select state from payout where id = of_id
$$;
select pg_temp.fund('fund', 1000000) is null as funded \gset
select pg_temp.plan_for_all(34);
set local role hamyar_service;

-- ---- asking ----
select pg_temp.enter(90003) is null as entered \gset
select is(pg_temp.code_of($$ select payout_ask(400000) $$), 'bank_missing',
    'without an account there is nowhere to');
reset role;
insert into group_bank (group_id, sheba, owner, verified_by, verified_at)
values (90001, 'IR' || repeat('1', 24), 'گروه الف', 90005, now());
set local role hamyar_service;
select is(pg_temp.code_of($$ select payout_ask(1000001) $$), 'balance_short',
    'not more than there is');
select (payout_ask(400000) ->> 'id')::bigint as one \gset
select is(pg_temp.stands('payable'), 1000000::bigint,
    'asking moves nothing');
select is(pg_temp.code_of($$ select payout_ask(100000) $$), 'payout_open',
    'one at a time');
select is(pg_temp.code_of(format('select payout_release(%s)', :one)),
    'own_payout', 'who asks does not release');
select pg_temp.enter(90004) is null as entered \gset
select is(pg_temp.code_of(format('select payout_release(%s)', :one)),
    'not_found', 'nor does another group');
select pg_temp.enter(90005) is null as entered \gset
select is(pg_temp.code_of(format('select payout_release(%s)', :one)),
    'forbidden', 'nor the clinic');

-- ---- releasing ----
reset role;
update group_bank set ended_at = now() where group_id = 90001;
insert into group_bank (group_id, sheba, owner, verified_by, verified_at)
values (90001, 'IR' || repeat('2', 24), 'گروه الف', 90005, now());
set local role hamyar_service;
select pg_temp.enter(90012) is null as entered \gset
select is(pg_temp.code_of(format('select payout_release(%s)', :one)),
    'bank_changed', 'not to an account that was left');
select is(payout_cancel(:one) ->> 'state', 'cancelled', 'it is called back');
select is(payout_cancel(:one) ->> 'state', 'cancelled', 'once');
select (payout_ask(400000) ->> 'id')::bigint as two \gset
select pg_temp.enter(90003) is null as entered \gset
select is(payout_release(:two) ->> 'state', 'released', 'another officer does');
select is(payout_release(:two) ->> 'state', 'released', 'once');
select is(pg_temp.stands('payable'), 600000::bigint,
    'it is not the group''s to spend');
select is(pg_temp.stands('payout'), 400000::bigint, 'but on its way');
select is(payout_cancel(:two) ->> 'state', 'cancelled', 'until it is sent');
select is(pg_temp.stands('payable'), 1000000::bigint, 'it comes back');
select (payout_ask(300000) ->> 'id')::bigint as three \gset
select pg_temp.enter(90012) is null as entered \gset
select payout_release(:three) is null as done \gset

-- ---- the bank ----
select is(pg_temp.code_of($$ select payout_batch_make() $$), 'forbidden',
    'a group sends nothing to the bank');
select pg_temp.enter(90010) is null as entered \gset
select (payout_batch_make() ->> 'id')::bigint as batch \gset
select is(pg_temp.state_of(:three), 'sent', 'the finance office does');
select is(pg_temp.code_of($$ select payout_batch_make() $$), 'payouts_none',
    'once');
select pg_temp.enter(90003) is null as entered \gset
select is(pg_temp.code_of(format('select payout_cancel(%s)', :three)),
    'bad_move', 'nobody calls it back then');
select pg_temp.enter(90010) is null as entered \gset
select is(pg_temp.code_of(format($$ select payout_batch_answer(%s,
    convert_to('reference,result' || E'\n' || '%s,perhaps,T1', 'UTF8')) $$,
    :batch, :three)), 'bad_answer_file', 'an answer says paid or failed');
select is(pg_temp.code_of(format($$ select payout_batch_answer(%s, %L) $$,
    :batch, :two || ',paid,T1')), 'not_in_batch', 'of what was sent');
select is(payout_batch_answer(:batch, convert_to(E'\uFEFFreference;result\r\n'
    || :three || ';paid;T-99' || E'\r\n', 'UTF8')) ->> 'count', '1',
    'paid, with its trace');
select is(pg_temp.state_of(:three), 'paid', 'says the payout');
select is(pg_temp.stands('bank'), -300000::bigint, 'and the book');
select is(pg_temp.stands('payout'), 0::bigint, 'nothing is on its way');
select is(payout_batch_answer(:batch, convert_to(:three || ',paid,T-99',
    'UTF8')) ->> 'count', '0', 'the same file changes nothing');
select is(pg_temp.code_of(format($$ select payout_batch_answer(%s, %L) $$,
    :batch, :three || ',failed,x')), 'answer_differs',
    'another word is refused');

-- ---- what comes back ----
select pg_temp.enter(90003) is null as entered \gset
select (payout_ask(700000) ->> 'id')::bigint as four \gset
select pg_temp.enter(90012) is null as entered \gset
select payout_release(:four) is null as done \gset
select pg_temp.enter(90010) is null as entered \gset
select (payout_batch_make() ->> 'id')::bigint as batch \gset
select payout_batch_answer(:batch, convert_to(:four || ',failed,حساب بسته است',
    'UTF8')) is null as done \gset
select is(pg_temp.state_of(:four), 'failed', 'the bank sent it back');
select is(pg_temp.stands('payable'), 700000::bigint, 'to the group''s share');
reset role;
select is((select string_agg(kind, ' ' order by kind) from (select distinct
    kind from message where kind like 'payout%') k),
    'payout_asked payout_failed payout_paid', 'its officers are told');
select is((select why from payout where id = :four), 'حساب بسته است', 'why');
select is_empty($$ select * from ledger_faults(ledger_market()) $$,
    'and the book agrees');
select is(pg_temp.code_of($$ update payout set released_by = asked_by
    where state = 'paid' $$), '23514', 'two officers, also by hand');

select * from finish();
rollback;
