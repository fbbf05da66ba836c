-- What a group has learned: each module, and the sessions, the last one first.
-- $1 group (the actor's own when absent), $2 after
with page as materialized (
    select t.*
    from training t
    where t.group_id = coalesce($1::bigint, actor_group())
        and (t.held_on, t.id) < (cursor_time($2::text)::date,
            cursor_part($2::text, 2))
    order by t.held_on desc, t.id desc limit 21
)
select json_build_object(
    'group', json_build_object('id', g.id, 'name', g.name),
    'can_record', records_group(g) and group_binds(g.state),
    'can_void', voids_group(g),
    'modules', (select json_agg(json_build_object('slug', m.slug,
            'title', m.title, 'says', m.says, 'hours', m.hours,
            'required', m.required, 'last_on', h.last_on,
            'times', h.times) order by m.position)
        from training_module m
        cross join lateral (select max(t.held_on) as last_on,
                count(*) as times
            from training t where t.group_id = g.id and t.module = m.slug
                and t.voided_at is null) h),
    'trainings', (select coalesce(json_agg(json_build_object('id', t.id,
            'module', t.module, 'title', m.title, 'held_on', t.held_on,
            'trainer', t.trainer, 'note', t.note,
            'members', (select count(*) from training_attendance a
                where a.training_id = t.id),
            'present', (select count(*) from training_attendance a
                where a.training_id = t.id and a.presence = 'present'),
            'absent_names', (select string_agg(w.name, '، ' order by w.id)
                from training_attendance a
                join group_member w on w.id = a.member_id
                where a.training_id = t.id and a.presence <> 'present'),
            'recorded_by', person_name(t.recorded_by),
            'voided', t.voided_at is not null, 'voided_why', t.voided_why)
            order by t.held_on desc, t.id desc), '[]')
        from (select * from page order by held_on desc, id desc limit 20) t
        join training_module m on m.slug = t.module),
    'next', (select case when count(*) > 20 then
        (array_agg(cursor_make(held_on, id)
            order by held_on desc, id desc))[20] end from page))
from self_help_group g
where g.id = coalesce($1::bigint, actor_group())
    and sees_group(g.id, g.clinic_id, g.province_id)
