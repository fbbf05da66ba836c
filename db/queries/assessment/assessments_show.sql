-- The assessments of a group for its clinic: members by rounds, and who is
-- missing in the quarter that runs; a member who pauses is not. Reading is
-- noted.
-- $1 group
with own as materialized (
    select g.id, g.name, g.state, quarter_number(current_date) as now
    from self_help_group g
    where g.id = $1::bigint and g.state <> 'draft'
        and actor_clinic() is not null
        and sees_group(g.id, g.clinic_id, g.province_id)
), noted as materialized (
    select access_note('group', id) from own
), quarter as materialized (
    select n, quarter_round(o.now - n) as round, quarter_start(o.now) as since
    from own o, generate_series(3, 0, -1) n
), taken as materialized (
    select a.id, a.member_id, a.round, round(a.total) as total, a.taken_on
    from assessment a join own o on o.id = a.group_id
    where a.voided_at is null
), subject as materialized (
    select m.id, m.name, m.paused_on is not null as pauses,
        post_title(m.post) as post_title,
        array_position(array['leader', 'secretary', 'treasurer', 'member'],
            m.post) as place
    from group_member m join own o on o.id = m.group_id
    where m.left_on is null and not m.pending
    union all
    select null, name, false, null, 0 from own
), file as materialized (
    select s.*, (select json_build_object('id', t.id, 'total', t.total)
            from taken t where t.member_id is not distinct from s.id
                and t.round = 'baseline') as baseline,
        (select json_agg(json_build_object('title', round_title(q.round),
                'there', t.id is not null, 'total', t.total) order by q.n desc)
            from quarter q left join taken t on t.round = q.round
                and t.member_id is not distinct from s.id) as quarters,
        exists (select from taken t join quarter q on q.n = 0
            where t.member_id is not distinct from s.id
                and t.taken_on >= q.since) as done
    from subject s
)
select json_build_object(
    'group', json_build_object('id', o.id, 'name', o.name,
        'state_title', group_state_title(o.state)),
    'can_record', group_binds(o.state),
    'round', (select json_build_object('round', round,
        'title', round_title(round)) from quarter where n = 0),
    'quarters', (select json_agg(round_title(round) order by n desc)
        from quarter),
    'members', (select coalesce(json_agg(json_build_object('id', id,
        'name', name, 'post_title', post_title, 'baseline', baseline,
        'quarters', quarters, 'done', done, 'pauses', pauses,
        'due', not pauses and (not done or baseline is null))
        order by place, id), '[]')
        from file where id is not null),
    'whole', (select json_build_object('baseline', baseline,
        'quarters', quarters, 'done', done,
        'due', not done or baseline is null) from file where id is null),
    'due', (select count(*) from file
        where id is not null and not pauses
            and (not done or baseline is null)),
    'members_count', (select count(*) from file where id is not null))
from own o cross join (select count(*) from noted) n
