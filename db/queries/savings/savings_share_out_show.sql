-- What each member would get if the cycle ended now.
-- $1 group (the actor's own when absent)
select json_build_object(
    'group', json_build_object('id', g.id, 'name', g.name),
    'cycle', savings_cycle_json(c), 'today', current_date,
    'previous', (select s.id from savings_meeting s
        where s.group_id = g.id and s.reversed_at is null
        order by s.id desc limit 1),
    'divisible', w.gross, 'shares', w.saved / c.share_rial,
    'share_value', w.gross * c.share_rial / nullif(w.saved, 0),
    'paid', w.paid, 'cash', f.cash, 'bank', f.bank, 'social', f.social,
    'debt', f.debt, 'ready', f.bank = 0 and f.debt = 0 and w.saved > 0,
    'officers', savings_officers_json(g.id),
    'rows', (select coalesce(json_agg(json_build_object('id', m.id,
            'name', m.name, 'shares', r.saved / c.share_rial,
            'gross', r.gross, 'netted', r.netted, 'paid', r.paid,
            'owes', r.owes) order by m.id), '[]')
        from savings_share_out_rows(g.id) r
        join group_member m on m.id = r.member_id))
from self_help_group g
join savings_cycle c on c.group_id = g.id and c.ended_on is null
cross join lateral (select coalesce(sum(saved), 0)::bigint as saved,
    coalesce(sum(gross), 0)::bigint as gross,
    coalesce(sum(paid), 0)::bigint as paid
    from savings_share_out_rows(g.id)) w
cross join lateral (select
    coalesce(sum((x ->> 'cash')::bigint)
        filter (where x ->> 'fund' = 'loan'), 0) as cash,
    coalesce(sum((x ->> 'bank')::bigint)
        filter (where x ->> 'fund' = 'loan'), 0) as bank,
    coalesce(sum((x ->> 'cash')::bigint + (x ->> 'bank')::bigint)
        filter (where x ->> 'fund' = 'social'), 0) as social,
    coalesce(sum((x ->> 'debt')::bigint + (x ->> 'loans')::bigint)
        filter (where x ->> 'fund' = 'credit'), 0) as debt
    from json_array_elements(savings_funds_json(g.id)) x) f
where g.id = coalesce($1::bigint, actor_group()) and saves_group(g)
