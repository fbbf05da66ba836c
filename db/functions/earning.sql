-- What a group earned: by the months of the calendar its members live by.

-- The first day of the Jalali month that a day is in. Thirty-three years have
-- eight leap years, which holds from 1244 to 1498 and beyond.
create or replace function jalali_month(day date)
returns date language sql immutable parallel safe as $$
	-- Days since the first of Farvardin of the year -1595.
	with since as (
	    select day - date '2000-01-01' + 1086152 as n
	), cycle as (
	    select n % 12053 % 1461 as n from since
	), place as (
	    select case when n > 365 then (n - 1) % 365 else n end as n from cycle
	)
	select day - case when n < 186 then n % 31 else (n - 186) % 30 end
	from place
$$;

create or replace function jalali_month(at timestamptz)
returns date language sql immutable parallel safe as $$
	select jalali_month((at at time zone 'Asia/Tehran')::date)
$$;

drop function if exists earning_lines(bigint);
-- Each line a buyer paid for, with what it leaves the actor's group: price,
-- less what went back of it, less fee, less shipping, as parcel_split() of
-- market.sql. The buyer pays shipping beside the price. Settled once she
-- cannot send it back.
create or replace function earning_lines(of_group bigint)
returns table (parcel_id bigint, line_id bigint, at timestamptz, month date,
    settled boolean, title text, variant_title text, unit text,
    quantity integer, back integer, price bigint, refund bigint, fee bigint,
    shipping bigint, share bigint)
language sql stable security definer
set search_path = public, pg_temp as $$
	select p.id, l.id, t.at, jalali_month(t.at),
	    p.completed_at is not null, l.title, l.variant_title, l.unit,
	    l.quantity, l.quantity - m.quantity, l.price_rial * l.quantity,
	    l.price_rial * (l.quantity - m.quantity), m.fee_rial, 0::bigint,
	    m.price_rial - m.fee_rial
	from parcel p
	cross join lateral parcel_split(p.id) m
	join order_line l on l.id = m.line_id
	cross join lateral (select coalesce(p.delivered_at, p.shipped_at,
	    p.state_at) as at) t
	where p.group_id = of_group and of_group = actor_group()
	    and p.state not in ('awaiting_payment', 'cancelled')
$$;

-- The same of one parcel of hers, summed.
create or replace function parcel_sums(of_parcel bigint)
returns table (pieces bigint, goods bigint, fee bigint, share bigint)
language sql stable security definer
set search_path = public, pg_temp as $$
	select sum(m.quantity), sum(m.price_rial)::bigint,
	    sum(m.fee_rial)::bigint, sum(m.price_rial - m.fee_rial)::bigint
	from parcel p cross join lateral parcel_split(p.id) m
	where p.id = of_parcel and p.group_id = actor_group()
$$;
