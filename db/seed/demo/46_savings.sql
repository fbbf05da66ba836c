-- Savings of the demo clinic's groups, played through the functions that real
-- meetings use: a cycle since some months, loans, fines, one that is late. The
-- officers' code is 270194. One group of twenty saves equal parts and has a
-- bank's credit.
create temp table demo_saver as
select l.id, l.i, row_number() over (order by l.id) as n
from demo_life l
where l.near and l.state = 'active' and l.apart is null
    and (select count(*) from meeting m where m.group_id = l.id
        and m.voided_at is null) >= 20
    and (select count(*) from group_member m where m.group_id = l.id
        and m.post <> 'member' and m.left_on is null) = 3
order by l.id limit 12;

-- The last of them is a khodyar group: twenty women, who were at its meetings.
update self_help_group set kind = 'khodyar'
where id = (select max(id) from demo_saver);
update group_member m set group_kind = g.kind
from self_help_group g where g.id = m.group_id and g.kind <> m.group_kind;
insert into group_member (group_id, name, mobile, post, joined_on)
select g.id, f.name || ' ' || l.name, '0930' || lpad((5500000 + k)::text, 7,
        '0'), 'member', g.since
from self_help_group g
cross join generate_series(1, 20 - (select count(*) from group_member m
    where m.group_id = (select max(id) from demo_saver)
        and m.left_on is null)) k
join demo_first_name f on f.n = pg_temp.pick('khodyar' || k, 50)
join demo_last_name l on l.n = pg_temp.pick('of khodyar' || k, 30)
where g.id = (select max(id) from demo_saver);
insert into meeting_attendance (meeting_id, member_id, presence)
select t.id, m.id, case pg_temp.pick('there' || t.id || '/' || m.id, 12)
    when 0 then 'absent' else 'present' end
from demo_saver s join meeting t on t.group_id = s.id
join group_member m on m.group_id = s.id and m.mobile like '0930550%'
on conflict do nothing;

-- Officers who have no account yet get one: two of them open a meeting.
update group_member m set mobile = '0931' || lpad((7000000 + m.id)::text, 7,
    '0')
from demo_saver s
where m.group_id = s.id and m.post <> 'member' and m.left_on is null
    and m.account_id is null;
insert into account (mobile, name)
select m.mobile, m.name from demo_saver s
join group_member m on m.group_id = s.id and m.post <> 'member'
    and m.left_on is null and m.account_id is null
on conflict (mobile) do nothing;
update group_member m set account_id = a.id
from demo_saver s, account a
where m.group_id = s.id and m.post <> 'member' and m.left_on is null
    and m.account_id is null and a.mobile = m.mobile;
insert into savings_code (account_id, code_hash)
select distinct m.account_id, fund_code_hash(m.account_id, '270194')
from demo_saver s join group_member m on m.group_id = s.id
    and m.post <> 'member' and m.left_on is null
where m.account_id is not null
on conflict do nothing;

-- Acts for a group as its treasurer; NULL ends it.
create function pg_temp.act_for(of_group bigint) returns bigint
language sql as $$
	select of_group from (select
	    set_config('app.account', coalesce((select account_id::text
	        from group_member where group_id = of_group
	            and post = 'treasurer' and left_on is null), ''), true),
	    set_config('app.role', case when of_group is null then ''
	        else 'treasurer' end, true),
	    set_config('app.scope_kind', case when of_group is null then ''
	        else 'group' end, true),
	    set_config('app.scope', coalesce(of_group::text, ''), true)) w
$$;
create function pg_temp.demo_codes(of_group bigint) returns json
language sql as $$
	select json_object_agg(id, '270194') from (select m.id
	    from group_member m join savings_code c
	        on c.account_id = m.account_id
	    where m.group_id = of_group and m.post <> 'member'
	        and m.left_on is null order by m.id limit 2) w
$$;

-- A meeting on a day on which the group met: who was there saves, repays what
-- she can, and one asks for a loan when there is money to lend.
create function pg_temp.demo_meeting(s demo_saver, met meeting,
    k integer) returns void language plpgsql as $$
declare
	c savings_cycle := fund_cycle(s.id);
	seed constant text := 'save' || s.id || '/' || k;
	attended constant json := (select json_object_agg(a.member_id,
	    a.presence) from meeting_attendance a where a.meeting_id = met.id);
	here constant bigint := (select count(*) from meeting_attendance
	    where meeting_id = met.id and presence = 'present');
	cash constant bigint := fund_balance(s.id, 'cash', 'loan');
	bank constant bigint := case when c.credit_limit_rial > 0 and k % 5 = 0
	    then c.credit_limit_rial / 4 end;
	asks bigint;
	room bigint;
	shares json;
begin
	shares := (select json_object_agg(member_id, case presence
	    when 'present' then c.shares_min + pg_temp.pick(seed || member_id,
	        c.shares_max - c.shares_min + 1) else 0 end)
	    from meeting_attendance where meeting_id = met.id);
	select m.id, c.loan_multiple * fund_balance(s.id, 'savings', 'loan',
	    m.id) into asks, room
	from group_member m join meeting_attendance a on a.member_id = m.id
	    and a.meeting_id = met.id and a.presence = 'present'
	where m.group_id = s.id and m.left_on is null and not exists (select
	    from fund_loans(s.id, met.held_on) l where l.member_id = m.id
	        and l.state <> 'paid')
	order by pg_temp.pick(seed || 'asks' || m.id, 100), m.id limit 1;
	room := least(room, cash * 8 / 10) / 500000 * 500000;
	perform savings_meeting_record(s.id, 'demo-' || s.id || '-' || k,
	    met.held_on, fund_last(s.id), met.place, null, null,
	    pg_temp.demo_codes(s.id), attended,
	    json_build_object('loan', cash,
	        'social', fund_balance(s.id, 'cash', 'social'),
	        'credit', fund_balance(s.id, 'cash', 'credit')), shares,
	    (select json_object_agg(member_id, c.social_rial)
	        from meeting_attendance where meeting_id = met.id
	            and presence = 'present'),
	    (select json_object_agg(member_id || '.1', true)
	        from meeting_attendance where meeting_id = met.id
	            and presence = 'absent'),
	    (select json_object_agg(member_id, due) from (select a.member_id,
	            fund_balance(s.id, 'fine_due', 'loan', a.member_id) as due
	        from meeting_attendance a where a.meeting_id = met.id
	            and a.presence = 'present') w where due > 0),
	    (select json_object_agg(l.id, least(l.left_rial,
	            (l.principal_rial / 5 / 10000 + 1) * 10000))
	        from fund_loans(s.id, met.held_on) l
	        join meeting_attendance a on a.member_id = l.member_id
	            and a.meeting_id = met.id and a.presence = 'present'
	        where l.left_rial > 0 and not (s.n = 3
	            and l.issued_on < met.held_on - 40)), null,
	    case when asks is not null and room > 0 then '["loan"]'::json end,
	    json_build_array(asks), null, json_build_array(room),
	    json_build_array(60 + 30 * pg_temp.pick(seed || 'days', 2)),
	    json_build_array(pg_temp.part('چرخ خیاطی|مواد اولیه|درمان|شهریه فرزند|' ||
	        'تعمیر کارگاه|پیش‌پرداخت کار', seed)), null,
	    json_build_array(here - pg_temp.pick(seed || 'vote', 2)),
	    json_build_array(0), null, null,
	    case when bank > 0 then json_build_object('drawn', bank) end, null,
	    null);
end
$$;

do $$
declare
	s demo_saver;
	met meeting;
	k integer;
	first_on date;
begin
	for s in select * from demo_saver order by id loop
		perform pg_temp.act_for(s.id);
		continue when json_array_length(coalesce((select json_agg(key)
		    from json_object_keys(pg_temp.demo_codes(s.id)) w (key)),
		    '[]')) < 2;
		first_on := (select min(held_on) from (select held_on from meeting
		    where group_id = s.id and voided_at is null
		    order by held_on desc limit 14) w);
		perform savings_cycle_open(s.id, 'demo-cycle-' || s.id, first_on,
		    first_on + 364, 14, 500000, 1, case (select kind
		        from self_help_group where id = s.id) when 'khodyar' then 1
		        else 5 end, 200000,
		    case s.n % 3 when 0 then 'reducing' when 1 then 'none'
		        else 'fee' end, case s.n % 3 when 1 then 0 else 200 end, 3,
		    180, 0, case (select kind from self_help_group where id = s.id)
		        when 'khodyar' then 400000000 else 0 end, 'هر جلسه با خواندن جلسه پیش آغاز می‌شود. هر عضو دست‌کم یک ' ||
		    'سهم می‌خرد. وام با رأی بیشتر حاضران داده می‌شود و تا وام پیشین ' ||
		    'بازنگشته، وام تازه‌ای نیست.', '["غیبت بی‌خبر", "دیر رسیدن"]',
		    '[100000, 50000]', (select json_agg(id) from group_member
		        where group_id = s.id and left_on is null and not pending),
		    pg_temp.demo_codes(s.id), null, null, null, null, null);
		k := 0;
		for met in select * from meeting where group_id = s.id
		    and voided_at is null and held_on >= first_on
		    order by held_on loop
			k := k + 1;
			perform pg_temp.demo_meeting(s, met, k);
		end loop;
	end loop;
	perform pg_temp.act_for(null);
end
$$;
-- Nobody is told of meetings that were never held.
update savings_meeting set told_at = now() where told_at is null;
delete from job where kind = 'savings_receipts';
