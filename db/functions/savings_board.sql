-- Savings of many groups: the sums and ratios of a place as last counted, and
-- the list of its groups. A facilitator looks at her own groups, a clinic at
-- its facilitators, an office at the clinics of its province or at provinces.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- savings_filters(province, clinic, facilitator, which, sort): NULL when it
-- reaches for what is not the actor's to see.
create or replace function savings_filters(of_province bigint,
    of_clinic bigint, of_facilitator bigint, of_which text, of_sort text)
returns jsonb language sql stable security definer
set search_path = public, pg_temp as $$
	select jsonb_strip_nulls(jsonb_build_object('province', p.province,
	    'clinic', p.clinic, 'facilitator', p.facilitator,
	    'which', of_which, 'sort', coalesce(of_sort, 'late')))
	from (select nullif(board_place(of_province), 0) as province,
	        of_clinic as clinic, of_facilitator as facilitator
	    where board_place(of_province) is not null
	    union all
	    select null, actor_clinic(), case when actor_role() = 'facilitator'
	        then coalesce(of_facilitator, actor_account())
	        else of_facilitator end
	    where actor_role() in ('facilitator', 'clinic_officer',
	            'clinic_manager')
	        and of_province is null
	        and coalesce(of_clinic, actor_clinic()) = actor_clinic()) p
	where (p.province is null or exists (select from province r
	        where r.id = p.province))
	    and (p.clinic is null or exists (select from clinic k
	        where k.id = p.clinic and k.province_id
	            = coalesce(p.province, k.province_id)))
	    and (p.facilitator is null or (p.clinic is not null
	        and (actor_role() <> 'facilitator'
	            or p.facilitator = actor_account())
	        and exists (select from role_grant r
	            where r.account_id = p.facilitator
	                and r.role = 'facilitator' and r.scope_kind = 'clinic'
	                and r.scope_id = p.clinic)))
$$;

-- The same again, of a document that was kept; NULL when it is not hers.
create or replace function savings_filters(kept jsonb)
returns jsonb language sql stable strict as $$
	select savings_filters((kept ->> 'province')::bigint,
	    (kept ->> 'clinic')::bigint, (kept ->> 'facilitator')::bigint,
	    kept ->> 'which', kept ->> 'sort')
$$;

create or replace function savings_level(filters jsonb)
returns text language sql immutable as $$
	select case when filters ? 'facilitator' then 'facilitator'
	    when filters ? 'clinic' then 'clinic'
	    when filters ? 'province' then 'province' else 'nation' end
$$;

create or replace function savings_place_name(kind text, id bigint)
returns text language sql stable security definer
set search_path = public, pg_temp as $$
	select case kind
	    when 'province' then (select r.name from province r
	        where r.id = savings_place_name.id)
	    when 'clinic' then (select k.name from clinic k
	        where k.id = savings_place_name.id)
	    when 'facilitator' then case when id = 0 then 'بی‌تسهیلگر'
	        else facilitator_json(id) ->> 'name' end end
$$;

-- How many people, exactly to who is near them and in a span to others.
create or replace function savings_members_json(people bigint)
returns json language sql stable as $$
	select (jsonb_build_object('exact', savings_exact(), 'n',
	    case when savings_exact() then people end)
	    || people_json(people_band(people, n), n)::jsonb)::json
	from (select people_least() as n) l
$$;

create or replace function savings_members_text(people bigint)
returns text language sql stable as $$
	select case when savings_exact() then people::text
	    else people_text(people_band(people, n), n) end
	from (select people_least() as n) l
$$;

-- The address, after the "?", of a place within one.
create or replace function savings_link(filters jsonb, kind text, id bigint)
returns text language sql stable as $$
	select concat_ws('&', case when actor_clinic() is null then
	        'province=' || (case kind when 'province' then id::text
	            else filters ->> 'province' end) end,
	    case when actor_clinic() is null then 'clinic=' || (case kind
	        when 'clinic' then id::text else filters ->> 'clinic' end) end,
	    case kind when 'facilitator' then 'facilitator=' || id end)
$$;

-- The places within one, by name, with its sums each.
create or replace function savings_place_rows(asked jsonb)
returns table (place bigint, kind text, id bigint, title text,
    figures jsonb)
language sql stable security definer
set search_path = public, pg_temp as $$
	with own as (
	    select filters, savings_level(filters) as level
	    from savings_filters(asked) filters where filters is not null
	)
	select row_number() over (order by p.id = 0,
	        w.title collate "fa-x-icu", p.id), p.kind, p.id, w.title,
	    p.figures
	from own join savings_place p on case own.level
	    when 'nation' then p.kind = 'province'
	    when 'province' then p.kind = 'clinic'
	        and p.parent_id = (own.filters ->> 'province')::bigint
	    when 'clinic' then p.kind = 'facilitator'
	        and p.parent_id = (own.filters ->> 'clinic')::bigint end
	cross join lateral (select savings_place_name(p.kind, p.id) as title) w
$$;

create or replace function fund_places_json(asked jsonb)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select coalesce(json_agg(json_build_object('title', r.title,
	    'link', case when r.id > 0
	        then savings_link(asked, r.kind, r.id) end,
	    'groups', (r.figures ->> 'groups')::integer,
	    'members', savings_members_json((r.figures ->> 'members')::bigint),
	    'sums', savings_sums_json(r.figures)) order by r.place), '[]')
	from savings_place_rows(asked) r
$$;

-- The address of a place itself, and of where it belongs, if the actor may
-- look there.
create or replace function savings_own_link(filters jsonb)
returns text language sql stable as $$
	select savings_link(filters, case when filters ? 'facilitator'
	    and actor_role() <> 'facilitator' then 'facilitator' else '' end,
	    (filters ->> 'facilitator')::bigint)
$$;

create or replace function savings_up(filters jsonb)
returns text language sql stable as $$
	select case
	    when filters ? 'facilitator' and actor_role() <> 'facilitator'
	        then savings_link(filters, '', null)
	    when actor_clinic() is not null then null
	    when filters ? 'clinic' and filters ? 'province'
	        then savings_link(filters - 'clinic', '', null)
	    when filters ? 'clinic' or (filters ? 'province'
	        and actor_scope_kind() = 'nation') then '' end
$$;

create or replace function savings_board_json(asked jsonb)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select json_build_object(
	    'counted_at', savings_counted_at(),
	    'level', l.level, 'is_' || l.level, true,
	    'title', savings_place_name(l.level, l.id),
	    'up', savings_up(l.filters),
	    'has_up', savings_up(l.filters) is not null,
	    'query', savings_own_link(l.filters),
	    'any', coalesce((p.figures ->> 'groups')::integer > 0, false),
	    'groups', coalesce((p.figures ->> 'groups')::integer, 0),
	    'late_groups', coalesce((p.figures ->> 'late_groups')::integer, 0),
	    'silent_groups',
	        coalesce((p.figures ->> 'silent_groups')::integer, 0),
	    'different_groups',
	        coalesce((p.figures ->> 'different_groups')::integer, 0),
	    'members', savings_members_json(coalesce(
	        (p.figures ->> 'members')::bigint, 0)),
	    'exact', savings_exact(), 'least', 10 * people_least(),
	    'sums', savings_sums_json(p.figures),
	    'ages', savings_ages_json(p.figures),
	    'ratios', savings_ratios_json(p.figures, savings_exact()),
	    'places', fund_places_json(l.filters),
	    'has_places', l.level <> 'facilitator',
	    'own', actor_role() = 'facilitator', 'filter', json_build_object(
	        'province', l.filters -> 'province',
	        'clinic', l.filters -> 'clinic',
	        'facilitator', l.filters -> 'facilitator'))
	from (select f.filters, savings_level(f.filters) as level, coalesce(
	        (f.filters ->> savings_level(f.filters))::bigint, 0) as id
	    from savings_filters(asked) f (filters)
	    where f.filters is not null) l
	left join savings_place p on p.kind = l.level and p.id = l.id
	    and p.parent_id = case l.level when 'facilitator'
	        then (l.filters ->> 'clinic')::bigint when 'clinic' then (select
	            c.province_id from clinic c where c.id = l.id) else 0 end
$$;

-- ---- the list ----

create or replace function savings_which_title(which text)
returns text language sql immutable parallel safe as $$
	select case which when 'late' then 'با وام معوق'
	    when 'silent' then 'بی‌جلسه مانده'
	    when 'difference' then 'با اختلاف صندوق' end
$$;

-- The ids of a list of the actor's, in its order, after one of them; NULL most
-- is all. After a group of others it begins anew: where it went on would tell
-- how much that one has.
create or replace function savings_ids(asked jsonb, after_id bigint,
    most integer)
returns bigint[] language plpgsql stable security definer
set search_path = public, pg_temp
set plan_cache_mode = force_custom_plan as $$
declare
	filters constant jsonb := savings_filters(asked);
	of_province bigint := (filters ->> 'province')::bigint;
	of_clinic bigint := (filters ->> 'clinic')::bigint;
	of_facilitator bigint := (filters ->> 'facilitator')::bigint;
	which text := filters ->> 'which';
	sort text := filters ->> 'sort';
	silent constant date := current_date
	    - setting_int('alert.meeting_days', 30)::integer;
	last savings_figure;
begin
	if filters is null then
		return '{}'::bigint[];
	end if;
	select * into last from savings_figure f where f.group_id = after_id
	    and (of_province is null or f.province_id = of_province)
	    and (of_clinic is null or f.clinic_id = of_clinic)
	    and (of_facilitator is null or f.facilitator_id = of_facilitator);
	return array(select f.group_id from savings_figure f
	    where f.saving
	        and (of_province is null or f.province_id = of_province)
	        and (of_clinic is null or f.clinic_id = of_clinic)
	        and (of_facilitator is null
	            or f.facilitator_id = of_facilitator)
	        and case which when 'late' then f.late_loans > 0
	            when 'silent' then coalesce(f.last_on,
	                current_date - f.cycle_days) < silent
	            when 'difference' then f.difference_rial > 0
	            else true end
	        and (last.group_id is null or case sort
	            when 'savings' then (f.savings_rial, f.group_id)
	                < (last.savings_rial, last.group_id)
	            when 'silent' then (coalesce(f.last_on, '-infinity'),
	                -f.group_id) > (coalesce(last.last_on, '-infinity'),
	                -last.group_id)
	            else (f.late_rial, f.group_id)
	                < (last.late_rial, last.group_id) end)
	    order by case sort when 'silent'
	            then coalesce(f.last_on, '-infinity') end,
	        case sort when 'savings' then f.savings_rial
	            when 'late' then f.late_rial end desc, f.group_id desc
	    limit most);
end
$$;

-- What a list says of its groups, in the order of ids.
create or replace function savings_group_rows(ids bigint[])
returns table (place bigint, group_id bigint, name text, province text,
    city text, clinic text, facilitator text, cycle integer, people bigint,
    savings bigint, loans bigint, late_loans integer, late bigint,
    risk numeric, last_on date, difference bigint)
language sql stable security definer
set search_path = public, pg_temp as $$
	select w.place, f.group_id, g.name, r.name, n.name, k.name,
	    coalesce(a.name, mobile_mask(a.mobile)), f.cycle_number,
	    case when savings_exact() then f.members
	        else people_band(f.members, l.least) end::bigint,
	    f.savings_rial, f.loans_rial, f.late_loans, f.late_rial,
	    round(100.0 * f.late_rial / nullif(f.loans_rial, 0), 1), f.last_on,
	    f.difference_rial
	from (select people_least() as least) l
	cross join unnest(ids) with ordinality w (id, place)
	join savings_figure f on f.group_id = w.id
	join self_help_group g on g.id = f.group_id
	    and (board_reader() or actor_clinic() is not null)
	    and sees_group(g.id, g.clinic_id, g.province_id)
	join province r on r.id = g.province_id
	join city n on n.id = g.city_id
	join clinic k on k.id = g.clinic_id
	left join account a on a.id = nullif(f.facilitator_id, 0)
$$;

-- The sums below a list, of all its pages.
create or replace function savings_list_sums(filters jsonb)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select json_build_object('groups', count(*),
	    'savings', coalesce(sum(f.savings_rial), 0)::bigint,
	    'loans', coalesce(sum(f.loans_rial), 0)::bigint,
	    'late', coalesce(sum(f.late_rial), 0)::bigint,
	    'risk', round(100 * sum(f.late_rial)
	        / nullif(sum(f.loans_rial), 0), 1),
	    'difference', coalesce(sum(f.difference_rial), 0)::bigint)
	from savings_figure f
	where f.group_id = any (savings_ids(filters, null,
	    null))
$$;

create or replace function savings_counted_at()
returns timestamptz language sql stable security definer
set search_path = public, pg_temp as $$
	select counted_at from savings_run
$$;
