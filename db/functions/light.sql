-- How a group is going, at a glance: green, amber or red, and why. Everything
-- that shows a light asks group_lights alone.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- Whether a group's life is watched, as alerts_now() watches it.
create or replace function group_is_watched(state text)
returns boolean language sql immutable parallel safe as $$
	select state in ('forming', 'in_review', 'confirmed', 'active')
$$;

-- The lights of groups that are watched, for the clinics and offices that see
-- them; any other has no row. A light is the worst of a group's open alerts,
-- and they are its reasons: as alert_json has them, the worst first.
create or replace function group_lights(ids bigint[])
returns table (group_id bigint, light text, reasons json)
language sql stable security definer
set search_path = public, pg_temp as $$
	select g.id, coalesce(min(k.level) filter (where k.level = 'red'),
	        min(k.level), 'green'),
	    coalesce(json_agg(alert_json(a, k) order by k.level = 'red' desc,
	        k.position) filter (where a.id is not null), '[]')
	from self_help_group g
	left join alert a on a.group_id = g.id and a.resolved_at is null
	left join alert_kind k on k.kind = a.kind
	where g.id = any (ids) and group_is_watched(g.state)
	    and actor_group() is null
	    and sees_group(g.id, g.clinic_id, g.province_id)
	group by g.id
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
