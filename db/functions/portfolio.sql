-- A facilitator's portfolio: the groups she goes with. Her clinic's officers
-- and managers look at all groups of the clinic through the same.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- The groups of the actor's portfolio, from formation to the end. Checked
-- once, where the policies would ask again for each row.
create or replace function portfolio()
returns setof self_help_group language sql stable security definer
set search_path = public, pg_temp rows 50 as $$
	select g.* from self_help_group g
	where g.clinic_id = actor_clinic()
	    and actor_role() in ('facilitator', 'clinic_officer',
	        'clinic_manager')
	    and (actor_role() <> 'facilitator'
	        or g.facilitator_id = actor_account())
	    and (group_binds(g.state) or g.state in ('graduated', 'dissolved'))
$$;

-- Days, and conditions of the gate, of a group on its way to work; NULL when
-- it is not.
create or replace function forming_json(of_group bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select json_build_object('days', current_date - g.forming_since,
	    'least', d.least, 'earliest', g.forming_since + d.least,
	    'met', (c.gate ->> 'met')::integer,
	    'all', (c.gate ->> 'all')::integer,
	    'open', (c.gate ->> 'open')::boolean)
	from self_help_group g
	cross join lateral (select setting_int('forming.days', 90)::integer
	    as least) d
	-- Once, not for each of its parts.
	cross join lateral (select gate_json(g.id, 'review') as gate
	    offset 0) c
	where g.id = of_group and g.state in ('forming', 'in_review',
	        'confirmed')
	    and sees_group(g.id, g.clinic_id, g.province_id)
$$;

-- Rows of a portfolio, in the order of ids.
create or replace function portfolio_rows(ids bigint[])
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select coalesce(json_agg(json_build_object('id', g.id, 'name', g.name,
	    'state', g.state, 'state_title', group_state_title(g.state),
	    'trade', t.title, 'city', n.name, 'members', members_count(g.id),
	    'facilitator', a.name,
	    'last_meeting', (select max(m.held_on) from meeting m
	        where m.group_id = g.id and m.voided_at is null),
	    'last_visit', (select max(v.done_on) from visit v
	        where v.group_id = g.id and v.state = 'done'),
	    'next_visit', (select min(v.planned_for) from visit v
	        where v.group_id = g.id and v.state = 'planned'),
	    'forming', forming_json(g.id), 'light', light_json(l.light, l.reasons))
	    order by w.place), '[]')
	from unnest(ids) with ordinality w (id, place)
	join self_help_group g on g.id = w.id and g.clinic_id = actor_clinic()
	join category t on t.id = g.category_id
	join city n on n.id = g.city_id
	left join account a on a.id = g.facilitator_id
	left join group_lights(ids) l on l.group_id = g.id
$$;

-- The visits of the actor's portfolio that were or are to be in some days:
-- a facilitator's own, or all of her clinic.
create or replace function portfolio_visits(from_day date, to_day date)
returns table (id bigint, group_id bigint, facilitator_id bigint, day date,
    state text, purpose text) language sql stable security definer
set search_path = public, pg_temp rows 50 as $$
	select v.id, v.group_id, v.facilitator_id,
	    coalesce(v.done_on, v.planned_for), v.state, v.purpose
	from visit v join self_help_group g on g.id = v.group_id
	where actor_role() = 'facilitator'
	    and v.facilitator_id = actor_account()
	    and g.clinic_id = actor_clinic() and v.state in ('planned', 'done')
	    and ((v.state = 'planned'
	            and v.planned_for between from_day and to_day)
	        or (v.state = 'done' and v.done_on between from_day and to_day))
	union all
	select v.id, v.group_id, v.facilitator_id,
	    coalesce(v.done_on, v.planned_for), v.state, v.purpose
	from self_help_group g join visit v on v.group_id = g.id
	where actor_role() in ('clinic_officer', 'clinic_manager')
	    and g.clinic_id = actor_clinic() and v.state in ('planned', 'done')
	    and coalesce(v.done_on, v.planned_for) between from_day and to_day
$$;

-- A visit in a list, as portfolio_visits has it.
create or replace function visit_row(of_visit bigint, of_group bigint,
    of_facilitator bigint, on_day date, now_in text, for_what text)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select json_build_object('id', of_visit, 'group_id', g.id,
	    'group_name', g.name, 'city', n.name, 'day', on_day,
	    'purpose', for_what, 'planned', now_in = 'planned',
	    'done', now_in = 'done',
	    'late', now_in = 'planned' and on_day < current_date,
	    'today', on_day = current_date, 'facilitator', a.name,
	    'can_report', actor_role() = 'facilitator'
	        and now_in = 'planned' and on_day <= current_date)
	from self_help_group g
	join city n on n.id = g.city_id
	left join account a on a.id = of_facilitator
	where g.id = of_group and g.clinic_id = actor_clinic()
$$;
