-- An invoice is issued when a group takes a parcel on: numbered without a gap,
-- the same again each time, and for nobody else.
begin;
\ir fixture/shop.sql
delete from tax_rate where class = 'standard';
insert into tax_rate (class, valid_from, per_myriad) values
    ('standard', '2020-01-01', 900), ('standard', current_date - 5, 1000),
    ('standard', current_date + 1, 1200);
update product set tax_class = 'standard' where id = 90001;
insert into shop_order (id, code, account_id, receiver, mobile, province_id,
    city_id, street, postal_code, expires_at)
select n, 'TEST' || n, 90001, 'خریدار یکم', '09120000001', 901, 90101,
    'خیابان یکم', '1234567890', now() from generate_series(90001, 90004) n;
insert into parcel (id, order_id, group_id, state, shipping_method,
    shipping_rial) values
    (90001, 90001, 90001, 'paid', 'test_post', 300000),
    (90002, 90001, 90002, 'paid', 'test_post', 300000),
    (90003, 90002, 90001, 'paid', 'test_post', 0),
    (90004, 90003, 90001, 'paid', 'test_post', 0),
    (90005, 90004, 90001, 'paid', 'test_post', 0);
insert into order_line (id, parcel_id, group_id, variant_id, product_id,
    title, price_rial, quantity) overriding system value
select p, p, g, case g when 90001 then 90001 else 90003 end,
    case g when 90001 then 90001 else 90002 end, 'کالا', 2000000, 2
from (values (90001, 90001), (90002, 90002), (90003, 90001), (90004, 90001),
    (90005, 90001)) v (p, g);
insert into payment (id, order_id, gateway, state, amount_rial, authority,
    settled_at) values (90001, 90001, 'zibal', 'paid', 8600000, 'I1', now());
create function pg_temp.numbers(of_group bigint) returns text
language sql security definer as $$
	select string_agg(year || '/' || serial, ' ' order by id)
	from invoice where group_id = of_group
$$;
select quarter_number((now() at time zone 'Asia/Tehran')::date) / 4 as year
\gset
select pg_temp.plan_for_all(34);
set local role hamyar_service;

-- ---- when ----
select pg_temp.enter(90001) is null as entered \gset
select is(invoice_json(90001, false)::text, null,
    'what no group took on has none');
select pg_temp.enter(90003) is null as entered \gset
select parcel_accept(90001) is null as done \gset
select is(pg_temp.numbers(90001), :'year' || '/1', 'then it has the first');
select parcel_accept(90001) is null as done \gset
select is(pg_temp.numbers(90001), :'year' || '/1', 'once');
select parcel_prepare(90001) is null as done \gset
select is(pg_temp.numbers(90001), :'year' || '/1', 'and no other later');
select is(pg_temp.code_of($$ do $d$ begin perform parcel_accept(90003);
    raise exception 'no' using errcode = 'HY000'; end $d$ $$), 'no',
    'one that fails');
select parcel_accept(90004) is null as done \gset
select is(pg_temp.numbers(90001), :'year' || '/1 ' || :'year' || '/2',
    'leaves no gap');
select parcel_cancel(90003, 'نشد که بفرستیم') is null as done \gset
select is(pg_temp.numbers(90001), :'year' || '/1 ' || :'year' || '/2',
    'what was not taken on takes no number');
select pg_temp.enter(90004) is null as entered \gset
select parcel_accept(90002) is null as done \gset
select is(pg_temp.numbers(90002), :'year' || '/1',
    'each group is a seller of its own');

-- ---- what it says ----
select pg_temp.enter(90001) is null as entered \gset
select invoice_json(90001, false) as paper \gset
select is(:'paper'::json -> 'seller' ->> 'name', 'گروه الف', 'the seller');
select is(:'paper'::json -> 'seller' ->> 'clinic', 'کلینیک یکم',
    'and where it is found');
select ok(:'paper' !~ 'بانوی', 'no name of a woman of the group');
select is(:'paper'::json -> 'buyer' ->> 'street', 'خیابان یکم', 'the buyer');
select is(:'paper'::json ->> 'total', '4300000', 'goods and shipping');
select is(:'paper'::json -> 'lines' -> 0 ->> 'tax', '363636',
    'tax of a final price: ten of a hundred and ten');
select is((:'paper'::json -> 'lines' -> 0 ->> 'percent')::numeric, 10.0,
    'at the rate of its day');
select is(invoice_json(90002, false) ->> 'tax', '0', 'or none');
select is(invoice_json(90002, false) -> 'lines' -> 0 ->> 'tax_title', 'معاف',
    'by name');
select is(invoice_json(90001, false) ->> 'credited', null,
    'nothing came back');

-- ---- for whom ----
select pg_temp.enter(90002) is null as entered \gset
select is(invoice_json(90001, false)::text, null, 'not another buyer');
select pg_temp.enter(90003) is null as entered \gset
select is(invoice_json(90001, false)::text, null, 'nor the group as a buyer');
select is(invoice_json(90001, true) -> 'buyer' ->> 'street', 'خیابان یکم',
    'the group, with the address while it sends');
select is(invoice_json(90002, true)::text, null, 'of its own parcels');
select pg_temp.enter(90005) is null as entered \gset
select is(invoice_json(90001, true)::text, null, 'nor the clinic');

-- ---- later ----
reset role;
update self_help_group set name = 'نام تازه' where id = 90001;
update product set tax_class = 'exempt' where id = 90001;
update parcel set state = 'shipped', shipped_at = now() where id = 90001;
update parcel set state = 'delivered', delivered_at = now() where id = 90001;
insert into refund (id, payment_id, parcel_id, amount_rial, reason,
    unique_key) overriding system value
values (90001, 90001, 90001, 2000000, 'returned', 'i1');
insert into refund_part (refund_id, parcel_id, group_id, line_id, quantity,
    amount_rial) values (90001, 90001, 90001, 90001, 1, 2000000);
set local role hamyar_service;
select pg_temp.enter(90001) is null as entered \gset
select is(invoice_json(90001, false) -> 'seller' ->> 'name', 'گروه الف',
    'it says what was so then');
select is(invoice_json(90001, false) ->> 'tax', :'paper'::json ->> 'tax',
    'of the tax too');
select is(invoice_json(90001, false) -> 'credits' -> 0 ->> 'quantity', '1',
    'what came back stands below, piece by piece');
select is(invoice_json(90001, false) ->> 'rest', '2300000',
    'and what is left');
select is(invoice_json(90001, false) ->> 'total', '4300000',
    'beside the sum that it was');
select pg_temp.enter(90003) is null as entered \gset
select is(invoice_json(90001, true) -> 'buyer' ->> 'street', null,
    'the address is hidden from the group then');
reset role;
select is(pg_temp.code_of($$ set local role hamyar_definer;
    update invoice set serial = 9 $$), '42501', 'no hand changes it');
reset role;
update parcel set state = 'accepted' where id = 90005;
delete from invoice_line where invoice_id = (select id from invoice
    where parcel_id = 90005);
delete from invoice where parcel_id = 90005;
delete from invoice_serial;
insert into parcel_history (parcel_id, group_id, at, to_state)
values (90005, 90001, '2025-03-15 12:00+03:30', 'accepted');
insert into invoice_serial values (90001, :year, 2);
select invoices_move_over() \g /dev/null
select is((select year || '/' || serial || ' ' || issued_on from invoice
    where parcel_id = 90005), '1403/1 2025-03-15',
    'what was before has the number of its year');
select is((select per_myriad from invoice_line l join invoice i
    on i.id = l.invoice_id where i.parcel_id = 90005), 0,
    'and the tax of its product');
select is(tax_on('standard', '2021-01-01'), 900, 'a rate has its days');
select is(tax_within(1100, 1000) || ' ' || tax_within(1000, 0) || ' '
    || tax_within(1, 1000), '100 0 0', 'tax is inside the price');

select * from finish();
rollback;
