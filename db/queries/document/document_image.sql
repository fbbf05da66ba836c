-- The picture of a paper, for whom its kind concerns. Looking at another's
-- identity paper is noted.
-- $1 id
select json_build_object('id', d.id, 'type', 'image/webp',
    'bytes', translate(encode(b.body, 'base64'), E'\n', ''))
from document d
join document_body b on b.document_id = d.id
cross join lateral document_note(d.id)
where d.id = $1::bigint
