-- Active groups for anyone, by province and trade, the newest first.
-- $1 province, $2 trade, $3 after
with trade as (
    select id from category where slug = $2::text and parent_id is null
), page as materialized (
    select groups_newest((select id from trade), $1::bigint,
        cursor_part($3::text, 2), 25) as ids
)
select json_build_object(
    'groups', group_cards(page.ids[1:24]),
    'next', case when cardinality(page.ids) > 24
        then '0.' || page.ids[24] end,
    'filter', json_build_object('province', $1::bigint, 'trade', $2::text),
    'chosen', (select json_build_object('id', id, 'name', name)
        from province where id = $1::bigint),
    'provinces', (select json_agg(json_build_object('id', r.id,
        'name', r.name, 'slug', r.slug, 'count', coalesce(k.count, 0))
        order by r.name collate "fa-x-icu")
        from province r
        left join (select province_id, sum(count) as count from tally
            where thing = 'group' group by 1) k on k.province_id = r.id),
    'trades', (select json_agg(json_build_object('slug', slug,
        'title', title) order by position, id)
        from category where parent_id is null))
from page
