-- Money of the market, as entries of its book. Each names its order, so that
-- what is kept in trust for an order can be told; callers hold the order's row.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

create or replace function market_account(of_kind text,
    of_group bigint default null)
returns bigint language sql security definer
set search_path = public, pg_temp as $$
	select ledger_account(ledger_market(), of_kind, of_group)
$$;

-- What is kept in trust for an order: what its buyers paid, less what went
-- back or became a group's.
create or replace function market_escrow(of_order bigint)
returns bigint language sql stable security definer
set search_path = public, pg_temp as $$
	select -coalesce(sum(l.amount_rial), 0)::bigint
	from ledger_entry e
	join ledger_leg l on l.entry_id = e.id
	join ledger_account a on a.id = l.account_id and a.kind = 'escrow'
	where e.book_id = ledger_market() and e.reference = 'order:' || of_order
$$;

-- An entry for an order, without its legs of zero. What is in trust for it
-- never goes below zero.
create or replace function market_post(of_kind text, of_key text,
    of_order bigint, at timestamptz, accounts bigint[], amounts bigint[])
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	perform ledger_post(ledger_market(), of_kind, of_key, at,
	    'order:' || of_order, array_agg(account order by n),
	    array_agg(amount order by n))
	from unnest(accounts, amounts) with ordinality l (account, amount, n)
	where amount <> 0 having count(*) > 0;
	if market_escrow(of_order) < 0 then
		perform refuse('balance_short');
	end if;
end
$$;

-- Moves an amount from one account to another for an order.
create or replace function market_move(of_kind text, of_key text,
    of_order bigint, at timestamptz, from_account bigint, to_account bigint,
    amount bigint)
returns void language sql security definer
set search_path = public, pg_temp as $$
	select market_post(of_kind, of_key, of_order, at,
	    array[to_account, from_account], array[amount, -amount])
$$;

-- What stands to a group's credit and what it owes, locked until the end, so
-- that neither changes between being looked at and being moved.
create or replace function market_stands(of_group bigint,
    out credit bigint, out debt bigint)
language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	perform from ledger_account
	where book_id = ledger_market() and group_id = of_group
	    and kind in ('payable', 'owed') order by id for no key update;
	select coalesce(sum(balance_rial) filter (where kind = 'payable'), 0),
	    coalesce(sum(balance_rial) filter (where kind = 'owed'), 0)
	into credit, debt from ledger_account
	where book_id = ledger_market() and group_id = of_group
	    and kind in ('payable', 'owed');
end
$$;

-- What stands to a group's credit pays what it owes.
create or replace function market_clear(of_group bigint, of_key text,
    of_reference text)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	stands record := market_stands(of_group);
	rial constant bigint := least(stands.credit, stands.debt);
begin
	if rial > 0 then
		perform ledger_post(ledger_market(), 'cleared', of_key, now(),
		    of_reference, array[market_account('payable', of_group),
		        market_account('owed', of_group)], array[rial, -rial]);
	end if;
end
$$;

-- A buyer's money came to the gateway.
create or replace function market_capture(own payment)
returns void language sql security definer
set search_path = public, pg_temp as $$
	select market_move('capture', 'payment:' || own.id, own.order_id,
	    coalesce(own.settled_at, now()), market_account('escrow'),
	    market_account('gateway'), own.amount_rial)
$$;

-- Whether the money of a parcel became its group's.
create or replace function market_earned(of_parcel bigint)
returns boolean language sql stable security definer
set search_path = public, pg_temp as $$
	select exists (select from ledger_entry
	    where book_id = ledger_market()
	        and idempotency_key = 'parcel:' || of_parcel)
$$;

-- It is to go back to her: out of what is in trust; or, when that became its
-- group's, out of the group's share and of the fee that was kept of it. What
-- the group no longer has it owes, up to a little: a group that gave back to a
-- friend what it had taken out would be paid twice.
create or replace function market_refund(own refund)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	of_order bigint := (select order_id from payment
	    where id = own.payment_id);
	part record;
	stands record;
	taken bigint;
	most constant bigint := setting_int('refund.owed_most', 50000000);
begin
	if own.parcel_id is null or not market_earned(own.parcel_id) then
		perform market_move('refund', 'refund:' || own.id, of_order,
		    own.created_at, market_account('refund'),
		    market_account('escrow'), own.amount_rial);
		return;
	end if;
	select min(group_id) as group_id, sum(fee_rial)::bigint as fee
	into part from refund_part where refund_id = own.id;
	stands := market_stands(part.group_id);
	taken := least(stands.credit, own.amount_rial - part.fee);
	if taken < own.amount_rial - part.fee
	    and stands.debt + own.amount_rial - part.fee - taken > most then
		perform refuse('owes_too_much', 'scrap', json_build_object('most',
		    most));
	end if;
	perform market_post('refund', 'refund:' || own.id, of_order,
	    own.created_at, array[market_account('payable', part.group_id),
	        market_account('owed', part.group_id), market_account('fee'),
	        market_account('refund')],
	    array[taken, own.amount_rial - part.fee - taken, part.fee,
	        -own.amount_rial]);
end
$$;

-- And later it went.
create or replace function market_refunded(own refund)
returns void language sql security definer
set search_path = public, pg_temp as $$
	select market_move('refunded', 'refunded:' || own.id, y.order_id,
	    coalesce(own.done_at, now()), market_account('gateway'),
	    market_account('refund'), own.amount_rial)
	from payment y where y.id = own.payment_id
$$;

-- ---- a parcel becomes its group's ----

-- Hamyar's part of a price of a group and trade on a day, in ten-thousandths.
create or replace function fee_on(of_group bigint, of_category bigint,
    day date)
returns integer language sql stable security definer
set search_path = public, pg_temp as $$
	select coalesce((select per_myriad from fee_rule f
	    where f.valid_from <= day and (f.group_id = of_group
	        or f.category_id = of_category
	        or (f.group_id is null and f.category_id is null))
	    order by f.group_id is null, f.category_id is null,
	        f.valid_from desc limit 1), 0)
$$;

-- And of an amount of an order.
create or replace function fee_of(amount bigint, of_group bigint,
    of_order bigint)
returns bigint language sql stable security definer
set search_path = public, pg_temp as $$
	select (amount * fee_on(g.id, g.category_id,
	    (o.placed_at at time zone 'Asia/Tehran')::date) / 10000)::bigint
	from self_help_group g, shop_order o
	where g.id = of_group and o.id = of_order
$$;

-- The n-th working day after a day: neither Fridays nor holidays count.
create or replace function working_day_after(day date, n integer)
returns date language sql stable as $$
	select max(d) from (select d::date as d
	    from generate_series(day + 1, day + 3 * n + 30, '1 day') d
	    where extract(isodow from d) <> 5
	        and not exists (select from holiday h where h.day = d::date)
	    order by d limit n) w
$$;

-- The last day on which a parcel may be sent back: working days from its
-- delivery (article 37 of the law of electronic commerce), or that day itself
-- when none of its goods may be.
create or replace function parcel_last_day(p parcel)
returns date language sql stable security definer
set search_path = public, pg_temp as $$
	select case when exists (select from order_line l
	    join product r on r.id = l.product_id
	    where l.parcel_id = p.id and r.withdrawal_exempt_reason is null)
	    then working_day_after(d.day,
	        setting_int('parcel.return_days', 7)::integer)
	    else d.day end
	from (select (p.delivered_at at time zone 'Asia/Tehran')::date) d (day)
$$;

-- It is looked at again when that day is over in Iran; and anew after each
-- return of it, during which it was passed over.
create or replace function parcel_complete_later(p parcel)
returns void language sql security definer
set search_path = public, pg_temp as $$
	select job_add('parcel_complete', jsonb_build_object('parcel', p.id),
	    'parcel_complete:' || p.id || coalesce(':' || nullif((select count(*)
	        from parcel_return r where r.parcel_id = p.id), 0), ''),
	    (p.return_by + 1)::timestamp at time zone 'Asia/Tehran')
$$;

create or replace function parcel_dates()
returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	if new.state = 'delivered' then
		new.return_by := coalesce(new.return_by, parcel_last_day(new));
		perform parcel_complete_later(new);
	elsif new.state = 'completed' then
		new.completed_at := now();
	end if;
	return new;
end
$$;
-- After state_check: triggers fire by name.
create or replace trigger state_dates before update of state on parcel
    for each row when (old.state is distinct from new.state)
    execute function parcel_dates();

drop function if exists parcel_split(bigint);
-- What a parcel leaves its group, line by line, of what its buyer keeps: price
-- less fee less shipping. The buyer pays shipping beside the price and the
-- group sends, so that shipping is neither taken from it nor kept from it.
create or replace function parcel_split(of_parcel bigint)
returns table (line_id bigint, quantity integer, price_rial bigint,
    fee_rial bigint)
language sql stable security definer
set search_path = public, pg_temp as $$
	select l.id, k.pieces, l.price_rial * k.pieces,
	    fee_of(l.price_rial * k.pieces, p.group_id, p.order_id)
	from parcel p
	join order_line l on l.parcel_id = p.id
	cross join lateral (select line_left(l.id, l.quantity)) k (pieces)
	where p.id = of_parcel
$$;

-- The money of a parcel whose buyer can send nothing back any more. What its
-- group owes is settled first.
create or replace function market_earn(p parcel)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	at constant timestamptz := coalesce(p.completed_at, now());
	stands record := market_stands(p.group_id);
	share bigint;
	fee bigint;
	debt bigint;
begin
	select sum(price_rial - fee_rial) + parcel_shipping_left(p.id,
	    p.shipping_rial), sum(fee_rial)
	into share, fee from parcel_split(p.id);
	debt := least(stands.debt, share);
	perform market_post('earning', 'parcel:' || p.id, p.order_id, at,
	    array[market_account('escrow'), market_account('payable',
	        p.group_id), case when debt > 0 then market_account('owed',
	        p.group_id) end], array[share, debt - share, -debt]);
	if fee > 0 then
		perform market_move('fee', 'fee:parcel:' || p.id, p.order_id, at,
		    market_account('fee'), market_account('escrow'), fee);
	end if;
end
$$;

-- parcel_complete(parcel): for the runner, when the last day is over.
create or replace function parcel_complete(of_parcel bigint)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own parcel;
begin
	perform from shop_order where id = (select order_id from parcel
	    where id = of_parcel) for no key update;
	update parcel set state = 'completed'
	where id = of_parcel and state = 'delivered'
	    and return_by < (now() at time zone 'Asia/Tehran')::date
	returning * into own;
	if own.id is not null then
		perform market_earn(own);
	elsif exists (select from parcel where id = of_parcel
	    and state = 'delivered') then
		perform refuse('bad_move');
	end if;
end
$$;

-- What happened before there was a book is written into it, each once; also
-- the orders that the demo lays.
create or replace function market_move_over()
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	paid payment;
	back refund;
	got parcel;
begin
	update parcel p set return_by = parcel_last_day(p)
	where p.delivered_at is not null and p.return_by is null;
	perform parcel_complete_later(p) from parcel p
	where p.state = 'delivered';
	update parcel set completed_at = state_at
	where state = 'completed' and completed_at is null;
	for paid in select y.* from payment y
	    where y.state in ('paid', 'refunded')
	        and not exists (select from ledger_entry e
	            where e.book_id = ledger_market()
	                and e.idempotency_key = 'payment:' || y.id)
	    order by y.settled_at, y.id loop
		perform market_capture(paid);
	end loop;
	for back in select r.* from refund r
	    where not exists (select from ledger_entry e
	        where e.book_id = ledger_market()
	            and e.idempotency_key = 'refund:' || r.id)
	    order by r.id loop
		perform market_refund(back);
	end loop;
	for back in select r.* from refund r
	    where r.state = 'done' and not exists (select from ledger_entry e
	        where e.book_id = ledger_market()
	            and e.idempotency_key = 'refunded:' || r.id)
	    order by r.id loop
		perform market_refunded(back);
	end loop;
	for got in select p.* from parcel p
	    where p.state = 'completed' and not exists (select
	        from ledger_entry e where e.book_id = ledger_market()
	            and e.idempotency_key = 'parcel:' || p.id)
	    order by p.completed_at, p.id loop
		perform market_earn(got);
	end loop;
end
$$;
