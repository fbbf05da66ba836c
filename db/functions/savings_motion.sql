-- What a meeting voted for: loans, help from the social fund, expenses, what
-- becomes of a late loan, money that crosses funds, a member who takes her
-- savings out. No such thing is done without its votes written down.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

create or replace function motion_title(kind text)
returns text language sql immutable parallel safe as $$
	select case kind
	    when 'loan' then 'وام'
	    when 'grant' then 'کمک همیاری'
	    when 'expense' then 'هزینه'
	    when 'write_off' then 'بخشیدن وام'
	    when 'rollover' then 'تمدید وام'
	    when 'default' then 'نکول وام'
	    when 'waive' then 'بخشیدن جریمه'
	    when 'transfer' then 'جابه‌جایی میان صندوق‌ها'
	    when 'withdraw' then 'برداشت از پس‌انداز'
	    when 'leave' then 'تسویه عضو'
	    when 'share_out' then 'تقسیم پایان دوره' end
$$;

-- Lists side by side as rows; a row that only says its kind was left empty.
create or replace function motions_read(kinds json, members json, loans json,
    amounts json, terms json, whats json, funds json, ayes json, noes json)
returns jsonb language sql immutable as $$
	select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('row', n + 1,
	    'kind', kinds ->> n, 'member', (members ->> n)::bigint,
	    'loan', (loans ->> n)::bigint, 'amount', (amounts ->> n)::bigint,
	    'days', (terms ->> n)::integer, 'what', whats ->> n,
	    'fund', funds ->> n, 'for', (ayes ->> n)::integer,
	    'against', (noes ->> n)::integer)) order by n)
	from generate_series(0, json_array_length(kinds) - 1) n
	where kinds ->> n is not null and coalesce(members ->> n, loans ->> n,
	    amounts ->> n, terms ->> n, whats ->> n, ayes ->> n, noes ->> n)
	    is not null
$$;

-- Refuses a motion by the field that is wrong, in its row.
create or replace function motion_refuse(code text, field text, m jsonb,
    data json default '{}')
returns void language sql as $$
	select refuse(code, field, (data::jsonb || jsonb_build_object(
	    'at', m -> 'row', 'n', m -> 'row', 'title',
	    motion_title(m ->> 'kind')))::json)
$$;

-- What each kind cannot do without, its voters, and whose it is.
create or replace function motion_check(own savings_meeting, m jsonb)
returns void language plpgsql stable security definer
set search_path = public, pg_temp as $$
declare
	here constant bigint := (select count(*) from savings_presence
	    where meeting_id = own.id and presence = 'present');
	missing constant text := (select need
	    from unnest(case m ->> 'kind'
	        when 'loan' then array['member', 'amount', 'days']
	        when 'grant' then array['member', 'amount', 'what']
	        when 'expense' then array['amount', 'what']
	        when 'rollover' then array['loan', 'days']
	        when 'write_off' then array['loan']
	        when 'default' then array['loan']
	        when 'waive' then array['member', 'amount']
	        when 'transfer' then array['amount', 'fund', 'what']
	        when 'withdraw' then array['member', 'amount']
	        when 'leave' then array['member'] end || array['for'])
	        with ordinality w (need, n)
	    where not m ? need or (need = 'amount' and m ->> need = '0')
	    order by n limit 1);
	ayes constant integer := (m ->> 'for')::integer;
	noes constant integer := coalesce((m ->> 'against')::integer, 0);
begin
	if missing is not null then
		perform motion_refuse('motion_incomplete', 'motion_' || missing, m);
	elsif m ? 'member' and not exists (select from savings_presence p
	    where p.meeting_id = own.id
	        and p.member_id = (m ->> 'member')::bigint) then
		perform motion_refuse('not_a_choice', 'motion_member', m);
	elsif m ? 'loan' and not exists (select from savings_loan l
	    where l.id = (m ->> 'loan')::bigint and l.group_id = own.group_id)
	then
		perform motion_refuse('not_a_choice', 'motion_loan', m);
	elsif ayes + noes > here then
		perform motion_refuse('vote_too_many', 'motion_for', m,
		    json_build_object('present', here));
	elsif ayes <= noes then
		perform motion_refuse('vote_lost', 'motion_for', m);
	end if;
end
$$;

-- Money out of a fund's box, for a motion; the loan fund keeps its reserve
-- when it lends.
create or replace function motion_cash(own savings_meeting, m jsonb,
    of_fund text, amount bigint, reserve bigint default 0)
returns void language plpgsql stable security definer
set search_path = public, pg_temp as $$
declare
	cash constant bigint := fund_balance(own.group_id, 'cash', of_fund);
begin
	if amount > cash then
		perform motion_refuse('fund_short', 'motion_amount', m,
		    json_build_object('cash', cash,
		        'fund', fund_title(of_fund)));
	elsif reserve > 0 and cash - amount < reserve then
		perform motion_refuse('reserve_short', 'motion_amount', m,
		    json_build_object('cash', cash, 'reserve', reserve));
	end if;
end
$$;

-- A loan: within the longest term, to who has none late, up to some times
-- what she saved; of the bank's credit, what there is of it.
create or replace function motion_lend(own savings_meeting, c savings_cycle,
    m jsonb)
returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	woman constant bigint := (m ->> 'member')::bigint;
	amount constant bigint := (m ->> 'amount')::bigint;
	of_fund constant text := coalesce(m ->> 'fund', 'loan');
	room constant bigint := c.loan_multiple * fund_balance(own.group_id,
	    'savings', 'loan', woman) - fund_balance(own.group_id, 'loan',
	    'loan', woman);
	late constant bigint := (select sum(l.left_rial + l.charge_rial)
	    from fund_loans(own.group_id, own.held_on) l
	    where l.member_id = woman and l.state in ('late', 'defaulted'));
	fee constant bigint := case c.charge when 'fee'
	    then c.rate::bigint * amount / 10000 else 0 end;
	made bigint;
begin
	if of_fund = 'social' then
		perform motion_refuse('not_a_choice', 'motion_fund', m);
	elsif (m ->> 'days')::integer > c.loan_days_max then
		perform motion_refuse('loan_term', 'motion_days', m,
		    json_build_object('max', c.loan_days_max));
	elsif late > 0 then
		perform motion_refuse('debt_first', 'motion_member', m,
		    json_build_object('due', late));
	elsif of_fund = 'loan' and amount > room then
		perform motion_refuse('loan_limit', 'motion_amount', m,
		    json_build_object('limit', greatest(0, room),
		        'multiple', c.loan_multiple));
	end if;
	perform motion_cash(own, m, of_fund, amount,
	    case of_fund when 'loan' then c.reserve_rial else 0 end);
	insert into savings_loan (group_id, cycle_id, member_id, number,
	    meeting_id, fund, principal_rial, purpose, issued_on, due_on,
	    charge, rate)
	values (own.group_id, c.id, woman, 1 + (select coalesce(max(number), 0)
	        from savings_loan where group_id = own.group_id), own.id,
	    of_fund, amount, m ->> 'what', own.held_on,
	    own.held_on + (m ->> 'days')::integer, c.charge, c.rate)
	returning id into made;
	perform fund_step(own, 'loan', array_fill(of_fund, '{4}'),
	    array['loan', 'cash', 'charge_due', 'charge_income'],
	    array[woman, null, woman, null], array[made, null, made, null],
	    array[amount, -amount, fee, -fee], (m ->> 'row')::integer);
	return made;
end
$$;

-- What becomes of a loan that its woman cannot repay in time: a mark, a later
-- day with its charge added to the principal, or an end to it.
create or replace function motion_settle(own savings_meeting,
    c savings_cycle, m jsonb)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	l record;
	row_n constant integer := (m ->> 'row')::integer;
begin
	select * into l from fund_loans(own.group_id, own.held_on)
	where id = (m ->> 'loan')::bigint
	    and state in ('open', 'late', 'defaulted');
	if l.id is null then
		perform motion_refuse('not_a_choice', 'motion_loan', m);
	elsif m ->> 'kind' = 'default' and l.state <> 'late' then
		perform motion_refuse('loan_not_late', 'motion_loan', m);
	elsif (m ->> 'days')::integer > c.loan_days_max then
		perform motion_refuse('loan_term', 'motion_days', m,
		    json_build_object('max', c.loan_days_max));
	end if;
	insert into savings_loan_event (loan_id, meeting_id, group_id, kind,
	    base_rial, due_on)
	select l.id, own.id, own.group_id, m ->> 'kind',
	    case m ->> 'kind' when 'rollover'
	        then l.left_rial + l.charge_rial end,
	    case m ->> 'kind' when 'rollover'
	        then own.held_on + (m ->> 'days')::integer end;
	if m ->> 'kind' = 'rollover' then
		perform fund_step(own, 'rollover', array[l.fund, l.fund],
		    array['loan', 'charge_due'], array[l.member_id, l.member_id],
		    array[l.id, l.id], array[l.charge_rial, -l.charge_rial],
		    row_n);
	elsif m ->> 'kind' = 'write_off' then
		perform fund_step(own, 'write_off', array_fill(l.fund, '{3}'),
		    array['loss', 'loan', 'charge_due'],
		    array[null, l.member_id, l.member_id],
		    array[null, l.id, l.id], array[l.left_rial + l.charge_rial,
		        -l.left_rial, -l.charge_rial], row_n);
	end if;
end
$$;

-- Help from the social fund, an expense, a fine forgiven, or money from one
-- fund for the other.
create or replace function motion_spend(own savings_meeting, m jsonb)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	woman constant bigint := (m ->> 'member')::bigint;
	amount constant bigint := (m ->> 'amount')::bigint;
	from_fund constant text := coalesce(m ->> 'fund', 'loan');
	to_fund constant text := case from_fund when 'loan' then 'social'
	    when 'social' then 'loan' end;
	row_n constant integer := (m ->> 'row')::integer;
begin
	case m ->> 'kind'
	when 'grant' then
		perform motion_cash(own, m, 'social', amount);
		perform fund_step(own, 'grant', '{social,social}', '{grant,cash}',
		    array[woman, null], '{null,null}', array[amount, -amount],
		    row_n);
	when 'expense' then
		perform motion_cash(own, m, from_fund, amount);
		perform fund_step_two(own, 'expense', from_fund, 'expense', 'cash',
		    amount, row_n);
	when 'waive' then
		if amount > fund_balance(own.group_id, 'fine_due', 'loan', woman)
		then
			perform motion_refuse('fine_too_much', 'motion_amount', m,
			    json_build_object('due', fund_balance(own.group_id,
			        'fine_due', 'loan', woman)));
		end if;
		perform fund_step(own, 'waive', '{loan,loan}',
		    '{fine_income,fine_due}', array[null, woman], '{null,null}',
		    array[amount, -amount], row_n);
	when 'transfer' then
		if to_fund is null then
			perform motion_refuse('not_a_choice', 'motion_fund', m);
		end if;
		perform motion_cash(own, m, from_fund, amount);
		perform fund_step(own, 'transfer', array[from_fund, from_fund,
		        to_fund, to_fund], '{transfer,cash,cash,transfer}',
		    array_fill(null::bigint, '{4}'),
		    array_fill(null::bigint, '{4}'),
		    array[amount, -amount, amount, -amount], row_n);
	end case;
end
$$;

-- A member takes savings out: some shares, or all when she leaves, less what
-- she owes the loan fund; profit is for who stays to the end.
create or replace function motion_withdraw(own savings_meeting,
    c savings_cycle, m jsonb)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	woman constant bigint := (m ->> 'member')::bigint;
	saved constant bigint := fund_balance(own.group_id, 'savings', 'loan',
	    woman);
	lent constant bigint := fund_balance(own.group_id, 'loan', 'loan', woman);
	amount constant bigint := (m ->> 'amount')::bigint;
	room constant bigint := greatest(0, saved
	    - (lent + c.loan_multiple - 1) / c.loan_multiple);
begin
	if m ->> 'kind' = 'leave' then
		perform motion_leave(own, m, woman, saved);
		return;
	elsif amount % c.share_rial <> 0 then
		perform motion_refuse('withdraw_uneven', 'motion_amount', m,
		    json_build_object('share', c.share_rial));
	elsif amount > room then
		perform motion_refuse('withdraw_too_much', 'motion_amount', m,
		    json_build_object('limit', room));
	end if;
	perform motion_cash(own, m, 'loan', amount);
	perform fund_step(own, 'withdraw', '{loan,loan}', '{savings,cash}',
	    array[woman, null], '{null,null}', array[amount, -amount],
	    (m ->> 'row')::integer);
end
$$;

-- All that one member owes the loan fund, account by account.
create or replace function fund_debts(of_group bigint, of_member bigint)
returns table (kind text, loan_id bigint, amount_rial bigint)
language sql stable security definer
set search_path = public, pg_temp as $$
	select a.kind, a.loan_id, a.balance_rial
	from ledger_book b join ledger_account a on a.book_id = b.id
	where b.group_id = of_group and a.member_id = of_member
	    and a.fund = 'loan' and a.balance_rial > 0 and a.kind in ('loan',
	        'charge_due', 'fine_due', 'carried_debt')
$$;

create or replace function motion_leave(own savings_meeting, m jsonb,
    woman bigint, saved bigint)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	debts constant bigint := (select coalesce(sum(amount_rial), 0)
	    from fund_debts(own.group_id, woman));
begin
	if debts > saved or fund_balance(own.group_id, 'loan', 'credit', woman)
	    + fund_balance(own.group_id, 'charge_due', 'credit', woman) > 0 then
		perform motion_refuse('debt_first', 'motion_member', m,
		    json_build_object('due', debts));
	end if;
	perform motion_cash(own, m, 'loan', saved - debts);
	perform fund_step(own, 'leave', array_agg('loan'::text),
	    array_agg(l.kind), array_agg(l.member), array_agg(l.loan),
	    array_agg(l.amount), (m ->> 'row')::integer)
	from (select 'savings' as kind, woman as member, null::bigint as loan,
	        saved as amount
	    union all
	    select 'cash', null, null, debts - saved
	    union all
	    select d.kind, woman, d.loan_id, -d.amount_rial
	    from fund_debts(own.group_id, woman) d) l;
end
$$;

-- All of a meeting's motions, in their order, each written down with its
-- votes.
create or replace function fund_motions(own savings_meeting,
    c savings_cycle, motions jsonb)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	m jsonb;
	lent bigint;
begin
	for m in select * from jsonb_array_elements(motions) loop
		perform motion_check(own, m);
		lent := null;
		case
		when m ->> 'kind' = 'loan' then
			lent := motion_lend(own, c, m);
		when m ->> 'kind' in ('write_off', 'rollover', 'default') then
			perform motion_settle(own, c, m);
			lent := (m ->> 'loan')::bigint;
		when m ->> 'kind' in ('withdraw', 'leave') then
			perform motion_withdraw(own, c, m);
		else
			perform motion_spend(own, m);
		end case;
		insert into savings_motion (meeting_id, n, group_id, kind,
		    member_id, loan_id, fund, amount_rial, days, what, votes_for,
		    votes_against)
		values (own.id, (m ->> 'row')::integer, own.group_id, m ->> 'kind',
		    coalesce((m ->> 'member')::bigint, (select member_id
		        from savings_loan where id = lent)), lent, m ->> 'fund',
		    nullif((m ->> 'amount')::bigint, 0), (m ->> 'days')::integer,
		    m ->> 'what', (m ->> 'for')::integer,
		    coalesce((m ->> 'against')::integer, 0));
	end loop;
end
$$;
