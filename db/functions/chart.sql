-- Where the points of a chart lie: pages draw them as SVG and compute nothing.
-- A radar stands in a box of 320 by 290, a trend in one of 320 by 190.

-- The places of a radar's axes, from the top on to the left: people read from
-- the right. far is the part of the radius, 1 for the rim.
create or replace function radar_at(place integer, axes integer, far numeric)
returns table (x numeric, y numeric)
language sql immutable parallel safe as $$
	select round((160 - 88 * far * sin(angle))::numeric, 1),
	    round((145 - 88 * far * cos(angle))::numeric, 1)
	from (select 2 * pi() * place / axes as angle) a
$$;

-- A closed line through the percents of the axes, for <polygon points>.
create or replace function radar_points(percents numeric[])
returns text language sql immutable parallel safe as $$
	select string_agg(p.x || ',' || p.y, ' ' order by v.n)
	from unnest(percents) with ordinality v (percent, n)
	cross join lateral radar_at(v.n::integer - 1, cardinality(percents),
	    coalesce(v.percent, 0) / 100) p
$$;

-- Time goes from right to left, as people read; a single point stands in the
-- middle.
create or replace function trend_at(place integer, points integer,
    percent numeric)
returns table (x numeric, y numeric)
language sql immutable parallel safe as $$
	select round(case when points < 2 then 152
	    else 280 - 256.0 * place / (points - 1) end, 1),
	    round(140 - 1.2 * percent, 1)
$$;

-- An open line through percents, the oldest first, for <polyline points>.
create or replace function trend_points(percents numeric[])
returns text language sql immutable parallel safe as $$
	select string_agg(p.x || ',' || p.y, ' ' order by v.n)
	from unnest(percents) with ordinality v (percent, n)
	cross join lateral trend_at(v.n::integer - 1, cardinality(percents),
	    v.percent) p
$$;

-- A radar of axes [{key, title}]: percents by key now, and at the beginning
-- (NULL when there is none to compare with).
create or replace function radar_json(axes jsonb, percents jsonb,
    began jsonb)
returns json language sql immutable parallel safe as $$
	with axis as (
	    select n::integer - 1 as n, count(*) over ()::integer as total,
	        a ->> 'key' as key, a ->> 'title' as title,
	        round((percents ->> (a ->> 'key'))::numeric) as now,
	        round((began ->> (a ->> 'key'))::numeric) as baseline
	    from jsonb_array_elements(axes) with ordinality w (a, n)
	)
	select json_build_object(
	    'rings', (select json_agg(radar_points(array_fill(far,
	        array[jsonb_array_length(axes)])) order by far)
	        from unnest(array[25, 50, 75, 100]::numeric[]) far),
	    'axes', json_agg(json_build_object('key', key, 'title', title,
	        'now', now, 'baseline', baseline,
	        'by', abs(now - baseline), 'rose', coalesce(now > baseline,
	            false), 'fell', coalesce(now < baseline, false),
	        'x', rim.x, 'y', rim.y, 'label_x', label.x,
	        'label_y', label.y) order by n),
	    'now', radar_points(array_agg(now order by n)),
	    'baseline', case when bool_and(baseline is not null)
	        then radar_points(array_agg(baseline order by n)) end)
	from axis
	cross join lateral radar_at(n, axis.total, 1) rim
	cross join lateral radar_at(n, axis.total, 1.45) label
$$;

-- A trend of [{title, value}], the oldest first; NULL of fewer than two.
create or replace function trend_json(points json)
returns json language sql immutable parallel safe as $$
	with point as (
	    select n::integer - 1 as n, count(*) over ()::integer as points,
	        p ->> 'title' as title, (p ->> 'value')::numeric as value
	    from json_array_elements(points) with ordinality w (p, n)
	)
	select case when count(*) > 1 then json_build_object(
	    'line', trend_points(array_agg(value order by n)),
	    'dots', json_agg(json_build_object('x', at.x, 'y', at.y,
	        'title', title, 'value', round(value), 'first', n = 0,
	        'last', n = point.points - 1) order by n)) end
	from point
	cross join lateral trend_at(n, point.points, value) at
$$;

-- Percents as bars, from the right: rows of [{key, title}].
create or replace function bars_json(axes jsonb, percents jsonb,
    began jsonb)
returns json language sql immutable parallel safe as $$
	select json_agg(json_build_object('key', a ->> 'key',
	    'title', a ->> 'title', 'now', now, 'baseline', baseline,
	    'x', 100 - now) order by n)
	from jsonb_array_elements(axes) with ordinality w (a, n)
	cross join lateral (select
	    round((percents ->> (a ->> 'key'))::numeric) as now,
	    round((began ->> (a ->> 'key'))::numeric) as baseline) v
$$;
