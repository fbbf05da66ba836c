-- The grade of a group: ten criteria of ten points each, computed from what is
-- recorded, as of a day. Every part works on many groups at once.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

create or replace function grade_of(points bigint)
returns text language sql immutable parallel safe as $$
	select case when points > 85 then 'A' when points >= 75 then 'B'
	    else 'C' end
$$;

create or replace function grade_title(grade text)
returns text language sql immutable parallel safe as $$
	select case grade when 'A' then 'الف' when 'B' then 'ب'
	    when 'C' then 'ج' end
$$;

-- Points for a share of a whole, at most ten; NULL when there is no whole.
create or replace function grade_share(part numeric, whole numeric)
returns integer language sql immutable parallel safe as $$
	select case when whole > 0 then least(10, round(10 * part / whole))
	    end::integer
$$;

-- The day from which groups are looked at, if they had begun by then.
drop function if exists grade_since(date, date);
create or replace function grade_since(on_day date)
returns date language sql stable as $$
	select on_day - setting_int('grade.days', 180)::integer
$$;

-- Meetings held of those expected, who came, and what they decided.
create or replace function grade_meetings(of_groups bigint[], on_day date)
returns table (group_id bigint, key text, points integer, facts jsonb)
language sql stable security definer
set search_path = public, pg_temp as $$
	with own as (
	    select id, greatest((select grade_since(on_day)),
	        coalesce(since, on_day)) as since
	    from self_help_group where id = any (of_groups)
	), held as (
	    select o.id, on_day - o.since as days, count(t.id) as held,
	        greatest(1, (on_day - o.since)
	            / (select setting_int('grade.meeting_days', 30))) as expected,
	        count(t.id) filter (where t.decided) as decided,
	        sum(t.seats) as seats, sum(t.present) as present
	    from own o
	    left join lateral (select t.id, exists (select
	            from meeting_decision d where d.meeting_id = t.id) as decided,
	            a.seats, a.present
	        from meeting t
	        cross join lateral (select count(*) as seats,
	            count(*) filter (where presence = 'present') as present
	            from meeting_attendance where meeting_id = t.id) a
	        where t.group_id = o.id and t.voided_at is null
	            and t.held_on > o.since and t.held_on <= on_day) t on true
	    group by o.id, o.since
	)
	select h.id, v.* from held h cross join lateral (values
	    ('meetings', grade_share(h.held, h.expected), jsonb_build_object(
	        'held', h.held, 'expected', h.expected, 'days', h.days)),
	    ('attendance', coalesce(grade_share(h.present, h.seats), 0),
	        jsonb_build_object('present', h.present, 'seats', h.seats,
	            'percent', round(100 * h.present / nullif(h.seats, 0)))),
	    ('decisions', coalesce(grade_share(h.decided, h.held), 0),
	        jsonb_build_object('decided', h.decided, 'held', h.held))
	    ) v (key, points, facts)
$$;

-- The five principles, training, and whether members were assessed lately: in
-- this quarter or the one before.
create or replace function grade_growth(of_groups bigint[], on_day date)
returns table (group_id bigint, key text, points integer, facts jsonb)
language sql stable security definer
set search_path = public, pg_temp as $$
	with own as (
	    select id, (select grade_since(on_day)) as since,
	        quarter_start(quarter_number(on_day) - 1) as quarter
	    from self_help_group where id = any (of_groups)
	)
	select o.id, 'principles', coalesce(round(a.total / 10), 0)::integer,
	    jsonb_build_object('percent', round(a.total), 'round', a.round)
	from own o
	left join lateral (select a.total, a.round from assessment a
	    where a.group_id = o.id and a.member_id is null
	        and a.voided_at is null and a.taken_on > o.since
	        and a.taken_on <= on_day
	    order by a.taken_on desc, a.id desc limit 1) a on true
	union all
	select o.id, 'training', coalesce(grade_share(t.done, t.due), 10),
	    jsonb_build_object('done', t.done, 'due', t.due,
	        'missing', t.missing)
	from own o
	cross join lateral (select count(*) as due,
	        count(*) filter (where d.done) as done,
	        string_agg(m.title, '، ' order by m.position)
	            filter (where not d.done) as missing
	    from training_module m
	    cross join lateral (select exists (select from training x
	        where x.group_id = o.id and x.module = m.slug
	            and x.voided_at is null and x.held_on <= on_day) as done) d
	    where m.required) t
	union all
	select o.id, 'assessments', coalesce(grade_share(m.done, m.members), 0),
	    jsonb_build_object('done', m.done, 'members', m.members)
	from own o
	cross join lateral (select count(*) as members,
	        count(*) filter (where exists (select from assessment a
	            where a.member_id = m.id and a.voided_at is null
	                and a.taken_on >= o.quarter and a.taken_on <= on_day))
	            as done
	    from group_member m
	    where m.group_id = o.id and not m.pending and m.joined_on <= on_day
	        and (m.left_on is null or m.left_on > on_day)
	        and (m.paused_on is null or m.paused_on > on_day)) m
$$;

-- What was sold to members' good, and what was sent when it had to be: within
-- the hours to accept, the days to send, and those the slowest product needs.
create or replace function grade_market(of_groups bigint[], on_day date)
returns table (group_id bigint, key text, points integer, facts jsonb)
language sql stable security definer
set search_path = public, pg_temp as $$
	with own as (
	    select g.id, (select count(*) from group_member m
	        where m.group_id = g.id and not m.pending
	            and m.joined_on <= on_day
	            and (m.left_on is null or m.left_on > on_day)) as members
	    from self_help_group g where g.id = any (of_groups)
	), edge as (
	    select (on_day + 1)::timestamptz as until, (on_day + 1
	        - setting_int('grade.sale_days', 90)::integer)::timestamptz
	        as since, setting_int('grade.sale_rial', 30000000) as target,
	        make_interval(hours => setting_int('parcel.accept_hours', 24)
	            ::integer, days => setting_int('parcel.ship_days', 3)
	            ::integer) as least
	), sent as (
	    -- What was placed since then was moved since then: state_at is
	    -- beside the group, the order is not.
	    select o.id, p.id is not null as real, l.goods,
	        case when p.shipped_at < e.until then p.shipped_at <= d.due
	            when d.due < e.until then false end as on_time
	    from own o cross join edge e
	    join parcel p on p.group_id = o.id and p.state_at >= e.since
	        and parcel_is_sold(p.state)
	    join shop_order s on s.id = p.order_id and s.placed_at >= e.since
	        and s.placed_at < e.until
	    cross join lateral (select sum(x.price_rial
	            * line_left(x.id, x.quantity)) as goods,
	            coalesce(max(r.ready_days), 0) as days
	        from order_line x join product r on r.id = x.product_id
	        where x.parcel_id = p.id) l
	    cross join lateral (select s.placed_at + e.least
	        + make_interval(days => l.days) as due) d
	), sum as (
	    select o.id, o.members, e.target, count(s.id) as orders,
	        coalesce(sum(s.goods), 0) as rial, count(s.on_time) as judged,
	        count(*) filter (where s.on_time) as on_time
	    from own o cross join edge e left join sent s on s.id = o.id
	    group by o.id, o.members, e.target
	)
	select s.id, v.* from sum s cross join lateral (values
	    ('sales', coalesce(grade_share(s.rial, s.target * s.members), 0),
	        jsonb_build_object('orders', s.orders, 'rial', s.rial,
	            'members', s.members, 'target', s.target,
	            'percent', least(100, round(100 * s.rial
	                / nullif(s.target * s.members, 0))))),
	    ('on_time', coalesce(grade_share(s.on_time, s.judged), 5),
	        jsonb_build_object('on_time', s.on_time, 'judged', s.judged))
	    ) v (key, points, facts)
$$;

-- Its papers, two points each, and how many of its members stayed.
create or replace function grade_papers(of_groups bigint[], on_day date)
returns table (group_id bigint, key text, points integer, facts jsonb)
language sql stable security definer
set search_path = public, pg_temp as $$
	with own as (
	    select g.*, k.members_min, k.members_max,
	        greatest((select grade_since(on_day)),
	            coalesce(g.since, on_day)) as counted_from
	    from self_help_group g join members_bounds() k on k.kind = g.kind
	    where g.id = any (of_groups)
	), woman as (
	    select o.id, count(*) as ever, count(m.left_on) as gone,
	        count(*) filter (where m.here) as here,
	        count(distinct m.post) filter (where m.here
	            and m.post <> 'member') as posts,
	        count(*) filter (where m.here and not m.agreed) as silent
	    from own o
	    cross join lateral (select m.post, m.left_on is null as here,
	            case when m.left_on <= on_day then m.left_on end as left_on,
	            exists (select from consent c where c.member_id = m.id
	                and c.kind = 'membership' and c.withdrawn_at is null)
	                as agreed
	        from group_member m
	        where m.group_id = o.id and not m.pending
	            and m.joined_on <= on_day and (m.left_on is null
	                or m.left_on > o.counted_from)) m
	    group by o.id
	), paper as (
	    select o.id, v.n, v.title, v.there
	    from own o left join woman w on w.id = o.id
	    cross join lateral (values
	        (1, 'اساسنامه', exists (select from group_statute s
	            where s.group_id = o.id)),
	        (2, 'حساب بانکی تأییدشده', exists (select from group_bank b
	            where b.group_id = o.id and b.ended_at is null
	                and b.verified_at is not null)),
	        (3, 'سرگروه، منشی و خزانه‌دار', coalesce(w.posts = 3, false)),
	        (4, 'شمار اعضا', coalesce(w.here between o.members_min
	            and o.members_max, false)),
	        (5, 'رضایت همه اعضا', coalesce(w.silent = 0, false))
	        ) v (n, title, there)
	)
	select p.id, 'papers', (2 * count(*) filter (where p.there))::integer,
	    jsonb_build_object('there', count(*) filter (where p.there),
	        'of', count(*), 'missing', string_agg(p.title, '، ' order by p.n)
	            filter (where not p.there))
	from paper p group by p.id
	union all
	select o.id, 'members', coalesce(grade_share(w.ever - w.gone, w.ever), 0),
	    jsonb_build_object('ever', coalesce(w.ever, 0),
	        'gone', coalesce(w.gone, 0))
	from own o left join woman w on w.id = o.id
$$;

-- The criteria in their order.
create or replace function grade_keys()
returns text[] language sql immutable parallel safe as $$
	select array['meetings', 'attendance', 'decisions', 'principles',
	    'training', 'assessments', 'sales', 'on_time', 'papers', 'members']
$$;

create or replace function grade_parts(of_groups bigint[], on_day date)
returns table (group_id bigint, key text, points integer, facts jsonb)
language sql stable security definer
set search_path = public, pg_temp as $$
	select * from grade_meetings(of_groups, on_day)
	union all select * from grade_growth(of_groups, on_day)
	union all select * from grade_market(of_groups, on_day)
	union all select * from grade_papers(of_groups, on_day)
$$;

create or replace function grade_part_title(key text)
returns text language sql immutable parallel safe as $$
	select case key
	    when 'meetings' then 'جلسه‌های منظم'
	    when 'attendance' then 'حضور اعضا'
	    when 'decisions' then 'تصمیم‌های ثبت‌شده'
	    when 'principles' then 'پنج اصل گروه'
	    when 'training' then 'آموزش'
	    when 'assessments' then 'ارزیابی به‌روز اعضا'
	    when 'sales' then 'فروش'
	    when 'on_time' then 'فرستادن به‌موقع سفارش‌ها'
	    when 'papers' then 'مدارک گروه'
	    when 'members' then 'پایداری اعضا' end
$$;

-- What the points of a criterion were given for; a page makes its digits
-- Persian.
create or replace function grade_part_says(key text, facts jsonb)
returns text language sql immutable parallel safe as $$
	select case key
	    when 'meetings' then case when facts ->> 'held' = '0'
	        then format('در %s روز گذشته جلسه‌ای ثبت نشده است.',
	            facts ->> 'days')
	        else format('در %s روز گذشته %s جلسه برگزار شد؛ %s جلسه انتظار '
	            'می‌رفت.', facts ->> 'days', facts ->> 'held',
	            facts ->> 'expected') end
	    when 'attendance' then coalesce('در این جلسه‌ها '
	        || (facts ->> 'percent') || '٪ اعضا حاضر بودند.',
	        'حضور و غیابی ثبت نشده است.')
	    when 'decisions' then case when facts ->> 'held' = '0'
	        then 'جلسه‌ای نبود که تصمیمی در آن ثبت شود.'
	        else format('در %s جلسه از %s جلسه تصمیمی ثبت شد.',
	            facts ->> 'decided', facts ->> 'held') end
	    when 'principles' then coalesce('میانگین پنج اصل در ارزیابی '
	        || round_title(facts ->> 'round') || '، '
	        || (facts ->> 'percent') || '٪ بود.',
	        'در شش ماه گذشته پنج اصل گروه ارزیابی نشده است.')
	    when 'training' then format('%s آموزش از %s آموزش لازم برگزار شد.%s',
	        facts ->> 'done', facts ->> 'due', coalesce(' مانده است: '
	            || (facts ->> 'missing') || '.', ''))
	    when 'assessments' then format('%s عضو از %s عضو در این فصل یا فصل '
	        'پیش ارزیابی شدند.', facts ->> 'done', facts ->> 'members')
	    when 'sales' then case when facts ->> 'orders' = '0'
	        then 'در سه ماه گذشته فروشی نبود.'
	        else format('%s سفارش در سه ماه گذشته؛ سهم هر عضو %s٪ هدف فروش '
	            'است.', facts ->> 'orders', facts ->> 'percent') end
	    when 'on_time' then case when facts ->> 'judged' = '0'
	        then 'سفارشی نبود که زمان فرستادنش رسیده باشد؛ نیمی از امتیاز '
	            'داده می‌شود.'
	        else format('%s سفارش از %s سفارش به‌موقع فرستاده شد.',
	            facts ->> 'on_time', facts ->> 'judged') end
	    when 'papers' then coalesce('مانده است: ' || (facts ->> 'missing')
	        || '.', 'همه مدارک گروه کامل است.')
	    when 'members' then case when facts ->> 'gone' = '0'
	        then 'در شش ماه گذشته عضوی جدا نشده است.'
	        else format('از %s عضو شش ماه گذشته %s نفر جدا شدند.',
	            facts ->> 'ever', facts ->> 'gone') end end
$$;

-- group_grade(group): the criteria of a group that the actor sees, today.
create or replace function group_grade(of_group bigint)
returns table (place integer, key text, title text, points integer,
    most integer, facts jsonb, says text)
language sql stable security definer
set search_path = public, pg_temp as $$
	select array_position(grade_keys(), p.key), p.key,
	    grade_part_title(p.key), p.points, 10, p.facts,
	    grade_part_says(p.key, p.facts)
	from grade_parts(array[of_group], current_date) p
	where sees_group_id(of_group)
	order by 1
$$;

create or replace function group_grade_json(of_group bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select json_build_object('points', sum(points),
	    'grade', grade_of(sum(points)),
	    'title', grade_title(grade_of(sum(points))),
	    'parts', json_agg(json_build_object('key', key, 'title', title,
	        'points', points, 'most', most, 'facts', facts, 'says', says,
	        'x', 100 - 100 * points / most, 'now', 100 * points / most)
	        order by place))
	from group_grade(of_group)
	having count(*) > 0
$$;

-- grades_lay(groups, day): their grades on a day, kept as those of its month;
-- what is kept already stays.
create or replace function grades_lay(of_groups bigint[], on_day date)
returns bigint language sql security definer
set search_path = public, pg_temp as $$
	with laid as (
	    insert into group_grade_month (group_id, month, points, grade, parts)
	    select p.group_id, jalali_month(on_day), sum(p.points),
	        grade_of(sum(p.points)), jsonb_agg(jsonb_build_object('key', p.key,
	            'points', p.points, 'facts', p.facts)
	            order by array_position(grade_keys(), p.key))
	    from grade_parts(of_groups, on_day) p
	    group by p.group_id
	    on conflict do nothing
	    returning group_id
	)
	select count(*) from laid
$$;

-- grades_take(most): the month that is over, of groups at work in it that have
-- none of it yet; when there were so many, the rest is another job. For the
-- runner; safe to ask as often as one likes.
drop function if exists grades_take();
create or replace function grades_take(most integer default 300)
returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	day constant date := jalali_month(current_date) - 1;
	taken constant bigint := grades_lay(array(select g.id
	    from self_help_group g
	    where g.state in ('active', 'paused') and g.since <= day
	        and not exists (select from group_grade_month m
	            where m.group_id = g.id and m.month = jalali_month(day))
	    order by g.id limit most), day);
begin
	if taken = most then
		perform job_add('grades', '{}');
	end if;
	return taken;
end
$$;
