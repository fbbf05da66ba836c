-- What waits to be sent to the bank, and what was sent, for the finance office.
-- $1 after
with page as materialized (
    select b.* from payout_batch b
    where $1::bigint is null or b.id < $1 order by b.id desc limit 31
)
select json_build_object(
    'waiting', (select count(*) from payout where state = 'released'),
    'waiting_sum', (select coalesce(sum(amount_rial), 0) from payout
        where state = 'released'),
    'can_change', actor_role() = 'finance',
    'any', exists (select from page),
    'batches', (select coalesce(json_agg(json_build_object('id', b.id,
            'made_at', b.made_at, 'answered_at', b.answered_at,
            'count', s.count, 'sum', s.sum, 'open', s.open,
            'failed', s.failed) order by b.id desc), '[]')
        from (select * from page order by id desc limit 30) b
        cross join lateral (select count(*) as count,
                sum(amount_rial) as sum,
                count(*) filter (where state = 'sent') as open,
                count(*) filter (where state = 'failed') as failed
            from payout where batch_id = b.id) s),
    'next', (select case when count(*) > 30 then
        (array_agg(id order by id desc))[30] end from page))
