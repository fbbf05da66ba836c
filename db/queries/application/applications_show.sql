-- The applications of the account that asks, the newest first.
select json_build_object(
    'applications', coalesce(json_agg(json_build_object('id', g.id,
        'name', g.name, 'trade', t.title, 'city', n.name,
        'state', g.state, 'state_title', group_state_title(g.state),
        'state_at', g.state_at, 'returned', g.state = 'returned')
        order by g.id desc), '[]'),
    'can_start', count(*) filter (where g.state in ('draft', 'submitted',
        'returned')) < 3)
from self_help_group g
join category t on t.id = g.category_id
join city n on n.id = g.city_id
where g.applied_by = actor_account()
