-- A savings meeting, whole or not at all, in its fixed order; each step is one
-- entry of the group's book. A meeting that is here is closed: it is never
-- edited, only taken back entry by entry while it is the last.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- fund_step(meeting, step, funds, kinds, members, loans, amounts): see
-- fund_post(). A step comes once, or is numbered.
create or replace function fund_step(own savings_meeting, step text,
    funds text[], kinds text[], members bigint[], loans bigint[],
    amounts bigint[], n integer default null)
returns void language sql security definer
set search_path = public, pg_temp as $$
	select fund_post(own.group_id, step, concat_ws(':', 'meeting', own.id,
	        step, n), fund_moment(own.held_on), 'meeting:' || own.id, funds,
	    kinds, members, loans, amounts)
$$;

-- Two legs within one fund, and nobody's in particular.
create or replace function fund_step_two(own savings_meeting, step text,
    fund text, debit text, credit text, amount bigint,
    n integer default null)
returns void language sql security definer
set search_path = public, pg_temp as $$
	select fund_step(own, step, array[fund, fund], array[debit, credit],
	    array[null, null]::bigint[], array[null, null]::bigint[],
	    array[amount, -amount], n)
$$;

-- What is debited to each of some members' accounts against one of all.
create or replace function fund_step_each(own savings_meeting, step text,
    fund text, of_all text, of_each text, members bigint[],
    amounts bigint[])
returns void language sql security definer
set search_path = public, pg_temp as $$
	select fund_step(own, step,
	    array_fill(fund, array[cardinality(members) + 1]),
	    of_all || array_fill(of_each, array[cardinality(members)]),
	    null::bigint || members,
	    array_fill(null::bigint, array[cardinality(members) + 1]),
	    (select -sum(a) from unnest(amounts) a)::bigint || amounts)
	where cardinality(members) > 0
$$;

-- ---- the steps ----

-- Cash as it was counted, in place of what the book expects; a difference is
-- written down with its reason.
create or replace function fund_count(own savings_meeting, step text,
    counted jsonb, must boolean)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	of_fund text;
	expected bigint;
	found bigint;
	n integer := 0;
begin
	foreach of_fund in array savings_funds() loop
		n := n + 1;
		expected := fund_balance(own.group_id, 'cash', of_fund);
		found := (counted ->> of_fund)::bigint;
		if found is null and must and expected > 0 then
			perform refuse('count_missing', step || '.' || of_fund,
			    json_build_object('title', fund_title(of_fund)));
		elsif found <> expected and own.comment is null then
			perform refuse('comment_missing', 'comment',
			    json_build_object('title', fund_title(of_fund),
			        'expected', expected, 'counted', found,
			        'opening', step = 'counted'));
		elsif found <> expected then
			perform fund_step_two(own, step, of_fund, 'cash', 'cash_over',
			    found - expected, n);
		end if;
	end loop;
end
$$;

-- Keys of a list that are no members of this meeting; those of fines have the
-- fine's number after hers.
create or replace function fund_keys(own savings_meeting, name text,
    list jsonb)
returns void language plpgsql stable security definer
set search_path = public, pg_temp as $$
declare
	stranger constant text := (select key from jsonb_object_keys(list) l (key)
	    where not exists (select from savings_presence p
	        where p.meeting_id = own.id
	            and p.member_id::text = case name when 'fine'
	                then regexp_replace(key, '\.[0-9]+$', '') else key end)
	    limit 1);
begin
	if stranger is not null then
		perform refuse('not_a_choice', name || '.' || stranger);
	end if;
end
$$;

-- Savings: whole shares, within what the cycle takes in a meeting.
create or replace function fund_save(own savings_meeting, c savings_cycle,
    shares jsonb)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	wrong record;
begin
	perform fund_keys(own, 'shares', shares);
	select p.member_id, coalesce((shares ->> p.member_id::text)::integer, 0)
	    as n into wrong
	from savings_presence p
	where p.meeting_id = own.id and (p.presence = 'present'
	        and coalesce((shares ->> p.member_id::text)::integer, 0)
	            < c.shares_min
	    or (shares ->> p.member_id::text)::integer
	        between 1 and c.shares_min - 1
	    or (shares ->> p.member_id::text)::integer > c.shares_max)
	order by p.member_id limit 1;
	if wrong.member_id is not null then
		perform refuse(case when wrong.n > c.shares_max then 'shares_many'
		    else 'shares_few' end, 'shares.' || wrong.member_id,
		    json_build_object('min', c.shares_min, 'max', c.shares_max));
	end if;
	perform fund_step_each(own, 'savings', 'loan', 'cash', 'savings',
	    array_agg(key::bigint), array_agg(-value::bigint * c.share_rial))
	from jsonb_each_text(shares) where value::integer > 0;
end
$$;

create or replace function fund_social(own savings_meeting, social jsonb)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	perform fund_keys(own, 'social', social);
	perform fund_step_each(own, 'social', 'social', 'cash', 'social',
	    array_agg(key::bigint), array_agg(-value::bigint))
	from jsonb_each_text(social) where value::bigint > 0;
end
$$;

-- Fines laid now ("12.1": the first kind, on member 12), then those paid.
create or replace function fund_fine(own savings_meeting, laid jsonb,
    paid jsonb)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	wrong record;
begin
	perform fund_keys(own, 'fine', laid), fund_keys(own, 'fine_paid', paid);
	select key into wrong from jsonb_object_keys(laid) l (key)
	where not exists (select from savings_fine f
	    where f.cycle_id = own.cycle_id
	        and f.n::text = split_part(key, '.', 2));
	if wrong.key is not null then
		perform refuse('not_a_choice', 'fine.' || wrong.key);
	end if;
	perform fund_step_each(own, 'fine', 'loan', 'fine_income', 'fine_due',
	    array_agg(l.member), array_agg(l.amount))
	from (select split_part(key, '.', 1)::bigint as member,
	        sum(f.amount_rial)::bigint as amount
	    from jsonb_each_text(laid) l
	    join savings_fine f on f.cycle_id = own.cycle_id
	        and f.n::text = split_part(key, '.', 2)
	    where l.value::boolean group by 1) l;
	select key, fund_balance(own.group_id, 'fine_due', 'loan',
	    key::bigint) as due into wrong
	from jsonb_each_text(paid) p
	where value::bigint > fund_balance(own.group_id, 'fine_due', 'loan',
	    key::bigint) limit 1;
	if wrong.key is not null then
		perform refuse('fine_too_much', 'fine_paid.' || wrong.key,
		    json_build_object('due', wrong.due));
	end if;
	perform fund_step_each(own, 'fine_paid', 'loan', 'cash', 'fine_due',
	    array_agg(key::bigint), array_agg(-value::bigint))
	from jsonb_each_text(paid) where value::bigint > 0;
end
$$;

-- What a cycle before left owed, paid now.
create or replace function fund_owed(own savings_meeting, paid jsonb)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	wrong text;
begin
	perform fund_keys(own, 'owed_paid', paid);
	select key into wrong from jsonb_each_text(paid)
	where value::bigint > fund_balance(own.group_id, 'carried_debt', 'loan',
	    key::bigint) limit 1;
	if wrong is not null then
		perform refuse('owed_too_much', 'owed_paid.' || wrong,
		    json_build_object('due', fund_balance(own.group_id,
		        'carried_debt', 'loan', wrong::bigint)));
	end if;
	perform fund_step_each(own, 'owed_paid', 'loan', 'cash', 'carried_debt',
	    array_agg(key::bigint), array_agg(-value::bigint))
	from jsonb_each_text(paid) where value::bigint > 0;
end
$$;

-- Cash of each fund to its bank account, then from it.
create or replace function fund_bank(own savings_meeting, put jsonb,
    taken jsonb)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	move record;
begin
	for move in select m.*, array_position(savings_funds(), m.fund) as n
	    from (select 'bank_in' as way, key as fund, value::bigint as amount
	        from jsonb_each_text(put)
	        union all select 'bank_out', key, value::bigint
	        from jsonb_each_text(taken)) m loop
		if move.n is null then
			perform refuse('not_a_choice', move.way || '.' || move.fund);
		elsif move.way = 'bank_in' then
			perform fund_has(own.group_id, move.fund, move.amount,
			    'bank_in.' || move.fund);
			perform fund_step_two(own, 'bank_in', move.fund,
			    'bank_deposit', 'cash', move.amount, move.n);
		elsif move.amount > fund_balance(own.group_id, 'bank_deposit',
		    move.fund) then
			perform refuse('fund_short', 'bank_out.' || move.fund,
			    json_build_object('cash', fund_balance(own.group_id,
			        'bank_deposit', move.fund),
			        'title', fund_title(move.fund)));
		else
			perform fund_step_two(own, 'bank_out', move.fund, 'cash',
			    'bank_deposit', move.amount, move.n);
		end if;
	end loop;
end
$$;

-- The bank that lends the group: what it gave, what went back to it, what it
-- took for that. A fund of its own, up to the limit of the cycle.
create or replace function fund_credit(own savings_meeting, c savings_cycle,
    credit jsonb)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	drawn constant bigint := coalesce((credit ->> 'drawn')::bigint, 0);
	repaid constant bigint := coalesce((credit ->> 'repaid')::bigint, 0);
	cost constant bigint := coalesce((credit ->> 'cost')::bigint, 0);
	debt constant bigint := drawn
	    + fund_balance(own.group_id, 'debt', 'credit');
begin
	if exists (select from jsonb_object_keys(credit) k (key)
	    where key not in ('drawn', 'repaid', 'cost')) then
		perform refuse('not_a_choice', 'credit');
	elsif drawn > 0 and debt > c.credit_limit_rial then
		perform refuse('credit_limit', 'credit.drawn',
		    json_build_object('limit', c.credit_limit_rial));
	end if;
	perform fund_step_two(own, 'credit_drawn', 'credit', 'cash', 'debt',
	    drawn);
	if repaid > debt then
		perform refuse('owed_too_much', 'credit.repaid',
		    json_build_object('due', debt));
	end if;
	perform fund_has(own.group_id, 'credit', repaid, 'credit.repaid');
	perform fund_step_two(own, 'credit_repaid', 'credit', 'debt', 'cash',
	    repaid);
	perform fund_has(own.group_id, 'credit', cost, 'credit.cost');
	perform fund_step_two(own, 'credit_cost', 'credit', 'expense', 'cash',
	    cost);
end
$$;

-- ---- the whole ----

-- The row of a meeting and who was there; what money it moved comes after.
create or replace function fund_meet(own self_help_group, c savings_cycle,
    sent jsonb, content bytea, codes json)
returns savings_meeting language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	made savings_meeting;
	attended constant jsonb := presence_read(own.id,
	    (sent ->> 'held_on')::date, (sent -> 'presence')::json);
begin
	insert into savings_meeting (group_id, cycle_id, number, client_id,
	    digest, held_on, opened_by, counted, closing, comment, recorded_by)
	values (own.id, c.id, 1 + (select count(*) from savings_meeting
	        where cycle_id = c.id and reversed_at is null),
	    sent ->> 'client_id', content, (sent ->> 'held_on')::date,
	    fund_openers(codes), coalesce(sent -> 'counted', '{}'),
	    coalesce(sent -> 'closing', '{}'), sent ->> 'comment',
	    actor_account())
	returning * into made;
	insert into savings_presence (meeting_id, member_id, presence)
	select made.id, key::bigint, value from jsonb_each_text(attended);
	return made;
end
$$;

-- Its minutes stand among the group's meetings, so that who came counts there
-- too; a day that has minutes keeps them. More people read them than see each
-- woman's savings: they say what was voted for, not for whom.
create or replace function fund_minutes(own savings_meeting, sent jsonb)
returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	payload constant jsonb := jsonb_build_object('group', own.group_id,
	    'client_id', own.client_id, 'account', own.recorded_by,
	    'held_on', own.held_on, 'place', sent ->> 'place',
	    'minutes', case when length(sent ->> 'minutes') >= 10
	        then sent ->> 'minutes'
	        else concat_ws(': ', 'جلسه پس‌انداز', sent ->> 'minutes') end,
	    'next_on', sent ->> 'next_on',
	    'presence', (select jsonb_object_agg(member_id, presence)
	        from savings_presence where meeting_id = own.id),
	    'elected', '{}'::jsonb, 'decisions', (select coalesce(jsonb_agg(
	            concat_ws(' ', motion_title(m.kind), m.what) order by m.n),
	            '[]')
	        from savings_motion m
	        where m.meeting_id = own.id));
begin
	return coalesce(meeting_met(payload), meeting_put(payload));
end
$$;

-- savings_meeting_record(group, client_id, held_on, previous, place, minutes,
-- next_on, code, presence, counted, shares, social, fine, fine_paid, repaid,
-- owed_paid, motion, motion_member, motion_loan, motion_amount, motion_days,
-- motion_what, motion_fund, motion_for, motion_against, bank_in, bank_out,
-- credit, closing, comment)
create or replace function savings_meeting_record(of_group bigint,
    client text, held date, previous bigint, place text, minutes text,
    next_on date, codes json, presence json, counted json, shares json,
    social json, fines json, fine_paid json, repaid json, owed_paid json,
    motions json, motion_member json, motion_loan json, motion_amount json,
    motion_days json, motion_what json, motion_fund json, motion_for json,
    motion_against json, bank_in json, bank_out json, credit json,
    closing json, comment text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own constant self_help_group := fund_group(of_group);
	sent constant jsonb := jsonb_strip_nulls(jsonb_build_object(
	    'client_id', client, 'held_on', held, 'previous', previous,
	    'place', place, 'minutes', minutes, 'next_on', next_on,
	    'presence', presence, 'counted', counted, 'shares', shares,
	    'social', social, 'fine', fines, 'fine_paid', fine_paid,
	    'repaid', repaid, 'owed_paid', owed_paid,
	    'motions', motions_read(motions, motion_member, motion_loan,
	        motion_amount, motion_days, motion_what, motion_fund,
	        motion_for, motion_against),
	    'bank_in', bank_in, 'bank_out', bank_out, 'credit', credit,
	    'closing', closing, 'comment', comment));
	content constant bytea := sha256(convert_to(sent::text, 'UTF8'));
	answer json := fund_seen(own.id, client, content);
	c savings_cycle;
	made savings_meeting;
begin
	if answer is not null then
		return answer;
	end if;
	c := fund_cycle(own.id);
	perform fund_in_turn(c, held, previous);
	if next_on <= held then
		perform refuse('next_too_early', 'next_on');
	end if;
	answer := fund_codes(own.id, codes);
	if answer is not null then
		return answer;
	end if;
	made := fund_meet(own, c, sent, content, codes);
	perform fund_count(made, 'counted', sent -> 'counted', true);
	perform fund_save(made, c, sent -> 'shares');
	perform fund_social(made, sent -> 'social');
	perform fund_fine(made, sent -> 'fine', sent -> 'fine_paid');
	perform fund_charge(made);
	perform fund_repay(made, sent -> 'repaid');
	perform fund_owed(made, sent -> 'owed_paid');
	perform fund_motions(made, c, sent -> 'motions');
	perform fund_bank(made, sent -> 'bank_in', sent -> 'bank_out');
	perform fund_credit(made, c, sent -> 'credit');
	perform fund_count(made, 'closing', sent -> 'closing', false);
	update savings_meeting s
	set meeting_id = fund_minutes(made, sent), head = b.head,
	    hash = b.head_hash
	from ledger_book b where s.id = made.id and b.group_id = own.id;
	perform job_add('savings_receipts', jsonb_build_object('meeting',
	    made.id), 'savings_receipts:' || made.id);
	return fund_answer(own.id, made.id, made.number);
end
$$;

-- savings_meeting_reverse(group, meeting, code, why): each entry by its
-- opposite, the last one first; its minutes are declared void with it.
create or replace function savings_meeting_reverse(of_group bigint,
    of_meeting bigint, codes json, why text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own constant self_help_group := fund_group(of_group);
	book constant bigint := ledger_savings(own.id);
	wrong savings_meeting;
	said json;
	entry bigint;
begin
	select * into wrong from savings_meeting
	where id = of_meeting and group_id = own.id;
	if wrong.id is null then
		perform refuse('not_found');
	elsif wrong.reversed_at is not null then
		perform refuse('already_void');
	elsif wrong.id <> fund_last(own.id) or wrong.kind <> 'meeting' then
		perform refuse('not_last_meeting');
	end if;
	said := fund_codes(own.id, codes);
	if said is not null then
		return said;
	end if;
	begin
		for entry in select e.id from ledger_entry e
		    where e.book_id = book
		        and e.reference = 'meeting:' || wrong.id
		        and e.reverses is null order by e.id desc loop
			perform ledger_reverse(entry, 'reverse:' || entry);
		end loop;
	exception when sqlstate 'HY000' then
		-- What it brought was taken to the bank since.
		perform refuse(case sqlerrm when 'balance_short'
		    then 'reversal_short' else sqlerrm end);
	end;
	update savings_meeting set reversed_at = now(), reversed_why = why,
	    reversed_by = fund_openers(codes) where id = wrong.id;
	if (select client_id from meeting where id = wrong.meeting_id)
	    = wrong.client_id then
		perform record_drop('meeting', wrong.meeting_id, why);
	end if;
	return fund_answer(own.id, wrong.id, wrong.number);
end
$$;

-- ---- what keeps it so ----

-- Of a meeting only its end and its reversal are written later, of a cycle its
-- end; each once.
create or replace function savings_refuse_change()
returns trigger language plpgsql as $$
declare
	late constant text[] := case tg_table_name
	    when 'savings_meeting' then array['meeting_id', 'head', 'hash',
	        'told_at', 'reversed_at', 'reversed_by', 'reversed_why']
	    when 'savings_cycle' then array['ended_on'] else '{}' end;
begin
	if tg_op = 'UPDATE' and to_jsonb(old) - late = to_jsonb(new) - late
	    and not exists (select from jsonb_each(to_jsonb(old)) o
	        where o.key = any (late) and o.value <> 'null'
	            and o.value <> to_jsonb(new) -> o.key) then
		return new;
	end if;
	raise exception '% is never changed', tg_table_name
	    using errcode = 'HM001';
end
$$;
do $$
declare
	kept text;
begin
	foreach kept in array array['savings_meeting', 'savings_cycle',
	    'savings_fine', 'savings_presence', 'savings_motion',
	    'savings_loan', 'savings_loan_event', 'savings_share'] loop
		execute format('create or replace trigger no_change '
		    'before update or delete on %I for each row '
		    'execute function savings_refuse_change()', kept);
	end loop;
end
$$;
