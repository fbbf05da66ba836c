-- What waits for a clinic, the load of its facilitators, and its figures
-- beside those of others; as the service's own role.
begin;
\ir fixture/shop.sql
insert into account (id, mobile, name) values
    (90007, '09120000007', 'تسهیلگر یکم'), (90008, '09120000008', 'مدیر دوم'),
    (90009, '09120000009', 'تسهیلگر دوم');
insert into role_grant (id, account_id, role, scope_kind, scope_id) values
    (90007, 90007, 'facilitator', 'clinic', 901),
    (90008, 90008, 'clinic_manager', 'clinic', 902),
    (90009, 90009, 'facilitator', 'clinic', 901);
insert into session (token_hash, account_id, role_grant_id, expires_at)
select repeat(to_hex(id - 90000), 64), id, id, now() + interval '1 day'
from generate_series(90007, 90009) id;
-- Other clinics' groups would be in the figures.
update self_help_group set clinic_id = 902 where id = 90002;
delete from visit;

-- One of each kind, of different ages.
update self_help_group set state_at = now() - interval '8 days'
where id = 90003;
insert into self_help_group (id, slug, name, category_id, clinic_id,
    province_id, city_id, state, state_at, since, facilitator_id,
    facilitator_since) values
    (90011, 'test-k', 'گروه ک', 9001, 901, 901, 90101, 'in_review',
        now() - interval '2 days', null, null, null),
    (90012, 'test-l', 'گروه ل', 9001, 901, 901, 90101, 'draft',
        now() - interval '20 days', null, null, null),
    (90013, 'test-m', 'گروه م', 9001, 901, 901, 90101, 'active',
        now() - interval '30 days', current_date - 30, 90007,
        current_date - 30),
    (90014, 'test-n', 'گروه ن', 9001, 901, 901, 90101, 'active',
        now() - interval '800 days', current_date - 800, 90007,
        current_date - 100),
    (90015, 'test-o', 'گروه و', 9001, 901, 901, 90101, 'dissolved',
        now() - interval '500 days', current_date - 700, null, null);
update product set state = 'proposed' where id = 90003;
update product set state_at = now() - interval '4 days' where id = 90003;
insert into group_bank (group_id, sheba, owner, added_at) values
    (90013, 'IR' || repeat('1', 24), 'گروه م', now() - interval '1 hour'),
    (90012, 'IR' || repeat('2', 24), 'گروه ل', now());
insert into group_bank (group_id, sheba, owner, verified_at, verified_by)
values (90014, 'IR' || repeat('3', 24), 'گروه ن', now(), 90005);
insert into sync_conflict (group_id, thing, existing_id, client_id, payload,
    account_id, at) values
    (90014, 'visit', 1, 'conflict-1', '{}', 90007, now() - interval '9 days'),
    (90002, 'visit', 1, 'conflict-2', '{}', 90007, now());

-- Visits: group n was last seen 60 days ago and one of its plans slipped.
insert into visit (group_id, client_id, facilitator_id, planned_for, state,
    done_on, report) values
    (90014, 'visit-0001', 90007, current_date - 100, 'done',
        current_date - 100, 'دیدار با همه اعضا'),
    (90014, 'visit-0002', 90007, current_date - 60, 'done',
        current_date - 60, 'دیدار با همه اعضا'),
    (90013, 'visit-0003', 90007, current_date - 5, 'done', current_date - 5,
        'دیدار با همه اعضا');
insert into visit (group_id, client_id, facilitator_id, planned_for) values
    (90014, 'visit-0004', 90007, current_date - 10),
    (90014, 'visit-0005', 90007, current_date - 2),
    (90013, 'visit-0006', 90007, current_date + 7);

-- What was decided: the first clinic returns one of two and takes 4 and 6
-- days, the second takes 2 days. Group o stopped before its year was over.
insert into group_history (group_id, at, from_state, to_state) values
    (90013, now() - interval '60 days', 'draft', 'submitted'),
    (90013, now() - interval '56 days', 'submitted', 'returned'),
    (90013, now() - interval '50 days', 'returned', 'submitted'),
    (90013, now() - interval '44 days', 'submitted', 'forming'),
    (90002, now() - interval '30 days', 'draft', 'submitted'),
    (90002, now() - interval '28 days', 'submitted', 'forming'),
    (90014, now() - interval '800 days', 'draft', 'submitted'),
    (90014, now() - interval '700 days', 'submitted', 'forming'),
    (90015, now() - interval '700 days', 'confirmed', 'active'),
    (90015, now() - interval '500 days', 'active', 'dissolved');
create function pg_temp.figure(wanted text, part text) returns text
language sql as $$
	select f ->> part from json_array_elements(
	    clinic_quality_json() -> 'figures') f where f ->> 'key' = wanted
$$;
create function pg_temp.load(of_account bigint, part text) returns text
language sql as $$
	select f ->> part from json_array_elements(facilitators_load_json()) f
	where (f ->> 'id')::bigint = of_account
$$;
select pg_temp.plan_for_all(33);
set local role hamyar_service;

-- ---- the inbox ----
select pg_temp.enter(90005) is null as entered \gset
select is((select string_agg(kind || ' ' || coalesce(nullif(late, false)::text,
        ''), ', ' order by at, place) from clinic_inbox()),
    'conflict true, application true, product true, review , bank ',
    'everything that waits, the oldest first, each late by its own setting');
select is((select count(*) from clinic_inbox() where group_id = 90012),
    0::bigint, 'a draft waits for nobody');
select is((select title from clinic_inbox() where kind = 'product'),
    'پیش‌نویس پنهان آزمون', 'a product by its name');
select is((select count(distinct place) from clinic_inbox()), 5::bigint,
    'no two share a place');
reset role;
insert into setting (key, valid_from, value)
values ('alert.inbox_days', now() - interval '1 minute', '1');
set local role hamyar_service;
select is((select late from clinic_inbox() where kind = 'review'), true,
    'how long is too long is a setting');
select pg_temp.enter(90008) is null as entered \gset
select is((select string_agg(kind, ' ') from clinic_inbox()), 'conflict',
    'another clinic has its own');
select pg_temp.enter(90003) is null as entered \gset
select is((select count(*) from clinic_inbox()), 0::bigint,
    'a group has no inbox of a clinic');
select pg_temp.enter(90006) is null as entered \gset
select is((select count(*) from clinic_inbox()), 0::bigint,
    'nor has an auditor');

-- ---- facilitators ----
select pg_temp.enter(90005) is null as entered \gset
select is(json_array_length(facilitators_load_json()), 2,
    'every facilitator of the clinic');
select is(facilitators_load_json() -> 0 ->> 'id', '90007',
    'the most delayed first');
select is(pg_temp.load(90007, 'groups'), '2', 'her groups');
select is(pg_temp.load(90007, 'visits'), '1', 'visits of thirty days');
select is(pg_temp.load(90007, 'overdue'), '1',
    'a plan of three days ago is not late yet');
select is(pg_temp.load(90007, 'unvisited'), '1',
    'one group was not visited for 45 days');
select is(pg_temp.load(90007, 'days_between'), '40',
    'days between two visits');
select is(pg_temp.load(90009, 'groups'), '0', 'one has none yet');
select is(pg_temp.load(90009, 'days_between'), null, 'and no pace');
select is(clinic_portfolio(90007, null) ->> 'total', '2', 'her portfolio');
select is((clinic_portfolio(90007, 90013) -> 'groups' -> 0 ->> 'id'),
    '90014', 'goes on after an id');
select is((select string_agg(g ->> 'id', ' ') from json_array_elements(
    clinic_portfolio(null, null) -> 'groups') g), '90001 90011',
    'groups without one, those that are over left out');
select is(group_assign(90011, 90009) ->> 'facilitator', '90009',
    'one is given a facilitator');
select is(pg_temp.load(90009, 'forming'), '1', 'who now has it');
select pg_temp.enter(90008) is null as entered \gset
select is(json_array_length(facilitators_load_json()), 0,
    'another clinic has none of these');
select is(clinic_portfolio(90007, null) ->> 'total', '0',
    'nor a look into the portfolio');

-- ---- figures ----
select pg_temp.enter(90005) is null as entered \gset
select is(pg_temp.figure('days_submitted', 'own'), '5.0',
    'half of its decisions took longer');
select is(pg_temp.figure('days_submitted', 'nation'), '3.5',
    'the median clinic; long ago does not count');
select is(pg_temp.figure('days_submitted', 'worse'), 'true', 'it is slower');
select is(pg_temp.figure('return_rate', 'own'), '50', 'half is returned');
select is(pg_temp.figure('survival', 'own'), '50',
    'one of two worked for a year');
select is(pg_temp.figure('survival', 'of'), '2',
    'a group of this month is not asked');
select is(pg_temp.figure('visits_late', 'own'), '25',
    'one group of four waits for a visit');
select pg_temp.enter(90007) is null as entered \gset
select is(pg_temp.code_of($$ select from clinic_figures() $$), '42501',
    'the figures of each clinic are nobody''s');
select pg_temp.enter(90006) is null as entered \gset
select is(clinic_quality_json() ->> 'clinic', null,
    'who has no clinic has no figures of one');

select * from finish();
rollback;
