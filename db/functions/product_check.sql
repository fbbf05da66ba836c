-- A clinic looks at what its groups want to sell before it is on sale.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- Moves a proposed product of the actor's clinic.
create or replace function product_decide(of_product bigint,
    new_state text, why text)
returns product language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	asked product;
begin
	if actor_clinic() is null
	    or actor_role() not in ('clinic_officer', 'clinic_manager') then
		perform refuse('forbidden');
	end if;
	select p.* into asked from product p
	join self_help_group g on g.id = p.group_id
	where p.id = of_product and g.clinic_id = actor_clinic()
	for no key update of p;
	if asked.id is null or asked.state = 'draft' then
		perform refuse('not_found');
	elsif group_is_own(asked.group_id) then
		perform refuse('own_product');
	elsif asked.state <> 'proposed' then
		perform refuse('already_decided');
	end if;
	perform move_note(why);
	update product set state = new_state, returned_reason = why
	where id = of_product returning * into asked;
	return asked;
end
$$;

-- Tells the group's leader.
create or replace function product_tell(told product, kind text, why text)
returns void language sql security definer
set search_path = public, pg_temp as $$
	select message_add(kind, m.mobile, jsonb_build_object(
	    'title', told.title, 'why', message_reason(why)), m.account_id)
	from group_member m
	where m.group_id = told.group_id and m.post = 'leader'
	    and m.left_on is null and m.mobile is not null
$$;

-- product_publish(id)
create or replace function product_publish(of_id bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	decided product := product_decide(of_id, 'published', null);
begin
	perform product_tell(decided, 'product_published', null);
	return json_build_object('id', of_id, 'state', 'published');
end
$$;

-- product_return(id, why)
create or replace function product_return(of_id bigint, why text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	decided product := product_decide(of_id, 'returned', why);
begin
	perform product_tell(decided, 'product_returned', why);
	return json_build_object('id', of_id, 'state', 'returned');
end
$$;

-- Takes food whose licence is over out of the shop and tells its group; run
-- from time to time.
create or replace function products_lapse()
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	lapsed product;
begin
	perform move_note('licence_over');
	for lapsed in
		update product set state = 'paused'
		where id in (select id from product
		    where state = 'published' and licence_until < current_date
		        and category_is_food(category_id)
		    order by id for no key update skip locked)
		returning *
	loop
		perform product_tell(lapsed, 'product_lapsed', null);
	end loop;
	perform move_note('');
end
$$;
