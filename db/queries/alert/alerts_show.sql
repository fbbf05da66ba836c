-- Open alerts of the groups the actor goes with (a facilitator's portfolio,
-- a clinic's, an office's), the oldest first.
-- $1 kind, $2 after
with page as materialized (
    select a.id, a.since
    from alert a join self_help_group g on g.id = a.group_id
    where a.resolved_at is null
        and ($1::text is null or a.kind = $1::text)
        and case when actor_role() = 'facilitator'
            then g.facilitator_id = actor_account()
            when actor_scope_kind() = 'clinic'
            then g.clinic_id = actor_scope()
            when actor_scope_kind() = 'province'
            then g.province_id = actor_scope()
            else actor_scope_kind() = 'nation' end
        and ($2::text is null or (a.since, a.id) > (date '2000-01-01'
            + cursor_part($2::text, 1)::integer, cursor_part($2::text, 2)))
    order by a.since, a.id limit 51
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
        (array_agg((since - date '2000-01-01')::text || '.' || id
            order by since, id))[50] end from page),
    'kinds', (select json_agg(json_build_object('kind', k.kind,
        'title', k.title, 'chosen', k.kind = $1::text) order by k.position)
        from alert_kind k),
    'filter', json_build_object('kind', $1::text))
