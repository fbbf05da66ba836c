-- Groups that a clinic approved and the actor's province confirms, the longest
-- waiting first.
-- $1 after
with waiting as materialized (
    select g.id, g.name, g.state_at, g.city_id, g.province_id, g.clinic_id,
        g.category_id
    from self_help_group g
    where g.state = 'confirmed' and case actor_scope_kind()
        when 'province' then g.province_id = actor_scope()
        else actor_scope_kind() = 'nation' end
), page as materialized (
    select * from waiting w
    where (w.state_at, w.id) > (cursor_time($1::text, '-infinity'),
        cursor_part($1::text, 2))
    order by w.state_at, w.id limit 51
)
select json_build_object(
    'groups', (select coalesce(json_agg(json_build_object('id', w.id,
            'name', w.name, 'trade', t.title, 'city', n.name,
            'province', r.name, 'clinic', k.name,
            'members', people_json(people_band(members_count(w.id),
                o.least), o.least),
            'state_at', w.state_at,
            'overdue', w.state_at < now() - make_interval(
                days => (select setting_int('alert.inbox_days', 7))::integer))
            order by w.state_at, w.id), '[]')
        from (select * from page order by state_at, id limit 50) w
        cross join (select people_least() as least offset 0) o
        join category t on t.id = w.category_id
        join city n on n.id = w.city_id
        join province r on r.id = w.province_id
        join clinic k on k.id = w.clinic_id),
    'next', (select case when count(*) > 50 then
        (array_agg(cursor_make(state_at, id) order by state_at, id))[50] end
        from page),
    'total', (select count(*) from waiting))
