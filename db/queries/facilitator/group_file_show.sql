-- One group's file for its facilitator and its clinic; reading it is noted.
-- $1 id, $2 after (of the timeline)
select json_build_object(
    'id', g.id, 'name', g.name, 'kind_title', group_kind_title(g.kind),
    'state', g.state, 'state_title', group_state_title(g.state),
    'state_at', g.state_at, 'trade', t.title, 'city', n.name,
    'province', r.name, 'clinic', k.name, 'registry_no', g.registry_no,
    'forming_since', g.forming_since, 'since', g.since,
    'stall', case when g.state = 'active' then g.slug end,
    'facilitator', facilitator_json(g.facilitator_id),
    'facilitator_since', g.facilitator_since,
    'light', (select light_json(l.light, l.reasons)
        from group_lights(array[g.id]) l),
    'forming', forming_json(g.id), 'gate', group_gate(g.id),
    'under_way', group_binds(g.state),
    'can_ask', g.state = 'forming',
    'can_visit', group_binds(g.state) and actor_role() = 'facilitator',
    'steps', group_steps(g.id),
    'members', (select coalesce(json_agg(json_build_object('id', m.id,
            'name', m.name, 'post_title', post_title(m.post),
            'mobile', m.mobile, 'joined_on', m.joined_on,
            'paused_on', m.paused_on, 'pending', m.pending)
            order by m.pending, array_position(array['leader', 'secretary',
                'treasurer', 'member'], m.post), m.id), '[]')
        from group_member m where m.group_id = g.id and m.left_on is null),
    'visits', (select coalesce(json_agg(visit_row(v.id, g.id,
            v.facilitator_id, v.planned_for, v.state, v.purpose)
            order by v.planned_for, v.id), '[]')
        from visit v where v.group_id = g.id and v.state = 'planned'),
    'documents', documents_json(g.id),
    'timeline', l.page -> 'items', 'next', l.page -> 'next',
    'first', $2::text is null)
from self_help_group g
cross join lateral access_note('group', g.id)
cross join lateral (select group_timeline(g.id, $2::text, 10) as page) l
join category t on t.id = g.category_id
join city n on n.id = g.city_id
join province r on r.id = g.province_id
join clinic k on k.id = g.clinic_id
where g.id = $1::bigint and g.clinic_id = actor_clinic()
    and (group_binds(g.state) or g.state in ('graduated', 'dissolved'))
