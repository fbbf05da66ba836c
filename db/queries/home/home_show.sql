-- The first page for anyone: trades, what is ready, what is new, some groups.
with newest as (
    select id, cover_media from self_help_group
    where state = 'active' order by id desc limit 60
)
select json_build_object(
    'trades', trades_json(),
    'ready', shelf_sampler(true, 8),
    'fresh', shelf_sampler(false, 8),
    'groups', group_cards(array(select id from newest
        order by cover_media is null, id desc limit 6)),
    'counts', (select json_build_object(
        'groups', coalesce(sum(count) filter (where thing = 'group'), 0),
        'products', coalesce(sum(count) filter (where thing = 'product'), 0),
        'provinces', count(distinct province_id)
            filter (where thing = 'group' and count > 0))
        from tally))
