-- Open alerts of the groups the actor goes with (a facilitator's portfolio,
-- a clinic's, an office's), the oldest first.
-- $1 kind, $2 after
with page as materialized (
    select id, since from alerts_open($1::text, $2::text)
)
select json_build_object(
    'alerts', (select coalesce(json_agg(json_build_object('alert',
            alert_json(a, k), 'group', json_build_object('id', g.id,
                'name', g.name, 'city', n.name)) order by a.since, a.id),
            '[]')
        from (select * from page order by since, id limit 50) p
        join alert a on a.id = p.id
        join alert_kind k on k.kind = a.kind
        join self_help_group g on g.id = a.group_id
        join city n on n.id = g.city_id),
    'next', (select case when count(*) > 50 then
        (array_agg(cursor_make(since, id) order by since, id))[50] end
        from page),
    'kinds', (select json_agg(json_build_object('kind', k.kind,
        'title', k.title, 'chosen', k.kind = $1::text) order by k.position)
        from alert_kind k),
    'filter', json_build_object('kind', $1::text))
