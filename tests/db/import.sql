-- Imports: what the comparison finds, code by code, that nothing is written
-- while anything is wrong, and that writing twice writes once; the runner's
-- part as the runner, the rest as the service.
begin;
\ir fixture/shop.sql
insert into account (id, mobile, name) values
    (90007, '09120000007', 'کارشناس کشور'), (90008, '09120000008', 'کارشناس استان');
insert into role_grant (id, account_id, role, scope_kind, scope_id) values
    (90007, 90007, 'officer', 'nation', null),
    (90008, 90008, 'officer', 'province', 901);
insert into session (token_hash, account_id, role_grant_id, expires_at)
select repeat(to_hex(id - 90000), 64), id, id, now() + interval '1 day'
from generate_series(90007, 90008) id;
create temp table made (name text primary key, id bigint);
create function pg_temp.the(what text) returns bigint language sql as $$
	select id from made where name = what
$$;
-- A row of a file: a member of a group that is otherwise in order, with what
-- is different about her.
create function pg_temp.woman(row_no integer, of_group text, n integer,
    differs json default '{}') returns jsonb language sql as $$
	select jsonb_build_object('row', row_no, 'registry_no', of_group,
	    'group_name', 'گروه ' || of_group, 'trade', 'دست‌ساخته آزمون',
	    'province', 'استان آزمونستان', 'city', 'آزمون شهر',
	    'clinic', 'کلینیک یکم', 'since', '2020-01-01',
	    'member_name', 'بانوی شماره ' || n, 'mobile',
	    '0991' || lpad(n::text, 7, '0'), 'national_id', json_build_object(
	        'hash', lpad(to_hex(n), 64, '0'),
	        'sealed', lpad(to_hex(n), 64, 'f')),
	    'post', (array['leader', 'secretary', 'treasurer'])[1 + n % 10])
	    || differs::jsonb
$$;
-- Four women of one group, from one row and one number on.
create function pg_temp.four(row_no integer, of_group text, n integer,
    differs json default '{}') returns setof jsonb language sql as $$
	select pg_temp.woman(row_no + i, of_group, n + i, differs)
	from generate_series(0, 3) i
$$;
-- A file up to its check, as the service and the runner bring it there.
create function pg_temp.check_file(what text, rows json, of_kind text,
    errors json default '[]') returns text language plpgsql as $$
declare
	made_id bigint;
	begun json;
begin
	set local role hamyar_service;
	perform pg_temp.enter(90007);
	made_id := (import_add(of_kind, what, 'x') ->> 'id')::bigint;
	insert into made values (what, made_id);
	set local role hamyar_jobs;
	perform runner_import_read(made_id, case of_kind when 'groups' then
	    '["شماره ثبت","نام گروه","رسته","استان","شهرستان","کلینیک","نام عضو","کد ملی *","تلفن همراه","سمت","چیز دیگر"]'
	    else '["نام کلینیک","استان","شهر","تلفن"]' end::json, '[["۱"]]', 1,
	    json_array_length(rows));
	set local role hamyar_service;
	perform import_match(made_id, case of_kind when 'groups' then
	    '[0,1,null,2,3,4,5,null,null,6,7,8,9,null]'
	    else '[0,1,2,3]' end::json);
	set local role hamyar_jobs;
	begun := runner_import_begin(made_id);
	perform runner_import_rows(made_id, (begun ->> 'turn')::integer, rows,
	    errors, json_array_length(rows));
	perform runner_import_compare(made_id, (begun ->> 'turn')::integer);
	reset role;
	return (select string_agg(row_no || ' ' || field || ' ' || code, ', '
	    order by row_no, field, code) from import_error
	    where import_id = made_id);
end
$$;
create function pg_temp.check_rows(what text, variadic rows jsonb[])
returns text language sql as $$
	select pg_temp.check_file(what, to_json(rows), 'groups')
$$;
create function pg_temp.all_rows(rows jsonb[]) returns json language sql as $$
	select to_json(rows)
$$;
-- Presses the button, and lets the runner do it.
create function pg_temp.write(what text) returns text language plpgsql as $$
declare
	said text;
begin
	set local role hamyar_service;
	perform pg_temp.enter(90007);
	perform import_write(pg_temp.the(what));
	perform set_config('app.account', '', true);
	set local role hamyar_jobs;
	said := runner_import_write(pg_temp.the(what));
	reset role;
	return said;
end
$$;
grant all on made to public;
select pg_temp.plan_for_all(70);

-- ---- who may ----
set local role hamyar_service;
select pg_temp.enter(90001) is null as entered \gset
select is(pg_temp.code_of($$ select import_add('groups', null, 'x') $$),
    'forbidden', 'a customer sends none');
select pg_temp.enter(90008) is null as entered \gset
select is(pg_temp.code_of($$ select import_add('groups', null, 'x') $$),
    'forbidden', 'nor does the officer of a province');
select is(pg_temp.code_of($$ select runner_import_write(1) $$), '42501',
    'the service does not write');
select is(pg_temp.code_of($$ select import_put_groups(null) $$), '42501',
    'nor a part of it');
select is(pg_temp.code_of($$ select * from import_row $$), '42501',
    'nor read staged rows');
select is(pg_temp.code_of($$ select * from import_file $$), '42501',
    'nor the file');
reset role;

-- ---- a file in order ----
select is(pg_temp.check_file('good', pg_temp.all_rows(array(
    select pg_temp.four(2, 'A-1', 10) union all
    select pg_temp.four(6, 'A-2', 20))), 'groups'), null,
    'nothing is wrong with it');
select is((select count(*)::integer from job
    where payload ->> 'import' = pg_temp.the('good')::text
        and kind like 'import_%'), 2, 'each step was a job');
select is((select plan - 'rows' from import where id = pg_temp.the('good')),
    '{"of_groups":true,"of_clinics":false,"groups":2,"groups_new":2,"groups_changed":0,"groups_other_state":0,"members_new":8,"members_changed":0,"members_left":0,"accounts_new":8,"clinics_new":0,"clinics_changed":0,"created":10,"changes":0,"nothing":false}',
    'and it says what it would do');
select is((select count(*)::integer from self_help_group
    where registry_no like 'A-%'), 0, 'nothing is there yet');
select is(pg_temp.write('good'), 'done', 'it is written');
select is((select string_agg(registry_no || ' ' || name || ' ' || state
    || ' ' || kind || ' ' || city_id || ' ' || clinic_id, ', '
    order by registry_no) from self_help_group where registry_no like 'A-%'),
    'A-1 گروه A-1 active hamyar 90101 901, A-2 گروه A-2 active hamyar 90101 901',
    'groups, by what their words mean');
select is((select count(*)::integer from group_member m
    join self_help_group g on g.id = m.group_id and g.registry_no = 'A-1'
    join role_grant r on r.account_id = m.account_id and r.role = m.post
        and r.scope_id = g.id
    where m.in_force and m.joined_on = '2020-01-01'), 4,
    'members, who can log in');
select is((select string_agg(distinct h.why || h.account_id || h.facts::text,
    '') from group_history h join self_help_group g on g.id = h.group_id
    where g.registry_no like 'A-%'), 'از فایل وارد شد90007{"import": '
    || pg_temp.the('good') || '}', 'histories say how, and by whom');
select is((select count(*)::integer from member_history h
    join self_help_group g on g.id = h.group_id
    where g.registry_no like 'A-%' and h.change = 'joined'), 8,
    'of members too');
select is((select count from tally where thing = 'group'
    and category_id = 9001 and province_id = 901), 3::bigint,
    'the tally counts them');
select is((select count(*)::integer from message), 0, 'nobody is told');
select is((select count(*)::integer from import_row
    where import_id = pg_temp.the('good')), 0, 'the stage is empty');
select is((select count(*)::integer from import_file
    where import_id = pg_temp.the('good')), 0, 'the file is gone');

-- ---- again ----
create temp table before as select md5(string_agg(t, '' order by t)) as print
from (select g::text as t from self_help_group g
    union all select m::text from group_member m
    union all select a::text from account a
    union all select r::text from role_grant r) x;
select is(pg_temp.check_file('again', pg_temp.all_rows(array(
    select pg_temp.four(2, 'A-1', 10) union all
    select pg_temp.four(6, 'A-2', 20))), 'groups'), null,
    'the same file again');
select is(pg_temp.write('again'), 'done', 'may be written');
select is((select (result ->> 'created') || (result ->> 'changes')
    || (result ->> 'nothing') from import where id = pg_temp.the('again')),
    '00true', 'and does nothing');
select is((select md5(string_agg(t, '' order by t))
    from (select g::text as t from self_help_group g
        union all select m::text from group_member m
        union all select a::text from account a
        union all select r::text from role_grant r) x),
    (select print from before), 'nothing at all');

-- ---- one mistake after the other ----
select is(pg_temp.check_rows('few', pg_temp.woman(2, 'B', 30),
    pg_temp.woman(3, 'B', 31)), '2 registry_no members_few', 'too few');
select is(pg_temp.check_file('many', pg_temp.all_rows(array(
    select pg_temp.woman(i, 'B', 38 + i) from generate_series(2, 9) i)),
    'groups'), '2 registry_no members_many', 'too many');
select is(pg_temp.check_file('more', pg_temp.all_rows(array(
    select pg_temp.woman(i, 'A-1', 58 + i, '{"post": null}')
    from generate_series(2, 5) i)), 'groups'),
    '2 registry_no members_many',
    'too many with those who are there already');
select is(pg_temp.check_file('contradiction', pg_temp.all_rows(array(
    select pg_temp.four(2, 'B', 30) union all
    select pg_temp.woman(6, 'B', 34, '{"group_name": "دیگر"}'))), 'groups'),
    '6 group_name rows_contradict', 'rows that contradict each other');
select is(pg_temp.check_file('blank', pg_temp.all_rows(array(
    select pg_temp.four(2, 'B', 30) union all
    select pg_temp.woman(6, 'B', 34, '{"group_name": null, "city": null}'))),
    'groups'), null, 'what one row says need not be said again');
select is(pg_temp.check_file('places', pg_temp.all_rows(array(
    select pg_temp.four(2, 'B', 30, '{"city": "دورشهر"}') union all
    select pg_temp.four(6, 'C', 40, '{"province": "ناکجا"}') union all
    select pg_temp.four(10, 'D', 50, '{"clinic": "کلینیک گم"}') union all
    select pg_temp.four(14, 'E', 60, '{"trade": "پرواز"}') union all
    select pg_temp.four(18, 'F', 70, '{"clinic": null}'))), 'groups'),
    '2 city unknown_city, 6 province unknown_province, '
    '10 clinic unknown_clinic, 14 trade unknown_trade, '
    '18 clinic required', 'words that mean nothing');
select is(pg_temp.check_file('leaders', pg_temp.all_rows(array(
    select pg_temp.four(2, 'B', 30) union all
    select pg_temp.woman(6, 'B', 34, '{"post": "leader"}') union all
    select pg_temp.four(7, 'C', 40, '{"post": "member"}') union all
    select pg_temp.woman(11, 'D', 50, '{"mobile": null}') union all
    select pg_temp.woman(11 + i, 'D', 50 + i) from generate_series(1, 3) i)),
    'groups'), '6 post post_twice, 7 post leader_missing, '
    '11 mobile leader_mobile', 'leaders');
select is(pg_temp.check_file('twice', pg_temp.all_rows(array(
    select pg_temp.four(2, 'B', 30) union all
    select pg_temp.woman(6, 'B', 31, '{"mobile": null, "post": null}')
    union all select pg_temp.four(7, 'C', 40) union all
    select pg_temp.woman(11, 'C', 31, '{"mobile": null, "post": null}'))),
    'groups'), '6 national_id person_twice, 11 national_id person_two_groups',
    'one person twice');
select is(pg_temp.check_file('kinds', pg_temp.all_rows(array(
    select pg_temp.four(2, 'B', 30) union all
    select pg_temp.woman(5 + i, 'K', case i when 1 then 30 else 300 + i end,
        case i when 1 then '{"kind": "khodyar"}'
            else '{"kind": "khodyar", "post": null}' end::json)
    from generate_series(1, 15) i)), 'groups'), null,
    'but in a group of each kind, with one telephone');
select is(pg_temp.check_file('mobiles', pg_temp.all_rows(array(
    select pg_temp.four(2, 'B', 30) union all
    select pg_temp.woman(6, 'B', 34, '{"mobile": "09910000031"}') union all
    select pg_temp.four(7, 'C', 40) union all
    select pg_temp.woman(11, 'C', 44, '{"mobile": "09910000032"}'))),
    'groups'), '6 mobile mobile_twice, 11 mobile mobile_shared',
    'one telephone twice');
select is(pg_temp.check_file('elsewhere', pg_temp.all_rows(array(
    select pg_temp.four(2, 'B', 30) union all
    select pg_temp.woman(6, 'B', 12, '{"mobile": "09919999999",
        "post": null}') union all
    select pg_temp.woman(7, 'B', 35, '{"mobile": "09910000013"}'))),
    'groups'), '6 national_id member_elsewhere, 7 mobile mobile_elsewhere',
    'members of another group at work');
select is(pg_temp.check_file('own', pg_temp.all_rows(array(
    select pg_temp.four(2, 'B', 30) union all
    select pg_temp.woman(6, 'B', 36, json_build_object('mobile',
        (select a.mobile from import i join account a on a.id = i.account_id
        limit 1))))), 'groups'), '6 mobile mobile_own',
    'nobody imports herself');
select is((select data ->> 'group' from import_error where code =
    'member_elsewhere' and import_id = pg_temp.the('elsewhere')), 'گروه A-1',
    'of which one, is said');
select is(pg_temp.check_file('days', pg_temp.all_rows(array(
    select pg_temp.four(2, 'B', 30, '{"since": "2100-01-01"}') union all
    select pg_temp.four(6, 'C', 40, '{"joined_on": "2100-01-01"}') union all
    select pg_temp.four(10, 'D', 50, '{"since": null, "state": "forming"}'))),
    'groups'), '2 since day_future, 6 joined_on day_future, '
    '7 joined_on day_future, 8 joined_on day_future, 9 joined_on day_future, '
    '10 since required', 'days that have not come');
select is(pg_temp.check_file('posts', pg_temp.all_rows(array(
    select pg_temp.woman(2, 'A-1', 36, '{"post": "leader"}'))), 'groups'),
    '2 post post_taken', 'a post is taken by election alone');
update self_help_group set state = 'dissolved' where registry_no = 'A-2';
select is(pg_temp.check_file('closed', pg_temp.all_rows(array(
    select pg_temp.four(2, 'A-2', 20) union all
    select pg_temp.four(6, 'A-1', 10, '{"kind": "khodyar"}'))), 'groups'),
    '2 registry_no group_closed, 6 kind kind_differs',
    'a group that is over, or of another kind');
select is(pg_temp.check_file('cells', pg_temp.all_rows(array(
    select pg_temp.four(2, 'B', 30, '{"trade": null}') union all
    select pg_temp.woman(6, null, 34))), 'groups',
    '[{"row":2,"field":"trade","code":"too_long","value":"دراز","min":2,"max":80},
    {"row":6,"field":"registry_no","code":"bad_code","value":"؟"}]'),
    '2 trade too_long, 6 registry_no bad_code',
    'a cell that is wrong is not also missing');
select is((select string_agg(says, '') from (select import_error_says(code,
    field, data) as says from import_error) s where says is null), null,
    'each has its sentence');
select is((select count(*)::integer from import_error
    where import_error_says(code, field, data) is null), 0, 'every one');

-- ---- nothing is written while anything is wrong ----
set local role hamyar_service;
select pg_temp.enter(90007) is null as entered \gset
select is(pg_temp.code_of($$ select import_write(pg_temp.the('cells')) $$),
    'import_wrong', 'the button says why not');
select is(pg_temp.code_of($$ select import_match(pg_temp.the('good'),
    '[0]') $$), 'import_busy', 'what is done is done');
select is(pg_temp.code_of($$ select import_match(pg_temp.the('cells'),
    '[0,1,null,2,3,4,5,null,null,6,null,8,9,null]') $$), 'column_missing',
    'a column that is needed');
select is(pg_temp.code_of($$ select import_match(pg_temp.the('cells'),
    '[0,0,null,2,3,4,5,null,null,6,7,8,9,null]') $$), 'column_twice',
    'one column for two');
select is(pg_temp.code_of($$ select import_match(pg_temp.the('cells'),
    '[0,1,null,2,3,4,5,null,null,6,7,8,60,null]') $$), 'column_twice',
    'one that is not there');
reset role;
-- Whoever says it is in order.
update import set state = 'writing', errors = 0
where id = pg_temp.the('cells');
set local role hamyar_jobs;
select is(runner_import_write(pg_temp.the('cells')), 'checked',
    'the runner looks for itself');
reset role;
select is((select errors || ' ' || why from import
    where id = pg_temp.the('cells')), '2 changed', 'and says so');
select is((select count(*)::integer from self_help_group
    where registry_no = 'B'), 0, 'nothing of it is there');

-- ---- what happens between the check and the writing ----
select is(pg_temp.check_file('late', pg_temp.all_rows(array(
    select pg_temp.four(2, 'L', 80))), 'groups'), null, 'in order');
delete from import_row where import_id = pg_temp.the('late') and row_no = 3;
select is(pg_temp.write('late'), 'checked', 'a stage that lost rows');
select is((select why from import where id = pg_temp.the('late')),
    'staging_lost', 'is not written');
set local role hamyar_service;
select pg_temp.enter(90007) is null as entered \gset
select is(import_drop(pg_temp.the('late')) ->> 'state', 'dropped',
    'it is put away');
set local role hamyar_jobs;
select is(runner_import_rows(pg_temp.the('late'), 1, '[]', '[]', 0), false,
    'and a runner that comes late is told');

-- ---- what cannot be written leads back ----
select is(pg_temp.check_file('stuck', pg_temp.all_rows(array(
    select pg_temp.four(2, 'S', 100))), 'groups'), null, 'in order');
set local role hamyar_service;
select pg_temp.enter(90007) is null as entered \gset
select import_write(pg_temp.the('stuck')) is null as asked \gset
select is(pg_temp.code_of($$ select import_drop(pg_temp.the('stuck')) $$),
    'import_busy', 'while it is being written nobody takes it away');
set local role hamyar_jobs;
select imports_lapse() is null as done \gset
reset role;
select is((select state from import where id = pg_temp.the('stuck')),
    'writing', 'as long as its job lives');
set local role hamyar_jobs;
select is(runner_import_stuck(pg_temp.the('stuck')), 'checked',
    'tried often enough it is back where it was');
select is(runner_import_stuck(pg_temp.the('stuck')), null, 'once');
set local role hamyar_service;
select is((select import_why_title(why) from import
    where id = pg_temp.the('stuck')) like 'به دلیل خطایی در سامانه%', true,
    'whoever sent it reads why');
select import_write(pg_temp.the('stuck')) is null as asked \gset
reset role;
update job set state = 'dead' where kind = 'import_write'
    and payload ->> 'import' = pg_temp.the('stuck')::text;
set local role hamyar_jobs;
select imports_lapse() is null as done \gset
set local role hamyar_service;
select is((select state || ' ' || why from import
    where id = pg_temp.the('stuck')), 'checked not_written',
    'also when its job died with its runner');
select is((import_json(pg_temp.the('stuck'), null) ->> 'clean')::boolean,
    true, 'and it can be written again');
reset role;
select is(pg_temp.write('stuck'), 'done', 'which it is');

-- ---- a life begins at work by import alone ----
select set_config('app.import', '', true) is null as left \gset
set local role hamyar_definer;
select is(pg_temp.code_of($$ insert into self_help_group (name, category_id,
    clinic_id, province_id, city_id, state) values ('نام', 9001, 901, 901,
    90101, 'active') $$), 'forbidden', 'no other function makes one');
reset role;

-- ---- a text for each, where a setting says so ----
insert into setting (key, value) values ('import.sms', '1')
on conflict (key, valid_from) do update set value = '1';
select is(pg_temp.check_file('told', pg_temp.all_rows(array(
    select pg_temp.four(2, 'T', 90))), 'groups') || pg_temp.write('told'),
    null, 'in order');
select is((select count(*)::integer from message m
    where m.kind = 'role_given' and m.mobile like '099100000%'), 4,
    'each is told');

-- ---- clinics ----
select is(pg_temp.check_file('clinics', '[
    {"row":2,"clinic":"کلینیک یکم","province":"آزمونستان","city":"آزمون‌شهر","phone":"۰۲۱-۱"},
    {"row":3,"clinic":"کلینیک نو","province":"آزمونستان","city":"کنار شهر"},
    {"row":4,"clinic":"کلینیک  نو","province":"آزمونستان","city":"کنارشهر"},
    {"row":5,"clinic":"کلینیک دیگر","province":"آزمونستان","city":"دورشهر"}]',
    'clinics'), '4 clinic clinic_twice, 5 city unknown_city', 'of clinics');
select is(pg_temp.check_file('clinics two', '[
    {"row":2,"clinic":"کلینیک یکم","province":"آزمونستان","city":"آزمون‌شهر","phone":"۰۲۱-۱"},
    {"row":3,"clinic":"کلینیک نو","province":"آزمونستان","city":"کنار شهر"}]',
    'clinics') || pg_temp.write('clinics two'), null, 'in order');
select is((select string_agg(name || coalesce(phone, ''), ' ' order by name)
    from clinic where city_id in (90101, 90102)), 'کلینیک نو کلینیک یکم021-1',
    'one has a telephone now, one is new');

select * from finish();
rollback;
