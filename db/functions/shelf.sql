-- The shelf: what is on sale, as people see it. Statement triggers keep it,
-- the vocabulary, the tallies and the signals for cached pages.

create or replace function photo_json(id text, alt text, tint text,
    width integer, height integer)
returns json language sql immutable parallel safe as $$
	select case when id is not null then json_build_object(
	    'src', '/media/' || left(id, 2) || '/' || id || '-',
	    'alt', coalesce(alt, ''), 'tint', tint, 'w', width, 'h', height) end
$$;

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- What the shelf should say of these products; no row: not on sale.
create or replace function shelf_source(ids bigint[])
returns setof shelf language sql stable as $$
	select p.id, p.group_id, p.category_id, t.id, g.province_id, g.city_id,
	    p.title, v.price, v.ready, v.sold_out, p.kind,
	    json_build_object('id', p.id, 'title', p.title, 'price', v.price,
	        'from_price', v.price < v.price_most, 'unit', p.unit,
	        'kind', p.kind, 'ready_now', v.ready, 'sold_out', v.sold_out,
	        'ready_days', p.ready_days, 'photo', f.photo,
	        'group', json_build_object('id', g.id, 'name', g.name,
	            'slug', g.slug),
	        'province', r.name, 'trade', t.slug),
	    array_to_tsvector(search_words(concat_ws(' ', p.title, c.title,
	        t.title, g.name, r.name, n.name)) || array['t:' || t.id,
	        'c:' || c.id, 'p:' || r.id, 'r:' || v.ready,
	        month_word(coalesce(p.published_at, p.created_at))]),
	    coalesce(p.published_at, p.created_at)
	from product p
	join self_help_group g on g.id = p.group_id and g.state = 'active'
	join category c on c.id = p.category_id
	join category t on t.id = coalesce(c.parent_id, c.id)
	join province r on r.id = g.province_id
	join city n on n.id = g.city_id
	cross join lateral (
	    select min(price_rial) as price, max(price_rial) as price_most,
	        coalesce(bool_or(stock > 0), false) as ready,
	        not coalesce(bool_or(stock is null or stock > 0), false)
	            as sold_out
	    from variant where product_id = p.id and retired_at is null) v
	left join lateral (
	    select photo_json(m.id, coalesce(x.alt, p.title), m.tint, m.width,
	        m.height) as photo
	    from product_photo x
	    join media m on m.id = x.media_id and m.state = 'ready'
	    where x.product_id = p.id
	    order by x.position, x.media_id limit 1) f on true
	where p.id = any (ids) and p.state = 'published' and v.price is not null
$$;

-- Tells the service which cached pages show something old. Past some, it is
-- cheaper to drop them all.
create or replace function cache_drop(products bigint[], groups bigint[])
returns void language plpgsql as $$
begin
	if cardinality(products) + cardinality(groups) > 50 then
		perform pg_notify('cache', 'all');
		return;
	end if;
	perform pg_notify('cache', 'product:' || id) from unnest(products) id;
	perform pg_notify('cache', 'group:' || id) from unnest(groups) id;
	perform pg_notify('cache', 'catalog')
	where cardinality(products) + cardinality(groups) > 0;
end
$$;

create or replace function shelf_refresh(ids bigint[])
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	products bigint[];
	groups bigint[];
begin
	-- Two sales of two variants of one product must see each other.
	perform from shelf where product_id = any (ids)
	order by product_id for no key update;
	with fresh as materialized (
	    select * from shelf_source(ids)
	), gone as (
	    delete from shelf where product_id = any (ids)
	        and product_id not in (select product_id from fresh)
	    returning product_id, group_id
	), put as (
	    insert into shelf as s select * from fresh
	    order by published_at, product_id
	    on conflict (product_id) do update
	    set group_id = excluded.group_id, category_id = excluded.category_id,
	        trade_id = excluded.trade_id, province_id = excluded.province_id,
	        city_id = excluded.city_id, title = excluded.title,
	        price_rial = excluded.price_rial, ready_now = excluded.ready_now,
	        sold_out = excluded.sold_out, kind = excluded.kind,
	        card = excluded.card, words = excluded.words,
	        published_at = excluded.published_at
	    where s.card::text <> excluded.card::text
	        or s.words <> excluded.words
	        or s.published_at <> excluded.published_at
	    returning product_id, group_id, words
	), learnt as (
	    insert into word (word, products)
	    select w, count(*) from put, unnest(tsvector_to_array(words)) w
	    where w not like '%:%'
	        and not exists (select from word k where k.word = w)
	    group by w order by w
	    on conflict do nothing
	), changed as (
	    select product_id, group_id from put
	    union all select product_id, group_id from gone
	)
	select coalesce(array_agg(product_id), '{}'),
	    coalesce(array_agg(distinct group_id), '{}')
	into products, groups from changed;
	perform cache_drop(products, groups);
end
$$;

-- Everything anew, after a load with the triggers off (see shelf_asleep);
-- for the owner.
create or replace function shelf_rebuild()
returns bigint language plpgsql as $$
declare
	step constant integer := 5000;
	ids bigint[];
begin
	-- Straight after a load the planner knows nothing of these.
	analyze category, self_help_group, media, product, variant,
	    product_photo;
	delete from shelf s where not exists (select from product p
	    where p.id = s.product_id and p.state = 'published');
	-- In the order of the lists, as it grows by itself in real life: what
	-- is read together then lies together.
	ids := array(select id from product where state = 'published'
	    order by coalesce(published_at, created_at), id);
	for part in 0 .. cardinality(ids) / step loop
		perform shelf_refresh(ids[part * step + 1 : (part + 1) * step]);
	end loop;
	perform tally_rebuild();
	perform word_refresh();
	return (select count(*) from shelf);
end
$$;

-- How common each word is; new words come by themselves, the counts only
-- steer plans and corrections, so once a night is often enough.
create or replace function word_refresh()
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	with counted as materialized (
	    select s.word, s.ndoc
	    from ts_stat('select words from public.shelf') s
	    where s.word not like '%:%'
	), gone as (
	    delete from word w
	    where not exists (select from counted n where n.word = w.word)
	)
	insert into word as w (word, products)
	select n.word, n.ndoc from counted n order by n.word
	on conflict (word) do update set products = excluded.products
	where w.products <> excluded.products;
end
$$;

create or replace function tally_rebuild()
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	delete from tally;
	insert into tally (thing, category_id, province_id, count)
	select 'product', category_id, province_id, count(*) from shelf
	group by category_id, province_id;
	insert into tally (thing, category_id, province_id, count)
	select 'group', category_id, province_id, count(*) from self_help_group
	where state = 'active' group by category_id, province_id;
end
$$;

-- A load of a million rows sets app.shelf to off and calls shelf_rebuild(); an
-- import, which brings no products, adds to the tallies itself. Not for the
-- service: its changes must always be seen.
create or replace function shelf_asleep()
returns boolean language sql stable as $$
	select coalesce(current_setting('app.shelf', true), '') = 'off'
	    and session_user <> 'hamyar_service'
$$;

-- Adds differences to the tallies, in key order so that two never deadlock.
create or replace function tally_add(of_thing text, category bigint[],
    province bigint[], step bigint[])
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	insert into tally as t (thing, category_id, province_id, count)
	select of_thing, c, p, sum(s)
	from unnest(category, province, step) as d (c, p, s)
	group by c, p having sum(s) <> 0 order by c, p
	on conflict (thing, category_id, province_id) do update
	set count = t.count + excluded.count;
end
$$;
