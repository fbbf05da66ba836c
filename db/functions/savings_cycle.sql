-- A cycle of savings begins: by rules that members agreed on and that stay as
-- they are until its end. A group that starts half-way brings its balances.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

create or replace function charge_title(charge text)
returns text language sql immutable parallel safe as $$
	select case charge
	    when 'none' then 'قرض‌الحسنه، بی‌کارمزد'
	    when 'fee' then 'کارمزد یک‌باره'
	    when 'flat' then 'کارمزد ماهانه از اصل وام'
	    when 'reducing' then 'کارمزد ماهانه از مانده وام' end
$$;

-- The answer to a call that was made before with the same client_id; NULL to
-- a new one.
create or replace function fund_seen(of_group bigint, sent_client text,
    content bytea)
returns json language plpgsql stable security definer
set search_path = public, pg_temp as $$
declare
	kept record;
begin
	select id, group_id, digest, number into kept
	from savings_meeting where client_id = sent_client
	union all
	select id, group_id, digest, number from savings_cycle
	where client_id = sent_client;
	if kept.id is null then
		return null;
	elsif kept.group_id <> of_group or kept.digest <> content then
		perform refuse('idempotency_mismatch', 'client_id');
	end if;
	return fund_answer(of_group, kept.id, kept.number);
end
$$;

create or replace function fund_answer(of_group bigint, made bigint,
    number integer)
returns json language sql immutable as $$
	select json_build_object('id', made, 'group', of_group, 'see', made,
	    'number', number)
$$;

-- What members must have agreed on before it holds.
create or replace function cycle_check(own self_help_group,
    c savings_cycle, fine_titles json, fine_amounts json)
returns void language plpgsql stable security definer
set search_path = public, pg_temp as $$
declare
	members constant bigint[] := array(select m.id from group_member m
	    where m.group_id = own.id and m.left_on is null and not m.pending);
	least constant integer := setting_int('savings.agree_percent', 67);
	since constant date := greatest(group_begins(own), (select max(ended_on)
	    from savings_cycle where group_id = own.id));
	missing integer;
begin
	missing := (select min(n) from generate_series(0, 7) n
	    where (fine_titles ->> n is null)
	        <> (fine_amounts ->> n is null));
	if exists (select from savings_cycle
	    where group_id = own.id and ended_on is null) then
		perform refuse('cycle_open');
	elsif c.starts_on > current_date or c.starts_on < since then
		perform refuse('held_out_of_range', 'starts_on',
		    json_build_object('since', since));
	elsif c.planned_end <= c.starts_on + c.every_days then
		perform refuse('end_too_early', 'planned_end');
	elsif c.shares_min > c.shares_max then
		perform refuse('shares_turned', 'shares_max');
	elsif own.kind = 'khodyar' and (c.shares_min, c.shares_max) <> (1, 1)
	then
		perform refuse('shares_not_equal', 'shares_max');
	elsif c.charge <> 'none' and c.rate = 0 then
		perform refuse('rate_missing', 'rate');
	elsif missing is not null then
		perform refuse('fine_missing', 'fine_amount',
		    json_build_object('n', missing + 1));
	elsif not c.agreed <@ members then
		perform refuse('not_a_choice', 'agreed');
	elsif 100 * cardinality(c.agreed) < least * cardinality(members) then
		perform refuse('agreed_short', 'agreed', json_build_object(
		    'agreed', cardinality(c.agreed),
		    'members', cardinality(members), 'percent', least));
	end if;
end
$$;

-- What the group had before its first cycle here, fund by fund: what is not a
-- member's saving or a bank's is the opening of its fund.
create or replace function cycle_opening(c savings_cycle, shares json,
    loans json, dues json, cash json, bank json)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	insert into savings_loan (group_id, cycle_id, member_id, number, fund,
	    principal_rial, issued_on, due_on, charge, rate)
	select c.group_id, c.id, key::bigint,
	    row_number() over (order by key::bigint), 'loan', value::bigint,
	    c.starts_on, greatest(c.starts_on, coalesce((dues ->> key)::date,
	        c.starts_on + c.loan_days_max)), c.charge, c.rate
	from json_each_text(loans) where value::bigint > 0;
	perform fund_post(c.group_id, 'opening', 'cycle:' || c.id,
	    fund_moment(c.starts_on), 'cycle:' || c.id,
	    array_agg(l.fund), array_agg(l.kind), array_agg(l.member),
	    array_agg(l.loan), array_agg(l.amount))
	from (with leg as (
	        select key as fund, 'cash' as kind, null::bigint as member,
	            null::bigint as loan, value::bigint as amount
	        from json_each_text(cash)
	        union all
	        select key, 'bank_deposit', null, null, value::bigint
	        from json_each_text(bank)
	        union all
	        select 'loan', 'savings', key::bigint, null,
	            -value::bigint * c.share_rial
	        from json_each_text(shares)
	        union all
	        select 'loan', 'loan', member_id, id, principal_rial
	        from savings_loan where cycle_id = c.id)
	    select * from leg
	    union all
	    select fund, case fund when 'credit' then 'debt' else 'opening' end,
	        null, null, -sum(amount)::bigint
	    from leg group by fund) l;
end
$$;

-- Refuses opening balances of a group whose book has begun, or of women who
-- are no members.
create or replace function cycle_opening_check(own self_help_group,
    shares json, loans json, dues json, cash json, bank json)
returns boolean language plpgsql stable security definer
set search_path = public, pg_temp as $$
declare
	stranger text;
begin
	if coalesce(shares, loans, cash, bank) is null then
		return false;
	elsif exists (select from ledger_book where group_id = own.id
	    and head > 0) then
		perform refuse('opening_late');
	end if;
	select name || '.' || key into stranger
	from (select 'opening_shares' as name, key from json_each_text(shares)
	    union all select 'opening_loan', key from json_each_text(loans)
	    union all select 'opening_due', key from json_each_text(dues)) w
	where not exists (select from group_member m
	    where m.id::text = w.key and m.group_id = own.id
	        and m.left_on is null and not m.pending) limit 1;
	if stranger is null then
		select name || '.' || key into stranger
		from (select 'opening_cash' as name, key from json_each_text(cash)
		    union all select 'opening_bank', key
		    from json_each_text(bank)) w
		where key <> all (savings_funds()) limit 1;
	end if;
	if stranger is not null then
		perform refuse('not_a_choice', stranger);
	end if;
	return true;
end
$$;

-- savings_cycle_open(group, client_id, starts_on, planned_end, every_days,
-- share, shares_min, shares_max, social, charge, rate, loan_multiple,
-- loan_days_max, reserve, credit_limit, rules, fine_title, fine_amount, agreed,
-- code, opening_shares, opening_loan, opening_due, opening_cash, opening_bank)
create or replace function savings_cycle_open(of_group bigint, client text,
    starts date, planned date, every integer, share bigint, fewest integer,
    most integer, social bigint, of_charge text, of_rate integer,
    multiple integer, longest integer, reserve bigint, credit_most bigint,
    rules text, fine_titles json, fine_amounts json, agreed_by json,
    codes json, shares json, loans json, dues json, cash json, bank json)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own constant self_help_group := fund_group(of_group);
	content constant bytea := sha256(convert_to(json_build_array(starts,
	    planned, every, share, fewest, most, social, of_charge, of_rate,
	    multiple, longest, reserve, credit_most, rules, fine_titles,
	    fine_amounts, agreed_by, shares, loans, dues, cash, bank)::text,
	    'UTF8'));
	answer json := fund_seen(own.id, client, content);
	c savings_cycle;
begin
	if answer is not null then
		return answer;
	end if;
	c := jsonb_populate_record(null::savings_cycle, jsonb_build_object(
	    'group_id', own.id, 'starts_on', starts, 'planned_end', planned,
	    'every_days', every, 'share_rial', share, 'shares_min', fewest,
	    'shares_max', most, 'social_rial', social, 'charge', of_charge,
	    'rate', case of_charge when 'none' then 0 else of_rate end,
	    'loan_multiple', multiple,
	    'loan_days_max', longest, 'reserve_rial', reserve,
	    'credit_limit_rial', credit_most, 'rules', rules,
	    'agreed', (select coalesce(jsonb_agg(distinct m::bigint), '[]')
	        from json_array_elements_text(agreed_by) a (m)
	        where m is not null)));
	-- Codes are never put back in the form, so what else is wrong comes first.
	perform cycle_check(own, c, fine_titles, fine_amounts);
	answer := fund_codes(own.id, codes);
	if answer is not null then
		return answer;
	end if;
	insert into savings_cycle (group_id, number, client_id, digest,
	    starts_on, planned_end, every_days, share_rial, shares_min,
	    shares_max, social_rial, charge, rate, loan_multiple,
	    loan_days_max, reserve_rial, credit_limit_rial, rules, agreed,
	    opened_by, recorded_by)
	select c.group_id, 1 + (select count(*) from savings_cycle
	        where group_id = own.id), client, content, c.starts_on,
	    c.planned_end, c.every_days, c.share_rial, c.shares_min,
	    c.shares_max, c.social_rial, c.charge, c.rate, c.loan_multiple,
	    c.loan_days_max, c.reserve_rial, c.credit_limit_rial, c.rules,
	    c.agreed, fund_openers(codes), actor_account()
	returning * into c;
	insert into savings_fine (cycle_id, n, title, amount_rial)
	select c.id, n + 1, fine_titles ->> n, (fine_amounts ->> n)::bigint
	from generate_series(0, 7) n where fine_titles ->> n is not null;
	if cycle_opening_check(own, shares, loans, dues, cash, bank) then
		perform cycle_opening(c, shares, loans, dues, cash, bank);
	elsif c.number > 1 then
		-- What was shared out takes no entry any more.
		perform ledger_close(ledger_savings(own.id), c.starts_on - 1);
	end if;
	return fund_answer(own.id, c.id, c.number);
end
$$;
