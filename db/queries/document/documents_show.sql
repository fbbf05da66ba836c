-- The papers of a group, for those it concerns; of the actor's own group when
-- none is named.
-- $1 id
select json_build_object('id', g.id, 'name', g.name,
    'file', case when actor_group() = g.id then '/group/formation'
        when g.applied_by = actor_account() then '/apply/' || g.id
        when actor_role() = 'facilitator' then '/facilitator/groups/' || g.id
        when actor_clinic() is not null then '/clinic/applications/' || g.id
        else '/office/groups/' || g.id end,
    'documents', documents_json(g.id))
from self_help_group g
where g.id = coalesce($1::bigint, actor_group())
    and (g.applied_by = actor_account()
        or (g.state <> 'draft' and sees_people(g.id)))
