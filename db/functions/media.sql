-- Pictures that a group's members send. The bytes wait in upload until the
-- runner has made the sizes; what nobody has put on a product yet lies on the
-- sender's tray, so that a new product left half-way goes on where it was.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

create or replace function media_why_title(why text)
returns text language sql immutable parallel safe as $$
	select case why
	    when 'not_a_photo'
	        then 'این پرونده عکس نیست. عکسی از دوربین یا گالری بفرستید.'
	    when 'too_large'
	        then 'این عکس بیش از اندازه بزرگ است. عکس کوچک‌تری بفرستید.'
	    when 'too_heavy'
	        then 'باز کردن این عکس خیلی طول کشید. عکس ساده‌تری بفرستید.'
	    when 'broken'
	        then 'این عکس کامل نرسید یا خراب است. دوباره بفرستید.'
	    else 'این عکس آماده نشد. دوباره بفرستید.' end
$$;

-- Whether bytes begin as a picture that a phone makes: names and types are
-- what the sender says. The runner looks at all of it.
create or replace function is_picture(bytes bytea)
returns boolean language sql immutable parallel safe as $$
	select substr(bytes, 1, 3) = '\xffd8ff'
	    or substr(bytes, 1, 8) = '\x89504e470d0a1a0a'
	    or (substr(bytes, 1, 4) = 'RIFF' and substr(bytes, 9, 4) = 'WEBP')
	    or (substr(bytes, 5, 4) = 'ftyp' and substr(bytes, 9, 4) in ('heic',
	        'heix', 'heim', 'heis', 'mif1', 'msf1', 'avif'))
$$;

-- What her own tray holds, oldest first.
create or replace function media_tray()
returns setof media language sql stable security definer
set search_path = public, pg_temp as $$
	select m.* from media m
	where m.group_id = actor_group() and m.account_id = actor_account()
	    and m.created_at > now() - interval '2 days'
	    and not exists (select from product_photo x where x.media_id = m.id)
	    and not exists (select from self_help_group g
	        where g.cover_media = m.id)
	order by m.created_at, m.id
$$;

-- The pictures of a product of the actor's group, or of her tray (NULL), as
-- pages show them while they are being made.
create or replace function media_list(of_product bigint)
returns json language sql stable as $$
	with list as (
	    select m.id, m.state, m.why, m.tint, m.width, m.height,
	        row_number() over (order by x.position, m.created_at, m.id) as n,
	        count(*) over () as total
	    from product_photo x
	    join product p on p.id = x.product_id and p.group_id = actor_group()
	    join media m on m.id = x.media_id
	    where x.product_id = of_product
	    union all
	    select m.id, m.state, m.why, m.tint, m.width, m.height,
	        row_number() over (order by m.created_at, m.id),
	        count(*) over ()
	    from media_tray() m where of_product is null
	)
	select json_build_object(
	    'product', of_product,
	    'photos', coalesce(json_agg(json_build_object('id', id,
	        'number', n, 'is_first', n = 1, 'is_last', n = total,
	        'waiting', state = 'waiting', 'failed', state = 'failed',
	        'why', case when state = 'failed' then media_why_title(why) end,
	        'photo', case when state = 'ready' then photo_json(id,
	            'عکس ' || n, tint, width, height) end) order by n), '[]'),
	    'count', count(*), 'room', greatest(8 - count(*), 0),
	    'full', count(*) >= 8,
	    'waiting', coalesce(bool_or(state = 'waiting'), false),
	    'ready', count(*) filter (where state = 'ready'),
	    'usable', coalesce(bool_or(state <> 'failed'), false))
	from list
$$;

-- Puts pictures on a product after those it has, in the order given.
create or replace function media_attach(to_product bigint, ids text[])
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	has integer;
begin
	select count(*) into has from product_photo
	where product_id = to_product;
	if has + cardinality(ids) > 8 then
		perform refuse('too_many_photos', 'photos');
	end if;
	if exists (select from unnest(ids) i where not exists (
	    select from media m where m.id = i and m.group_id = actor_group()))
	    or exists (select from product_photo x where x.media_id = any (ids)
	        and x.product_id <> to_product) then
		perform refuse('not_found');
	end if;
	insert into product_photo (product_id, media_id, position)
	select to_product, i, coalesce((select max(position) + 1
	        from product_photo where product_id = to_product), 0) + n
	from unnest(ids) with ordinality t (i, n)
	on conflict do nothing;
end
$$;

-- photo_add(product, photo): the bytes and the job that looks at them, in one
-- transaction. Without a product it goes to her tray.
create or replace function photo_add(to_product bigint, bytes bytea)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	made text := encode(gen_random_bytes(16), 'hex');
begin
	if actor_group() is null then
		perform refuse('forbidden');
	end if;
	perform rate_take('upload:' || actor_account(), 200, interval '1 hour');
	if to_product is not null then
		perform product_own(to_product);
	elsif (select count(*) from media_tray()) >= 8 then
		perform refuse('too_many_photos', 'photo');
	end if;
	insert into media (id, group_id, account_id)
	values (made, actor_group(), actor_account());
	insert into upload (media_id, body) values (made, bytes);
	if to_product is not null then
		perform media_attach(to_product, array[made]);
		perform product_recheck(to_product);
	end if;
	perform job_add('photo', jsonb_build_object('media', made),
	    'photo:' || made);
	return json_build_object('id', made, 'state', 'waiting',
	    'product', to_product);
end
$$;

-- photo_remove(id): from its product and for good.
create or replace function photo_remove(of_id text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	of_product bigint;
begin
	if not exists (select from media m
	    where m.id = of_id and m.group_id = actor_group()) then
		perform refuse('not_found');
	end if;
	select product_id into of_product from product_photo
	where media_id = of_id;
	if of_product is not null then
		perform product_own(of_product);
		if (select count(*) = 1 from product_photo
		    where product_id = of_product)
		    and (select state in ('published', 'proposed') from product
		        where id = of_product) then
			perform refuse('last_photo');
		end if;
		delete from product_photo where media_id = of_id;
	end if;
	if not exists (select from self_help_group g
	    where g.cover_media = of_id) then
		delete from media where id = of_id;
		-- After a photo job that may be at work on it.
		perform job_add('photo_drop', jsonb_build_object('media', of_id),
		    'photo_drop:' || of_id, now() + interval '2 minutes');
	end if;
	return json_build_object('id', of_id, 'removed', true,
	    'product', of_product);
end
$$;

-- photo_move(id, to): one step earlier, or to the front.
create or replace function photo_move(of_id text, wanted text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	of_product bigint;
	ids text[];
	place integer;
	aim integer;
begin
	select x.product_id into of_product
	from product_photo x join product p on p.id = x.product_id
	where x.media_id = of_id and p.group_id = actor_group();
	if of_product is null then
		perform refuse('not_found');
	end if;
	perform product_own(of_product);
	ids := array(select media_id from product_photo
	    where product_id = of_product order by position, media_id);
	place := array_position(ids, of_id);
	aim := case wanted when 'first' then 1 when 'earlier'
	    then greatest(place - 1, 1) else least(place + 1,
	    cardinality(ids)) end;
	ids := array_remove(ids, of_id);
	ids := ids[:aim - 1] || of_id || ids[aim:];
	update product_photo x set position = n.place
	from unnest(ids) with ordinality n (id, place)
	where x.product_id = of_product and x.media_id = n.id
	    and x.position <> n.place;
	return json_build_object('id', of_id, 'product', of_product);
end
$$;
