-- How a member goes on, for her clinic; reading it is noted.
-- $1 member
select json_build_object(
    'member', json_build_object('id', m.id, 'name', m.name,
        'post_title', post_title(m.post), 'left_on', m.left_on),
    'group', json_build_object('id', g.id, 'name', g.name),
    'can_record', group_binds(g.state) and m.left_on is null
        and m.account_id is distinct from actor_account(),
    'can_void', voids_group(g)
        and m.account_id is distinct from actor_account(),
    'progress', member_progress_json(m.id))
from group_member m
join self_help_group g on g.id = m.group_id
cross join lateral access_note('member', m.id)
where m.id = $1::bigint and not m.pending and g.state <> 'draft'
    and actor_clinic() is not null
    and sees_group(g.id, g.clinic_id, g.province_id)
