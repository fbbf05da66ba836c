-- The columns that a file of a kind has, and rows that show how they are filled.
-- $1 kind
with field as (
    select f.place, f.key, f.title, f.hint, f.needed, e.words,
        row_number() over (order by f.place desc) > 1 as more
    from import_fields($1::text) f
    join import_examples($1::text) e on e.key = f.key
)
select json_build_object(
    'kind', $1::text, 'kind_title', import_kind_title($1::text),
    'fields', (select json_agg(json_build_object('key', key, 'title', title,
        'hint', hint, 'needed', needed) order by place) from field),
    'lines', (select json_agg(json_build_object('cells', (select json_agg(
            json_build_object('text', case n when 0 then title
                else words[n] end, 'more', more) order by place)
            from field)) order by n)
        from generate_series(0, 2) n))
where imports_allowed() or actor_scope_kind() = 'nation'
