-- What a group offers, changed by its own members. The clinic has looked at
-- what is on sale: who changes what was looked at, has it looked at again;
-- price and stock are the group's own.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

create or replace function product_state_title(state text)
returns text language sql immutable parallel safe as $$
	select case state
	    when 'draft' then 'پیش‌نویس'
	    when 'proposed' then 'در انتظار بررسی'
	    when 'published' then 'در فروشگاه'
	    when 'returned' then 'نیازمند ویرایش'
	    when 'paused' then 'پنهان'
	    when 'archived' then 'کنار گذاشته' end
$$;

create or replace function product_kind_title(kind text)
returns text language sql immutable parallel safe as $$
	select case kind
	    when 'in_stock' then 'آماده فروش'
	    when 'made_to_order' then 'پس از سفارش آماده می‌شود'
	    when 'perishable' then 'خوراک تازه'
	    when 'service' then 'خدمت' end
$$;

-- The ways to sell, for a choice.
create or replace function kinds_json()
returns json language sql immutable as $$
	select json_agg(json_build_object('kind', kind,
	    'title', product_kind_title(kind), 'says', says) order by place)
	from (values ('in_stock', 'ساخته شده و همین حالا هست.', 1),
	    ('made_to_order', 'چند روز برای ساخت زمان می‌خواهد.', 2),
	    ('perishable', 'زود خراب می‌شود و باید زود برسد.', 3),
	    ('service', 'کاری که برای مشتری انجام می‌دهید.', 4))
	    k (kind, says, place)
$$;

-- Why something cannot be given back, for a choice; the two that follow from
-- the kind are not asked.
create or replace function exempts_json()
returns json language sql immutable as $$
	select json_build_array(
	    json_build_object('reason', 'food', 'title', 'خوراکی است'),
	    json_build_object('reason', 'made_to_measure',
	        'title', 'به اندازه یا خواسته خریدار ساخته می‌شود'))
$$;

-- Food needs a licence: what people eat, not what they grow it from.
create or replace function category_is_food(of_category bigint)
returns boolean language sql stable as $$
	select coalesce((select t.slug in ('cooking', 'mushroom')
	    and c.slug <> 'mushroom-kit'
	from category c join category t on t.id = coalesce(c.parent_id, c.id)
	where c.id = of_category), false)
$$;

-- Trades and what they make, for a choice; the group's own trade first.
create or replace function categories_json()
returns json language sql stable as $$
	select json_agg(json_build_object('title', t.title, 'list',
	    (select json_agg(json_build_object('id', c.id, 'title', c.title)
	        order by c.position, c.id)
	    from category c where c.parent_id = t.id))
	    order by t.id = (select category_id from self_help_group
	        where id = actor_group()) desc nulls last, t.position)
	from category t where t.parent_id is null
$$;

-- No licence, no sale: whatever path leads to the shop. Rows that the owner
-- loads are its own concern.
create or replace function product_licence_check()
returns trigger language plpgsql as $$
begin
	if new.state in ('proposed', 'published')
	    and current_user in ('hamyar_service', 'hamyar_jobs',
	        'hamyar_definer')
	    and category_is_food(new.category_id) then
		if new.licence_no is null or new.licence_until is null then
			perform refuse('licence_missing', 'licence_no');
		elsif new.licence_until < current_date then
			perform refuse('licence_over', 'licence_until');
		end if;
	end if;
	return new;
end
$$;

create or replace trigger licence_check
    before insert or update of state, category_id, licence_no, licence_until
    on product for each row execute function product_licence_check();

-- The product, locked, if it is the actor's group's.
create or replace function product_own(of_id bigint)
returns product language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own product;
begin
	select * into own from product
	where id = of_id and group_id = actor_group()
	-- Orders refer to a product while they hold its variants.
	for no key update;
	if own.id is null then
		perform refuse('not_found');
	end if;
	return own;
end
$$;

-- What people see has changed: the clinic looks once more.
create or replace function product_recheck(of_id bigint)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	perform move_note('edited');
	update product set state = 'proposed'
	where id = of_id and state in ('published', 'paused');
	perform move_note('');
end
$$;

-- Moves a product of the actor's group and says where it is now.
create or replace function product_move(of_id bigint, wanted text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own product := product_own(of_id);
begin
	update product set state = wanted where id = own.id;
	return json_build_object('id', own.id, 'state', wanted);
end
$$;

-- product_create(photos, title, price, stock, kind, ready_days, category,
-- description): a draft, which its group then proposes.
create or replace function product_create(photos json, new_title text,
    price bigint, stock_now bigint, new_kind text, new_ready_days bigint,
    new_category bigint, new_description text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	made product;
begin
	if actor_group() is null then
		perform refuse('forbidden');
	elsif not exists (select from category
	    where id = new_category and parent_id is not null) then
		perform refuse('not_a_choice', 'category');
	elsif new_kind = 'made_to_order' and new_ready_days is null then
		perform refuse('ready_days_missing', 'ready_days');
	elsif (select count(*) from product where group_id = actor_group()
	    and state <> 'archived') >= 500 then
		perform refuse('too_many_products');
	end if;
	insert into product (group_id, category_id, title, description, kind,
	    ready_days, withdrawal_exempt_reason)
	values (actor_group(), new_category, new_title,
	    coalesce(new_description, ''), new_kind,
	    case when new_kind in ('made_to_order', 'perishable')
	        then new_ready_days end,
	    case when new_kind = 'service' then 'service'
	        when new_kind = 'perishable' then 'perishable'
	        when category_is_food(new_category) then 'food' end)
	returning * into made;
	insert into variant (product_id, price_rial, stock)
	values (made.id, price, case when new_kind <> 'made_to_order'
	    then product_stock(new_kind, stock_now) end);
	if photos is not null then
		perform media_attach(made.id,
		    array(select json_array_elements_text(photos)));
	end if;
	return json_build_object('id', made.id, 'state', made.state);
end
$$;

-- The stock to keep: what is made when ordered, or served, has none.
create or replace function product_stock(of_kind text, given bigint)
returns integer language sql immutable as $$
	select case when of_kind = 'service' then null
	    when of_kind = 'made_to_order' then nullif(given, 0)
	    else coalesce(given, 0) end::integer
$$;

-- The stock of a variant after a form: the difference to what the form showed
-- counts, for pieces may have been sold since. Without a number it stays.
create or replace function variant_stock(of_kind text, has integer,
    given bigint, seen bigint)
returns integer language sql immutable as $$
	select case
	    when of_kind = 'service' then null
	    when given is null and (seen is null
	        or of_kind <> 'made_to_order') then has
	    when has is null or seen is null
	        then product_stock(of_kind, given)
	    else product_stock(of_kind, greatest(has + given - seen, 0)) end
$$;

-- product_save(id, title, description, category, kind, ready_days, per_day,
-- unit, weight_g, exempt, licence_no, licence_until)
create or replace function product_save(of_id bigint, new_title text,
    new_description text, new_category bigint, new_kind text,
    new_ready_days bigint, new_per_day bigint, new_unit text,
    new_weight bigint, exempt text, new_licence text,
    new_licence_until date)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	was product := product_own(of_id);
	own product;
begin
	if not exists (select from category
	    where id = new_category and parent_id is not null) then
		perform refuse('not_a_choice', 'category');
	elsif new_kind = 'made_to_order' and new_ready_days is null then
		perform refuse('ready_days_missing', 'ready_days');
	end if;
	update product
	set title = new_title, description = coalesce(new_description, ''),
	    category_id = new_category, kind = new_kind,
	    ready_days = case when new_kind in ('made_to_order', 'perishable')
	        then new_ready_days end,
	    per_day = case when new_kind in ('made_to_order', 'perishable')
	        then new_per_day end,
	    unit = coalesce(new_unit, 'عدد'),
	    weight_g = case when new_kind <> 'service' then new_weight end,
	    withdrawal_exempt_reason = case new_kind when 'service' then 'service'
	        when 'perishable' then 'perishable' else exempt end,
	    licence_no = new_licence, licence_until = new_licence_until
	where id = was.id returning * into own;
	if own.kind <> was.kind then
		update variant set stock = product_stock(own.kind, stock)
		where product_id = own.id and retired_at is null;
	end if;
	if (own.title, own.description, own.unit, own.category_id, own.kind,
	        own.withdrawal_exempt_reason, own.licence_no, own.licence_until)
	    is distinct from (was.title, was.description, was.unit,
	        was.category_id, was.kind, was.withdrawal_exempt_reason, was.licence_no,
	        was.licence_until) then
		perform product_recheck(own.id);
	end if;
	return (select json_build_object('id', p.id, 'state', p.state)
	    from product p where p.id = own.id);
end
$$;

-- One row of variants_save: a new one, a changed one, or one that goes.
drop function if exists variant_put(product, bigint, integer, text, bigint,
    bigint);
create or replace function variant_put(own product, row_id bigint,
    place integer, new_title text, price bigint, stock_now bigint,
    seen bigint)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	if price is null then
		perform refuse('variant_price', 'variant_price',
		    json_build_object('at', place + 1));
	elsif row_id is null then
		insert into variant (product_id, title, price_rial, stock, position)
		values (own.id, coalesce(new_title, ''), price,
		    product_stock(own.kind, stock_now), place);
		return;
	end if;
	update variant
	set title = coalesce(new_title, ''), price_rial = price,
	    stock = variant_stock(own.kind, stock, stock_now, seen),
	    position = place
	where id = row_id and product_id = own.id and retired_at is null;
	if not found then
		perform refuse('not_found');
	end if;
end
$$;

-- variants_save(id, variant_id, variant_title, variant_price, variant_stock,
-- variant_seen, remove): lists side by side. A row without id is new, a blank one nothing.
drop function if exists variants_save(bigint, json, json, json, json, bigint);
create or replace function variants_save(of_id bigint, ids json, titles json,
    prices json, stocks json, seen json, removed bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own product := product_own(of_id);
	line record;
	nameless integer;
begin
	-- Sales lock variants in the order of their ids; so must we.
	perform from variant where product_id = own.id order by id for no key update;
	for line in
	    select (ids ->> n)::bigint as id, titles ->> n as title,
	        (prices ->> n)::bigint as price, (stocks ->> n)::bigint as stock,
	        (seen ->> n)::bigint as seen, n
	    from generate_series(0, greatest(json_array_length(ids),
	        json_array_length(titles), json_array_length(prices)) - 1) n loop
		continue when line.id = removed or (line.id is null
		    and line.title is null and line.price is null);
		perform variant_put(own, line.id, line.n, line.title, line.price,
		    line.stock, line.seen);
		if line.title is null then
			nameless := coalesce(nameless, line.n + 1);
		end if;
	end loop;
	update variant set retired_at = now()
	where id = removed and product_id = own.id and retired_at is null;
	if not exists (select from variant
	    where product_id = own.id and retired_at is null) then
		perform refuse('last_variant');
	elsif (select count(*) > 1 and bool_or(title = '') from variant
	    where product_id = own.id and retired_at is null) then
		perform refuse('variant_title', 'variant_title',
		    json_build_object('at', nameless));
	elsif (select count(*) from variant
	    where product_id = own.id and retired_at is null) > 30 then
		perform refuse('too_many_variants');
	end if;
	return json_build_object('id', own.id, 'state', own.state);
end
$$;

-- variant_set(id, price, stock, seen): the quick change from the list.
drop function if exists variant_set(bigint, bigint, bigint);
create or replace function variant_set(of_id bigint, price bigint,
    stock_now bigint, seen bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own product := product_own((select product_id from variant
	    where id = of_id and retired_at is null));
begin
	update variant
	set price_rial = price,
	    stock = variant_stock(own.kind, stock, stock_now, seen)
	where id = of_id;
	return json_build_object('id', of_id, 'product', own.id);
end
$$;

-- product_propose(id): to the clinic, once there is something to look at.
create or replace function product_propose(of_id bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own product := product_own(of_id);
begin
	if not exists (select from product_photo x join media m
	    on m.id = x.media_id where x.product_id = own.id
	        and m.state <> 'failed') then
		perform refuse('photo_missing');
	end if;
	return product_move(own.id, 'proposed');
end
$$;

-- product_recall(id): back to a draft, before the clinic has looked.
create or replace function product_recall(of_id bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	return product_move(of_id, 'draft');
end
$$;

-- product_pause(id), product_resume(id): out of the shop and back.
create or replace function product_pause(of_id bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	return product_move(of_id, 'paused');
end
$$;

create or replace function product_resume(of_id bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	-- The state machine also lets the clinic's approval end in the shop.
	if (product_own(of_id)).state <> 'paused' then
		perform refuse('bad_move');
	end if;
	return product_move(of_id, 'published');
end
$$;

-- product_archive(id): put aside; orders keep what they say of it.
create or replace function product_archive(of_id bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	return product_move(of_id, 'archived');
end
$$;
