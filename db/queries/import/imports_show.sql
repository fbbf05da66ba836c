-- Files that were sent to be imported, for those who look after them: their
-- own, or all of them.
-- $1 after
with page as materialized (
    select i.id from import i
    where $1::bigint is null or i.id < $1::bigint
    order by i.id desc limit 51
)
select json_build_object(
    'imports', (select coalesce(json_agg(json_build_object('id', i.id,
            'kind_title', import_kind_title(i.kind), 'title', i.title,
            'state', i.state, 'state_title', import_state_title(i.state),
            'by', import_by(i.account_id), 'created_at', i.created_at,
            'rows', i.rows_all, 'errors', i.errors) order by i.id desc), '[]')
        from import i where i.id in (select id from page
            order by id desc limit 50)),
    'next', (select case when count(*) > 50 then
        ((array_agg(id order by id desc))[50])::text end from page),
    'any', exists (select from page),
    'can_change', imports_allowed(),
    'kinds', (select json_agg(json_build_object('kind', k.kind,
        'kind_title', import_kind_title(k.kind), 'says', k.says,
        'fields', (select json_agg(json_build_object('title', f.title,
            'hint', f.hint, 'needed', f.needed) order by f.place)
            from import_fields(k.kind) f)) order by k.n)
        from (values (1, 'groups', 'هر ردیف یک عضو است و مشخصات گروه در '
            'ردیف‌هایش تکرار می‌شود'),
            (2, 'clinics', 'هر ردیف یک کلینیک است')) k (n, kind, says)),
    'form', json_build_object('kind', 'groups'))
where imports_allowed() or actor_scope_kind() = 'nation'
