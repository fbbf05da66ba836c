-- How a clinic works: the load and delays of its facilitators, and its own
-- figures beside those of others. Sets, not groups one by one.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- The groups of the actor's clinic that bind their members, with when each
-- was visited last and what is planned.
create or replace function clinic_visited()
returns table (id bigint, facilitator_id bigint, since date, state text,
    last_on date, next_on date, overdue bigint, long_ago boolean)
language sql stable security definer
set search_path = public, pg_temp as $$
	select g.id, g.facilitator_id, g.facilitator_since, g.state,
	    v.last_on, v.next_on, coalesce(v.overdue, 0),
	    coalesce(v.last_on, g.facilitator_since, g.forming_since, g.since,
	        '-infinity') < current_date
	        - (select setting_int('alert.visit_days', 45))::integer
	from self_help_group g
	left join (select v.group_id,
	        max(v.done_on) filter (where v.state = 'done') as last_on,
	        min(v.planned_for) filter (where v.state = 'planned'
	            and v.planned_for >= current_date) as next_on,
	        count(*) filter (where v.state = 'planned'
	            and v.planned_for < current_date
	            - (select setting_int('alert.visit_late_days', 3))::integer)
	            as overdue
	    from self_help_group o join visit v on v.group_id = o.id
	    where o.clinic_id = actor_clinic()
	    group by v.group_id) v on v.group_id = g.id
	where g.clinic_id = actor_clinic() and group_binds(g.state)
$$;

-- The facilitators of the actor's clinic, the most delayed first, each with
-- the figures of her portfolio.
create or replace function facilitators_load_json()
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	with visited as materialized (
	    select * from clinic_visited()
	), portfolio as (
	    select facilitator_id, count(*) as groups,
	        count(*) filter (where state <> 'active' and state <> 'paused')
	            as forming,
	        sum(overdue) as overdue,
	        count(*) filter (where long_ago) as unvisited
	    from visited group by facilitator_id
	), gap as (
	    -- Days between one visit to a group and the next, in the last year.
	    select g.facilitator_id, v.done_on - lag(v.done_on) over (
	        partition by v.group_id order by v.done_on) as days
	    from visited g join visit v on v.group_id = g.id
	        and v.state = 'done' and v.done_on > current_date - 365
	), pace as (
	    select facilitator_id, percentile_cont(0.5) within group
	        (order by days) as days
	    from gap where days is not null group by facilitator_id
	), done as (
	    select v.facilitator_id, count(*) as visits
	    from self_help_group g join visit v on v.group_id = g.id
	        and v.state = 'done' and v.done_on > current_date - 30
	    where g.clinic_id = actor_clinic() group by v.facilitator_id
	)
	select coalesce(json_agg(json_build_object('id', a.id,
	    'name', coalesce(a.name, mobile_mask(a.mobile)),
	    'groups', coalesce(p.groups, 0), 'forming', coalesce(p.forming, 0),
	    'visits', coalesce(d.visits, 0), 'overdue', coalesce(p.overdue, 0),
	    'unvisited', coalesce(p.unvisited, 0),
	    'days_between', round(c.days::numeric))
	    order by coalesce(p.overdue, 0) + coalesce(p.unvisited, 0) desc,
	        a.name, a.id), '[]')
	from role_grant r join account a on a.id = r.account_id
	left join portfolio p on p.facilitator_id = a.id
	left join pace c on c.facilitator_id = a.id
	left join done d on d.facilitator_id = a.id
	where r.role = 'facilitator' and r.scope_kind = 'clinic'
	    and r.scope_id = actor_clinic() and r.ended_at is null
$$;

-- Groups of one facilitator, or of none (NULL), in the order of ids.
create or replace function clinic_portfolio(of_facilitator bigint,
    after bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	with listed as materialized (
	    select v.*, g.name, n.name as city
	    from clinic_visited() v
	    join self_help_group g on g.id = v.id
	    join city n on n.id = g.city_id
	    where v.facilitator_id is not distinct from of_facilitator
	), page as materialized (
	    select * from listed l where after is null or l.id > after
	    order by l.id limit 51
	)
	select json_build_object(
	    'total', (select count(*) from listed),
	    'groups', (select coalesce(json_agg(json_build_object('id', p.id,
	            'name', p.name, 'city', p.city, 'state', p.state,
	            'state_title', group_state_title(p.state),
	            'facilitator', p.facilitator_id, 'since', p.since,
	            'last_on', p.last_on, 'next_on', p.next_on,
	            'overdue', p.overdue, 'long_ago', p.long_ago)
	            order by p.id), '[]')
	        from (select * from page order by id limit 50) p),
	    'next', (select case when count(*) > 50
	        then ((array_agg(id order by id))[50])::text end from page))
$$;

-- The figures of every clinic over the year that ends now; survival looks at
-- every group that began to work a year ago or earlier.
create or replace function clinic_figures()
returns table (clinic_id bigint, province_id bigint, figure text,
    value numeric, of bigint)
language sql stable security definer
set search_path = public, pg_temp as $$
	with late_move as materialized (
	    select g.clinic_id, h.from_state, h.to_state, h.at - p.at as took
	    from group_history h
	    join self_help_group g on g.id = h.group_id
	    left join lateral (select x.at from group_history x
	        where x.group_id = h.group_id and x.id < h.id
	        order by x.id desc limit 1) p on true
	    where h.at > now() - interval '1 year' and h.from_state is not null
	), stage as (
	    select clinic_id, 'days_' || from_state as figure,
	        percentile_cont(0.5) within group (order by
	            extract(epoch from took) / 86400) as value, count(*) as of
	    from late_move
	    where from_state in ('submitted', 'forming', 'in_review',
	            'confirmed')
	        and to_state <> 'withdrawn'
	    group by clinic_id, from_state
	), rate as (
	    select clinic_id, 'return_rate' as figure,
	        100.0 * count(*) filter (where to_state = 'returned')
	            / count(*) as value, count(*) as of
	    from late_move where from_state = 'submitted'
	        and to_state in ('returned', 'forming', 'rejected')
	    group by clinic_id
	    union all
	    select clinic_id, 'approved', count(*), count(*)
	    from late_move
	    where from_state = 'in_review' and to_state = 'confirmed'
	    group by clinic_id
	), stopped as materialized (
	    -- Few ever stop: only their history needs to be read.
	    select distinct group_id from group_history
	    where to_state in ('paused', 'dissolved') and from_state is not null
	), grown as (
	    select g.clinic_id, coalesce(h.to_state, case
	        when g.state_at <= g.since + interval '1 year' then g.state
	        else 'active' end) in ('active', 'graduated') as works
	    from self_help_group g
	    left join stopped t on t.group_id = g.id
	    left join lateral (select x.to_state from group_history x
	        where x.group_id = t.group_id and x.from_state is not null
	            and x.at <= g.since + interval '1 year'
	        order by x.id desc limit 1) h on true
	    where g.since <= current_date - 365
	        and g.state in ('active', 'paused', 'graduated', 'dissolved')
	), survival as (
	    select clinic_id, 'survival' as figure,
	        100.0 * count(*) filter (where works) / count(*) as value,
	        count(*) as of
	    from grown group by clinic_id
	), slipped as materialized (
	    select distinct group_id from visit
	    where state = 'planned' and planned_for < current_date
	        - (select setting_int('alert.visit_late_days', 3))::integer
	), visits as (
	    select g.clinic_id, 'visits_late' as figure,
	        100.0 * count(t.group_id) / count(*) as value, count(*) as of
	    from self_help_group g left join slipped t on t.group_id = g.id
	    where group_binds(g.state) group by g.clinic_id
	)
	select k.id, k.province_id, f.figure, f.value::numeric, f.of
	from (select * from stage union all select * from rate
	    union all select * from survival union all select * from visits) f
	join clinic k on k.id = f.clinic_id
$$;

create or replace function figure_title(figure text)
returns text language sql immutable parallel safe as $$
	select case figure
	    when 'days_submitted' then 'بررسی درخواست تا تصمیم'
	    when 'days_forming' then 'دوره شکل‌گیری'
	    when 'days_in_review' then 'بررسی پایانی تا تصمیم'
	    when 'days_confirmed' then 'تأیید بهزیستی استان'
	    when 'return_rate' then 'بازگشت درخواست برای تکمیل'
	    when 'approved' then 'گروه‌های تأییدشده در یک سال'
	    when 'survival' then 'فعال، یک سال پس از آغاز کار'
	    when 'visits_late' then 'گروه‌هایی که بازدیدشان عقب افتاده' end
$$;

-- The figures of the actor's clinic beside the median clinic of its province
-- and of the nation. less: fewer is better; neither where nobody can say.
create or replace function clinic_quality_json()
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	with own as (
	    select id, name, province_id from clinic where id = actor_clinic()
	), figure (place, name, unit, less) as (
	    values (1, 'days_submitted', 'days', true),
	        (2, 'days_forming', 'days', null),
	        (3, 'days_in_review', 'days', true),
	        (4, 'days_confirmed', 'days', null),
	        (5, 'return_rate', 'percent', null),
	        (6, 'approved', 'count', null),
	        (7, 'survival', 'percent', false),
	        (8, 'visits_late', 'percent', true)
	), known as materialized (
	    select * from clinic_figures()
	), beside as (
	    select k.figure, max(k.value) filter (where k.clinic_id = own.id)
	            as own,
	        max(k.of) filter (where k.clinic_id = own.id) as of,
	        percentile_cont(0.5) within group (order by k.value) filter
	            (where k.province_id = own.province_id) as province,
	        percentile_cont(0.5) within group (order by k.value) as nation
	    from known k cross join own group by k.figure
	)
	select json_build_object('clinic', (select name from own),
	    'province', (select r.name from own join province r
	        on r.id = own.province_id),
	    'clinics', json_build_object(
	        'province', (select count(*) from clinic k join own
	            on own.province_id = k.province_id),
	        'nation', (select count(*) from clinic)),
	    'figures', json_agg(json_build_object('key', f.name,
	        'title', figure_title(f.name), 'is_' || f.name, true,
	        'in_days', f.unit = 'days', 'in_percent', f.unit = 'percent',
	        'own', round(b.own, case f.unit when 'days' then 1 else 0 end),
	        'of', b.of,
	        'province', round(b.province::numeric,
	            case f.unit when 'days' then 1 else 0 end),
	        'nation', round(b.nation::numeric,
	            case f.unit when 'days' then 1 else 0 end),
	        'has_province', b.province is not null,
	        'has_nation', b.nation is not null,
	        'better', coalesce(case when f.less then b.own < b.nation
	            when not f.less then b.own > b.nation end, false),
	        'worse', coalesce(case when f.less then b.own > b.nation
	            when not f.less then b.own < b.nation end, false))
	        order by f.place))
	from figure f left join beside b on b.figure = f.name
	where exists (select from own)
$$;
