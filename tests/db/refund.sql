-- Goods that come back and money that goes back, line by line. The asks are
-- what markets like this one were found wanting in.
begin;
\ir fixture/shop.sql
insert into fee_rule (category_id, group_id, per_myriad, valid_from) values
    (null, 90001, 333, current_date - 9);
insert into account (id, mobile, name) values
    (90010, '09120000010', 'عضو ساده');
insert into role_grant (id, account_id, role, scope_kind, scope_id) values
    (90010, 90010, 'member', 'group', 90001);
insert into session (token_hash, account_id, role_grant_id, expires_at) values
    (repeat('a', 64), 90010, 90010, now() + interval '1 day');
-- A second thing of the first group, and food.
insert into category (id, parent_id, slug, title, position)
select 9003, id, 'test-jam', 'خوراک آزمون', 1 from category
where slug = 'cooking';
update variant set stock = 20 where id in (90001, 90002);
update shipping_rate set price_rial = 400000, per_kg_rial = 0
where method = 'test_post';
insert into product (id, group_id, category_id, title, kind, weight_g,
    withdrawal_exempt_reason, licence_no, licence_until, state) values
    (90009, 90001, coalesce((select id from category where id = 9003), 9002),
        'مربای الف', 'in_stock', 100, 'food', '1', current_date + 90,
        'published');
insert into variant (id, product_id, title, price_rial, stock) values
    (90009, 90009, '', 1000001, 20);
create function pg_temp.stands(of_kind text, of_group bigint default null)
returns bigint language sql security definer as $$
	select coalesce(sum(ledger_balance(id)), 0)::bigint
	from ledger_account where kind = of_kind
	    and group_id is not distinct from of_group
$$;
create function pg_temp.stock_of(of_variant bigint) returns integer
language sql security definer as $$
	select stock from variant where id = of_variant
$$;
create function pg_temp.state_of(of_parcel bigint) returns text
language sql security definer as $$
	select state from parcel where id = of_parcel
$$;
create function pg_temp.line_of(of_parcel bigint, of_variant bigint)
returns bigint language sql security definer as $$
	select id from order_line
	where parcel_id = of_parcel and variant_id = of_variant
$$;
-- {"line": pieces} of one line.
create function pg_temp.of_line(of_parcel bigint, of_variant bigint,
    pieces integer) returns json language sql as $$
	select json_build_object(pg_temp.line_of(of_parcel, of_variant), pieces)
$$;
-- An order of the first group's goods that its buyer paid: its parcel.
create function pg_temp.bought(small integer, big integer, jam integer)
returns bigint language plpgsql as $$
declare
	of_code text;
	pay bigint;
begin
	perform pg_temp.enter(90001);
	perform cart_add(v, n) from (values (90001, small), (90002, big),
	    (90009, jam)) w (v, n) where n > 0;
	of_code := order_place(90001, '{"90001":"test_post"}', null, null)
	    ->> 'code';
	pay := (payment_start(of_code, 'zarinpal') ->> 'payment')::bigint;
	perform payment_requested(pay, 'A' || pay, '{}');
	perform payment_settle(pay, 'paid', 'R' || pay, null, null);
	return (select p.id from parcel p join shop_order o on o.id = p.order_id
	    where o.code = of_code);
end
$$;
-- And that came to her door, or for whose group the days are over.
create function pg_temp.went(of_parcel bigint, far text default 'delivered')
returns void language plpgsql security definer as $$
begin
	update parcel set state = 'accepted' where id = of_parcel;
	update parcel set state = 'shipped', shipped_at = now()
	where id = of_parcel;
	update parcel set state = 'delivered', delivered_at = now()
	where id = of_parcel;
	if far = 'completed' then
		update parcel set return_by = current_date - 2
		where id = of_parcel;
		perform parcel_complete(of_parcel);
	end if;
end
$$;
create function pg_temp.settle() returns void
language sql security definer as $$
	select refund_settle(id, 'done', '{}') from refund where state <> 'done'
$$;
create function pg_temp.told(what text) returns bigint
language sql security definer as $$
	select count(*) from message where kind = what
$$;
create function pg_temp.faults() returns bigint
language sql security definer as $$
	select count(*) from ledger_faults(ledger_market())
$$;
select pg_temp.plan_for_all(73);
set local role hamyar_service;

-- ---- a line that cannot be sent ----
select pg_temp.bought(2, 1, 1) as one \gset
select is(pg_temp.stands('escrow'), 10400001::bigint,
    'goods and shipping are in trust');
select pg_temp.enter(90003) is null as entered \gset
select is(pg_temp.code_of(format($$ select parcel_refund(%s, %L, null,
    'پارچه نداریم') $$, :one, pg_temp.of_line(:one, 90001, 3))),
    'too_many_pieces', 'not more than were bought');
select is(pg_temp.code_of(format($$ select parcel_refund(%s, '{}', null,
    'پارچه نداریم') $$, :one)), 'pieces_missing', 'nor nothing');
select is(pg_temp.code_of(format($$ select parcel_refund(%s, '{"987654321":1}', null,
    'پارچه نداریم') $$, :one)), 'not_a_choice', 'nor what is not in it');
select is((select count(*)::integer from refund_part), 0,
    'ask 6: a refusal changes nothing');
select is(pg_temp.stands('escrow'), 10400001::bigint,
    'ask 6: of the money neither');
select is((parcel_refund(:one, null, pg_temp.of_line(:one, 90001, 1),
    'پارچه نداریم') ->> 'refund_rial')::bigint, 2000000::bigint,
    'one of two goes back at its price');
select is(pg_temp.stands('escrow'), 8400001::bigint,
    'ask 4: out of what was the group''s to come, in the same transaction');
select is((select sum(share)::bigint from earning_lines(90001)),
    8000001::bigint - 66600 - 166500 - 33300, 'ask 4: its statement is less by it');
select is((select count(*)::integer from earning_lines(90001)
    where price - refund - fee - shipping <> share), 0,
    'price less refund, fee and shipping is the share, of each line');
select is(pg_temp.stock_of(90001), 18, 'ask 7: what is scrapped is not sold');
select is(pg_temp.state_of(:one), 'paid', 'the rest goes on');
select parcel_refund(:one, pg_temp.of_line(:one, 90001, 1), null,
    'پارچه نداریم') is null as done \gset
select is(pg_temp.stock_of(90001), 19, 'ask 7: what is restocked is');
select is(pg_temp.code_of(format($$ select parcel_refund(%s, null, %L,
    'پارچه نداریم') $$, :one, pg_temp.of_line(:one, 90001, 1))),
    'too_many_pieces', 'ask 6: a piece goes back once');
select is((select pieces from parcel_sums(:one)), 2::bigint,
    'what is left is to be packed');
select is((parcel_cancel(:one, 'نشد') ->> 'refund_rial')::bigint,
    6400001::bigint, 'the rest of it, with the shipping, can be cancelled');
select is(pg_temp.stands('escrow'), 0::bigint, 'then nothing is left');
select is(array[pg_temp.stock_of(90001), pg_temp.stock_of(90002),
    pg_temp.stock_of(90009)], array[19, 20, 20],
    'and what was not scrapped is on sale');
select is(pg_temp.told('lines_refunded'), 2::bigint, 'the buyer is told');
select is(pg_temp.told('group_refund'), 2::bigint, 'and the group');
select pg_temp.settle() is null as done \gset
select is(pg_temp.stands('refund'), 0::bigint, 'all of it went');
select is(pg_temp.told('refund_done'), 3::bigint, 'and she is told of it');
select pg_temp.enter(90010) is null as entered \gset
select is(pg_temp.code_of(format($$ select parcel_refund(%s, null, '{}',
    'پارچه نداریم') $$, :one)), 'forbidden', 'a plain member refunds nothing');

-- Line by line until nothing is left: the shipping goes with the last.
select pg_temp.bought(1, 1, 0) as two \gset
select pg_temp.enter(90003) is null as entered \gset
select parcel_refund(:two, pg_temp.of_line(:two, 90001, 1), null, 'نداریم آن')
    is null as done \gset
select is((parcel_refund(:two, pg_temp.of_line(:two, 90002, 1), null,
    'نداریم آن') ->> 'refund_rial')::bigint, 5400000::bigint,
    'the last takes the shipping along');
select is(pg_temp.state_of(:two), 'cancelled', 'and the parcel is cancelled');
select pg_temp.settle() is null as done \gset
select is(pg_temp.state_of(:two), 'cancelled', 'for good');

-- ---- it comes back ----
select pg_temp.bought(2, 1, 1) as three \gset
select is(pg_temp.code_of(format('select return_ask(%s, %L, null)', :three,
    pg_temp.of_line(:three, 90001, 1))), 'bad_move', 'not before it came');
select pg_temp.went(:three) is null as came \gset
select is(pg_temp.code_of(format('select return_ask(%s, %L, null)', :three,
    pg_temp.of_line(:three, 90009, 1))), 'return_exempt', 'food stays');
select is(pg_temp.code_of(format('select return_ask(%s, %L, null)', :three,
    pg_temp.of_line(:three, 90001, 3))), 'too_many_pieces',
    'not more than came');
select is(pg_temp.code_of(format($$ select return_ask(%s, '{}', null) $$,
    :three)), 'pieces_missing', 'nor nothing');
select is(return_ask(:three, pg_temp.of_line(:three, 90001, 1), null)
    ->> 'state', 'return_requested', 'no reason need be given');
select is(pg_temp.code_of(format('select return_ask(%s, %L, null)', :three,
    pg_temp.of_line(:three, 90001, 1))), 'bad_move', 'once at a time');
select is(pg_temp.told('return_asked'), 1::bigint, 'the group is told');
select pg_temp.enter(90003) is null as entered \gset
select is(pg_temp.code_of(format($$ select return_refuse(%s, 'other', null)
    $$, :three)), 'required', 'a refusal says why');
select is(return_refuse(:three, 'worn', 'دوخت آن باز شده است') ->> 'state',
    'delivered', 'the group does not take it');
select is((select why from parcel_history where parcel_id = :three
    order by id desc limit 1), 'کالا استفاده شده یا آسیب دیده است: دوخت آن باز شده است',
    'the buyer reads why');
select is(pg_temp.told('return_refused'), 1::bigint, 'and is told');
select is(pg_temp.code_of(format('select return_take(%s, null, %L)', :three,
    pg_temp.of_line(:three, 90001, 1))), 'bad_move', 'then it is over');
select pg_temp.enter(90001) is null as entered \gset
select return_ask(:three, json_build_object(
    pg_temp.line_of(:three, 90001), 2, pg_temp.line_of(:three, 90002), 1),
    'پشیمان شدم') is null as done \gset
select pg_temp.enter(90003) is null as entered \gset
select is(pg_temp.code_of(format('select return_take(%s, null, %L)', :three,
    pg_temp.of_line(:three, 90009, 1))), 'not_asked_back',
    'only what was asked for comes back');
select pg_temp.stock_of(90001) as stock \gset
select is((return_take(:three, pg_temp.of_line(:three, 90001, 1),
    pg_temp.of_line(:three, 90001, 1)) ->> 'refund_rial')::bigint,
    4000000::bigint, 'what came is refunded, without the shipping');
select is(pg_temp.stock_of(90001), :stock + 1,
    'ask 7: each piece is restocked or scrapped');
select is(pg_temp.state_of(:three), 'delivered', 'the rest stays with her');
select is(pg_temp.code_of(format('select return_take(%s, null, %L)', :three,
    pg_temp.of_line(:three, 90001, 1))), 'bad_move', 'ask 6: taken once');
select pg_temp.settle() is null as done \gset
select is(pg_temp.state_of(:three), 'delivered', 'also when the money went');
reset role;
select is((select count(*)::integer from job where unique_key
    in ('parcel_complete:' || :three, 'parcel_complete:' || :three || ':1',
        'parcel_complete:' || :three || ':2')), 3,
    'the runner looks anew after each return');
update parcel set return_by = current_date - 2 where id = :three;
select parcel_complete(:three) is null as done \gset
select is(pg_temp.stands('payable', 90001), 6400001::bigint - 166500 - 33300,
    'a parcel completed in part earns the rest');
select is(pg_temp.stands('fee'), 199800::bigint, 'less the fee of the rest');
set local role hamyar_service;

-- All of it.
select pg_temp.bought(1, 1, 0) as four \gset
select pg_temp.went(:four) is null as came \gset
select pg_temp.enter(90001) is null as entered \gset
select return_ask(:four, json_build_object(pg_temp.line_of(:four, 90001), 1,
    pg_temp.line_of(:four, 90002), 1), null) is null as done \gset
select pg_temp.enter(90003) is null as entered \gset
select is((return_take(:four, json_build_object(pg_temp.line_of(:four, 90001),
    1, pg_temp.line_of(:four, 90002), 1), null) ->> 'refund_rial')::bigint,
    7400000::bigint, 'all goes back with its shipping');
select is(pg_temp.state_of(:four), 'returned', 'it is returned');
select pg_temp.settle() is null as done \gset
select is(pg_temp.state_of(:four), 'refunded', 'then refunded');
reset role;
select is((select y.state from payment y join parcel p
    on p.order_id = y.order_id where p.id = :four), 'refunded',
    'its payment too');
select is(market_escrow(order_id), 0::bigint, 'nothing is in trust')
from parcel where id = :four;
set local role hamyar_service;

-- Too late.
select pg_temp.bought(1, 0, 1) as five \gset
select pg_temp.went(:five) is null as came \gset
reset role;
update parcel set return_by = current_date - 2 where id = :five;
set local role hamyar_service;
select pg_temp.enter(90001) is null as entered \gset
select is(pg_temp.code_of(format('select return_ask(%s, %L, null)', :five,
    pg_temp.of_line(:five, 90001, 1))), 'return_too_late',
    'after its last day nothing is sent back');
reset role;
select parcel_complete(:five) is null as done \gset
set local role hamyar_service;

-- ---- after it became the group's ----
select pg_temp.enter(90003) is null as entered \gset
select pg_temp.stands('payable', 90001) as had \gset
select pg_temp.stands('fee') as fees \gset
select is(pg_temp.code_of(format($$ select parcel_refund(%s, %L, null,
    'شیشه شکسته بود') $$, :five, pg_temp.of_line(:five, 90009, 1))),
    'food_is_scrapped', 'ask 7: food is not sold twice');
select parcel_refund(:five, null, pg_temp.of_line(:five, 90009, 1),
    'شیشه شکسته بود') is null as done \gset
select is(pg_temp.stands('payable', 90001), :had::bigint - 1000001 + 33300,
    'ask 4: the group''s balance is lower in the same transaction');
select is(pg_temp.stands('fee'), :fees::bigint - 33300, 'its fee goes back too');
reset role;
-- The group has taken out all but a million.
select ledger_post(ledger_market(), 'test', 'spent', now(), 'test', array[
    market_account('payable', 90001), market_account('bank')],
    array[b - 1000000, 1000000 - b]) is null as spent
from pg_temp.stands('payable', 90001) b \gset
set local role hamyar_service;
select parcel_refund(:five, pg_temp.of_line(:five, 90001, 1), null,
    'گره داشت آن') is null as done \gset
select is(pg_temp.stands('payable', 90001), 0::bigint,
    'what there is is taken first');
select is(pg_temp.stands('owed', 90001), 2400000::bigint - 66600 - 1000000,
    'what is short the group owes');
select is(payout_owed(), 1333400::bigint, 'it sees that it does');
select pg_temp.settle() is null as done \gset
select is(pg_temp.state_of(:five), 'refunded', 'nothing of the parcel is left');
select pg_temp.bought(1, 0, 0) as six \gset
select pg_temp.went(:six, 'completed') is null as earned \gset
select is(pg_temp.stands('owed', 90001), 0::bigint,
    'its next earning settles that first');
select is(pg_temp.stands('payable', 90001),
    2400000::bigint - 66600 - 1333400, 'and the rest is the group''s');

-- ---- what a refund names ----
reset role;
select is(pg_temp.code_of(format($$ do $do$ begin
    insert into refund (payment_id, parcel_id, amount_rial, reason,
        unique_key) select id, %1$s, 5000, 'office', 'nameless' from payment y
        where order_id = (select order_id from parcel where id = %1$s);
    set constraints all immediate; end $do$ $$, :six)), 'HM001',
    'ask 5: a refund names whose share it takes');
select is(pg_temp.code_of(format($$ do $do$ declare made bigint; begin
    insert into refund (payment_id, parcel_id, amount_rial, reason,
        unique_key) select id, %1$s, 5000, 'office', 'cheap' from payment y
        where order_id = (select order_id from parcel where id = %1$s)
        returning id into made;
    insert into refund_part (refund_id, parcel_id, group_id, line_id,
        quantity, amount_rial) select made, %1$s, 90001, id, 1, 5000
        from order_line where parcel_id = %1$s; end $do$ $$, :six)),
    'refund_too_big', 'ask 5: of a line, at its price');
select is(pg_temp.code_of('update refund_part set quantity = 0'), 'HY001',
    'and is never changed');
select is(pg_temp.code_of($$ select refund_settle(min(id), 'done', '{}')
    from refund $$), 'fine', 'told twice that it went');
select is(pg_temp.told('refund_done'), (select count(*) from refund
    where state = 'done'), 'ask 6: it went once');

-- ---- callbacks ----
set local role hamyar_service;
select pg_temp.stands('escrow') as held \gset
select payment_settle(y.id, 'paid', 'R' || y.id, null, null) is null as again
from payment y join parcel p on p.order_id = y.order_id where p.id = :six
\gset
select is(pg_temp.stands('escrow'), :held::bigint,
    'ask 10: a callback that comes twice credits once');
select is((select count(*)::integer from refund r join payment y
    on y.id = r.payment_id join parcel p on p.order_id = y.order_id
    where p.id = :six), 0, 'ask 10: and refunds nothing');
reset role;
update payment y set amount_rial = amount_rial * 10 from parcel p
where p.order_id = y.order_id and p.id = :six and y.state = 'pending';
insert into shop_order (id, code, account_id, receiver, mobile, province_id,
    city_id, street, postal_code, expires_at)
select 99001, 'TEST9901', 90001, receiver, mobile, province_id, city_id,
    street, postal_code, now() + interval '1 hour' from shop_order
where id = (select order_id from parcel where id = :six);
insert into parcel (id, order_id, group_id, shipping_method, shipping_rial)
values (99001, 99001, 90001, 'test_post', 1000);
insert into order_line (parcel_id, group_id, variant_id, product_id, title,
    price_rial, quantity) values
    (99001, 90001, 90001, 90001, 'گلیمچه', 2000000, 1);
insert into payment (id, order_id, gateway, amount_rial, authority) values
    (99001, 99001, 'zarinpal', 20010000, 'TENFOLD');
select payment_settle(99001, 'paid', 'R', null, null) is null as paid \gset
select is(pg_temp.state_of(99001), 'awaiting_payment',
    'ask 11: an amount that is not the order''s pays for nothing');
select is((select amount_rial from refund where payment_id = 99001),
    20010000::bigint, 'ask 11: and goes back whole');
select is(pg_temp.faults(), 0::bigint, 'the book agrees');
select ledger_seal(ledger_market(), 1000) \gset
select is(pg_temp.faults(), 0::bigint, 'sealed too');

select * from finish();
rollback;
