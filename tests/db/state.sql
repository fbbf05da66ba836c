-- What the database itself forbids: stock below zero, states out of order,
-- histories rewritten, money given back twice.
begin;
\ir fixture/shop.sql
insert into shop_order (id, code, account_id, receiver, mobile, province_id,
    city_id, street, postal_code, expires_at) values
    (90001, 'TEST0001', 90001, 'خریدار یکم', '09120000001', 901, 90101,
        'خیابان', '1234567890', now() + interval '30 minutes');
insert into parcel (id, order_id, group_id, state, shipping_method,
    shipping_rial) values
    (90001, 90001, 90001, 'paid', 'test_post', 1000);
insert into payment (id, order_id, gateway, state, amount_rial, authority,
    settled_at) values
    (90001, 90001, 'zarinpal', 'paid', 1000000, 'A1', now()),
    (90002, 90001, 'zarinpal', 'failed', 1000000, 'A2', now());
select pg_temp.plan_for_all(21);

-- As the definer's functions would.
set local role hamyar_definer;
select is(pg_temp.code_of($$ update variant set stock = stock - 4
    where id = 90001 $$), '23514', 'stock never goes below zero');
select is(pg_temp.code_of($$ update variant set stock = stock - 3
    where id = 90001 $$), 'fine', 'the last piece can be sold');
select is(pg_temp.code_of($$ update variant set price_rial = 0
    where id = 90001 $$), '23514', 'nothing is free by mistake');
select is(pg_temp.code_of($$ update parcel set state = 'delivered'
    where id = 90001 $$), 'bad_move', 'a parcel is not delivered unshipped');
select is(pg_temp.code_of($$ update parcel set state = 'accepted'
    where id = 90001 $$), 'fine', 'it is accepted first');
select is(pg_temp.code_of($$ update self_help_group set state = 'graduated'
    where id = 90003 $$), 'bad_move', 'an application does not graduate');
select is(pg_temp.code_of($$ update product set state = 'published'
    where id = 90003 $$), 'bad_move', 'a draft is checked before it is sold');
select is(pg_temp.code_of($$ update product set state = 'proposed'
    where id = 90003 $$), 'fine', 'it is proposed');
select is(pg_temp.code_of($$ insert into product (group_id, category_id,
    title, state) values (90001, 9002, 'از نیمه', 'published') $$),
    'bad_move', 'nor may its life begin published');
select is((select from_state || '>' || to_state from parcel_history
    where parcel_id = 90001 order by id desc limit 1), 'paid>accepted',
    'each move is in the history');

-- Histories, for whoever might.
select is(pg_temp.code_of($$ delete from parcel_history $$), '42501',
    'functions cannot delete history');
reset role;
select is(pg_temp.code_of($$ update parcel_history set why = 'x' $$),
    'HY001', 'nor can the superuser by accident');
select is(pg_temp.code_of($$ delete from group_history $$), 'HY001',
    'of groups');
select is(pg_temp.code_of($$ delete from product_history $$), 'HY001',
    'of products');
select is(pg_temp.code_of($$ truncate access_log $$), 'HY001',
    'of who read what');

-- Money.
set local role hamyar_definer;
select is(pg_temp.code_of($$ insert into refund (payment_id, amount_rial,
    reason, unique_key) values (90001, 600000, 'cancelled', 'r1') $$), 'fine',
    'a part goes back');
select is(pg_temp.code_of($$ insert into refund (payment_id, amount_rial,
    reason, unique_key) values (90001, 600000, 'cancelled', 'r2') $$),
    'refund_too_big', 'never more than came');
select is(pg_temp.code_of($$ insert into refund (payment_id, amount_rial,
    reason, unique_key) values (90001, 400000, 'cancelled', 'r1') $$),
    '23505', 'nor one refund twice');
select is(pg_temp.code_of($$ insert into refund (payment_id, amount_rial,
    reason, unique_key) values (90002, 1, 'cancelled', 'r3') $$), 'not_paid',
    'nothing goes back that did not come');
select is(pg_temp.code_of($$ insert into payment (order_id, gateway,
    amount_rial, authority) values (90001, 'zarinpal', 5, 'A1') $$), '23505',
    'an authority belongs to one payment');
select is(pg_temp.code_of($$ insert into group_member (group_id, name,
    national_id_sealed, national_id_hash) values (90001, 'یک زن', 'x', 'h'),
    (90002, 'یک زن', 'x', 'h') $$), '23505',
    'a woman is in one group at a time');

reset role;
select * from finish();
rollback;
