-- One visit, to be read and printed by the group's clinic.
-- $1 visit
select json_build_object(
    'id', v.id,
    'group', json_build_object('id', g.id, 'name', g.name,
        'called', group_called(g.kind, g.name), 'trade', t.title,
        'city', n.name, 'province', r.name,
        'state_title', group_state_title(g.state),
        'members', members_count(g.id),
        'leader', (select m.name from group_member m
            where m.group_id = g.id and m.post = 'leader'
                and m.left_on is null)),
    'clinic', k.name, 'facilitator', facilitator_json(v.facilitator_id),
    'planned_for', v.planned_for, 'purpose', v.purpose,
    'done_on', v.done_on, 'report', v.report, 'needs', v.needs,
    'cancelled_why', v.cancelled_why, 'recorded_at', v.recorded_at,
    'planned', v.state = 'planned', 'done', v.state = 'done',
    'cancelled', v.state = 'cancelled', 'void', v.state = 'void',
    'late', v.state = 'planned' and v.planned_for < current_date,
    'differing', exists (select from sync_conflict c
        where c.thing = 'visit' and c.existing_id = v.id
            and c.resolved_at is null),
    'next_on', (select min(w.planned_for) from visit w
        where w.group_id = g.id and w.state = 'planned'
            and w.id <> v.id),
    'can_report', v.state = 'planned' and group_binds(g.state)
        and actor_role() = 'facilitator',
    'can_cancel', v.state = 'planned' and actor_role() = 'facilitator'
        and actor_account() in (v.facilitator_id, g.facilitator_id),
    'photos', (select coalesce(json_agg(json_build_object('id', d.id,
            'title', d.title, 'at', d.added_at, 'ready', d.state = 'ready',
            'waiting', d.state = 'waiting', 'why', case d.state
                when 'failed' then media_why_title(d.why) end,
            'can_remove', document_is_loose(d, g)) order by d.id), '[]')
        from document d
        where d.visit_id = v.id and d.removed_at is null),
    'photos_wait', exists (select from document d where d.visit_id = v.id
        and d.removed_at is null and d.state = 'waiting'),
    'can_add', v.state = 'done' and actor_role() = 'facilitator'
        and document_fits(g))
from visit v
join self_help_group g on g.id = v.group_id
join category t on t.id = g.category_id
join city n on n.id = g.city_id
join province r on r.id = g.province_id
join clinic k on k.id = g.clinic_id
where v.id = $1::bigint and g.clinic_id = actor_clinic()
