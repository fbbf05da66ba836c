-- How the last attempt to pay for an order ended, for its buyer.
-- $1 code
select json_build_object(
    'order', json_build_object('code', o.code),
    'state', y.state,
    'paid', y.state in ('paid', 'refunded'),
    'failed', y.state = 'failed',
    'pending', y.state = 'pending',
    'gateway', y.gateway, 'amount_rial', y.amount_rial,
    'ref_id', y.ref_id, 'card_mask', y.card_mask,
    'at', coalesce(y.settled_at, y.created_at))
from shop_order o
join payment y on y.order_id = o.id
where o.code = $1::text and o.account_id = actor_account()
order by y.state = 'paid' desc, y.id desc limit 1
