-- One group's file, as its facilitator and clinic open it: what happened, and
-- what comes next.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- A day among moments.
create or replace function day_noon(day date)
returns timestamptz language sql immutable as $$
	select (day + time '12:00') at time zone 'Asia/Tehran'
$$;

-- Everything that happened to a group, for its clinic: moves, meetings,
-- training, visits, assessments, and members who came and went. What befell
-- several on one day is one item. n tells items of one moment apart.
create or replace function group_events(of_group bigint)
returns table (at timestamptz, n bigint, item json)
language sql stable security definer
set search_path = public, pg_temp as $$
	with own as (
	    select g.id from self_help_group g
	    where g.id = of_group and g.clinic_id = actor_clinic()
	)
	select h.at, h.id * 8, json_build_object('is_move', true,
	    'title', group_state_title(h.to_state), 'who', a.name,
	    'why', h.why)
	from own join group_history h on h.group_id = own.id
	left join account a on a.id = h.account_id
	where h.to_state <> 'draft'
	union all
	select day_noon(t.held_on), t.id * 8 + 1, json_build_object(
	    'is_meeting', true, 'id', t.id, 'group', own.id, 'place', t.place,
	    'present', x.present, 'all', x.everybody,
	    'words', left(t.minutes, 200),
	    'more', length(t.minutes) > 200,
	    'decisions', (select count(*) from meeting_decision d
	        where d.meeting_id = t.id))
	from own join meeting t on t.group_id = own.id and t.voided_at is null
	cross join lateral (select count(*) as everybody,
	    count(*) filter (where presence = 'present') as present
	    from meeting_attendance where meeting_id = t.id) x
	union all
	select day_noon(t.held_on), t.id * 8 + 2, json_build_object(
	    'is_training', true, 'id', t.id, 'title', m.title,
	    'trainer', t.trainer, 'present', x.present, 'all', x.everybody)
	from own join training t on t.group_id = own.id and t.voided_at is null
	join training_module m on m.slug = t.module
	cross join lateral (select count(*) as everybody,
	    count(*) filter (where presence = 'present') as present
	    from training_attendance where training_id = t.id) x
	union all
	select day_noon(v.done_on), v.id * 8 + 3, json_build_object(
	    'is_visit', true, 'id', v.id, 'who', a.name,
	    'words', left(v.report, 200), 'more', length(v.report) > 200,
	    'needs', v.needs)
	from own join visit v on v.group_id = own.id and v.state = 'done'
	left join account a on a.id = v.facilitator_id
	union all
	select day_noon(s.taken_on), min(s.id) * 8 + 4, json_build_object(
	    'is_assessment', true, 'of_group', s.member_id is null,
	    'title', round_title(s.round), 'group', min(s.group_id),
	    'count', count(*), 'average', round(avg(s.total)))
	from own join assessment s on s.group_id = own.id
	    and s.voided_at is null
	group by s.taken_on, s.round, s.member_id is null
	union all
	select day_noon(h.on_day), min(h.id) * 8 + 5, json_build_object(
	    'is_member', true, 'title', member_change_title(h.change),
	    'names', string_agg(m.name || case when h.change = 'post'
	        then ' (' || post_title(h.post) || ')' else '' end, '، '
	        order by h.id), 'why', min(h.why))
	from own join member_history h on h.group_id = own.id
	join group_member m on m.id = h.member_id
	group by h.on_day, h.change
$$;

-- A page of it, the newest first; after is the "next" of the page before.
create or replace function group_timeline(of_group bigint, after text,
    page_size integer)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	with page as (
	    select e.at, e.n, e.item from group_events(of_group) e
	    where (e.at, e.n) < (cursor_time(after),
	        coalesce(cursor_part(after, 2), 9223372036854775807))
	    order by e.at desc, e.n desc limit page_size + 1
	), shown as (
	    select * from page order by at desc, n desc limit page_size
	)
	select json_build_object('items', (select coalesce(json_agg(
	        (jsonb_build_object('day', (s.at at time zone 'Asia/Tehran')
	            ::date) || empty || s.item::jsonb)::json
	        order by s.at desc, s.n desc), '[]')
	        from shown s, jsonb_object('{id, group, title, who, why, words,
	            more, needs, place, trainer, names, present, all, decisions,
	            count, average, of_group}', array_fill(null::text,
	            array[17])) empty),
	    'next', case when (select count(*) from page) > page_size
	        then (select cursor_make(s.at, s.n) from shown s
	            order by s.at, s.n limit 1) end)
$$;

-- What comes next for a group under way, for its clinic: the most pressing
-- first. Each step says which it is: "is_<key>".
create or replace function group_steps(of_group bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	-- Materialized: each is asked once, not wherever it stands.
	with own as materialized (
	    select g.id, g.state, forming_json(g.id) as forming,
	        assessments_due(g.id) as due
	    from self_help_group g
	    where g.id = of_group and g.clinic_id = actor_clinic()
	        and group_binds(g.state)
	), plan as (
	    select v.id, v.planned_for from visit v
	    where v.group_id = of_group and v.state = 'planned'
	    order by v.planned_for, v.id limit 1
	), told as (
	    select v.id, v.done_on, v.needs from visit v
	    where v.group_id = of_group and v.state = 'done'
	    order by v.done_on desc, v.id desc limit 1
	), met as (
	    select t.next_on from meeting t
	    where t.group_id = of_group and t.voided_at is null
	    order by t.held_on desc limit 1
	)
	select coalesce(json_agg(json_build_object('is_' || s.key, true,
	    'data', s.data) order by s.place), '[]')
	from own o left join plan p on true left join told l on true
	left join met m on true
	cross join lateral (values
	    (1, 'ask_review', o.state = 'forming'
	            and (o.forming ->> 'open')::boolean, null),
	    (2, 'visit_due', p.planned_for <= current_date, json_build_object(
	        'visit', p.id, 'day', p.planned_for,
	        'late', p.planned_for < current_date)),
	    (3, 'visit_planned', p.planned_for > current_date,
	        json_build_object('visit', p.id, 'day', p.planned_for)),
	    (4, 'visit_missing', p.id is null, null),
	    (5, 'needs', l.needs is not null, json_build_object(
	        'visit', l.id, 'day', l.done_on, 'needs', l.needs)),
	    (6, 'meeting_late', m.next_on < current_date, json_build_object(
	        'day', m.next_on)),
	    (7, 'meeting_planned', m.next_on >= current_date,
	        json_build_object('day', m.next_on)),
	    (8, 'bank_waiting', exists (select from group_bank b
	            where b.group_id = o.id and b.ended_at is null
	                and b.verified_at is null), null),
	    (9, 'conditions', o.state = 'forming'
	            and not (o.forming ->> 'open')::boolean, o.forming),
	    (10, 'assess', o.due > 0, json_build_object('count', o.due)))
	    s (place, key, is_due, data)
	where s.is_due
$$;
