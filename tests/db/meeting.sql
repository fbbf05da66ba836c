-- Meetings and training: who records them, what is refused, that a record sent
-- twice is one, and what happens to two records of one thing.
begin;
\ir fixture/shop.sql
insert into account (id, mobile, name) values
    (90007, '09120000007', 'تسهیلگر'), (90008, '09120000008', 'کارمند کلینیک'),
    (90009, '09120000009', 'تسهیلگر دیگر'), (90010, '09120000010', 'کارشناس'),
    (90011, '09120000011', 'منشی'), (90012, '09120000012', 'عضو ساده');
insert into role_grant (id, account_id, role, scope_kind, scope_id) values
    (90007, 90007, 'facilitator', 'clinic', 901),
    (90008, 90008, 'clinic_officer', 'clinic', 901),
    (90009, 90009, 'facilitator', 'clinic', 902),
    (90010, 90010, 'officer', 'province', 901),
    (90011, 90011, 'secretary', 'group', 90001),
    (90012, 90012, 'member', 'group', 90001);
insert into session (token_hash, account_id, role_grant_id, expires_at)
select repeat(to_hex(id - 90000), 64), id, id, now() + interval '1 day'
from generate_series(90007, 90012) id;
update self_help_group set since = current_date - 100,
    forming_since = current_date - 200 where id = 90001;
update group_member set id = 90001, joined_on = current_date - 200
where group_id = 90001;
update group_member set id = 90009 where group_id = 90002;
insert into group_member (id, group_id, account_id, name, mobile, post,
    joined_on) values
    (90002, 90001, 90011, 'بانوی منشی', '09120000011', 'secretary',
        current_date - 200),
    (90003, 90001, 90012, 'بانوی ساده', '09120000012', 'member',
        current_date - 200),
    (90004, 90001, null, 'بانوی تازه', '09120000099', 'member',
        current_date - 10);
update group_member set post = 'leader' where id = 90001;

create function pg_temp.came(there text) returns json language sql as $$
	select json_object_agg(split_part(w, ':', 1), split_part(w, ':', 2))
	from regexp_split_to_table(there, ' ') w
$$;
-- A meeting so many days ago, its other facts as they are usually.
create function pg_temp.meet(client text, days integer,
    there text default '90001:present 90002:present 90003:absent '
        '90004:excused', leads bigint default null,
    writes bigint default null, keeps bigint default null,
    of_group bigint default 90001)
returns json language sql as $$
	select meeting_record(of_group, client, current_date - days, 'خانه',
	    'گفت‌وگو درباره کار گروه', null,
	    pg_temp.came(there), '["خرید", null, "فروش"]',
	    leads, writes, keeps)
$$;
create function pg_temp.train(client text, days integer,
    module text default 'teamwork', there text default '90001:present '
        '90002:present 90003:present 90004:present')
returns json language sql as $$
	select training_record(90001, client, module, current_date - days,
	    'آموزش‌دهنده', null, pg_temp.came(there))
$$;
create function pg_temp.posts() returns text language sql
security definer as $$
	select string_agg(post || ' ' || id, ' ' order by post, id)
	from group_member where group_id = 90001 and post <> 'member'
$$;
select pg_temp.plan_for_all(76);
set local role hamyar_service;

-- ---- who ----
select is(pg_temp.code_of($$ select pg_temp.meet('client-0001', 1) $$),
    'not_found', 'a visitor records nothing');
select pg_temp.enter(90004) is null as entered \gset
select is(pg_temp.code_of($$ select pg_temp.meet('client-0001', 1) $$),
    'not_found', 'nor the leader of another group');
select pg_temp.enter(90009) is null as entered \gset
select is(pg_temp.code_of($$ select pg_temp.meet('client-0001', 1) $$),
    'not_found', 'nor another clinic''s facilitator');
select pg_temp.enter(90012) is null as entered \gset
select is(pg_temp.code_of($$ select pg_temp.meet('client-0001', 1) $$),
    'forbidden', 'nor a member without a post');
select pg_temp.enter(90010) is null as entered \gset
select is(pg_temp.code_of($$ select pg_temp.meet('client-0001', 1) $$),
    'forbidden', 'nor the office');
select pg_temp.enter(90006) is null as entered \gset
select is(pg_temp.code_of($$ select pg_temp.train('client-0001', 1) $$),
    'forbidden', 'nor the auditor');

-- ---- what is refused ----
select pg_temp.enter(90011) is null as entered \gset
select is(pg_temp.code_of($$ select pg_temp.meet('client-0001', -1) $$),
    'held_out_of_range', 'not tomorrow');
select is(pg_temp.code_of($$ select pg_temp.meet('client-0001', 201) $$),
    'held_out_of_range', 'not before the group began to form');
select is(pg_temp.code_of($$ select pg_temp.meet('client-0001', 1,
    '90001:present 90002:present') $$), 'attendance_missing',
    'everybody was there, or was not');
select is(pg_temp.code_of($$ select pg_temp.meet('client-0001', 1,
    '90001:absent 90002:absent 90003:absent 90004:excused') $$),
    'nobody_came', 'a meeting of nobody is none');
select is(pg_temp.code_of($$ select pg_temp.meet('client-0001', 1,
    '90001:present 90002:present 90003:absent 90004:late') $$),
    'not_a_choice', 'present, absent or excused');
select is(pg_temp.code_of($$ select pg_temp.meet('client-0001', 1,
    '90001:present 90002:present 90003:absent 90004:absent '
    '90009:present') $$), 'not_a_choice', 'no member of another group');
select is(pg_temp.code_of($$ select meeting_record(90001, 'client-0001',
    current_date, null, 'گفت‌وگو درباره کار گروه', current_date,
    pg_temp.came('90001:present 90002:present 90003:absent '
        '90004:absent'), null,
    null, null, null) $$), 'next_too_early', 'the next one comes later');
select is(pg_temp.code_of($$ select pg_temp.meet('client-0001', 1,
    leads => 90009) $$), 'not_a_choice', 'nobody else is elected');
select is(pg_temp.code_of($$ select pg_temp.meet('client-0001', 20,
    '90001:present 90002:present 90003:present', leads => 90004) $$),
    'not_a_choice', 'nor who was no member yet');
select is(pg_temp.code_of($$ select pg_temp.meet('client-0001', 1,
    '90001:present 90002:present 90003:present 90004:absent',
    leads => 90001, keeps => 90001) $$), 'elected_twice',
    'one member, one post');
select is(pg_temp.code_of($$ select pg_temp.meet('client-0001', 1,
    leads => 90001) $$), 'election_quorum', 'half of them do not elect');

-- ---- a record, sent as often as it likes ----
select pg_temp.meet('client-0001', 1) as first \gset
select is(:'first'::json ->> 'see', :'first'::json ->> 'id',
    'the secretary records a meeting');
select is(:'first'::json ->> 'conflict', null, 'which meets no other');
select is(pg_temp.meet('client-0001', 1)::text, :'first',
    'sent again it is the same one');
select is(pg_temp.meet('client-0001', 5,
    '90001:absent 90002:present 90003:absent')::text, :'first',
    'whatever else it says now');
select is((select string_agg(member_id || presence, ' ' order by member_id)
    from meeting_attendance
    where meeting_id = (:'first'::json ->> 'id')::bigint),
    '90001present 90002present 90003absent 90004excused',
    'the first is unchanged');
select is((select string_agg(n || body, ' ' order by n)
    from meeting_decision
    where meeting_id = (:'first'::json ->> 'id')::bigint), '1خرید 2فروش',
    'with its decisions in their order');
select is((select recorded_by from meeting
    where id = (:'first'::json ->> 'id')::bigint), 90011::bigint,
    'and who wrote it');
select pg_temp.enter(90004) is null as entered \gset
select is(pg_temp.code_of($$ select pg_temp.meet('client-0001', 1,
    '90009:present', of_group => 90002) $$), 'idempotency_mismatch',
    'another group cannot use its key');
select pg_temp.enter(90007) is null as entered \gset
select is((pg_temp.meet('client-0002', 20, '90001:present 90002:present '
    '90003:present 90004:present') ->> 'id') is not null, true,
    'a facilitator records one of before');
select is((select count(*)::integer from meeting_attendance a
    join meeting t on t.id = a.meeting_id where t.client_id = 'client-0002'
        and a.member_id = 90004), 0,
    'where who came later was no member yet');
reset role;
update group_member set paused_on = current_date - 5 where id = 90003;
set local role hamyar_service;
select pg_temp.enter(90005) is null as entered \gset
select is((pg_temp.meet('client-0003', 3, '90001:present 90002:present '
    '90004:present') ->> 'id') is not null, true,
    'who is away for a time is not asked about');
reset role;
update group_member set paused_on = null where id = 90003;
set local role hamyar_service;
select is(pg_temp.code_of($$ update meeting set minutes = 'تغییر تغییر' $$),
    '42501', 'the service edits no minutes');
set local role hamyar_definer;
select is(pg_temp.code_of($$ update meeting set minutes = 'تغییر تغییر' $$),
    '42501', 'nor do its functions');
select is(pg_temp.code_of($$ delete from meeting_attendance $$), '42501',
    'nor drop who was there');
set local role hamyar_service;

-- ---- an election gives posts ----
select pg_temp.enter(90011) is null as entered \gset
select is(pg_temp.code_of($$ select pg_temp.meet('client-0004', 2,
    '90001:present 90002:present 90003:present 90004:present', 90002) $$),
    'own_election', 'nobody writes down her own election');
select pg_temp.enter(90007) is null as entered \gset
select is(pg_temp.code_of($$ select pg_temp.meet('client-0004', 2,
    '90001:present 90002:present 90003:absent 90004:present', 90002, 90001,
    90003) $$), 'elected_absent', 'nobody is elected who was not there');
select pg_temp.meet('client-0004', 2, '90001:present 90002:present '
    '90003:present 90004:present', 90002, 90001, 90003) is null as held \gset
select is(pg_temp.posts(), 'leader 90002 secretary 90001 treasurer 90003',
    'those elected have the posts');
select is((select string_agg(e.post || ' ' || coalesce(e.instead_of::text,
    '-'), ' ' order by e.post) from meeting_election e join meeting t
    on t.id = e.meeting_id where t.client_id = 'client-0004'),
    'leader 90001 secretary 90002 treasurer -',
    'and the minutes say from whom');
reset role;
select is((select r.role from session s join role_grant r
    on r.id = s.role_grant_id and r.ended_at is null
    where s.account_id = 90011), 'leader',
    'she goes on in her new post');
select is((select string_agg(r.role, ' ' order by r.id) from role_grant r
    where r.account_id = 90003 and r.ended_at is null), 'secretary',
    'and has only the role of it');
select is((select count(*)::integer from member_history
    where group_id = 90001 and change = 'post'
        and on_day = current_date - 2), 4,
    'each change is kept, with the day of the meeting');
select is((select count(*)::integer from message where kind = 'post_changed'),
    (select count(*)::integer from member_history h
    join group_member m on m.id = h.member_id and m.mobile is not null
    where h.group_id = 90001 and h.change = 'post'),
    'and told to whom it concerns');
set local role hamyar_service;
select pg_temp.enter(90007) is null as entered \gset
select pg_temp.meet('client-0005', 4, '90001:present 90002:present '
    '90003:present 90004:present', 90004, null, null) is null as held \gset
select is(pg_temp.posts(), 'leader 90002 secretary 90001 treasurer 90003',
    'an earlier meeting that arrives late takes no post back');
select is((select member_id from meeting_election e join meeting t
    on t.id = e.meeting_id where t.client_id = 'client-0005'),
    90004::bigint, 'though it is minuted');
select is((select instead_of from meeting_election e join meeting t
    on t.id = e.meeting_id where t.client_id = 'client-0005'), null,
    'as taking nothing from anybody');

-- ---- two records of one day ----
select pg_temp.meet('client-0006', 1, '90001:absent 90002:present '
    '90003:present 90004:present', leads => 90004) as second \gset
select is(:'second'::json ->> 'id', null, 'the second is no meeting');
select is(:'second'::json ->> 'see', :'first'::json ->> 'id',
    'the first counts');
select is((select payload ->> 'account' from sync_conflict
    where id = (:'second'::json ->> 'conflict')::bigint), '90007',
    'what was sent waits');
select is(pg_temp.meet('client-0006', 1)::text, :'second',
    'sent again it waits once');
select is((select count(*)::integer from sync_conflict
    where group_id = 90001), 1, 'as one row');
select is(conflicts_json(null) ->> 'total', '1', 'her clinic sees it');
select is((select l ->> 'differs' from json_array_elements(conflicts_json(null)
    -> 'conflicts' -> 0 -> 'lines') l where l ->> 'title' = 'روز جلسه'),
    'false', 'with what is the same');
select is((select l ->> 'kept' || ' / ' || (l ->> 'sent')
    from json_array_elements(conflicts_json(null)
        -> 'conflicts' -> 0 -> 'lines') l where l ->> 'title' = 'غایب'),
    'بانوی ساده / بانوی الف', 'and what is not');
select pg_temp.enter(90009) is null as entered \gset
select is(conflicts_json(null) ->> 'total', '0', 'another clinic does not');
select is(pg_temp.code_of(format($$ select conflict_resolve(%s, 'kept') $$,
    :'second'::json ->> 'conflict')), 'not_found', 'nor chooses');
select pg_temp.enter(90003) is null as entered \gset
select is(pg_temp.code_of(format($$ select conflict_resolve(%s, 'kept') $$,
    :'second'::json ->> 'conflict')), 'forbidden', 'nor does the group');
select pg_temp.enter(90008) is null as entered \gset
select is(conflict_resolve((:'second'::json ->> 'conflict')::bigint, 'kept')
    ->> 'record', :'first'::json ->> 'id', 'the first may stay');
select is(conflict_resolve((:'second'::json ->> 'conflict')::bigint, 'kept')
    ->> 'resolution', 'kept', 'said twice is said once');
select is(pg_temp.code_of(format($$ select conflict_resolve(%s, 'replaced')
    $$, :'second'::json ->> 'conflict')), 'already_decided',
    'and stays said');
select is(conflicts_json(null) ->> 'total', '0', 'nothing waits');
select is(pg_temp.meet('client-0006', 1) ->> 'conflict',
    :'second'::json ->> 'conflict', 'its key is still known');
select pg_temp.meet('client-0007', 1, '90001:absent 90002:present '
    '90003:present 90004:present', leads => 90004) as third \gset
select pg_temp.enter(90007) is null as entered \gset
select conflict_resolve((:'third'::json ->> 'conflict')::bigint, 'replaced')
    ->> 'record' as came \gset
select isnt(:'came', :'first'::json ->> 'id', 'or the other takes its place');
select is((select voided_why is not null and voided_by = 90007 from meeting
    where id = (:'first'::json ->> 'id')::bigint), true,
    'the first is void, by whoever chose');
select is((select recorded_by from meeting where id = :came), 90008::bigint,
    'the other is of who wrote it');
select is(pg_temp.posts(), 'leader 90004 secretary 90001 treasurer 90003',
    'and elects');
select is(pg_temp.meet('client-0007', 1) ->> 'id', :'came',
    'its key leads to the record now');

-- ---- void ----
select pg_temp.enter(90003) is null as entered \gset
select is(pg_temp.code_of(format($$ select meeting_void(90001, %s, 'اشتباه')
    $$, :'came')), 'forbidden', 'a group voids no minutes');
select pg_temp.enter(90008) is null as entered \gset
select is(pg_temp.code_of(format($$ select meeting_void(90001, %s, 'اشتباه')
    $$, :'came')), 'forbidden', 'nor does an officer of the clinic');
select pg_temp.enter(90005) is null as entered \gset
select is(pg_temp.code_of(format($$ select meeting_void(90002, %s, 'اشتباه')
    $$, :'came')), 'not_found', 'nor anybody under another group');
select is((meeting_void(90001, :came, 'اشتباه نوشته شد') ->> 'meeting'),
    :'came', 'its manager does');
select is(pg_temp.code_of(format($$ select meeting_void(90001, %s, 'اشتباه')
    $$, :'came')), 'already_void', 'once');
select is(pg_temp.posts(), 'leader 90004 secretary 90001 treasurer 90003',
    'posts stay as they are');
select is((pg_temp.meet('client-0008', 1) ->> 'id') is not null, true,
    'and the day is free for a right one');

-- ---- training ----
select is(pg_temp.code_of($$ select pg_temp.train('train-0001', 1,
    'nothing') $$), 'not_a_choice', 'only what is taught');
select pg_temp.train('train-0001', 1) as trained \gset
select is(pg_temp.train('train-0001', 1)::text, :'trained',
    'training sent twice is one');
select is((pg_temp.train('train-0002', 1, 'market') ->> 'conflict'), null,
    'another module on that day is another');
select pg_temp.train('train-0003', 1) as met \gset
select is(:'met'::json ->> 'see', :'trained'::json ->> 'id',
    'the same one waits');
select is(conflict_resolve((:'met'::json ->> 'conflict')::bigint, 'replaced')
    ->> 'thing', 'training', 'and is chosen by the same');
select is((select string_agg((voided_at is null)::text, ' ' order by id)
    from training where module = 'teamwork' and group_id = 90001),
    'false true', 'one of them counts');

select * from finish();
rollback;
