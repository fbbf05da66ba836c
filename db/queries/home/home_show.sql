-- The first page for anyone: trades, what is ready, what is new, some groups.
with newest as (
    select id, cover_media from self_help_group
    where state = 'active' order by id desc limit 60
), ready as materialized (
    select shelf_sampler(true, 8) as cards
)
select json_build_object(
    'trades', trades_json(),
    'ready', (select cards_in_sight(cards) from ready),
    'fresh', shelf_sampler(false, 8, (select cards from ready)),
    'groups', group_cards(array(select id from newest
        order by cover_media is null, id desc limit 6)),
    'counts', (select json_build_object(
        'groups', coalesce(sum(count) filter (where thing = 'group'), 0),
        'products', coalesce(sum(count) filter (where thing = 'product'), 0),
        'provinces', count(distinct province_id)
            filter (where thing = 'group' and count > 0))
        from tally))
