-- The papers of a group, for those it concerns; of the actor's own group when
-- none is named.
-- $1 id
select json_build_object('id', g.id, 'name', g.name,
    'documents', documents_json(g.id))
from self_help_group g
where g.id = coalesce($1::bigint, actor_group())
    and (g.applied_by = actor_account()
        or (g.state <> 'draft' and sees_people(g.id)))
