-- The statute of a group, for those it concerns: the newest version, or a text
-- to begin with.
-- $1 id
select json_build_object(
    'id', g.id, 'name', g.name, 'written', s.id is not null, 'at', s.at,
    'can_save', (g.applied_by = actor_account()
            and g.state in ('draft', 'returned'))
        or coalesce(actor_group() = g.id and group_binds(g.state)
            and actor_role() in ('leader', 'secretary'), false),
    'form', json_build_object('body', coalesce(s.body,
        statute_default(g.name, g.kind))))
from self_help_group g
left join lateral (select * from group_statute
    where group_id = g.id order by id desc limit 1) s on true
where g.id = $1::bigint
    and (g.applied_by = actor_account() or (g.state <> 'draft'
        and sees_group(g.id, g.clinic_id, g.province_id)))
