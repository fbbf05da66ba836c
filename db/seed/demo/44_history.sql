-- How each group came to where it is: its moves, with the days between them.
-- What the triggers wrote while loading goes first.
-- Offices work from eight to three, but for Fridays; what falls outside moves
-- with its order kept, and never to after now.
create function pg_temp.office(at timestamptz)
returns timestamptz language sql stable as $$
	select case when t.at < now() then t.at else t.at - interval '2 days' end
	from (select date_trunc('day', at)
	    + case when extract(isodow from at) = 5
	        then interval '1 day 8 hours' + p.part * interval '30 minutes'
	        else interval '8 hours 30 minutes' + p.part * interval
	            '6 hours 30 minutes' end as at
	    from (select extract(epoch from at - date_trunc('day', at))
	        / 86400 as part) p) t
$$;

create temp table demo_way as
select d.id, d.apart, g.state, g.since, g.forming_since, case
    when g.state in ('forming', 'in_review', 'confirmed') then g.state_at
    when g.state = 'submitted' then now() - make_interval(hours =>
        12 + pg_temp.pick(d.seed || 'at', 500)::integer)
    when g.state = 'active' then g.state_at
    when g.state = 'draft' then now() - make_interval(hours =>
        30 + pg_temp.pick(d.seed || 'at', 200)::integer)
    else now() - make_interval(hours => 100
        + pg_temp.pick(d.seed || 'at', 1500)::integer) end as at,
    make_interval(hours => 60 + pg_temp.pick(d.seed || 'asked',
        400)::integer) as asked,
    make_interval(hours => 2200 + pg_temp.pick(d.seed || 'grew',
        2000)::integer) as grew,
    make_interval(hours => 30 + pg_temp.pick(d.seed || 'seen',
        330)::integer) as seen,
    make_interval(hours => 20 + pg_temp.pick(d.seed || 'stood',
        500)::integer) as stood
from (select id, i, apart, 'way' || i as seed from demo_group) d
join self_help_group g on g.id = d.id;

-- When each stage began: forwards from a formation that has a date, else
-- backwards from the first day of work.
create temp table demo_move as
select w.id, m.n, m.was, m.state, pg_temp.office(m.at) as at
from demo_way w
cross join lateral (select case
    when w.state in ('active', 'paused', 'graduated', 'dissolved')
        then w.since + interval '10 hours' - w.stood - w.seen - w.grew
    when w.forming_since is not null
        then w.forming_since + interval '9 hours' end as formed) f
cross join lateral (values
    (1, null, 'draft', coalesce(f.formed - w.asked, case
        when w.state in ('returned', 'rejected', 'withdrawn')
            then w.at - w.asked else w.at end) - interval '4 days'),
    (2, 'draft', 'submitted', coalesce(f.formed - w.asked, case
        when w.state in ('returned', 'rejected', 'withdrawn')
            then w.at - w.asked else w.at end)),
    (3, 'submitted', 'forming', f.formed),
    (4, 'forming', 'in_review', case w.state when 'in_review' then w.at
        when 'confirmed' then w.at - w.seen else f.formed + w.grew end),
    (5, 'in_review', 'confirmed', case w.state when 'confirmed' then w.at
        else f.formed + w.grew + w.seen end),
    (6, 'confirmed', 'active', w.since + interval '10 hours'),
    (7, case when w.state in ('returned', 'rejected', 'withdrawn')
        then 'submitted' else 'active' end, w.state, w.at))
    m (n, was, state, at)
where m.n <= case w.state when 'draft' then 1 when 'submitted' then 2
        when 'forming' then 3 when 'in_review' then 4 when 'confirmed' then 5
        when 'returned' then 2 when 'rejected' then 2 when 'withdrawn' then 2
        else 6 end
    or (m.n = 7 and w.state in ('returned', 'rejected', 'withdrawn',
        'paused', 'graduated', 'dissolved'));

alter table group_history disable trigger append_only;
delete from group_history h using demo_way w where h.group_id = w.id;
alter table group_history enable trigger append_only;
insert into group_history (group_id, at, from_state, to_state)
select id, at, was, state from demo_move order by at, id, n;

update self_help_group g
set state_at = m.last_at, created_at = m.first_at,
    forming_since = coalesce(g.forming_since, m.formed_at::date)
from (select id, max(at) as last_at, min(at) as first_at,
        min(at) filter (where state = 'forming') as formed_at
    from demo_move group by id) m
where g.id = m.id;

-- Two that have just begun to gather are small.
delete from group_member m using demo_group d
where m.group_id = d.id and d.apart in (1, 7) and m.post = 'member'
    and not exists (select from consent c where c.member_id = m.id);
