-- One savings meeting: each fund's cash, each member's part for who sees it,
-- the votes, and the chain's hash after it.
-- $1 group (the actor's own when absent), $2 meeting
select json_build_object(
    'meeting', s.id, 'number', s.number, 'cycle', c.number,
    'group', json_build_object('id', g.id, 'name', g.name),
    'held_on', s.held_on, 'kind', s.kind,
    'share_out', s.kind = 'share_out', 'minutes', (select t.minutes
        from meeting t where t.id = s.meeting_id),
    'meeting_minutes', s.meeting_id, 'recorded_at', s.recorded_at,
    'opened_by', case when sees_savings(g.id)
        then (select json_agg(m.name order by m.id) from group_member m
            where m.id = any (s.opened_by)) else '[]'::json end,
    'funds', savings_meeting_funds_json(s),
    'rows', case when sees_savings(g.id) then (
        select coalesce(json_agg(json_build_object('id', m.id,
            'name', m.name, 'presence', presence_title(p.presence),
            'shares', coalesce(r.saved, 0) / c.share_rial,
            'saved', coalesce(r.saved, 0), 'social', coalesce(r.social, 0),
            'fined', coalesce(r.fined, 0),
            'fine_paid', coalesce(r.fine_paid, 0),
            'repaid', coalesce(r.repaid, 0), 'lent', coalesce(r.lent, 0),
            'received', coalesce(r.received, 0)) order by m.id), '[]')
        from group_member m
        left join savings_presence p on p.member_id = m.id
            and p.meeting_id = s.id
        left join savings_member_rows(g.id, array[s.id]) r
            on r.member_id = m.id
        where m.group_id = g.id
            and coalesce(p.member_id, r.member_id) is not null) end,
    'motions', case when sees_savings(g.id) then (
        select coalesce(json_agg(json_build_object('n', o.n,
            'kind', o.kind, 'title', motion_title(o.kind), 'name', m.name,
            'amount', o.amount_rial, 'what', o.what,
            'votes_for', o.votes_for, 'votes_against', o.votes_against)
            order by o.n), '[]')
        from savings_motion o left join group_member m on m.id = o.member_id
        where o.meeting_id = s.id) end,
    'has_rows', sees_savings(g.id),
    'has_motions', sees_savings(g.id) and exists (select
        from savings_motion o where o.meeting_id = s.id),
    'can_record', saves_group(g), 'comment', s.comment, 'head', s.head,
    'hash', hash_short(s.hash),
    'reversed_at', s.reversed_at, 'reversed_why', s.reversed_why,
    'can_reverse', saves_group(g) and s.reversed_at is null
        and s.kind = 'meeting' and c.ended_on is null
        and s.id = (select max(n.id) from savings_meeting n
            where n.group_id = g.id and n.reversed_at is null),
    'officers', savings_officers_json(g.id))
from savings_meeting s
join savings_cycle c on c.id = s.cycle_id
join self_help_group g on g.id = s.group_id
where s.id = $2::bigint and g.id = coalesce($1::bigint, actor_group())
    and sees_group(g.id, g.clinic_id, g.province_id)
