-- The passbooks of all members of a group, to print.
-- $1 group (the actor's own when absent)
select json_build_object(
    'group', json_build_object('id', g.id, 'name', g.name),
    'books', (select coalesce(json_agg(savings_passbook_json(m.id, null)
            order by m.id), '[]')
        from group_member m
        where m.group_id = g.id and m.left_on is null and not m.pending))
from self_help_group g
left join lateral (select access_note('group', g.id)
    where actor_clinic() is not null) note on true
where g.id = coalesce($1::bigint, actor_group()) and sees_savings(g.id)
