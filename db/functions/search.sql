-- Search of the shelf: folded words, typos mended by the vocabulary, and a
-- plan chosen by how common the words are, so that ten times the products
-- do not take ten times the time.

set local check_function_bodies = off;
-- Loads pg_trgm, whose threshold is set below.
do $$ begin perform similarity('a', 'b'); end $$;

-- The vocabulary's word nearest to one it does not know, or NULL.
create or replace function word_nearest(typed text)
returns text language sql stable
set pg_trgm.similarity_threshold = 0.22 as $$
	select w.word from word w
	where w.word % typed
	    and length(w.word) between length(typed) - 2 and length(typed) + 3
	    and levenshtein(w.word, typed) <= case when length(typed) <= 4
	        then 1 when length(typed) <= 7 then 2 else 3 end
	order by levenshtein(w.word, typed), w.products desc, w.word
	limit 1
$$;

create or replace function word_known(typed text)
returns boolean language sql stable as $$
	select exists (select from word where word = typed)
$$;

-- How many products have a word that begins so; counts past the first 50
-- such words do not change a plan.
create or replace function word_weight(typed text, begins boolean)
returns bigint language plpgsql stable
set plan_cache_mode = force_custom_plan as $$
begin
	if begins then
		return (select coalesce(sum(p.products), 0)
		    from (select products from word
		        where word like typed || '%' limit 50) p);
	end if;
	return (select coalesce(sum(products), 0) from word
	    where word = typed);
end
$$;

-- The words to look for: little words dropped, "دست باف" joined when only
-- "دستباف" is known, typos mended. The last word is still being typed: a
-- known beginning is enough.
create or replace function search_plan(q text, out words text[],
    out corrected text)
language plpgsql stable as $$
declare
	typed text[] := (search_words(q))[1:8];
	kept text[];
	fixed text;
	unknown integer := 0;
	i integer := 1;
begin
	words := '{}';
	kept := array(select w from unnest(typed) w where w <> all (array['و',
	    'در', 'به', 'از', 'که', 'این', 'آن', 'را', 'با', 'برای', 'یک']));
	if cardinality(kept) > 0 then
		typed := kept;
	end if;
	while i <= cardinality(typed) loop
		if i < cardinality(typed)
		    and not (word_known(typed[i]) and word_known(typed[i + 1]))
		    and word_known(typed[i] || typed[i + 1]) then
			words := words || (typed[i] || typed[i + 1]);
			i := i + 1;
		elsif word_known(typed[i]) or (i = cardinality(typed)
		    and word_weight(typed[i], true) > 0) then
			words := words || typed[i];
		else
			fixed := word_nearest(typed[i]);
			if fixed is not null then
				words := words || fixed;
			else
				unknown := unknown + 1;
			end if;
			corrected := '';
		end if;
		i := i + 1;
	end loop;
	-- With most words unknown, the rest would be an answer to nothing.
	if unknown > cardinality(words) then
		words := '{}';
	end if;
	if cardinality(words) = 0 then
		corrected := null;
	elsif corrected is not null then
		corrected := array_to_string(words, ' ');
	end if;
end
$$;

-- Few products match: all of them by the words' index, then the newest.
-- NULL when more than most match: that took no longer than reading most.
create or replace function search_rare(wanted tsquery, price_min bigint,
    price_max bigint, after_key text, page_size integer, most integer)
returns json language plpgsql stable
set plan_cache_mode = force_custom_plan
set enable_seqscan = off
set enable_indexscan = off as $$
declare
	last_at timestamptz := cursor_time(after_key);
	last_id bigint := coalesce(cursor_part(after_key, 2),
	    9223372036854775807);
	ids bigint[];
	keys text[];
	total bigint;
begin
	with hit as materialized (
	    select product_id, published_at from shelf
	    where words @@ wanted
	        and (price_min is null or price_rial >= price_min)
	        and (price_max is null or price_rial <= price_max)
	    limit most + 1
	), page as (
	    select product_id, published_at from hit
	    where (published_at, product_id) < (last_at, last_id)
	    order by published_at desc, product_id desc
	    limit page_size + 1
	)
	select array_agg(product_id order by published_at desc,
	        product_id desc),
	    array_agg(cursor_make(published_at, product_id)
	        order by published_at desc, product_id desc),
	    (select count(*) from hit)
	into ids, keys, total from page;
	if total > most then
		return null;
	end if;
	return json_build_object('ids', coalesce(ids[1:page_size], '{}'),
	    'next', case when cardinality(ids) > page_size
	        then keys[page_size] end, 'total', total);
end
$$;

-- Neither few nor dense: of the newest month, then of four, then of sixteen,
-- by the months' own words in the index. NULL when that fills no page.
create or replace function search_recent(wanted tsquery, price_min bigint,
    price_max bigint, after_key text, page_size integer, most integer)
returns json language plpgsql stable as $$
declare
	newest timestamptz := least(cursor_time(after_key), now());
	months integer := 1;
	page json;
begin
	while months <= 16 loop
		page := search_rare(wanted && (select string_agg(quote_literal(
		        month_word(newest - make_interval(months => i))), '|')
		    from generate_series(0, months - 1) i)::tsquery,
		    price_min, price_max, after_key, page_size, most);
		exit when page is null;
		if page ->> 'next' is not null then
			return json_build_object('ids', page -> 'ids',
			    'next', page -> 'next');
		end if;
		months := months * 4;
	end loop;
	return null;
end
$$;

-- Many match: walk the newest of the narrowest list until the page is full,
-- past at most so many rows. NULL when they were too few to fill it.
create or replace function search_walk(wanted tsquery, in_trade bigint,
    in_province bigint, only_ready boolean, price_min bigint,
    price_max bigint, after_key text, page_size integer, most integer)
returns json language plpgsql stable
set plan_cache_mode = force_custom_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_sort = off as $$
declare
	last_at timestamptz := cursor_time(after_key);
	last_id bigint := coalesce(cursor_part(after_key, 2),
	    9223372036854775807);
	wanted_rows integer := page_size + 1;
	ids bigint[];
	keys text[];
begin
	select array_agg(h.product_id order by h.published_at desc,
	        h.product_id desc),
	    array_agg(cursor_make(h.published_at, h.product_id)
	        order by h.published_at desc, h.product_id desc)
	into ids, keys
	from (select n.product_id, n.published_at from (
	        select s.product_id, s.published_at, s.words from shelf s
	        where (in_trade is null or s.trade_id = in_trade)
	            and (in_province is null or s.province_id = in_province)
	            and (only_ready is not true or s.ready_now)
	            and (price_min is null or s.price_rial >= price_min)
	            and (price_max is null or s.price_rial <= price_max)
	            and (s.published_at, s.product_id) < (last_at, last_id)
	        order by s.published_at desc, s.product_id desc
	        limit most) n
	    where n.words @@ wanted
	    order by n.published_at desc, n.product_id desc
	    limit wanted_rows) h;
	if coalesce(cardinality(ids), 0) <= page_size then
		return null;
	end if;
	return json_build_object('ids', ids[1:page_size],
	    'next', keys[page_size]);
end
$$;

-- One page of what matches the words: {"ids", "next", "total"}.
create or replace function search_page(words text[], in_trade bigint,
    in_province bigint, only_ready boolean, price_min bigint,
    price_max bigint, after_key text, page_size integer)
returns json language plpgsql stable as $$
declare
	no_bound constant integer := 2147483646;
	products real := (select greatest(reltuples, 1) from pg_class
	    where oid = 'shelf'::regclass);
	-- Where reading all that match costs as much as walking to a page.
	many integer := greatest(300, sqrt(24 * products));
	last_word text := words[cardinality(words)];
	begins boolean := not word_known(last_word) or (length(last_word) >= 3
	    and word_weight(last_word, true) <= many);
	wanted tsquery;
	narrow tsquery;
	rarest bigint;
	guess real;
	page json;
begin
	-- How many should match, were words strangers to each other.
	select min(w.df), products * exp(sum(ln(least(1,
	        greatest(w.df, 1) / products)))),
	    string_agg(quote_literal(w.word) || case when begins
	        and w.n = cardinality(words) then ':*' else '' end,
	        ' & ')::tsquery
	into rarest, guess, wanted
	from (select t.word, t.n, word_weight(t.word, begins
	        and t.n = cardinality(words)) as df
	    from unnest(words) with ordinality t (word, n)) w;
	narrow := concat_ws(' & ', wanted, quote_literal('t:' || in_trade),
	    quote_literal('p:' || in_province),
	    case when only_ready then quote_literal('r:true') end)::tsquery;

	-- Between two prices a walk may be long; the two indexes meet instead.
	if guess > many / 2 and price_min is null and price_max is null then
		page := search_walk(wanted, in_trade, in_province, only_ready,
		    price_min, price_max, after_key, page_size, 4 * many);
	end if;
	if page is null and rarest > 300 then
		page := search_recent(narrow, price_min, price_max, after_key,
		    page_size, many);
	end if;
	if page is null then
		page := search_rare(narrow, price_min, price_max, after_key,
		    page_size, many);
	end if;
	-- Neither few nor dense at the front. Many match, so a page is not far;
	-- but the last page of a long list is what is left, however little.
	if page is null then
		page := coalesce(search_walk(wanted, in_trade, in_province,
		    only_ready, price_min, price_max, after_key, page_size,
		    no_bound), search_rare(narrow, price_min, price_max,
		    after_key, page_size, no_bound));
	end if;
	return json_build_object('ids', page -> 'ids', 'next', page -> 'next',
	    'total', coalesce((page ->> 'total')::bigint, rarest));
end
$$;

-- What search_show says of the products; without words it is the shelf.
create or replace function search_document(q text, trade text,
    in_province bigint, only_ready boolean, price_min bigint,
    price_max bigint, after_key text)
returns json language plpgsql stable as $$
declare
	plan record;
	page json;
	in_trade bigint := (select id from category
	    where slug = trade and parent_id is null);
begin
	plan := search_plan(coalesce(q, ''));
	if coalesce(cardinality(search_words(q)), 0) = 0 then
		page := shelf_newest(null, in_trade, in_province, null,
		    only_ready, price_min, price_max, after_key, 24);
		return json_build_object('products', page -> 'products',
		    'next', page -> 'next');
	elsif cardinality(plan.words) = 0 then
		return json_build_object('products', '[]'::json, 'total', 0);
	end if;
	page := search_page(plan.words, in_trade, in_province, only_ready,
	    price_min, price_max, after_key, 24);
	return json_build_object('corrected', plan.corrected,
	    'products', shelf_cards(array(select
	        json_array_elements_text(page -> 'ids')::bigint)),
	    'next', page -> 'next', 'total', page -> 'total');
end
$$;

-- Words and products for what is being typed.
create or replace function suggest_document(q text)
returns json language plpgsql stable
set plan_cache_mode = force_custom_plan as $$
declare
	typed text[] := (search_words(q))[1:8];
	last_word text := typed[cardinality(typed)];
	before text := array_to_string(typed[1:cardinality(typed) - 1], ' ');
	plan record;
	page json := json_build_object('ids', '[]'::json);
	guesses json;
begin
	if last_word is null then
		return json_build_object('words', '[]'::json,
		    'products', '[]'::json);
	end if;
	plan := search_plan(q);
	select json_agg(trim(before || ' ' || g.word)) into guesses
	from (select word from word where word like last_word || '%'
	    order by products desc, word limit 6) g;
	if guesses is null and cardinality(plan.words) > 0 then
		guesses := json_build_array(array_to_string(plan.words, ' '));
	end if;
	if cardinality(plan.words) > 0 and length(q) >= 2 then
		page := search_page(plan.words, null, null, null, null, null,
		    null, 5);
	end if;
	return json_build_object('words', coalesce(guesses, '[]'),
	    'products', (select coalesce(json_agg(json_build_object('id', p.id,
	        'title', p.title) order by p.n), '[]')
	    from (select distinct on (s.title) w.id::bigint as id, s.title, w.n
	        from json_array_elements_text(page -> 'ids')
	            with ordinality w (id, n)
	        join shelf s on s.product_id = w.id::bigint
	        order by s.title, w.n) p));
end
$$;
