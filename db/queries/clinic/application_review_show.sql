-- An application for the clinic that decides on it: facts, members, gate and
-- history. Reading it is noted. The service opens and masks each "sealed".
-- $1 id
select json_build_object(
    'id', g.id, 'name', g.name, 'story', g.story,
    'trade', json_build_object('slug', t.slug, 'title', t.title),
    'city', n.name, 'province', r.name,
    'state', g.state, 'state_title', group_state_title(g.state),
    'state_at', g.state_at, 'created_at', g.created_at,
    'waiting', g.state = 'submitted',
    'stall', case when g.state = 'active' then g.slug end,
    'own', group_is_own(g.id),
    'can_decide', g.state = 'submitted' and not group_is_own(g.id),
    'can_approve', g.state = 'submitted' and not group_is_own(g.id)
        and actor_role() = 'clinic_manager',
    'seen', (select max(id) from group_history where group_id = g.id),
    'applicant', group_applicant_json(g.id),
    'members', (select coalesce(json_agg(json_build_object('id', m.id,
            'name', m.name, 'mobile', m.mobile, 'post', m.post,
            'post_title', post_title(m.post),
            'application', g.id,
            'sealed', encode(m.national_id_sealed, 'hex'))
            order by array_position(array['leader', 'secretary',
                'treasurer', 'member'], m.post), m.id), '[]')
        from group_member m
        where m.group_id = g.id and m.left_on is null),
    'gate', application_gate(g.id),
    'history', group_history_json(g.id))
from self_help_group g
cross join lateral access_note('group', g.id)
join category t on t.id = g.category_id
join province r on r.id = g.province_id
join city n on n.id = g.city_id
where g.id = $1::bigint and g.clinic_id = actor_clinic()
    and g.state <> 'draft'
