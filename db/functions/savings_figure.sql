-- How the figures of savings are counted: for one group when its report is
-- looked at, and for all of them by the runner. One statement either way, so
-- that a group's own report and the sums of its province never differ by how
-- they were counted.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- Loans of which something is left, of a group or (NULL) of all.
create or replace function fund_open_loans(of_group bigint)
returns table (group_id bigint, member_id bigint, loan_id bigint,
    due_on date, left_rial bigint, charge_rial bigint)
language plpgsql stable security definer
set search_path = public, pg_temp
set plan_cache_mode = force_custom_plan as $$
begin
	return query
	select l.group_id, l.member_id, l.id, coalesce(r.due_on, l.due_on),
	    o.left_rial, o.charge_rial
	from (select a.loan_id,
	        coalesce(sum(a.balance_rial) filter (where a.kind = 'loan'), 0)
	            ::bigint as left_rial,
	        coalesce(sum(a.balance_rial) filter (
	            where a.kind = 'charge_due'), 0)::bigint as charge_rial
	    from ledger_book b join ledger_account a on a.book_id = b.id
	        and a.loan_id is not null and a.balance_rial > 0
	    where of_group is null or b.group_id = of_group
	    group by a.loan_id) o
	join savings_loan l on l.id = o.loan_id
	left join lateral (select e.due_on from savings_loan_event e
	    join savings_meeting m on m.id = e.meeting_id
	        and m.reversed_at is null
	    where e.loan_id = l.id and e.kind = 'rollover'
	    order by e.id desc limit 1) r on true;
end
$$;

-- What was found too much or too little in the boxes, in the last meeting of
-- a group or (NULL) of each.
create or replace function fund_differences(of_group bigint)
returns table (group_id bigint, held_on date, amount_rial bigint)
language plpgsql stable security definer
set search_path = public, pg_temp
set plan_cache_mode = force_custom_plan as $$
begin
	return query
	select b.group_id, s.held_on, sum(abs(l.amount_rial))::bigint
	from ledger_book b
	cross join lateral (select m.id, m.held_on, m.comment
	    from savings_meeting m
	    where m.group_id = b.group_id and m.reversed_at is null
	    order by m.id desc limit 1) s
	cross join unnest(array['counted', 'closing']) step
	cross join generate_series(1, 3) n
	join ledger_entry e on e.book_id = b.id and e.idempotency_key
	    = concat_ws(':', 'meeting', s.id, step, n)
	join ledger_leg l on l.entry_id = e.id
	join ledger_account a on a.id = l.account_id and a.kind = 'cash'
	-- Without a reason there is none.
	where s.comment is not null
	    and (of_group is null or b.group_id = of_group)
	group by b.group_id, s.held_on;
end
$$;

-- How late a loan is: 1 not due, 2 to 30 days, 3 to 60, 4 to 90, 5 longer.
create or replace function loan_age(due_on date, on_day date)
returns integer language sql immutable parallel safe as $$
	select case when due_on >= on_day then 1 when on_day - due_on <= 30 then 2
	    when on_day - due_on <= 60 then 3 when on_day - due_on <= 90 then 4
	    else 5 end
$$;

-- What is written off in the last cycle, of a group or (NULL) of each.
create or replace function fund_losses(of_group bigint)
returns table (group_id bigint, amount_rial bigint)
language plpgsql stable security definer
set search_path = public, pg_temp
set plan_cache_mode = force_custom_plan as $$
begin
	return query
	select s.group_id, sum(l.amount_rial)::bigint
	from savings_motion o
	join savings_meeting s on s.id = o.meeting_id
	    and s.reversed_at is null
	join ledger_book b on b.group_id = s.group_id
	join ledger_entry e on e.book_id = b.id and e.idempotency_key
	    = concat_ws(':', 'meeting', s.id, 'write_off', o.n)
	join ledger_leg l on l.entry_id = e.id
	join ledger_account a on a.id = l.account_id and a.kind = 'loss'
	where o.kind = 'write_off' and s.cycle_id = fund_last_cycle(s.group_id)
	    and (of_group is null or s.group_id = of_group)
	group by s.group_id;
end
$$;

-- The figures of a group or (NULL) of each that saves or has graduated, in its
-- last cycle. Profit and assets follow from them, see savings_worth().
create or replace function fund_figures(of_group bigint)
returns setof savings_figure language plpgsql stable security definer
set search_path = public, pg_temp
set plan_cache_mode = force_custom_plan as $$
begin
	return query
	with own as materialized (
	    select g.id, g.province_id, g.clinic_id, g.facilitator_id, g.state,
	        c.id as cycle_id, c.number, c.starts_on, c.ended_on,
	        least(g.since, c.starts_on) as began
	    from self_help_group g
	    cross join lateral (select * from savings_cycle y
	        where y.group_id = g.id order by y.number desc limit 1) c
	    where (group_binds(g.state) or g.state = 'graduated')
	        and (of_group is null or g.id = of_group)
	), stand as (
	    select b.group_id,
	        sum(a.balance_rial) filter (where a.kind = 'savings') as savings,
	        sum(a.balance_rial) filter (where a.fund <> 'social'
	            and a.kind in ('cash', 'bank_deposit')) as cash,
	        sum(a.balance_rial) filter (where a.fund = 'social'
	            and a.kind in ('cash', 'bank_deposit')) as other,
	        sum(a.balance_rial) filter (where a.kind in ('charge_due',
	            'fine_due', 'carried_debt')) as due,
	        sum(a.balance_rial) filter (where a.kind = 'debt') as debt
	    from own join ledger_book b on b.group_id = own.id
	    join ledger_account a on a.book_id = b.id group by b.group_id
	), lent as (
	    select o.group_id, count(*) as loans,
	        count(distinct o.member_id) as borrowers,
	        sum(o.left_rial) as rial,
	        coalesce(sum(o.left_rial) filter (where w.age > 1), 0) as late,
	        array[count(*) filter (where w.age = 1),
	            count(*) filter (where w.age = 2),
	            count(*) filter (where w.age = 3),
	            count(*) filter (where w.age = 4),
	            count(*) filter (where w.age = 5)]::integer[] as ages,
	        array[coalesce(sum(o.left_rial) filter (where w.age = 1), 0),
	            coalesce(sum(o.left_rial) filter (where w.age = 2), 0),
	            coalesce(sum(o.left_rial) filter (where w.age = 3), 0),
	            coalesce(sum(o.left_rial) filter (where w.age = 4), 0),
	            coalesce(sum(o.left_rial) filter (where w.age = 5), 0)]
	            ::bigint[] as ages_rial
	    from fund_open_loans(of_group) o
	    cross join lateral (select loan_age(o.due_on, current_date) as age) w
	    group by o.group_id
	), people as (
	    select own.id, count(*) filter (where m.left_on is null) as members,
	        count(*) filter (where w.began) as began,
	        count(*) filter (where w.began and m.left_on <= coalesce(
	            own.ended_on, current_date)) as gone
	    from own join group_member m on m.group_id = own.id
	        and not m.pending
	    cross join lateral (select m.joined_on <= own.starts_on
	        and (m.left_on is null or m.left_on > own.starts_on)
	        as began) w
	    group by own.id
	), met as (
	    select own.id, count(*) as meetings, max(s.held_on) as last_on
	    from own join savings_meeting s on s.cycle_id = own.cycle_id
	        and s.reversed_at is null
	    group by own.id
	), came as (
	    select own.id, count(*) as asked,
	        count(*) filter (where p.presence = 'present') as attended
	    from own join savings_meeting s on s.cycle_id = own.cycle_id
	        and s.reversed_at is null
	    join savings_presence p on p.meeting_id = s.id
	    group by own.id
	)
	select own.id, own.province_id, own.clinic_id,
	    coalesce(own.facilitator_id, 0), own.ended_on is null,
	    own.state = 'graduated', own.number,
	    coalesce(p.members, 0)::integer, coalesce(p.began, 0)::integer,
	    coalesce(p.gone, 0)::integer, coalesce(c.attended, 0)::integer,
	    coalesce(c.asked, 0)::integer, coalesce(l.borrowers, 0)::integer,
	    coalesce(l.loans, 0)::integer,
	    coalesce(l.loans - l.ages[1], 0)::integer,
	    coalesce(l.ages, '{0,0,0,0,0}'),
	    coalesce(l.ages_rial, '{0,0,0,0,0}'),
	    coalesce(b.savings, 0)::bigint, coalesce(l.rial, 0)::bigint,
	    coalesce(l.late, 0)::bigint, coalesce(b.cash, 0)::bigint,
	    coalesce(b.due, 0)::bigint, coalesce(b.other, 0)::bigint,
	    coalesce(b.debt, 0)::bigint, coalesce(x.amount_rial, 0),
	    coalesce(d.amount_rial, 0), coalesce(m.meetings, 0)::integer,
	    m.last_on, greatest(1, current_date - own.began),
	    greatest(1, coalesce(own.ended_on, current_date) - own.starts_on)
	from own
	left join stand b on b.group_id = own.id
	left join lent l on l.group_id = own.id
	left join people p on p.id = own.id
	left join met m on m.id = own.id
	left join came c on c.id = own.id
	left join fund_losses(of_group) x on x.group_id = own.id
	left join fund_differences(of_group) d on d.group_id = own.id;
end
$$;

-- The sums of places, groups between two cycles left out; those that have
-- graduated only with what they wrote off.
create or replace function fund_places()
returns setof savings_place language sql stable security definer
set search_path = public, pg_temp as $$
	with sums as (
	    select province_id, clinic_id, facilitator_id, grouping(province_id,
	            clinic_id, facilitator_id) as level,
	        count(*) filter (where saving) as groups,
	        count(distinct nullif(facilitator_id, 0)) filter (where saving)
	            as facilitators,
	        count(*) filter (where graduated) as graduates,
	        coalesce(sum(lost_rial) filter (where graduated), 0)
	            as lost_graduates_rial,
	        coalesce(sum(members) filter (where saving), 0) as members,
	        coalesce(sum(members_start) filter (where saving), 0)
	            as members_start,
	        coalesce(sum(dropouts) filter (where saving), 0) as dropouts,
	        coalesce(sum(attended) filter (where saving), 0) as attended,
	        coalesce(sum(asked) filter (where saving), 0) as asked,
	        sum(borrowers) as borrowers,
	        sum(loans) as loans, sum(late_loans) as late_loans,
	        array[sum(ages[1]), sum(ages[2]), sum(ages[3]), sum(ages[4]),
	            sum(ages[5])] as ages,
	        array[sum(ages_rial[1]), sum(ages_rial[2]), sum(ages_rial[3]),
	            sum(ages_rial[4]), sum(ages_rial[5])] as ages_rial,
	        sum(savings_rial) as savings_rial,
	        sum(loans_rial) as loans_rial, sum(late_rial) as late_rial,
	        sum(cash_rial) as cash_rial, sum(due_rial) as due_rial,
	        sum(other_rial) as other_rial, sum(debt_rial) as debt_rial,
	        sum(lost_rial) as lost_rial, sum(meetings) as meetings,
	        count(*) filter (where saving and late_loans > 0)
	            as late_groups,
	        count(*) filter (where saving and coalesce(last_on,
	            current_date - cycle_days) < current_date - (select
	                setting_int('alert.meeting_days', 30))::integer)
	            as silent_groups,
	        count(*) filter (where saving and difference_rial > 0)
	            as different_groups,
	        coalesce(sum(days) filter (where saving), 0) as days,
	        coalesce(sum(cycle_days) filter (where saving), 0)
	            as cycle_days
	    from savings_figure
	    where saving or graduated
	    group by grouping sets ((province_id, clinic_id, facilitator_id),
	        (province_id, clinic_id), (province_id), ())
	)
	select case level when 7 then 'nation' when 3 then 'province'
	        when 1 then 'clinic' else 'facilitator' end,
	    case level when 1 then province_id when 0 then clinic_id else 0 end,
	    case level when 7 then 0 when 3 then province_id
	        when 1 then clinic_id else facilitator_id end,
	    to_jsonb(s) - array['province_id', 'clinic_id', 'facilitator_id',
	        'level']
	from sums s
$$;

-- Counts everything anew. Readers see the old figures until it is done; when
-- it is being done already, nothing. Rows that are as they were stay.
create or replace function fund_figures_refresh()
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	began constant timestamptz := clock_timestamp();
	counted savings_figure[];
begin
	if not pg_try_advisory_xact_lock(hashtext('fund_figures_refresh')) then
		return;
	end if;
	counted := array(select f from fund_figures(null) f);
	delete from savings_figure f
	where not exists (select from unnest(counted) n
	    where n.group_id = f.group_id and n is not distinct from f);
	insert into savings_figure
	select n.* from unnest(counted) n
	where not exists (select from savings_figure f
	    where f.group_id = n.group_id);
	delete from savings_place;
	insert into savings_place select * from fund_places();
	insert into savings_run as r (counted_at, took_ms)
	values (now(), round(1000 * extract(epoch from clock_timestamp()
	    - began)))
	on conflict (one) do update
	set counted_at = excluded.counted_at, took_ms = excluded.took_ms;
end
$$;
