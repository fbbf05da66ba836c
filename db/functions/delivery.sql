-- The last step of a parcel: it has come.

-- parcel_receive(id): its buyer has it in her hands.
create or replace function parcel_receive(of_id bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own parcel;
	own_code text;
begin
	select p.* into own from parcel p
	join shop_order o on o.id = p.order_id
	where p.id = of_id and o.account_id = actor_account()
	for no key update of p;
	if own.id is null then
		perform refuse('not_found');
	elsif own.state <> 'shipped' then
		perform refuse('bad_move');
	end if;
	update parcel set state = 'delivered', delivered_at = now()
	where id = own.id;
	select code into own_code from shop_order where id = own.order_id;
	return json_build_object('id', own.id, 'state', 'delivered',
	    'code', own_code);
end
$$;

-- Parcels that nobody spoke of again: after some weeks they have come.
create or replace function parcels_deliver()
returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	moved bigint;
begin
	update parcel set state = 'delivered', delivered_at = now()
	where state = 'shipped' and shipped_at < now()
	    - make_interval(days => (select setting_int('parcel.deliver_days',
	        14))::integer);
	get diagnostics moved = row_count;
	return moved;
end
$$;
