-- The market's money: in trust until it is a group's, and nowhere twice.
begin;
\ir fixture/shop.sql
delete from holiday;
insert into holiday (day, title) values ('2026-06-04', 'تعطیل');
insert into fee_rule (category_id, group_id, per_myriad, valid_from) values
    (null, null, 100, current_date - 100), (9001, null, 200, current_date - 50),
    (null, 90002, 500, current_date - 10), (null, 90002, 900, current_date + 1);
set local role hamyar_service;
select pg_temp.enter(90001) is null as entered \gset
select cart_add(90001, 1) is null, cart_add(90003, 2) is null \g /dev/null
select order_place(90001, '{"90001":"test_post","90002":"test_post"}', null,
    null) ->> 'code' as code \gset
select (payment_start(:'code', 'zarinpal') ->> 'payment')::bigint as pay \gset
select (payment_start(:'code', 'zarinpal') ->> 'payment')::bigint as twice \gset
select payment_requested(:pay, 'A1', '{}') \g /dev/null
select payment_requested(:twice, 'A2', '{}') \g /dev/null
reset role;
select id as order from shop_order where code = :'code' \gset
create function pg_temp.stands(of_kind text, of_group bigint default null)
returns bigint language sql as $$
	select coalesce(sum(ledger_balance(id)), 0)::bigint
	from ledger_account where kind = of_kind
	    and group_id is not distinct from of_group
$$;
create function pg_temp.all_stand() returns text language sql as $$
	select string_agg(k.kind || ' ' || s.rial, ', ' order by k.position)
	from ledger_account_kind k
	cross join lateral (select sum(ledger_balance(id))::bigint as rial
	    from ledger_account a where a.kind = k.kind) s
	where s.rial <> 0
$$;
select pg_temp.plan_for_all(31);

-- ---- in and back ----
select is(pg_temp.all_stand(), null, 'an order alone is no money');
select payment_settle(:pay, 'paid', 'R1', null, null) \g /dev/null
select is(pg_temp.all_stand(), 'gateway 4800000, escrow 4800000',
    'what was paid is in trust');
select payment_settle(:pay, 'paid', 'R1', null, null) \g /dev/null
select is(pg_temp.stands('escrow'), 4800000::bigint, 'once');
select is(market_escrow(:order), 4800000::bigint, 'for its order');
select payment_settle(:twice, 'paid', 'R2', null, null) \g /dev/null
select is(pg_temp.all_stand(),
    'gateway 9600000, escrow 4800000, refund 4800000',
    'a second payment is on its way back');
select refund_settle(id, 'done', '{}') from refund where payment_id = :twice
\g /dev/null
select is(pg_temp.all_stand(), 'gateway 4800000, escrow 4800000', 'and gone');
select refund_settle(id, 'done', '{}') from refund where payment_id = :twice
\g /dev/null
select is(pg_temp.stands('gateway'), 4800000::bigint, 'once');

-- ---- a group cannot make it ----
set local role hamyar_service;
select pg_temp.enter(90004) is null as entered \gset
select is((parcel_cancel((select id from parcel where group_id = 90002
    and order_id = :order), 'نشد') ->> 'refund_rial')::bigint, 2500000::bigint,
    'its parcel goes back');
reset role;
select is(pg_temp.all_stand(),
    'gateway 4800000, escrow 2300000, refund 2500000',
    'out of what is in trust');
select is(pg_temp.code_of(format($$ select market_refund(r) from (select
    (json_populate_record(null::refund, json_build_object('id', 7777,
    'payment_id', %s, 'amount_rial', 2300001, 'created_at', now()))).*) r $$,
    :pay)), 'balance_short', 'never more than that');

-- ---- the other one comes ----
select id as parcel from parcel where group_id = 90001 and order_id = :order
\gset
update parcel set state = 'accepted' where id = :parcel;
update parcel set state = 'shipped', shipped_at = now() where id = :parcel;
update parcel set state = 'delivered', delivered_at = now()
where id = :parcel;
select is((select return_by from parcel where id = :parcel),
    working_day_after((now() at time zone 'Asia/Tehran')::date, 7),
    'seven working days from its delivery');
select is((select run_at from job where unique_key = 'parcel_complete:'
    || :parcel), (select (return_by + 1)::timestamp at time zone 'Asia/Tehran'
    from parcel where id = :parcel), 'the runner looks when they are over');
select is(pg_temp.code_of(format('select parcel_complete(%s)', :parcel)),
    'bad_move', 'not before');
update parcel set return_by = current_date - 2 where id = :parcel;
select is(pg_temp.code_of(format('select parcel_complete(%s)', :parcel)),
    'fine', 'then it is the group''s');
select is(pg_temp.code_of(format('select parcel_complete(%s)', :parcel)),
    'fine', 'and once');
select is(pg_temp.stands('payable', 90001), 2260000::bigint,
    'price and shipping less the fee of its trade');
select is(pg_temp.stands('fee'), 40000::bigint, 'two in a hundred');
select is(market_escrow(:order), 0::bigint, 'nothing is left in trust');
select is((select sum(price_rial - fee_rial)::bigint
    from parcel_split(:parcel)), 1960000::bigint, 'line by line the same');
select is((select completed_at is not null from parcel where id = :parcel),
    true, 'since when');

-- ---- rules by date ----
select is(fee_on(90001, 9001, current_date - 60), 100, 'of all');
select is(fee_on(90001, 9001, current_date), 200, 'of a trade');
select is(fee_on(90002, 9001, current_date), 500, 'of a group');
select is(fee_on(90002, 9001, current_date + 1), 900, 'from its day on');
select is(fee_on(90001, 9001, current_date - 101), 0, 'none before');
select is(working_day_after('2026-06-01', 7), '2026-06-10'::date,
    'a Friday and a holiday do not count');
select is(working_day_after('2026-05-28', 1), '2026-05-30'::date,
    'nor the Friday next');

-- ---- what was before the book ----
insert into payment (id, order_id, gateway, state, amount_rial, authority,
    created_at, settled_at) values (90009, :order, 'zibal', 'paid', 1000, 'A9',
    now() - interval '30 days', now() - interval '30 days');
insert into refund (payment_id, amount_rial, reason, state, unique_key,
    done_at) values (90009, 1000, 'office', 'done', 'old', now());
select market_move_over() \gset
select market_move_over() \gset
select is((select count(*)::integer from ledger_entry e
    join refund r on e.idempotency_key in ('payment:90009',
        'refund:' || r.id, 'refunded:' || r.id)
    where r.unique_key = 'old'), 3, 'is written into it, once');
select is((select happened_at from ledger_entry
    where idempotency_key = 'payment:90009'), now() - interval '30 days',
    'with its own day');
select is_empty($$ select * from ledger_faults(ledger_market()) $$,
    'and all agrees');
select ledger_seal(ledger_market(), 1000) \gset
select is_empty($$ select * from ledger_faults(ledger_market()) $$,
    'sealed too');

select * from finish();
rollback;
