-- Reports on savings: a small group whose every figure is worked out by hand,
-- who is told what of it, the sums of places, and what is looked out for.
begin;
\ir fixture/savings.sql
insert into account (id, mobile, name) values
    (90007, '09120000007', 'تسهیلگر'), (90008, '09120000008', 'تسهیلگر دوم');
insert into role_grant (id, account_id, role, scope_kind, scope_id) values
    (90007, 90007, 'facilitator', 'clinic', 901),
    (90008, 90008, 'facilitator', 'clinic', 902);
insert into session (token_hash, account_id, role_grant_id, expires_at)
select repeat(to_hex(id - 90000), 64), id, id, now() + interval '1 day'
from unnest(array[90007, 90008]) id;
-- Twenty weeks old, its cycle ten; a sixth woman left early in it.
update self_help_group set since = current_date - 140,
    facilitator_id = 90007, facilitator_since = current_date - 140
where id = 90001;
insert into group_member (id, group_id, name, post, joined_on, left_on)
overriding system value values
    (90106, 90001, 'مریم', 'member', '2025-01-01', current_date - 65);
create function pg_temp.day(back integer) returns text language sql as $$
	select (current_date - back)::text
$$;
create function pg_temp.loan_of(woman bigint) returns bigint
language sql security definer as $$
	select id from savings_loan where member_id = woman
$$;
create function pg_temp.figures() returns savings_figure
language sql security definer as $$
	select * from fund_figures(90001)
$$;
-- A ratio of a report: its value and the numbers in it.
create function pg_temp.ratio(report json, of_key text) returns text
language sql as $$
	select concat_ws(' ', r ->> 'value', r ->> 'top', r ->> 'bottom')
	from json_array_elements(report -> 'ratios') r
	where r ->> 'key' = of_key
$$;
create function pg_temp.told(who bigint) returns text language sql as $$
	select case when pg_temp.enter(who) is null then null end;
	select coalesce(savings_report_json(90001, null) ->> 'exact', 'nothing')
$$;
create function pg_temp.board(who bigint, of_province bigint,
    of_clinic bigint, of_facilitator bigint) returns text
language sql as $$
	select case when pg_temp.enter(who) is null then null end;
	select case when b is null then 'nothing' else concat_ws(' ',
	    b ->> 'level', b ->> 'groups', b ->> 'late_groups',
	    b -> 'members' ->> 'n', (b -> 'places' -> 0) ->> 'link') end
	from (select savings_board_json(savings_filters(of_province, of_clinic,
	    of_facilitator, null, null)) as b) w
$$;
create function pg_temp.listed(who bigint, which text) returns text
language sql as $$
	select case when pg_temp.enter(who) is null then null end;
	select savings_ids(savings_filters(null, null, null, which, null), null,
	    null)::text
$$;
select pg_temp.plan_for_all(85);

-- ---- four meetings ----
set local role hamyar_service;
select pg_temp.enter(90003) is null as entered \gset
select savings_code_set('270194') is null as had \gset
select is(savings_report_json(90001, null) ->> 'cycle', null,
    'before its first cycle a group has an empty report');
select pg_temp.enter(90012) is null as entered \gset
select savings_code_set('386215') is null as had \gset
select pg_temp.open_cycle(jsonb_build_object('starts', pg_temp.day(70),
    'planned', current_date + 200, 'charge', 'fee', 'rate', 500)) is null
    as opened \gset
-- Five women with two shares of 500,000 each, 100,000 for the social fund; one
-- is fined 50,000 and pays 20,000: cash 5,020,000 and 500,000.
select (pg_temp.meet(jsonb_build_object('held', pg_temp.day(63),
    'fine', '{"90104.1": true}'::jsonb,
    'fine_paid', '{"90104": 20000}'::jsonb)) ->> 'id')::bigint
    as first \gset
-- One is away: four save 4,000,000. Loans of 3,000,000 for 90 days and of
-- 2,000,000 for 20 days, each with a fee of 5 percent: cash 4,020,000.
select (pg_temp.next(:first, pg_temp.day(56), '{"presence": {
    "90101": "present", "90102": "present", "90103": "present",
    "90104": "present", "90105": "excused"}, "shares": {"90105": 0},
    "social": {"90105": 0}, "motions": ["loan", "loan"],
    "members": [90103, 90104], "amounts": [3000000, 2000000],
    "terms": [90, 20], "whats": ["چرخ", "نخ"], "ayes": [4, 4]}')
    ->> 'id')::bigint as second \gset
-- 1,100,000 come back of the late one: its fee of 100,000, then principal; a
-- third loan of 1,000,000: cash 9,120,000.
select (pg_temp.next(:second, pg_temp.day(7), jsonb_build_object(
    'repaid', jsonb_build_object(pg_temp.loan_of(90104), 1100000),
    'motions', '["loan"]'::jsonb, 'members', '[90102]'::jsonb,
    'amounts', '[1000000]'::jsonb, 'terms', '[30]'::jsonb,
    'whats', '["پارچه"]'::jsonb, 'ayes', '[5]'::jsonb)) ->> 'id')::bigint
    as third \gset
-- The third loan is written off, with its fee of 50,000; 200,000 are missing
-- of 14,120,000 in the box.
select (pg_temp.next(:third, pg_temp.day(1), jsonb_build_object(
    'motions', '["write_off"]'::jsonb,
    'loans', jsonb_build_array(pg_temp.loan_of(90102)),
    'ayes', '[5]'::jsonb, 'closing', '{"loan": 13920000}'::jsonb,
    'comment', 'دویست هزار ریال کم بود')) ->> 'id')::bigint as fourth \gset

-- ---- what it is worth ----
select savings_report_json(90001, null) as report \gset
select is((:'report'::json -> 'sheet' ->> key)::bigint, worth::bigint, key)
from (values ('cash', 13920000), ('loans', 4000000), ('due', 180000),
    ('social', 1900000), ('savings', 19000000), ('debt', 0),
    -- 13,920,000 + 4,000,000 + 150,000 of a fee + 30,000 of a fine
    --   + 1,900,000
    ('assets', 20000000),
    -- fees 300,000 + fines 50,000 - written off 1,050,000 - missing 200,000
    ('profit', -900000),
    -- 19,000,000 - 900,000 + 1,900,000, which is all the assets
    ('equity', 20000000)) v (key, worth);
select is((select string_agg(concat_ws(' ', f ->> 'fund',
    f ->> 'left_debit', f ->> 'left_credit'), ', ')
    from json_array_elements(:'report'::json -> 'trial') f),
    'loan 19350000 19350000, social 1900000 1900000',
    'in each fund what is owed and owned is as much as what it came from');
select is((select count(*)::integer
    from json_array_elements(:'report'::json -> 'trial') f
    where f ->> 'debit' <> f ->> 'credit'), 0, 'and so is what moved');
-- As it was on the evening of the second meeting: 4,020,000 + loans 5,000,000
-- + fees 250,000 + fine 30,000 + 900,000 for the social fund.
select is((savings_report_json(90001, current_date - 50) -> 'sheet'
    ->> 'assets')::bigint, 10200000::bigint, 'its books on an earlier day');
select is(savings_report_json(90001, current_date + 9) ->> 'day',
    current_date::text, 'the future is today');

-- ---- loans by how late they are ----
select is((select string_agg(concat_ws(' ', a ->> 'loans', a ->> 'rial',
    a ->> 'now'), ', ') from json_array_elements(:'report'::json -> 'ages') a),
    '1 3000000 75, 0 0 0, 1 1000000 25, 0 0 0, 0 0 0',
    'one not due, one 36 days late');
select is(string_agg(loan_age(current_date - days, current_date)::text, ' '
    order by days), '1 1 2 2 3 3 4 4 5', 'the bounds of the ages')
from unnest(array[-1, 0, 1, 30, 31, 60, 61, 90, 91]) days;

-- ---- the ratios: value, and what is divided by what ----
select is(pg_temp.ratio(:'report', key), told, key)
from (values ('attendance', '95.0 19 20'),      -- 5 + 4 + 5 + 5 of 4 x 5
    ('dropout', '16.7 1 6'), ('retention', '83.3 5 6'),
    ('growth', '-16.7 -1 6'), ('women', '100.0 5 5'),
    ('saved', '3800000 19000000 5'), ('borrowers', '40.0 2 5'),
    ('loan', '2000000 4000000 2'), ('risk', '25.0 1000000 4000000'),
    ('lost', '1050000 1050000'),
    ('use', '22.3 4000000 17920000'),           -- of 4,000,000 + 13,920,000
    ('loans_assets', '20.0 4000000 20000000'),
    ('profit_member', '-180000 -900000 5'),
    ('equity_member', '4000000 20000000 5'),
    ('savings_return', '-4.7 -900000 19000000'),
    ('assets_return', '-4.5 -900000 20000000'),
    ('year_return', '-23.4 -900000 20000000'),  -- x 52 / 10 weeks
    ('age', '20.0 20.0 1'), ('graduates', null)) v (key, told);
select is((select array_to_string(array_agg(m ->> 'savings' order by n), ' ')
    from json_array_elements(:'report'::json -> 'course' -> 'meetings')
    with ordinality w (m, n)), '19000000 14000000 9000000 5000000',
    'its savings after each meeting, the last one first');
select is(:'report'::json -> 'course' -> 'savings' ->> 'top', '1.9',
    'the chart of them reaches to millions of toman');

-- ---- who is told ----
select is(pg_temp.told(who), told, 'the report for ' || who)
from (values (90003, 'true'), (90011, 'true'), (90013, 'nothing'),
    (90004, 'nothing'), (90005, 'true'), (90007, 'true'),
    (90008, 'nothing'), (90006, 'false'), (90001, 'nothing'))
    v (who, told);
select pg_temp.enter(90006) is null as entered \gset
select savings_report_json(90001, null) as report \gset
select is(pg_temp.ratio(:'report', 'saved'), '',
    'an office is not told what tells of five women');
select is(pg_temp.ratio(:'report', 'risk'), '25.0 1000000 4000000',
    'but what money alone says');
select is(few_digits(value, 2), told, value::text)
from (values (3812345.0, 3800000.0), (16.66, 17.0), (0.0, 0.0),
    (-0.123, -0.12)) v (value, told);
select is(pg_temp.ratio(json_build_object('ratios', savings_ratios_json(
    '{"members": 50, "savings_rial": 191234000}', false)), 'saved'),
    '3800000', 'fifty are told of in two digits');
select is(pg_temp.ratio(json_build_object('ratios', savings_ratios_json(
    '{"members": 87, "facilitators": 1, "graduates": 0}', false)),
    'members_each'), '90', 'and what is their number itself in one');

-- ---- the sums of places ----
select is(pg_temp.code_of('select fund_figures_refresh()'), '42501',
    'only the runner counts');
set local role hamyar_jobs;
select is(pg_temp.code_of('select fund_figures_refresh()'), 'fine', 'it does');
select is(pg_temp.code_of('select fund_figures_refresh()'), 'fine',
    'and again');
reset role;
select is((select f from savings_figure f where group_id = 90001),
    pg_temp.figures(), 'it counts a group as its report does');
select is((select string_agg(concat_ws(' ', kind, parent_id, id,
    figures ->> 'groups', figures ->> 'loans_rial'), ', ' order by kind)
    from savings_place), 'clinic 901 901 1 4000000, '
    'facilitator 901 90007 1 4000000, nation 0 0 1 4000000, '
    'province 0 901 1 4000000', 'each place has its sum');
set local role hamyar_service;
select is(pg_temp.board(who, p, k, f), told, concat_ws(' ', 'the board of',
    who, p, k, f))
from (values
    (90006, null::bigint, null::bigint, null::bigint,
        'nation 1 1 province=901'),
    (90006, 901, null, null, 'province 1 1 province=901&clinic=901'),
    (90006, 901, 901, 90007, 'facilitator 1 1'),
    (90006, 902, 901, null, 'nothing'),
    (90005, null, null, null, 'clinic 1 1 5 facilitator=90007'),
    (90005, null, null, 90008, 'nothing'),
    (90005, null, 902, null, 'nothing'),
    (90007, null, null, null, 'facilitator 1 1 5'),
    (90008, null, null, 90007, 'nothing'),
    (90003, null, null, null, 'nothing')) v (who, p, k, f, told);

-- ---- the list ----
select is(pg_temp.listed(who, which), told, concat_ws(' ', who, which))
from (values (90006, null, '{90001}'), (90007, 'late', '{90001}'),
    (90005, 'difference', '{90001}'), (90006, 'silent', '{}'),
    (90008, null, '{}'), (90003, null, '{}')) v (who, which, told);
select pg_temp.enter(90007) is null as entered \gset
select is(export_start('savings_groups', 'csv', null, null, null, null, null,
    null, null, 'late', null, null, 'late') ->> 'id' is not null, true,
    'a facilitator takes her list along');
select is((select r ->> 7 from export_rows('savings_groups',
    savings_filters(null, null, null, null, null)) r), '5',
    'with the number of its members');
select pg_temp.enter(90006) is null as entered \gset
select is((select r ->> 7 from export_rows('savings_groups',
    savings_filters(null, null, null, null, null)) r), '5 تا 9',
    'an office in a span');
-- A group of another clinic that has saved less, or more.
reset role;
insert into savings_figure select (jsonb_populate_record(f, '{"group_id":
    90002, "province_id": 902, "clinic_id": 902, "savings_rial": 1,
    "late_rial": 1, "last_on": "2099-01-01"}')).* from savings_figure f
where group_id = 90001;
set local role hamyar_service;
select pg_temp.enter(90005) is null as entered \gset
select is(savings_ids(savings_filters(null, null, null, null, sort), 90002,
    null), savings_ids(savings_filters(null, null, null, null, sort), null,
    null), 'where a list goes on tells nothing of other groups: ' || sort)
from unnest(array['late', 'savings', 'silent']) sort;
reset role;
delete from savings_figure where group_id = 90002;
set local role hamyar_service;
select pg_temp.enter(90006) is null as entered \gset
select is((select string_agg(r #>> '{}', ' ') from export_rows('savings_places',
    savings_filters(901, null, null, null, null)) r),
    '["کلینیک یکم", 1, "5 تا 9", 19000000, 4000000, 1000000, 25.0]',
    'and the clinics of a province with their sums');

-- ---- what is looked out for ----
reset role;
select alerts_refresh() is null as done \gset
select is((select string_agg(kind || ' ' || since || ' ' || data, ', '
    order by kind) from alert where group_id = 90001 and resolved_at is null
    and kind in ('loans_late', 'cash_difference')), format(
    'cash_difference %s {"rial": 200000}, '
    'loans_late %s {"rial": 1000000, "count": 1}', current_date - 1,
    current_date - 36), 'a late loan, and money that is missing');
set local role hamyar_service;
select pg_temp.enter(90003) is null as entered \gset
select savings_meeting_reverse(90001, :fourth, pg_temp.codes(),
    'اشتباه بود') is null as undone \gset
reset role;
select is((select concat_ws(' ', lost_rial, difference_rial, loans,
    loans_rial, meetings) from pg_temp.figures()), '0 0 3 5000000 3',
    'a meeting that was taken back counts for nothing');
select alerts_refresh() is null as done \gset
select is((select string_agg(kind, ' ') from alert where group_id = 90001
    and resolved_at is null and kind in ('loans_late', 'cash_difference')),
    'loans_late', 'nor is anything missing any more');
select * from finish();
rollback;
