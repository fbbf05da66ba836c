-- How a group is going, at a glance: green, amber or red, and why. Everything
-- that shows a light asks group_lights alone.

-- The lights of groups that are under way, for the clinics and offices that
-- see them; a group that is not has no row. reasons: [{"key", "red", "is_<key>", "data"}], the
-- worst first, [] when it is green. Limits are settings; past a limit is
-- amber, past light.red_percent of it is red.
create or replace function group_lights(ids bigint[])
returns table (group_id bigint, light text, reasons json)
language sql stable security definer
set search_path = public, pg_temp as $$
	with limits as (
	    select setting_int('alert.meeting_days', 30)::integer as meeting,
	        setting_int('alert.visit_days', 45)::integer as visit,
	        setting_int('alert.visit_late_days', 3)::integer as late,
	        setting_int('alert.attendance_percent', 60)::integer as percent,
	        setting_int('alert.forming_days', 150)::integer as forming,
	        setting_int('light.red_percent', 150)::integer as red
	), own as (
	    select g.id, g.state, g.forming_since,
	        coalesce(g.since, g.forming_since, g.created_at::date) as begun
	    from self_help_group g
	    where g.id = any (ids) and group_binds(g.state)
	        and actor_group() is null
	        and sees_group(g.id, g.clinic_id, g.province_id)
	), known as (
	    select o.*, m.last_on as met_on, a.percent as attended,
	        v.done_on, v.late_on
	    from own o
	    cross join lateral (select max(t.held_on) as last_on from meeting t
	        where t.group_id = o.id and t.voided_at is null) m
	    cross join lateral (select (100 * count(*) filter (
	            where x.presence = 'present') / nullif(count(*), 0))::integer
	            as percent
	        from meeting t
	        join meeting_attendance x on x.meeting_id = t.id
	        where t.group_id = o.id and t.voided_at is null
	            and t.held_on > current_date - 90) a
	    cross join lateral (select max(w.done_on)
	            filter (where w.state = 'done') as done_on,
	            min(w.planned_for) filter (where w.state = 'planned')
	            as late_on
	        from visit w where w.group_id = o.id) v
	), reason as (
	    select k.id, r.place, r.key, r.red, r.data
	    from known k cross join limits l
	    cross join lateral (values
	        (1, 'no_meeting', k.state <> 'paused'
	                and current_date - coalesce(k.met_on, k.begun) > l.meeting,
	            (current_date - coalesce(k.met_on, k.begun)) * 100
	                > l.meeting * l.red,
	            json_build_object('since', k.met_on, 'days',
	                current_date - coalesce(k.met_on, k.begun))),
	        (2, 'attendance', k.attended < l.percent,
	            k.attended * l.red < l.percent * 100,
	            json_build_object('percent', k.attended,
	                'least', l.percent)),
	        (3, 'no_visit', current_date - coalesce(k.done_on, k.begun)
	                > l.visit,
	            (current_date - coalesce(k.done_on, k.begun)) * 100
	                > l.visit * l.red,
	            json_build_object('since', k.done_on, 'days',
	                current_date - coalesce(k.done_on, k.begun))),
	        (4, 'visit_late', current_date - k.late_on > l.late, false,
	            json_build_object('since', k.late_on,
	                'days', current_date - k.late_on)),
	        (5, 'forming_long', k.state = 'forming'
	                and current_date - k.forming_since > l.forming,
	            (current_date - k.forming_since) * 100 > l.forming * l.red,
	            json_build_object('days', current_date - k.forming_since)))
	        r (place, key, met, red, data)
	    where r.met
	)
	select o.id, case when bool_or(r.red) then 'red'
	        when count(r.key) > 0 then 'amber' else 'green' end,
	    coalesce(json_agg(json_build_object('key', r.key,
	        'red', r.red, 'is_' || r.key, true, 'data', r.data)
	        order by not r.red, r.place) filter (where r.key is not null),
	        '[]')
	from own o left join reason r on r.id = o.id
	group by o.id
$$;

create or replace function light_title(light text)
returns text language sql immutable parallel safe as $$
	select case light when 'red' then 'نیازمند رسیدگی'
	    when 'amber' then 'نیازمند توجه' when 'green' then 'خوب' end
$$;

-- A light as pages show it; NULL for a group that has none.
create or replace function light_json(light text, reasons json)
returns json language sql immutable as $$
	select case when light is not null then json_build_object(
	    'light', light, 'title', light_title(light), 'reasons', reasons,
	    'is_' || light, true) end
$$;
