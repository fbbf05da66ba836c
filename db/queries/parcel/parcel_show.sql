-- One parcel of the actor's group: what to pack, for whom, what is next.
-- $1 parcel
select json_build_object(
    'id', p.id, 'state', p.state, 'state_title', parcel_title(p.state),
    'state_at', p.state_at, 'is_' || p.state, true,
    'due', parcel_due(p), 'late', coalesce(parcel_due(p) < now(), false),
    'buyer', parcel_buyer(p.id),
    'can_accept', p.state = 'paid', 'can_prepare', p.state = 'accepted',
    'can_ship', p.state in ('accepted', 'preparing'),
    'can_cancel', p.state in ('paid', 'accepted', 'preparing'),
    'has_invoice', exists (select from invoice i where i.parcel_id = p.id),
    'can_print', p.state <> 'return_requested'
        and parcel_address_open(p.state),
    'can_refund', p.state in ('paid', 'accepted', 'preparing', 'delivered',
        'completed') and s.pieces > 0,
    'office', payout_office() is not null, 'fee', s.fee, 'share', s.share,
    'return', return_json(p.id), 'refunds', parcel_refunds(p.id),
    'method', m.title, 'shipping', p.shipping_rial, 'weight_g', p.weight_g,
    'carrier', p.carrier, 'carrier_title', carrier_title(p.carrier),
    'carriers', (select json_agg(json_build_object('carrier', c,
        'title', carrier_title(c)) order by n)
        from unnest(array['post', 'tipax', 'courier', 'freight', 'hand'])
            with ordinality t (c, n)),
    'tracking_code', p.tracking_code,
    'tracking_url', case when p.carrier = 'post'
        then 'https://tracking.post.ir/?id=' || p.tracking_code end,
    'lines', (select json_agg(json_build_object('product', l.product_id,
            'title', l.title, 'variant_title', l.variant_title,
            'unit', l.unit, 'quantity', k.quantity, 'price', l.price_rial,
            'sum', l.price_rial * k.quantity, 'photo', f.photo)
            order by l.id)
        from order_line l
        -- To pack is what was not cancelled of it.
        cross join lateral (select case when p.shipped_at is null
                and p.state <> 'cancelled' then line_left(l.id, l.quantity)
                else l.quantity end as quantity) k
        left join lateral (select photo_json(d.id, l.title, d.tint, d.width,
                d.height) as photo
            from product_photo x join media d on d.id = x.media_id
                and d.state = 'ready'
            where x.product_id = l.product_id
            order by x.position, x.media_id limit 1) f on true
        where l.parcel_id = p.id and k.quantity > 0),
    'pieces', s.pieces, 'goods', s.goods,
    'history', (select coalesce(json_agg(json_build_object('at', h.at,
            'title', parcel_title(h.to_state),
            'why', case h.why when 'buyer' then 'به خواست خریدار'
                else h.why end) order by h.id), '[]')
        from parcel_history h where h.parcel_id = p.id
            and h.to_state <> 'awaiting_payment'),
    'form', json_build_object('carrier', case p.shipping_method
        when 'courier' then 'courier' when 'pickup' then 'hand'
        else 'post' end))
from parcel p
join shipping_method m on m.method = p.shipping_method
cross join lateral parcel_sums(p.id) s
where p.id = $1::bigint and p.group_id = actor_group()
    and p.state <> 'awaiting_payment'
