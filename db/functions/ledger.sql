-- The account book. Money moves by ledger_post() and nothing else; what it is
-- moved for is in market.sql and the files of savings.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- A definer, as the runner reads no book.
create or replace function ledger_market() returns bigint
language sql stable parallel safe security definer
set search_path = public, pg_temp as $$
	select id from ledger_book where kind = 'market'
$$;

-- The first half of the advisory locks between posting and closing.
create or replace function ledger_gate() returns integer
language sql immutable parallel safe as $$ select 726564647 $$;

-- An amount divided by weights, in whole rials and exactly: what is over goes to
-- whom the most was cut off (largest remainder), of two alike to the lower id.
-- Who weighs nothing has no row.
create or replace function divide_exactly(amount bigint, ids bigint[],
    weights bigint[])
returns table (id bigint, part bigint)
language sql immutable parallel safe as $$
	with w as (
	    select u.id, u.weight, sum(u.weight) over () as all_of
	    from unnest(ids, weights) u (id, weight) where u.weight > 0
	), share as (
	    select w.id, div(amount::numeric * weight, all_of) as part,
	        mod(amount::numeric * weight, all_of) as remainder
	    from w
	)
	select s.id, (s.part + case when row_number() over (
	        order by s.remainder desc, s.id)
	        <= amount - sum(s.part) over () then 1 else 0 end)::bigint
	from share s
$$;

-- The savings book of a group, opened when first asked for.
create or replace function ledger_savings(of_group bigint)
returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	book bigint;
begin
	select id into book from ledger_book where group_id = of_group;
	if book is null then
		insert into ledger_book (kind, group_id)
		values ('savings', of_group) on conflict do nothing;
		select id into book from ledger_book where group_id = of_group;
	end if;
	return book;
end
$$;

-- An account, opened when first asked for.
drop function if exists ledger_account(bigint, text, bigint, bigint);
create or replace function ledger_account(of_book bigint, of_kind text,
    of_group bigint default null, of_member bigint default null,
    of_fund text default null, of_loan bigint default null)
returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	found_id bigint;
begin
	for once in 1 .. 2 loop
		-- As the index ledger_account_once has it.
		select id into found_id from ledger_account a
		where a.book_id = of_book and a.kind = of_kind
		    and coalesce(a.fund, '') = coalesce(of_fund, '')
		    and coalesce(a.group_id, 0) = coalesce(of_group, 0)
		    and coalesce(a.member_id, 0) = coalesce(of_member, 0)
		    and coalesce(a.loan_id, 0) = coalesce(of_loan, 0);
		exit when found_id is not null;
		insert into ledger_account (book_id, kind, fund, group_id,
		    member_id, loan_id, may_go_negative, shared)
		select of_book, k.kind, of_fund, of_group, of_member, of_loan,
		    k.may_go_negative, k.shared
		from ledger_account_kind k
		join ledger_book b on b.id = of_book and b.kind = k.book_kind
		where k.kind = of_kind on conflict do nothing;
	end loop;
	if found_id is null then
		raise exception 'no account % in book %', of_kind, of_book;
	end if;
	return found_id;
end
$$;

-- Takes the rows of the accounts that keep their balance, in the order of ids,
-- and adds to them; refuses what would leave one short.
create or replace function ledger_add(accounts bigint[], amounts bigint[])
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	perform from ledger_account
	where id = any (accounts) and not shared order by id for no key update;
	if exists (select from ledger_account a
	    join ledger_account_kind k on k.kind = a.kind
	    where a.id = any (accounts) and not a.shared
	        and not a.may_go_negative and a.balance_rial + k.normal * (
	            select sum(l.amount) from unnest(accounts, amounts)
	                l (account, amount) where l.account = a.id) < 0) then
		perform refuse('balance_short');
	end if;
	update ledger_account a
	set balance_rial = a.balance_rial + k.normal * l.amount,
	    version = a.version + 1
	from (select account, sum(amount)::bigint as amount
	    from unnest(accounts, amounts) u (account, amount)
	    group by account) l, ledger_account_kind k
	where a.id = l.account and k.kind = a.kind and not a.shared;
end
$$;

-- ledger_post(book, kind, key, at, reference, accounts, amounts, reverses):
-- one entry, amounts in rial, debits above zero, their sum zero. Answers its
-- id; the same key again answers the same id, and is refused with another
-- content. Refuses balance_short, period_closed, idempotency_mismatch.
create or replace function ledger_post(of_book bigint, of_kind text,
    of_key text, at timestamptz, of_reference text, accounts bigint[],
    amounts bigint[], of_entry bigint default null)
returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	book ledger_book;
	content constant bytea := sha256(convert_to(json_build_array(of_kind,
	    of_reference, accounts, amounts, of_entry)::text, 'UTF8'));
	made bigint;
	before bytea;
begin
	-- A period is not closed under an entry on its way. A group's own book is
	-- one phone's: its writers stand in line; the market's row is nobody's to
	-- wait for.
	perform pg_advisory_xact_lock_shared(ledger_gate(), of_book::integer);
	select * into book from ledger_book where id = of_book;
	if book.kind = 'savings' then
		select * into book from ledger_book where id = of_book
		for no key update;
	end if;
	insert into ledger_entry (book_id, kind, happened_at, reference,
	    idempotency_key, digest, reverses, account_id)
	values (of_book, of_kind, at, of_reference, of_key, content, of_entry,
	    actor_account())
	on conflict (book_id, idempotency_key) do nothing
	returning id into made;
	if made is null then
		select id, digest into made, before from ledger_entry
		where book_id = of_book and idempotency_key = of_key;
		if before <> content then
			perform refuse('idempotency_mismatch');
		end if;
		return made;
	elsif (at at time zone 'Asia/Tehran')::date <= book.closed_to then
		perform refuse('period_closed');
	end if;
	perform ledger_add(accounts, amounts);
	insert into ledger_leg (entry_id, position, book_id, account_id,
	    amount_rial)
	select made, n, of_book, account, amount
	from unnest(accounts, amounts) with ordinality l (account, amount, n);
	insert into ledger_unsealed (entry_id, book_id) values (made, of_book);
	if book.kind = 'savings' then
		perform ledger_seal(of_book, 1);
	end if;
	return made;
end
$$;

-- ledger_reverse(entry, key, at): the opposite of an entry, once.
create or replace function ledger_reverse(of_entry bigint, of_key text,
    at timestamptz default now())
returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	wrong ledger_entry;
begin
	select * into wrong from ledger_entry where id = of_entry;
	if wrong.id is null then
		perform refuse('not_found');
	elsif wrong.reverses is not null or exists (select from ledger_entry
	    where reverses = of_entry and idempotency_key <> of_key) then
		perform refuse('already_reversed');
	end if;
	return (select ledger_post(wrong.book_id, 'reversal', of_key, at,
	    wrong.reference, array_agg(account_id order by position),
	    array_agg(-amount_rial order by position), of_entry)
	from ledger_leg where entry_id = of_entry);
end
$$;

-- ledger_close(book, day): a period ends; it takes no entry any more, and is
-- not opened again.
create or replace function ledger_close(of_book bigint, day date)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	if day >= (now() at time zone 'Asia/Tehran')::date then
		perform refuse('period_open');
	end if;
	perform pg_advisory_xact_lock(ledger_gate(), of_book::integer);
	update ledger_book set closed_to = day
	where id = of_book and closed_to < day;
end
$$;

-- What the chain covers of an entry, as text: tests/db/ledger.sql and
-- server/ctl/ledger.c hold to it. Moments in microseconds of Unix time.
create or replace function ledger_content(e ledger_entry)
returns text language sql stable as $$
	select json_build_array(e.book_id, e.id, e.kind,
	    (extract(epoch from e.happened_at) * 1000000)::bigint,
	    (extract(epoch from e.recorded_at) * 1000000)::bigint,
	    e.reference, e.idempotency_key, e.reverses, e.account_id,
	    (select json_agg(json_build_array(l.account_id, l.amount_rial)
	        order by l.position) from ledger_leg l
	    where l.entry_id = e.id))::text
$$;

-- ledger_seal(book, most): gives waiting entries their place in the chain, and
-- shared accounts their balance as of there. Answers how many.
create or replace function ledger_seal(of_book bigint, most integer)
returns integer language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	book ledger_book;
	next bigint;
	content text;
	sealed bigint[] := array[]::bigint[];
begin
	select * into book from ledger_book where id = of_book
	for no key update;
	for next, content in select e.id, ledger_content(e)
	    from (select entry_id from ledger_unsealed
	        where book_id = of_book order by entry_id limit most) w
	    join ledger_entry e on e.id = w.entry_id order by e.id loop
		book.head := book.head + 1;
		book.head_hash := sha256(book.head_hash
		    || convert_to(content, 'UTF8'));
		insert into ledger_seal (book_id, seq, entry_id, hash)
		values (of_book, book.head, next, book.head_hash);
		sealed := sealed || next;
	end loop;
	if sealed = '{}' then
		return 0;
	end if;
	delete from ledger_unsealed where entry_id = any (sealed);
	update ledger_account a
	set balance_rial = a.balance_rial + k.normal * l.amount,
	    version = a.version + l.entries
	from (select account_id, sum(amount_rial)::bigint as amount,
	        count(distinct entry_id) as entries
	    from ledger_leg where entry_id = any (sealed)
	    group by account_id) l, ledger_account_kind k
	where a.id = l.account_id and a.shared and k.kind = a.kind;
	update ledger_book set head = book.head, head_hash = book.head_hash
	where id = of_book;
	return cardinality(sealed);
end
$$;

-- ---- reading ----

-- A balance now, what waits for the chain included.
create or replace function ledger_balance(of_account bigint)
returns bigint language sql stable security definer
set search_path = public, pg_temp as $$
	select a.balance_rial + case when a.shared then k.normal * coalesce((
	    select sum(l.amount_rial) from ledger_unsealed w
	    join ledger_leg l on l.entry_id = w.entry_id
	    where w.book_id = a.book_id and l.account_id = a.id), 0)
	    else 0 end::bigint
	from ledger_account a join ledger_account_kind k on k.kind = a.kind
	where a.id = of_account
$$;

-- A balance as it was at a moment of events, from the legs.
create or replace function ledger_balance_at(of_account bigint,
    at timestamptz)
returns bigint language sql stable security definer
set search_path = public, pg_temp as $$
	select (k.normal * coalesce(sum(l.amount_rial)
	    filter (where e.happened_at <= at), 0))::bigint
	from ledger_account a
	join ledger_account_kind k on k.kind = a.kind
	left join ledger_leg l on l.account_id = a.id
	left join ledger_entry e on e.id = l.entry_id
	where a.id = of_account group by k.normal
$$;

-- The trial balance of a book at a moment of events: each account, what was
-- debited and credited, and where it stands.
drop function if exists ledger_trial(bigint, timestamptz);
create or replace function ledger_trial(of_book bigint, at timestamptz)
returns table (account bigint, kind text, title text, group_id bigint,
    member_id bigint, debit_rial bigint, credit_rial bigint,
    balance_rial bigint, fund text, loan_id bigint)
language sql stable security definer
set search_path = public, pg_temp as $$
	select a.id, a.kind, k.title, a.group_id, a.member_id,
	    coalesce(sum(l.amount_rial) filter (where l.amount_rial > 0), 0)
	        ::bigint,
	    -coalesce(sum(l.amount_rial) filter (where l.amount_rial < 0), 0)
	        ::bigint,
	    k.normal * coalesce(sum(l.amount_rial), 0)::bigint, a.fund,
	    a.loan_id
	from ledger_account a
	join ledger_account_kind k on k.kind = a.kind
	left join (ledger_leg l join ledger_entry e on e.id = l.entry_id
	    and e.happened_at <= at) on l.account_id = a.id
	where a.book_id = of_book
	group by a.id, k.kind
	order by a.fund, k.position, a.group_id, a.member_id, a.loan_id
$$;

-- The entries of an account in the order of events, the newest first, each
-- with the balance after it.
create or replace function ledger_statement(of_account bigint)
returns table (entry bigint, kind text, happened_at timestamptz,
    reference text, reverses bigint, amount_rial bigint, balance_rial bigint)
language sql stable security definer
set search_path = public, pg_temp as $$
	select e.id, e.kind, e.happened_at, e.reference, e.reverses,
	    k.normal * sum(l.amount_rial)::bigint,
	    k.normal * sum(sum(l.amount_rial)) over (
	        order by e.happened_at, e.id)::bigint
	from ledger_leg l
	join ledger_entry e on e.id = l.entry_id
	join ledger_account a on a.id = l.account_id
	join ledger_account_kind k on k.kind = a.kind
	where l.account_id = of_account
	group by e.id, k.normal
	order by e.happened_at desc, e.id desc
$$;

-- What of a book does not agree with itself: nothing, if all is well. The
-- chain is verified outside the database, by server/ctl/ledger.c. Planned for
-- each book: one has two hundred entries, the market's millions.
create or replace function ledger_faults(of_book bigint)
returns table (fault text, id bigint, expected bigint, found bigint)
language plpgsql stable security definer
set search_path = public, pg_temp
set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
begin
	return query
	select 'unbalanced', e.id, 0::bigint, sum(l.amount_rial)::bigint
	from ledger_entry e left join ledger_leg l on l.entry_id = e.id
	left join ledger_account a on a.id = l.account_id
	where e.book_id = of_book
	group by e.id, a.fund having coalesce(sum(l.amount_rial), -1) <> 0
	union all
	select 'balance', a.id, k.normal * coalesce(sum(l.amount_rial)
	    filter (where not a.shared or s.entry_id is not null), 0)::bigint,
	    a.balance_rial
	from ledger_account a
	join ledger_account_kind k on k.kind = a.kind
	left join ledger_leg l on l.account_id = a.id
	left join ledger_seal s on s.entry_id = l.entry_id
	where a.book_id = of_book
	group by a.id, k.normal
	having k.normal * coalesce(sum(l.amount_rial)
	    filter (where not a.shared or s.entry_id is not null), 0)
	    <> a.balance_rial
	union all
	select 'negative', a.id, 0::bigint, a.balance_rial
	from ledger_account a
	where a.book_id = of_book and a.balance_rial < 0
	    and not a.may_go_negative
	union all
	select 'unsealed', e.id, null, null
	from ledger_entry e
	left join ledger_seal s on s.entry_id = e.id
	left join ledger_unsealed w on w.entry_id = e.id
	where e.book_id = of_book
	    and (s.entry_id is null) = (w.entry_id is null);
end
$$;

-- ledger_prove(most): recomputes the books that were not proved since
-- yesterday; one that does not agree with itself becomes a dead job, which
-- people look at. When there were so many, the rest is another job. No book is
-- held while it is recomputed, so that no meeting waits. For the runner.
create or replace function ledger_prove(most integer default 50)
returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	book bigint;
	proved constant bigint[] := array(select id from ledger_book
	    where proved_at is null or proved_at < now() - interval '20 hours'
	    order by proved_at nulls first, id limit most);
begin
	foreach book in array proved loop
		if exists (select from ledger_faults(book)) then
			perform job_add('ledger_wrong', jsonb_build_object('book', book),
			    'ledger_wrong:' || book);
		end if;
	end loop;
	update ledger_book set proved_at = now() where id = any (proved);
	if cardinality(proved) = most then
		perform job_add('ledger_prove', '{}');
	end if;
	return cardinality(proved);
end
$$;

-- ---- what keeps it so ----

create or replace function ledger_refuse_change()
returns trigger language plpgsql as $$
begin
	raise exception 'the ledger is never changed' using errcode = 'HM001';
end
$$;

create or replace function ledger_leg_check()
returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	if exists (select from new_rows n join ledger_entry e
	    on e.id = n.entry_id where e.tx <> pg_current_xact_id()) then
		raise exception 'an entry takes no leg later'
		    using errcode = 'HM001';
	end if;
	return null;
end
$$;

-- Runs at the end of a transaction, when nobody's function is at work. Of a
-- savings book each fund's legs sum to zero by themselves.
create or replace function ledger_sum_check()
returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	if not exists (select from ledger_leg where entry_id = new.id)
	    or exists (select from ledger_leg l
	        join ledger_account a on a.id = l.account_id
	        where l.entry_id = new.id
	        group by a.fund having sum(l.amount_rial) <> 0) then
		raise exception 'the legs of entry % do not sum to zero', new.id
		    using errcode = 'HM001';
	end if;
	return null;
end
$$;

do $$
declare
	kept text;
begin
	foreach kept in array array['ledger_entry', 'ledger_leg',
	    'ledger_seal'] loop
		execute format('create or replace trigger no_change '
		    'before update or delete or truncate on %I '
		    'execute function ledger_refuse_change()', kept);
	end loop;
end
$$;
create or replace trigger leg_check after insert on ledger_leg
    referencing new table as new_rows
    for each statement execute function ledger_leg_check();
do $$
begin
	if not exists (select from pg_trigger where tgname = 'sum_check'
	    and tgrelid = 'ledger_entry'::regclass) then
		create constraint trigger sum_check after insert on ledger_entry
		    deferrable initially deferred
		    for each row execute function ledger_sum_check();
	end if;
end
$$;
