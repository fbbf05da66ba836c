-- Where orders go, and what it costs to send them there.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

create or replace function shipping_zone(from_province bigint,
    from_city bigint, to_province bigint, to_city bigint)
returns text language sql stable as $$
	select case when from_city = to_city then 'city'
	    when from_province = to_province then 'province'
	    when exists (select from province_neighbour
	        where province_id = from_province
	            and neighbour_id = to_province) then 'neighbour'
	    else 'far' end
$$;

-- The ways to send so many grams; a parcel of services weighs nothing and
-- costs nothing to send.
create or replace function shipping_offer(from_province bigint,
    from_city bigint, to_province bigint, to_city bigint, grams integer)
returns table (method text, title text, says text, days_min integer,
    days_max integer, place integer, price bigint)
language sql stable as $$
	select m.method, m.title, m.says, m.days_min, m.days_max, m.position,
	    c.price
	from shipping_method m
	cross join lateral (select case when grams = 0 then 0
	    else shipping_price(m.method, shipping_zone(from_province,
	        from_city, to_province, to_city), grams) end as price) c
	where m.active and c.price is not null
$$;

create or replace function address_json(a address)
returns json language sql stable as $$
	select json_build_object('id', a.id, 'title', a.title,
	    'receiver', a.receiver, 'mobile', a.mobile,
	    'province', json_build_object('id', r.id, 'name', r.name),
	    'city', json_build_object('id', n.id, 'name', n.name),
	    'street', a.street, 'postal_code', a.postal_code)
	from province r, city n
	where r.id = a.province_id and n.id = a.city_id
$$;

-- address_save(id, title, receiver, mobile, province, city, street,
-- postal_code): a new one when id is NULL. The city tells its province, unless
-- both are given.
create or replace function address_save(of_id bigint, new_title text,
    new_receiver text, new_mobile text, new_province bigint,
    new_city bigint, new_street text, new_postal_code text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	saved address;
begin
	if actor_account() is null then
		perform refuse('unauthenticated');
	end if;
	new_province := coalesce(new_province,
	    (select province_id from city where id = new_city));
	if not exists (select from city
	    where id = new_city and province_id = new_province) then
		perform refuse('bad_city', 'city');
	end if;
	if of_id is null then
		if (select count(*) from address where account_id = actor_account()
		    and deleted_at is null) >= 20 then
			perform refuse('address_limit');
		end if;
		insert into address (account_id, title, receiver, mobile,
		    province_id, city_id, street, postal_code)
		values (actor_account(), new_title, new_receiver, new_mobile,
		    new_province, new_city, new_street, new_postal_code)
		returning * into saved;
	else
		update address
		set title = new_title, receiver = new_receiver,
		    mobile = new_mobile, province_id = new_province,
		    city_id = new_city, street = new_street,
		    postal_code = new_postal_code, used_at = now()
		where id = of_id and account_id = actor_account()
		    and deleted_at is null
		returning * into saved;
		if saved.id is null then
			perform refuse('not_found');
		end if;
	end if;
	return address_json(saved);
end
$$;

-- address_delete(id)
create or replace function address_delete(of_id bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	update address set deleted_at = now()
	where id = of_id and account_id = actor_account()
	    and deleted_at is null;
	if not found then
		perform refuse('not_found');
	end if;
	return json_build_object('id', of_id, 'deleted', true);
end
$$;
