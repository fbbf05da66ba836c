-- What pages show of a group's savings. Its officers, its facilitator and its
-- clinic see all; a member her own book and the sums of the funds; those
-- farther away the sums.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- Whether the actor sees each woman's savings in a group.
create or replace function sees_savings(of_group bigint)
returns boolean language sql stable security definer
set search_path = public, pg_temp as $$
	select coalesce(case actor_scope_kind()
	    when 'group' then actor_group() = of_group and actor_role()
	        in ('leader', 'secretary', 'treasurer')
	    when 'clinic' then exists (select from self_help_group g
	        where g.id = of_group and g.clinic_id = actor_clinic())
	    end, false)
$$;

create or replace function savings_cycle_json(c savings_cycle)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select json_build_object('id', c.id, 'number', c.number,
	    'open', c.ended_on is null, 'starts_on', c.starts_on,
	    'planned_end', c.planned_end, 'ended_on', c.ended_on,
	    'every_days', c.every_days, 'share', c.share_rial,
	    'shares_min', c.shares_min, 'shares_max', c.shares_max,
	    'equal', c.shares_min = c.shares_max, 'social', c.social_rial,
	    'charge', c.charge, 'charge_title', charge_title(c.charge),
	    'rate', c.rate, 'rate_percent', c.rate / 100.0,
	    'loan_multiple', c.loan_multiple,
	    'loan_days_max', c.loan_days_max, 'reserve', c.reserve_rial,
	    'credit_limit', c.credit_limit_rial, 'rules', c.rules,
	    'fines', (select coalesce(json_agg(json_build_object('n', f.n,
	            'title', f.title, 'amount', f.amount_rial) order by f.n),
	        '[]') from savings_fine f where f.cycle_id = c.id))
	where c.id is not null
$$;

-- The last cycle of a group, open or ended.
create or replace function fund_last_cycle(of_group bigint)
returns bigint language sql stable security definer
set search_path = public, pg_temp as $$
	select id from savings_cycle where group_id = of_group
	order by number desc limit 1
$$;

-- The funds of a group: the social one always, the bank's credit when there
-- is any.
create or replace function savings_funds_json(of_group bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select coalesce(json_agg(json_build_object('fund', f.fund,
	    'title', fund_title(f.fund), 'cash', b.cash, 'bank', b.bank,
	    'loans', b.loans, 'owed', b.owed, 'debt', b.debt,
	    'total', b.cash + b.bank + b.loans + b.owed - b.debt,
	    'is_' || f.fund, true) order by f.n), '[]')
	from unnest(savings_funds()) with ordinality f (fund, n)
	cross join lateral (select
	    coalesce(sum(a.balance_rial) filter (where a.kind = 'cash'), 0)
	        ::bigint as cash,
	    coalesce(sum(a.balance_rial) filter (
	        where a.kind = 'bank_deposit'), 0)::bigint as bank,
	    coalesce(sum(a.balance_rial) filter (where a.kind = 'loan'), 0)
	        ::bigint as loans,
	    coalesce(sum(a.balance_rial) filter (where a.kind in ('charge_due',
	        'fine_due', 'carried_debt')), 0)::bigint as owed,
	    coalesce(sum(a.balance_rial) filter (where a.kind = 'debt'), 0)
	        ::bigint as debt, count(a.id) as accounts
	    from ledger_book k join ledger_account a on a.book_id = k.id
	    where k.group_id = of_group and a.fund = f.fund) b
	where sees_group_id(of_group) and (f.fund <> 'credit' or b.accounts > 0
	    or exists (select from savings_cycle c where c.group_id = of_group
	        and c.ended_on is null and c.credit_limit_rial > 0))
$$;

-- A member's standing, for herself and for who sees all. Shares: her savings by
-- the price of one.
create or replace function savings_saver_json(of_member bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select json_build_object('id', m.id, 'name', m.name,
	    'post_title', post_title(m.post), 'officer', m.post <> 'member',
	    'has_code', exists (select from savings_code s
	        where s.account_id = m.account_id),
	    'shares', coalesce(b.savings / c.share_rial, 0),
	    'savings', b.savings, 'social', b.social, 'fines', b.fines,
	    'loans', b.loans, 'charges', b.charges, 'owed', b.owed,
	    'limit', greatest(0, coalesce(c.loan_multiple * b.savings - b.lent,
	        0)))
	from group_member m
	left join savings_cycle c on c.id = fund_last_cycle(m.group_id)
	cross join lateral (select
	    coalesce(sum(a.balance_rial) filter (where a.kind = 'savings'), 0)
	        ::bigint as savings,
	    coalesce(sum(a.balance_rial) filter (where a.kind = 'social'), 0)
	        ::bigint as social,
	    coalesce(sum(a.balance_rial) filter (where a.kind = 'fine_due'), 0)
	        ::bigint as fines,
	    coalesce(sum(a.balance_rial) filter (where a.kind = 'loan'), 0)
	        ::bigint as loans,
	    coalesce(sum(a.balance_rial) filter (where a.kind = 'loan'
	        and a.fund = 'loan'), 0)::bigint as lent,
	    coalesce(sum(a.balance_rial) filter (where a.kind = 'charge_due'), 0)
	        ::bigint as charges,
	    coalesce(sum(a.balance_rial) filter (
	        where a.kind = 'carried_debt'), 0)::bigint as owed
	    from ledger_book k join ledger_account a on a.book_id = k.id
	    where k.group_id = m.group_id and a.member_id = m.id) b
	where m.id = of_member and (sees_savings(m.group_id)
	    or m.account_id = actor_account())
$$;

-- What each may be fined with in this meeting; the key names its field.
create or replace function fund_choices_json(of_member bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select coalesce(json_agg(json_build_object('key', m.id || '.' || f.n,
	    'title', f.title, 'amount', f.amount_rial) order by f.n), '[]')
	from group_member m
	join savings_fine f on f.cycle_id = fund_last_cycle(m.group_id)
	where m.id = of_member and sees_savings(m.group_id)
$$;

-- All savers of a group, its officers first.
create or replace function savings_savers_json(of_group bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select coalesce(json_agg((savings_saver_json(m.id)::jsonb
	    || jsonb_build_object('fine_choices',
	        fund_choices_json(m.id)))
	    order by array_position(array['leader', 'secretary', 'treasurer',
	        'member'], m.post), m.id), '[]')
	from group_member m
	where m.group_id = of_group and m.left_on is null and not m.pending
	    and sees_savings(of_group)
$$;

create or replace function savings_loans_json(of_group bigint,
    of_member bigint, live boolean)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select coalesce(json_agg(json_build_object('id', l.id,
	    'number', l.number, 'member', l.member_id, 'name', m.name,
	    'fund', l.fund, 'fund_title', fund_title(l.fund),
	    'principal', l.principal_rial, 'issued_on', l.issued_on,
	    'due_on', l.due_on, 'left', l.left_rial, 'charge', w.charge_rial,
	    'due', l.left_rial + w.charge_rial,
	    'late_days', case when l.state in ('late', 'defaulted')
	        then greatest(0, current_date - l.due_on) else 0 end,
	    'state', l.state, 'state_title', loan_state_title(l.state),
	    'purpose', l.purpose) order by l.due_on, l.id), '[]')
	from fund_loans(of_group, current_date) l
	join group_member m on m.id = l.member_id
	cross join lateral (select l.charge_rial + loan_accrued(l.charge, l.rate,
	    l.base_rial, l.left_rial, l.begun_on, l.charged, current_date)
	    as charge_rial) w
	where (of_member is null or l.member_id = of_member)
	    and (not live or l.state in ('open', 'late', 'defaulted'))
	    and (sees_savings(of_group) or m.account_id = actor_account())
$$;

create or replace function savings_officers_json(of_group bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select coalesce(json_agg(json_build_object('id', o.member_id,
	    'name', o.name, 'post_title', post_title(o.post),
	    'has_code', o.has_code)), '[]')
	from fund_officers(of_group) o
	where sees_savings(of_group)
$$;

-- The chain's hash as people copy it: sixteen letters, in groups of four.
create or replace function hash_short(hash bytea)
returns text language sql immutable parallel safe as $$
	select rtrim(regexp_replace(left(encode(hash, 'hex'), 16), '(.{4})',
	    '\1 ', 'g'))
$$;

drop function if exists savings_member_rows(bigint, bigint[]);
-- What each of some meetings did for each member, or for one, from the entries
-- of the book. Planned anew, as all of a meeting and all of a woman are found
-- by different indexes.
create or replace function savings_member_rows(of_group bigint,
    of_meetings bigint[], of_member bigint default null)
returns table (meeting_id bigint, member_id bigint, saved bigint,
    social bigint, fined bigint, fine_paid bigint, repaid bigint,
    lent bigint, received bigint)
language plpgsql stable security definer
set search_path = public, pg_temp
set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
begin
	return query
	select s.id, a.member_id,
	    -coalesce(sum(l.amount_rial) filter (where e.kind = 'savings'), 0)
	        ::bigint,
	    -coalesce(sum(l.amount_rial) filter (where e.kind = 'social'), 0)
	        ::bigint,
	    coalesce(sum(l.amount_rial) filter (where e.kind = 'fine'), 0)
	        ::bigint,
	    -coalesce(sum(l.amount_rial) filter (where e.kind = 'fine_paid'), 0)
	        ::bigint,
	    -coalesce(sum(l.amount_rial) filter (where e.kind in ('repayment',
	        'owed_paid')), 0)::bigint,
	    coalesce(sum(l.amount_rial) filter (where e.kind = 'loan'
	        and a.kind = 'loan'), 0)::bigint,
	    coalesce(sum(l.amount_rial) filter (where e.kind in ('grant',
	        'withdraw', 'leave')), 0)::bigint
	        + coalesce((select p.paid_rial from savings_share p
	            where p.meeting_id = s.id and p.member_id = a.member_id), 0)
	from savings_meeting s
	join ledger_book b on b.group_id = s.group_id
	join ledger_entry e on e.book_id = b.id
	    and e.reference = 'meeting:' || s.id and e.reverses is null
	join ledger_leg l on l.entry_id = e.id
	join ledger_account a on a.id = l.account_id
	    and a.member_id is not null
	    and (of_member is null or a.member_id = of_member)
	where s.group_id = of_group and s.id = any (of_meetings)
	    and ((select sees_savings(of_group)) or a.member_id in (select m.id
	        from group_member m where m.account_id = actor_account()))
	group by s.id, a.member_id;
end
$$;

-- The last entry of a group's book when a meeting was over, its own or one
-- before it: a meeting may move nothing. NULL of a book without entries.
create or replace function fund_last_entry(own savings_meeting)
returns bigint language sql stable security definer
set search_path = public, pg_temp as $$
	select s.entry_id from ledger_book b
	join ledger_seal s on s.book_id = b.id and s.seq = own.head
	where b.group_id = own.group_id
$$;

-- The cash of each fund through a meeting: opening + in − out = closing.
create or replace function savings_meeting_funds_json(own savings_meeting)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	with moved as (
	    select a.fund, e.id as entry, e.kind, sum(l.amount_rial)::bigint
	        as amount
	    from ledger_book b
	    join ledger_entry e on e.book_id = b.id and e.reverses is null
	        and e.reference = 'meeting:' || own.id
	    join ledger_leg l on l.entry_id = e.id
	    join ledger_account a on a.id = l.account_id and a.kind = 'cash'
	    where b.group_id = own.group_id
	    group by a.fund, e.id
	), before as (
	    select a.fund, sum(l.amount_rial)::bigint as opening
	    from ledger_book b
	    join ledger_account a on a.book_id = b.id and a.kind = 'cash'
	    join ledger_leg l on l.account_id = a.id
	    where b.group_id = own.group_id and l.entry_id < coalesce(
	        (select min(entry) from moved),
	        (select fund_last_entry(own)) + 1)
	    group by a.fund
	)
	select coalesce(json_agg(json_build_object('fund', f.fund,
	    'title', fund_title(f.fund), 'opening', x.opening, 'in', x.came,
	    'out', x.went, 'closing', x.opening + x.came - x.went,
	    'counted', (own.closing ->> f.fund)::bigint,
	    'difference', x.difference, 'short', greatest(-x.difference, 0),
	    'over', greatest(x.difference, 0)) order by f.n), '[]')
	from unnest(savings_funds()) with ordinality f (fund, n)
	cross join lateral (select
	    coalesce((select opening from before o where o.fund = f.fund), 0)
	        as opening,
	    coalesce(sum(m.amount) filter (where m.amount > 0), 0)::bigint
	        as came,
	    -coalesce(sum(m.amount) filter (where m.amount < 0), 0)::bigint
	        as went,
	    coalesce(sum(m.amount) filter (where m.kind in ('counted',
	        'closing')), 0)::bigint as difference, count(m.entry) as entries
	    from moved m where m.fund = f.fund) x
	where sees_group_id(own.group_id)
	    and (f.fund <> 'credit' or x.entries > 0 or x.opening > 0)
$$;

-- How many entries a group's book has, and the hash of the last.
create or replace function fund_head(of_group bigint)
returns table (head bigint, hash text)
language sql stable security definer
set search_path = public, pg_temp as $$
	select b.head, hash_short(b.head_hash) from ledger_book b
	where b.group_id = of_group and sees_group_id(of_group)
$$;

-- What a share-out would give, for who may end a cycle.
create or replace function savings_share_out_rows(of_group bigint)
returns table (member_id bigint, saved bigint, debt bigint, gross bigint,
    netted bigint, paid bigint, owes bigint)
language sql stable security definer
set search_path = public, pg_temp as $$
	select * from share_out_rows(of_group) where sees_savings(of_group)
$$;

-- ---- receipts ----

-- fund_receipts(meeting): for the runner, a text to each member: what she
-- paid, what she owns, what she owes; of a share-out what she got instead.
-- Twice is once.
create or replace function fund_receipts(of_meeting bigint)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own savings_meeting;
begin
	update savings_meeting set told_at = now()
	where id = of_meeting and told_at is null and reversed_at is null
	returning * into own;
	perform message_add(case own.kind when 'share_out' then 'savings_shared'
	    else 'savings_receipt' end, m.mobile, jsonb_build_object(
	    'held_on', own.held_on, 'got', coalesce((
	        select s.paid_rial from savings_share s
	        where s.meeting_id = own.id and s.member_id = m.id), 0),
	    'paid', coalesce((
	        select -sum(l.amount_rial) from ledger_book b
	        join ledger_entry e on e.book_id = b.id and e.reverses is null
	            and e.reference = 'meeting:' || own.id and e.kind in (
	                'savings', 'social', 'fine_paid', 'repayment', 'owed_paid')
	        join ledger_leg l on l.entry_id = e.id
	        join ledger_account a on a.id = l.account_id
	            and a.member_id = m.id
	        where b.group_id = own.group_id), 0),
	    'own', fund_balance(own.group_id, 'savings', 'loan', m.id),
	    'owe', (select coalesce(sum(a.balance_rial), 0) from ledger_book b
	        join ledger_account a on a.book_id = b.id
	        where b.group_id = own.group_id and a.member_id = m.id
	            and a.kind in ('loan', 'charge_due', 'fine_due',
	                'carried_debt'))), m.account_id)
	from group_member m
	where m.group_id = own.group_id and m.left_on is null
	    and not m.pending and m.mobile is not null
	    and own.held_on > current_date - 30;
end
$$;

-- Whether the actor has chosen a code to open meetings with.
create or replace function has_savings_code()
returns boolean language sql stable security definer
set search_path = public, pg_temp as $$
	select exists (select from savings_code
	    where account_id = actor_account())
$$;

-- How many came to a savings meeting; how many is no secret, who is.
create or replace function savings_present(of_meeting bigint)
returns bigint language sql stable security definer
set search_path = public, pg_temp as $$
	select count(*) from savings_presence p
	join savings_meeting s on s.id = p.meeting_id
	where p.meeting_id = of_meeting and p.presence = 'present'
	    and sees_group_id(s.group_id)
$$;

-- What a meeting saved, lent and got back, all members together.
create or replace function savings_meeting_sums(of_meeting bigint)
returns table (saved bigint, lent bigint, repaid bigint)
language sql stable security definer
set search_path = public, pg_temp as $$
	select coalesce(sum(-l.amount_rial) filter (where a.kind = 'savings'
	        and e.kind = 'savings'), 0)::bigint,
	    coalesce(sum(l.amount_rial) filter (where a.kind = 'loan'
	        and e.kind = 'loan'), 0)::bigint,
	    coalesce(sum(-l.amount_rial) filter (where a.kind in ('loan',
	        'charge_due') and e.kind = 'repayment'), 0)::bigint
	from savings_meeting s
	join ledger_book b on b.group_id = s.group_id
	join ledger_entry e on e.book_id = b.id and e.reverses is null
	    and e.reference = 'meeting:' || s.id
	join ledger_leg l on l.entry_id = e.id
	join ledger_account a on a.id = l.account_id
	where s.id = of_meeting and sees_group_id(s.group_id)
$$;

-- The rows of a passbook in a cycle, with her savings and what she had to
-- repay after each. Meetings that were taken back are left out.
create or replace function fund_passbook_rows(of_member bigint,
    of_cycle bigint)
returns table (meeting_id bigint, saved bigint, social bigint, fined bigint,
    fine_paid bigint, repaid bigint, lent bigint, received bigint,
    savings bigint, loans bigint)
language sql stable security definer
set search_path = public, pg_temp as $$
	with own as (
	    select m.id, m.group_id, b.id as book from group_member m
	    join ledger_book b on b.group_id = m.group_id
	    where m.id = of_member and (sees_savings(m.group_id)
	        or m.account_id = actor_account())
	), met as materialized (
	    select s.id, fund_last_entry(s) as last_entry
	    from own join savings_meeting s on s.group_id = own.group_id
	        and s.cycle_id = of_cycle and s.reversed_at is null
	), moved as materialized (
	    select r.* from own cross join savings_member_rows(own.group_id,
	        array(select id from met), own.id) r
	)
	select met.id, coalesce(r.saved, 0), coalesce(r.social, 0),
	    coalesce(r.fined, 0), coalesce(r.fine_paid, 0),
	    coalesce(r.repaid, 0), coalesce(r.lent, 0),
	    coalesce(r.received, 0), w.savings, w.loans
	from own cross join met
	left join moved r on r.meeting_id = met.id
	cross join lateral (select
	    -coalesce(sum(l.amount_rial) filter (where a.kind = 'savings'), 0)
	        ::bigint as savings,
	    coalesce(sum(l.amount_rial) filter (where a.kind in ('loan',
	        'charge_due', 'carried_debt')), 0)::bigint as loans
	    from ledger_account a join ledger_leg l on l.account_id = a.id
	        and l.entry_id <= met.last_entry
	    where a.book_id = own.book and a.member_id = own.id) w
$$;

-- A passbook of a cycle (the last one when none is named), as it is shown and
-- printed.
create or replace function savings_passbook_json(of_member bigint,
    of_cycle bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select json_build_object(
	    'group', json_build_object('id', g.id, 'name', g.name),
	    'member', savings_saver_json(m.id),
	    'cycle', savings_cycle_json(c),
	    'cycles', (select coalesce(json_agg(json_build_object('id', y.id,
	            'number', y.number, 'chosen', y.id = c.id)
	            order by y.number desc), '[]')
	        from savings_cycle y where y.group_id = g.id),
	    'many_cycles', (select count(*) > 1 from savings_cycle y
	        where y.group_id = g.id),
	    'rows', (select coalesce(json_agg(json_build_object(
	            'meeting', s.id, 'number', s.number, 'held_on', s.held_on,
	            'share_out', s.kind = 'share_out',
	            'shares', r.saved / c.share_rial, 'saved', r.saved,
	            'social', r.social, 'fined', r.fined,
	            'fine_paid', r.fine_paid, 'lent', r.lent,
	            'repaid', r.repaid, 'received', r.received,
	            'savings', r.savings, 'loans', r.loans,
	            'hash', hash_short(s.hash)) order by s.id), '[]')
	        from fund_passbook_rows(m.id, c.id) r
	        join savings_meeting s on s.id = r.meeting_id),
	    'loans', savings_loans_json(g.id, m.id, false),
	    'as_of', now(), 'head', coalesce(h.head, 0), 'hash', h.hash)
	from group_member m
	join self_help_group g on g.id = m.group_id
	left join savings_cycle c on c.group_id = g.id and c.id = coalesce(
	    of_cycle, fund_last_cycle(g.id))
	left join lateral fund_head(g.id) h on true
	where m.id = of_member and (sees_savings(m.group_id)
	    or m.account_id = actor_account())
$$;
