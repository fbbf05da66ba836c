-- How a member and a group go on: from their assessments to what pages draw.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- Where a member stands, read under the policies of whoever asks: a note on
-- her is for her clinic alone.
create or replace function member_progress_json(of_member bigint)
returns json language sql stable as $$
	with taken as materialized (
	    select a.*, row_number() over (order by a.taken_on, a.id) as n,
	        row_number() over (order by a.taken_on desc, a.id desc) as back
	    from assessment a
	    where a.member_id = of_member and a.voided_at is null
	), newest as (
	    select t.*, f.axes from taken t
	    join assessment_form f on f.id = t.form_id where back = 1
	), first as (
	    select * from taken where round = 'baseline'
	)
	select json_build_object(
	    'any', exists (select from newest),
	    'now', (select json_build_object('title', round_title(round),
	        'taken_on', taken_on, 'total', round(total)) from newest),
	    'baseline', (select json_build_object('title', round_title(round),
	        'taken_on', taken_on, 'total', round(total)) from first),
	    'radar', (select radar_json(n.axes, n.scores,
	        (select scores from first where id <> n.id)) from newest n),
	    'trend', trend_json((select json_agg(json_build_object('title',
	        round_title(round), 'value', total) order by n)
	        from taken where back <= 8)),
	    'axes', coalesce((select json_agg(a ->> 'title')
	        from newest, jsonb_array_elements(axes) a), '[]'),
	    'rounds', (select coalesce(json_agg(json_build_object('id', t.id,
	        'title', round_title(t.round), 'taken_on', t.taken_on,
	        'total', round(t.total),
	        'scores', (select json_agg(round((t.scores ->> (a ->> 'key'))
	            ::numeric)) from newest, jsonb_array_elements(axes) a),
	        'note', case when actor_clinic() is not null then t.note end,
	        'by', case when actor_clinic() is not null
	            then person_name(t.recorded_by) end)
	        order by t.n desc), '[]') from taken t))
$$;

-- How many members of a group, but those who pause, wait for their beginning, or for the quarter
-- that runs.
create or replace function assessments_due(of_group bigint)
returns bigint language sql stable security definer
set search_path = public, pg_temp as $$
	select count(*) from group_member m
	where m.group_id = of_group and m.left_on is null and not m.pending
	    and m.paused_on is null and sees_group_id(of_group)
	    and not (exists (select from assessment a
	        where a.member_id = m.id and a.round = 'baseline'
	            and a.voided_at is null)
	    and exists (select from assessment a
	        where a.member_id = m.id and a.voided_at is null and a.taken_on
	            >= quarter_start(quarter_number(current_date))))
$$;

-- What a group's members have reached together: the mean of each member's
-- newest and first assessment, and of each quarter. Few women are not a mean
-- for those who do not know the single ones anyway.
create or replace function group_means(of_group bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	with taken as materialized (
	    select a.*, row_number() over (partition by a.member_id
	        order by a.taken_on desc, a.id desc) as back
	    from assessment a
	    join group_member m on m.id = a.member_id and m.left_on is null
	    where a.group_id = of_group and a.voided_at is null
	), enough as materialized (
	    select case when actor_clinic() is not null then 1
	        else setting_int('progress.least_people', 4) end as least
	), form as (
	    select axes from assessment_form
	    where id = form_in_force('member', current_date)
	), point as (
	    select t.back = 1 as newest, t.round = 'baseline' as first, s.key,
	        s.value::numeric as value, t.member_id
	    from taken t cross join lateral jsonb_each_text(t.scores) s
	), now as (
	    select jsonb_object_agg(key, value) as scores, max(people) as people
	    from (select key, avg(value) as value, count(*) as people
	        from point where newest group by key) v
	), began as (
	    select jsonb_object_agg(key, value) as scores, max(people) as people
	    from (select key, avg(value) as value, count(*) as people
	        from point where first group by key) v
	), quarter as (
	    select round, min(taken_on) as at, avg(total) as total,
	        count(*) as people
	    from taken group by round
	)
	select json_build_object('people', coalesce(n.people, 0),
	    'least', e.least, 'shown', coalesce(n.people >= e.least, false),
	    'radar', case when n.people >= e.least then
	        radar_json(f.axes, n.scores, case when b.people >= e.least
	            then b.scores end) end,
	    'trend', trend_json((select json_agg(json_build_object('title',
	        round_title(q.round), 'value', q.total) order by q.at)
	        from (select * from quarter where people >= e.least
	            order by at desc limit 8) q)))
	from enough e, form f, now n, began b
$$;

-- The five principles, by the newest assessment of the group itself.
create or replace function group_principles(of_group bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select json_build_object('id', a.id, 'title', round_title(a.round),
	    'taken_on', a.taken_on, 'total', round(a.total),
	    'bars', bars_json(f.axes, a.scores, (select b.scores
	        from assessment b where b.group_id = of_group
	            and b.member_id is null and b.round = 'baseline'
	            and b.voided_at is null and b.id <> a.id)))
	from assessment a
	join assessment_form f on f.id = a.form_id
	where a.group_id = of_group and a.member_id is null
	    and a.voided_at is null
	order by a.taken_on desc, a.id desc limit 1
$$;

-- Only the group as a whole: nobody's scores are in it.
create or replace function group_progress_json(of_group bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select json_build_object(
	    'group', json_build_object('id', g.id, 'name', g.name,
	        'state_title', group_state_title(g.state)),
	    'can_void', voids_group(g),
	    'means', group_means(g.id),
	    'principles', group_principles(g.id),
	    'grade', case when g.state in ('active', 'paused', 'graduated')
	        then group_grade_json(g.id) end,
	    'months', (select coalesce(json_agg(json_build_object('month',
	        m.month, 'points', m.points, 'grade', grade_title(m.grade))
	        order by m.month desc), '[]') from (select * from group_grade_month
	            where group_id = g.id order by month desc limit 12) m),
	    'trend', trend_json((select json_agg(json_build_object('title',
	        m.month, 'value', m.points) order by m.month)
	        from (select * from group_grade_month where group_id = g.id
	            order by month desc limit 12) m)))
	from self_help_group g
	where g.id = of_group and g.state <> 'draft'
	    and sees_group(g.id, g.clinic_id, g.province_id)
$$;
