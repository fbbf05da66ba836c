-- The orders of the account that asks, the newest first.
-- $1 after
with page as materialized (
    select o.* from shop_order o
    where o.account_id = actor_account()
        and o.id < coalesce(cursor_part($1::text, 2), 9223372036854775807)
    order by o.id desc limit 25
), seen as (
    select * from page order by id desc limit 24
)
select json_build_object(
    'orders', (select coalesce(json_agg(json_build_object('code', s.code,
        'placed_at', s.placed_at, 'state', order_state(s.id),
        'state_title', parcel_title(order_state(s.id)),
        'groups', (select string_agg(g.name, '، ' order by p.id)
            from parcel p join lateral group_name(p.group_id) g on true
            where p.order_id = s.id),
        'photos', (select coalesce(json_agg(ph.photo), '[]') from (
            select product_photo_json(l.product_id) as photo
            from order_line l join parcel p on p.id = l.parcel_id
            where p.order_id = s.id order by l.id limit 3) ph
            where ph.photo is not null),
        'total', (select sum(p.shipping_rial + (
            select sum(l.price_rial * l.quantity) from order_line l
            where l.parcel_id = p.id)) from parcel p
            where p.order_id = s.id),
        'pieces', (select sum(l.quantity) from order_line l
            join parcel p on p.id = l.parcel_id where p.order_id = s.id),
        'titles', (select json_agg(t.title) from (
            select l.title from order_line l
            join parcel p on p.id = l.parcel_id
            where p.order_id = s.id order by l.id limit 3) t))
        order by s.id desc), '[]') from seen s),
    'next', case when (select count(*) from page) > 24
        then '0.' || (select min(id) from seen) end)
