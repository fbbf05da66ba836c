-- One meeting of a group: its minutes, as they are read and printed.
-- $1 group (the actor's own when absent), $2 meeting
select json_build_object(
    'meeting', t.id, 'group', json_build_object('id', g.id, 'name', g.name,
        'kind_title', group_kind_title(g.kind), 'city', n.name,
        'clinic', k.name),
    'held_on', t.held_on, 'place', t.place, 'minutes', t.minutes,
    'next_on', t.next_on,
    'attendance', (select coalesce(json_agg(json_build_object('id', m.id,
            'name', m.name, 'post_title', post_title(m.post),
            'presence', a.presence, 'title', presence_title(a.presence),
            'is_present', a.presence = 'present') order by array_position(
                array['leader', 'secretary', 'treasurer', 'member'], m.post),
            m.id), '[]')
        from meeting_attendance a join group_member m on m.id = a.member_id
        where a.meeting_id = t.id),
    'members', (select count(*) from meeting_attendance a
        where a.meeting_id = t.id),
    'present', (select count(*) from meeting_attendance a
        where a.meeting_id = t.id and a.presence = 'present'),
    'decisions', (select coalesce(json_agg(json_build_object('n', d.n,
            'body', d.body) order by d.n), '[]')
        from meeting_decision d where d.meeting_id = t.id),
    'elected', (select coalesce(json_agg(json_build_object(
            'post', e.post, 'post_title', post_title(e.post),
            'member', e.member_id, 'name', m.name, 'before', b.name)
            order by array_position(
                array['leader', 'secretary', 'treasurer'], e.post)), '[]')
        from meeting_election e join group_member m on m.id = e.member_id
        left join group_member b on b.id = e.instead_of
        where e.meeting_id = t.id),
    'has_elected', exists (select from meeting_election e
        where e.meeting_id = t.id),
    'recorded_at', t.recorded_at, 'recorded_by', person_name(t.recorded_by),
    'voided_at', t.voided_at, 'voided_why', t.voided_why,
    'voided_by', person_name(t.voided_by),
    'can_void', voids_group(g) and t.voided_at is null)
from meeting t
join self_help_group g on g.id = t.group_id
join city n on n.id = g.city_id
join clinic k on k.id = g.clinic_id
where t.id = $2::bigint and t.group_id = coalesce($1::bigint, actor_group())
    and sees_group(g.id, g.clinic_id, g.province_id)
