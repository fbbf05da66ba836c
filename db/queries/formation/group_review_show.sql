-- A group for those who decide about it: facts, members, gate and history.
-- Reading it is noted. The service opens and masks each "sealed".
-- $1 id
select json_build_object(
    'id', g.id, 'name', g.name, 'kind', g.kind,
    'kind_title', group_kind_title(g.kind), 'story', g.story,
    'trade', json_build_object('slug', t.slug, 'title', t.title),
    'city', n.name, 'province', r.name, 'clinic', k.name,
    'state', g.state, 'state_title', group_state_title(g.state),
    'state_at', g.state_at, 'created_at', g.created_at,
    'forming_since', g.forming_since,
    'under_way', group_binds(g.state),
    'stall', case when g.state = 'active' then g.slug end,
    'own', group_is_own(g.id),
    'seen', (select max(id) from group_history where group_id = g.id),
    'choices', c.list, 'has_choices', json_array_length(c.list) > 0,
    'facilitator', facilitator_json(g.facilitator_id),
    'facilitators', facilitators_json(),
    'applicant', group_applicant_json(g.id),
    'statute', (select json_build_object('at', s.at, 'body', s.body)
        from group_statute s where s.group_id = g.id
        order by s.id desc limit 1),
    'bank', (select json_build_object('sheba', b.sheba, 'owner', b.owner,
            'verified_at', b.verified_at,
            'replaces', (select o.sheba from group_bank o
                where o.group_id = g.id and o.ended_at is null
                    and o.id <> b.id))
        from group_bank b where b.group_id = g.id and b.ended_at is null
        order by b.verified_at desc nulls first limit 1),
    'documents', documents_json(g.id),
    'can_unmask', keeps_files(g),
    'members', group_members_json(g.id),
    'gate', group_gate(g.id),
    'history', group_history_json(g.id))
from self_help_group g
cross join lateral access_note('group', g.id)
-- Once, not for each of its parts: it asks the gate.
cross join lateral (select group_choices(g.id) as list offset 0) c
join category t on t.id = g.category_id
join province r on r.id = g.province_id
join city n on n.id = g.city_id
join clinic k on k.id = g.clinic_id
where g.id = $1::bigint and g.state <> 'draft' and actor_group() is null
    and sees_group(g.id, g.clinic_id, g.province_id)
