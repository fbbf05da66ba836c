-- Loans of a group among its members: what is left of each, when it is due,
-- and what it costs. Formulas: a flat charge is the rate of the principal for
-- each thirty days, a reducing one that of what is left (Ledger Link's two
-- kinds of interest); a fee is taken once; whole rials, rounded down.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

create or replace function loan_period_days()
returns integer language sql immutable parallel safe as $$ select 30 $$;

create or replace function loan_state_title(state text)
returns text language sql immutable parallel safe as $$
	select case state
	    when 'open' then 'جاری'
	    when 'late' then 'معوق'
	    when 'defaulted' then 'نکول‌شده'
	    when 'paid' then 'تسویه‌شده'
	    when 'written_off' then 'بخشیده‌شده' end
$$;

-- Loans of a group as of a day, those of meetings taken back left out. base:
-- the principal that a flat charge is of; begun: the day its periods count
-- from; charged: how many of them were; left and charge: what is owed now. In
-- PL/pgSQL for its kept plan.
create or replace function fund_loans(of_group bigint, on_day date)
returns table (id bigint, number integer, member_id bigint, fund text,
    principal_rial bigint, purpose text, issued_on date, due_on date,
    charge text, rate integer, base_rial bigint, begun_on date,
    charged integer, left_rial bigint, charge_rial bigint, state text,
    cycle_id bigint)
language plpgsql stable security definer
set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
	return query
	select l.id, l.number, l.member_id, l.fund, l.principal_rial, l.purpose,
	    l.issued_on, w.due_on, l.charge, l.rate, w.base_rial, w.begun_on,
	    w.charged, b.left_rial, b.charge_rial, case
	        when w.written_off then 'written_off'
	        when b.left_rial + b.charge_rial = 0 then 'paid'
	        when w.defaulted then 'defaulted'
	        when w.due_on < on_day then 'late' else 'open' end, l.cycle_id
	from savings_loan l
	left join savings_meeting i on i.id = l.meeting_id
	left join lateral (select e.id, e.due_on, e.base_rial, m.held_on
	    from savings_loan_event e join savings_meeting m
	        on m.id = e.meeting_id and m.reversed_at is null
	    where e.loan_id = l.id and e.kind = 'rollover'
	    order by e.id desc limit 1) r on true
	cross join lateral (select coalesce(r.due_on, l.due_on) as due_on,
	    coalesce(r.base_rial, l.principal_rial) as base_rial,
	    coalesce(r.held_on, l.issued_on) as begun_on,
	    coalesce(sum(e.periods) filter (where e.id > coalesce(r.id, 0)), 0)
	        ::integer as charged,
	    coalesce(bool_or(e.kind = 'default' and e.id > coalesce(r.id, 0)),
	        false) as defaulted,
	    coalesce(bool_or(e.kind = 'write_off'), false) as written_off
	    from savings_loan_event e join savings_meeting m
	        on m.id = e.meeting_id and m.reversed_at is null
	    where e.loan_id = l.id) w
	cross join lateral (select
	    coalesce(sum(a.balance_rial) filter (where a.kind = 'loan'), 0)
	        ::bigint as left_rial,
	    coalesce(sum(a.balance_rial) filter (where a.kind = 'charge_due'), 0)
	        ::bigint as charge_rial
	    from ledger_account a where a.loan_id = l.id) b
	where l.group_id = of_group
	    and (l.meeting_id is null or i.reversed_at is null);
end
$$;

-- How many full thirty days of a loan have passed by a day and were not
-- charged, and what they cost.
create or replace function loan_periods(charge text, left_rial bigint,
    begun_on date, charged integer, on_day date)
returns integer language sql immutable parallel safe as $$
	select case when charge in ('flat', 'reducing') and left_rial > 0
	    then greatest(0, (on_day - begun_on) / loan_period_days() - charged)
	    else 0 end
$$;

create or replace function loan_accrued(charge text, rate integer,
    base_rial bigint, left_rial bigint, begun_on date, charged integer,
    on_day date)
returns bigint language sql immutable parallel safe as $$
	select loan_periods(charge, left_rial, begun_on, charged, on_day)
	    * (rate::bigint * case charge when 'flat' then base_rial
	        else left_rial end / 10000)
$$;

-- Charges that have fallen due by the day of a meeting.
create or replace function fund_charges(own savings_meeting)
returns table (loan_id bigint, member_id bigint, fund text, periods integer,
    amount_rial bigint)
language sql stable security definer
set search_path = public, pg_temp as $$
	select l.id, l.member_id, l.fund, p.n, loan_accrued(l.charge, l.rate,
	    l.base_rial, l.left_rial, l.begun_on, l.charged, own.held_on)
	from fund_loans(own.group_id, own.held_on) l
	cross join lateral (select loan_periods(l.charge, l.left_rial,
	    l.begun_on, l.charged, own.held_on) as n) p
	where p.n > 0
$$;

-- One entry for them all: what members now owe beside their principal.
create or replace function fund_charge(own savings_meeting)
returns void language sql security definer
set search_path = public, pg_temp as $$
	with due as materialized (
	    select * from fund_charges(own)
	), noted as (
	    insert into savings_loan_event (loan_id, meeting_id, group_id, kind,
	        periods)
	    select loan_id, own.id, own.group_id, 'charge', periods from due
	)
	select fund_step(own, 'charge', array_agg(l.fund), array_agg(l.kind),
	    array_agg(l.member_id), array_agg(l.loan_id), array_agg(l.amount))
	from (select fund, 'charge_due' as kind, member_id, loan_id,
	        amount_rial as amount from due
	    union all
	    select fund, 'charge_income', null, null, -sum(amount_rial)::bigint
	    from due group by fund) l
$$;

-- Repayments: the charge first, then the principal.
create or replace function fund_repay(own savings_meeting, repaid jsonb)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	wrong record;
begin
	select r.key, l.id, l.left_rial + l.charge_rial as due into wrong
	from jsonb_each_text(repaid) r
	left join fund_loans(own.group_id, own.held_on) l
	    on l.id::text = r.key
	where l.id is null or r.value::bigint > l.left_rial + l.charge_rial
	limit 1;
	if wrong.key is not null then
		perform refuse(case when wrong.id is null then 'not_a_choice'
		    else 'repaid_too_much' end, 'repaid.' || wrong.key,
		    json_build_object('due', wrong.due));
	end if;
	perform fund_step(own, 'repayment', array_agg(x.fund),
	    array_agg(x.kind), array_agg(x.member_id), array_agg(x.loan_id),
	    array_agg(x.amount))
	from (with paid as (
	        select l.*, r.value::bigint as amount,
	            least(r.value::bigint, l.charge_rial) as of_charge
	        from jsonb_each_text(repaid) r
	        join fund_loans(own.group_id, own.held_on) l
	            on l.id::text = r.key)
	    select fund, 'cash' as kind, null::bigint as member_id,
	        null::bigint as loan_id, sum(amount)::bigint as amount
	    from paid group by fund
	    union all
	    select fund, 'charge_due', member_id, id, -of_charge from paid
	    union all
	    select fund, 'loan', member_id, id, of_charge - amount from paid) x;
end
$$;
