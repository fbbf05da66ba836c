-- What a visit is planned or reported on: the group, what it needed last, and
-- what is planned.
-- $1 group, $2 visit
select json_build_object(
    'group', g.id, 'name', g.name, 'city', n.name,
    'today', current_date,
    'visit', (select json_build_object('id', v.id,
            'planned_for', v.planned_for, 'purpose', v.purpose)
        from visit v where v.id = $2::bigint and v.group_id = g.id
            and v.state = 'planned'),
    'last', (select json_build_object('id', v.id, 'done_on', v.done_on,
            'needs', v.needs)
        from visit v where v.group_id = g.id and v.state = 'done'
        order by v.done_on desc, v.id desc limit 1),
    'planned', (select coalesce(json_agg(json_build_object('id', v.id,
            'day', v.planned_for, 'purpose', v.purpose)
            order by v.planned_for, v.id), '[]')
        from visit v where v.group_id = g.id and v.state = 'planned'),
    'form', json_build_object('times', 1, 'every', 30),
    'every', (select json_agg(json_build_object('days', d, 'title', title)
            order by d)
        from (values (7, 'هر هفته'), (14, 'هر دو هفته'), (30, 'هر ماه'),
            (45, 'هر یک ماه و نیم')) w (d, title)))
from self_help_group g
join city n on n.id = g.city_id
where g.id = $1::bigint and g.clinic_id = actor_clinic()
    and group_binds(g.state)
    and ($2::bigint is null or exists (select from visit v
        where v.id = $2::bigint and v.group_id = g.id))
