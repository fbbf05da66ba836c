-- How the figures of the boards are counted, and which of them are not shown.
--
-- What is kept secret is how many people there are where there are few. Their
-- number is told in one table alone, by province. A figure that counts groups
-- is hidden as well when fewer people than board.least_people are in them
-- ("few"); and with it so many others ("tied") that it does not follow from
-- the sums of its table either, however they are added and subtracted.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- The states a board counts: a draft is its applicant's alone.
create or replace function board_states()
returns text[] language sql immutable parallel safe as $$
	select array['submitted', 'returned', 'forming', 'in_review',
	    'confirmed', 'active', 'paused', 'graduated', 'dissolved',
	    'rejected', 'withdrawn']
$$;

-- What is wrong in which group. Whatever finds that may take its place.
create or replace function board_risks()
returns table (group_id bigint, kind text) language sql stable as $$
	select a.group_id, a.kind from alert a where a.resolved_at is null
$$;

-- The last twelve Jalali months, each with the first day of the next.
create or replace function board_months()
returns table (month date, next date) language sql stable as $$
	with recursive back (n, month, next) as (
	    select 1, jalali_month(now()), jalali_month(jalali_month(now()) + 35)
	    union all
	    select n + 1, jalali_month(month - 1), month from back where n < 12
	)
	select month, next from back
$$;

-- From how many people: 0, 1 (fewer than the least), least, 2 × least …
drop function if exists people_band(bigint);
create or replace function people_band(people bigint, n bigint)
returns integer language sql immutable as $$
	select case when people = 0 then 0 when people < n then 1
	    else people / n * n end::integer
$$;

drop function if exists board_hides(bigint);
create or replace function board_hides(people bigint, n bigint)
returns text language sql immutable as $$
	select case when people between 1 and n - 1 then 'few' end
$$;

-- Pieces that went back to their buyers, of the lines of which any did.
create or replace function lines_back()
returns table (line_id bigint, pieces bigint) language sql stable as $$
	select line_id, sum(quantity) from refund_part
	where line_id is not null group by line_id
$$;

-- Each group as the boards count it, now.
create or replace function board_source()
returns setof board_group language sql stable as $$
	with member as (
	    select group_id, count(*)::integer as people from group_member
	    where left_on is null and not pending group by group_id
	), good as (
	    select group_id, count(*)::integer as products from product
	    where state = 'published' group by group_id
	), sale as (
	    select p.group_id, sum(l.price_rial * (l.quantity
	        - coalesce(b.pieces, 0)))::bigint as rial
	    from shop_order o
	    join parcel p on p.order_id = o.id and parcel_is_sold(p.state)
	    join order_line l on l.parcel_id = p.id
	    left join lines_back() b on b.line_id = l.id
	    where o.placed_at > now() - interval '90 days'
	    group by p.group_id
	), risk as (
	    select group_id, array_agg(kind order by kind) as kinds
	    from board_risks() group by group_id
	)
	select g.id, g.province_id, g.clinic_id, g.category_id, g.state,
	    g.state_at, case when g.state in ('active', 'paused', 'graduated',
	        'dissolved') then g.since end,
	    case when g.state in ('graduated', 'dissolved')
	        then (g.state_at at time zone 'Asia/Tehran')::date end,
	    coalesce(m.people, 0), people_band(coalesce(m.people, 0),
	        (select people_least())),
	    coalesce(p.products, 0), coalesce(s.rial, 0),
	    coalesce(r.kinds, '{}'), search_key(g.name)
	from self_help_group g
	left join member m on m.group_id = g.id
	left join good p on p.group_id = g.id
	left join sale s on s.group_id = g.id
	left join risk r on r.group_id = g.id
	where g.state <> 'draft'
$$;

-- Rows that are as they were are left alone.
create or replace function board_groups_count()
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	insert into board_group as b
	select * from board_source()
	on conflict (group_id) do update
	set province_id = excluded.province_id, clinic_id = excluded.clinic_id,
	    trade_id = excluded.trade_id, state = excluded.state,
	    state_at = excluded.state_at, began = excluded.began,
	    ended = excluded.ended, people = excluded.people,
	    band = excluded.band, products = excluded.products,
	    sold_rial = excluded.sold_rial, risks = excluded.risks,
	    name_key = excluded.name_key
	where b.* is distinct from excluded.*;
	delete from board_group b where not exists (select from self_help_group g
	    where g.id = b.group_id and g.state <> 'draft');
end
$$;

-- Sales by month: the last two anew, all twelve once a day.
create or replace function board_sales_count()
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	since date := (select min(month) from board_months());
begin
	if exists (select from board_run
	    where (counted_at at time zone 'Asia/Tehran')::date
	        = (now() at time zone 'Asia/Tehran')::date) then
		since := jalali_month(jalali_month(now()) - 1);
	end if;
	delete from board_sale where month >= since
	    or month < (select min(m.month) from board_months() m);
	insert into board_sale (month, group_id, province_id, sold_rial)
	select m.month, p.group_id, b.province_id,
	    sum(l.price_rial * (l.quantity - coalesce(k.pieces, 0)))
	from board_months() m
	join shop_order o
	    on o.placed_at >= m.month::timestamp at time zone 'Asia/Tehran'
	    and o.placed_at < m.next::timestamp at time zone 'Asia/Tehran'
	join parcel p on p.order_id = o.id and parcel_is_sold(p.state)
	join order_line l on l.parcel_id = p.id
	left join lines_back() k on k.line_id = l.id
	join board_group b on b.group_id = p.group_id
	where m.month >= since
	group by m.month, p.group_id, b.province_id;
end
$$;

create or replace function board_cells_count()
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	delete from board_cell;
	insert into board_cell (province_id, trade_id, state, groups, people,
	    products, sold_rial, hidden)
	select coalesce(province_id, 0), coalesce(trade_id, 0),
	    coalesce(state, ''), count(*), sum(people), sum(products),
	    sum(sold_rial), board_hides(sum(people),
	        (select people_least()))
	from board_group
	group by cube (province_id, trade_id, state);
end
$$;

create or replace function board_figures_count()
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	delete from board_figure;
	insert into board_figure (thing, key, province_id, groups, people,
	    sold_rial, hidden)
	select f.thing, f.key, coalesce(b.province_id, 0), count(*),
	    sum(b.people), sum(f.rial), board_hides(sum(b.people),
	        (select people_least()))
	from (
	    select 'people' as thing, '' as key, group_id, 0 as rial
	    from board_group where group_binds(state)
	    union all
	    select 'risk', kind, b.group_id, 0
	    from board_group b cross join unnest(b.risks) kind
	    union all
	    select distinct 'risk', '', b.group_id, 0
	    from board_group b where cardinality(b.risks) > 0
	    union all
	    select 'began', m.month::text, b.group_id, 0 from board_months() m
	    join board_group b on b.began >= m.month and b.began < m.next
	    union all
	    select 'active', m.month::text, b.group_id, 0 from board_months() m
	    join board_group b on b.began < m.next
	        and (b.ended is null or b.ended >= m.next)
	    union all
	    select 'sold', month::text, group_id, sold_rial from board_sale
	) f
	join board_group b on b.group_id = f.group_id
	group by grouping sets ((f.thing, f.key, b.province_id),
	    (f.thing, f.key));
end
$$;

-- The median of those who left a stage in the last year, by province and for
-- the nation; fewer of them than the least are not counted.
create or replace function board_stays_count()
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	delete from board_stay;
	insert into board_stay (province_id, state, stays, days)
	select coalesce(b.province_id, 0), s.state, count(*), round((
	    percentile_cont(0.5) within group (order by
	        extract(epoch from s.left_at - s.at)))::numeric / 86400)
	from (
	    select h.group_id, h.to_state as state, h.at,
	        lead(h.at) over life as left_at,
	        lead(h.from_state) over life as left_from
	    from group_history h
	    window life as (partition by h.group_id order by h.id)
	) s
	join board_group b on b.group_id = s.group_id
	where s.state in ('submitted', 'forming', 'in_review', 'confirmed')
	    and s.left_from = s.state and s.left_at > now() - interval '1 year'
	group by grouping sets ((s.state, b.province_id), (s.state))
	having count(*) >= (select people_least());
end
$$;

-- Hides others with each cell of few people: along each of the three axes one
-- more place, trade or stage, or their sum; with the eight cells where they
-- cross. Numbers put into these eight in turn more and less (the same in a sum
-- as in its part) leave every shown sum as it is, so that no shown sum tells
-- how many are in any of the eight. Of all such eights the smallest is taken, groups at work last.
create or replace function board_cells_tie()
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	least constant bigint := people_least();
	c board_cell;
begin
	for c in select * from board_cell where hidden = 'few'
	    order by province_id, trade_id, state loop
		with p as (
		    select province_id as other, province_id * c.province_id <> 0
		        and people + c.people < least as thin
		    from board_cell
		    where trade_id = c.trade_id and state = c.state
		        and province_id <> c.province_id
		    order by province_id <> 0, thin, people, other limit 9
		), t as (
		    select trade_id as other, trade_id * c.trade_id <> 0
		        and people + c.people < least as thin
		    from board_cell
		    where province_id = c.province_id and state = c.state
		        and trade_id <> c.trade_id
		    order by trade_id <> 0, thin, people, other limit 9
		), s as (
		    select state as other, state <> '' and c.state <> ''
		        and people + c.people < least as thin
		    from board_cell
		    where province_id = c.province_id and trade_id = c.trade_id
		        and state <> c.state
		    order by state <> '', thin, people, other limit 9
		), best as (
		    select p.other as p2, t.other as t2, s.other as s2
		    from p cross join t cross join s
		    cross join lateral (select count(*) as cells,
		            sum((x.people + 1) * case x.state when 'active' then 4
		                else 1 end) filter (where x.hidden is null)
		                as cost
		        from board_cell x
		        where x.province_id in (c.province_id, p.other)
		            and x.trade_id in (c.trade_id, t.other)
		            and x.state in (c.state, s.other)) k
		    where k.cells = 8
		    order by p.thin or t.thin or s.thin, k.cost nulls first,
		        p2, t2, s2 limit 1
		)
		update board_cell x set hidden = 'tied' from best
		where x.province_id in (c.province_id, best.p2)
		    and x.trade_id in (c.trade_id, best.t2)
		    and x.state in (c.state, best.s2) and x.hidden is null;
	end loop;
end
$$;

-- Of the figures, whose only sum is over the provinces: no hidden part stands
-- alone, nor do hidden parts have fewer people together. One more each round.
create or replace function board_figures_tie()
returns integer language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	least constant bigint := people_least();
	tied integer;
begin
	with leak as (
	    select thing, key from board_figure
	    where people > 0
	    group by thing, key
	    having count(*) filter (where hidden is not null) = 1
	        or (bool_or(province_id = 0 and hidden is null)
	            and sum(people) filter (where hidden is not null) < least)
	), victim as (
	    select distinct on (f.thing, f.key) f.thing, f.key, f.province_id
	    from board_figure f join leak l
	        on l.thing = f.thing and l.key = f.key
	    where f.hidden is null and f.people > 0
	    order by f.thing, f.key, f.province_id = 0, f.people, f.province_id
	)
	update board_figure f set hidden = 'tied'
	from victim v
	where f.thing = v.thing and f.key = v.key
	    and f.province_id = v.province_id;
	get diagnostics tied = row_count;
	return tied;
end
$$;

-- Counts everything anew. Readers see the old figures until it is done; when
-- it is being done already, nothing.
create or replace function board_refresh()
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	began constant timestamptz := clock_timestamp();
begin
	if not pg_try_advisory_xact_lock(hashtext('board_refresh')) then
		return;
	end if;
	perform board_groups_count();
	perform board_sales_count();
	perform board_cells_count();
	perform board_figures_count();
	perform board_stays_count();
	perform board_cells_tie();
	while board_figures_tie() > 0 loop
		null;
	end loop;
	insert into board_run as r (counted_at, took_ms)
	values (now(), round(1000 * extract(epoch from clock_timestamp() - began)))
	on conflict (one) do update
	set counted_at = excluded.counted_at, took_ms = excluded.took_ms;
end
$$;
