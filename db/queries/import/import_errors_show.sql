-- What is wrong with an import, by row; columns by the names in the file.
-- $1 id, $2 after, $3 most
with page as materialized (
    select e.* from import_error e
    where e.import_id = $1::bigint and ($2::text is null
        or (e.row_no, e.id) > (cursor_part($2::text, 1),
            cursor_part($2::text, 2)))
    order by e.row_no, e.id limit $3::integer + 1
)
select json_build_object(
    'id', i.id, 'title', i.title, 'kind_title', import_kind_title(i.kind),
    'total', i.errors,
    -- Rows are kept while something can still be done about them.
    'listed', i.state in ('checking', 'checked'),
    'errors', (select coalesce(json_agg(json_build_object('row', p.row_no,
            'column', coalesce(nullif(i.header ->> (i.columns ->> p.field)
                ::integer, ''), f.title), 'code', p.code, 'value', p.value,
            'says', import_error_says(p.code, p.field, p.data))
            order by p.row_no, p.id), '[]')
        from (select * from page order by row_no, id
            limit $3::integer) p
        join import_fields(i.kind) f on f.key = p.field),
    'next', (select case when count(*) > $3::integer then
        (array_agg(row_no || '.' || id order by row_no, id))[$3::integer] end
        from page))
from import i
where i.id = $1::bigint
