-- The way of a group: who has it since when, also after it was sent back; and
-- what a member who agreed is told of it. As the service's own role.
begin;
\ir fixture/shop.sql
insert into account (id, mobile, name) values
    (90007, '09120000007', 'کارشناس کلینیک'),
    (90009, '09120000009', 'متقاضی'), (90010, '09900000401', 'بانوی یک'),
    (90011, '09120000011', 'بیگانه');
insert into role_grant (id, account_id, role, scope_kind, scope_id) values
    (90007, 90007, 'clinic_officer', 'clinic', 901);
insert into session (token_hash, account_id, role_grant_id, expires_at)
select repeat(to_hex(id - 90000), 64), id, case when id = 90007 then id end,
    now() + interval '1 day'
from unnest(array[90007, 90009, 90010, 90011]) id;
insert into category (slug, title) values ('handicraft', 'صنایع دستی')
on conflict do nothing;
create temp table made (name text primary key, id bigint);
grant all on made to public;
create function pg_temp.the(what text) returns bigint language sql as $$
	select id from made where name = what
$$;
-- A step as "title from to": days ago.
create function pg_temp.step(n integer) returns text language sql as $$
	select concat_ws(' ', s ->> 'title', case when s ->> 'since' <> ''
	        then current_date - (s ->> 'since')::timestamptz::date end,
	    case when s ->> 'until' <> '' then current_date
	        - (s ->> 'until')::timestamptz::date end)
	from (select group_way(pg_temp.the('group')) -> n as s) w
$$;
-- What happened until now, so many days ago.
create function pg_temp.ago(days integer) returns void
language plpgsql security definer as $$
begin
	set local session_replication_role = replica;
	update group_history set at = at - days * interval '1 day'
	where group_id = pg_temp.the('group');
	update self_help_group set created_at = created_at
	    - days * interval '1 day', state_at = state_at
	    - days * interval '1 day' where id = pg_temp.the('group');
	set local session_replication_role = origin;
end
$$;
create function pg_temp.agree(of_group bigint, so_many integer) returns void
language sql security definer as $$
	insert into consent (member_id, group_id, kind, version,
	    national_id_hash, mobile, own)
	select id, group_id, 'membership', 1, national_id_hash, mobile, true
	from group_member where group_id = of_group and not member_consented(id)
	order by id limit so_many
$$;
select pg_temp.plan_for_all(26);
set local role hamyar_service;

select pg_temp.enter(90009) is null as entered \gset
insert into made select 'group', (application_save(null, 'گروه راه',
    'hamyar', 'handicraft', 90101, 901,
    'ما چهار بانو هستیم و کار می‌سازیم.') ->> 'id')::bigint;
select count(application_member_save(pg_temp.the('group'), null, 'بانوی ' || i,
    json_build_object('hash', lpad(to_hex(400 + i), 64, '0'), 'sealed',
        lpad(to_hex(400 + i), 64, 'f')), '0990' || lpad((400 + i)::text, 7,
    '0'), (array['leader', 'secretary', 'treasurer', 'member'])[i + 1])::text)
    as done from generate_series(0, 3) i \gset
select statute_save(pg_temp.the('group'), repeat('اساسنامه ', 20)) is null
    as done \gset

-- ---- a member who has not agreed, who has, and a stranger ----
select pg_temp.enter(90010) is null as entered \gset
select is(group_way(pg_temp.the('group'))::text, null,
    'who was asked sees nothing of the way yet');
select is(groups_coming_json()::text, '[]', 'and has no group');
reset role;
select pg_temp.agree(pg_temp.the('group'), 2) is null as done \gset
insert into made select 'member', id from group_member
where mobile = '09900000401';
set local role hamyar_service;
select is(pg_temp.step(0), 'نوشتن درخواست 0', 'who agreed sees the way');
select is(groups_coming_json() -> 0 ->> 'agreed', '2', 'how many agreed');
select is(groups_coming_json() -> 0 ->> 'members', '4', 'of how many');
select is(groups_coming_json() -> 0 ->> 'see',
    '/invitations/' || pg_temp.the('member'), 'and where she reads on');
select is(groups_coming_json()::text ~ 'بانوی', false, 'but nobody''s name');
select is(invitation_json(pg_temp.the('member'), false) #>> '{coming,writing}',
    'true', 'her invitation says it too');
select is(group_history_json(pg_temp.the('group'))::text, '[]',
    'not why anything was decided');
select is(group_gate(pg_temp.the('group'))::text, null, 'nor on what');
select pg_temp.enter(90011) is null as entered \gset
select is(group_way(pg_temp.the('group'))::text, null, 'a stranger: nothing');
select is(groups_coming_json()::text, '[]', 'at all');

-- ---- handed in, sent back, handed in again, accepted ----
reset role;
select pg_temp.agree(pg_temp.the('group'), 4) is null as done \gset
select pg_temp.ago(10) is null as done \gset
set local role hamyar_service;
select pg_temp.enter(90009) is null as entered \gset
select is(groups_coming_json() -> 0 ->> 'see', '/apply/' || pg_temp.the(
    'group'), 'who applied reads it in her application');
select application_submit(pg_temp.the('group')) is null as done \gset
select is(pg_temp.step(0), 'نوشتن درخواست 10 0', 'what is over has its end');
select is(pg_temp.step(1), 'بررسی درخواست 0', 'what is not has its beginning');
reset role;
select pg_temp.ago(5) is null as done \gset
set local role hamyar_service;
select pg_temp.enter(90007) is null as entered \gset
select group_decide(pg_temp.the('group'), null, 'returned',
    'کد ملی عضو دوم خوانا نیست.') is null as done \gset
select pg_temp.enter(90009) is null as entered \gset
select is(pg_temp.step(0), 'تکمیل درخواست 0',
    'what was sent back is hers since then, not since the first word');
select is(pg_temp.step(1), 'بررسی درخواست', 'and is ahead again');
reset role;
select pg_temp.ago(3) is null as done \gset
set local role hamyar_service;
select application_submit(pg_temp.the('group')) is null as done \gset
select is(pg_temp.step(0), 'نوشتن درخواست 3 0', 'then written once more');
select is(group_way(pg_temp.the('group')) -> 0 ->> 'one_day', 'false',
    'in more than a day');
select pg_temp.enter(90007) is null as entered \gset
select group_decide(pg_temp.the('group'), null, 'forming', null) is null
    as done \gset
select is(pg_temp.step(1), 'بررسی درخواست 0 0', 'reviewed');
select is(group_way(pg_temp.the('group')) -> 1 ->> 'one_day', 'true',
    'in one');
select is(pg_temp.step(2), 'شکل‌گیری 0', 'and forming');

-- ---- at work, and stopped ----
reset role;
update self_help_group set state = 'in_review' where id = pg_temp.the('group');
update self_help_group set state = 'confirmed' where id = pg_temp.the('group');
update self_help_group set state = 'active' where id = pg_temp.the('group');
select pg_temp.ago(4) is null as done \gset
set local role hamyar_service;
select is(pg_temp.step(5), 'آغاز کار 4', 'it works since then');
reset role;
update self_help_group set state = 'paused' where id = pg_temp.the('group');
set local role hamyar_service;
select is(pg_temp.step(5), 'توقف موقت 0', 'and is stopped since today');
reset role;
select pg_temp.ago(2) is null as done \gset
update self_help_group set state = 'active' where id = pg_temp.the('group');
set local role hamyar_service;
select is(pg_temp.step(5), 'آغاز کار 6', 'then works since it began');
select pg_temp.enter(90010) is null as entered \gset
select is(groups_coming_json()::text, '[]', 'and is on its way no more');

select * from finish();
rollback;
