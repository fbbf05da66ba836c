-- Savings meetings of a group, the last one first.
-- $1 group (the actor's own when absent), $2 after
with page as materialized (
    select s.id, s.group_id, s.number, s.cycle_id, s.held_on, s.kind,
        s.reversed_at
    from savings_meeting s
    where s.group_id = coalesce($1::bigint, actor_group())
        and ($2::bigint is null or s.id < $2)
    order by s.id desc limit 31
)
select json_build_object(
    'group', json_build_object('id', g.id, 'name', g.name),
    'can_record', saves_group(g), 'any', exists (select from page),
    'meetings', (select coalesce(json_agg(json_build_object('id', p.id,
            'number', p.number, 'cycle', c.number, 'held_on', p.held_on,
            'kind', p.kind, 'share_out', p.kind = 'share_out',
            'present', savings_present(p.id), 'saved', w.saved,
            'lent', w.lent, 'repaid', w.repaid,
            'reversed', p.reversed_at is not null) order by p.id desc), '[]')
        from (select * from page order by id desc limit 30) p
        join savings_cycle c on c.id = p.cycle_id
        cross join lateral savings_meeting_sums(p.id) w),
    'next', (select case when count(*) > 30 then
        (array_agg(id order by id desc))[30] end from page))
from self_help_group g
where g.id = coalesce($1::bigint, actor_group())
    and sees_group(g.id, g.clinic_id, g.province_id)
