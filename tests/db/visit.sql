-- Visits: plans, series, reports, what two devices tell, and the lights and
-- lists of a portfolio; as the service's own role.
begin;
\ir fixture/shop.sql
insert into account (id, mobile, name) values
    (90007, '09120000007', 'تسهیلگر'), (90008, '09120000008', 'تسهیلگر دیگر'),
    (90009, '09120000009', 'تسهیلگر دورستان'),
    (90010, '09120000010', 'کارشناس کلینیک');
insert into role_grant (id, account_id, role, scope_kind, scope_id) values
    (90007, 90007, 'facilitator', 'clinic', 901),
    (90008, 90008, 'facilitator', 'clinic', 901),
    (90009, 90009, 'facilitator', 'clinic', 902),
    (90010, 90010, 'clinic_officer', 'clinic', 901);
insert into session (token_hash, account_id, role_grant_id, expires_at)
select repeat(to_hex(id - 90000), 64), id, id, now() + interval '1 day'
from generate_series(90007, 90010) id;
update self_help_group set since = current_date - 400,
    created_at = now() - interval '500 days' where id = 90001;
update self_help_group set facilitator_id = 90007,
    facilitator_since = current_date where id = 90001;
insert into self_help_group (id, slug, name, category_id, clinic_id,
    province_id, city_id, state, forming_since, facilitator_id,
    facilitator_since, created_at)
select id, 'test-' || id, name, 9001, 901, 901, city, state, forming_since,
    facilitator, current_date, now() - interval '300 days'
from (values
    (90011, 'آفتاب', 90101, 'forming', current_date - 85, 90007),
    (90012, 'بهار', 90102, 'forming', current_date - 20, 90007),
    (90013, 'پونه', 90101, 'active', null, 90008),
    (90014, 'ترنج', 90101, 'dissolved', null, 90007),
    (90015, 'ثنا', 90101, 'paused', current_date - 300, 90007))
    v (id, name, city, state, forming_since, facilitator);
insert into group_member (group_id, name, post, joined_on)
select 90001, 'بانوی ' || n, 'member', current_date - 300
from generate_series(2, 5) n;
create function pg_temp.visits(of_group bigint) returns text
language sql security definer as $$
	select string_agg(state, ' ' order by planned_for, id) from visit
	where group_id = of_group
$$;
create function pg_temp.of_client(named text) returns bigint
language sql security definer as $$
	select id from visit where client_id = named or plan_client_id = named
$$;
-- Inner parts, asked directly here.
grant execute on function group_events(bigint)
    to hamyar_service;
select pg_temp.plan_for_all(73);

-- ---- the calendar of working days ----
-- 2026-11-20 is a Friday.
select is(working_day('2026-11-20'), date '2026-11-21', 'Friday becomes Saturday');
select is(working_day('2026-11-19'), date '2026-11-19', 'Thursday stays');
insert into holiday (day, title) values ('2031-11-22', 'آزمون'),
    ('2031-11-23', 'آزمون') on conflict do nothing;
select is(working_day('2031-11-21'), date '2031-11-24',
    'a holiday after a Friday is evaded too');

-- ---- planning ----
set local role hamyar_service;
select pg_temp.enter(90007) is null as entered \gset
select is(visit_plan(90001, 'plan-one-1', current_date + 3, 'بررسی دفتر', 1,
    30) ->> 'count', '1', 'a visit is planned');
select is((visit_plan(90001, 'plan-one-1', current_date + 3, 'بررسی دفتر', 1,
    30) ->> 'visit')::bigint, pg_temp.of_client('plan-one-1'),
    'sent again it is the same one');
select is(pg_temp.visits(90001), 'planned', 'and the only one');
select is(pg_temp.code_of($$ select visit_plan(90001, 'plan-two-2',
    current_date + 3, null, 1, 30) $$), 'visit_planned',
    'one visit a day and group');
select is(pg_temp.code_of($$ select visit_plan(90001, 'plan-two-2',
    current_date - 8, null, 1, 30) $$), 'visit_day', 'not long ago');
select is(pg_temp.code_of($$ select visit_plan(90001, 'plan-two-2',
    current_date + 401, null, 1, 30) $$), 'visit_day', 'nor far off');
select is(visit_plan(90012, 'plan-series', current_date + 1, null, 4, 7)
    ->> 'count', '4', 'a series is planned');
select is(visit_plan(90012, 'plan-series', current_date + 1, null, 4, 7)
    ->> 'count', '4', 'once');
reset role;
select is((select count(*)::integer from visit where group_id = 90012
    and (planned_for - current_date - 1) % 7 <> 0
    and planned_for <> working_day(planned_for)), 0,
    'moved days are working days');
select is((select count(*)::integer from visit where group_id = 90012), 4,
    'four visits');
set local role hamyar_service;
select is(pg_temp.code_of($$ select visit_plan(90013, 'plan-series',
    current_date + 1, null, 1, 7) $$), 'idempotency_mismatch',
    'a name stands for one plan');
select is(pg_temp.code_of($$ select visit_plan(90002, 'plan-far-1',
    current_date + 1, null, 1, 7) $$), 'not_found', 'not another clinic''s');
select is(pg_temp.code_of($$ select visit_plan(90014, 'plan-end-1',
    current_date + 1, null, 1, 7) $$), 'bad_move', 'not a dissolved group');
select pg_temp.enter(90010) is null as entered \gset
select is(pg_temp.code_of($$ select visit_plan(90001, 'plan-off-1',
    current_date + 1, null, 1, 7) $$), 'forbidden', 'an officer looks on');
select pg_temp.enter(90003) is null as entered \gset
select is(pg_temp.code_of($$ select visit_plan(90001, 'plan-own-1',
    current_date + 1, null, 1, 7) $$), 'forbidden',
    'a group does not plan it');

-- ---- reporting ----
select pg_temp.enter(90007) is null as entered \gset
select is(pg_temp.code_of($$ select visit_report(90001, null, 'report-1-1',
    current_date + 1, 'همه حاضر بودند.', null, null) $$),
    'held_out_of_range', 'not tomorrow');
select is(pg_temp.code_of($$ select visit_report(90001, null, 'report-1-1',
    current_date - 401, 'همه حاضر بودند.', null, null) $$),
    'held_out_of_range', 'nor before the group began');
select is(pg_temp.code_of(format($$ select visit_report(90001, %s,
    'report-1-1', current_date, 'همه حاضر بودند.', null, null) $$,
    pg_temp.of_client('plan-series'))), 'not_found',
    'nor a visit of another group');
select is((visit_report(90001, pg_temp.of_client('plan-one-1'), 'report-1-1',
    current_date, 'همه حاضر بودند.', 'ترازو لازم است.', current_date + 40)
    ->> 'see')::bigint, pg_temp.of_client('plan-one-1'),
    'a planned visit is reported');
select is(pg_temp.visits(90001), 'done planned', 'and the next one planned');
select is((visit_report(90001, pg_temp.of_client('plan-one-1'), 'report-1-1',
    current_date, 'همه حاضر بودند.', 'ترازو لازم است.', current_date + 40)
    ->> 'id')::bigint, pg_temp.of_client('plan-one-1'),
    'sent again it answers the same');
select is(pg_temp.visits(90001), 'done planned', 'and adds nothing');
select is((visit_plan(90001, 'plan-one-1', current_date + 3, null, 1, 30)
    ->> 'visit')::bigint, pg_temp.of_client('report-1-1'),
    'nor does its plan, sent late');
-- The other device told of the same visit.
select is(visit_report(90001, pg_temp.of_client('plan-one-1'), 'report-1-2',
    current_date - 1, 'سه نفر نبودند.', null, null) ->> 'id', null,
    'another report of the same visit is not taken');
select is((visit_report(90001, pg_temp.of_client('plan-one-1'), 'report-1-2',
    current_date - 1, 'سه نفر نبودند.', null, null) ->> 'see')::bigint,
    pg_temp.of_client('plan-one-1'), 'it waits beside the first');
select isnt(visit_report(90001, null, 'report-1-3', current_date,
    'دوباره رفتم.', null, null) ->> 'conflict', null,
    'so does a second one on that day');
select is((select count(*)::integer from sync_conflict
    where thing = 'visit'), 2, 'each once');
select pg_temp.enter(90008) is null as entered \gset
select is(visit_report(90001, null, 'report-1-4', current_date,
    'به جای همکارم رفتم.', null, null) ->> 'conflict', null,
    'another facilitator''s visit of that day is another visit');
select is(pg_temp.visits(90001), 'done done planned', 'and counts');
select pg_temp.enter(90009) is null as entered \gset
select is(pg_temp.code_of($$ select visit_report(90001, null, 'report-1-5',
    current_date, 'از دور آمدم.', null, null) $$), 'not_found',
    'but not another clinic''s');
-- A plan of that day is what was done.
select pg_temp.enter(90007) is null as entered \gset
select visit_plan(90011, 'plan-today', current_date, null, 1, 30) is null
    as planned \gset
select is((visit_report(90011, null, 'report-2-1', current_date,
    'جلسه خوبی بود.', null, null) ->> 'see')::bigint,
    pg_temp.of_client('plan-today'), 'a report finds the plan of its day');
reset role;
select is((select client_id || ' ' || plan_client_id from visit
    where group_id = 90011), 'report-2-1 plan-today',
    'both of its names are kept');
set local role hamyar_service;
-- A report may come under the name of its plan, but of no other.
select visit_plan(90015, 'plan-named', current_date - 2, null, 1, 30) is null
    as planned \gset
select visit_plan(90015, 'plan-other', current_date + 5, null, 1, 30) is null
    as planned \gset
select is(pg_temp.code_of(format($$ select visit_report(90015, %s,
    'plan-other', current_date, 'کار خوب پیش می‌رود.', null, null) $$,
    pg_temp.of_client('plan-named'))), 'idempotency_mismatch',
    'a report under the name of another plan is refused');
select is(pg_temp.code_of($$ select visit_report(90015, null,
    'plan-other', current_date, 'کار خوب پیش می‌رود.', null, null) $$),
    'idempotency_mismatch', 'also when nobody planned it');
select is((visit_report(90015, pg_temp.of_client('plan-named'), 'plan-named',
    current_date, 'کار خوب پیش می‌رود.', null, null) ->> 'id')::bigint,
    pg_temp.of_client('plan-named'), 'one under the name of its own is made');
select is(pg_temp.visits(90015), 'done planned', 'and not taken for told');
select is((visit_report(90015, pg_temp.of_client('plan-named'), 'plan-named',
    current_date, 'کار خوب پیش می‌رود.', null, null) ->> 'id')::bigint,
    pg_temp.of_client('plan-named'), 'once');

-- ---- a person chooses ----
select is((conflict_resolve((select id from sync_conflict
    where client_id = 'report-1-2'), 'replaced') ->> 'record')::bigint,
    pg_temp.of_client('report-1-2'), 'the later report takes its place');
reset role;
select is((select string_agg(state || ':' || report, ' ' order by id)
    from visit where group_id = 90001 and facilitator_id = 90007
        and report is not null),
    'void:همه حاضر بودند. done:سه نفر نبودند.',
    'the first is kept, but counts no more');
select is((select string_agg(title || '=' || coalesce(words, day::text), '؛ '
    order by place) from visit_lines(visit_payload(pg_temp.of_client(
    'report-1-2'))) where coalesce(words, day::text) is not null),
    'روز بازدید=' || current_date - 1 || '؛ نویسنده=تسهیلگر؛ '
    'گزارش=سه نفر نبودند.', 'line by line');
set local role hamyar_service;

-- ---- calling off ----
select pg_temp.enter(90008) is null as entered \gset
select is(pg_temp.code_of(format($$ select visit_cancel(%s, 'باران') $$,
    pg_temp.of_client('plan-series'))), 'not_found',
    'a colleague does not call off');
select pg_temp.enter(90007) is null as entered \gset
select is(visit_cancel(pg_temp.of_client('plan-series'), 'باران')
    ->> 'state', 'cancelled', 'she does');
select is(pg_temp.code_of(format($$ select visit_cancel(%s, 'باران') $$,
    pg_temp.of_client('plan-series'))), 'visit_over', 'once');
select isnt(visit_report(90012, pg_temp.of_client('plan-series'),
    'report-3-1', current_date, 'با این همه رفتم.', null, null) ->> 'id',
    null, 'one that was called off may be made after all');
select is(pg_temp.visits(90012),
    'cancelled done planned planned planned', 'as a visit of its own');

-- ---- with the group ----
select pg_temp.enter(90005) is null as entered \gset
select group_assign(90012, 90008) is null as assigned \gset
reset role;
select is((select count(*)::integer from visit where group_id = 90012
    and state = 'planned' and facilitator_id = 90008), 3,
    'plans go over to the next facilitator');
select is((select facilitator_id from visit where group_id = 90012
    and state = 'done'), 90007::bigint, 'what is done stays whose it was');
update self_help_group set state = 'withdrawn' where id = 90012;
select is(pg_temp.visits(90012),
    'cancelled done cancelled cancelled cancelled', 'and end with the group');

-- ---- lights ----
create function pg_temp.light(of_group bigint) returns text language sql as $$
	select light || coalesce(': ' || (select string_agg(r ->> 'kind', ' ')
	    from json_array_elements(reasons) r), '')
	from group_lights(array[of_group])
$$;
update group_member set post = 'secretary' where name = 'بانوی 2';
update group_member set post = 'treasurer' where name = 'بانوی 3';
update self_help_group set since = current_date - 20 where id = 90001;
select alerts_refresh() is null as done \gset
set local role hamyar_service;
select pg_temp.enter(90007) is null as entered \gset
select is(pg_temp.light(90001), 'green', 'a group that nothing is wrong with');
select is(pg_temp.light(90014), null, 'one that has ended has no light');
select is(pg_temp.light(90015), null, 'nor one that pauses');
select is(pg_temp.light(90002), null, 'nor one of another clinic, here');
reset role;
update self_help_group set since = current_date - 400 where id = 90001;
update visit set state = 'void', cancelled_why = 'آزمون'
where group_id = 90001 and state = 'done';
insert into meeting (group_id, client_id, held_on, minutes)
values (90001, 'meeting-1', current_date - 3, 'صورت‌جلسه آزمون');
select alerts_refresh() is null as done \gset
set local role hamyar_service;
select is(pg_temp.light(90001), 'amber: no_visit no_sale',
    'a visit that is void was none');
reset role;
update visit set planned_for = current_date - 4
where group_id = 90001 and state = 'planned';
select alerts_refresh() is null as done \gset
set local role hamyar_service;
select is(pg_temp.light(90001), 'red: visit_late no_visit no_sale',
    'the worst reason stands first');
select pg_temp.enter(90003) is null as entered \gset
select is(pg_temp.light(90001), null, 'its own people have no light');

-- ---- the portfolio ----
select pg_temp.enter(90007) is null as entered \gset
select is((select string_agg(name, ' ' order by id) from portfolio()),
    'گروه الف آفتاب ترنج ثنا', 'a facilitator has her own groups');
select is((select string_agg(r ->> 'name' || ' ' || coalesce(
        r #>> '{forming,days}', '-'), '، ')
    from json_array_elements(portfolio_rows('{90011,90001}')) r),
    'آفتاب 85، گروه الف -', 'rows come in the order asked for');
select is((select count(*)::integer from json_array_elements(
    portfolio_rows('{90002}'))), 0, 'and not of another clinic');
select pg_temp.enter(90010) is null as entered \gset
select is((select string_agg(name, ' ' order by id) from portfolio()),
    'گروه الف آفتاب پونه ترنج ثنا', 'her clinic has all');
select pg_temp.enter(90003) is null as entered \gset
select is((select count(*)::integer from portfolio()), 0, 'a group has none');
select is((select count(*)::integer from portfolio_visits(
    current_date - 400, current_date + 400)), 0, 'nor visits');
select is((select count(*)::integer from group_events(90001)), 0,
    'nor a timeline');
select pg_temp.enter(90009) is null as entered \gset
select is((select count(*)::integer from portfolio()), 0,
    'nor has a facilitator elsewhere');
select is((select count(*)::integer from group_events(90001)), 0,
    'nor its timeline');

-- ---- one group's file ----
select pg_temp.enter(90007) is null as entered \gset
select ok((select bool_and(day <= before) from (select item ->> 'day' as day,
        coalesce(lag(item ->> 'day') over (), '9999') as before
    from json_array_elements(group_timeline(90011, null, 30) -> 'items')
        item) t), 'the newest first');
select is((select count(*)::integer from json_array_elements(
    group_timeline(90011, null, 1) -> 'items')), 1, 'a page is a page');
select is((select json_array_length(group_timeline(90011,
    group_timeline(90011, null, 1) ->> 'next', 30) -> 'items')),
    (select count(*)::integer - 1 from group_events(90011)),
    'and the rest follows');
select ok(group_steps(90001)::text ~ 'is_visit_due',
    'a visit that is due is the next step');
select ok(group_steps(90011)::text ~ 'is_conditions',
    'what formation still wants is another');
select is(group_steps(90002)::text, '[]', 'not for another clinic''s group');

reset role;
select * from finish();
rollback;
