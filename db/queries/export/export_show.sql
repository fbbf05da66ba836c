-- How far one of the actor's own exports is.
-- $1 id
select export_json(e) from export e where e.id = $1::bigint
