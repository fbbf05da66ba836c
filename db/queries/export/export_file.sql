-- Where an export of the actor's own lies, once it is there and not too old.
-- $1 id
select json_build_object('file', e.file || '.' || e.format, 'name', e.name,
    'format', e.format)
from export e
where e.id = $1::bigint and e.state = 'ready'
    and e.created_at > now() - interval '7 days'
