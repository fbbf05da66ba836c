-- A Jalali month of visits, in weeks from Saturday on: a facilitator's own, or
-- those of her whole clinic.
-- $1 month (any day of it; this one when it is absent)
with month as (
    select jalali_month(coalesce($1::date, current_date)) as first
), span as (
    select first, jalali_month(first - 1) as previous,
        jalali_month(first + 31) as next,
        first - (extract(dow from first)::integer + 1) % 7 as saturday
    from month
), cell as (
    select d::date as day, (d::date - s.saturday) / 7 as week,
        d::date between s.first and s.next - 1 as inside
    from span s, generate_series(s.saturday,
        s.next - 1 + (5 - extract(dow from s.next - 1)::integer + 7) % 7,
        interval '1 day') d
), visit_seen as materialized (
    select v.* from span s,
        portfolio_visits(s.saturday, s.next + 6) v
), filled as (
    select c.*, h.title as holiday, extract(isodow from c.day) = 5 as friday,
        coalesce(v.list, '[]') as visits, coalesce(v.many, 0) as many,
        coalesce(v.late, 0) as late
    from cell c
    left join holiday h on h.day = c.day
    left join (select x.day, count(*) as many, count(*) filter (
            where x.state = 'planned' and x.day < current_date) as late,
            json_agg(visit_row(x.id, x.group_id, x.facilitator_id, x.day,
                x.state, x.purpose) order by x.state, x.id) as list
        from visit_seen x group by x.day) v on v.day = c.day
), shaped as (
    select f.week, f.day, f.inside, f.many, json_build_object('day', f.day,
        'inside', f.inside, 'today', f.day = current_date,
        'off', f.friday or f.holiday is not null, 'friday', f.friday,
        'holiday', f.holiday, 'many', f.many, 'late', f.late > 0,
        'visits', f.visits) as item
    from filled f
)
select json_build_object(
    'month', s.first, 'previous', s.previous, 'following', s.next,
    'this_month', s.first = jalali_month(current_date),
    'today', current_date, 'own', actor_role() = 'facilitator',
    'counts', (select json_build_object(
            'planned', count(*) filter (where state = 'planned'),
            'done', count(*) filter (where state = 'done'),
            'late', count(*) filter (where state = 'planned'
                and day < current_date))
        from visit_seen where day between s.first and s.next - 1),
    'weeks', (select json_agg(json_build_object('days', w.days)
            order by w.week)
        from (select week, json_agg(item order by day) as days
            from shaped group by week) w),
    'agenda', (select coalesce(json_agg(item order by day), '[]')
        from shaped where inside and many > 0))
from span s
