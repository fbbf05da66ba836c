-- What the actor's group earned, by month, and the lines of one of them.
-- $1 month (any day of it; the newest when absent)
with line as materialized (
    select * from earning_lines(actor_group())
), month as materialized (
    select month, sum(share) as share, count(*) as lines,
        coalesce(sum(share) filter (where settled), 0) as settled
    from line group by month
), chosen as materialized (
    select coalesce(jalali_month($1::date), (select max(month) from month),
        jalali_month(now())) as month
)
select json_build_object(
    'month', c.month, 'own', own_shares(),
    'months', (select coalesce(json_agg(json_build_object('month', m.month,
            'share', m.share, 'lines', m.lines,
            'chosen', m.month = c.month) order by m.month desc), '[]')
        from (select * from month order by month desc limit 24) m),
    'settled', coalesce((select m.settled from month m
        where m.month = c.month), 0),
    'coming', coalesce((select m.share - m.settled from month m
        where m.month = c.month), 0),
    'price', coalesce((select sum(l.price) from line l
        where l.month = c.month), 0),
    'refund', coalesce((select sum(l.refund) from line l
        where l.month = c.month), 0),
    'any', exists (select from line l where l.month = c.month),
    'any_refund', exists (select from line l where l.month = c.month
        and l.back > 0),
    'fee', coalesce((select sum(l.fee) from line l
        where l.month = c.month), 0),
    'share', coalesce((select m.share from month m
        where m.month = c.month), 0),
    'lines', (select coalesce(json_agg(json_build_object('parcel',
            l.parcel_id, 'at', l.at, 'settled', l.settled,
            'title', l.title, 'variant_title', l.variant_title,
            'unit', l.unit, 'quantity', l.quantity, 'back', l.back,
            'price', l.price, 'refund', l.refund, 'fee', l.fee,
            'shipping', l.shipping, 'share', l.share)
            order by l.at desc, l.line_id desc), '[]')
        from line l where l.month = c.month))
from chosen c where actor_group() is not null
