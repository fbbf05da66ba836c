-- Products that wait for the actor's clinic, the longest waiting first.
-- $1 after
with waiting as materialized (
    select * from clinic_products_waiting()
), page as materialized (
    select * from waiting w
    where (w.state_at, w.id) > (cursor_time($1::text, '-infinity'),
        cursor_part($1::text, 2))
    order by w.state_at, w.id limit 51
)
select json_build_object(
    'products', (select coalesce(json_agg(json_build_object('id', w.id,
            'title', w.title, 'category', c.title, 'group', w.group_name,
            'price', w.price_rial, 'photos', w.photos,
            'state_at', w.state_at,
            'overdue', w.state_at < now() - make_interval(days =>
                (select setting_int('alert.product_days', 3))::integer))
            order by w.state_at, w.id), '[]')
        from (select * from page order by state_at, id limit 50) w
        join category c on c.id = w.category_id),
    'next', (select case when count(*) > 50 then
        (array_agg(cursor_make(state_at, id) order by state_at, id))[50] end
        from page),
    'total', (select count(*) from waiting))
