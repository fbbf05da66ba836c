-- The paper that goes into a parcel: to whom, from whom, what is inside. Only
-- while the address is the group's to see.
-- $1 parcel
select json_build_object(
    'id', p.id, 'code', b.buyer ->> 'code', 'buyer', b.buyer,
    'barcode', barcode((b.buyer ->> 'code') || '-' || p.id),
    'barcode_text', (b.buyer ->> 'code') || '-' || p.id,
    'group', json_build_object('name', g.name, 'slug', g.slug,
        'city', n.name, 'province', r.name),
    'method', m.title, 'weight_g', nullif(p.weight_g, 0),
    'lines', (select json_agg(json_build_object('title', l.title,
            'variant_title', l.variant_title, 'unit', l.unit,
            'quantity', l.quantity) order by l.id)
        from order_line l where l.parcel_id = p.id),
    'pieces', (select sum(quantity) from order_line where parcel_id = p.id))
from parcel p
join self_help_group g on g.id = p.group_id
join province r on r.id = g.province_id
join city n on n.id = g.city_id
join shipping_method m on m.method = p.shipping_method
cross join lateral (select parcel_buyer(p.id) as buyer) b
where p.id = $1::bigint and p.group_id = actor_group()
    and parcel_address_open(p.state)
