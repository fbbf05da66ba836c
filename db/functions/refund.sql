-- Money on its way back to a buyer, and from whom: each refund names the
-- pieces that it takes. Callers hold the order and its parcels.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- Pieces of a line that its buyer keeps.
create or replace function line_left(of_line bigint, quantity integer)
returns integer language sql stable security definer
set search_path = public, pg_temp as $$
	select line_left.quantity - coalesce((select sum(x.quantity)
	    from refund_part x where x.line_id = of_line), 0)::integer
$$;

create or replace function parcel_shipping_left(of_parcel bigint, rial bigint)
returns bigint language sql stable security definer
set search_path = public, pg_temp as $$
	select rial - coalesce((select sum(x.amount_rial) from refund_part x
	    where x.parcel_id = of_parcel and x.line_id is null), 0)::bigint
$$;

-- What a parcel's buyer paid for it and did not get back.
create or replace function parcel_kept(of_parcel bigint)
returns bigint language sql stable security definer
set search_path = public, pg_temp as $$
	select p.shipping_rial + (select sum(l.price_rial * l.quantity)
	    from order_line l where l.parcel_id = p.id)::bigint
	    - coalesce((select sum(x.amount_rial) from refund_part x
	        where x.parcel_id = p.id), 0)::bigint
	from parcel p where p.id = of_parcel
$$;

-- The payment that a parcel was bought with.
create or replace function parcel_payment(of_parcel bigint)
returns payment language sql stable security definer
set search_path = public, pg_temp as $$
	select y.* from parcel p join payment y on y.order_id = p.order_id
	where p.id = of_parcel and y.state in ('paid', 'refunded')
	    and not exists (select from refund r where r.payment_id = y.id
	        and r.reason in ('late', 'double'))
	order by y.settled_at, y.id limit 1
$$;

-- A refund, once for each key; NULL when it is there already. It goes when
-- its parts are named.
create or replace function refund_open(of_payment bigint, of_parcel bigint,
    amount bigint, why text, key text)
returns bigint language sql security definer
set search_path = public, pg_temp as $$
	insert into refund (payment_id, parcel_id, amount_rial, reason,
	    unique_key, asked_by)
	values (of_payment, of_parcel, amount, why, key, actor_account())
	on conflict (unique_key) do nothing
	returning id
$$;

-- Takes it out of what is in trust, or of its group's share, and lets the
-- runner send it.
create or replace function refund_go(of_refund bigint)
returns void language sql security definer
set search_path = public, pg_temp as $$
	select market_refund(r) from refund r where r.id = of_refund;
	select job_add('refund', jsonb_build_object('refund', of_refund),
	    'refund:' || of_refund)
$$;

-- Money that bought nothing: nobody's share is lowered.
create or replace function refund_add(of_payment bigint, of_parcel bigint,
    amount bigint, why text, key text)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	made bigint := refund_open(of_payment, of_parcel, amount, why, key);
begin
	if made is not null then
		perform refund_go(made);
	end if;
end
$$;

-- Names pieces of a parcel's lines as part of a refund, from [{line, pieces,
-- restocked}], and its shipping when nothing of it is left then.
create or replace function refund_take(of_refund bigint, own parcel,
    takes jsonb)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	insert into refund_part (refund_id, parcel_id, group_id, line_id,
	    quantity, restocked, amount_rial, fee_rial)
	select of_refund, own.id, own.group_id, l.id, t.pieces, t.restocked,
	    l.price_rial * t.pieces, fee_of(l.price_rial * k.pieces,
	        own.group_id, own.order_id) - fee_of(l.price_rial
	        * (k.pieces - t.pieces), own.group_id, own.order_id)
	from jsonb_to_recordset(takes) t (line bigint, pieces integer,
	    restocked integer)
	join order_line l on l.id = t.line and l.parcel_id = own.id
	cross join lateral (select line_left(l.id, l.quantity)) k (pieces)
	order by l.id;
	insert into refund_part (refund_id, parcel_id, group_id, quantity,
	    amount_rial)
	select of_refund, own.id, own.group_id, 0, s.rial
	from (select parcel_shipping_left(own.id, own.shipping_rial)) s (rial)
	where s.rial > 0 and not exists (select from order_line l
	    where l.parcel_id = own.id and line_left(l.id, l.quantity) > 0);
end
$$;

-- Every piece that is left of a parcel, on sale again.
create or replace function parcel_rest(of_parcel bigint)
returns jsonb language sql stable security definer
set search_path = public, pg_temp as $$
	select coalesce(jsonb_agg(jsonb_build_object('line', l.id,
	    'pieces', k.pieces, 'restocked', k.pieces)), '[]')
	from order_line l
	cross join lateral (select line_left(l.id, l.quantity)) k (pieces)
	where l.parcel_id = of_parcel and k.pieces > 0
$$;

-- Gives back what was paid for parcels: what is left of goods and shipping. A
-- payment that goes back whole is one refund, for gateways reverse whole
-- payments at once and leave parts of them to be sent by hand.
create or replace function parcels_refund(ids bigint[], why text)
returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	part parcel;
	total bigint := 0;
	rest bigint;
	whole payment;
	made bigint;
begin
	select y.* into whole from payment y
	where y.state = 'paid'
	    and not exists (select from refund r where r.payment_id = y.id)
	    and y.order_id = (select min(p.order_id) from parcel p
	        where p.id = any (ids))
	    and y.amount_rial = (select sum(parcel_kept(p.id)) from parcel p
	        where p.id = any (ids) and p.order_id = y.order_id);
	if whole.id is not null then
		made := refund_open(whole.id, case when cardinality(ids) = 1
		    then ids[1] end, whole.amount_rial, why,
		    'whole:' || whole.id);
		perform refund_take(made, p, parcel_rest(p.id)) from parcel p
		where p.id = any (ids) and made is not null;
		perform refund_go(made) where made is not null;
		return whole.amount_rial;
	end if;
	for part in select * from parcel where id = any (ids) order by id loop
		rest := parcel_kept(part.id);
		continue when rest = 0 or (parcel_payment(part.id)).id is null;
		made := refund_open((parcel_payment(part.id)).id, part.id, rest,
		    why, 'parcel:' || part.id);
		if made is not null then
			perform refund_take(made, part, parcel_rest(part.id));
			perform refund_go(made);
		end if;
		total := total + rest;
	end loop;
	return total;
end
$$;

-- ---- what keeps it so ----

-- No piece goes back twice, and each at its price.
create or replace function refund_part_check()
returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own parcel;
	line order_line;
begin
	select * into own from parcel where id = new.parcel_id
	for no key update;
	if new.line_id is null then
		if new.amount_rial > parcel_shipping_left(own.id,
		    own.shipping_rial) then
			perform refuse('refund_too_big');
		end if;
		return new;
	end if;
	select * into line from order_line
	where id = new.line_id and parcel_id = new.parcel_id;
	if line.id is null or own.group_id <> new.group_id then
		perform refuse('not_found');
	elsif new.quantity > line_left(line.id, line.quantity)
	    or new.amount_rial <> line.price_rial * new.quantity then
		perform refuse('refund_too_big');
	end if;
	return new;
end
$$;

-- A refund that does not say whose share it takes is none, but of money that
-- bought nothing. Runs at the end of a transaction.
create or replace function refund_named_check()
returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	if new.reason not in ('late', 'double') and new.amount_rial
	    is distinct from (select sum(amount_rial) from refund_part
	        where refund_id = new.id) then
		raise exception 'refund % does not name what it takes', new.id
		    using errcode = 'HM001';
	end if;
	return null;
end
$$;

create or replace trigger part_check before insert on refund_part
    for each row execute function refund_part_check();
create or replace trigger append_only
    before update or delete or truncate on refund_part
    for each statement execute function append_only();
do $$
begin
	if not exists (select from pg_trigger where tgname = 'named_check'
	    and tgrelid = 'refund'::regclass) then
		create constraint trigger named_check after insert on refund
		    deferrable initially deferred
		    for each row execute function refund_named_check();
	end if;
end
$$;
