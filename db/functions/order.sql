-- Orders: placed with their stock in one transaction, cancelled, expired.
-- Locks are taken in one order everywhere: cart, order, parcels, payment,
-- then variants by id.

-- Eight letters nobody mistakes for others on the phone.
create or replace function order_code()
returns text language plpgsql volatile as $$
declare
	letters constant text := '23456789ABCDEFGHJKMNPQRSTVWXYZ';
	made text;
begin
	loop
		select string_agg(substr(letters, get_byte(b, i) % 30 + 1, 1), '')
		into made
		from gen_random_bytes(8) b, generate_series(0, 7) i;
		exit when not exists (select from shop_order where code = made);
	end loop;
	return made;
end
$$;

-- The way chosen for each group's parcel, from {"12": "post"}, ["12:post"]
-- or [{"group": 12, "method": "post"}].
create or replace function shipping_chosen(chosen json)
returns table (group_id bigint, method text)
language plpgsql stable as $$
begin
	if json_typeof(chosen) = 'object' then
		return query select k::bigint, v
		    from json_each_text(chosen) t (k, v) where k ~ '^[0-9]{1,18}$';
	elsif json_typeof(chosen) = 'array' then
		return query select coalesce(e ->> 'group',
		        split_part(e #>> '{}', ':', 1))::bigint,
		    coalesce(e ->> 'method', split_part(e #>> '{}', ':', 2))
		from (select x::json as e from json_array_elements(chosen) x) t
		where coalesce(case when json_typeof(e) = 'object'
		    then e ->> 'group' end, split_part(e #>> '{}', ':', 1))
		    ~ '^[0-9]{1,18}$';
	end if;
end
$$;

create or replace function order_total(of_order bigint)
returns bigint language sql stable as $$
	select coalesce(sum(p.shipping_rial + (select sum(l.price_rial
	    * l.quantity) from order_line l where l.parcel_id = p.id)), 0)::bigint
	from parcel p where p.order_id = of_order and p.state <> 'cancelled'
$$;

-- Locks the variants of a cart in id order and refuses what cannot be had.
create or replace function cart_lock(of_cart bigint)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	line record;
begin
	perform from variant where id in (select variant_id from cart_line
	    where cart_id = of_cart) order by id for no key update;
	for line in select * from cart_lines(of_cart) order by line_id loop
		if line.problem = 'gone' then
			perform refuse('not_on_sale', data => json_build_object(
			    'line', line.line_id, 'title', line.title));
		elsif line.problem is not null then
			perform refuse('stock_short', data => json_build_object(
			    'line', line.line_id, 'title', line.title,
			    'left', line.stock));
		end if;
	end loop;
	if not found then
		perform refuse('cart_empty');
	end if;
end
$$;

-- The parcels and frozen lines of an order from a cart.
create or replace function order_fill(of_order bigint, of_cart bigint,
    destination address, chosen json)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	part record;
	made bigint;
begin
	for part in
	    select g.id, c.method, o.price, l.grams
	    from (select group_id, sum(weight_g * quantity)::integer as grams
	        from cart_lines(of_cart) group by group_id) l
	    join self_help_group g on g.id = l.group_id
	    left join shipping_chosen(chosen) c on c.group_id = g.id
	    left join lateral shipping_offer(g.province_id, g.city_id,
	        destination.province_id, destination.city_id, l.grams) o
	        on o.method = c.method
	    order by g.id loop
		if part.method is null then
			perform refuse('shipping_missing', 'shipping',
			    json_build_object('group', part.id));
		elsif part.price is null then
			perform refuse('shipping_unavailable', 'shipping',
			    json_build_object('group', part.id));
		end if;
		insert into parcel (order_id, group_id, shipping_method,
		    shipping_rial, weight_g)
		values (of_order, part.id, part.method, part.price, part.grams)
		returning id into made;
		insert into order_line (parcel_id, group_id, variant_id,
		    product_id, title, variant_title, unit, price_rial, quantity)
		select made, part.id, l.variant_id, l.product_id, l.title,
		    l.variant_title, l.unit, l.price_rial, l.quantity
		from cart_lines(of_cart) l where l.group_id = part.id
		order by l.line_id;
	end loop;
end
$$;

-- order_place(address, shipping, note, total): total is what the buyer saw;
-- when it is no longer so she is asked again.
create or replace function order_place(to_address bigint, shipping json,
    note text, seen_total bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own bigint;
	destination address;
	placed shop_order;
	total bigint;
begin
	if actor_account() is null then
		perform refuse('unauthenticated');
	end if;
	-- The cart's lock makes a button pressed twice one order.
	select id into own from cart where account_id = actor_account()
	for no key update;
	if own is null then
		perform refuse('cart_empty');
	end if;
	select * into destination from address
	where id = to_address and account_id = actor_account()
	    and deleted_at is null;
	if destination.id is null then
		perform refuse('address_missing', 'address');
	end if;
	-- What is ordered and not paid is kept from others for half an hour.
	if (select count(distinct o.id) from shop_order o
	    join parcel p on p.order_id = o.id
	        and p.state = 'awaiting_payment'
	    where o.account_id = actor_account()
	        and o.id in (select id from shop_order
	            where account_id = actor_account()
	            order by id desc limit 50))
	    >= setting_int('order.unpaid_max', 3) then
		perform refuse('unpaid_limit');
	end if;
	-- Each group's parcel is sent in one way.
	if (select count(*) <> count(distinct group_id)
	    from shipping_chosen(shipping)) then
		perform refuse('shipping_missing', 'shipping');
	end if;
	perform cart_lock(own);

	insert into shop_order (code, account_id, receiver, mobile, province_id,
	    city_id, street, postal_code, note, expires_at)
	values (order_code(), actor_account(), destination.receiver,
	    destination.mobile, destination.province_id, destination.city_id,
	    destination.street, destination.postal_code, note,
	    now() + make_interval(
	        mins => setting_int('order.pay_minutes', 30)::integer))
	returning * into placed;
	perform order_fill(placed.id, own, destination, shipping);
	total := order_total(placed.id);
	if seen_total <> total then
		perform refuse('price_changed',
		    data => json_build_object('total', total));
	end if;

	update variant v set stock = v.stock - l.quantity
	from order_line l join parcel p on p.id = l.parcel_id
	where p.order_id = placed.id and v.id = l.variant_id
	    and v.stock is not null;
	delete from cart_line where cart_id = own;
	update address set used_at = now() where id = to_address;
	perform job_add('order_expire', jsonb_build_object('order', placed.id),
	    'order_expire:' || placed.id, placed.expires_at);
	return json_build_object('code', placed.code, 'total', total,
	    'expires_at', placed.expires_at);
end
$$;

-- Cancels parcels already locked and gives their stock back.
create or replace function parcels_cancel(ids bigint[], why text)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	perform move_note(why);
	update parcel set state = 'cancelled' where id = any (ids);
	perform from variant where id in (select variant_id from order_line
	    where parcel_id = any (ids)) order by id for no key update;
	update variant v set stock = v.stock + l.quantity
	from (select variant_id, sum(line_left(id, quantity)) as quantity
	    from order_line where parcel_id = any (ids) group by variant_id) l
	where v.id = l.variant_id and v.stock is not null;
	perform move_note('');
end
$$;

-- order_cancel(code): every parcel no group has accepted yet.
create or replace function order_cancel(of_code text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own shop_order;
	paid bigint[];
	open bigint[];
	back bigint;
begin
	select * into own from shop_order
	where code = of_code and account_id = actor_account() for no key update;
	if own.id is null then
		perform refuse('not_found');
	end if;
	select array_agg(p.id), coalesce(array_agg(p.id)
	    filter (where p.state = 'paid'), '{}')
	into open, paid
	from (select id, state from parcel where order_id = own.id
	    and state in ('awaiting_payment', 'paid')
	    order by id for no key update) p;
	if open is null then
		perform refuse(case when exists (select from parcel
		    where order_id = own.id and state <> 'cancelled')
		    then 'too_late_to_cancel' else 'order_cancelled' end);
	end if;
	perform parcels_cancel(open, 'buyer');
	back := parcels_refund(paid, 'cancelled');
	return json_build_object('code', own.code,
	    'cancelled', cardinality(open), 'refund_rial', back);
end
$$;

-- order_expire(order): for the runner. Someone at the bank's page when the
-- time is over gets one more quarter of an hour.
create or replace function order_expire(of_order bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own shop_order;
	open bigint[];
begin
	select * into own from shop_order where id = of_order for no key update;
	if own.id is null then
		return json_build_object('expired', 0);
	end if;
	if own.expires_at > now() then
		perform job_add('order_expire', jsonb_build_object('order', own.id),
		    'order_expire:' || own.id || ':'
		    || extract(epoch from own.expires_at)::bigint, own.expires_at);
		return json_build_object('expired', 0);
	end if;
	if exists (select from payment where order_id = own.id
	    and state = 'pending' and authority is not null
	    and created_at > now() - interval '15 minutes') then
		perform job_add('order_expire', jsonb_build_object('order', own.id),
		    'order_expire:' || own.id || ':' || (select max(id)
		        from payment where order_id = own.id),
		    now() + interval '15 minutes');
		return json_build_object('expired', 0);
	end if;
	open := array(select p.id from (select id from parcel
	    where order_id = own.id and state = 'awaiting_payment'
	    order by id for no key update) p);
	if cardinality(open) > 0 then
		perform parcels_cancel(open, 'expired');
	end if;
	return json_build_object('expired', cardinality(open));
end
$$;

-- One word for an order, from its parcels.
create or replace function order_state(of_order bigint)
returns text language sql stable as $$
	select case
	    when bool_and(state = 'cancelled') then 'cancelled'
	    when bool_or(state = 'awaiting_payment') then 'awaiting_payment'
	    when bool_and(state in ('completed', 'cancelled', 'refunded'))
	        then 'completed'
	    when bool_and(state in ('delivered', 'completed', 'cancelled',
	        'refunded', 'return_requested', 'returned')) then 'delivered'
	    when bool_or(state in ('shipped', 'delivered')) then 'shipped'
	    when bool_or(state in ('accepted', 'preparing')) then 'preparing'
	    else 'paid' end
	from parcel where order_id = of_order
$$;
