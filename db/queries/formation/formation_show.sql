-- How far the actor's group is on its way, and what its people do next.
select json_build_object(
    'id', g.id, 'name', g.name, 'state', g.state,
    'state_title', group_state_title(g.state), 'state_at', g.state_at,
    'since', g.forming_since,
    'forming', g.state in ('forming', 'in_review', 'confirmed'),
    'can_ask', g.state = 'forming' and actor_role() = 'leader',
    'gate', group_gate(g.id),
    -- The account in use; one that waits to follow it stands beside it.
    'bank', case when b.id is not null then json_build_object(
        'sheba', b.sheba, 'owner', b.owner,
        'verified_at', b.verified_at) end,
    'bank_new', (select json_build_object('sheba', n.sheba,
            'owner', n.owner, 'added_at', n.added_at)
        from group_bank n where n.group_id = g.id and n.ended_at is null
            and n.id <> b.id),
    'can_bank', actor_role() in ('leader', 'treasurer'),
    'way', group_way(g.id),
    'history', group_history_json(g.id),
    'form', json_build_object('owner', b.owner))
from self_help_group g
left join lateral (select * from group_bank b
    where b.group_id = g.id and b.ended_at is null
    order by b.verified_at nulls last limit 1) b on true
where g.id = actor_group()
