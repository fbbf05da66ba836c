-- The funds of a group's savings: who may move them, by whose codes, and how
-- an entry of its book is made. Cycles are savings_cycle.sql, meetings
-- savings_meeting.sql and what they vote on savings_motion.sql.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- The funds of a group in their order; check ledger_account.fund.
create or replace function savings_funds()
returns text[] language sql immutable parallel safe as $$
	select array['loan', 'social', 'credit']
$$;

create or replace function fund_title(fund text)
returns text language sql immutable parallel safe as $$
	select case fund
	    when 'loan' then 'صندوق وام'
	    when 'social' then 'صندوق همیاری'
	    when 'credit' then 'اعتبار بانک' end
$$;

-- Whether the actor writes down a group's savings: its three officers, and
-- its facilitator, who holds the telephone for them.
create or replace function saves_group(own self_help_group)
returns boolean language sql stable as $$
	select coalesce(case actor_scope_kind()
	    when 'group' then actor_scope() = own.id and actor_role()
	        in ('leader', 'secretary', 'treasurer')
	    when 'clinic' then actor_scope() = own.clinic_id
	        and actor_role() = 'facilitator' end, false)
$$;

-- The group that the actor writes about (her own when none is named), locked:
-- what is done to its savings is done one after the other.
create or replace function fund_group(of_group bigint)
returns self_help_group language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own constant self_help_group := group_lock(of_group);
begin
	if not saves_group(own) then
		perform refuse('forbidden');
	elsif not group_binds(own.state) then
		perform refuse('bad_move');
	end if;
	return own;
end
$$;

-- The open cycle of a group; refuses when there is none.
create or replace function fund_cycle(of_group bigint)
returns savings_cycle language plpgsql stable security definer
set search_path = public, pg_temp as $$
declare
	own savings_cycle;
begin
	select * into own from savings_cycle
	where group_id = of_group and ended_on is null;
	if own.id is null then
		perform refuse('cycle_missing');
	end if;
	return own;
end
$$;

-- The last meeting of a group that was not taken back; NULL when none was.
create or replace function fund_last(of_group bigint)
returns bigint language sql stable security definer
set search_path = public, pg_temp as $$
	select id from savings_meeting
	where group_id = of_group and reversed_at is null
	order by id desc limit 1
$$;

-- A sent call is refused when it knows another last meeting than there is, or
-- a day that is none of the cycle's.
create or replace function fund_in_turn(cycle savings_cycle, held date,
    previous bigint)
returns void language plpgsql stable security definer
set search_path = public, pg_temp as $$
declare
	before date := (select held_on from savings_meeting
	    where id = fund_last(cycle.group_id));
begin
	if fund_last(cycle.group_id) is distinct from previous then
		perform refuse('meeting_moved');
	elsif held > current_date
	    or held < greatest(cycle.starts_on, before) then
		perform refuse('held_out_of_range', 'held_on',
		    json_build_object('since', greatest(cycle.starts_on, before)));
	end if;
end
$$;

-- The moment of what happened on a day: its end, or now. A second before that
-- of book_moment(), so that a day's balance has it.
create or replace function fund_moment(held date)
returns timestamptz language sql stable as $$
	select least(now(), (held + 1)::timestamp at time zone 'Asia/Tehran'
	    - interval '1 second')
$$;

-- ---- the officers' codes ----

create or replace function fund_code_hash(of_account bigint, code text)
returns bytea language sql stable security definer
set search_path = public, pg_temp as $$
	select hmac(convert_to('savings/' || of_account || '/' || code, 'UTF8'),
	    (select value from secret where name = 'login'), 'sha256')
$$;

-- savings_code_set(code): the actor's own; a run or one digit is too easy.
create or replace function savings_code_set(code text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	if payout_office() is null then
		perform refuse('forbidden');
	elsif code ~ '^(.)\1{5}$' or strpos('01234567890', code) > 0
	    or strpos('09876543210', code) > 0 then
		perform refuse('code_too_easy', 'code');
	end if;
	insert into savings_code as c (account_id, code_hash)
	values (actor_account(), fund_code_hash(actor_account(), code))
	on conflict (account_id) do update
	set code_hash = excluded.code_hash, tries = 0, locked_until = null,
	    set_at = now();
	return json_build_object('group', actor_group());
end
$$;

-- The officers of a group, who open its meetings.
create or replace function fund_officers(of_group bigint)
returns table (member_id bigint, account_id bigint, name text, post text,
    has_code boolean)
language sql stable security definer
set search_path = public, pg_temp as $$
	select m.id, m.account_id, m.name, m.post, c.account_id is not null
	from group_member m
	left join savings_code c on c.account_id = m.account_id
	where m.group_id = of_group and m.left_on is null and not m.pending
	    and m.post <> 'member'
	order by array_position(array['leader', 'secretary', 'treasurer'],
	    m.post)
$$;

-- Whether the codes of two officers are right: NULL, or the refusal to return,
-- since a wrong code counts as a try and must be remembered. Each five wrong
-- ones close hers twice as long as those before, until it is said or set anew.
create or replace function fund_codes(of_group bigint, codes json)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	typed record;
	kept savings_code;
	field text;
begin
	if (select count(distinct o.account_id) from fund_officers(of_group) o
	    join json_each_text(codes) c on c.key = o.member_id::text
	        and c.value is not null) < 2
	    or exists (select from json_each_text(codes) c where c.key not in
	        (select member_id::text from fund_officers(of_group))) then
		perform refuse('code_missing', 'code');
	end if;
	for typed in select o.*, c.value as code from fund_officers(of_group) o
	    join json_each_text(codes) c on c.key = o.member_id::text
	    order by o.account_id loop
		field := 'code.' || typed.member_id;
		select * into kept from savings_code
		where account_id = typed.account_id for no key update;
		if kept.account_id is null then
			perform refuse('code_unset', field);
		elsif kept.locked_until > now() then
			perform refuse('code_locked', field, json_build_object(
			    'minutes', ceil(extract(epoch
			        from kept.locked_until - now()) / 60)));
		elsif kept.code_hash is distinct from fund_code_hash(
		    kept.account_id, typed.code) then
			update savings_code set tries = tries + 1,
			    locked_until = case when (tries + 1) % 5 = 0
			        then now() + make_interval(mins => least(1440,
			            15 * 2 ^ least((tries + 1) / 5 - 1, 9))::integer) end
			where account_id = kept.account_id;
			return refused('code_wrong', field,
			    json_build_object('left', 4 - kept.tries % 5));
		end if;
		update savings_code set tries = 0
		where account_id = kept.account_id and tries > 0;
	end loop;
	return null;
end
$$;

-- The members whose codes opened a meeting, two of them.
create or replace function fund_openers(codes json)
returns bigint[] language sql immutable as $$
	select (array_agg(key::bigint order by key::bigint))[1:2]
	from json_each_text(codes)
$$;

-- ---- entries ----

-- A balance of one account of a group's book, on its normal side; all members
-- and loans together when none is named. In PL/pgSQL for its kept plan: a
-- meeting asks often.
create or replace function fund_balance(of_group bigint, of_kind text,
    of_fund text, of_member bigint default null, of_loan bigint default null)
returns bigint language plpgsql stable security definer
set search_path = public, pg_temp as $$
begin
	return (select coalesce(sum(a.balance_rial), 0)
	    from ledger_book b join ledger_account a on a.book_id = b.id
	    where b.group_id = of_group and a.kind = of_kind
	        and a.fund = of_fund
	        and (of_member is null or a.member_id = of_member)
	        and (of_loan is null or a.loan_id = of_loan));
end
$$;

-- Whether a member has savings in her group, or owes it something: she takes
-- them out, or pays, before she leaves.
create or replace function fund_holds(woman group_member)
returns boolean language sql stable security definer
set search_path = public, pg_temp as $$
	select exists (select from ledger_book b
	    join ledger_account a on a.book_id = b.id
	    where b.group_id = woman.group_id and a.member_id = woman.id
	        and a.kind in ('savings', 'loan', 'charge_due', 'fine_due',
	            'carried_debt') and a.balance_rial > 0)
$$;

-- fund_post(group, kind, key, at, reference, funds, kinds, members, loans,
-- amounts): one entry of a group's book, its legs side by side in the lists;
-- accounts are opened when first asked for. Legs of nothing are left out, and
-- an entry of nothing is none: NULL.
create or replace function fund_post(of_group bigint, of_kind text,
    of_key text, at timestamptz, of_reference text, funds text[],
    kinds text[], members bigint[], loans bigint[], amounts bigint[])
returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	book constant bigint := ledger_savings(of_group);
	accounts bigint[];
	rials bigint[];
begin
	select array_agg(ledger_account(book, l.kind, of_group, l.member,
	        l.fund, l.loan) order by l.n),
	    array_agg(l.amount order by l.n)
	into accounts, rials
	from unnest(funds, kinds, members, loans, amounts) with ordinality
	    l (fund, kind, member, loan, amount, n)
	where l.amount <> 0;
	if accounts is null then
		return null;
	end if;
	return ledger_post(book, of_kind, of_key, at, of_reference, accounts,
	    rials);
end
$$;

-- Refuses what a fund has not in its box.
create or replace function fund_has(of_group bigint, of_fund text,
    amount bigint, field text)
returns void language plpgsql stable security definer
set search_path = public, pg_temp as $$
declare
	cash constant bigint := fund_balance(of_group, 'cash', of_fund);
begin
	if amount > cash then
		perform refuse('fund_short', field, json_build_object('cash', cash,
		    'title', fund_title(of_fund)));
	end if;
end
$$;

-- savings_bank_record(client_id, fund, way, amount): money of the actor's
-- group between its box and its bank account, by one of its officers; never
-- while a meeting is on its way into the book. Nobody else has seen it, so the
-- others are told.
create or replace function savings_bank_record(client text, fund text,
    way text, amount bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own constant bigint := payout_office();
	to_bank constant bigint := case way when 'in' then amount
	    else -amount end;
	book bigint;
	made bigint;
	known boolean;
begin
	if own is null then
		perform refuse('forbidden');
	end if;
	perform fund_group(own), fund_cycle(own);
	book := ledger_savings(own);
	known := exists (select from ledger_entry where book_id = book
	    and idempotency_key = 'bank:' || client);
	begin
		made := ledger_post(book, 'bank', 'bank:' || client, now(),
		    'bank:' || client, array[
		        ledger_account(book, 'bank_deposit', own, null, fund),
		        ledger_account(book, 'cash', own, null, fund)],
		    array[to_bank, -to_bank]);
	exception when sqlstate 'HY000' then
		if sqlerrm = 'balance_short' then
			perform refuse('fund_short', 'amount', json_build_object(
			    'cash', fund_balance(own, case way when 'in'
			        then 'cash' else 'bank_deposit' end, fund),
			    'title', fund_title(fund)));
		end if;
		raise;
	end;
	perform message_add(case way when 'in' then 'savings_banked'
	    else 'savings_drawn' end, m.mobile, jsonb_build_object('amount',
	        amount), m.account_id)
	from group_member m
	where not known and m.group_id = own and m.left_on is null
	    and not m.pending and m.post <> 'member' and m.mobile is not null
	    and m.account_id is distinct from actor_account();
	return json_build_object('entry', made,
	    'cash', fund_balance(own, 'cash', fund),
	    'bank', fund_balance(own, 'bank_deposit', fund));
end
$$;
