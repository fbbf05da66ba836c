-- For the rows of the account book: :groups groups that save, each with a
-- treasurer and a token "bench-saver-<n>", and one of 25 women. Run again, it
-- changes nothing. :entries entries stand in the book's tables, sealed.
set client_min_messages = warning;
create sequence if not exists bench_saver_turn;
grant usage on sequence bench_saver_turn to hamyar_service;
create table if not exists bench_saver (n int primary key, group_id bigint not null);
grant select on bench_saver to hamyar_service;

insert into bench_saver
select row_number() over (order by id), id from (select id from self_help_group g where state = 'active'
    and not exists (select from savings_cycle c where c.group_id = g.id) and not exists (select
        from group_member m where m.group_id = g.id and m.account_id is not null) order by id limit :groups) g
where not exists (select from bench_saver);
insert into account (mobile, name) select '0901' || lpad(n::text, 7, '0'), 'bench saver' from bench_saver
on conflict (mobile) do nothing;
create temp table saver as
select s.*, a.id as account_id from bench_saver s join account a on a.mobile = '0901' || lpad(s.n::text, 7, '0');
insert into group_member (group_id, account_id, name, mobile, post, joined_on)
select group_id, account_id, 'bench ' || n, '0901' || lpad(n::text, 7, '0'), 'member', '2025-01-01' from saver s
where not exists (select from group_member m where m.account_id = s.account_id);
update group_member m set post = 'member' from saver s where m.group_id = s.group_id and m.post = 'treasurer'
    and m.account_id is distinct from s.account_id;
update group_member m set post = 'treasurer' from saver s where m.group_id = s.group_id
    and m.account_id = s.account_id and m.post <> 'treasurer';
insert into role_grant (account_id, role, scope_kind, scope_id)
select account_id, 'treasurer', 'group', group_id from saver s where not exists (select from role_grant r
    where r.account_id = s.account_id);
insert into api_token (account_id, name, token_hash, role_grant_id)
select s.account_id, 'bench', encode(sha256(('bench-saver-' || n)::bytea), 'hex'), r.id
from saver s join role_grant r on r.account_id = s.account_id and r.role = 'treasurer' and r.ended_at is null
on conflict do nothing;
insert into savings_cycle (group_id, number, client_id, digest, starts_on, planned_end, every_days, share_rial,
    shares_min, shares_max, social_rial, charge, rate, loan_multiple, loan_days_max, reserve_rial,
    credit_limit_rial, agreed, opened_by, recorded_by)
select group_id, 1, 'bench-cycle-' || n, '', current_date - 200, current_date + 165, 7, 500000, 1, 5, 100000,
    'reducing', 200, 3, 90, 0, 0, '{}', array[1, 2], account_id
from saver s where not exists (select from savings_cycle c where c.group_id = s.group_id);
insert into savings_fine (cycle_id, n, title, amount_rial)
select c.id, 1, 'late', 50000 from savings_cycle c where c.client_id like 'bench-cycle-%' on conflict do nothing;

-- What a treasurer takes to the bank, as the service does it.
create or replace function bench_entry() returns json language plpgsql as $$
declare
	n bigint := nextval('bench_saver_turn');
begin
	perform actor_enter(json_build_object('bearer', encode(sha256(('bench-saver-'
	    || 1 + n % (select count(*) from bench_saver))::bytea), 'hex'),
	    'who', json_build_array('leader', 'secretary', 'treasurer'), 'operation', 'savings_bank_record',
	    'writes', true));
	return answer_keep(savings_bank_record('bench-entry-' || gen_random_uuid(), 'social', 'in', 1));
end
$$;
grant execute on function bench_entry() to hamyar_service;

-- Years of entries, in bulk, then sealed as any other.
create or replace procedure bench_fill(wanted bigint) language plpgsql as $$
declare
	one record;
	book bigint;
	cash bigint;
	saved bigint;
	had bigint := (select count(*) from ledger_entry);
	each bigint := 1 + (wanted - had) / (select count(*) from bench_saver);
begin
	if had >= wanted then
		return;
	end if;
	for one in select * from bench_saver order by n loop
		book := ledger_savings(one.group_id);
		cash := ledger_account(book, 'cash', one.group_id, null, 'social');
		saved := ledger_account(book, 'opening', one.group_id, null, 'social');
		with made as (
		    insert into ledger_entry (book_id, kind, happened_at, reference, idempotency_key, digest)
		    select book, 'opening', now() - interval '1 day', 'bench', 'bench-fill-' || k, sha256(k::text::bytea)
		    from generate_series(1, each) k returning id
		), legs as (
		    insert into ledger_leg (entry_id, position, book_id, account_id, amount_rial)
		    select id, p, book, case p when 1 then cash else saved end, case p when 1 then 1000 else -1000 end
		    from made cross join generate_series(1, 2) p
		)
		insert into ledger_unsealed (entry_id, book_id) select id, book from made;
		update ledger_account set balance_rial = balance_rial + each * 1000, version = version + each
		where id in (cash, saved);
		for k in 1 .. each / 500 + 1 loop
			perform ledger_seal(book, 500);
		end loop;
		commit;
	end loop;
end
$$;
call bench_fill(:entries);

-- 25 women in the first of them, with savings and open loans.
insert into group_member (group_id, name, post, joined_on)
select s.group_id, 'woman ' || k, 'member', '2025-01-01' from bench_saver s cross join generate_series(1, 40) k
where s.n = 1 and k <= 25 - (select count(*) from group_member m where m.group_id = s.group_id
    and m.left_on is null and not m.pending);
insert into account (mobile, name) values ('09020000001', 'bench secretary') on conflict (mobile) do nothing;
update group_member m set account_id = a.id from bench_saver s, account a where s.n = 1 and m.group_id = s.group_id
    and m.post = 'secretary' and m.left_on is null and a.mobile = '09020000001';
insert into savings_code (account_id, code_hash)
select m.account_id, fund_code_hash(m.account_id, '270194') from bench_saver s
join group_member m on m.group_id = s.group_id and m.post in ('secretary', 'treasurer') and m.left_on is null
where s.n = 1 on conflict do nothing;

-- bench_meeting(day, lends): a meeting of them all; answers its milliseconds.
create or replace function bench_meeting(of_day date, lends boolean) returns numeric language plpgsql as $$
declare
	g bigint := (select group_id from bench_saver where n = 1);
	began timestamptz;
	members bigint[] := array(select id from group_member where group_id = g and left_on is null
	    and not pending order by id);
begin
	perform actor_enter(json_build_object('bearer', encode(sha256('bench-saver-1'::bytea), 'hex'),
	    'who', json_build_array('treasurer'), 'operation', 'savings_meeting_record', 'writes', true));
	began := clock_timestamp();
	perform savings_meeting_record(g, 'bench-meeting-' || gen_random_uuid(), of_day, fund_last(g), null, null, null,
	    (select json_object_agg(id, '270194') from group_member where group_id = g and left_on is null
	        and post in ('secretary', 'treasurer')),
	    (select json_object_agg(m, 'present') from unnest(members) m),
	    json_build_object('loan', fund_balance(g, 'cash', 'loan'), 'social', fund_balance(g, 'cash', 'social')),
	    (select json_object_agg(m, 2) from unnest(members) m),
	    (select json_object_agg(m, 100000) from unnest(members) m),
	    (select json_object_agg(m || '.1', true) from unnest(members[1:3]) m),
	    (select json_object_agg(m, 50000) from unnest(members[1:3]) m),
	    (select json_object_agg(l.id, least(l.left_rial + l.charge_rial, 100000)) from fund_loans(g, of_day) l
	        where l.left_rial > 0), null,
	    case when lends then '["loan","loan"]'::json end,
	    (select json_agg(m) from (select m from unnest(members) m where not exists (select from fund_loans(g, of_day) l
	        where l.member_id = m and l.left_rial > 0) order by m limit 2) w), null, '[1000000,1000000]',
	    '[90,90]', '["a loan","a loan"]', null, '[25,25]', '[0,0]', null, null, null, null, null);
	set constraints all immediate;
	set constraints all deferred;
	return extract(epoch from clock_timestamp() - began) * 1000;
end
$$;
do $$
begin
	if not exists (select from savings_loan l join bench_saver s on s.group_id = l.group_id and s.n = 1) then
		for k in 0 .. 7 loop
			perform bench_meeting(current_date - 90 + 7 * k, k > 0);
		end loop;
	end if;
end
$$;
