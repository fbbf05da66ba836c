-- The groups of the actor's clinic that are forming or at work, newest first.
-- $1 state, $2 trade, $3 q, $4 after
with listed as materialized (
    select g.id
    from self_help_group g join category t on t.id = g.category_id
    where g.clinic_id = actor_clinic()
        and g.state in ('forming', 'in_review', 'confirmed', 'active',
            'paused', 'graduated', 'dissolved')
        and ($1::text is null or g.state = $1::text)
        and ($2::text is null or t.slug = $2::text)
        and ($3::text is null or position($3::text in g.name) > 0)
), page as materialized (
    select id from listed
    where $4::bigint is null or id < $4::bigint
    order by id desc limit 51
)
select json_build_object(
    'groups', clinic_group_rows(array(select id from page
        order by id desc limit 50)),
    'next', (select case when count(*) > 50 then
        ((array_agg(id order by id desc))[50])::text end from page),
    'total', (select count(*) from listed),
    'filter', json_build_object('state', $1::text, 'trade', $2::text,
        'q', $3::text),
    'states', (select json_agg(json_build_object('state', s,
        'title', group_state_title(s)) order by n)
        from unnest(array['active', 'paused', 'forming', 'in_review',
            'confirmed', 'graduated', 'dissolved'])
            with ordinality w (s, n)),
    'trades', (select json_agg(json_build_object('slug', slug,
        'title', title) order by position, id)
        from category where parent_id is null))
