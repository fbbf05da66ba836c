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
    created_at = now() - interval '100 days',
    facilitator_id = 90007, facilitator_since = current_date
where id = 90001;
update self_help_group set since = current_date - 5 where id = 90002;
create function pg_temp.kinds(of_group bigint) returns text
language sql security definer as $$
	select string_agg(kind, ' ' order by kind) from alert
	where group_id = of_group and resolved_at is null
$$;
select pg_temp.plan_for_all(35);

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
select pg_temp.enter(90005) is null as entered \gset
select alerts_choose('["no_visit"]') is null as chosen \gset
select pg_temp.enter(90003) is null as entered \gset
select alerts_choose('["no_meeting", "visit_late"]') is null as chosen \gset
select pg_temp.enter(90004) is null as entered \gset
select alerts_choose('["no_meeting", "visit_late"]') is null as chosen \gset
reset role;
select extract(hour from now() at time zone 'Asia/Tehran') between 8 and 19
    as by_day \gset
select alerts_tell() is null as done \gset
select is((select string_agg(mobile || ' ' || (tokens ->> 'count'), ', '
        order by mobile) from message where kind = 'alerts_new'),
    case when :'by_day' then '09120000003 1, 09120000005 1, 09120000007 2' end,
    'each is told in one message, by day: of her groups, of what she chose, '
    'and a leader of what is hers to mend');
select alerts_tell() is null as done \gset
select is((select count(*)::integer from message where kind = 'alerts_new'),
    case when :'by_day' then 3 else 0 end, 'once');
select is((select count(*)::integer from alert where told_at is null
    and resolved_at is null), case when :'by_day' then 0
    else (select count(*)::integer from alert where resolved_at is null) end,
    'by night they wait');

-- The list: whose alerts are in it, and its pages; as the statement gives it.
\set statement `cat db/queries/alert/alerts_show.sql`
prepare shown (text, text) as :statement;
create function pg_temp.shown(kind text default null, after text default null)
returns json language plpgsql as $$
declare
	page json;
begin
	execute format('execute shown (%L, %L)', kind, after) into page;
	return page;
end
$$;
-- How many, of which groups.
create function pg_temp.listed() returns text language sql as $$
	select count(*) || coalesce(': ' || string_agg(distinct
	    a #>> '{group,name}', ', '), '')
	from json_array_elements(pg_temp.shown() -> 'alerts') a
$$;
insert into account (id, mobile, name) values
    (90008, '09120000008', 'کارشناس استان'), (90009, '09120000009', 'مالی'),
    (90010, '09120000010', 'تسهیلگر دیگر');
insert into role_grant (id, account_id, role, scope_kind, scope_id) values
    (90008, 90008, 'officer', 'province', 902),
    (90009, 90009, 'finance', 'nation', null),
    (90010, 90010, 'facilitator', 'clinic', 901);
insert into session (token_hash, account_id, role_grant_id, expires_at)
select repeat(to_hex(id - 90000), 64), id, id, now() + interval '1 day'
from generate_series(90008, 90010) id;
delete from alert where resolved_at is not null
    or group_id not in (90001, 90002);
set local role hamyar_service;
select pg_temp.enter(90007) is null as entered \gset
select is(pg_temp.listed(), '6: گروه الف', 'a facilitator has her groups''');
select is((select string_agg(a #>> '{alert,kind}', ' ')
    from json_array_elements(pg_temp.shown('no_visit') -> 'alerts') a),
    'no_visit', 'of one kind, when she asks for it');
select pg_temp.enter(90010) is null as entered \gset
select is(pg_temp.listed(), '0', 'a colleague not');
select pg_temp.enter(90005) is null as entered \gset
select is(pg_temp.listed(), '6: گروه الف', 'her clinic has them too');
select pg_temp.enter(90008) is null as entered \gset
select is(pg_temp.listed(), '2: گروه ب', 'a province has its own');
select pg_temp.enter(90006) is null as entered \gset
select is(pg_temp.listed(), '8: گروه الف, گروه ب', 'the nation all');
select pg_temp.enter(90009) is null as entered \gset
select is(pg_temp.listed(), '0', 'who settles money none');
select pg_temp.enter(90003) is null as entered \gset
select is(pg_temp.listed(), '0', 'nor a group, here');
select pg_temp.enter(90001) is null as entered \gset
select is(pg_temp.listed(), '0', 'nor a buyer');
reset role;
-- Some of them began long ago, several on one day.
delete from alert where group_id = 90002;
insert into self_help_group (id, slug, name, category_id, clinic_id,
    province_id, city_id, state)
select 90100 + n, 'test-many-' || n, 'گروه ' || n, 9001, 902, 902, 90201,
    'active' from generate_series(1, 120) n;
insert into alert (group_id, kind, since)
select 90100 + n, 'no_meeting', date '1961-03-21' + n / 3 * 365
from generate_series(1, 120) n;
set local role hamyar_service;
select pg_temp.enter(90008) is null as entered \gset
with recursive page (n, page) as (
    select 1, pg_temp.shown()
    union all
    select n + 1, pg_temp.shown(null, page ->> 'next') from page
    where page ->> 'next' is not null and n < 9
)
select count(*) as alerts, count(distinct a #>> '{alert,id}') as different,
    max(n) as pages, bool_and(day >= before) as sorted
from (select n, a, a #>> '{alert,since}' as day, coalesce(lag(
        a #>> '{alert,since}') over (order by n, place), '') as before
    from page cross join json_array_elements(page -> 'alerts')
        with ordinality w (a, place)) shown \gset
select is(:alerts || ' ' || :different, '120 120',
    'page by page each once, before the year 2000 and before 1970');
select is(:pages, 3, 'in three pages');
select ok(:'sorted', 'the oldest first');
select is(json_array_length(pg_temp.shown(null, 'nonsense') -> 'alerts'), 50,
    'a cursor that is none means the first page');
reset role;

-- What was given back was not sold; what may yet be was.
insert into shop_order (id, code, account_id, receiver, mobile, province_id,
    city_id, street, postal_code, expires_at)
select id, 'TEST' || id, 90001, 'خریدار یکم', '09120000001', 901, 90101,
    'خیابان', '1234567890', now() from generate_series(90001, 90002) id;
insert into parcel (order_id, group_id, state, shipping_method, shipping_rial)
values (90001, 90001, 'refunded', 'test_post', 1000);
select alerts_refresh() is null as done \gset
select ok(pg_temp.kinds(90001) like '%no_sale%', 'a sale undone is none');
insert into parcel (order_id, group_id, state, shipping_method, shipping_rial)
values (90002, 90001, 'return_requested', 'test_post', 1000);
select alerts_refresh() is null as done \gset
select ok(pg_temp.kinds(90001) not like '%no_sale%',
    'one that its buyer wants undone still is');

select * from finish();
rollback;
