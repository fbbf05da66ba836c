-- Assessment and grade: scores by hand, rounds, what is refused, who sees what,
-- each criterion of the grade, its bounds and the months that are kept.
begin;
\ir fixture/shop.sql
insert into account (id, mobile, name) values
    (90007, '09120000007', 'تسهیلگر'), (90008, '09120000008', 'مدیر کلینیک دوم'),
    (90009, '09120000009', 'کارشناس استان'), (90010, '09120000010', 'عضو دیگر');
insert into role_grant (id, account_id, role, scope_kind, scope_id) values
    (90007, 90007, 'facilitator', 'clinic', 901),
    (90008, 90008, 'clinic_manager', 'clinic', 902),
    (90009, 90009, 'officer', 'province', 901),
    (90010, 90010, 'member', 'group', 90001);
insert into session (token_hash, account_id, role_grant_id, expires_at)
select repeat(to_hex(id - 90000), 64), id, id, now() + interval '1 day'
from generate_series(90007, 90010) id;
update self_help_group set since = current_date - 200 where id = 90001;
update group_member set id = group_id, joined_on = current_date - 200
where group_id in (90001, 90002);
insert into group_member (id, group_id, account_id, name, mobile, post,
    joined_on)
select id, 90001, case id when 90010 then id end, 'بانوی ' || id,
    '0912000' || lpad((id - 90000)::text, 4, '0'), post, current_date - 200
from (values (90010, 'secretary'), (90011, 'treasurer'), (90012, 'member'))
    m (id, post);

-- Forms of our own, newer than those the service begins with.
insert into assessment_form (id, kind, version, title, axes, valid_from) values
    (90001, 'member', 901, 'آزمون', '[
        {"key": "body", "title": "زیستی", "weight": 1, "questions": [
            {"key": "a", "text": "یک", "weight": 1},
            {"key": "b", "text": "دو", "weight": 3}]},
        {"key": "money", "title": "اقتصادی", "weight": 3, "questions": [
            {"key": "c", "text": "سه", "weight": 2}]}]', '2020-01-01'),
    (90002, 'group', 901, 'آزمون', '[
        {"key": "saving", "title": "پس‌انداز", "weight": 1, "questions": [
            {"key": "x", "text": "یک", "weight": 1}]},
        {"key": "books", "title": "دفتر", "weight": 1, "questions": [
            {"key": "y", "text": "دو", "weight": 1}]}]', '2020-01-01'),
    (90003, 'member', 902, 'فردا', '[
        {"key": "new", "title": "تازه", "weight": 1, "questions": [
            {"key": "q", "text": "یک", "weight": 1}]}]', current_date + 1);

create function pg_temp.take(client text, of_round text, answer jsonb,
    member bigint default 90001, taken date default current_date,
    of_form bigint default 90001)
returns json language sql as $$
	select assessment_record(90001, member, client, of_form, of_round, taken,
	    answer, null)
$$;
create function pg_temp.part(of_key text) returns text language sql
security definer as $$
	select points || ' ' || facts from grade_parts(array[90001::bigint],
	    current_date) where key = of_key
$$;
create temp table said (name text primary key, doc json);
grant all on said to public;
-- Inner parts, asked directly here.
grant execute on function group_grade(bigint), group_grade_json(bigint),
    assessments_due(bigint)
    to hamyar_service;
select pg_temp.plan_for_all(89);

-- ---- the calendar ----
select is(quarter_round(quarter_number(d)), r, 'quarter of ' || d)
from (values (date '2026-03-20', '1404-4'), ('2026-03-21', '1405-1'),
    ('2026-06-21', '1405-1'), ('2026-06-22', '1405-2'),
    ('2026-09-23', '1405-3'), ('2026-11-26', '1405-3'),
    ('2026-12-22', '1405-4'), ('2025-03-20', '1403-4'),
    ('2030-03-20', '1408-4'), ('2030-03-21', '1409-1')) v (d, r);
select is((select count(*)::integer from generate_series(5600, 5720) q
    where quarter_number(quarter_start(q)) <> q
        or quarter_number(quarter_start(q) - 1) <> q - 1
        or jalali_month(quarter_start(q)) <> quarter_start(q)), 0,
    'a quarter begins with a month, and numbers come back');
select is(round_title('1405-3'), 'پاییز 1405', 'a round as people read it');

-- ---- what answers are worth ----
select results_eq($$ select * from assessment_scores((select axes
    from assessment_form where id = 90001),
    '{"body.a": 4, "body.b": 2, "money.c": 1}') $$,
    $$ values ('{"body": 62.50, "money": 25.00}'::jsonb, 34.38) $$,
    'body (4 + 3 * 2) / 16, money 1 / 4, together (62.5 + 3 * 25) / 4');
select results_eq($$ select * from assessment_scores((select axes
    from assessment_form where kind = 'member' and version = 1),
    '{"biological.health": 4, "biological.food": 4, "biological.home": 4,
    "biological.work": 4, "psychological.hope": 3, "psychological.self": 3,
    "psychological.calm": 3, "psychological.safety": 3, "social.ties": 0,
    "social.voice": 0, "social.part": 0, "social.services": 1,
    "economic.income": 4, "economic.skill": 1, "economic.saving": 1,
    "economic.debt": 0}') $$,
    $$ values ('{"biological": 100.00, "psychological": 75.00,
        "social": 6.25, "economic": 50.00}'::jsonb, 57.81) $$,
    'the form that is asked: income counts twice');

-- ---- a form ----
select throws_ok($$ update assessment_form set title = 'دیگر'
    where id = 90001 $$, 'HY001', null, 'a form is never changed');
select throws_ok($$ insert into assessment_form (kind, version, title, axes,
    valid_from) values ('member', 903, 'بد', $j$[{"key": "a", "title": "یک",
    "weight": 1, "questions": [{"key": "q", "text": "یک", "weight": 0}]}]$j$,
    '2020-01-01') $$, 'HY001', null, 'nor weighs nothing');
select throws_ok($$ insert into assessment_form (kind, version, title, axes,
    valid_from) values ('member', 903, 'بد', $j$[{"key": "a", "title": "یک",
    "weight": 1, "questions": []}]$j$, '2020-01-01') $$, 'HY001', null,
    'nor asks nothing');
select is(form_in_force('member', current_date), 90001::bigint,
    'tomorrow''s form is not asked today');
select is(form_in_force('member', current_date + 1), 90003::bigint,
    'but tomorrow');

-- ---- recording ----
set local role hamyar_service;
select pg_temp.enter(90007) is null as entered \gset
insert into said select 'first', pg_temp.take('client-0001', 'baseline',
    '{"body.a": 4, "body.b": 2, "money.c": 1}', 90001, current_date - 190);
select is((select total from assessment where client_id = 'client-0001'), 34.38,
    'recorded with its score');
select is((select scores ->> 'body' from assessment
    where client_id = 'client-0001'), '62.50', 'and by axis');
select is(pg_temp.take('client-0001', 'baseline', '{}') ->> 'id',
    (select doc ->> 'id' from said where name = 'first'),
    'the same client_id is the same record, whatever came with it');
select is(pg_temp.code_of($$ select pg_temp.take('client-0002', 'quarter',
    '{"body.a": 4, "money.c": 1}') $$), 'answer_missing',
    'every question is answered');
select is(pg_temp.code_of($$ select pg_temp.take('client-0002', 'quarter',
    '{"body.a": 4, "body.b": 5, "money.c": 1}') $$), 'answer_missing',
    'from 0 to 4');
select is(pg_temp.code_of($$ select pg_temp.take('client-0002', 'quarter',
    '{"body.a": 4, "body.b": 3, "money.c": 1, "body.z": 1}') $$),
    'form_changed', 'and none that was not asked');
select is(pg_temp.code_of($$ select pg_temp.take('client-0002', 'quarter',
    '{"new.q": 1}', 90001, current_date, 90003) $$), 'form_changed',
    'a form that is not in force is not taken');
select is(pg_temp.code_of($$ select pg_temp.take('client-0002', 'quarter',
    '{"saving.x": 1, "books.y": 1}', 90001, current_date, 90002) $$),
    'form_changed', 'nor that of groups for a member');
select is(pg_temp.code_of($$ select pg_temp.take('client-0002', 'quarter',
    '{}', 90001, current_date + 1) $$), 'day_out_of_range', 'not of tomorrow');
select is(pg_temp.code_of($$ select pg_temp.take('client-0002', 'quarter',
    '{}', 90001, current_date - 201) $$), 'day_out_of_range',
    'not before she was a member');
select is(pg_temp.code_of($$ select pg_temp.take('client-0002', 'quarter',
    '{}', 90002) $$), 'not_found', 'not a member of another group');
select is(pg_temp.code_of($$ select pg_temp.take('client-0002', 'quarter',
    '{"body.a": 4, "body.b": 4, "money.c": 2}') $$), 'fine', 'her quarter');
select is((select round from assessment where client_id = 'client-0002'),
    quarter_round(quarter_number(current_date)), 'the quarter is of its day');
select is(pg_temp.code_of($$ select pg_temp.take('client-0003', 'quarter',
    '{"saving.x": 4, "books.y": 3}', null, current_date, 90002) $$), 'fine',
    'the group itself');

-- ---- two of one round ----
insert into said select 'second', pg_temp.take('client-0004', 'quarter',
    '{"body.a": 0, "body.b": 0, "money.c": 0}');
select isnt((select doc ->> 'conflict' from said where name = 'second'), null,
    'another record of her quarter waits for a choice');
select is((select total from assessment where client_id = 'client-0002'),
    62.50, 'and changes nothing');
select is((select payload ->> 'round' from sync_conflict
    where client_id = 'client-0004'),
    quarter_round(quarter_number(current_date)), 'with all that was sent');
select is(json_array_length(conflicts_json(null) -> 'conflicts' -> 0
    -> 'lines'), 5, 'both are shown beside each other');
reset role;
select account_id as hers from group_member where id = 90001 \gset
update group_member set account_id = actor_account() where id = 90001;
set local role hamyar_service;
select is(pg_temp.code_of($$ select conflict_resolve((doc ->> 'conflict')
    ::bigint, 'replaced') from said where name = 'second' $$),
    'own_assessment', 'nobody chooses between two of herself');
reset role;
update group_member set account_id = nullif(:'hers', '')::bigint
where id = 90001;
set local role hamyar_service;
select is(pg_temp.code_of($$ select conflict_resolve((doc ->> 'conflict')
    ::bigint, 'replaced') from said where name = 'second' $$), 'fine',
    'who decides takes the other one');
select is((select string_agg(client_id || ' ' || total, ', ') from assessment
    where member_id = 90001 and voided_at is null and round <> 'baseline'),
    'client-0004 0.00', 'which counts from then on');

-- ---- taking back ----
select is(pg_temp.code_of($$ select assessment_void(90001, (select id from assessment
    where client_id = 'client-0004'), 'اشتباه شد') $$), 'fine', 'taken back');
select is(pg_temp.code_of($$ select assessment_void(90001, (select id from assessment
    where client_id = 'client-0004'), 'اشتباه شد') $$), 'already_void',
    'once');
select is(pg_temp.take('client-0005', 'quarter',
    '{"body.a": 4, "body.b": 4, "money.c": 4}') ->> 'conflict', null,
    'and another takes its place');
select is(pg_temp.code_of($$ select pg_temp.take('client-0007', 'baseline',
    '{"body.a": 0, "body.b": 0, "money.c": 0}', 90010) $$), 'fine',
    'nothing at all is an answer');
reset role;
select throws_ok($$ update assessment set total = 1
    where client_id = 'client-0005' $$, 'HY001', null,
    'a record is never changed');
select throws_ok($$ delete from assessment where client_id = 'client-0005' $$,
    'HY001', null, 'nor deleted');
-- A facilitator who is a member is assessed by somebody else.
update group_member set account_id = 90007 where id = 90012;
set local role hamyar_service;
select is(pg_temp.code_of($$ select pg_temp.take('client-0006', 'baseline',
    '{"body.a": 4, "body.b": 4, "money.c": 4}', 90012) $$), 'own_assessment',
    'nobody assesses herself');

-- ---- who sees what ----
select is((select count(*)::integer from assessment), 6,
    'her clinic sees every record');
select is(member_progress_json(90001) -> 'now' ->> 'total', '100',
    'the newest');
select is(member_progress_json(90001) -> 'radar' -> 'axes' -> 0 ->> 'by', '37',
    'beside the first, both as they are shown: 63 and 100');
select is(json_array_length(member_progress_json(90001) -> 'rounds'), 2,
    'what was taken back is not in it');
select pg_temp.enter(90003) is null as entered \gset
select is(member_progress_json(90001) -> 'now' ->> 'total', '100',
    'she sees her own');
select is((member_progress_json(90010) ->> 'any')::boolean, false,
    'not that of another');
select is(group_progress_json(90001) -> 'means' ->> 'shown', 'false',
    'a mean of two says too much to one of them');
select is(group_progress_json(90001) -> 'means' -> 'radar' ->> 'now', null,
    'so it is not told');
select is(group_progress_json(90001) -> 'principles' ->> 'total', '88',
    'the principles are everybody''s');
select is(group_progress_json(90002) ->> 'group', null,
    'not those of another group');
select pg_temp.enter(90010) is null as entered \gset
select is((select count(*)::integer from assessment
    where member_id is not null), 1, 'a member sees her own rows only');
select pg_temp.enter(90009) is null as entered \gset
select is((select count(*)::integer from assessment
    where member_id is not null), 0, 'an officer sees no member');
select is(group_progress_json(90001) -> 'principles' ->> 'total', '88',
    'but the group');
select pg_temp.enter(90008) is null as entered \gset
select is((select count(*)::integer from assessment), 0,
    'another clinic sees nothing');
select is((select count(*)::integer from group_grade(90001)), 0,
    'and no grade');
select pg_temp.enter(90005) is null as entered \gset
select is(group_progress_json(90001) -> 'means' ->> 'people', '2',
    'the clinic''s manager sees the mean of two');
select is(group_progress_json(90001) -> 'means' -> 'radar' -> 'axes' -> 0
    ->> 'now', '50', 'of 100 and 0');
reset role;

-- ---- the grade, criterion by criterion ----
insert into meeting (id, group_id, client_id, held_on, minutes)
overriding system value
select 90000 + n, 90001, 'meeting-' || n, current_date - 20 * n, 'گفت‌وگوی ما'
from generate_series(0, 4) n;
insert into meeting_attendance (meeting_id, member_id, presence)
select t, m, case when m = 90012 and t = 90000 then 'absent'
    when m = 90012 and t = 90001 then 'excused' else 'present' end
from generate_series(90000, 90004) t, generate_series(90010, 90012) m;
insert into meeting_decision select t, 1, 'تصمیم'
from generate_series(90000, 90003) t;
select is(pg_temp.part('meetings'),
    '8 {"days": 180, "held": 5, "expected": 6}', 'five meetings of six');
select is(pg_temp.part('attendance'),
    '9 {"seats": 15, "percent": 87, "present": 13}', '13 of 15 seats');
select is(pg_temp.part('decisions'), '8 {"held": 5, "decided": 4}',
    'four of five decided something');
select is(pg_temp.part('principles'), '9 {"round": "'
    || quarter_round(quarter_number(current_date)) || '", "percent": 88}',
    '87.5 percent of the principles');
insert into training (group_id, client_id, module, held_on)
select 90001, 'training-' || slug, slug, current_date
from training_module where required and slug <> 'market';
select is(split_part(pg_temp.part('training'), ' ', 1), '8',
    'four of five trainings');
select is(pg_temp.part('assessments'), '5 {"done": 2, "members": 4}',
    'two of four assessed lately');
select is(pg_temp.part('sales'), '0 {"rial": 0, "orders": 0, "target": '
    '30000000, "members": 4, "percent": 0}', 'nothing sold');
select is(pg_temp.part('on_time'), '5 {"judged": 0, "on_time": 0}',
    'nothing to send is half');
insert into shop_order (id, code, account_id, receiver, mobile, province_id,
    city_id, street, postal_code, expires_at, placed_at)
select 90000 + n, 'GRADE00' || n, 90001, 'خریدار', '09120000001', 901, 90101,
    'خیابان', '1234567890', now(), now() - make_interval(days => 10 * n)
from generate_series(0, 4) n;
insert into parcel (id, order_id, group_id, state, state_at, shipping_method,
    shipping_rial, shipped_at) values
    (90000, 90000, 90001, 'paid', now(), 'test_post', 0, null),
    (90001, 90001, 90001, 'shipped', now(), 'test_post', 0,
        now() - interval '7 days'),
    (90002, 90002, 90001, 'completed', now(), 'test_post', 0,
        now() - interval '12 days'),
    (90003, 90003, 90001, 'preparing', now(), 'test_post', 0, null),
    (90004, 90004, 90001, 'cancelled', now(), 'test_post', 0, null);
insert into order_line (parcel_id, group_id, variant_id, product_id, title,
    price_rial, quantity)
select p, 90001, 90001, 90001, 'گلیمچه', 6000000, 2
from generate_series(90000, 90004) p;
select is(pg_temp.part('sales'), '4 {"rial": 48000000, "orders": 4, "target": '
    '30000000, "members": 4, "percent": 40}', '48 of 120 million');
select is(pg_temp.part('on_time'), '3 {"judged": 3, "on_time": 1}',
    'one in time, one late, one not sent, one not yet due, one cancelled');
select is(pg_temp.part('papers'), '4 {"of": 5, "there": 2, "missing": '
    '"اساسنامه، حساب بانکی تأییدشده، رضایت همه اعضا"}',
    'posts and number are right');
select is(pg_temp.part('members'), '10 {"ever": 4, "gone": 0}',
    'nobody left');
update group_member set left_on = current_date, post = 'member'
where id = 90012;
select is(pg_temp.part('members'), '8 {"ever": 4, "gone": 1}',
    'one of four did');
set local role hamyar_service;
select pg_temp.enter(90003) is null as entered \gset
select is((select sum(points)::integer from group_grade(90001)),
    (group_progress_json(90001) -> 'grade' ->> 'points')::integer,
    'the grade is the sum of its parts');
select is((select string_agg(key, ' ' order by place) from group_grade(90001)
    where length(says) > 10 and length(title) > 3), array_to_string(
    grade_keys(), ' '), 'ten criteria, each with its reason');
reset role;

-- ---- its bounds ----
select is((select string_agg(grade_of(p), '' order by p)
    from unnest(array[0, 74, 75, 85, 86, 100]::bigint[]) p), 'CCBBAA',
    'A above 85, B from 75 to 85, C below');
select throws_ok($$ insert into group_grade_month values
    (90001, '2020-03-20', 85, 'A', '[]') $$, '23514', null,
    'a grade that is not of its points is not kept');

-- ---- months ----
select is(grades_take(1), 1::bigint, 'some groups at a time');
select is((select count(*)::integer from job where kind = 'grades'
    and state = 'ready'), 1, 'and the rest by another job');
select is(grades_take(), (select count(*) - 1 from self_help_group
    where state in ('active', 'paused')
        and since < jalali_month(current_date)), 'the month that is over');
select is(grades_take(), 0::bigint, 'is taken once');
select is((select count(*)::integer from job where kind = 'grades'), 1,
    'and then no more is asked for');
select is((select points from group_grade_month where group_id = 90001
    and month = jalali_month(jalali_month(current_date) - 1)),
    (select sum(points)::integer from grade_parts(array[90001::bigint],
        jalali_month(current_date) - 1)), 'as it was on its last day');

-- ---- charts ----
select is(radar_points('{100,50,0,100}'),
    '160.0,57.0 116.0,145.0 160.0,145.0 248.0,145.0',
    'from the top to the left');
select is(trend_points('{0,50,100}'), '280.0,140.0 152.0,80.0 24.0,20.0',
    'time goes to the left');
select * from finish();
rollback;
