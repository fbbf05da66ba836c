-- One report of a gateway: its lines as they were read.
-- $1 id, $2 after (a line)
with page as materialized (
    select r.* from settlement_row r
    where r.settlement_id = $1::bigint and r.line > coalesce($2::integer, 0)
    order by r.line limit 51
)
select json_build_object('id', s.id, 'gateway', gateway_title(s.gateway),
    'made_at', s.made_at, 'count', a.count, 'sum', a.sum, 'fee', a.fee,
    'net', a.sum - a.fee, 'unknown', a.unknown,
    'rows', (select json_agg(json_build_object('line', r.line,
            'reference', r.reference, 'known', r.payment_id is not null,
            'amount', r.amount_rial, 'fee', r.fee_rial,
            'net', r.amount_rial - r.fee_rial, 'day', r.settled_on)
            order by r.line)
        from (select * from page order by line limit 50) r),
    'next', (select case when count(*) > 50 then
        (array_agg(line order by line))[50] end from page))
from settlement s
cross join lateral (select count(*) as count, sum(amount_rial) as sum,
        sum(fee_rial) as fee,
        count(*) filter (where payment_id is null) as unknown
    from settlement_row where settlement_id = s.id) a
where s.id = $1::bigint
