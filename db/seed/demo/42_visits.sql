-- Facilitators of each clinic, the groups each goes with, and her visits: of
-- the last year, and those that are planned. Some groups are left alone too
-- long. The demo facilitator has 25 groups, those on their way among them.
create temp table demo_helper as
select k.id as clinic, k.i as clinic_no, h.n, case
    when k.i = 1 and h.n = 0 then '09120000004'
    else '0937' || (1000000 + k.i * 10 + h.n)::text end as mobile,
    null::bigint as account
from demo_clinic k
cross join lateral generate_series(0, case when k.i = 1 then 2 else 1 end)
    h (n);

insert into account (mobile, name, created_at)
select h.mobile, f.name || ' ' || l.name, now() - interval '400 days'
from demo_helper h
join demo_first_name f on f.n = pg_temp.pick('helper' || h.mobile, 50)
join demo_last_name l on l.n = pg_temp.pick('helping' || h.mobile, 30)
where h.mobile <> '09120000004'
order by h.clinic_no, h.n
on conflict (mobile) do nothing;
update demo_helper h set account = a.id
from account a where a.mobile = h.mobile;
insert into role_grant (account_id, role, scope_kind, scope_id)
select account, 'facilitator', 'clinic', clinic from demo_helper
order by clinic_no, n
on conflict do nothing;

-- In the demo clinic the first 25 are the demo facilitator's; elsewhere a
-- group here and there has nobody yet.
create temp table demo_care as
select g.id, d.i, g.state, k.i = 1 as near, row_number() over (
        partition by g.clinic_id order by d.i > 1,
        g.state not in ('forming', 'in_review', 'confirmed'), d.i) as place,
    coalesce(g.forming_since, g.since, g.created_at::date) as begun,
    g.clinic_id as clinic, null::bigint as account
from demo_group d
join self_help_group g on g.id = d.id
join demo_clinic k on k.id = g.clinic_id
where g.state in ('forming', 'in_review', 'confirmed', 'active', 'paused',
    'graduated', 'dissolved');
update demo_care c set account = h.account
from demo_helper h
where h.clinic = c.clinic and h.n = case
    when c.near and c.place <= 25 then 0
    when c.near then 1 + pg_temp.pick('helped' || c.i, 2)
    when pg_temp.pick('alone' || c.i, 40) = 0 then -1
    else pg_temp.pick('helped' || c.i, 2) end;
update self_help_group g set facilitator_id = c.account,
    facilitator_since = greatest(c.begun, current_date - 400)
from demo_care c where c.id = g.id and c.account is not null;
delete from demo_care where account is null
    or state in ('graduated', 'dissolved');
create unique index on demo_care (id);
analyze demo_care;

-- Every fifth week, in formation every second; one group in nine was not
-- visited for long.
create temp table demo_visit as
select c.id as group_id, c.i, c.account, k,
    w.day + (extract(isodow from w.day) = 5)::int as day
from demo_care c
cross join lateral (select case when c.state = 'forming' then 14 else 36 end
        as step, case when c.i > 1 and pg_temp.pick('left' || c.i, 9) = 0
        then 48 + pg_temp.pick('leave' || c.i, 50)
        else 2 + pg_temp.pick('lately' || c.i, 30) end::int as last) s
cross join lateral generate_series(0, 400 / s.step) k
cross join lateral (select current_date - s.last - s.step * k
    - pg_temp.pick('jitter' || c.i || '-' || k, 4)::int as day) w
where w.day > greatest(c.begun, current_date - 400);

insert into visit (group_id, client_id, facilitator_id, planned_for, state,
    purpose, done_on, report, needs, recorded_by, recorded_at)
select group_id, 'demo-visit-' || group_id || '-' || k, account, day, 'done',
    pg_temp.part('دیدار دوره‌ای|دیدار دوره‌ای|شرکت در جلسه|بررسی دفتر مالی|' ||
        'پیگیری آموزش', 'purpose' || i || '-' || k), day,
    pg_temp.part('همه اعضا سر کار بودند. سفارش‌ها بخش شده و کار به موقع پیش ' ||
        'می‌رود.|دفتر خرج و درآمد را با خزانه‌دار دیدیم؛ به‌روز است و همه اعضا ' ||
        'از آن باخبرند.|دو عضو در جلسه نبودند. با آنها تلفنی گفت‌وگو شد و از ' ||
        'هفته بعد می‌آیند.|کارگاه مرتب است. درباره عکس محصولات و پاسخ به ' ||
        'خریداران تمرین کردیم.|فروش این ماه کمتر بود. راه‌های تازه فروش و یک ' ||
        'محصول تازه را با هم بررسی کردیم.|گروه در جلسه قیمت‌ها را بازبینی کرد. ' ||
        'روحیه اعضا خوب است.', 'report' || i || '-' || k) ||
    case when pg_temp.pick('long' || i || '-' || k, 3) = 0
        then E'\nبا سرگروه و منشی درباره برنامه ماه آینده گفت‌وگو شد و کارها ' ||
            'میان اعضا بخش شد.' else '' end,
    case when pg_temp.pick('needs' || i || '-' || k, 3) = 0
        then pg_temp.part('ترازوی دقیق برای بسته‌بندی|آموزش عکاسی با گوشی|' ||
            'معرفی به بیمه اجتماعی|چرخ خیاطی دوم|کمک در گرفتن پروانه بهداشتی|' ||
            'گفت‌وگوی مشاور با یکی از اعضا', 'need' || i || '-' || k) end,
    account, day + interval '17 hours'
from demo_visit
order by group_id, day
on conflict do nothing;

-- What comes next. One plan in fourteen was let slip.
insert into visit (group_id, client_id, plan_client_id, facilitator_id,
    planned_for, purpose, recorded_by)
select c.id, 'demo-plan-' || c.id, 'demo-plan-' || c.id, c.account, p.day,
    pg_temp.part('دیدار دوره‌ای|شرکت در جلسه|بررسی دفتر مالی|پیگیری آموزش',
        'plans' || c.i), c.account
from demo_care c
cross join lateral (select case
    when c.near and c.place in (4, 9) then current_date
    when c.near and c.place in (6, 13) then current_date - 2 - c.place::int
    when c.near and c.place <= 25 then working_day(current_date
        + (c.place * 3 / 2)::int)
    when pg_temp.pick('slip' || c.i, 14) = 0
        then current_date - 1 - pg_temp.pick('slipped' || c.i, 20)::int
    else working_day(current_date + 1 + pg_temp.pick('next' || c.i, 34)::int)
    end as day) p
where c.near or pg_temp.pick('unplanned' || c.i, 8) > 0
order by c.i;

-- Two devices told of one visit to the demo group.
insert into sync_conflict (group_id, thing, existing_id, client_id, payload,
    account_id)
select v.group_id, 'visit', v.id, 'demo-visit-conflict-' || v.id,
    visit_payload(v.id) || jsonb_build_object(
        'client_id', 'demo-visit-conflict-' || v.id,
        'report', 'چهار عضو بودند. سفارش بزرگ این ماه بخش شد؛ یک نفر کمکی لازم ' ||
            'است.'), v.facilitator_id
from visit v
where v.group_id = (select id from demo_group where i = 1) and v.state = 'done'
order by v.done_on desc limit 1;
