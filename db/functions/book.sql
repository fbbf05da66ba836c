-- The market's book for those who settle money and those who audit them:
-- trial balance, statements, entries, and the closing of periods. What it
-- holds is in ledger.sql; nobody else reads it.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- The moment a day of Iran ends; of today, now.
create or replace function book_moment(day date)
returns timestamptz language sql stable as $$
	select least(((day + 1)::timestamp at time zone 'Asia/Tehran')
	    - interval '1 microsecond', now())
$$;

create or replace function book_entry_title(kind text)
returns text language sql immutable parallel safe as $$
	select case kind
	    when 'capture' then 'پرداخت خریدار'
	    when 'refund' then 'بازپرداخت به خریدار'
	    when 'refunded' then 'بازپرداخت انجام شد'
	    when 'earning' then 'سهم گروه از مرسوله'
	    when 'fee' then 'کارمزد همیار'
	    when 'payout' then 'برداشت گروه'
	    when 'payout_paid' then 'واریز به گروه'
	    when 'share' then 'تقسیم میان اعضا'
	    when 'share_back' then 'برگشت تقسیم میان اعضا'
	    when 'cleared' then 'بدهی گروه از سهمش'
	    when 'settlement' then 'تسویه درگاه'
	    when 'reversal' then 'برگشت سند'
	    else kind end
$$;

-- The trial balance of the market's book at the end of a day, a row a kind of
-- account: how many there are, and of the only one its id.
create or replace function book_trial(day date)
returns table (kind text, title text, accounts bigint, account bigint,
    debit_rial bigint, credit_rial bigint, debit_stands bigint,
    credit_stands bigint)
language sql stable security definer
set search_path = public, pg_temp as $$
	select t.kind, t.title, count(*), case when count(*) = 1
	        and min(t.group_id) is null then min(t.account) end,
	    sum(t.debit_rial)::bigint, sum(t.credit_rial)::bigint,
	    greatest(sum(t.debit_rial - t.credit_rial), 0)::bigint,
	    greatest(sum(t.credit_rial - t.debit_rial), 0)::bigint
	from ledger_trial(ledger_market(), book_moment(day)) t
	join ledger_account_kind k on k.kind = t.kind
	where book_reader()
	group by t.kind, t.title, k.position
	order by k.position
$$;

-- Where the accounts of groups, or of their members, of one kind stood at the end
-- of a day: counted back from what they are now, so that a recent day is cheap.
-- Only of kinds that keep their balance, see ledger_add().
create or replace function book_stood(of_kind text, day date)
returns table (account bigint, group_id bigint, member_id bigint,
    balance_rial bigint)
language sql stable security definer
set search_path = public, pg_temp as $$
	with later as (
	    select l.account_id, sum(l.amount_rial) as rial
	    from ledger_entry e join ledger_leg l on l.entry_id = e.id
	    where e.book_id = ledger_market()
	        and e.happened_at > book_moment(day)
	    group by l.account_id
	)
	select a.id, a.group_id, a.member_id,
	    (a.balance_rial - k.normal * coalesce(l.rial, 0))::bigint
	from ledger_account a
	join ledger_account_kind k on k.kind = a.kind
	left join later l on l.account_id = a.id
	where a.book_id = ledger_market() and a.kind = of_kind
	    and not a.shared and book_reader()
$$;

-- Those of them that were not at zero, by their ids. Who settles money needs no
-- names.
create or replace function book_accounts(of_kind text, day date,
    after bigint, most integer)
returns table (account bigint, group_id bigint, title text,
    balance_rial bigint)
language sql stable security definer
set search_path = public, pg_temp as $$
	select s.account, g.id, g.name || case when s.member_id is not null
	    then '، یک عضو' else '' end, s.balance_rial
	from book_stood(of_kind, day) s
	join self_help_group g on g.id = s.group_id
	where s.account > coalesce(after, 0) and s.balance_rial <> 0
	order by s.account limit most
$$;

-- What that kind is, how many they are, and their sum.
create or replace function book_accounts_sum(of_kind text, day date)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select json_build_object('title', k.title, 'accounts', s.accounts,
	    'balance', s.balance)
	from ledger_account_kind k
	cross join lateral (select count(*) filter (where balance_rial <> 0)
	        as accounts, coalesce(sum(balance_rial), 0) as balance
	    from book_stood(k.kind, day)) s
	where k.kind = of_kind and book_reader()
$$;

-- What an account is; none for who does not read the book.
create or replace function book_account(of_id bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select json_build_object('id', a.id, 'kind', a.kind, 'title', k.title,
	    'group', (select json_build_object('id', g.id, 'name', g.name)
	        from self_help_group g where g.id = a.group_id),
	    'debit', k.normal = 1, 'balance', ledger_balance(a.id))
	from ledger_account a
	join ledger_account_kind k on k.kind = a.kind
	where a.id = of_id and a.book_id = ledger_market() and book_reader()
$$;

-- A part of an account's statement, the newest first, each entry with the
-- balance after it: counted back from what it is now, so that the first pages
-- of a long one are cheap.
create or replace function book_statement(of_account bigint,
    before timestamptz, before_entry bigint, most integer)
returns table (entry bigint, kind text, happened_at timestamptz,
    reference text, reverses bigint, debit_rial bigint, credit_rial bigint,
    balance_rial bigint)
language plpgsql stable security definer
set search_path = public, pg_temp
set plan_cache_mode = force_custom_plan as $$
declare
	side integer;
	stands bigint;
begin
	select k.normal into side from ledger_account a
	join ledger_account_kind k on k.kind = a.kind
	where a.id = of_account and a.book_id = ledger_market()
	    and book_reader();
	if side is null then
		return;
	end if;
	select ledger_balance(of_account) - side * coalesce(sum(l.amount_rial), 0)
	into stands
	from ledger_entry e join ledger_leg l on l.entry_id = e.id
	where e.book_id = ledger_market() and l.account_id = of_account
	    and (e.happened_at, e.id) >= (before, before_entry);
	-- The page first, then its legs: a group by would read the whole account.
	return query
	select p.id, p.kind, p.happened_at, p.reference, p.reverses, w.debit,
	    w.credit, (stands - side * (sum(w.debit - w.credit) over (
	        order by p.happened_at desc, p.id desc) - w.debit + w.credit))
	        ::bigint
	from (select e.id, e.kind, e.happened_at, e.reference, e.reverses
	    from ledger_entry e
	    where e.book_id = ledger_market()
	        and (e.happened_at, e.id) < (before, before_entry)
	        and exists (select from ledger_leg l
	            where l.account_id = of_account and l.entry_id = e.id)
	    order by e.happened_at desc, e.id desc limit most) p
	cross join lateral (select
	        coalesce(sum(l.amount_rial) filter (where l.amount_rial > 0), 0)
	            ::bigint as debit,
	        -coalesce(sum(l.amount_rial) filter (where l.amount_rial < 0), 0)
	            ::bigint as credit
	    from ledger_leg l
	    where l.account_id = of_account and l.entry_id = p.id) w
	order by p.happened_at desc, p.id desc;
end
$$;

-- One entry of the market's book: its legs, its place in the chain, and what
-- it reverses or is reversed by.
create or replace function book_entry(of_id bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select json_build_object('id', e.id, 'kind', e.kind,
	    'title', book_entry_title(e.kind), 'happened_at', e.happened_at,
	    'recorded_at', e.recorded_at, 'reference', e.reference,
	    'reverses', e.reverses, 'reversed_by', (select r.id
	        from ledger_entry r where r.reverses = e.id),
	    'legs', (select json_agg(json_build_object('account', a.id,
	            'title', k.title, 'group', g.name,
	            'debit', greatest(l.amount_rial, 0),
	            'credit', greatest(-l.amount_rial, 0)) order by l.position)
	        from ledger_leg l
	        join ledger_account a on a.id = l.account_id
	        join ledger_account_kind k on k.kind = a.kind
	        left join self_help_group g on g.id = a.group_id
	        where l.entry_id = e.id),
	    'sum', (select sum(greatest(amount_rial, 0)) from ledger_leg
	        where entry_id = e.id),
	    'seal', (select json_build_object('seq', s.seq,
	            'hash', encode(s.hash, 'hex'), 'at', s.sealed_at)
	        from ledger_seal s where s.entry_id = e.id))
	from ledger_entry e
	where e.id = of_id and e.book_id = ledger_market() and book_reader()
$$;

-- ---- periods ----

-- The Jalali months that are over and still open, the oldest first: a period
-- ends with one of them.
create or replace function book_months()
returns table (month date, closes date)
language sql stable security definer
set search_path = public, pg_temp as $$
	with recursive open (first) as (
	    select jalali_month(greatest(b.closed_to + 1,
	        coalesce((select (min(e.happened_at)
	            at time zone 'Asia/Tehran')::date from ledger_entry e
	            where e.book_id = b.id), current_date)))
	    from ledger_book b where b.id = ledger_market() and book_reader()
	    union all
	    select jalali_month(first + 35) from open
	    where first + 35 < current_date
	)
	select first, jalali_month(first + 35) - 1 from open
	where jalali_month(first + 35)
	    <= (now() at time zone 'Asia/Tehran')::date
	order by first
$$;

-- What was closed: to which day, and the last times, by when and how much was
-- open with the gateways.
create or replace function book_closed()
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select json_build_object('to', case when isfinite(b.closed_to)
	        then b.closed_to end,
	    'periods', (select coalesce(json_agg(json_build_object(
	            'to', p.closed_to, 'at', p.closed_at,
	            'differences', p.differences,
	            'difference', p.difference_rial) order by p.closed_to desc),
	            '[]')
	        from (select * from ledger_period where book_id = b.id
	            order by closed_to desc limit 12) p))
	from ledger_book b where b.id = ledger_market() and book_reader()
$$;

-- period_close(day): the market's book takes no entry of that day or before
-- any more; the day ends a Jalali month. Open differences with the gateways
-- are kept beside it and forbid nothing. Twice is the same as once.
create or replace function period_close(day date)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	wrong record;
begin
	if actor_role() is distinct from 'finance' or not book_reader() then
		perform refuse('forbidden');
	elsif jalali_month(day + 1) <> day + 1 then
		perform refuse('not_month_end', 'day');
	end if;
	perform ledger_close(ledger_market(), day);
	select * into wrong from reconcile_sum();
	insert into ledger_period (book_id, closed_to, closed_by, differences,
	    difference_rial)
	select id, day, actor_account(), wrong.differences,
	    wrong.difference_rial
	from ledger_book where id = ledger_market() and closed_to = day
	on conflict do nothing;
	return json_build_object('closed_to', (select closed_to
	    from ledger_book where id = ledger_market()));
end
$$;
