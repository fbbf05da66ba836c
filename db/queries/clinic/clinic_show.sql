-- What waits for the clinic of the actor today, the oldest first.
with own as (
    select k.id, k.name, n.name as city from clinic k
    join city n on n.id = k.city_id where k.id = actor_clinic()
), mine as materialized (
    select g.id, g.name, g.state, g.state_at, g.category_id, g.city_id
    from self_help_group g where g.clinic_id = actor_clinic()
        and g.state <> 'draft'
), product_waiting as materialized (
    select id, title, state_at, group_name from clinic_products_waiting()
)
select json_build_object(
    'clinic', json_build_object('id', own.id, 'name', own.name,
        'city', own.city),
    'counts', json_build_object(
        'applications', (select count(*) from mine
            where state = 'submitted'),
        'overdue', (select count(*) from mine where state = 'submitted'
            and state_at < now() - interval '7 days'),
        'returned', (select count(*) from mine where state = 'returned'),
        'products', (select count(*) from product_waiting),
        'groups', (select count(*) from mine where state = 'active'),
        'paused', (select count(*) from mine where state = 'paused')),
    'applications', (select coalesce(json_agg(o), '[]') from (
        select m.id, m.name, t.title as trade, n.name as city, m.state_at,
            m.state_at < now() - interval '7 days' as overdue
        from mine m join category t on t.id = m.category_id
        join city n on n.id = m.city_id
        where m.state = 'submitted'
        order by m.state_at, m.id limit 5) o),
    'products', (select coalesce(json_agg(o), '[]') from (
        select id, title, group_name, state_at,
            state_at < now() - interval '3 days' as overdue
        from product_waiting order by state_at, id limit 5) o))
from own
