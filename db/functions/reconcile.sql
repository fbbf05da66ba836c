-- The gateways beside the book: what stands at them, of which payment, and
-- what of it is not as it should be, by name.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- What can stand open, in the order a page tells it: its title, and whether
-- it is a difference or only on its way.
create or replace function reconcile_kinds()
returns table (kind text, title text, is_open boolean, place integer)
language sql immutable parallel safe as $$
	select * from (values
	    ('unknown', 'در گزارش هست و از ما نیست', false, 1),
	    ('unpaid', 'در گزارش هست و نزد ما پرداخت نشده', false, 2),
	    ('missing', 'نزد ما هست و در گزارش نیست', false, 3),
	    ('differs', 'مبلغ یکی نیست', false, 4),
	    ('twice', 'بیش از یک بار واریز شده', false, 5),
	    ('refund_missing', 'بازپرداخت ما در گزارش نیست', false, 6),
	    ('refund_unknown', 'بازپرداختی که از ما نیست', false, 7),
	    ('late', 'پرداخت پس از لغو یا دوباره، هنوز برنگشته', false, 8),
	    ('waiting', 'در راه بانک', true, 9),
	    ('refund_waiting', 'بازپرداخت در راه گزارش', true, 10))
	    v (kind, title, is_open, place)
$$;

-- What an open payment is. Young ones are on their way.
create or replace function reconcile_kind(i gateway_item, since timestamptz)
returns text language sql immutable parallel safe as $$
	select case
	    when i.captured_rial = 0 then 'unpaid'
	    when i.settled_rial = 0 then case when i.at < since
	        then 'missing' else 'waiting' end
	    when i.settled_rial > i.captured_rial and i.settled_times > 1
	        then 'twice'
	    when i.settled_rial <> i.captured_rial then 'differs'
	    when i.returned_rial > i.refunded_rial then 'refund_unknown'
	    when i.refunded_at < since then 'refund_missing'
	    else 'refund_waiting' end
$$;

create or replace function reconcile_since()
returns timestamptz language sql stable as $$
	select now() - make_interval(
	    days => setting_int('settlement.days', 4)::integer)
$$;

-- All that is open, for who reads the book: what we say, what the gateway
-- says, and what of the account at the gateway it is. Its key tells payments,
-- lines and refunds apart.
create or replace function reconcile_rows()
returns table (key bigint, kind text, gateway text, reference text,
    code text, at timestamptz, ours_rial bigint, theirs_rial bigint,
    open_rial bigint)
language sql stable security definer
set search_path = public, pg_temp as $$
	select i.payment_id * 4, reconcile_kind(i, reconcile_since()),
	    i.gateway, y.authority, o.code, i.at,
	    i.captured_rial - i.refunded_rial,
	    i.settled_rial - i.returned_rial, i.open_rial
	from gateway_item i
	join payment y on y.id = i.payment_id
	join shop_order o on o.id = y.order_id
	where i.open_rial <> 0 and book_reader()
	union all
	select min(r.id) * 4 + 1, 'unknown', min(r.gateway), r.of_what, null,
	    min(r.settled_on)::timestamp at time zone 'Asia/Tehran', 0,
	    sum(r.amount_rial)::bigint, 0
	from settlement_row r
	where r.payment_id is null and book_reader()
	group by r.of_what having sum(r.amount_rial) <> 0
	union all
	select f.id * 4 + 2, 'late', y.gateway, y.authority, o.code,
	    y.settled_at, y.amount_rial, y.amount_rial, 0
	from refund f
	join payment y on y.id = f.payment_id
	join shop_order o on o.id = y.order_id
	where f.reason in ('late', 'double') and f.state <> 'done'
	    and book_reader()
$$;

-- The differences alone: how many, and how much they are.
create or replace function reconcile_sum(out differences integer,
    out difference_rial bigint)
language sql stable as $$
	select count(*)::integer,
	    coalesce(sum(r.ours_rial - r.theirs_rial), 0)::bigint
	from reconcile_rows() r join reconcile_kinds() k on k.kind = r.kind
	where not k.is_open
$$;

-- The account at the gateways by day: taken, sent back, settled, and where it
-- stood at the day's end. Counted back from what it is now.
create or replace function reconcile_days(first date, last date)
returns table (day date, captured_rial bigint, refunded_rial bigint,
    settled_rial bigint, other_rial bigint, balance_rial bigint)
language plpgsql stable security definer
set search_path = public, pg_temp as $$
declare
	own constant bigint := (select id from ledger_account
	    where book_id = ledger_market() and kind = 'gateway');
	stands bigint;
begin
	if not book_reader() then
		return;
	end if;
	select ledger_balance(own) - coalesce(sum(l.amount_rial), 0) into stands
	from ledger_entry e join ledger_leg l on l.entry_id = e.id
	where e.book_id = ledger_market() and l.account_id = own
	    and e.happened_at >= (last + 1)::timestamp at time zone 'Asia/Tehran';
	return query
	select d.day, d.captured, d.refunded, d.settled,
	    (d.all_of - d.captured + d.refunded + d.settled)::bigint,
	    (stands - sum(d.all_of) over (order by d.day desc) + d.all_of)
	        ::bigint
	from (select (e.happened_at at time zone 'Asia/Tehran')::date as day,
	        coalesce(sum(l.amount_rial) filter (where e.kind = 'capture'), 0)
	            ::bigint as captured,
	        -coalesce(sum(l.amount_rial)
	            filter (where e.kind = 'refunded'), 0)::bigint as refunded,
	        -coalesce(sum(l.amount_rial)
	            filter (where e.kind = 'settlement'), 0)::bigint as settled,
	        sum(l.amount_rial)::bigint as all_of
	    from ledger_entry e join ledger_leg l on l.entry_id = e.id
	    where e.book_id = ledger_market() and l.account_id = own
	        and e.happened_at >= first::timestamp at time zone 'Asia/Tehran'
	        and e.happened_at < (last + 1)::timestamp
	            at time zone 'Asia/Tehran'
	    group by 1) d
	order by d.day desc;
end
$$;

-- What the book says stands at the gateways; NULL for who does not read it.
create or replace function reconcile_balance()
returns bigint language sql stable security definer
set search_path = public, pg_temp as $$
	select coalesce(sum(ledger_balance(id)), 0)::bigint
	from ledger_account
	where book_id = ledger_market() and kind = 'gateway'
	having book_reader()
$$;

-- A difference as a page shows it.
create or replace function reconcile_json(of_kind text, after text,
    most integer)
returns json language sql stable as $$
	with page as materialized (
	    select r.*, k.title from reconcile_rows() r
	    join reconcile_kinds() k on k.kind = r.kind
	    where (of_kind is null and not k.is_open or r.kind = of_kind)
	        and (r.at, r.key) < (cursor_time(after),
	            coalesce(cursor_part(after, 2), 0))
	    order by r.at desc, r.key desc limit most + 1
	), shown as (
	    select * from page order by at desc, key desc limit most
	)
	select json_build_object('rows', (select coalesce(json_agg(
	        json_build_object('kind', kind, 'title', title,
	            'gateway', gateway_title(gateway), 'reference', reference,
	            'code', code, 'at', at, 'ours', ours_rial,
	            'theirs', theirs_rial,
	            'difference', ours_rial - theirs_rial)
	        order by at desc, key desc), '[]') from shown),
	    'next', (select case when (select count(*) from page) > most
	        then cursor_make(at, key) end
	    from shown order by at, key limit 1))
$$;
