-- What a customer sees before she orders: her cart by group, her addresses,
-- and the ways to send each parcel to the one chosen (the last used).
-- $1 address, $2 the ways chosen: "group:method" of each parcel
with chosen as materialized (
    select a from address a
    where a.account_id = actor_account() and a.deleted_at is null
    order by a.id = $1::bigint desc nulls last, a.used_at desc limit 1
)
select json_build_object(
    'address', (select address_json(a) from chosen),
    'addresses', (select coalesce(json_agg(address_json(b)::jsonb
        || jsonb_build_object('chosen',
            b.id = (select (c.a).id from chosen c))
        order by b.used_at desc), '[]')
        from address b
        where b.account_id = actor_account() and b.deleted_at is null),
    'cart', cart_document((select a from chosen),
        coalesce($2::jsonb, '[]')))
