-- An application of the account that asks: where it stands, who has it and
-- what it lacks. The service opens and masks each "sealed".
-- $1 id
select json_build_object(
    'id', g.id, 'name', g.name, 'kind', g.kind,
    'kind_title', group_kind_title(g.kind), 'story', g.story,
    'trade', json_build_object('slug', t.slug, 'title', t.title),
    'city', n.name, 'province', r.name,
    'clinic', json_build_object('id', k.id, 'name', k.name,
        'phone', k.phone),
    'state', g.state, 'state_title', group_state_title(g.state),
    'state_at', g.state_at,
    'editable', g.state in ('draft', 'returned'),
    'waiting', g.state = 'submitted',
    'can_withdraw', application_retracts(g),
    'can_ask', g.state = 'forming',
    'stall', case when g.state = 'active' then g.slug end,
    'why', case when g.state in ('returned', 'rejected', 'forming')
        then group_history_json(g.id) -> 0 ->> 'why' end,
    'statute', exists (select from group_statute s where s.group_id = g.id),
    'documents', documents_json(g.id),
    'members', group_members_json(g.id),
    'full', (select count(*) from group_member m where m.group_id = g.id
        and m.left_on is null) >= members_most(g.kind),
    'gate', group_gate(g.id),
    'way', group_way(g.id),
    'history', group_history_json(g.id))
from self_help_group g
join category t on t.id = g.category_id
join province r on r.id = g.province_id
join city n on n.id = g.city_id
join clinic k on k.id = g.clinic_id
where g.id = $1::bigint and g.applied_by = actor_account()
