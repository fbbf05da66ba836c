-- Products that wait for the actor's clinic, the longest waiting first.
-- $1 after
with waiting as materialized (
    select p.id, p.title, p.kind, p.state_at, p.category_id,
        g.name as group_name, g.id as group_id
    from self_help_group g join product p on p.group_id = g.id
    where g.clinic_id = actor_clinic() and p.state = 'proposed'
), page as materialized (
    select * from waiting w
    where $1::text is null or (w.state_at, w.id) > (timestamptz 'epoch'
        + cursor_part($1::text, 1) * interval '1 microsecond',
        cursor_part($1::text, 2))
    order by w.state_at, w.id limit 51
)
select json_build_object(
    'products', (select coalesce(json_agg(json_build_object('id', w.id,
            'title', w.title, 'category', c.title, 'group', w.group_name,
            'price', (select min(v.price_rial) from variant v
                where v.product_id = w.id and v.retired_at is null),
            'photos', (select count(*) from product_photo x
                where x.product_id = w.id),
            'state_at', w.state_at,
            'overdue', w.state_at < now() - interval '3 days')
            order by w.state_at, w.id), '[]')
        from (select * from page order by state_at, id limit 50) w
        join category c on c.id = w.category_id),
    'next', (select case when count(*) > 50 then
        (array_agg(cursor_make(state_at, id) order by state_at, id))[50] end
        from page),
    'total', (select count(*) from waiting))
