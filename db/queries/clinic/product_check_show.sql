-- A product of one of the clinic's groups, with all that is checked about it.
-- $1 id
select json_build_object(
    'id', p.id, 'title', p.title, 'description', p.description,
    'unit', p.unit, 'kind', p.kind, 'kind_title', case p.kind
        when 'in_stock' then 'آماده در انبار'
        when 'made_to_order' then 'ساخت به سفارش'
        when 'perishable' then 'زودفاسد' when 'service' then 'خدمت' end,
    'ready_days', p.ready_days, 'per_day', p.per_day,
    'weight_g', p.weight_g,
    'category', c.title, 'trade', t.title,
    'food', t.slug in ('cooking', 'mushroom'),
    'licence', case when p.licence_no is not null then json_build_object(
        'no', p.licence_no, 'until', p.licence_until,
        'over', coalesce(p.licence_until < current_date, false)) end,
    'exempt', case p.withdrawal_exempt_reason
        when 'food' then 'خوراکی است' when 'perishable' then 'زودفاسد است'
        when 'made_to_measure' then 'به اندازه مشتری ساخته می‌شود'
        when 'service' then 'خدمت است' end,
    'state', p.state, 'state_at', p.state_at,
    'waiting', p.state = 'proposed',
    'published', p.state = 'published',
    'returned', p.state = 'returned',
    'returned_reason', p.returned_reason,
    'own', group_is_own(g.id),
    'can_decide', p.state = 'proposed' and not group_is_own(g.id),
    'group', json_build_object('id', g.id, 'name', g.name, 'slug', g.slug,
        'active', g.state = 'active', 'city', n.name),
    'variants', (select coalesce(json_agg(json_build_object('id', v.id,
            'title', v.title, 'price', v.price_rial, 'stock', v.stock)
            order by v.position, v.id), '[]')
        from variant v where v.product_id = p.id and v.retired_at is null),
    'photos', (select coalesce(json_agg(photo_json(m.id,
            coalesce(x.alt, p.title), m.tint, m.width, m.height)
            order by x.position, x.media_id), '[]')
        from product_photo x
        join media m on m.id = x.media_id and m.state = 'ready'
        where x.product_id = p.id),
    'next_id', (select min(o.id) from product o
        join self_help_group og on og.id = o.group_id
        where og.clinic_id = actor_clinic() and o.state = 'proposed'
            and o.id <> p.id))
from product p
join self_help_group g on g.id = p.group_id
join category c on c.id = p.category_id
join category t on t.id = coalesce(c.parent_id, c.id)
join city n on n.id = g.city_id
where p.id = $1::bigint and g.clinic_id = actor_clinic()
    and p.state <> 'draft'
