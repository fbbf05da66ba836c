-- One product for anyone: photos, variants, its group, what else they make.
-- $1 id
select json_build_object(
    'id', p.id, 'title', p.title, 'description', p.description,
    'price', s.price_rial, 'from_price', s.card -> 'from_price',
    'unit', p.unit, 'kind', p.kind, 'ready_now', s.ready_now,
    'sold_out', s.sold_out, 'ready_days', p.ready_days,
    'weight_g', p.weight_g,
    'photos', (select coalesce(json_agg(f.photo::jsonb
            || jsonb_build_object('number', f.number, 'first', f.number = 1)
            order by f.number), '[]')
        from (select photo_json(m.id, coalesce(x.alt, p.title), m.tint,
                m.width, m.height) as photo,
                row_number() over (order by x.position, x.media_id) as number
            from product_photo x
            join media m on m.id = x.media_id and m.state = 'ready'
            where x.product_id = p.id) f),
    'variants', v.list, 'one_variant', v.how_many = 1,
    'group', json_build_object('id', g.id, 'name', g.name, 'slug', g.slug,
        'city', n.name, 'province', r.name, 'story', g.story,
        'since', g.since, 'photo', photo_json(gm.id, g.name, gm.tint,
            gm.width, gm.height)),
    'category', json_build_object('slug', c.slug, 'title', c.title),
    'trade', json_build_object('slug', t.slug, 'title', t.title),
    'withdrawal', json_build_object(
        'exempt', p.withdrawal_exempt_reason is not null,
        'code', p.withdrawal_exempt_reason,
        'reason', case p.withdrawal_exempt_reason
            when 'food' then 'مواد خوراکی پس از تحویل بازگردانده نمی‌شود.'
            when 'perishable' then 'کالای زودفاسد بازگردانده نمی‌شود.'
            when 'made_to_measure'
                then 'این کالا به سفارش شما ساخته می‌شود و بازگردانده نمی‌شود.'
            when 'service'
                then 'خدمتی که آغاز شده باشد بازگردانده نمی‌شود.' end),
    'licence', case when p.licence_no is not null then json_build_object(
        'no', p.licence_no, 'until', p.licence_until) end,
    'more', (select coalesce(json_agg(o.card), '[]') from (
        select card from shelf where group_id = s.group_id
            and product_id <> s.product_id
        order by published_at desc, product_id desc limit 6) o),
    'shipping_from', case when p.kind <> 'service' then (
        select min(shipping_price(k.method, 'city',
            coalesce(p.weight_g, 500)))
        from shipping_method k where k.active) end)
from shelf s
join product p on p.id = s.product_id
join self_help_group g on g.id = s.group_id
join province r on r.id = s.province_id
join city n on n.id = s.city_id
join category c on c.id = s.category_id
join category t on t.id = s.trade_id
left join media gm on gm.id = g.cover_media and gm.state = 'ready'
cross join lateral (
    select count(*) as how_many, json_agg(json_build_object('id', w.id,
        'title', w.title, 'price', w.price_rial,
        'left', case when w.stock <= 5 then w.stock end,
        'sold_out', coalesce(w.stock = 0, false),
        'default', w.place = 1) order by w.position, w.id) as list
    from (select q.*, row_number() over (order by
            coalesce(q.stock = 0, false), q.position, q.id) as place
        from variant q
        where q.product_id = s.product_id and q.retired_at is null) w) v
where s.product_id = $1::bigint
