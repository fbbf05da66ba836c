-- The cart of a visitor or a customer. It keeps variants and quantities; what
-- they cost and whether they can be had is looked up each time.
-- Bodies name functions of files that come later.
set local check_function_bodies = off;


-- The cart of whoever asks, made when there is none yet.
create or replace function cart_own()
returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own bigint := actor_cart();
begin
	if own is not null then
		update cart set touched_at = now() where id = own;
		return own;
	end if;
	if actor_account() is not null then
		insert into cart (account_id) values (actor_account())
		on conflict (account_id) do update set touched_at = now()
		returning id into own;
	elsif actor_session() is not null then
		insert into cart (session_id) values (actor_session())
		on conflict (session_id) do update set touched_at = now()
		returning id into own;
	else
		perform refuse('unauthenticated');
	end if;
	return own;
end
$$;

create or replace function cart_count(of_cart bigint)
returns bigint language sql stable security definer
set search_path = public, pg_temp as $$
	select coalesce(sum(quantity), 0) from cart_line where cart_id = of_cart
$$;

-- Refuses a quantity that cannot be had now.
create or replace function variant_check(of_variant bigint, quantity bigint)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	has variant;
begin
	select v.* into has from variant v
	join shelf s on s.product_id = v.product_id
	where v.id = of_variant and v.retired_at is null;
	if has.id is null then
		perform refuse('not_on_sale', 'variant');
	elsif has.stock < quantity then
		perform refuse('stock_short', 'quantity',
		    json_build_object('left', has.stock));
	end if;
end
$$;

-- cart_add(variant, quantity)
create or replace function cart_add(new_variant bigint, more bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own bigint := cart_own();
	total bigint;
	made bigint;
begin
	total := coalesce(more, 1) + coalesce((select quantity from cart_line
	    where cart_id = own and variant_id = new_variant), 0);
	if total not between 1 and 100 then
		perform refuse('too_big', 'quantity');
	end if;
	perform variant_check(new_variant, total);
	insert into cart_line (cart_id, variant_id, quantity)
	values (own, new_variant, total)
	on conflict (cart_id, variant_id) do update
	set quantity = excluded.quantity
	returning id into made;
	if (select count(*) from cart_line where cart_id = own) > 50 then
		perform refuse('cart_full');
	end if;
	return json_build_object('line', made, 'quantity', total,
	    'count', cart_count(own));
end
$$;

-- cart_set(line, quantity): 0 takes the line out.
create or replace function cart_set(of_line bigint, new_quantity bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own bigint := actor_cart();
	line cart_line;
begin
	-- An order reads the cart several times; it must not change meanwhile.
	perform from cart where id = own for no key update;
	select * into line from cart_line
	where id = of_line and cart_id = own;
	if line.id is null then
		perform refuse('not_found');
	elsif new_quantity = 0 then
		delete from cart_line where id = of_line;
	elsif new_quantity not between 1 and 100 then
		perform refuse('too_big', 'quantity');
	else
		perform variant_check(line.variant_id, new_quantity);
		update cart_line set quantity = new_quantity where id = of_line;
	end if;
	return json_build_object('line', of_line, 'quantity', new_quantity,
	    'count', cart_count(own));
end
$$;

-- The lines of a cart as they stand: price and problem are of this moment.
-- problem: gone, sold_out or short.
create or replace function cart_lines(of_cart bigint)
returns table (line_id bigint, variant_id bigint, product_id bigint,
    group_id bigint, title text, variant_title text, unit text, kind text,
    price_rial bigint, quantity integer, weight_g integer, stock integer,
    photo json, problem text)
language sql stable security definer
set search_path = public, pg_temp as $$
	select l.id, v.id, p.id, p.group_id, p.title, v.title, p.unit, p.kind,
	    v.price_rial, l.quantity,
	    case when p.kind = 'service' then 0
	        else coalesce(p.weight_g, 500) end,
	    v.stock, s.card -> 'photo',
	    case when s.product_id is null or v.retired_at is not null
	        then 'gone'
	        when v.stock = 0 then 'sold_out'
	        when v.stock < l.quantity then 'short' end
	from cart_line l
	join variant v on v.id = l.variant_id
	join product p on p.id = v.product_id
	left join shelf s on s.product_id = p.id
	where l.cart_id = of_cart
$$;

-- The actor's cart by group; with an address, the ways to send each parcel.
-- picked holds "group:method" of those the buyer chose; else the cheapest.
drop function if exists cart_document(address);
create or replace function cart_document(to_address address default null,
    picked jsonb default '[]')
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	with line as materialized (
	    select * from cart_lines(actor_cart())
	), parcel_now as (
	    select g.id, g.name, g.slug, g.province_id, g.city_id,
	        sum(l.price_rial * l.quantity) as goods,
	        sum(l.weight_g * l.quantity)::integer as grams,
	        json_agg(json_build_object('id', l.line_id,
	            'variant', l.variant_id, 'product', json_build_object(
	                'id', l.product_id, 'title', l.title),
	            'variant_title', nullif(l.variant_title, ''),
	            'unit', l.unit, 'kind', l.kind, 'photo', l.photo,
	            'price', l.price_rial, 'quantity', l.quantity,
	            'sum', l.price_rial * l.quantity,
	            'left', case when l.stock <= 5 then l.stock end,
	            'choices', (select json_agg(n order by n) from (
	                select generate_series(1, least(l.stock, 10)) as n
	                union select l.quantity) c),
	            'gone', coalesce(l.problem = 'gone', false),
	            'sold_out', coalesce(l.problem = 'sold_out', false),
	            'short', coalesce(l.problem = 'short', false),
	            'problem', l.problem)
	            order by l.line_id) as lines,
	        min(l.line_id) as place
	    from line l join self_help_group g on g.id = l.group_id
	    group by g.id
	), way as (
	    select p.id, o.method, o.title, o.says, o.days_min, o.days_max,
	        o.price, p.id || ':' || o.method as value,
	        row_number() over (partition by p.id
	            order by picked ? (p.id || ':' || o.method) desc,
	                o.price, o.place) = 1 as chosen,
	        row_number() over (partition by p.id
	            order by o.price, o.place) as place
	    from parcel_now p, shipping_offer(p.province_id, p.city_id,
	        to_address.province_id, to_address.city_id, p.grams) o
	    where to_address.id is not null
	), offer as (
	    select p.*, case when to_address.id is not null then (
	        select coalesce(json_agg(json_build_object('method', w.method,
	            'title', w.title, 'says', w.says, 'days_min', w.days_min,
	            'days_max', w.days_max, 'price', w.price,
	            'chosen', w.chosen, 'value', w.value) order by w.place), '[]')
	        from way w where w.id = p.id) end as choices,
	        (select w.price from way w where w.id = p.id and w.chosen)
	            as shipping
	    from parcel_now p
	)
	select json_build_object(
	    'count', (select coalesce(sum(quantity), 0) from line),
	    'empty', not exists (select from line),
	    'problems', (select count(*) from line where problem is not null),
	    'goods', (select coalesce(sum(goods), 0) from offer),
	    'shipping', (select sum(shipping) from offer),
	    'total', (select sum(goods + shipping) from offer),
	    'parcels', (select coalesce(json_agg(json_build_object(
	        'group', json_build_object('id', id, 'name', name,
	            'slug', slug),
	        'lines', lines, 'goods', goods, 'weight_g', grams,
	        'choices', choices) order by place), '[]') from offer))
$$;
