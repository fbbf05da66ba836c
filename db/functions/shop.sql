-- Lists of the shop window: pages of the shelf by key. These statements are
-- planned anew with their values (force_custom_plan): "x is null or …" then
-- costs nothing and each combination of filters finds its own index.

set local check_function_bodies = off;

-- A page of cards and the cursor of the next, from at most one row too many.
create or replace function cards_page(cards json[], keys text[],
    page_size integer)
returns json language sql immutable parallel safe as $$
	select json_build_object(
	    'products', coalesce(to_json(cards[1:page_size]), '[]'),
	    'next', case when cardinality(cards) > page_size
	        then keys[page_size] end)
$$;

-- The newest first.
create or replace function shelf_newest(in_category bigint, in_trade bigint,
    in_province bigint, in_group bigint, only_ready boolean,
    price_min bigint, price_max bigint, after_key text, page_size integer)
returns json language plpgsql stable
set plan_cache_mode = force_custom_plan as $$
declare
	last_at timestamptz := cursor_time(after_key);
	last_id bigint := coalesce(cursor_part(after_key, 2),
	    9223372036854775807);
	wanted integer := page_size + 1;
	cards json[];
	keys text[];
begin
	select array_agg(h.card order by h.published_at desc,
	        h.product_id desc),
	    array_agg(cursor_make(h.published_at, h.product_id)
	        order by h.published_at desc, h.product_id desc)
	into cards, keys
	from (select s.card, s.published_at, s.product_id from shelf s
	    where (in_category is null or s.category_id = in_category)
	        and (in_trade is null or s.trade_id = in_trade)
	        and (in_province is null or s.province_id = in_province)
	        and (in_group is null or s.group_id = in_group)
	        and (only_ready is not true or s.ready_now)
	        and (price_min is null or s.price_rial >= price_min)
	        and (price_max is null or s.price_rial <= price_max)
	        and (s.published_at, s.product_id) < (last_at, last_id)
	    order by s.published_at desc, s.product_id desc
	    limit wanted) h;
	return cards_page(cards, keys, page_size);
end
$$;

create or replace function shelf_cheapest(in_category bigint,
    in_trade bigint, in_province bigint, only_ready boolean,
    price_min bigint, price_max bigint, after_key text, page_size integer)
returns json language plpgsql stable
set plan_cache_mode = force_custom_plan as $$
declare
	last_price bigint := coalesce(cursor_part(after_key, 1), 0);
	last_id bigint := coalesce(cursor_part(after_key, 2), 0);
	wanted integer := page_size + 1;
	cards json[];
	keys text[];
begin
	select array_agg(h.card order by h.price_rial, h.product_id),
	    array_agg(h.price_rial || '.' || h.product_id
	        order by h.price_rial, h.product_id)
	into cards, keys
	from (select s.card, s.price_rial, s.product_id from shelf s
	    where (in_category is null or s.category_id = in_category)
	        and (in_trade is null or s.trade_id = in_trade)
	        and (in_province is null or s.province_id = in_province)
	        and (only_ready is not true or s.ready_now)
	        and (price_min is null or s.price_rial >= price_min)
	        and (price_max is null or s.price_rial <= price_max)
	        and (s.price_rial, s.product_id) > (last_price, last_id)
	    order by s.price_rial, s.product_id
	    limit wanted) h;
	return cards_page(cards, keys, page_size);
end
$$;

create or replace function shelf_dearest(in_category bigint,
    in_trade bigint, in_province bigint, only_ready boolean,
    price_min bigint, price_max bigint, after_key text, page_size integer)
returns json language plpgsql stable
set plan_cache_mode = force_custom_plan as $$
declare
	last_price bigint := coalesce(cursor_part(after_key, 1),
	    9223372036854775807);
	last_id bigint := coalesce(cursor_part(after_key, 2),
	    9223372036854775807);
	wanted integer := page_size + 1;
	cards json[];
	keys text[];
begin
	select array_agg(h.card order by h.price_rial desc,
	        h.product_id desc),
	    array_agg(h.price_rial || '.' || h.product_id
	        order by h.price_rial desc, h.product_id desc)
	into cards, keys
	from (select s.card, s.price_rial, s.product_id from shelf s
	    where (in_category is null or s.category_id = in_category)
	        and (in_trade is null or s.trade_id = in_trade)
	        and (in_province is null or s.province_id = in_province)
	        and (only_ready is not true or s.ready_now)
	        and (price_min is null or s.price_rial >= price_min)
	        and (price_max is null or s.price_rial <= price_max)
	        and (s.price_rial, s.product_id) < (last_price, last_id)
	    order by s.price_rial desc, s.product_id desc
	    limit wanted) h;
	return cards_page(cards, keys, page_size);
end
$$;

-- Groups on a page, the newest first.
create or replace function groups_newest(in_trade bigint,
    in_province bigint, after_id bigint, page_size integer)
returns bigint[] language plpgsql stable
set plan_cache_mode = force_custom_plan as $$
begin
	return array(select g.id from self_help_group g
	    where g.state = 'active'
	        and (in_trade is null or g.category_id = in_trade)
	        and (in_province is null or g.province_id = in_province)
	        and (after_id is null or g.id < after_id)
	    order by g.id desc limit page_size);
end
$$;

-- Cards of groups, in the order of ids.
create or replace function group_cards(ids bigint[])
returns json language sql stable as $$
	select coalesce(json_agg(json_build_object('id', g.id, 'name', g.name,
	    'slug', g.slug, 'trade', t.title, 'city', n.name,
	    'province', r.name, 'story', g.story,
	    'photo', photo_json(m.id, g.name, m.tint, m.width, m.height),
	    'products', (select count(*) from shelf s where s.group_id = g.id))
	    order by w.n), '[]')
	from unnest(ids) with ordinality w (id, n)
	join self_help_group g on g.id = w.id and g.state = 'active'
	join category t on t.id = g.category_id
	join province r on r.id = g.province_id
	join city n on n.id = g.city_id
	left join media m on m.id = g.cover_media and m.state = 'ready'
$$;

-- The trades with how many products each has.
create or replace function trades_json()
returns json language sql stable as $$
	select json_agg(json_build_object('slug', t.slug, 'title', t.title,
	    'icon', t.icon, 'count', coalesce(k.count, 0))
	    order by t.position, t.id)
	from category t
	left join (select coalesce(c.parent_id, c.id) as trade_id,
	        sum(y.count) as count
	    from tally y join category c on c.id = y.category_id
	    where y.thing = 'product' group by 1) k on k.trade_id = t.id
	where t.parent_id is null
$$;

create or replace function provinces_json()
returns json language sql stable as $$
	select json_agg(json_build_object('id', id, 'name', name)
	    order by name collate "fa-x-icu") from province
$$;

-- What a parcel of so many grams costs to send by a way to a zone today;
-- NULL: that way does not go there.
create or replace function shipping_price(by_method text, to_zone text,
    grams integer)
returns bigint language sql stable as $$
	with rate as (
	    select r.* from shipping_rate r
	    where r.method = by_method and r.zone = to_zone
	        and r.valid_from = (select max(v.valid_from)
	            from shipping_rate v where v.method = by_method
	                and v.zone = to_zone and v.valid_from <= current_date)
	)
	select coalesce(
	    (select price_rial from rate where weight_to_g >= grams
	        order by weight_to_g limit 1),
	    (select price_rial + per_kg_rial
	            * ceil((grams - weight_to_g) / 1000.0)::bigint
	        from rate order by weight_to_g desc limit 1))
$$;

-- Cards in the order of ids.
create or replace function shelf_cards(ids bigint[])
returns json language sql stable as $$
	select coalesce(json_agg(s.card order by w.n), '[]')
	from unnest(ids) with ordinality w (id, n)
	join shelf s on s.product_id = w.id
$$;

-- A few of the newest, no two of one group, and none of some.
drop function if exists shelf_sampler(boolean, integer);
create or replace function shelf_sampler(only_ready boolean, most integer,
    without json default '[]')
returns json language plpgsql stable
set plan_cache_mode = force_custom_plan as $$
begin
	return (select coalesce(json_agg(few.card), '[]') from (
	    select one.card from (
	        select distinct on (n.group_id) n.card, n.published_at from (
	            select s.group_id, s.card, s.published_at from shelf s
	            where (only_ready is not true or s.ready_now)
	                and s.product_id not in (select (w ->> 'id')::bigint
	                    from json_array_elements(without) w)
	            order by s.published_at desc, s.product_id desc limit 100) n
	        order by n.group_id, n.published_at desc) one
	    order by one.published_at desc limit most) few);
end
$$;

-- How many women work in a group: the one thing about members the public
-- is told.
create or replace function members_count(of_group bigint)
returns bigint language sql stable security definer
set search_path = public, pg_temp as $$
	select count(*) from group_member
	where group_id = of_group and left_on is null and not pending
$$;

-- A group's public name whatever its state: an order outlives a stall.
create or replace function group_name(of_group bigint)
returns table (id bigint, name text, slug text)
language sql stable security definer
set search_path = public, pg_temp as $$
	select g.id, g.name, g.slug from self_help_group g
	where g.id = of_group
$$;

-- The first photo of a product whatever its state: an order outlives it.
create or replace function product_photo_json(of_product bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select photo_json(m.id, coalesce(x.alt, p.title), m.tint, m.width,
	    m.height)
	from product_photo x
	join product p on p.id = x.product_id
	join media m on m.id = x.media_id and m.state = 'ready'
	where x.product_id = of_product
	order by x.position, x.media_id limit 1
$$;

-- Cards of a list whose first photos are in sight at once: those are fetched
-- eagerly, the others when they come near.
create or replace function cards_in_sight(cards json)
returns json language sql immutable as $$
	select coalesce(json_agg(case when n <= 2 and card -> 'photo' ->> 'src'
	    is not null then jsonb_set(card::jsonb, '{photo,first}', 'true')::json
	    else card end order by n), '[]')
	from json_array_elements(cards) with ordinality c (card, n)
$$;
