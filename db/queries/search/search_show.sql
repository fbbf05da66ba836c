-- Search for anyone: words with typos mended, filters, newest first.
-- $1 q, $2 trade, $3 province, $4 ready, $5 price_min, $6 price_max, $7 after
with page as materialized (
    select search_document($1::text, $2::text, $3::bigint, $4::boolean,
        $5::bigint, $6::bigint, $7::text) as doc
)
select json_build_object(
    'q', coalesce($1::text, ''),
    'corrected', doc -> 'corrected',
    'products', cards_in_sight(doc -> 'products'),
    'next', doc -> 'next',
    'total_hint', doc -> 'total',
    'filter', json_build_object('trade', $2::text, 'province', $3::bigint,
        'ready', $4::boolean, 'price_min', $5::bigint,
        'price_max', $6::bigint,
        'price_min_toman', $5::bigint / 10,
        'price_max_toman', $6::bigint / 10),
    'trades', (select json_agg(json_build_object('slug', slug,
        'title', title) order by position, id)
        from category where parent_id is null),
    'provinces', provinces_json())
from page
