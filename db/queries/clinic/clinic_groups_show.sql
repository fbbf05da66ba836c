-- The groups of the actor's clinic that are forming or at work, newest first.
-- $1 state, $2 trade, $3 q, $4 after
with listed as materialized (
    select g.id, g.name, g.slug, g.state, g.since, g.city_id,
        t.title as trade
    from self_help_group g join category t on t.id = g.category_id
    where g.clinic_id = actor_clinic()
        and g.state in ('forming', 'in_review', 'confirmed', 'active',
            'paused', 'graduated', 'dissolved')
        and ($1::text is null or g.state = $1::text)
        and ($2::text is null or t.slug = $2::text)
        and ($3::text is null or position($3::text in g.name) > 0)
), page as materialized (
    select * from listed
    where $4::bigint is null or id < $4::bigint
    order by id desc limit 51
)
select json_build_object(
    'groups', (select coalesce(json_agg(json_build_object('id', g.id,
            'name', g.name, 'slug', g.slug, 'trade', g.trade,
            'city', n.name, 'state', g.state,
            'state_title', group_state_title(g.state), 'since', g.since,
            'on_sale', g.state = 'active',
            'leader', (select m.name from group_member m
                where m.group_id = g.id and m.post = 'leader'
                    and m.left_on is null),
            'members', (select count(*) from group_member m
                where m.group_id = g.id and m.left_on is null),
            'products', (select count(*) from product p
                where p.group_id = g.id and p.state = 'published'))
            order by g.id desc), '[]')
        from (select * from page order by id desc limit 50) g
        join city n on n.id = g.city_id),
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
