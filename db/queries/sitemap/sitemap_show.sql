-- For search engines: the parts there are, of 5,000 products each; in part 0
-- categories and groups, in the others products.
-- $1 part
select json_build_object(
    'parts', (select json_agg(part) from generate_series(0, (select
        (coalesce(max(product_id), 0) + 4999) / 5000 from shelf)) part),
    'categories', case when $1::bigint = 0 then (
        select json_agg(slug order by id) from category) end,
    'groups', case when $1::bigint = 0 then (
        select json_agg(slug order by id) from self_help_group
        where state = 'active') end,
    'products', case when $1::bigint > 0 then (
        select coalesce(json_agg(json_build_object('id', product_id,
            'at', published_at) order by product_id), '[]')
        from shelf where product_id between ($1::bigint - 1) * 5000 + 1
            and $1::bigint * 5000) end)
