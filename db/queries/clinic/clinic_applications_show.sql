-- Applications and groups on their way at the actor's clinic, in one state,
-- the longest waiting first.
-- $1 state, $2 trade, $3 after
with page as materialized (
    select g.id, g.name, g.state, g.state_at, g.city_id, g.applied_by,
        t.title as trade
    from self_help_group g
    join category t on t.id = g.category_id
    where g.clinic_id = actor_clinic() and g.state = $1::text
        and ($2::text is null or t.slug = $2::text)
        and (g.state_at, g.id) > (cursor_time($3::text, '-infinity'),
            cursor_part($3::text, 2))
    order by g.state_at, g.id limit 51
), days (late) as materialized (
    -- How long a group may stay in this state before somebody asks.
    select case $1::text when 'forming'
        then setting_int('alert.forming_days', 150)
        when 'submitted' then setting_int('alert.inbox_days', 7)
        when 'in_review' then setting_int('alert.inbox_days', 7) end
)
select json_build_object(
    'applications', (select coalesce(json_agg(json_build_object(
            'id', g.id, 'name', g.name, 'trade', g.trade, 'city', n.name,
            'applicant', group_applicant_json(g.id) ->> 'name',
            'members', members_count(g.id),
            'state', g.state, 'state_title', group_state_title(g.state),
            'state_at', g.state_at, 'overdue', coalesce(g.state_at
                < now() - make_interval(days => d.late::integer), false))
            order by g.state_at, g.id), '[]')
        from (select * from page order by state_at, id limit 50) g
        cross join days d
        join city n on n.id = g.city_id),
    'next', (select case when count(*) > 50 then
        (array_agg(cursor_make(state_at, id) order by state_at, id))[50] end
        from page),
    'total', (select count(*) from self_help_group g
        join category t on t.id = g.category_id
        where g.clinic_id = actor_clinic() and g.state = $1::text
            and ($2::text is null or t.slug = $2::text)),
    'filter', json_build_object('state', $1::text, 'trade', $2::text,
        'state_title', group_state_title($1::text)),
    'states', (select json_agg(json_build_object('state', s,
        'title', group_state_title(s), 'count', (select count(*)
            from self_help_group g
            where g.clinic_id = actor_clinic() and g.state = s),
        'chosen', s = $1::text) order by n)
        from unnest(array['submitted', 'in_review', 'forming', 'confirmed',
            'returned', 'rejected', 'withdrawn'])
            with ordinality w (s, n)),
    'trades', (select json_agg(json_build_object('slug', slug,
        'title', title) order by position, id)
        from category where parent_id is null))
