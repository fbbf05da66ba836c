-- A category or trade for anyone: what is on its shelf, filtered and sorted.
-- $1 slug, $2 after, $3 province, $4 ready, $5 price_min, $6 price_max, $7 sort
with asked as (
    select c.id, c.slug, c.title, c.icon, t.id as trade_id,
        t.slug as trade_slug, t.title as trade_title,
        case when c.parent_id is not null then c.id end as only_category,
        case when c.parent_id is null then c.id end as only_trade
    from category c
    join category t on t.id = coalesce(c.parent_id, c.id)
    where c.slug = $1::text
), page as materialized (
    select case $7::text
        when 'cheap' then shelf_cheapest(only_category, only_trade,
            $3::bigint, $4::boolean, $5::bigint, $6::bigint, $2::text, 24)
        when 'dear' then shelf_dearest(only_category, only_trade,
            $3::bigint, $4::boolean, $5::bigint, $6::bigint, $2::text, 24)
        else shelf_newest(only_category, only_trade, $3::bigint, null,
            $4::boolean, $5::bigint, $6::bigint, $2::text, 24) end as doc
    from asked
)
select json_build_object(
    'category', json_build_object('slug', a.slug, 'title', a.title,
        'icon', a.icon, 'trade', json_build_object('slug', a.trade_slug,
            'title', a.trade_title)),
    'children', (select coalesce(json_agg(json_build_object(
        'slug', c.slug, 'title', c.title,
        'count', (select coalesce(sum(y.count), 0) from tally y
            where y.thing = 'product' and y.category_id = c.id))
        order by c.position, c.id), '[]')
        from category c where c.parent_id = a.id),
    'products', cards_in_sight(page.doc -> 'products'),
    'next', page.doc -> 'next',
    'filter', json_build_object('province', $3::bigint,
        'ready', $4::boolean, 'price_min', $5::bigint,
        'price_max', $6::bigint,
        'price_min_toman', $5::bigint / 10,
        'price_max_toman', $6::bigint / 10, 'sort', coalesce($7::text, 'new')),
    'provinces', provinces_json(),
    'sorts', json_build_array(
        json_build_object('value', 'new', 'title', 'تازه‌ترین'),
        json_build_object('value', 'cheap', 'title', 'ارزان‌ترین'),
        json_build_object('value', 'dear', 'title', 'گران‌ترین')))
from asked a, page
