-- The groups that a figure of a board counts. Filters are a document of
-- board_filters(); rows come under the policies of board_group, and no sum is
-- given that would tell of fewer people than the least.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- board_filters(state, trade, province, risk, month, of, q, sort): NULL when
-- it reaches for what the actor's board does not hold. An officer of a
-- province always asks for her own.
create or replace function board_filters(of_state text, of_trade text,
    of_province bigint, of_risk text, of_month date, of_what text,
    of_words text, of_sort text)
returns jsonb language sql stable as $$
	select jsonb_strip_nulls(jsonb_build_object('state', of_state,
	    'trade', of_trade, 'province', nullif(board_place(of_province), 0),
	    'risk', of_risk, 'month', jalali_month(of_month),
	    'of', case when of_month is not null
	        then coalesce(of_what, 'began') end,
	    'q', of_words, 'sort', coalesce(of_sort, 'new')))
	where board_place(of_province) is not null
$$;

-- Whether a list is one of the sums of board_cell: place, trade and stage.
create or replace function board_is_cell(filters jsonb)
returns boolean language sql immutable as $$
	select not filters ?| array['risk', 'month', 'q']
$$;

-- Which thing and key of board_figure a list is; NULL when it is none.
create or replace function board_thing(filters jsonb)
returns text[] language sql immutable as $$
	select case
	    when filters ?| array['state', 'trade', 'q']
	        or (filters ? 'risk') = (filters ? 'month') then null
	    when filters ? 'risk' then array['risk',
	        replace(filters ->> 'risk', 'any', '')]
	    else array[filters ->> 'of', filters ->> 'month'] end
$$;

-- What a name is compared with, wherever in it the words may be.
create or replace function board_pattern(words text)
returns text language sql immutable strict as $$
	select '%' || regexp_replace(search_key(words), '([\\%_])', '\\\1', 'g')
	    || '%'
$$;

-- The ids of a list of the actor's board, in its order, after one of them; NULL
-- most is all. It looks past the policies, which would hide from the planner
-- how many rows there are; the rows themselves do not.
create or replace function board_ids(filters jsonb, after_id bigint,
    most integer)
returns bigint[] language plpgsql stable security definer
set search_path = public, pg_temp
set plan_cache_mode = force_custom_plan as $$
declare
	of_state text := filters ->> 'state';
	of_trade bigint := (select c.id from category c
	    where c.slug = filters ->> 'trade' and c.parent_id is null);
	of_province bigint := nullif(board_place(
	    (filters ->> 'province')::bigint), 0);
	of_risk text := nullif(filters ->> 'risk', 'any');
	any_risk boolean := filters ->> 'risk' = 'any';
	begun date := case filters ->> 'of' when 'began'
	    then (filters ->> 'month')::date end;
	working date := case filters ->> 'of' when 'active'
	    then jalali_month((filters ->> 'month')::date + 35) end;
	selling date := case filters ->> 'of' when 'sold'
	    then (filters ->> 'month')::date end;
	pattern text := board_pattern(filters ->> 'q');
	sort text := filters ->> 'sort';
	last board_group;
begin
	if filters is null or board_place((filters ->> 'province')::bigint)
	    is null or (filters ? 'trade' and of_trade is null) then
		return '{}'::bigint[];
	end if;
	select b.group_id, b.state_at, b.sold_rial
	into last.group_id, last.state_at, last.sold_rial
	from board_group b where b.group_id = after_id
	    and (of_province is null or b.province_id = of_province);
	return array(select b.group_id from board_group b
	    where (of_state is null or b.state = of_state)
	        and (of_trade is null or b.trade_id = of_trade)
	        and (of_province is null or b.province_id = of_province)
	        and (of_risk is null or of_risk = any (b.risks))
	        and (any_risk is not true or cardinality(b.risks) > 0)
	        and (begun is null or (b.began >= begun
	            and b.began < jalali_month(begun + 35)))
	        and (working is null or (b.began < working
	            and (b.ended is null or b.ended >= working)))
	        and (selling is null or b.group_id in (select s.group_id
	            from board_sale s where s.month = selling))
	        and (pattern is null or b.name_key like pattern)
	        and (last.group_id is null or case sort
	            when 'wait' then b.state_at > last.state_at
	                or (b.state_at = last.state_at
	                    and b.group_id < last.group_id)
	            when 'sold' then b.sold_rial < last.sold_rial
	                or (b.sold_rial = last.sold_rial
	                    and b.group_id < last.group_id)
	            else b.group_id < last.group_id end)
	    order by case sort when 'wait' then b.state_at end,
	        case sort when 'sold' then b.sold_rial end desc,
	        b.group_id desc
	    limit most);
end
$$;

-- Whether a list counts fewer people than the least, but some: then nothing
-- of it is told. Of a long list the first are enough to know.
create or replace function board_few(filters jsonb)
returns boolean language plpgsql stable security definer
set search_path = public, pg_temp as $$
begin
	if board_is_cell(filters) then
		return exists (select from board_cell c
		    where c.province_id = board_place(
		            (filters ->> 'province')::bigint)
		        and c.trade_id = coalesce((select t.id from category t
		            where t.slug = filters ->> 'trade'
		                and t.parent_id is null), 0)
		        and c.state = coalesce(filters ->> 'state', '')
		        and c.hidden = 'few');
	end if;
	return coalesce((select board_hides(sum(b.people),
	        people_least()) = 'few'
	    from board_group b
	    where b.group_id = any (board_ids(filters, null, 20))), false);
end
$$;

-- The sums of a list: of place, trade and stage, or of one thing by place.
-- Of any other list none is kept, and none is told.
create or replace function board_sums(filters jsonb)
returns json language plpgsql stable security definer
set search_path = public, pg_temp as $$
declare
	place constant bigint := board_place(
	    (filters ->> 'province')::bigint);
	counted constant text[] := board_thing(filters);
begin
	if place is null then
		return null;
	elsif board_is_cell(filters) then
		return (select json_build_object('hidden', c.hidden is not null,
		    'groups', case when c.hidden is null
		        then coalesce(c.groups, 0) end,
		    'products', case when c.hidden is null
		        then coalesce(c.products, 0) end,
		    'sold', case when c.hidden is null
		        then coalesce(c.sold_rial, 0) end)
		from (values (1)) one
		left join board_cell c on c.province_id = place
		    and c.trade_id = coalesce((select t.id from category t
		        where t.slug = filters ->> 'trade'
		            and t.parent_id is null), 0)
		    and c.state = coalesce(filters ->> 'state', ''));
	elsif counted is not null then
		return (select json_build_object('hidden', f.hidden is not null,
		    'groups', case when f.hidden is null
		        then coalesce(f.groups, 0) end,
		    'products', null, 'sold', null)
		from (values (1)) one
		left join board_figure f on f.province_id = place
		    and f.thing = counted[1] and f.key = counted[2]);
	end if;
	return null;
end
$$;

-- What a list says of its groups, in the order of ids.
create or replace function board_rows(ids bigint[])
returns table (place bigint, group_id bigint, name text, kind_title text,
    trade text, province text, city text, clinic text, state text,
    state_at timestamptz, began date, band integer, products integer,
    sold_rial bigint, risks text)
language sql stable as $$
	select w.place, b.group_id, g.name, group_kind_title(g.kind), t.title,
	    r.name, n.name, k.name, b.state, b.state_at, b.began, b.band,
	    b.products, b.sold_rial, (select string_agg(a.title, '، '
	        order by a.position) from alert_kind a
	        where a.kind = any (b.risks))
	from unnest(ids) with ordinality w (id, place)
	join board_group b on b.group_id = w.id
	join self_help_group g on g.id = b.group_id
	join category t on t.id = b.trade_id
	join province r on r.id = b.province_id
	join city n on n.id = g.city_id
	join clinic k on k.id = b.clinic_id
$$;
