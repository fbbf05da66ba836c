-- Assessments: everybody of the demo clinic's groups and a sample elsewhere,
-- from the beginning over some quarters; and the grades of past months.
create temp table demo_assessed as
select g.id as group_id, g.i, g.clinic, m.id as member_id, greatest(m.joined_on,
    quarter_start(quarter_number(current_date) - 6)) as since,
    'assessed' || g.i || 'm' || coalesce(row_number() over (
        partition by g.id order by m.id), 0) as seed
from demo_group g
join self_help_group s on s.id = g.id and group_binds(s.state)
join lateral (select id, joined_on from group_member
    where group_id = g.id and left_on is null and not pending
    union all select null, coalesce(s.forming_since, s.since)) m on true
where g.clinic = (select id from demo_clinic where i = 1) or g.i % 25 = 0;

-- The rounds of each: the beginning, and later quarters but for some that were
-- missed. In the quarter that runs not everybody has had her turn.
create temp table demo_round as
select a.*, q.round, n,
    least(current_date, q.start + pg_temp.pick(a.seed || n, q.days)::integer)
        as taken_on
from demo_assessed a
cross join lateral (select 0 as n, 'baseline' as round, a.since as start, 5
        as days
    union all
    select c - quarter_number(a.since), quarter_round(c), quarter_start(c),
        least(80, current_date - quarter_start(c) + 1)
    from generate_series(quarter_number(a.since) + 1,
        quarter_number(current_date)) c
    where pg_temp.pick(a.seed || 'here' || c, case
        when c = quarter_number(current_date) then 2 else 6 end) > 0) q;

-- Everybody begins somewhere and most go on: an answer is her beginning, a
-- little luck, and some of the quarters behind her.
create temp table demo_answer as
select r.seed, r.n, f.id as form_id, f.axes, jsonb_object_agg(q.code,
    least(4, (2 + pg_temp.pick(r.seed || q.code, 5) + pg_temp.pick(r.seed, 3)
        + r.n * pg_temp.pick(r.seed || q.axis, 4) / 3
        + pg_temp.pick(r.seed || q.code || r.n, 2)) / 3)) as answers
from demo_round r
join assessment_form f on f.id = form_in_force(case
    when r.member_id is null then 'group' else 'member' end, current_date)
cross join lateral form_questions(f.axes) q
group by r.seed, r.n, f.id;

insert into assessment (group_id, member_id, form_id, client_id, round,
    taken_on, answers, scores, total, note, recorded_by, recorded_at)
select r.group_id, r.member_id, a.form_id, 'demo-' || r.seed || '-' || r.n,
    r.round, r.taken_on, a.answers, s.scores, s.total,
    case when r.n > 0 and pg_temp.pick(r.seed || 'note' || r.n, 9) = 0
        then 'با هم قرار گذاشتیم پس‌انداز ماهانه را از ماه بعد آغاز کند.' end,
    (select id from account where mobile = '09120000004'),
    r.taken_on + time '11:00'
from demo_round r
join demo_answer a using (seed, n)
cross join lateral assessment_scores(a.axes, a.answers) s
order by r.group_id, r.seed, r.n
on conflict do nothing;

-- The grades of the last eight months, of the demo clinic's groups alone: the
-- runner takes the last month of all the others.
with recursive month as (
    select 1 as n, jalali_month(current_date) - 1 as day
    union all
    select n + 1, jalali_month(day) - 1 from month where n < 8
)
select sum(grades_lay(array(select g.id from demo_group g
    join self_help_group s on s.id = g.id and s.state in ('active', 'paused')
    where g.clinic = (select id from demo_clinic where i = 1)
        and g.since <= m.day), m.day)) as grades
from month m;
