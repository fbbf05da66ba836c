-- What the gateways report: read by the finance office, whole or not at all,
-- and posted from the gateway to the bank. How it differs from what we took is
-- in reconcile.sql.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- Who reads the market's book: those who settle money and who audits them.
create or replace function book_reader()
returns boolean language sql stable as $$
	select coalesce(actor_role() in ('finance', 'auditor')
	    and actor_scope_kind() = 'nation', false)
$$;

create or replace function gateway_title(gateway text)
returns text language sql immutable parallel safe as $$
	select case gateway when 'zarinpal' then 'زرین‌پال'
	    when 'zibal' then 'زیبال' else gateway end
$$;

-- The cells of a day: 1405/08/30, 1405-8-30 or 2026-11-21.
create or replace function settlement_day(cell text)
returns date language plpgsql immutable as $$
declare
	m constant integer[] := regexp_match(cell,
	    '^([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})$')::integer[];
begin
	return case when m[1] < 1900 then jalali_day(m[1], m[2], m[3])
	    else make_date(m[1], m[2], m[3]) end;
exception when datetime_field_overflow then
	return null;
end
$$;

-- The lines of a report, as rows that are nobody's yet: reference, amount,
-- the gateway's charge and the day, between commas or semicolons, digits of
-- any script. A first line without a digit has titles. What cannot be read
-- has no amount.
create or replace function settlement_lines(by_gateway text, report bytea)
returns setof settlement_row language plpgsql stable as $$
declare
	report_text text;
begin
	begin
		report_text := translate(convert_from(report, 'UTF8'),
		    '۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩٬"', '01234567890123456789');
	exception when character_not_in_repertoire or untranslatable_character
	then
		report_text := '?';
	end;
	return query
	select null::bigint, null::bigint, l.n::integer, by_gateway,
	    coalesce(m[1], ''), null::bigint, null::text,
	    case when d.day is not null then m[2]::bigint end, m[3]::bigint,
	    d.day, 0
	from regexp_split_to_table(ltrim(report_text, E'\uFEFF'), E'\r?\n')
	    with ordinality l (said, n)
	left join lateral regexp_match(l.said, '^\s*([^,;\s]{1,100})\s*[,;]'
	    || '\s*(-?[0-9]{1,15})\s*[,;]\s*([0-9]{1,15})\s*[,;]'
	    || '\s*([-/0-9]{8,10})\s*(?:[,;].*)?$') m on true
	left join lateral settlement_day(m[4]) d (day) on true
	where btrim(l.said) <> '' and (l.n > 1 or l.said ~ '[0-9?]');
end
$$;

-- The same, each found among our payments and counted, when all can be read.
create or replace function market_report(by_gateway text, report bytea)
returns settlement_row[] language plpgsql stable security definer
set search_path = public, pg_temp as $$
declare
	said settlement_row[] := array(select l
	    from settlement_lines(by_gateway, report) l order by l.line);
	wrong integer := (select min(line) from unnest(said)
	    where coalesce(amount_rial, 0) = 0 or fee_rial > abs(amount_rial)
	        or settled_on > (now() at time zone 'Asia/Tehran')::date);
begin
	if wrong is not null then
		perform refuse('bad_report_file', 'file',
		    json_build_object('line', wrong));
	elsif cardinality(said) not between 1 and
	    setting_int('settlement.lines_most', 1000) then
		perform refuse('report_length', 'file', json_build_object('most',
		    setting_int('settlement.lines_most', 1000)));
	end if;
	return array(select row(null, null, s.line, s.gateway, s.reference,
	        s.found, s.thing, s.amount_rial, s.fee_rial, s.settled_on,
	        row_number() over (partition by s.thing, s.settled_on,
	            s.amount_rial > 0, least(s.amount_rial, 0)
	            order by s.line))::settlement_row
	    from (select l.*, f.found,
	            coalesce('payment:' || f.found, l.reference) as thing
	        from unnest(said) l
	        cross join lateral (select coalesce(
	            (select id from payment where gateway = by_gateway
	                and authority = l.reference),
	            (select id from payment where gateway = by_gateway
	                and reference = l.reference),
	            (select min(id) from payment where gateway = by_gateway
	                and ref_id = l.reference having count(*) = 1))
	                as found) f) s);
end
$$;

-- A row's money is at the bank; what the gateway kept for itself is a charge.
-- Of a day whose period is closed it is written down today.
create or replace function market_settled(own settlement_row)
returns void language sql security definer
set search_path = public, pg_temp as $$
	select ledger_post(ledger_market(), 'settlement',
	    'settlement:' || own.id, (select case when own.settled_on
	        > b.closed_to then least((own.settled_on + time '12:00')
	        at time zone 'Asia/Tehran', now()) else now() end
	        from ledger_book b where b.id = ledger_market()),
	    'order:' || y.order_id, array_agg(l.account order by l.n),
	    array_agg(l.amount order by l.n))
	from payment y
	cross join lateral (values
	    (1, market_account('bank'), own.amount_rial - own.fee_rial),
	    (2, market_account('charge'), own.fee_rial),
	    (3, market_account('gateway'), -own.amount_rial))
	    l (n, account, amount)
	where y.id = own.payment_id and l.amount <> 0
	group by y.order_id
$$;

-- What stands at the gateway of some payments, counted anew. Whoever calls
-- holds their rows.
create or replace function market_items(ids bigint[])
returns void language sql security definer
set search_path = public, pg_temp as $$
	insert into gateway_item (payment_id, gateway, at, captured_rial,
	    refunded_rial, refunded_at, settled_rial, settled_times,
	    returned_rial)
	select y.id, y.gateway, coalesce(y.settled_at, y.created_at),
	    case when y.state in ('paid', 'refunded') then y.amount_rial
	        else 0 end, b.rial, b.at, s.rial, s.times, s.back
	from payment y
	cross join lateral (select coalesce(sum(amount_rial), 0) as rial,
	        max(done_at) as at
	    from refund where payment_id = y.id and state = 'done') b
	cross join lateral (select
	        coalesce(sum(greatest(amount_rial, 0)), 0) as rial,
	        count(*) filter (where amount_rial > 0) as times,
	        -coalesce(sum(least(amount_rial, 0)), 0) as back
	    from settlement_row where payment_id = y.id) s
	where y.id = any (ids)
	on conflict (payment_id) do update set at = excluded.at,
	    captured_rial = excluded.captured_rial,
	    refunded_rial = excluded.refunded_rial,
	    refunded_at = excluded.refunded_at,
	    settled_rial = excluded.settled_rial,
	    settled_times = excluded.settled_times,
	    returned_rial = excluded.returned_rial
$$;

create or replace function payment_item()
returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	perform market_items(array[new.id]);
	return null;
end
$$;
create or replace trigger item after insert or update of state on payment
    for each row when (new.state in ('paid', 'refunded'))
    execute function payment_item();

create or replace function refund_item()
returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	perform from payment where id = new.payment_id for no key update;
	perform market_items(array[new.payment_id]);
	return null;
end
$$;
create or replace trigger item after insert or update of state on refund
    for each row when (new.state = 'done') execute function refund_item();

-- settlement_read(gateway, file): a report of that gateway. All of the file is
-- taken or nothing; what was read before is passed over, and another word
-- about it is refused.
create or replace function settlement_read(by_gateway text, report bytea)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	said settlement_row[];
	made bigint;
	own settlement_row;
	wrong integer;
	done bigint := 0;
begin
	if actor_role() is distinct from 'finance' or not book_reader() then
		perform refuse('forbidden');
	end if;
	said := market_report(by_gateway, report);
	perform from payment where id in (select payment_id from unnest(said))
	order by id for no key update;
	insert into settlement (gateway, made_by)
	values (by_gateway, actor_account()) returning id into made;
	insert into settlement_row (settlement_id, line, gateway, reference,
	    payment_id, of_what, amount_rial, fee_rial, settled_on, nth)
	select made, line, gateway, reference, payment_id, of_what,
	    amount_rial, fee_rial, settled_on, nth
	from unnest(said) order by of_what, settled_on, nth
	on conflict do nothing;
	select min(s.line) into wrong
	from unnest(said) s join settlement_row r on r.gateway = s.gateway
	    and r.of_what = s.of_what and r.settled_on = s.settled_on
	    and least(r.amount_rial, 0) = least(s.amount_rial, 0)
	    and r.nth = s.nth
	where (r.amount_rial, r.fee_rial) <> (s.amount_rial, s.fee_rial);
	if wrong is not null then
		perform refuse('report_differs', 'file',
		    json_build_object('line', wrong));
	end if;
	for own in select * from settlement_row where settlement_id = made
	    order by line loop
		done := done + 1;
		if own.payment_id is not null then
			perform market_settled(own);
		end if;
	end loop;
	perform market_items(array(select distinct payment_id
	    from settlement_row where settlement_id = made
	        and payment_id is not null));
	if done = 0 then
		delete from settlement where id = made;
	end if;
	return json_build_object('count', done,
	    'id', case when done > 0 then made end,
	    'conflict', case when done = 0 then 1 end);
end
$$;
