-- What a group takes out divided among its members: exact, by its own rule.
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
update group_member set id = 90001 where group_id = 90001;
insert into group_member (id, group_id, account_id, name, mobile, post,
    paused_on) values
    (90012, 90001, 90012, 'خزانه‌دار الف', '09120000012', 'treasurer', null),
    (90013, 90001, null, 'عضو سوم', '09120000013', 'member', null),
    (90014, 90001, null, 'عضو چهارم', null, 'member', current_date);
insert into group_member (id, group_id, name, post, pending) values
    (90015, 90001, 'هنوز نپذیرفته', 'member', true);
insert into group_bank (group_id, sheba, owner, verified_by, verified_at)
values (90001, 'IR' || repeat('1', 24), 'گروه الف', 90005, now());
select ledger_post(ledger_market(), 'test', 'fund', now(), 'test', array[
    market_account('gateway'), market_account('payable', 90001)],
    array[10000000, -10000000]) is null as funded \gset
create function pg_temp.stands(of_kind text, of_member bigint default null)
returns bigint language sql security definer as $$
	select coalesce(sum(ledger_balance(id)), 0)::bigint from ledger_account
	where kind = of_kind and (of_member is null or member_id = of_member)
$$;
create function pg_temp.shares(of_payout bigint) returns text
language sql security definer as $$
	select string_agg(amount_rial::text, ' ' order by member_id)
	from payout_share where payout_id = of_payout
$$;
create function pg_temp.told(what text) returns bigint
language sql security definer as $$
	select count(*) from message where kind = what
$$;
create function pg_temp.entries(of_member bigint) returns text
language sql security definer as $$
	select string_agg(s.amount_rial::text, ' ' order by s.entry)
	from ledger_account a cross join lateral ledger_statement(a.id) s
	where a.kind = 'share' and a.member_id = of_member
$$;
select pg_temp.plan_for_all(37);

-- ---- the rule ----
select is((select string_agg(amount_rial::text, ' ' order by member_id)
    from share_split(100, '{1,2,3}', '{1,1,1}', '{0,0,0}')), '34 33 33',
    'equal: what is over goes to one');
select is((select string_agg(amount_rial::text, ' ' order by member_id)
    from share_split(100, '{1,2,3}', '{3,2,2}', '{0,0,0}')), '43 29 28',
    'by weight: to whom the most was cut off');
select is((select string_agg(amount_rial::text, ' ' order by member_id)
    from share_split(1000, '{1,2,3}', '{1,1,0}', '{0,100,600}')),
    '150 250 600', 'material first, of the rest by weight');
select is((select string_agg(amount_rial::text, ' ' order by member_id)
    from share_split(700, '{1,2}', '{0,0}', '{100,600}')), '100 600',
    'material alone');
select is((select sum(amount_rial) from share_split(100000000000,
    '{1,2,3}', '{99999,99998,7}', '{0,1,2}')), 100000000000::numeric,
    'of the largest too');
select is((select count(*)::integer from generate_series(1, 400) i
    cross join lateral (select array_agg(n) as ids,
        array_agg((abs(hashint4(i * 31 + n)) % 40)::bigint + 1) as weights,
        array_agg((abs(hashint4(i * 17 + n)) % 1000)::bigint) as spent
        from generate_series(1, 2 + i % 24) n) p
    where (select sum(amount_rial) from share_split(100000 + i * 7919,
        p.ids, p.weights, p.spent)) <> 100000 + i * 7919), 0,
    'four hundred splits: each exact');
select is((select count(*)::integer from generate_series(1, 100) i
    cross join lateral (select array_agg(n order by n) as ids,
        array_agg((n * i % 11)::bigint + 1 order by n) as weights,
        array_agg(0::bigint order by n) as spent,
        array_agg(n order by hashint4(n * i)) as ids2,
        array_agg((n * i % 11)::bigint + 1 order by hashint4(n * i)) as w2
        from generate_series(1, 9) n) p
    where exists (select * from share_split(10007 * i, p.ids, p.weights,
        p.spent) except select * from share_split(10007 * i, p.ids2, p.w2,
        p.spent))), 0, 'in whatever order they are named');
select is((select count(*)::integer from generate_series(1, 100) i
    cross join lateral share_split(10007 * i, '{1,2,3,4}',
        array[i, 2 * i, 3, 5]::bigint[], '{0,0,0,0}') s
    where abs(s.amount_rial - 10007.0 * i * (array[i, 2 * i, 3, 5])
        [s.member_id] / (3 * i + 8)) >= 1), 0,
    'nobody is a whole rial from her part');

-- ---- asking ----
set local role hamyar_service;
select pg_temp.enter(90003) is null as entered \gset
select is(pg_temp.code_of($$ select payout_ask(1000000, 'pieces') $$),
    'weights_missing', 'by pieces, of nobody');
select is(pg_temp.code_of($$ select payout_ask(1000000, 'pieces',
    '{"90002":5}') $$), 'not_a_choice', 'not to who is no member');
select is(pg_temp.code_of($$ select payout_ask(1000000, 'equal', null,
    '{"90015":5}') $$), 'not_a_choice', 'nor to who has not said yes');
select is(pg_temp.code_of($$ select payout_ask(1000000, 'equal', null,
    '{"90001":1000001}') $$), 'material_too_much',
    'no more for material than there is');
select (payout_ask(1000000, 'pieces', '{"90001":3,"90012":2,"90013":2}',
    '{"90013":300000}') ->> 'id')::bigint as one \gset
select is(pg_temp.shares(:one), '300000 200000 500000',
    'material first, the rest by pieces');
select is(pg_temp.stands('share'), 0::bigint, 'asking moves nothing');
select is((select json_array_length(payout_json(p) -> 'shares')
    from payout p where id = :one), 3, 'the second officer sees it');
select pg_temp.enter(90004) is null as entered \gset
select is((select count(*)::integer from payout_share), 0,
    'another group does not');
select pg_temp.enter(90012) is null as entered \gset
select payout_release(:one) is null as done \gset
select is(pg_temp.entries(90013), '500000 -500000',
    'released: an entry of each, which goes on to the bank');
select is(pg_temp.stands('payable'), 9000000::bigint, 'out of the group''s');
select is(pg_temp.stands('payout'), 1000000::bigint, 'on its way');
select is(pg_temp.told('share_paid'), 0::bigint, 'nobody is told yet');
select is(payout_cancel(:one) ->> 'state', 'cancelled', 'called back');
select is(pg_temp.stands('payable'), 10000000::bigint, 'all is back');
select is(pg_temp.entries(90013), '500000 -500000 500000 -500000',
    'through her account too');

-- ---- the bank ----
select (payout_ask(1000001, 'equal') ->> 'id')::bigint as two \gset
select pg_temp.enter(90003) is null as entered \gset
select payout_release(:two) is null as done \gset
select is(pg_temp.shares(:two), '333334 333334 333333',
    'equal, among those who do not pause');
select pg_temp.enter(90010) is null as entered \gset
select (payout_batch_make() ->> 'id')::bigint as batch \gset
select payout_batch_answer(:batch, convert_to(:two || ',paid,T', 'UTF8'))
    is null as done \gset
select is(pg_temp.told('share_paid'), 3::bigint,
    'paid: each member is told what is hers');
select is(pg_temp.stands('bank'), -1000001::bigint, 'it left the bank');
select is(pg_temp.stands('share'), 0::bigint, 'nothing stays behind');
select pg_temp.enter(90003) is null as entered \gset
select is(own_shares() ->> 'sum', '333334', 'she sees her own');
select is(pg_temp.code_of(format($$ select payout_divide(%s, 'equal', null,
    null) $$, :two)), 'bad_move', 'it is divided once');

-- What failed.
select (payout_ask(500000, 'hours', '{"90001":7,"90012":3}') ->> 'id')::bigint
    as three \gset
select pg_temp.enter(90012) is null as entered \gset
select payout_release(:three) is null as done \gset
select pg_temp.enter(90010) is null as entered \gset
select (payout_batch_make() ->> 'id')::bigint as batch \gset
select payout_batch_answer(:batch, convert_to(:three || ',failed,x', 'UTF8'))
    is null as done \gset
select is(pg_temp.stands('payable'), 8999999::bigint, 'failed: all is back');
select is(pg_temp.told('share_paid'), 3::bigint, 'and nobody was told');
select pg_temp.enter(90003) is null as entered \gset
select is(own_shares() ->> 'sum', '333334', 'nor has more');

-- Later.
select (payout_ask(700000) ->> 'id')::bigint as four \gset
select pg_temp.enter(90012) is null as entered \gset
select is(pg_temp.code_of(format($$ select payout_divide(%s, 'equal', null,
    null) $$, :four)), 'bad_move', 'not before it is paid');
select payout_release(:four) is null as done \gset
select pg_temp.enter(90010) is null as entered \gset
select (payout_batch_make() ->> 'id')::bigint as batch \gset
select payout_batch_answer(:batch, convert_to(:four || ',paid,T', 'UTF8'))
    is null as done \gset
select pg_temp.enter(90012) is null as entered \gset
select is(payout_divide(:four, 'hours', '{"90001":1,"90012":1}', null)
    ->> 'state', 'paid', 'later it is divided');
select is(pg_temp.entries(90012) like '%350000 -350000', true,
    'an entry of each');
select is(pg_temp.told('share_paid'), 5::bigint, 'and a message');
reset role;
select is_empty($$ select * from ledger_faults(ledger_market()) $$,
    'the book agrees');

select * from finish();
rollback;
