-- Alerts: found, resolved, told once to those who chose.
begin;
\ir fixture/shop.sql
insert into account (id, mobile, name) values
    (90007, '09120000007', 'تسهیلگر');
insert into role_grant (id, account_id, role, scope_kind, scope_id) values
    (90007, 90007, 'facilitator', 'clinic', 901);
insert into session (token_hash, account_id, role_grant_id, expires_at)
values (repeat('7', 64), 90007, 90007, now() + interval '1 day');
update self_help_group set since = current_date - 100,
    facilitator_id = 90007, facilitator_since = current_date
where id = 90001;
update self_help_group set since = current_date - 5 where id = 90002;
create function pg_temp.kinds(of_group bigint) returns text
language sql security definer as $$
	select string_agg(kind, ' ' order by kind) from alert
	where group_id = of_group and resolved_at is null
$$;
select pg_temp.plan_for_all(20);

set local role hamyar_service;
select is(pg_temp.code_of('select alerts_refresh()'), '42501',
    'only the runner looks for alerts');
set local role hamyar_jobs;
select is(pg_temp.code_of('select alerts_refresh()'), 'fine', 'it does');
reset role;
select is(pg_temp.kinds(90001),
    'few_members no_meeting no_sale no_visit post_vacant',
    'a group left alone for a hundred days');
select is(pg_temp.kinds(90002), 'few_members post_vacant',
    'one that has just begun');
select is((select data ->> 'days' from alert where group_id = 90001
    and kind = 'no_meeting'), '100', 'with its days');
insert into meeting (group_id, client_id, held_on, minutes)
values (90001, 'meeting-0', current_date - 60, 'گفت‌وگو درباره فروش');
update alert set since = current_date - 3
where group_id = 90001 and kind = 'post_vacant';
select alerts_refresh() is null as done \gset
select is((select since || ' ' || (data ->> 'days') from alert
    where group_id = 90001 and kind = 'no_meeting'),
    current_date - 60 || ' 60', 'minutes that came late put it right');
select is((select since from alert where group_id = 90001
    and kind = 'post_vacant'), current_date - 3,
    'what nobody dated stays as old as it was');
select is((select since from alert where group_id = 90001
    and kind = 'few_members'), current_date, 'since it was found');
insert into meeting (group_id, client_id, held_on, minutes)
values (90001, 'meeting-1', current_date - 30, 'گفت‌وگو درباره کار');
select alerts_refresh() is null as done \gset
select ok(pg_temp.kinds(90001) not like '%no_meeting%',
    'thirty days ago is not too long');
select is((select count(*)::integer from alert where group_id = 90001
    and kind = 'no_meeting' and resolved_at is not null), 1,
    'it is resolved, not forgotten');
insert into setting (key, valid_from, value)
values ('alert.meeting_days', now() - interval '1 minute', '29');
select alerts_refresh() is null as done \gset
select ok(pg_temp.kinds(90001) like '%no_meeting%',
    'by another threshold it is');
select is((select since from alert where group_id = 90001
    and kind = 'no_meeting' and resolved_at is null), current_date - 30,
    'since the last meeting');
select alerts_refresh() is null as done \gset
select is((select count(*)::integer from alert where group_id = 90001
    and resolved_at is null), 5, 'looking twice finds nothing twice');
insert into visit (group_id, client_id, facilitator_id, planned_for)
values (90001, 'visit-001', 90007, current_date - 4);
select alerts_refresh() is null as done \gset
select ok(pg_temp.kinds(90001) like '%visit_late%',
    'a planned visit four days ago is late');

-- Who sees and who is told.
set local role hamyar_service;
select pg_temp.enter(90003) is null as entered \gset
select is((select string_agg(kind, ' ' order by kind) from alert
    where resolved_at is null),
    'few_members no_meeting no_sale post_vacant',
    'a group sees what is its own to mend');
select pg_temp.enter(90001) is null as entered \gset
select is((select count(*)::integer from alert), 0, 'a buyer nothing');
select pg_temp.enter(90007) is null as entered \gset
select is(alerts_choose('["no_meeting", "visit_late"]') ->> 'chosen', '2',
    'the facilitator chooses two kinds');
reset role;
select extract(hour from now() at time zone 'Asia/Tehran') between 8 and 19
    as by_day \gset
select alerts_tell() is null as done \gset
select is((select string_agg(mobile || ' ' || (tokens ->> 'count'), ', ')
    from message where kind = 'alerts_new'),
    case when :'by_day' then '09120000007 2' end,
    'she is told of both in one message, by day');
select alerts_tell() is null as done \gset
select is((select count(*)::integer from message where kind = 'alerts_new'),
    case when :'by_day' then 1 else 0 end, 'once');
select is((select count(*)::integer from alert where told_at is null
    and resolved_at is null), case when :'by_day' then 0
    else (select count(*)::integer from alert where resolved_at is null) end,
    'by night they wait');

select * from finish();
rollback;
