-- A cycle ends: the loan fund is divided by shares, debts are taken from what
-- each gets, exact to the rial. The social fund stays.
--
--	payout = shares × divisible fund ÷ all shares   (VSLA's share-out)
--
-- in whole rials, what is left over by largest remainder, ties to who came
-- first. A woman who owes more than her part gets nothing: her part is taken
-- from her debt, the rest she goes on owing, and the others divide what is
-- there, so that what is handed out is what is in the box.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- What each member would get now: her shares (her savings by the price of
-- one), her debts to the loan fund, her part, what of it is taken for them.
create or replace function share_out_rows(of_group bigint)
returns table (member_id bigint, saved bigint, debt bigint, gross bigint,
    netted bigint, paid bigint, owes bigint)
language plpgsql stable security definer
set search_path = public, pg_temp as $$
declare
	cash constant bigint := fund_balance(of_group, 'cash', 'loan');
	ids bigint[];
	saves bigint[];
	debts bigint[];
	solvent boolean[];
	parts bigint[];
	whole numeric;
	weight numeric;
	again boolean := true;
begin
	select array_agg(m.id order by m.id), array_agg(fund_balance(of_group,
	        'savings', 'loan', m.id) order by m.id),
	    array_agg((select coalesce(sum(d.amount_rial), 0)::bigint
	        from fund_debts(of_group, m.id) d) order by m.id)
	into ids, saves, debts
	from (select distinct a.member_id as id from ledger_book b
	    join ledger_account a on a.book_id = b.id
	    where b.group_id = of_group and a.fund = 'loan'
	        and a.member_id is not null and a.balance_rial > 0) m;
	solvent := array(select s > 0 from unnest(saves) s);
	while again loop
		whole := cash + (select coalesce(sum(debts[n]), 0)
		    from generate_subscripts(ids, 1) n where solvent[n]);
		weight := (select coalesce(sum(saves[n]), 0)
		    from generate_subscripts(ids, 1) n where solvent[n]);
		parts := array(select coalesce(d.part, case when weight > 0
		        then least(debts[n], div(whole * saves[n], weight))
		        else 0 end)::bigint
		    from generate_subscripts(ids, 1) n
		    left join divide_exactly(whole::bigint, ids,
		        array(select case when solvent[k] then saves[k] else 0 end
		            from generate_subscripts(ids, 1) k order by k)) d
		        on d.id = ids[n] order by n);
		again := exists (select from generate_subscripts(ids, 1) n
		    where solvent[n] and debts[n] > parts[n]);
		solvent := array(select solvent[n] and debts[n] <= parts[n]
		    from generate_subscripts(ids, 1) n order by n);
	end loop;
	return query select ids[n], saves[n], debts[n], parts[n],
	    least(parts[n], debts[n]), parts[n] - least(parts[n], debts[n]),
	    debts[n] - least(parts[n], debts[n])
	from generate_subscripts(ids, 1) n order by n;
end
$$;

-- One entry: savings, debts, income and expense to nothing, cash handed out,
-- what is still owed carried over.
create or replace function share_out_post(own savings_meeting)
returns void language sql security definer
set search_path = public, pg_temp as $$
	select fund_step(own, 'share_out', array_agg('loan'::text),
	    array_agg(l.kind), array_agg(l.member), array_agg(l.loan),
	    array_agg(l.amount))
	from (with carried as (
	        select s.member_id, s.owes_rial from savings_share s
	        where s.meeting_id = own.id and s.owes_rial > 0)
	    select a.kind, a.member_id as member, a.loan_id as loan,
	        -k.normal * a.balance_rial as amount
	    from ledger_book b join ledger_account a on a.book_id = b.id
	    join ledger_account_kind k on k.kind = a.kind
	    where b.group_id = own.group_id and a.fund = 'loan'
	        and a.kind not in ('cash', 'bank_deposit')
	    union all
	    select 'cash', null, null, -sum(paid_rial)::bigint
	    from savings_share where meeting_id = own.id
	    union all
	    select 'carried_debt', member_id, null, owes_rial from carried
	    union all
	    select 'carried', null, null, -sum(owes_rial)::bigint from carried) l
$$;

-- Refuses to end a cycle of which something is not in the box.
create or replace function share_out_check(of_group bigint)
returns void language plpgsql stable security definer
set search_path = public, pg_temp as $$
begin
	if fund_balance(of_group, 'bank_deposit', 'loan') > 0 then
		perform refuse('bank_not_empty', 'paid', json_build_object('bank',
		    fund_balance(of_group, 'bank_deposit', 'loan')));
	elsif fund_balance(of_group, 'debt', 'credit')
	    + fund_balance(of_group, 'loan', 'credit')
	    + fund_balance(of_group, 'charge_due', 'credit') > 0 then
		perform refuse('credit_open', 'paid');
	elsif fund_balance(of_group, 'savings', 'loan') = 0 then
		perform refuse('nothing_to_share', 'paid');
	end if;
end
$$;

-- savings_share_out(group, client_id, held_on, previous, code, paid,
-- votes_for, votes_against): after the last meeting, in which what loans cost
-- fell due; nothing is charged here.
create or replace function savings_share_out(of_group bigint, client text,
    held date, previous bigint, codes json, paid bigint, ayes integer,
    noes integer)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own constant self_help_group := fund_group(of_group);
	content constant bytea := sha256(convert_to(json_build_array('share_out',
	    held, previous, paid, ayes, noes)::text, 'UTF8'));
	answer json := fund_seen(own.id, client, content);
	c savings_cycle;
	made savings_meeting;
	members constant bigint := (select count(*) from group_member
	    where group_id = own.id and left_on is null and not pending);
begin
	if answer is not null then
		return answer;
	end if;
	c := fund_cycle(own.id);
	perform fund_in_turn(c, held, previous), share_out_check(own.id);
	if ayes + noes > members then
		perform refuse('vote_too_many', 'votes_for',
		    json_build_object('present', members));
	elsif ayes <= noes then
		perform refuse('vote_lost', 'votes_for');
	elsif paid <> (select sum(r.paid) from share_out_rows(own.id) r) then
		perform refuse('figures_changed', 'paid');
	end if;
	answer := fund_codes(own.id, codes);
	if answer is not null then
		return answer;
	end if;
	insert into savings_meeting (group_id, cycle_id, number, kind,
	    client_id, digest, held_on, opened_by, recorded_by)
	values (own.id, c.id, 1 + (select count(*) from savings_meeting
	        where cycle_id = c.id and reversed_at is null), 'share_out',
	    client, content, held, fund_openers(codes), actor_account())
	returning * into made;
	insert into savings_share (meeting_id, member_id, shares, gross_rial,
	    netted_rial, paid_rial, owes_rial)
	select made.id, r.member_id, r.saved / c.share_rial, r.gross, r.netted,
	    r.paid, r.owes from share_out_rows(own.id) r;
	insert into savings_motion (meeting_id, n, group_id, kind, amount_rial,
	    votes_for, votes_against)
	values (made.id, 1, own.id, 'share_out', nullif(paid, 0), ayes, noes);
	perform share_out_post(made);
	update savings_meeting s set head = b.head, hash = b.head_hash
	from ledger_book b where s.id = made.id and b.group_id = own.id;
	update savings_cycle set ended_on = held where id = c.id;
	perform job_add('savings_receipts', jsonb_build_object('meeting',
	    made.id), 'savings_receipts:' || made.id);
	return fund_answer(own.id, made.id, made.number);
end
$$;
