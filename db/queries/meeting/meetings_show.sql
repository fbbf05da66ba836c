-- The meetings of a group, the last one first, for its people, its clinic and
-- the offices.
-- $1 group (the actor's own when absent), $2 after
with page as materialized (
    select t.id, t.held_on, t.place, t.next_on, t.voided_at
    from meeting t
    where t.group_id = coalesce($1::bigint, actor_group())
        and (t.held_on, t.id) < (cursor_time($2::text)::date,
            cursor_part($2::text, 2))
    order by t.held_on desc, t.id desc limit 21
), shown as materialized (
    select * from page order by held_on desc, id desc limit 20
), came as materialized (
    select a.meeting_id, count(*) as members,
        count(*) filter (where a.presence = 'present') as present
    from shown s join meeting_attendance a on a.meeting_id = s.id
    group by a.meeting_id
)
select json_build_object(
    'group', json_build_object('id', g.id, 'name', g.name),
    'can_record', records_group(g) and group_binds(g.state),
    'total', (select count(*) from meeting t where t.group_id = g.id
        and t.voided_at is null),
    'percent', meetings_percent(g.id),
    'next_on', (select max(t.next_on) from meeting t where t.group_id = g.id
        and t.voided_at is null and t.next_on >= current_date),
    'meetings', (select coalesce(json_agg(json_build_object('id', s.id,
            'held_on', s.held_on, 'place', s.place,
            'members', coalesce(c.members, 0),
            'present', coalesce(c.present, 0),
            'decisions', (select count(*) from meeting_decision d
                where d.meeting_id = s.id),
            'election', exists (select from meeting_election e
                where e.meeting_id = s.id),
            'voided', s.voided_at is not null)
            order by s.held_on desc, s.id desc), '[]')
        from shown s left join came c on c.meeting_id = s.id),
    'next', (select case when count(*) > 20 then
        (array_agg(cursor_make(held_on, id)
            order by held_on desc, id desc))[20] end from page))
from self_help_group g
where g.id = coalesce($1::bigint, actor_group())
    and sees_group(g.id, g.clinic_id, g.province_id)
