-- Invoices. A group sells, so it numbers its own; prices are final, so tax is
-- found inside them; money that went back is written below, from the refunds.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- The rate of a tax class on a day, in ten-thousandths of a price before tax.
create or replace function tax_on(of_class text, day date)
returns integer language sql stable security definer
set search_path = public, pg_temp as $$
	select coalesce((select per_myriad from tax_rate
	    where class = of_class and valid_from <= day
	    order by valid_from desc limit 1), 0)
$$;

-- What of a final price is tax, to the nearest rial.
create or replace function tax_within(rial bigint, per_myriad integer)
returns bigint language sql immutable parallel safe as $$
	select (rial * per_myriad + (10000 + per_myriad) / 2)
	    / (10000 + per_myriad)
$$;

-- The next number of a group is taken in the transaction that uses it: one
-- that fails leaves no gap. No name of a member is on it.
create or replace function invoice_issue(own parcel, day date)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	of_year constant integer := quarter_number(day) / 4;
	number integer;
	made bigint;
begin
	if exists (select from invoice where parcel_id = own.id) then
		return;
	end if;
	insert into invoice_serial (group_id, year, last)
	values (own.group_id, of_year, 1)
	on conflict (group_id, year) do update
	set last = invoice_serial.last + 1 returning last into number;
	insert into invoice (parcel_id, group_id, year, serial, issued_on, seller)
	select own.id, g.id, of_year, number, day, json_build_object(
	    'name', g.name, 'trade', t.title, 'province', r.name,
	    'city', n.name, 'clinic', k.name, 'phone', k.phone)
	from self_help_group g
	join category t on t.id = g.category_id
	join clinic k on k.id = g.clinic_id
	join province r on r.id = g.province_id
	join city n on n.id = g.city_id
	where g.id = own.group_id returning id into made;
	insert into invoice_line (line_id, invoice_id, tax_class, per_myriad,
	    tax_rial)
	select l.id, made, p.tax_class, x.rate,
	    tax_within(l.price_rial * l.quantity, x.rate)
	from order_line l join product p on p.id = l.product_id
	cross join lateral (select tax_on(p.tax_class, day) as rate) x
	where l.parcel_id = own.id;
end
$$;

create or replace function parcel_invoice()
returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	perform invoice_issue(new, (now() at time zone 'Asia/Tehran')::date);
	return null;
end
$$;
create or replace trigger invoice after update of state on parcel
    for each row when (old.state is distinct from new.state
        and new.state = 'accepted') execute function parcel_invoice();

-- What was accepted before there were invoices gets its own, in order of time;
-- also the parcels that the demo lays.
create or replace function invoices_move_over()
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	turn record;
begin
	for turn in select p as own, (coalesce(h.at, p.shipped_at,
	        p.state_at) at time zone 'Asia/Tehran')::date as day
	    from parcel p
	    left join lateral (select min(at) as at from parcel_history
	        where parcel_id = p.id and to_state = 'accepted') h on true
	    where (p.state not in ('awaiting_payment', 'paid', 'cancelled')
	            or h.at is not null)
	        and not exists (select from invoice where parcel_id = p.id)
	    order by coalesce(h.at, p.shipped_at, p.state_at), p.id loop
		perform invoice_issue(turn.own, turn.day);
	end loop;
end
$$;

-- What went back of a parcel after all, piece by piece, the oldest first; a
-- part without a line is its shipping.
create or replace function invoice_credits(of_parcel bigint)
returns table (part bigint, refund bigint, at timestamptz, why text,
    title text, quantity integer, amount_rial bigint, done boolean)
language sql stable security definer
set search_path = public, pg_temp as $$
	select x.id, f.id, coalesce(f.done_at, f.created_at), case f.reason
	        when 'cancelled' then 'لغو سفارش'
	        when 'returned' then 'برگشت کالا'
	        else 'بازپرداخت به خریدار' end, l.title,
	    nullif(x.quantity, 0), x.amount_rial, f.state = 'done'
	from refund_part x
	join refund f on f.id = x.refund_id
	left join order_line l on l.id = x.line_id
	where x.parcel_id = of_parcel order by f.id, x.id
$$;

-- To whom it was sold: all of it for herself, for the group what it may know
-- of her now.
create or replace function invoice_buyer(of_parcel bigint, for_group boolean)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select case when for_group then parcel_buyer(of_parcel)
	    else (select json_build_object('code', o.code, 'open', true,
	        'placed_at', o.placed_at, 'receiver', o.receiver,
	        'mobile', o.mobile, 'province', r.name, 'city', n.name,
	        'street', o.street, 'postal_code', o.postal_code,
	        'note', o.note)
	    from parcel p
	    join shop_order o on o.id = p.order_id
	    join province r on r.id = o.province_id
	    join city n on n.id = o.city_id
	    where p.id = of_parcel and owns_order(o.id)) end
$$;

create or replace function invoice_lines(of_invoice bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select json_agg(json_build_object('title', l.title,
	    'variant_title', nullif(l.variant_title, ''), 'unit', l.unit,
	    'quantity', l.quantity, 'price', l.price_rial,
	    'sum', l.price_rial * l.quantity, 'discount', 0,
	    'tax_title', c.title, 'percent', nullif(i.per_myriad, 0) / 100.0,
	    'tax', i.tax_rial) order by l.id)
	from invoice_line i
	join order_line l on l.id = i.line_id
	join tax_class c on c.class = i.tax_class
	where i.invoice_id = of_invoice
$$;

-- The invoice of a parcel for its buyer, or for its group; NULL for others,
-- and while there is none.
create or replace function invoice_json(of_parcel bigint, for_group boolean)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select json_build_object('parcel', p.id, 'year', i.year,
	    'serial', i.serial, 'issued_on', i.issued_on, 'seller', i.seller,
	    'buyer', invoice_buyer(p.id, for_group),
	    'lines', invoice_lines(i.id), 'shipping', json_build_object(
	        'title', m.title, 'price', p.shipping_rial),
	    'goods', s.goods, 'tax', s.tax, 'total', s.goods + p.shipping_rial,
	    'credits', (select json_agg(json_build_object('id', c.refund,
	            'at', c.at, 'why', c.why, 'title', c.title,
	            'quantity', c.quantity, 'amount', c.amount_rial,
	            'done', c.done) order by c.part)
	        from invoice_credits(p.id) c),
	    'credited', s.credited,
	    'rest', s.goods + p.shipping_rial - coalesce(s.credited, 0))
	from invoice i
	join parcel p on p.id = i.parcel_id
	join shipping_method m on m.method = p.shipping_method
	cross join lateral (select
	    (select sum(price_rial * quantity)::bigint from order_line
	        where parcel_id = p.id) as goods,
	    (select sum(tax_rial)::bigint from invoice_line
	        where invoice_id = i.id) as tax,
	    (select sum(amount_rial)::bigint from invoice_credits(p.id))
	        as credited) s
	where i.parcel_id = of_parcel and case when for_group
	    then p.group_id = actor_group() else owns_order(p.order_id) end
$$;
