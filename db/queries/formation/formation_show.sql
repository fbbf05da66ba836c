-- How far the actor's group is on its way, and what its people do next.
select json_build_object(
    'id', g.id, 'name', g.name, 'state', g.state,
    'state_title', group_state_title(g.state), 'state_at', g.state_at,
    'since', g.forming_since,
    'forming', g.state in ('forming', 'in_review', 'confirmed'),
    'can_ask', g.state = 'forming' and actor_role() = 'leader',
    'gate', group_gate(g.id),
    'bank', case when b.id is not null then json_build_object(
        'sheba', b.sheba, 'owner', b.owner,
        'verified_at', b.verified_at) end,
    'can_bank', actor_role() in ('leader', 'treasurer'),
    'way', group_way(g.id),
    'history', group_history_json(g.id),
    'form', json_build_object('sheba', b.sheba, 'owner', b.owner))
from self_help_group g
left join group_bank b on b.group_id = g.id and b.ended_at is null
where g.id = actor_group()
