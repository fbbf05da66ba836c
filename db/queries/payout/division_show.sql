-- A payout of the actor's group that was not divided yet, and how it may be.
-- $1 id, $2 rule, $3 weight, $4 material (typed so far)
select json_build_object('id', p.id, 'amount', p.amount_rial,
    'state_at', p.state_at, 'may', p.state = 'paid' and p.rule = 'later',
    'division', division_json($2::text, $3::json, $4::json, false))
from payout p
where p.id = $1::bigint and p.group_id = actor_group()
