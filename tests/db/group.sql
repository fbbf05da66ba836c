-- A group's desk: its own products, photos and parcels, and nobody else's.
begin;
\ir fixture/shop.sql
insert into category (id, parent_id, slug, title, position) values
    (9003, (select id from category where slug = 'cooking'), 'test-food',
        'خوراک آزمون', 9);
insert into shop_order (id, code, account_id, receiver, mobile, province_id,
    city_id, street, postal_code, expires_at) values
    (90001, 'TEST0001', 90001, 'خریدار یکم', '09120000001', 901, 90101,
        'خیابان یکم', '1234567890', now() + interval '30 minutes');
insert into parcel (id, order_id, group_id, state, shipping_method,
    shipping_rial) values
    (90001, 90001, 90001, 'paid', 'test_post', 1000),
    (90002, 90001, 90002, 'paid', 'test_post', 1000);
insert into order_line (parcel_id, group_id, variant_id, product_id, title,
    price_rial, quantity) values
    (90001, 90001, 90001, 90001, 'گلیمچه', 2000000, 2),
    (90002, 90002, 90003, 90002, 'مربا', 1000000, 1);
insert into payment (id, order_id, gateway, state, amount_rial, authority,
    settled_at) values
    (90001, 90001, 'zarinpal', 'paid', 5002000, 'A1', now());
select market_move_over() \gset
insert into product (id, group_id, category_id, title, state) values
    (90010, 90001, 9003, 'رب انار آزمون', 'draft');
insert into variant (id, product_id, price_rial, stock) values
    (90010, 90010, 900000, 5);
select pg_temp.plan_for_all(63);

-- A member makes a product.
set local role hamyar_service;
select pg_temp.enter(90003) is null as entered \gset
select ok((photo_add(null, '\x00') ->> 'id') ~ '^[0-9a-f]{32}$',
    'a photo is taken in');
select media_list(null)::jsonb #>> '{photos,0,id}' as photo \gset
select is(media_list(null)::jsonb ->> 'waiting', 'true', 'it waits');
select is(product_create(json_build_array(:'photo'), 'سبد حصیری', 1500000, 4,
    'in_stock', null, 9002, null) ->> 'state', 'draft',
    'a product begins as a draft');
select id as made from product where title = 'سبد حصیری' \gset
select is(media_list(null)::jsonb ->> 'count', '0', 'the tray is empty');
select is(media_list(:made)::jsonb ->> 'count', '1', 'the photo is on it');
select is(pg_temp.code_of(format($$ select product_propose(%s) $$, :made)),
    'fine', 'it is proposed');
select is(pg_temp.code_of(format($$ select photo_remove(%L) $$, :'photo')),
    'last_photo', 'what is looked at keeps a photo');
select is(pg_temp.code_of(format($$ select product_resume(%s) $$, :made)),
    'bad_move', 'and does not publish itself');
select is(pg_temp.code_of(format($$ select product_recall(%s) $$, :made)),
    'fine', 'it can be taken back');
select is(pg_temp.code_of($$ select product_propose(90003) $$),
    'photo_missing', 'nothing is proposed without a photo');
select is(pg_temp.code_of($$ select product_create(null, 'سبد', 1500000, 4,
    'made_to_order', null, 9002, null) $$), 'ready_days_missing',
    'what is made to order says when');
select is((select stock from variant where product_id = (product_create(null,
    'سبد سفارشی', 1500000, 4, 'made_to_order', 7, 9002, null)
    ->> 'id')::bigint), null, 'and has no stock to begin with');
select is(pg_temp.code_of($$ select product_create(null, 'سبد', 1500000, 4,
    'in_stock', null, 9001, null) $$), 'not_a_choice',
    'a trade is no category');
select is(pg_temp.code_of($$ select product_create('["abcdef0123"]', 'سبد',
    1500000, 4, 'in_stock', null, 9002, null) $$), 'not_found',
    'a photo of nobody');

-- What the clinic looked at and what is the group's own.
select is(variant_set(90001, 2500000, 7, null) ->> 'product', '90001',
    'price and stock are the group''s own');
select is((select state from product where id = 90001), 'published',
    'and leave it in the shop');
select is(product_save(90001, 'گلیمچه‌ای دیگر', '', 9002, 'in_stock', null,
    null, null, 800, null, null, null) ->> 'state', 'proposed',
    'another name is looked at again');
select is((select why from product_history where product_id = 90001
    order by id desc limit 1), 'edited', 'the history says why');
select is((select count(*)::integer from shelf where product_id = 90001), 0,
    'until then it is not in the shop');

-- Variants, side by side.
select is(pg_temp.code_of($$ select variants_save(90001, '[90001, 90002]',
    '["کوچک", "بزرگ"]', '[2000000, null]', '[3, 4]', null, null) $$),
    'variant_price', 'each has a price');
select is(pg_temp.code_of($$ select variants_save(90001,
    '[90001, 90002, null, null]', '["کوچک", "بزرگ", "میانه", null]',
    '[2000000, 5000000, 3000000, null]', '[3, 4, 5, null]', null, 90002) $$),
    'fine', 'one goes, one comes, a blank row is nothing');
select is((select string_agg(title, ' ' order by position) from variant
    where product_id = 90001 and retired_at is null), 'کوچک میانه',
    'so two are left');
select is(pg_temp.code_of($$ select variants_save(90001, '[90003]', '["x"]',
    '[2000000]', '[1]', null, null) $$), 'not_found',
    'another group''s is not touched');
select is(pg_temp.code_of($$ select variants_save(90010, '[90010]', '[null]',
    '[900000]', '[1]', null, 90010) $$), 'last_variant', 'the last one stays');

-- No licence, no sale.
select photo_add(90010, '\x01') is null as sent \gset
select is(pg_temp.code_of($$ select product_propose(90010) $$),
    'licence_missing', 'food without a licence is not proposed');
select is(pg_temp.code_of($$ select product_save(90010, 'رب انار', '', 9003,
    'in_stock', null, null, null, 800, 'food', '50/1', '2020-01-01') $$),
    'fine', 'a draft may say anything');
select is(pg_temp.code_of($$ select product_propose(90010) $$),
    'licence_over', 'an old licence is none');
select is(pg_temp.code_of($$ select product_save(90010, 'رب انار', '', 9003,
    'in_stock', null, null, null, 800, 'food', '50/1', '2099-01-01') $$),
    'fine', 'with one in force');
select is(pg_temp.code_of($$ select product_propose(90010) $$), 'fine',
    'it may');

-- Another group's things.
select is(pg_temp.code_of($$ select variant_set(90003, 20000, 1, null) $$),
    'not_found', 'not another group''s price');
select is(pg_temp.code_of($$ select product_pause(90002) $$), 'not_found',
    'nor its products');
select is(pg_temp.code_of($$ select photo_add(90002, '\x00') $$),
    'not_found', 'nor its photos');
select is(pg_temp.code_of($$ select parcel_accept(90002) $$), 'not_found',
    'nor its parcels');
select ok(parcel_buyer(90002) is null, 'nor its buyers');
select is(pg_temp.code_of($$ select product_move(90010, 'published') $$),
    '42501', 'the inner parts are closed');
select is(pg_temp.code_of($$ select media_attach(90002, '{}') $$), '42501',
    'all of them');

-- A parcel goes its way.
select is(parcel_buyer(90001) ->> 'street', 'خیابان یکم',
    'the address is open to who packs');
select is(pg_temp.code_of($$ select parcel_ship(90001, 'hand', null) $$),
    'bad_move', 'first it is accepted');
select is(parcel_accept(90001) ->> 'state', 'accepted', 'it is');
select is(parcel_accept(90001) ->> 'state', 'accepted', 'twice is once');
select is(pg_temp.code_of($$ select parcel_ship(90001, 'post', null) $$),
    'tracking_missing', 'the post gives a code');
select is(pg_temp.code_of($$ select parcel_ship(90001, 'post', '123') $$),
    'tracking_bad', 'of twenty digits or more');
select is(parcel_ship(90001, 'post', repeat('1', 24)) ->> 'state', 'shipped',
    'it is shipped');
select is(pg_temp.code_of($$ select parcel_cancel(90001, 'نشد که نشد') $$),
    'too_late_for_group', 'what is gone is not cancelled');
reset role;
select is((select string_agg(kind || ' ' || (tokens ->> 'order'), ', '
    order by id) from message where account_id = 90001),
    'parcel_accepted TEST0001, parcel_shipped TEST0001',
    'the buyer was told of both');
select is((select string_agg(to_state, ' ' order by id) from parcel_history
    where parcel_id = 90001), 'paid accepted shipped', 'so says its history');
set local role hamyar_definer;
update parcel set state = 'delivered', delivered_at = now() where id = 90001;
set local role hamyar_service;
select is(parcel_buyer(90001) ->> 'street', null, 'then it is masked');
select is(parcel_buyer(90001) ->> 'receiver', 'خ…', 'so is the name');
select is((select count(*)::integer from shop_order where id = 90001), 0,
    'and the row itself is closed');
select is((select sum(share)::bigint from earning_lines(90001)), 4000000::bigint,
    'the whole price is the group''s');
select is((select bool_or(settled) from earning_lines(90001)), false,
    'not settled while it may come back');

-- The other group cannot make it: stock and money go back.
select pg_temp.enter(90004) is null as entered \gset
select stock as before from variant where id = 90003 \gset
select is((parcel_cancel(90002, 'مواد اولیه نرسید') ->> 'refund_rial')::bigint,
    1001000::bigint, 'goods and shipping are refunded');
select is((select stock - :before from variant where id = 90003), 1,
    'the stock is back');
reset role;
select is((select count(*)::integer from job where kind = 'refund'
    and unique_key = 'refund:' || (select id from refund
        where parcel_id = 90002)), 1, 'a job sends the money');

-- Papers and months.
select is((select json_array_length(barcode('A') -> 'bars')), 13,
    'a letter: start, itself, check and stop');
select is((select max(length(w)) from (select string_agg(b ->> 'w', '') as w
    from json_array_elements(barcode('HAMYAR-1') -> 'bars') b) x) > 30
    and barcode('سلام') is null, true, 'only ASCII has bars');
select is(jalali_month(date '2026-11-21'), date '2026-10-23',
    'Aban 1405 begins on 23 October');
select is((select count(distinct jalali_month(d::date))::integer
    from generate_series(date '2021-03-21', date '2022-03-20',
        interval '1 day') d), 12, 'a year has twelve months');

-- A licence runs out.
insert into product (id, group_id, category_id, title, state, licence_no,
    licence_until) values
    (90011, 90001, 9003, 'رب انار تازه', 'published', '50/2',
        current_date - 1),
    (90012, 90001, 9003, 'رب انار امروز', 'published', '50/3', current_date);
set local role hamyar_service;
select is(pg_temp.code_of('select products_lapse()'), '42501',
    'nobody but the runner takes lapsed food out of the shop');
set local role hamyar_jobs;
select is(pg_temp.code_of('select products_lapse()'), 'fine', 'it does');
reset role;
select is((select string_agg(state, ' ' order by id) from product
    where id in (90011, 90012)), 'paused published',
    'on the day after its last');
select is((select tokens ->> 'title' from message
    where kind = 'product_lapsed'), 'رب انار تازه', 'its group is told');
select is((select count(*)::integer from product p where state = 'published'
    and licence_until < current_date and category_is_food(category_id)), 0,
    'and none is left on sale');

select * from finish();
rollback;
