-- A parcel of the actor's group of which something comes back, or cannot be
-- sent: its lines, to be told piece by piece.
-- $1 parcel, $2 restock, $3 scrap (typed so far)
select json_build_object('id', p.id, 'code', b.buyer ->> 'code',
    'buyer', b.buyer, 'return', return_json(p.id),
    'asked', p.state = 'return_requested',
    'sent', p.shipped_at is not null,
    'office', payout_office() is not null,
    'can_refund', p.state in ('paid', 'accepted', 'preparing', 'delivered',
        'completed'),
    'earned', p.completed_at is not null,
    'lines', return_lines(p.id, json_build_object('restock', $2::json,
        'scrap', $3::json)),
    'reasons', (select json_agg(json_build_object('reason', r,
            'title', return_reason_title(r)) order by n)
        from unnest(array['not_back', 'worn', 'incomplete', 'other'])
            with ordinality t (r, n)))
from parcel p cross join lateral (select parcel_buyer(p.id)) b (buyer)
where p.id = $1::bigint and p.group_id = actor_group()
    and p.state <> 'awaiting_payment'
