-- A group takes out its share: one officer asks, another releases, the
-- finance office sends a batch to the bank and reads back its answer. Money
-- leaves the group's account when it is released, and the books when the bank
-- says so.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

create or replace function payout_title(state text)
returns text language sql immutable parallel safe as $$
	select case state
	    when 'asked' then 'در انتظار تأیید مسئول دوم'
	    when 'released' then 'در نوبت پرداخت'
	    when 'sent' then 'فرستاده‌شده به بانک'
	    when 'paid' then 'واریزشده'
	    when 'failed' then 'برگشت‌خورده'
	    when 'cancelled' then 'لغوشده' end
$$;

-- The actor's group when she is one of its three officers.
create or replace function payout_office()
returns bigint language sql stable as $$
	select case when actor_role() in ('leader', 'secretary', 'treasurer')
	    then actor_group() end
$$;

-- What stands to the credit of the actor's group.
create or replace function payout_balance()
returns bigint language sql stable security definer
set search_path = public, pg_temp as $$
	select coalesce((select balance_rial from ledger_account
	    where book_id = ledger_market() and kind = 'payable'
	        and group_id = actor_group()), 0)
$$;

-- And what it owes: refunds of what it had taken out. Earnings settle it first.
create or replace function payout_owed()
returns bigint language sql stable security definer
set search_path = public, pg_temp as $$
	select coalesce((select balance_rial from ledger_account
	    where book_id = ledger_market() and kind = 'owed'
	        and group_id = actor_group()), 0)
$$;

-- One of the group's payouts, locked.
create or replace function payout_own(of_id bigint)
returns payout language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own payout;
begin
	if payout_office() is null then
		perform refuse('forbidden');
	end if;
	select * into own from payout
	where id = of_id and group_id = payout_office() for no key update;
	if own.id is null then
		perform refuse('not_found');
	end if;
	return own;
end
$$;

-- Money between a group's share and what is on its way to the bank; back when
-- forth is false, and then what the group came to owe meanwhile is paid first.
-- What is divided goes through its members' accounts.
create or replace function payout_move(own payout, of_key text, forth boolean)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	payable bigint := market_account('payable', own.group_id);
	way bigint := market_account('payout');
begin
	perform share_hold(own.group_id);
	if not exists (select from payout_share where payout_id = own.id) then
		perform payout_post(own, 'payout', of_key, array[payable, way],
		    array[own.amount_rial], forth);
	elsif forth then
		perform share_post(own, payable, 'share', true);
		perform share_gather(own, way, of_key, true);
	else
		perform share_gather(own, way, of_key, false);
		perform share_post(own, payable, 'share_back', false);
	end if;
	if not forth then
		perform market_clear(own.group_id, 'cleared:payout:' || own.id,
		    'payout:' || own.id);
	end if;
end
$$;

-- An entry of a payout: from the first account, or each of several, to the
-- last; back when forth is false.
create or replace function payout_post(own payout, of_kind text, of_key text,
    accounts bigint[], amounts bigint[], forth boolean)
returns void language sql security definer
set search_path = public, pg_temp as $$
	select ledger_post(ledger_market(), of_kind, of_key || ':' || own.id,
	    now(), 'payout:' || own.id, accounts, array(select case when forth
	        then a else -a end from unnest(amounts || -(select sum(x)
	            from unnest(amounts) x)::bigint) with ordinality u (a, n)
	        order by n))
$$;

-- Tells the group's officers what became of it.
create or replace function payout_tell(own payout, what text)
returns void language sql security definer
set search_path = public, pg_temp as $$
	select message_add(what, m.mobile, jsonb_build_object('amount',
	    own.amount_rial, 'why', own.why), m.account_id)
	from group_member m
	where m.group_id = own.group_id and m.left_on is null
	    and m.post <> 'member' and m.mobile is not null
$$;

drop function if exists payout_ask(bigint);
-- payout_ask(amount, rule, weight, material): to the account that the clinic
-- verified; how it is divided is said now, or later.
create or replace function payout_ask(amount bigint,
    by_rule text default 'later', weight json default null,
    material json default null)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	to_bank group_bank;
	made payout;
begin
	if payout_office() is null then
		perform refuse('forbidden');
	end if;
	select * into to_bank from group_bank
	where group_id = payout_office() and ended_at is null
	    and verified_at is not null;
	if to_bank.group_id is null then
		perform refuse('bank_missing');
	elsif amount > payout_balance() then
		perform refuse('balance_short', 'amount',
		    json_build_object('left', payout_balance()));
	elsif exists (select from payout where group_id = payout_office()
	    and state in ('asked', 'released')) then
		perform refuse('payout_open');
	end if;
	insert into payout (group_id, amount_rial, sheba, owner, asked_by, rule)
	values (payout_office(), amount, to_bank.sheba, to_bank.owner,
	    actor_account(), by_rule)
	returning * into made;
	perform share_lay(made, weight, material);
	perform payout_tell(made, 'payout_asked');
	return json_build_object('id', made.id, 'state', made.state);
exception when unique_violation then
	perform refuse('payout_open');
end
$$;

-- payout_release(id): by another officer than the one who asked; from now on
-- the money is not the group's to spend.
create or replace function payout_release(of_id bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own payout := payout_own(of_id);
begin
	if own.state = 'asked' then
		if own.asked_by = actor_account() then
			perform refuse('own_payout');
		elsif not exists (select from group_bank
		    where group_id = own.group_id and ended_at is null
		        and verified_at is not null and sheba = own.sheba) then
			perform refuse('bank_changed');
		end if;
		perform payout_move(own, 'payout', true);
		update payout set state = 'released', state_at = now(),
		    released_by = actor_account(), released_at = now()
		where id = own.id;
	elsif own.state <> 'released' then
		perform refuse('bad_move');
	end if;
	return json_build_object('id', own.id, 'state', 'released');
end
$$;

-- payout_cancel(id): any of the three, until it is at the bank.
create or replace function payout_cancel(of_id bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own payout := payout_own(of_id);
begin
	if own.state not in ('asked', 'released', 'cancelled') then
		perform refuse('bad_move');
	elsif own.state = 'released' then
		perform payout_move(own, 'payout_back', false);
	end if;
	update payout set state = 'cancelled', state_at = now()
	where id = own.id and state <> 'cancelled';
	return json_build_object('id', own.id, 'state', 'cancelled');
end
$$;

-- ---- the finance office ----

-- payout_batch_make(): all that was released, as one file for the bank.
create or replace function payout_batch_make()
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	made bigint;
	count bigint;
begin
	if actor_role() is distinct from 'finance' then
		perform refuse('forbidden');
	end if;
	insert into payout_batch (made_by) values (actor_account())
	returning id into made;
	-- Nobody sends what she released for her own group.
	update payout set state = 'sent', state_at = now(), batch_id = made
	where id in (select id from payout where state = 'released'
	        and actor_account() not in (asked_by, released_by)
	    order by id for no key update);
	get diagnostics count = row_count;
	if count = 0 then
		perform refuse('payouts_none');
	end if;
	return json_build_object('id', made, 'count', count);
end
$$;

-- The lines of a bank's answer: reference, paid or failed, and a trace or a
-- reason, between commas or semicolons; a first line of titles is passed over.
create or replace function payout_answer_lines(answer bytea)
returns table (line bigint, reference bigint, result text, trace text)
language plpgsql immutable as $$
declare
	text_of text;
begin
	begin
		text_of := convert_from(answer, 'UTF8');
	exception when character_not_in_repertoire or untranslatable_character
	then
		perform refuse('bad_answer_file', 'file',
		    json_build_object('line', 1));
	end;
	return query
	select l.n, nullif(m[1], '')::bigint, case lower(m[2])
	    when 'paid' then 'paid' when 'واریز' then 'paid'
	    when 'failed' then 'failed' when 'برگشت' then 'failed' end,
	    nullif(left(btrim(m[3]), 60), '')
	from regexp_split_to_table(ltrim(text_of, E'\uFEFF'), E'\r?\n')
	    with ordinality l (said, n)
	left join lateral regexp_match(translate(l.said, '"', ''),
	    '^\s*([0-9]{1,18})\s*[,;]\s*(\w+)\s*(?:[,;](.*))?$') m on true
	where btrim(l.said) <> '' and (l.n > 1 or m is not null);
end
$$;

-- What the bank said of one payout. Twice is the same as once.
create or replace function payout_answered(own payout, result text,
    said text)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	update payout set state = result, state_at = now(),
	    trace = case when result = 'paid' then said end,
	    why = case when result = 'failed' then said end
	where id = own.id returning * into own;
	if result = 'failed' then
		perform payout_move(own, 'payout_failed', false);
		perform payout_tell(own, 'payout_failed');
		return;
	end if;
	perform ledger_post(ledger_market(), 'payout_paid',
	    'payout_paid:' || own.id, now(), 'payout:' || own.id,
	    array[market_account('payout'), market_account('bank')],
	    array[own.amount_rial, -own.amount_rial]);
	perform payout_tell(own, 'payout_paid');
	perform share_tell(own);
end
$$;

-- payout_batch_answer(id, file): the bank's answer; what it does not name
-- stays sent. All of the file is taken or nothing; the same file twice is the
-- same as once, and another word than before is refused.
create or replace function payout_batch_answer(of_id bigint, answer bytea)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	said record;
	own payout;
	done bigint := 0;
begin
	if actor_role() is distinct from 'finance' then
		perform refuse('forbidden');
	end if;
	perform from payout_batch where id = of_id for no key update;
	if not found then
		perform refuse('not_found');
	end if;
	for said in select * from payout_answer_lines(answer)
	    order by reference loop
		select * into own from payout
		where id = said.reference and batch_id = of_id
		for no key update;
		if said.reference is null or said.result is null then
			perform refuse('bad_answer_file', 'file',
			    json_build_object('line', said.line));
		elsif own.id is null then
			perform refuse('not_in_batch', 'file',
			    json_build_object('line', said.line));
		elsif own.state not in ('sent', said.result) then
			perform refuse('answer_differs', 'file',
			    json_build_object('line', said.line));
		elsif own.state = 'sent' then
			perform payout_answered(own, said.result, said.trace);
			done := done + 1;
		end if;
	end loop;
	update payout_batch set answered_at = now(),
	    answered_by = actor_account()
	where id = of_id and answered_at is null and not exists (select
	    from payout where batch_id = of_id and state = 'sent');
	return json_build_object('id', of_id, 'count', done);
end
$$;

-- ---- pages ----

create or replace function payout_json(p payout)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select json_build_object('id', p.id, 'amount', p.amount_rial,
	    'sheba', p.sheba, 'owner', p.owner, 'state', p.state,
	    'state_title', payout_title(p.state), 'state_at', p.state_at,
	    'asked_by', (select coalesce(m.name, a.name) from account a
	        left join group_member m on m.account_id = a.id
	            and m.group_id = p.group_id
	        where a.id = p.asked_by limit 1),
	    'asked_at', p.asked_at, 'trace', p.trace, 'why', p.why,
	    'own', p.asked_by = actor_account(),
	    'is_' || p.state, true, 'rule_title', share_rule_title(p.rule),
	    'divided_at', p.divided_at, 'shares', shares_json(p),
	    'undivided', p.rule = 'later'
	        and p.state not in ('cancelled', 'failed'),
	    'can_divide', p.state = 'paid' and p.rule = 'later'
	        and coalesce(payout_office() = p.group_id, false),
	    'can_release', p.state = 'asked'
	        and coalesce(payout_office() = p.group_id, false)
	        and p.asked_by <> actor_account(),
	    'can_cancel', p.state in ('asked', 'released')
	        and coalesce(payout_office() = p.group_id, false))
$$;
