-- Exports: who may ask for which list, that its rows are read with her rights
-- alone, and that nobody else has the file.
begin;
\ir fixture/shop.sql
insert into account (id, mobile, name) values
    (90009, '09120000009', 'کارشناس استان'),
    (90010, '09120000010', 'کارشناس کشور');
insert into role_grant (id, account_id, role, scope_kind, scope_id) values
    (90009, 90009, 'officer', 'province', 902),
    (90010, 90010, 'officer', 'nation', null);
insert into session (token_hash, account_id, role_grant_id, expires_at)
select repeat(to_hex(id - 90000), 64), id, id, now() + interval '1 day'
from generate_series(90009, 90010) id;
delete from group_member;
insert into group_member (group_id, name, post)
select g, 'بانو', case n when 1 then 'leader' else 'member' end
from (values (90001, 3), (90002, 6), (90003, 5)) v (g, people),
    generate_series(1, people) n;
insert into self_help_group (id, slug, name, category_id, clinic_id,
    province_id, city_id, state) values
    (90004, 'test-d', 'گروه د', 9001, 901, 901, 90101, 'confirmed'),
    (90005, 'test-e', '=گروه ه', 9001, 902, 902, 90201, 'confirmed');
insert into group_member (group_id, name)
select g, 'بانو' from unnest(array[90004, 90005]) g, generate_series(1, 7);
update product set state = 'proposed' where id in (90001, 90002);
select board_refresh() is null as done \gset

-- As the runner does: finds what to write and as whom, then reads in the
-- service's role as that person.
create temp table made (id bigint, who bigint, list text);
create function pg_temp.start(list text, place bigint default null,
    words text default null)
returns bigint language sql as $$
	select (export_start(list, 'csv', null, null, place, null, null, null,
	    words, null) ->> 'id')::bigint
$$;
create function pg_temp.act(asked json)
returns void language sql as $$
	select set_config('app.account', asked ->> 'account', true),
	    set_config('app.role', asked ->> 'role', true),
	    set_config('app.scope', asked ->> 'scope', true),
	    set_config('app.scope_kind', asked ->> 'scope_kind', true),
	    set_config('app.grant', asked ->> 'grant', true)
$$;
create function pg_temp.ids(asked json)
returns text language sql as $$
	select string_agg(r ->> 0, ' ' order by r ->> 0)
	from export_rows(asked ->> 'list', (asked ->> 'filters')::jsonb) r
$$;
select pg_temp.plan_for_all(49);

-- Who may ask.
set local role hamyar_service;
select pg_temp.enter(90001) is null as entered \gset
select is(pg_temp.code_of($$ select pg_temp.start('clinic_groups') $$),
    'forbidden', 'a customer takes no list');
select pg_temp.enter(90003) is null as entered \gset
select is(pg_temp.code_of($$ select pg_temp.start('clinic_groups') $$),
    'forbidden', 'nor a group');
select pg_temp.enter(90005) is null as entered \gset
select is(pg_temp.code_of($$ select pg_temp.start('office_groups') $$),
    'forbidden', 'a clinic takes no officers'' list');
select is(pg_temp.code_of($$ select pg_temp.start('accounts') $$),
    'forbidden', 'nor one there is not');
select pg_temp.start('clinic_groups') as clinic \gset
select pg_temp.start('clinic_applications') as inbox \gset
select pg_temp.start('clinic_products') as goods \gset
select is((select count(*)::integer from export), 3, 'she sees her own');
select pg_temp.enter(90009) is null as entered \gset
select is((select count(*)::integer from export), 0, 'nobody else''s');
select is(pg_temp.code_of($$ select pg_temp.start('clinic_groups') $$),
    'forbidden', 'an officer takes no clinic''s list');
select is(pg_temp.code_of($$ select pg_temp.start('office_groups', 901) $$),
    'not_found', 'nor another province''s');
select pg_temp.start('office_groups') as province \gset
select pg_temp.start('confirmations') as confirmed \gset
select is((select filters from export where id = :province),
    '{"sort": "new", "province": 902}', 'her province is written down');
select pg_temp.enter(90010) is null as entered \gset
select is(pg_temp.code_of($$ select pg_temp.start('office_groups',
    words => 'گروه الف') $$), 'few_people', 'no list of three women');
select pg_temp.start('office_groups') as nation \gset
select is((select title from (select export_json(e) ->> 'title' as title
    from export e where e.id = :nation) t), 'گروه‌ها', 'a list has a title');
select is(export_json(e) ->> 'state', 'waiting', 'it waits')
from export e where e.id = :nation;
select is(pg_temp.code_of($$ select runner_export(1) $$), '42501',
    'the service does not play the runner');
select is(pg_temp.code_of($$ update export set account_id = 90001 $$), '42501',
    'nor writes an export by hand');

-- The runner alone sees nothing of it: it has the service's rights only once
-- it has taken the role, and then none of its own.
select is(pg_has_role('hamyar_jobs', 'hamyar_service', 'usage')::text || ' '
    || pg_has_role('hamyar_jobs', 'hamyar_service', 'member')::text,
    'false true', 'the runner may take the service''s role, but is not in it');
set local role hamyar_jobs;
set local role hamyar_service;
select is(pg_temp.code_of('select * from job'), '42501',
    'and leaves its own behind');
set local role hamyar_jobs;
select set_config('app.account', '', true), set_config('app.role', '', true),
    set_config('app.scope_kind', '', true) \gset
select is(pg_temp.code_of('select * from export'), '42501',
    'the runner does not read exports but by its functions');
select is(pg_temp.code_of('select * from board_group'), '42501',
    'nor the groups of the boards');
select is(pg_temp.code_of('select * from group_member'), '42501',
    'nor members');
select is(cardinality(export_ids('office_groups', '{"sort": "new"}')), 0,
    'a list asked for as nobody is empty');

-- Of a province: hers, in spans.
select runner_export(:province) as asked \gset
select is((:'asked'::json ->> 'role') || ' ' || (:'asked'::json ->> 'scope'),
    'officer 902', 'as whom it is read');
set local role hamyar_service;
select pg_temp.act(:'asked') is null as acts \gset
select is(pg_temp.ids(:'asked'), '90002 90005', 'her province''s groups');
select is(cardinality(export_ids(:'asked'::json ->> 'list', (:'asked'::json
    ->> 'filters')::jsonb)), 2, 'and their number');
select is((select string_agg(distinct json_array_length(r)::text, ' ')
    from export_rows('office_groups', '{"sort": "new"}') r),
    json_array_length(export_columns('office_groups'))::text,
    'a value a column');
select is((select string_agg(r ->> 10, ' | ' order by r ->> 0)
    from export_rows('office_groups', '{"sort": "new"}') r),
    '5 تا 9 | 5 تا 9', 'people are told in spans');
select is((select count(*)::integer from export_rows('office_groups',
    '{"sort": "new", "province": 901}')), 0,
    'not another province, whatever the filters say');
select is((select count(*)::integer from export_rows('clinic_groups', '{}')),
    0, 'nor another list');

set local role hamyar_jobs;
select runner_export(:confirmed) as asked \gset
set local role hamyar_service;
select pg_temp.act(:'asked') is null as acts \gset
select is(pg_temp.ids(:'asked'), '90005', 'what her province confirms');
select is((select r ->> 6 from export_rows('confirmations', '{}') r),
    '5 تا 9', 'in spans too');

-- Of the nation: the small one is a row among others, in a span.
set local role hamyar_jobs;
select runner_export(:nation) as asked \gset
set local role hamyar_service;
select pg_temp.act(:'asked') is null as acts \gset
select is(pg_temp.ids(:'asked'), '90001 90002 90003 90004 90005',
    'all groups but drafts');
select is((select r ->> 10 from export_rows('office_groups',
    '{"sort": "new"}') r where r ->> 0 = '90001'), 'کمتر از 5',
    'three women are fewer than five');
select is((select count(*)::integer from export_rows('office_groups',
    '{"sort": "new", "q": "گروه الف"}')), 0,
    'and alone they are no list, though it was asked before');
select is((select count(*)::integer from export_rows('office_groups',
    '{"sort": "new", "state": "active", "trade": "test-craft",
        "province": 901}')), 0, 'however it is narrowed');

-- A clinic's own: its groups, exactly.
set local role hamyar_jobs;
select runner_export(:clinic) as asked \gset
set local role hamyar_service;
select pg_temp.act(:'asked') is null as acts \gset
select is(pg_temp.ids(:'asked'), '90001 90004', 'a clinic''s groups');
select is((select r ->> 7 from export_rows('clinic_groups', '{}') r
    where r ->> 0 = '90001'), '3', 'how many women is its to know');
select is((select r ->> 5 from export_rows('clinic_groups', '{}') r
    where r ->> 0 = '90001'), 'بانو', 'and who leads them');
select is(pg_temp.ids('{"list": "clinic_applications", "filters": "{}"}'),
    '90003', 'its inbox');
select is((select string_agg(r ->> 1, ' ') from export_rows(
    'clinic_products', '{}') r), 'گلیمچه دست‌باف آزمون',
    'the products it checks');
select is((select count(*)::integer from export_rows('clinic_groups',
    '{"state": "active", "q": "الف"}')), 1, 'narrowed as its page');
select is((select count(*)::integer from export_rows('office_groups',
    '{"sort": "new"}')), 0, 'but no officers'' list');

-- A right that ended meanwhile.
reset role;
update role_grant set ended_at = now() where id = 90005;
set local role hamyar_jobs;
select is(runner_export(:inbox)::text, null,
    'who is no officer any more gets nothing');
reset role;
select is((select state || ' ' || why from export where id = :inbox),
    'failed no_right', 'and it says why');
set local role hamyar_service;
select pg_temp.enter(90005) is null as entered \gset
select is((select count(*)::integer from export), 0,
    'what she had asked for is closed to her too');

-- Progress and the end.
set local role hamyar_jobs;
select runner_export_progress(:nation, 3, 5) is null as done \gset
select runner_export_ready(:nation, 5, 1234, 'office-groups.csv') is null
    as done \gset
select is(runner_export(:nation)::text, null, 'what is written is left alone');
set local role hamyar_service;
select pg_temp.enter(90010) is null as entered \gset
select is((select export_json(e) ->> 'rows' from export e where id = :nation),
    '5', 'it is ready');
reset role;
update export set created_at = now() - interval '8 days' where id = :nation;
select job_sweep() is null as done \gset
select is((select count(*)::integer from export where id = :nation), 0,
    'a week later it is gone');

-- Not too many at once.
set local role hamyar_service;
select pg_temp.enter(90010) is null as entered \gset
select is(pg_temp.code_of($$ select pg_temp.start('confirmations') from
    generate_series(1, 5) $$), 'fine', 'five at once');
select is(pg_temp.code_of($$ select pg_temp.start('confirmations') $$),
    'export_limit', 'no sixth');
reset role;
select is((select count(*)::integer from job where kind = 'export'), 11,
    'a job for each');

select * from finish();
rollback;
