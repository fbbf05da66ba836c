-- The shelf: what is on it and when it changes; search and filters.
begin;
\ir fixture/shop.sql
select pg_temp.plan_for_all(37);

select is((select array_agg(product_id order by product_id) from shelf
    where group_id in (90001, 90002)),
    array[90001, 90002, 90004]::bigint[], 'what is published is on the shelf');
select is((select price_rial from shelf where product_id = 90001),
    2000000::bigint, 'at its lowest price');
select ok((select (card ->> 'from_price')::boolean from shelf
    where product_id = 90001), 'which is the least of several');
select ok((select not ready_now and not sold_out from shelf
    where product_id = 90004), 'made to order: not ready, not sold out');

-- A sale that people cannot see leaves the shelf alone.
select xmin as before, ctid as place from shelf
where product_id = 90001 \gset
update variant set stock = 2 where id = 90001;
select is((select ctid::text from shelf where product_id = 90001), :'place',
    'a sale does not touch the shelf');
update variant set stock = 0 where id = 90001;
select ok((select sold_out from shelf where product_id = 90001),
    'the last sale does');
update variant set stock = 5 where id = 90002;
select ok((select ready_now and not sold_out from shelf
    where product_id = 90001), 'and coming back');
update variant set retired_at = now() where id = 90001;
select is((select price_rial from shelf where product_id = 90001),
    5000000::bigint, 'a retired variant does not count');
update variant set retired_at = null, stock = 3 where id = 90001;
select is((select count from tally where thing = 'product'
    and category_id = 9002 and province_id = 901), 1::bigint,
    'products are counted');
update self_help_group set state = 'paused' where id = 90001;
select is((select count(*)::integer from shelf where group_id = 90001), 0,
    'a paused group is off the shelf');
select is((select count from tally where thing = 'product'
    and category_id = 9002 and province_id = 901), 0::bigint,
    'and out of the count');
select is((select count from tally where thing = 'group'
    and category_id = 9001 and province_id = 901), 0::bigint,
    'itself too');
update self_help_group set state = 'active' where id = 90001;
update self_help_group set name = 'گروه آلفا' where id = 90001;
select is((select card #>> '{group,name}' from shelf
    where product_id = 90001), 'گروه آلفا', 'a new name is seen at once');

-- Folding.
select is(search_key('كتابي مُحَمّد می‌شود ۱۲٣ أحمد ABC'),
    'کتابی محمد میشود 123 احمد abc', 'one letter for one sound');
select is(search_words('گلیم، «دست‌باف»/۲۰۰ گرم'),
    array['گلیم', 'دستباف', '200', 'گرم'], 'words');

create function pg_temp.found(q text, trade text default null,
    province bigint default null, ready boolean default null,
    price_min bigint default null, price_max bigint default null)
returns bigint[] language sql as $$
	select array(select (p ->> 'id')::bigint from json_array_elements(
	    search_document(q, trade, province, ready, price_min, price_max,
	        null) -> 'products') p
	    where (p ->> 'id')::bigint between 90001 and 90004 order by 1)
$$;
set local role hamyar_service;
select is(pg_temp.found('گلیمچه'), array[90001]::bigint[], 'a word');
select is(pg_temp.found('گليمچه'), array[90001]::bigint[], 'Arabic yeh');
select is(pg_temp.found('گلیمچه دست باف'), array[90001]::bigint[],
    'two halves of one word');
select is(pg_temp.found('گلیمچه دست‌باف'), array[90001]::bigint[],
    'a half-space');
select is(pg_temp.found('گلیمجه'), array[90001]::bigint[], 'a typo');
select is(search_document('گلیمجه', null, null, null, null, null, null)
    ->> 'corrected', 'گلیمچه', 'which is said to be mended');
select is(pg_temp.found('مربای قژقژقژ آزمون'), array[90002]::bigint[],
    'a word nobody knows is left out');
select is(pg_temp.found('مربای آلبالوی آزم'), array[90002]::bigint[],
    'the beginning of the last word');
select is(pg_temp.found('پیش‌نویس پنهان آزمون'), '{}'::bigint[],
    'a draft is not found');
select is(pg_temp.found('مربای آزمون', 'test-craft'),
    array[90002]::bigint[], 'in its trade');
select is(pg_temp.found('آزمون', null, 901), array[90001]::bigint[],
    'in a province');
select is(pg_temp.found('آزمون', 'test-craft', null, true),
    array[90001, 90002]::bigint[], 'ready now');
select is(pg_temp.found('آزمون', 'test-craft', null, null, 2000000, 3000000),
    array[90001]::bigint[], 'between two prices');
select is(pg_temp.found('آزمون', 'test-craft', null, null, 2000001, null),
    array[90004]::bigint[], 'above a price');
select is(search_document('!!! ::: &|()', null, null, null, null, null, null)
    ->> 'corrected', null, 'signs are not words');
select is(pg_temp.code_of($$ select search_document('''; drop:*&!|\(',
    null, null, null, null, null, 'x.y') $$), 'fine',
    'nothing typed can break the query');

-- Pages by key.
select is((shelf_newest(null, 9001, null, null, null, null, null, null, 2)
    -> 'next') is not null, true, 'a page too many has a next');
select is((with one as (select shelf_newest(null, 9001, null, null, null,
        null, null, null, 2) as doc)
    select json_array_length(shelf_newest(null, 9001, null, null, null, null,
        null, doc ->> 'next', 2) -> 'products') from one), 1,
    'which holds the rest');
select is(json_array_length(shelf_newest(null, 9001, null, null, null, null,
    null, 'nonsense', 24) -> 'products'), 3,
    'a cursor that is none means the first page');
select is(cursor_time(cursor_make('1961-03-21', 7)),
    timestamptz '1961-03-21', 'a cursor reaches back as far as its list');
select is(cursor_time('nonsense', '-infinity'), '-infinity',
    'a list that begins with the oldest begins there');
select is((select array_agg((p ->> 'price')::bigint) from
    json_array_elements(shelf_cheapest(null, 9001, null, null, null, null,
        null, 24) -> 'products') p),
    array[1000000, 2000000, 4000000]::bigint[], 'cheapest first');

reset role;
select * from finish();
rollback;
