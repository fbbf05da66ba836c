-- All that a meeting goes through, so that one telephone can hold it without a
-- line.
-- $1 group (the actor's own when absent), $2 presence ({"12": "present"})
select json_build_object(
    'group', json_build_object('id', g.id, 'name', g.name),
    'cycle', savings_cycle_json(c), 'today', current_date,
    'next_on', current_date + c.every_days,
    'previous', (select json_build_object('id', s.id, 'held_on', s.held_on,
            'minutes', t.minutes, 'number', s.number)
        from savings_meeting s left join meeting t on t.id = s.meeting_id
        where s.group_id = g.id and s.reversed_at is null
        order by s.id desc limit 1),
    'number', 1 + (select count(*) from savings_meeting s
        where s.cycle_id = c.id and s.reversed_at is null),
    'officers', savings_officers_json(g.id),
    'funds', savings_funds_json(g.id),
    'members', savings_savers_json(g.id),
    'loans', savings_loans_json(g.id, null, true),
    'presence', presence_form(g.id, $2::json),
    'kinds', (select json_agg(json_build_object('kind', k,
            'title', motion_title(k), 'rare', n > 3) order by n)
        from unnest(array['loan', 'grant', 'expense', 'rollover',
            'write_off', 'default', 'waive', 'withdraw', 'leave',
            'transfer']) with ordinality w (k, n)),
    'motion_rows', (select json_agg(json_build_object('n', n) order by n)
        from generate_series(1, 12) n),
    'available', greatest(0, f.cash - c.reserve_rial),
    'credit_left', greatest(0, c.credit_limit_rial - f.debt))
from self_help_group g
join savings_cycle c on c.group_id = g.id and c.ended_on is null
cross join lateral (select
    coalesce(sum((x ->> 'cash')::bigint)
        filter (where x ->> 'fund' = 'loan'), 0) as cash,
    coalesce(sum((x ->> 'debt')::bigint)
        filter (where x ->> 'fund' = 'credit'), 0) as debt
    from json_array_elements(savings_funds_json(g.id)) x) f
where g.id = coalesce($1::bigint, actor_group()) and saves_group(g)
