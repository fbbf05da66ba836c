-- A customer buys: cart, order, stock, expiry, cancelling.
begin;
\ir fixture/shop.sql
select pg_temp.plan_for_all(43);
set local role hamyar_service;
select pg_temp.enter(90001) is null as entered \gset

-- Cart.
select is(cart_document() ->> 'empty', 'true', 'a new cart is empty');
select is(cart_add(90001, 2) ->> 'count', '2', 'two pieces');
select is(cart_add(90001, 1) ->> 'quantity', '3', 'one more of the same');
select is(pg_temp.code_of($$ select cart_add(90001, 1) $$), 'stock_short',
    'not more than there are');
select is(pg_temp.code_of($$ select cart_add(90004, 1) $$), 'not_on_sale',
    'a draft is not for sale');
select is(pg_temp.code_of($$ select cart_add(90003, 101) $$), 'too_big',
    'nor a hundred and one');
select is(pg_temp.code_of($$ select cart_add(90003, -1) $$), 'too_big',
    'nor less than none');
select cart_add(90003, 4) ->> 'line' as line_b \gset
select is(cart_set(:line_b, 2) ->> 'count', '5', 'fewer of another');
select is(json_array_length(cart_document() -> 'parcels'), 2,
    'one parcel a group');
select is(cart_document() ->> 'goods', '8000000', 'goods are summed');
select pg_temp.enter(90002) is null as entered \gset
select is(cart_document() ->> 'empty', 'true', 'another''s cart is hers');
select is(pg_temp.code_of('select cart_set(' || :line_b || ', 1)'),
    'not_found', 'nobody changes another''s line');

-- Checkout. 3 × 800 g in the city; 2 × 500 g to the neighbour.
select pg_temp.enter(90001) is null as entered \gset
select cart_document(a) as doc from address a where id = 90001 \gset
select is(:'doc'::json #>> '{parcels,0,choices,0,price}', '500000',
    'weight past the last band costs by the kilogram');
select is(:'doc'::json #>> '{parcels,1,choices,0,price}', '500000',
    'a neighbouring province');
select is(:'doc'::json ->> 'total', '9000000', 'the total is known before');

-- Order.
select is(pg_temp.code_of($$ select order_place(90002,
    '["90001:test_post","90002:test_post"]', null, null) $$),
    'address_missing', 'not to another''s address');
select is(pg_temp.code_of($$ select order_place(90001,
    '["90001:test_post"]', null, null) $$), 'shipping_missing',
    'each parcel needs a way');
select is(pg_temp.code_of($$ select order_place(90001,
    '["90001:test_post","90002:pigeon"]', null, null) $$),
    'shipping_unavailable', 'that goes there');
select is(pg_temp.code_of($$ select order_place(90001,
    '["90001:test_post","90002:test_post"]', null, 1) $$), 'price_changed',
    'and the total she saw');
reset role;
select is((select stock from variant where id = 90001), 3,
    'a refused order takes nothing');
set local role hamyar_service;
select order_place(90001, '["90001:test_post","90002:test_post"]', 'سلام',
    9000000) as placed \gset
select is(:'placed'::json ->> 'total', '9000000', 'an order is placed');
select :'placed'::json ->> 'code' as code \gset
select is(cart_document() ->> 'empty', 'true', 'the cart is empty again');
select is(pg_temp.code_of($$ select order_place(90001, '[]', null, null) $$),
    'cart_empty', 'pressed twice is one order');
select is((select count(*)::integer from parcel p join shop_order o
    on o.id = p.order_id where o.code = :'code'), 2, 'two parcels');
reset role;
select is((select stock from variant where id = 90001), 0, 'stock is taken');
select ok((select sold_out from shelf where product_id = 90001),
    'and people see it');
select is((select run_at - now() from job where unique_key =
    'order_expire:' || (select id from shop_order where code = :'code')),
    interval '30 minutes', 'it expires in half an hour');
update variant set price_rial = 7000000 where id = 90001;
set local role hamyar_service;
select is((select order_total(id) from shop_order where code = :'code'),
    9000000::bigint, 'a new price does not reach an old order');

-- Another buyer cannot touch it.
select pg_temp.enter(90002) is null as entered \gset
select is(pg_temp.code_of(format('select order_cancel(%L)', :'code')),
    'not_found', 'nobody cancels another''s order');
select is(pg_temp.code_of(format('select payment_start(%L, %L)', :'code',
    'zarinpal')), 'not_found', 'nor pays it');
select is(pg_temp.code_of('select order_expire(1)'), '42501',
    'nor lets it expire');

-- Expiry.
reset role;
select id as order_id from shop_order where code = :'code' \gset
set local role hamyar_jobs;
select is(order_expire(:order_id) ->> 'expired', '0', 'not before its time');
reset role;
update shop_order set expires_at = now() - interval '1 second'
where id = :order_id;
set local role hamyar_jobs;
select is(order_expire(:order_id) ->> 'expired', '2', 'then both parcels');
select is(order_expire(:order_id) ->> 'expired', '0', 'once');
reset role;
select is((select stock from variant where id = 90001), 3,
    'the stock is back');
select is((select stock from variant where id = 90003), 10,
    'all of it, once');

-- Cancelling, before and after a group has accepted.
set local role hamyar_service;
select pg_temp.enter(90001) is null as entered \gset
select cart_add(90001, 1) is null, cart_add(90003, 1) is null,
    cart_add(90005, 2) is null \g /dev/null
select order_place(90001, '{"90001":"test_post","90002":"test_post"}', null,
    null) ->> 'code' as code \gset
select is(pg_temp.code_of(format('select payment_start(%L, %L)', :'code',
    'paypal')), 'not_a_choice', 'only gateways we know');
reset role;
insert into payment (id, order_id, gateway, state, amount_rial, authority,
    settled_at)
select 90001, id, 'zarinpal', 'paid', order_total(id), 'A90001', now()
from shop_order where code = :'code';
select market_move_over() \gset
update parcel set state = 'paid' where order_id = (select id from shop_order
    where code = :'code');
update parcel set state = 'accepted' where group_id = 90002
    and order_id = (select id from shop_order where code = :'code');
set local role hamyar_service;
select is(order_cancel(:'code') ->> 'cancelled', '1',
    'what is accepted is not cancelled');
select is((select amount_rial from refund where payment_id = 90001),
    7300000::bigint, 'goods and shipping of the other go back');
select is(pg_temp.code_of(format('select order_cancel(%L)', :'code')),
    'too_late_to_cancel', 'the rest is too late');
reset role;
select is((select stock from variant where id = 90001), 3,
    'its stock is back');
select is((select stock from variant where id = 90005), null,
    'what is made to order has no stock to give back');
select is((select count(*)::integer from job j join refund r
    on j.unique_key = 'refund:' || r.id where r.payment_id = 90001), 1,
    'and a job sends the money');

select * from finish();
rollback;
