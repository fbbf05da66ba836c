-- The boards of officers: figures as they may be shown, each with the address
-- of the rows it counts. Counted in board_count.sql. In PL/pgSQL, whose plans
-- are kept: planning costs more than reading so few rows.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- Who looks at boards: an officer or auditor, of a province or of the nation.
create or replace function board_reader()
returns boolean language sql stable parallel safe as $$
	select coalesce(actor_role() in ('officer', 'auditor')
	    and actor_scope_kind() in ('province', 'nation'), false)
$$;

-- The province the actor's board is of: her own, or whichever she asks for;
-- 0: the nation. NULL when it is not hers to see.
create or replace function board_place(wanted bigint)
returns bigint language sql stable as $$
	select case when not board_reader() then null
	    when actor_scope_kind() = 'nation' then coalesce(wanted, 0)
	    when coalesce(wanted, actor_scope()) = actor_scope()
	        then actor_scope() end
$$;

-- A count of fewer people than this is hidden from those far away.
create or replace function people_least()
returns bigint language sql stable as $$
	select setting_int('board.least_people', 5)
$$;

-- How many people, as those outside a group's clinic are told: a span. n is
-- people_least(), here and below; a list asks for it once.
create or replace function people_json(band integer, n bigint)
returns json language sql stable as $$
	select json_build_object('none', band = 0,
	    'few', band > 0 and band < n, 'from', band,
	    'to', case when band < n then n - 1
	        else band + n - 1 end, 'least', n)
$$;

drop function if exists people_text(integer);
create or replace function people_text(band integer, n bigint)
returns text language sql stable as $$
	select case when band = 0 then '0' when band < n
	    then 'کمتر از ' || n else band || ' تا ' || band + n - 1 end
$$;

-- A figure of a board; link: the address of the rows it counts, of which
-- nothing is left when it is hidden.
create or replace function board_figure_json(groups integer, hidden text,
    link text)
returns json language sql stable as $$
	select json_build_object(
	    'n', case when hidden is null then coalesce(groups, 0) end,
	    'some', hidden is null and groups > 0,
	    'few', coalesce(hidden = 'few', false),
	    'tied', coalesce(hidden = 'tied', false),
	    'link', case when hidden is null and groups > 0
	        then '/office/groups?' || link end)
$$;

create or replace function board_link(of_state text, trade text,
    place bigint)
returns text language sql immutable as $$
	select concat_ws('&', 'state=' || nullif(of_state, ''),
	    'trade=' || trade, 'province=' || nullif(place, 0))
$$;

create or replace function board_thing_link(thing text, of_key text,
    place bigint)
returns text language sql immutable as $$
	select concat_ws('&', case thing when 'risk'
	        then 'risk=' || coalesce(nullif(of_key, ''), 'any')
	        else 'month=' || of_key || '&of=' || thing end,
	    'province=' || nullif(place, 0))
$$;

-- The stages side by side in a table.
create or replace function board_columns()
returns text[] language sql immutable parallel safe as $$
	select array['submitted', 'forming', 'in_review', 'confirmed',
	    'active', 'paused']
$$;

-- Every stage of a place: how many groups stand in it.
create or replace function board_states_json(place bigint)
returns json language plpgsql stable security definer
set search_path = public, pg_temp as $$
begin
	return (select json_agg(json_build_object('state', s,
	        'title', group_state_title(s),
	        'groups', board_figure_json(c.groups, c.hidden,
	            board_link(s, null, place))) order by n)
	    from unnest(board_states()) with ordinality w (s, n)
	    left join board_cell c on c.province_id = place and c.trade_id = 0
	        and c.state = s
	    where board_place(place) = place);
end
$$;

-- One of them, '' is all.
create or replace function board_state_json(place bigint, of_state text)
returns json language plpgsql stable security definer
set search_path = public, pg_temp as $$
begin
	return (select board_figure_json(c.groups, c.hidden,
	        board_link(of_state, null, place))
	    from (values (1)) one
	    left join board_cell c on c.province_id = place and c.trade_id = 0
	        and c.state = of_state
	    where board_place(place) = place);
end
$$;

-- One row of stages, for a trade of a place or, without one, for all of it.
create or replace function board_row_json(place bigint, trade bigint,
    slug text)
returns json language plpgsql stable security definer
set search_path = public, pg_temp as $$
begin
	return (select json_agg(board_figure_json(c.groups, c.hidden,
	        board_link(s, slug, place)) order by n)
	    from unnest(board_columns() || ''::text) with ordinality w (s, n)
	    left join board_cell c on c.province_id = place
	        and c.trade_id = coalesce(trade, 0) and c.state = s
	    where board_place(place) = place);
end
$$;

create or replace function board_trades_json(place bigint)
returns json language sql stable as $$
	select json_agg(json_build_object('slug', t.slug, 'title', t.title,
	    'cells', board_row_json(place, t.id, t.slug))
	    order by t.position, t.id)
	from category t where t.parent_id is null
$$;

-- The provinces, for the map and the table. heat: how many groups work there,
-- 1 … 4 of the province with the most.
create or replace function board_provinces_json()
returns json language plpgsql stable security definer
set search_path = public, pg_temp as $$
begin
	return (select json_agg(json_build_object('id', r.id, 'name', r.name,
	        'slug', r.slug, 'active', board_figure_json(c.groups, c.hidden,
	            board_link('active', null, r.id)),
	        'heat', case when c.hidden is null and c.groups > 0
	            then ceil(4.0 * c.groups / m.most)::integer else 0 end,
	        'cells', board_row_json(r.id, null, null))
	        order by r.name collate "fa-x-icu")
	    from province r
	    left join board_cell c on c.province_id = r.id and c.trade_id = 0
	        and c.state = 'active'
	    cross join (select max(groups) as most from board_cell
	        where province_id > 0 and trade_id = 0 and state = 'active'
	            and hidden is null) m
	    where board_place(0) = 0);
end
$$;

-- Where groups are on their way: how many stand there, and how long those who
-- went on had stood.
create or replace function board_funnel_json(place bigint)
returns json language plpgsql stable security definer
set search_path = public, pg_temp as $$
begin
	return (with stage as (
	        select w.s as state, w.n, c.groups, c.hidden, t.days, t.stays,
	            max(c.groups) filter (where c.hidden is null) over () as most
	        from unnest(array['submitted', 'forming', 'in_review', 'confirmed',
	            'active']) with ordinality w (s, n)
	        left join board_cell c on c.province_id = place
	            and c.trade_id = 0 and c.state = w.s
	        left join board_stay t on t.province_id = place and t.state = w.s
	    )
	    select json_agg(json_build_object('state', state,
	        'title', group_state_title(state),
	        'groups', board_figure_json(groups, hidden,
	            board_link(state, null, place)),
	        'days', days, 'stays', stays, 'is_way', state <> 'active',
	        'width', case when hidden is null
	            then coalesce(100 * groups / nullif(most, 0), 0) else 0 end)
	        order by n)
	    from stage where board_place(place) = place);
end
$$;

-- What is wrong in how many groups; any: in how many something is.
create or replace function board_risks_json(place bigint)
returns json language plpgsql stable security definer
set search_path = public, pg_temp as $$
begin
	return (select json_agg(json_build_object('kind', k.kind, 'title', k.title,
	        'red', k.level = 'red',
	        'groups', board_figure_json(f.groups, f.hidden,
	            board_thing_link('risk', k.kind, place))) order by k.position)
	    from alert_kind k
	    left join board_figure f on f.province_id = place and f.thing = 'risk'
	        and f.key = k.kind
	    where board_place(place) = place);
end
$$;

create or replace function board_risky_json(place bigint)
returns json language plpgsql stable security definer
set search_path = public, pg_temp as $$
begin
	return (select board_figure_json(f.groups, f.hidden,
	        board_thing_link('risk', '', place))
	    from (values (1)) one
	    left join board_figure f on f.province_id = place and f.thing = 'risk'
	        and f.key = ''
	    where board_place(place) = place);
end
$$;

-- The last twelve months, the newest first. A chart is 12 steps of 10 wide
-- and 100 high, its oldest month at the right, where reading begins.
create or replace function board_months_json(place bigint)
returns json language plpgsql stable security definer
set search_path = public, pg_temp as $$
begin
	return (with figure as (
	        select m.month, f.thing, f.groups, f.hidden,
	            case when f.hidden is null then f.sold_rial end as rial
	        from board_months() m
	        left join board_figure f on f.province_id = place
	            and f.key = m.month::text
	    ), month as (
	        select month, row_number() over (order by month desc) as n,
	            max(groups) filter (where thing = 'began') as began,
	            max(hidden) filter (where thing = 'began') as began_hidden,
	            max(groups) filter (where thing = 'active') as active,
	            max(hidden) filter (where thing = 'active') as active_hidden,
	            max(groups) filter (where thing = 'sold') as sellers,
	            max(hidden) filter (where thing = 'sold') as sold_hidden,
	            coalesce(max(rial) filter (where thing = 'sold'), 0) as sold
	        from figure group by month
	    ), tall as (
	        select *, coalesce(100 * case when began_hidden is null then began
	                end / nullif(max(case when began_hidden is null then began
	                end) over (), 0), 0) as began_tall,
	            coalesce(100 * sold / nullif(max(sold) over (), 0), 0)
	                as sold_tall
	        from month
	    )
	    select json_agg(json_build_object('month', month,
	        'began', board_figure_json(began, began_hidden,
	            board_thing_link('began', month::text, place)),
	        'active', board_figure_json(active, active_hidden,
	            board_thing_link('active', month::text, place)),
	        'sellers', board_figure_json(sellers, sold_hidden,
	            board_thing_link('sold', month::text, place)),
	        'sold', case when sold_hidden is null then sold end,
	        'sold_hidden', sold_hidden is not null,
	        'x', 10 * (n - 1) + 1, 'began_y', 100 - began_tall,
	        'began_tall', began_tall, 'sold_y', 100 - sold_tall,
	        'sold_tall', sold_tall) order by month desc)
	    from tall where board_place(place) = place);
end
$$;

create or replace function board_people_json(place bigint)
returns json language plpgsql stable security definer
set search_path = public, pg_temp as $$
begin
	return (select json_build_object(
	        'n', case when f.hidden is null then coalesce(f.people, 0) end,
	        'few', coalesce(f.hidden = 'few', false),
	        'tied', coalesce(f.hidden = 'tied', false))
	    from (values (1)) one
	    left join board_figure f on f.province_id = place
	        and f.thing = 'people' and f.key = ''
	    where board_place(place) = place);
end
$$;

create or replace function board_counted_at()
returns timestamptz language sql stable security definer
set search_path = public, pg_temp as $$
	select counted_at from board_run
$$;
