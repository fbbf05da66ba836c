-- What a buyer may send back of a parcel, and until when.
-- $1 id, $2 pieces (typed so far)
select json_build_object('id', p.id, 'code', o.code,
    'may', parcel_returns(p), 'until', p.return_by,
    'group', json_build_object('id', g.id, 'name', g.name, 'slug', g.slug),
    'lines', return_lines(p.id, json_build_object('pieces', $2::json)))
from parcel p
join shop_order o on o.id = p.order_id
join lateral group_name(p.group_id) g on true
where p.id = $1::bigint and o.account_id = actor_account()
