-- An application of the account that asks: where it stands and what it lacks.
-- The service opens and masks each "sealed".
-- $1 id
select json_build_object(
    'id', g.id, 'name', g.name, 'story', g.story,
    'trade', json_build_object('slug', t.slug, 'title', t.title),
    'city', n.name, 'province', r.name,
    'clinic', json_build_object('id', k.id, 'name', k.name,
        'phone', k.phone),
    'state', g.state, 'state_title', group_state_title(g.state),
    'state_at', g.state_at,
    'editable', g.state in ('draft', 'returned'),
    'waiting', g.state = 'submitted',
    'can_withdraw', g.state in ('draft', 'submitted', 'returned'),
    'stall', case when g.state = 'active' then g.slug end,
    'why', case when g.state in ('returned', 'rejected')
        then group_history_json(g.id) -> 0 ->> 'why' end,
    'members', (select coalesce(json_agg(json_build_object('id', m.id,
            'name', m.name, 'mobile', m.mobile, 'post', m.post,
            'post_title', post_title(m.post), 'application', g.id,
            'sealed', encode(m.national_id_sealed, 'hex')) order by m.id),
            '[]')
        from group_member m
        where m.group_id = g.id and m.left_on is null),
    'full', (select count(*) from group_member m where m.group_id = g.id
        and m.left_on is null) >= setting_int('hamyar.members_max', 7),
    'gate', application_gate(g.id),
    'history', group_history_json(g.id))
from self_help_group g
join category t on t.id = g.category_id
join province r on r.id = g.province_id
join city n on n.id = g.city_id
join clinic k on k.id = g.clinic_id
where g.id = $1::bigint and g.applied_by = actor_account()
