-- A group's parcels: accepted, prepared, shipped or cancelled by those who
-- pack them. Locks go order, then parcel, then variants, as everywhere.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

create or replace function carrier_title(carrier text)
returns text language sql immutable parallel safe as $$
	select case carrier
	    when 'post' then 'پست'
	    when 'tipax' then 'تیپاکس'
	    when 'courier' then 'پیک'
	    when 'freight' then 'باربری'
	    when 'hand' then 'تحویل حضوری'
	    else carrier end
$$;

-- The states of a parcel under each tab of the desk.
create or replace function parcel_tab(tab text)
returns text[] language sql immutable parallel safe as $$
	select case tab
	    when 'new' then array['paid']
	    when 'work' then array['accepted', 'preparing']
	    when 'sent' then array['shipped']
	    when 'back' then array['return_requested']
	    when 'done' then array['delivered', 'completed']
	    else array['cancelled', 'returned', 'refunded'] end
$$;

-- Parcels whose money is the group's: paid for and not given back.
create or replace function parcel_is_sold(state text)
returns boolean language sql immutable parallel safe as $$
	select state in ('paid', 'accepted', 'preparing', 'shipped',
	    'delivered', 'completed', 'return_requested')
$$;

-- When the group's next step on a parcel is due: a day to accept, then the
-- days that its slowest product needs and a little more to send.
create or replace function parcel_due(p parcel)
returns timestamptz language sql stable as $$
	select case p.state
	    when 'paid' then p.state_at + make_interval(hours =>
	        setting_int('parcel.accept_hours', 24)::integer)
	    when 'accepted' then p.state_at + make_interval(days =>
	        setting_int('parcel.ship_days', 3)::integer + days)
	    when 'preparing' then p.state_at + make_interval(days =>
	        setting_int('parcel.ship_days', 3)::integer + days) end
	from (select coalesce(max(r.ready_days), 0) as days
	    from order_line l join product r on r.id = l.product_id
	    where l.parcel_id = p.id) d
$$;

-- The whole address while the parcel is on its way to be sent, or is to come
-- back; afterwards only what tells one order from another.
create or replace function parcel_address_open(state text)
returns boolean language sql immutable parallel safe as $$
	select state in ('paid', 'accepted', 'preparing', 'shipped',
	    'return_requested')
$$;

-- Whose parcel it is, as its group may know it now.
create or replace function parcel_buyer(of_parcel bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select json_build_object('code', o.code, 'placed_at', o.placed_at,
	    'open', f.open, 'province', r.name, 'city', n.name,
	    'receiver', case when f.open then o.receiver
	        else left(o.receiver, 1) || '…' end,
	    'mobile', case when f.open then o.mobile end,
	    'street', case when f.open then o.street end,
	    'postal_code', case when f.open then o.postal_code end,
	    'note', case when f.open then o.note end)
	from parcel p
	join shop_order o on o.id = p.order_id
	join province r on r.id = o.province_id
	join city n on n.id = o.city_id
	cross join lateral (select parcel_address_open(p.state) as open) f
	where p.id = of_parcel and p.group_id = actor_group()
	    and p.state <> 'awaiting_payment'
$$;

-- A parcel as the desk's list shows it.
create or replace function parcel_row(p parcel)
returns json language sql stable as $$
	select json_build_object('id', p.id, 'state', p.state,
	    'state_title', parcel_title(p.state), 'state_at', p.state_at,
	    'due', parcel_due(p), 'late', coalesce(parcel_due(p) < now(), false),
	    'buyer', parcel_buyer(p.id), 'pieces', l.pieces, 'goods', l.goods,
	    'lines', l.list)
	from (select sum(k.pieces) as pieces,
	        sum(x.price_rial * k.pieces) as goods,
	        json_agg(json_build_object('title', x.title,
	            'variant_title', x.variant_title, 'quantity',
	            case when p.state in ('paid', 'accepted', 'preparing')
	                then k.pieces else x.quantity end,
	            'unit', x.unit) order by x.id) as list
	    from order_line x
	    cross join lateral (select line_left(x.id, x.quantity)) k (pieces)
	    where x.parcel_id = p.id and (k.pieces > 0 or p.state
	        not in ('paid', 'accepted', 'preparing'))) l
$$;

-- The actor's group's parcel, locked after its order.
create or replace function parcel_own(of_id bigint)
returns parcel language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own parcel;
begin
	perform from shop_order o where o.id = (select p.order_id from parcel p
	    where p.id = of_id and p.group_id = actor_group()) for no key update;
	select * into own from parcel
	where id = of_id and group_id = actor_group()
	    and state <> 'awaiting_payment' for no key update;
	if own.id is null then
		perform refuse('not_found');
	end if;
	return own;
end
$$;

-- Tells the buyer what became of a parcel.
drop function if exists parcel_tell(bigint, text);
create or replace function parcel_tell(of_parcel bigint, what text,
    rial bigint default null, why text default null)
returns void language sql security definer
set search_path = public, pg_temp as $$
	select message_add(what, o.mobile, jsonb_build_object('order', o.code,
	    'group', g.name, 'carrier', p.carrier,
	    'tracking_code', p.tracking_code, 'amount', rial,
	    'why', message_reason(why)), o.account_id)
	from parcel p
	join shop_order o on o.id = p.order_id
	join self_help_group g on g.id = p.group_id
	where p.id = of_parcel
$$;

-- parcel_accept(id): we will make it. From now on the buyer cannot cancel.
create or replace function parcel_accept(of_id bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own parcel := parcel_own(of_id);
begin
	if own.state = 'paid' then
		update parcel set state = 'accepted' where id = own.id;
		perform parcel_tell(own.id, 'parcel_accepted');
	elsif own.state <> 'accepted' then
		perform refuse('bad_move');
	end if;
	return json_build_object('id', own.id, 'state', 'accepted');
end
$$;

-- parcel_prepare(id)
create or replace function parcel_prepare(of_id bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own parcel := parcel_own(of_id);
begin
	update parcel set state = 'preparing' where id = own.id;
	return json_build_object('id', own.id, 'state', 'preparing');
end
$$;

-- parcel_ship(id, carrier, tracking_code): post gives a code, a courier or a
-- hand does not.
create or replace function parcel_ship(of_id bigint, new_carrier text,
    code text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own parcel := parcel_own(of_id);
begin
	if own.state not in ('accepted', 'preparing') then
		perform refuse('bad_move');
	elsif new_carrier = 'post' and code is null then
		perform refuse('tracking_missing', 'tracking_code');
	elsif new_carrier = 'post' and code !~ '^[0-9]{20,24}$' then
		perform refuse('tracking_bad', 'tracking_code');
	end if;
	update parcel
	set state = 'shipped', carrier = new_carrier, tracking_code = code,
	    shipped_at = now()
	where id = own.id;
	perform parcel_tell(own.id, 'parcel_shipped');
	return json_build_object('id', own.id, 'state', 'shipped');
end
$$;

-- parcel_cancel(id, reason): stock comes back, and so does the buyer's money
-- for this parcel.
create or replace function parcel_cancel(of_id bigint, reason text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own parcel := parcel_own(of_id);
	back bigint;
begin
	if own.state not in ('paid', 'accepted', 'preparing') then
		perform refuse('too_late_for_group');
	end if;
	perform parcels_cancel(array[own.id], reason);
	back := parcels_refund(array[own.id], 'cancelled');
	perform parcel_tell(own.id, 'parcel_cancelled');
	return json_build_object('id', own.id, 'state', 'cancelled',
	    'refund_rial', back);
end
$$;
