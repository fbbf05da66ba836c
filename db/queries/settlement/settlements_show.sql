-- The reports of gateways that were read, the newest first, for the finance
-- office.
-- $1 after
with page as materialized (
    select s.* from settlement s
    where $1::bigint is null or s.id < $1 order by s.id desc limit 31
)
select json_build_object(
    'can_change', actor_role() = 'finance',
    'gateways', (select json_agg(json_build_object('gateway', g,
        'title', gateway_title(g))) from unnest(array['zarinpal', 'zibal']) g),
    'any', exists (select from page),
    'settlements', (select coalesce(json_agg(json_build_object('id', s.id,
            'gateway', gateway_title(s.gateway), 'made_at', s.made_at,
            'count', r.count, 'first', r.first, 'last', r.last,
            'sum', r.sum, 'fee', r.fee, 'unknown', r.unknown)
            order by s.id desc), '[]')
        from (select * from page order by id desc limit 30) s
        cross join lateral (select count(*) as count,
                min(settled_on) as first, max(settled_on) as last,
                sum(amount_rial) as sum, sum(fee_rial) as fee,
                count(*) filter (where payment_id is null) as unknown
            from settlement_row where settlement_id = s.id) r),
    'next', (select case when count(*) > 30 then
        (array_agg(id order by id desc))[30] end from page))
