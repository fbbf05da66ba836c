-- What a group has saved: for its officers, facilitator and clinic woman by
-- woman, for a member her own standing, for all the sums of the funds.
-- $1 group (the actor's own when absent)
select json_build_object(
    'group', json_build_object('id', g.id, 'name', g.name,
        'kind_title', group_kind_title(g.kind)),
    'cycle', savings_cycle_json(c), 'funds', savings_funds_json(g.id),
    'members', case when sees_savings(g.id)
        then savings_savers_json(g.id) end,
    'loans', case when sees_savings(g.id)
        then savings_loans_json(g.id, null, true) end,
    'own', (select savings_saver_json(m.id) from group_member m
        where m.group_id = g.id and m.account_id = actor_account()
            and m.left_on is null and not m.pending limit 1),
    'meetings', (select count(*) from savings_meeting s
        where s.group_id = g.id and s.reversed_at is null),
    'last', (select json_build_object('id', s.id, 'held_on', s.held_on)
        from savings_meeting s
        where s.group_id = g.id and s.reversed_at is null
        order by s.id desc limit 1),
    'next_on', (select t.next_on from meeting t
        where t.group_id = g.id and t.voided_at is null
            and t.next_on >= current_date
        order by t.held_on desc limit 1),
    'can_meet', saves_group(g) and c.id is not null and c.ended_on is null,
    'can_open', saves_group(g) and (c.id is null or c.ended_on is not null),
    'can_share_out', saves_group(g) and c.id is not null
        and c.ended_on is null and exists (select from savings_meeting s
            where s.cycle_id = c.id and s.reversed_at is null),
    'has_members', sees_savings(g.id),
    'has_loans', sees_savings(g.id) and json_array_length(
        savings_loans_json(g.id, null, true)) > 0,
    'can_record', saves_group(g),
    'can_set_code', coalesce(payout_office() = g.id, false),
    'has_code', has_savings_code())
from self_help_group g
left join lateral (select access_note('group', g.id)
    where actor_clinic() is not null) note on true
left join savings_cycle c on c.id = (select max(id) from savings_cycle
    where group_id = g.id)
where g.id = coalesce($1::bigint, actor_group())
    and sees_group(g.id, g.clinic_id, g.province_id)
