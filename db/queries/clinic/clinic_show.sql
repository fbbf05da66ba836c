-- All that waits for the clinic of the actor, the longest waiting first.
-- $1 kind, $2 late, $3 after
with own as (
    select k.id, k.name, n.name as city from clinic k
    join city n on n.id = k.city_id where k.id = actor_clinic()
), mine as materialized (
    select g.state, count(*) as groups from self_help_group g
    where g.clinic_id = actor_clinic()
        and g.state in ('returned', 'forming', 'active')
    group by g.state
), inbox as materialized (
    select * from clinic_inbox()
), counted as materialized (
    select kind, count(*) as waiting, count(*) filter (where late) as overdue
    from inbox group by kind
), asked as materialized (
    select * from inbox i
    where ($1::text is null or i.kind = $1::text)
        and (not coalesce($2::boolean, false) or i.late)
), page as materialized (
    select i.* from asked i
    where (i.at, i.place) > (cursor_time($3::text, '-infinity'),
        cursor_part($3::text, 2))
    order by i.at, i.place limit 51
)
select json_build_object(
    'clinic', json_build_object('id', own.id, 'name', own.name,
        'city', own.city),
    'counts', json_build_object(
        'waiting', (select coalesce(sum(waiting), 0) from counted),
        'overdue', (select coalesce(sum(overdue), 0) from counted),
        'returned', coalesce((select groups from mine
            where state = 'returned'), 0),
        'forming', coalesce((select groups from mine
            where state = 'forming'), 0),
        'groups', coalesce((select groups from mine
            where state = 'active'), 0),
        'visits_late', (select coalesce(sum(overdue), 0)
            from clinic_visited())),
    'kinds', (select json_agg(json_build_object('kind', k,
        'title', inbox_title(k),
        'count', coalesce((select waiting from counted c
            where c.kind = k), 0),
        'chosen', k = $1::text) order by n)
        from unnest(array['application', 'review', 'product', 'bank',
            'conflict']) with ordinality w (k, n)),
    'filter', json_build_object('kind', $1::text,
        'late', coalesce($2::boolean, false)),
    'items', (select coalesce(json_agg(json_build_object('id', i.id,
            'group', i.group_id, 'kind', i.kind,
            'kind_title', inbox_title(i.kind), 'is_' || i.kind, true,
            'title', i.title, 'says', i.says, 'at', i.at, 'late', i.late)
            order by i.at, i.place), '[]')
        from (select * from page order by at, place limit 50) i),
    'total', (select count(*) from asked),
    'next', (select case when count(*) > 50 then
        (array_agg(cursor_make(at, place) order by at, place))[50] end
        from page))
from own
