-- The groups of the actor's portfolio, by name. Lights are computed for the
-- rows shown, or for the whole portfolio of one clinic when they choose.
-- $1 state, $2 light, $3 trade, $4 city, $5 facilitator, $6 q,
-- $7 after (the last id before)
with listed as materialized (
    select g.id, g.name
    from portfolio() g join category t on t.id = g.category_id
    where case when $1::text is null then group_binds(g.state)
            else g.state = $1::text end
        and ($3::text is null or t.slug = $3::text)
        and ($4::bigint is null or g.city_id = $4::bigint)
        and ($5::bigint is null or g.facilitator_id = $5::bigint)
        and ($6::text is null or position($6::text in g.name) > 0)
), lit as materialized (
    select l.id, l.name from listed l
    where $2::text is null or l.id in (select x.group_id
        from group_lights(array(select id from listed)) x
        where x.light = $2::text)
), page as materialized (
    select id, name from lit
    where $7::bigint is null or (name collate "fa-x-icu", id) > (
        select g.name, g.id from portfolio() g where g.id = $7::bigint)
    order by name collate "fa-x-icu", id limit 51
), shown as (
    select array(select id from page order by name collate "fa-x-icu", id
        limit 50) as ids
)
select json_build_object(
    'groups', portfolio_rows(s.ids),
    'next', case when (select count(*) from page) > 50
        then s.ids[50]::text end,
    'total', (select count(*) from lit),
    'own', actor_role() = 'facilitator',
    'filter', json_build_object('state', $1::text, 'light', $2::text,
        'trade', $3::text, 'city', $4::bigint, 'facilitator', $5::bigint,
        'q', $6::text,
        'city_name', (select name from city where id = $4::bigint)),
    'facilitators', case when actor_role() <> 'facilitator'
        then facilitators_json() end,
    'lights', (select json_agg(json_build_object('light', l,
        'title', light_title(l)) order by n)
        from unnest(array['red', 'amber', 'green'])
            with ordinality w (l, n)),
    'states', (select json_agg(json_build_object('state', s,
        'title', group_state_title(s)) order by n)
        from unnest(array['forming', 'in_review', 'confirmed', 'active',
            'paused', 'graduated', 'dissolved'])
            with ordinality w (s, n)),
    'trades', (select json_agg(json_build_object('slug', slug,
        'title', title) order by position, id)
        from category where parent_id is null))
from shown s
