-- What waits for a facilitator today, in her portfolio; for her clinic's
-- officers and managers, in all of its groups.
with own as materialized (
    select id, name, state, city_id, forming_since, facilitator_id
    from portfolio() where group_binds(state)
), light as materialized (
    select * from group_lights(array(select id from own))
), visit_seen as materialized (
    select v.* from portfolio_visits(current_date - 400, current_date + 7) v
    where v.state = 'planned'
), met as (
    select o.id, o.name, o.city_id, m.next_on
    from own o
    cross join lateral (select t.next_on from meeting t
        where t.group_id = o.id and t.voided_at is null
        order by t.held_on desc limit 1) m
    where m.next_on between current_date and current_date + 14
), ripe as (
    select o.*, o.forming_since
        + (select setting_int('forming.days', 90))::integer as earliest
    from own o where o.state = 'forming'
)
select json_build_object(
    'today', current_date, 'own', actor_role() = 'facilitator',
    'counts', json_build_object(
        'groups', (select count(*) from own),
        'forming', (select count(*) from own where state = 'forming'),
        'red', (select count(*) from light where light = 'red'),
        'amber', (select count(*) from light where light = 'amber'),
        'due', (select count(*) from visit_seen where day = current_date),
        'late', (select count(*) from visit_seen where day < current_date),
        'conflicts', conflicts_open(),
        'unassigned', (select count(*) from own
            where facilitator_id is null)),
    'visits', (select coalesce(json_agg(visit_row(v.id, v.group_id,
            v.facilitator_id, v.day, v.state, v.purpose)
            order by v.day, v.id), '[]')
        from (select * from visit_seen where day <= current_date
            order by day, id limit 20) v),
    'coming', (select coalesce(json_agg(visit_row(v.id, v.group_id,
            v.facilitator_id, v.day, v.state, v.purpose)
            order by v.day, v.id), '[]')
        from (select * from visit_seen where day > current_date
            order by day, id limit 10) v),
    'red', (select coalesce(json_agg(json_build_object('id', r.id,
            'name', r.name, 'city', n.name, 'reasons', r.reasons)
            order by r.name, r.id), '[]')
        from (select o.id, o.name, o.city_id, l.reasons from own o
            join light l on l.group_id = o.id and l.light = 'red'
            order by o.name, o.id limit 8) r
        join city n on n.id = r.city_id),
    'meetings', (select coalesce(json_agg(json_build_object('id', m.id,
            'name', m.name, 'city', n.name, 'day', m.next_on,
            'today', m.next_on = current_date)
            order by m.next_on, m.id), '[]')
        from (select * from met order by next_on, id limit 6) m
        join city n on n.id = m.city_id),
    'ripe', (select coalesce(json_agg(json_build_object('id', r.id,
            'name', r.name, 'city', n.name, 'earliest', r.earliest,
            'passed', r.earliest <= current_date,
            'forming', forming_json(r.id)) order by r.earliest, r.id), '[]')
        from (select * from ripe where earliest <= current_date + 14
            order by earliest, id limit 8) r
        join city n on n.id = r.city_id))
