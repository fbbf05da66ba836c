-- How groups came to life and how they meet: statutes, consents, meetings with
-- attendance, elections, training. The demo clinic's groups meet every second
-- week, others once a month; a few have stopped. Groups on their way have what
-- their state asks for, more or less.
create temp table demo_life as
select d.id, d.i, d.apart, d.members, g.state, g.clinic_id, k.i = 1 as near,
    g.since as worked_since, case when d.apart is not null
        and g.state in ('forming', 'in_review', 'confirmed')
        then f.day - (extract(isodow from f.day) = 5)::int
        end as forming_since
from demo_group d
join self_help_group g on g.id = d.id
join demo_clinic k on k.id = g.clinic_id
cross join lateral (select current_date - case g.state
    when 'forming' then case when d.apart = 38 then 84
        else 12 + pg_temp.pick('formed' || d.i, 80) end
    else 100 + pg_temp.pick('formed' || d.i, 40) end::int as day) f
where g.state in ('forming', 'in_review', 'confirmed', 'active', 'paused');
create unique index on demo_life (id);
analyze demo_life;

-- Formation began lately; one that waits for a decision has waited some days.
update self_help_group g
set forming_since = l.forming_since, since = null,
    created_at = l.forming_since - interval '20 days',
    state_at = case g.state when 'forming' then l.forming_since
        else now() - make_interval(days =>
            pg_temp.pick('waits' || l.i, 12)::int, hours => 3) end
from demo_life l
where l.id = g.id and l.forming_since is not null;
update group_member m set joined_on = l.forming_since
from demo_life l where l.id = m.group_id and l.forming_since is not null;

insert into group_statute (group_id, body, at)
select l.id, 'اساسنامه ' || g.name || E'\n۱. هدف: کار با هم، درآمد پایدار و ' ||
    E'همیاری اعضا.\n۲. عضویت: با رضایت خود عضو و تصمیم گروه؛ جدا شدن همیشه ' ||
    E'آزاد است.\n۳. سمت‌ها: سرگروه، منشی و خزانه‌دار در جلسه انتخاب می‌شوند.\n' ||
    E'۴. جلسه: دست‌کم ماهی یک بار؛ صورت‌جلسه برای همه خوانده می‌شود.\n۵. درآمد: ' ||
    E'پس از خرج مواد، به اندازه کار هر عضو بخش می‌شود.\n۶. حساب بانکی: برداشت ' ||
    'با امضای دو نفر از سه سمت است.',
    coalesce(l.forming_since, l.worked_since) + interval '10 hours'
from demo_life l join self_help_group g on g.id = l.id
order by l.i;

-- Each member's yes. In a group that has just begun, one has not given it.
insert into consent (member_id, group_id, kind, version, mobile, account_id,
    own, given_at)
select m.id, l.id, 'membership', 1, coalesce(m.mobile,
        '0930' || lpad(m.id::text, 7, '0')), m.account_id, true,
    greatest(m.joined_on, date '2026-01-02') + interval '11 hours'
from demo_life l
join group_member m on m.group_id = l.id
where not (l.state = 'forming' and m.post = 'member'
    and pg_temp.pick('yes' || m.id, 4) = 0)
order by m.id;

-- The bank account of those who are through, and of some on their way.
insert into group_bank (group_id, sheba, owner, added_at, verified_by,
    verified_at)
select b.id, 'IR' || lpad((98 - (b.number || '182700')::numeric % 97)::text, 2,
        '0') || b.number, 'سرگروه و خزانه‌دار ' || b.name, b.told,
    case when b.state <> 'forming' then a.id end,
    case when b.state <> 'forming' then b.told + interval '2 days' end
from (select l.id, l.state, g.name, '062' || lpad((7000000000 + l.id)::text,
        19, '0') as number, coalesce(l.forming_since + 9,
        l.worked_since - 30) + interval '11 hours' as told
    from demo_life l join self_help_group g on g.id = l.id
    where l.state in ('in_review', 'confirmed')
        or (l.state = 'forming' and pg_temp.pick('bank' || l.i, 2) = 0)
        or (l.near and l.state in ('active', 'paused'))) b
join account a on a.mobile = '09120000005'
order by b.id;

-- The days on which each group met, the first of them with an election.
create temp table demo_meeting as
select l.id as group_id, l.i, l.near, l.state, l.members, w.n, w.day::date,
    w.n = 1 as founding
from demo_life l
cross join lateral (
	select row_number() over (order by day) as n, day
	from (
	    -- On its way: every eighth day from the fourth on.
	    select l.forming_since + 4 + 8 * k as day
	    from generate_series(0, 17) k
	    where l.forming_since is not null
	        and l.forming_since + 4 + 8 * k < current_date
	    union
	    select l.worked_since
	    where l.forming_since is null and l.worked_since < current_date
	    union
	    -- At work: the last year, but for those who have stopped.
	    select current_date - 1 - pg_temp.pick('day' || l.i, 12)::int
	        - s.step * k
	    from (select case when l.near then 14 else 28 end as step) s,
	        generate_series(case when l.state = 'paused'
	            or (l.i > 1 and pg_temp.pick('stops' || l.i, 12) = 0)
	            then 70 / s.step else 0 end, 364 / s.step) k
	    where l.forming_since is null
	        and current_date - 13 - s.step * k > l.worked_since) t
) w;

insert into meeting (group_id, client_id, held_on, place, minutes, next_on,
    recorded_at, recorded_by)
select group_id, 'demo-meeting-' || group_id || '-' || n, day,
    pg_temp.part('خانه سرگروه|کارگاه گروه|کلینیک مددکاری|مسجد محله|خانه خزانه‌دار',
        'place' || i),
    case when founding then 'اساسنامه خوانده شد و اعضا برای سرگروه، منشی و ' ||
        'خزانه‌دار رأی دادند. روز و ساعت جلسه‌ها معلوم شد.'
    else pg_temp.part('سفارش‌های تازه را با هم دیدیم و کار را بخش کردیم.|' ||
        'درباره کیفیت بسته‌بندی و پیشنهاد خریداران گفت‌وگو شد.|' ||
        'حساب خرج مواد و درآمد ماه خوانده شد و همه تأیید کردند.|' ||
        'درباره محصول تازه و قیمت آن گفت‌وگو کردیم و نمونه‌ها را دیدیم.|' ||
        'اختلاف بر سر نوبت کار با گفت‌وگو حل شد و برنامه تازه نوشته شد.|' ||
        'عکس محصولات را با هم گرفتیم و برای غرفه فرستادیم.',
        'talk' || i || '-' || n) end,
    day + case when near then 14 else 28 end,
    day + interval '18 hours', case when near then (select id from account
        where mobile = case when i = 1 and n % 3 > 0 then '09120000003'
            else '09120000004' end) end
from demo_meeting
order by group_id, n
on conflict do nothing;

create temp table demo_held as
select t.id, t.group_id, d.i, d.n, d.founding, t.held_on,
    d.i > 1 and d.state not in ('in_review', 'confirmed')
        and pg_temp.pick('lazy' || d.i, 8) = 0 as lazy
from demo_meeting d
join meeting t on t.client_id = 'demo-meeting-' || d.group_id || '-' || d.n;
analyze demo_held;

-- Nine in ten come; in one group of eight too few.
insert into meeting_attendance (meeting_id, member_id, presence)
select h.id, m.id, case
    when h.founding or w.luck >= case when h.lazy then 48 else 12 end
        then 'present'
    when w.luck % 3 = 0 then 'excused' else 'absent' end
from demo_held h
join group_member m on m.group_id = h.group_id
    and m.joined_on <= h.held_on
cross join lateral (select pg_temp.pick('came' || h.id || '-' || m.id, 100)
    as luck offset 0) w;

insert into meeting_decision (meeting_id, n, body)
select h.id, w.n, pg_temp.part('خرید مواد اولیه برای سفارش‌های تازه|' ||
    'هر هفته یک نفر مسئول بسته‌بندی باشد|قیمت محصولات از ماه بعد بازبینی شود|' ||
    'عکس تازه از سه محصول گرفته شود|ماهی پنجاه هزار تومان پس‌انداز هر عضو|' ||
    'پاسخ به خریداران تا پایان همان روز', 'decides' || h.id || '-' || w.n)
from demo_held h
cross join lateral generate_series(1,
    pg_temp.pick('decisions' || h.id, 3)::int) w (n)
where not h.founding;

insert into meeting_election (meeting_id, post, member_id)
select h.id, m.post, m.id
from demo_held h
join group_member m on m.group_id = h.group_id and m.post <> 'member'
where h.founding;

-- Training: all of it where formation is over, one module a fortnight before.
insert into training (group_id, client_id, module, held_on, trainer,
    recorded_at)
select l.id, 'demo-training-' || l.id || '-' || m.slug, m.slug, w.day,
    pg_temp.part('مینا توکلی|زهرا شکوهی|پریسا امینی|طاهره نصیری',
        'trainer' || l.clinic_id || m.slug), w.day + interval '19 hours'
from demo_life l
join training_module m on m.required or pg_temp.pick('more' || l.id || m.slug,
    3) = 0
cross join lateral (select (coalesce(l.forming_since, l.worked_since)
    + 6 + 13 * (m.position - 1))::date as day) w
where w.day < current_date
order by l.i, m.position;

insert into training_attendance (training_id, member_id, presence)
select t.id, m.id, case when pg_temp.pick('learns' || t.id || '-' || m.id,
    10) > 0 then 'present' else 'absent' end
from training t
join demo_life l on l.id = t.group_id and (l.near or l.forming_since
    is not null)
join group_member m on m.group_id = t.group_id and m.joined_on <= t.held_on;

-- Two devices wrote down one meeting of the demo group.
insert into sync_conflict (group_id, thing, existing_id, client_id, payload,
    account_id)
select t.group_id, 'meeting', t.id, 'demo-conflict-' || t.id,
    meeting_payload(t.id) || jsonb_build_object(
        'client_id', 'demo-conflict-' || t.id, 'account', a.id,
        'place', 'کارگاه گروه',
        'minutes', 'سفارش‌های تازه خوانده شد. برای سفارش بزرگ، کار میان همه ' ||
            'بخش شد و دو نفر کمکی می‌آیند.'), a.id
from meeting t
join account a on a.mobile = '09120000011'
where t.group_id = (select id from demo_group where i = 1)
order by t.held_on desc limit 1;
