-- One batch of payouts, as it goes to the bank and as the bank answered.
-- $1 id
select json_build_object('id', b.id, 'made_at', b.made_at,
    'answered_at', b.answered_at, 'can_change', actor_role() = 'finance',
    'open', exists (select from payout where batch_id = b.id
        and state = 'sent'),
    'sum', (select sum(amount_rial) from payout where batch_id = b.id),
    'count', (select count(*) from payout where batch_id = b.id),
    'rows', (select json_agg(json_build_object('reference', p.id,
        'group', g.name, 'sheba', p.sheba, 'owner', p.owner,
        'amount', p.amount_rial, 'state', p.state,
        'state_title', payout_title(p.state), 'trace', p.trace,
        'why', p.why) order by p.id)
        from payout p join self_help_group g on g.id = p.group_id
        where p.batch_id = b.id))
from payout_batch b where b.id = $1::bigint
