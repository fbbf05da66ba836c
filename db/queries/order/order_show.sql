-- One order for the buyer: parcels with their way so far, money, address.
-- $1 code
select json_build_object(
    'code', o.code, 'placed_at', o.placed_at, 'expires_at', o.expires_at,
    'state', order_state(o.id), 'state_title', parcel_title(order_state(o.id)),
    'note', o.note,
    'can_pay', order_state(o.id) = 'awaiting_payment'
        and o.expires_at > now(),
    'can_cancel', exists (select from parcel where order_id = o.id
        and state in ('awaiting_payment', 'paid')),
    'address', json_build_object('receiver', o.receiver,
        'mobile', o.mobile,
        'province', json_build_object('id', r.id, 'name', r.name),
        'city', json_build_object('id', n.id, 'name', n.name),
        'street', o.street, 'postal_code', o.postal_code),
    'goods', (select sum(l.price_rial * l.quantity) from order_line l
        join parcel p on p.id = l.parcel_id where p.order_id = o.id),
    'shipping', (select sum(shipping_rial) from parcel
        where order_id = o.id),
    'total', (select sum(p.shipping_rial + (
        select sum(l.price_rial * l.quantity) from order_line l
        where l.parcel_id = p.id)) from parcel p where p.order_id = o.id),
    'due', case when order_state(o.id) = 'awaiting_payment'
        then order_total(o.id) else 0 end,
    'parcels', (select json_agg(json_build_object('id', p.id,
        'state', p.state, 'state_title', parcel_title(p.state),
        'can_receive', p.state = 'shipped',
        'has_invoice', exists (select from invoice i
            where i.parcel_id = p.id),
        'can_return', parcel_returns(p), 'return_by', p.return_by,
        'return', return_json(p.id), 'refunds', parcel_refunds(p.id),
        'state_at', p.state_at, 'steps', parcel_steps(p.id),
        'group', json_build_object('id', g.id, 'name', g.name,
            'slug', g.slug),
        'shipping', json_build_object('method', m.method,
            'title', m.title, 'price', p.shipping_rial),
        'carrier', p.carrier, 'tracking_code', p.tracking_code,
        'tracking_url', case when p.tracking_code is not null
            then m.tracking_url end,
        'goods', (select sum(l.price_rial * l.quantity)
            from order_line l where l.parcel_id = p.id),
        'lines', (select json_agg(json_build_object('product',
            json_build_object('id', l.product_id, 'title', l.title),
            'photo', product_photo_json(l.product_id),
            'variant_title', nullif(l.variant_title, ''), 'unit', l.unit,
            'price', l.price_rial, 'quantity', l.quantity,
            'sum', l.price_rial * l.quantity) order by l.id)
            from order_line l where l.parcel_id = p.id),
        'history', (select json_agg(json_build_object('state', h.to_state,
            'at', h.at, 'why', h.why) order by h.id)
            from parcel_history h where h.parcel_id = p.id))
        order by p.id)
        from parcel p
        join shipping_method m on m.method = p.shipping_method
        join lateral group_name(p.group_id) g on true
        where p.order_id = o.id),
    'payments', (select coalesce(json_agg(json_build_object(
        'gateway', y.gateway, 'state', y.state, 'amount', y.amount_rial,
        'ref_id', y.ref_id, 'card_mask', y.card_mask,
        'at', coalesce(y.settled_at, y.created_at)) order by y.id), '[]')
        from payment y where y.order_id = o.id),
    'payment', (select json_build_object('ref_id', y.ref_id,
        'card_mask', y.card_mask, 'at', y.settled_at)
        from payment y where y.order_id = o.id and y.state <> 'failed'
            and y.settled_at is not null order by y.id limit 1),
    'refunded', (select sum(f.amount_rial) from refund f
        join payment y on y.id = f.payment_id where y.order_id = o.id),
    'refunds', (select coalesce(json_agg(json_build_object(
        'amount', f.amount_rial, 'state', f.state, 'reason', f.reason,
        'at', coalesce(f.done_at, f.created_at)) order by f.id), '[]')
        from refund f join payment y on y.id = f.payment_id
        where y.order_id = o.id))
from shop_order o
join province r on r.id = o.province_id
join city n on n.id = o.city_id
where o.code = $1::text and o.account_id = actor_account()
