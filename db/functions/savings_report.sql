-- A group's report: its books on a day, its loans by how late they are, its
-- ratios, and how it went meeting by meeting. For its officers and its clinic;
-- the offices are told sums, and of people no more than boards tell.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- Trial balance of a group's book at a moment, fund by fund; members' accounts
-- of a kind are one row.
create or replace function fund_trial_json(of_group bigint, at timestamptz)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	with row as (
	    select t.fund, k.kind, k.title, k.position,
	        sum(t.debit_rial)::bigint as debit,
	        sum(t.credit_rial)::bigint as credit,
	        sum(t.debit_rial - t.credit_rial)::bigint as stands
	    from ledger_book b cross join lateral ledger_trial(b.id, at) t
	    join ledger_account_kind k on k.kind = t.kind
	    where b.group_id = of_group
	    group by t.fund, k.kind having sum(t.debit_rial + t.credit_rial) > 0
	), fund as (
	    select fund, json_agg(json_build_object('title', title,
	            'debit', debit, 'credit', credit,
	            'left_debit', greatest(stands, 0),
	            'left_credit', greatest(-stands, 0)) order by position)
	            as rows,
	        sum(debit) as debit, sum(credit) as credit,
	        sum(greatest(stands, 0)) as left_debit,
	        sum(greatest(-stands, 0)) as left_credit
	    from row group by fund
	)
	select coalesce(json_agg(json_build_object('fund', fund,
	    'title', fund_title(fund), 'rows', rows, 'debit', debit,
	    'credit', credit, 'left_debit', left_debit,
	    'left_credit', left_credit) order by array_position(
	        savings_funds(), fund)), '[]')
	from fund
$$;

-- The balance sheet at a moment.
create or replace function fund_sheet_json(of_group bigint, at timestamptz)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select savings_sums_json(to_jsonb(s))
	from (select
	    coalesce(sum(t.balance_rial) filter (where t.fund <> 'social'
	        and t.kind in ('cash', 'bank_deposit')), 0) as cash_rial,
	    coalesce(sum(t.balance_rial) filter (where t.fund = 'social'
	        and t.kind in ('cash', 'bank_deposit')), 0) as other_rial,
	    coalesce(sum(t.balance_rial) filter (where t.kind = 'loan'), 0)
	        as loans_rial,
	    coalesce(sum(t.balance_rial) filter (where t.kind in ('charge_due',
	        'fine_due', 'carried_debt')), 0) as due_rial,
	    coalesce(sum(t.balance_rial) filter (where t.kind = 'savings'), 0)
	        as savings_rial,
	    coalesce(sum(t.balance_rial) filter (where t.kind = 'debt'), 0)
	        as debt_rial
	    from ledger_book b cross join lateral ledger_trial(b.id, at) t
	    where b.group_id = of_group) s
$$;

-- A line through sums of money, the oldest first, and what its marks say: in
-- thousands or millions of toman. NULL of fewer than two.
create or replace function money_trend_json(points json)
returns json language sql immutable as $$
	with most as (
	    select greatest(1, max((p ->> 'value')::numeric)) as rial
	    from json_array_elements(points) p
	), scale as (
	    select rial, case when rial < 10000000 then 10000 else 10000000 end
	        as one
	    from most
	)
	select case when json_array_length(points) > 1 then json_build_object(
	    'trend', trend_json((select json_agg(json_build_object(
	            'title', p ->> 'title', 'value', 100
	                * (p ->> 'value')::numeric / s.rial) order by n)
	        from json_array_elements(points) with ordinality w (p, n))),
	    'top', round(s.rial / s.one, 1), 'half', round(s.rial / s.one / 2, 1),
	    'millions', s.one > 10000) end
	from scale s
$$;

-- What members had saved and still owed of loans after each meeting of a
-- cycle.
create or replace function fund_course(of_group bigint, of_cycle bigint)
returns table (meeting_id bigint, number integer, held_on date,
    savings bigint, loans bigint)
language sql stable security definer
set search_path = public, pg_temp as $$
	with met as materialized (
	    select s.id, s.number, s.held_on, b.id as book,
	        fund_last_entry(s) as last_entry
	    from savings_meeting s
	    join ledger_book b on b.group_id = s.group_id
	    where s.group_id = of_group and s.cycle_id = of_cycle
	        and s.reversed_at is null
	)
	select met.id, met.number, met.held_on, w.savings, w.loans
	from met cross join lateral (select
	    -coalesce(sum(l.amount_rial) filter (where a.kind = 'savings'), 0)
	        ::bigint as savings,
	    coalesce(sum(l.amount_rial) filter (where a.kind = 'loan'), 0)
	        ::bigint as loans
	    from ledger_account a join ledger_leg l on l.account_id = a.id
	        and l.entry_id <= met.last_entry
	    where a.book_id = met.book and a.kind in ('savings', 'loan')) w
$$;

create or replace function fund_course_json(of_group bigint,
    of_cycle bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select json_build_object(
	    'meetings', coalesce(json_agg(json_build_object('number', c.number,
	        'held_on', c.held_on, 'savings', c.savings, 'loans', c.loans)
	        order by c.meeting_id desc), '[]'),
	    'savings', money_trend_json(coalesce(json_agg(json_build_object(
	        'title', c.held_on, 'value', c.savings) order by c.meeting_id),
	        '[]')),
	    'loans', money_trend_json(coalesce(json_agg(json_build_object(
	        'title', c.held_on, 'value', c.loans) order by c.meeting_id),
	        '[]')))
	from fund_course(of_group, of_cycle) c
$$;

-- Whether the actor is near a group's people: its own and its clinic's.
create or replace function savings_exact()
returns boolean language sql stable as $$
	select coalesce(actor_scope_kind() in ('group', 'clinic'), false)
$$;

-- The report, its books as of the end of a day.
create or replace function savings_report_json(of_group bigint, on_day date)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select json_build_object(
	    'group', json_build_object('id', g.id, 'name', g.name),
	    'cycle', case when c.id is not null then json_build_object(
	        'id', c.id, 'number', c.number, 'open', c.ended_on is null,
	        'starts_on', c.starts_on) end, 'today', current_date,
	    'day', d.day, 'is_today', d.day = current_date,
	    'exact', savings_exact(), 'least', 10 * people_least(),
	    'meetings', f.meetings, 'last_on', f.last_on,
	    'difference', f.difference_rial,
	    'differs', coalesce(f.difference_rial > 0, false),
	    'trial', fund_trial_json(g.id, d.at),
	    'sheet', fund_sheet_json(g.id, d.at),
	    'sums', savings_sums_json(w.s), 'ages', savings_ages_json(w.s),
	    'ratios', savings_ratios_json(w.s, savings_exact()),
	    'course', fund_course_json(g.id, c.id))
	from self_help_group g
	cross join lateral (select day, book_moment(day) as at
	    from (select least(coalesce(on_day, current_date), current_date)
	        as day) x) d
	left join savings_cycle c on c.id = fund_last_cycle(g.id)
	left join lateral fund_figures(g.id) f on true
	left join lateral (select to_jsonb(f) || '{"groups": 1}' as s
	    where f.group_id is not null) w on true
	where g.id = of_group and (sees_savings(g.id)
	    or (board_reader() and sees_group(g.id, g.clinic_id,
	        g.province_id)))
$$;
