-- One product of the actor's group: its state, what can be done with it, and
-- its form filled in.
-- $1 id
select json_build_object(
    'id', p.id, 'title', p.title, 'description', p.description,
    'state', p.state, 'state_title', product_state_title(p.state),
    'is_' || p.state, true, 'state_at', p.state_at,
    'returned_reason', p.returned_reason,
    'kind_title', product_kind_title(p.kind), 'unit', p.unit,
    'category', c.title, 'ready_days', p.ready_days, 'per_day', p.per_day,
    'weight_g', p.weight_g, 'food', category_is_food(p.category_id),
    'licence_no', p.licence_no, 'licence_until', p.licence_until,
    'licence_over', coalesce(p.licence_until < current_date, false),
    'licence_missing', category_is_food(p.category_id)
        and p.licence_no is null,
    'counted', p.kind <> 'service', 'optional_stock', p.kind = 'made_to_order',
    'can_propose', p.state in ('draft', 'returned'),
    'can_archive', p.state <> 'proposed' and p.state <> 'archived',
    'seen_by_clinic', p.state in ('published', 'paused'),
    'media', media_list(p.id),
    'variants', (select json_agg(json_build_object('id', v.id,
            'number', v.n, 'title', v.title, 'price', v.price_rial,
            'price_toman', v.price_rial / 10, 'stock', v.stock,
            'sold_out', coalesce(v.stock = 0, false)) order by v.n)
        from (select w.*, row_number() over (order by w.position, w.id) as n
            from variant w
            where w.product_id = p.id and w.retired_at is null) v),
    'many_variants', (select count(*) > 1 from variant v
        where v.product_id = p.id and v.retired_at is null),
    'categories', categories_json(), 'kinds', kinds_json(),
    'exempts', exempts_json(),
    'form', json_build_object('title', p.title,
        'description', p.description, 'category', p.category_id,
        'kind', p.kind, 'ready_days', p.ready_days, 'per_day', p.per_day,
        'unit', p.unit, 'weight_g', p.weight_g,
        'exempt', p.withdrawal_exempt_reason, 'licence_no', p.licence_no,
        'licence_until', p.licence_until,
        -- As the form of prices has them, with a blank row at its end.
        'rows', (select json_agg(json_build_object('n', v.n,
                'variant_id', v.id, 'variant_title', v.title,
                'variant_price_toman', v.price_rial / 10,
                'variant_stock', v.stock, 'variant_seen', v.stock)
                order by v.n)
            from (select w.id, w.title, w.price_rial, w.stock, row_number()
                    over (order by w.id is null, w.position, w.id) as n
                from (select * from variant
                    where product_id = p.id and retired_at is null
                    union all select (null::variant).*) w) v)))
from product p
join category c on c.id = p.category_id
where p.id = $1::bigint and p.group_id = actor_group()
