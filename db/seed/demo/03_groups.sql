-- Groups over all provinces, their stories and their members.
create temp table demo_group as
with wide as (
	select coalesce(nullif(current_setting('demo.scale', true), ''), '1')::int
	    as scale
), ground as (
	select province, sum(share) over (order by province) - share as low,
	    sum(share) over (order by province) as high
	from demo_place
), craft as (
	select slug, sum(share) over (order by share desc, slug) - share as low,
	    sum(share) over (order by share desc, slug) as high
	from demo_trade
), size as (
	select count(first) as firsts, count(second) as seconds from demo_word
), drawn as (
	-- The last 60 are those that are not at work (yet, or any more).
	select o.i, o.apart, k.slug as trade, coalesce(o.fixed, g.province)
	    as province
	from (
	    select i, case when i > 1300 * scale then i - 1300 * scale end
	        as apart, case when i = 1 or i > 1300 * scale + 30 then 4 end
	        as fixed, pg_temp.pick('province' || i, sum) as place,
	        case when i = 1 then 0 else pg_temp.pick('trade' || i, 100) end
	        as part
	    from wide, generate_series(1, 1300 * scale + 60) i,
	        (select sum(share) as sum from demo_place) s
	    offset 0) o
	join ground g on o.place >= g.low and o.place < g.high
	join craft k on o.part >= k.low and o.part < k.high
)
select d.i, d.apart, d.province, d.trade, c.city, c.name as city_name,
	t.id as trade_id, k.id as clinic,
	'گروه همیار ' || a.first || ' ' || b.second ||
	case when d.i > firsts * seconds then ' ' || c.name else '' end as name,
	-- Nothing begins on a Friday.
	began.day + (extract(isodow from began.day) = 5)::int as since,
	5 + pg_temp.pick('members' || d.i, 3) as members
from drawn d
cross join size
cross join lateral (select case
	when d.i > 1 and pg_temp.pick('new' || d.i, 5) = 0
	    then current_date - 30 - pg_temp.pick('day' || d.i, 335)::int
	    else date '2021-03-21' + pg_temp.pick('since' || d.i, 1700)::int end
	    as day) began
join category t on t.slug = d.trade
join lateral (select count(*) as cities from demo_city
    where province = d.province) n on true
join demo_city c on c.province = d.province
    and c.n = case when d.i = 1 then 0
        else pg_temp.pick('city' || d.i, n.cities) end
join demo_clinic k on k.province_id = d.province
    and k.n = case when d.i = 1 or d.apart > 30 then 0
        else pg_temp.pick('clinic' || d.i, k.many) end
-- 1,009 has no factor in common with either count: every pair comes once
-- before any comes again.
join demo_word a on a.n = (d.i * 1009 / seconds) % firsts
join demo_word b on b.n = (d.i * 1009) % seconds;

insert into self_help_group (slug, name, category_id, clinic_id, province_id,
    city_id, state, state_at, story, cover_media, applied_by, since,
    created_at)
select g.trade || '-' || p.slug || '-' || g.i, g.name, g.trade_id, g.clinic,
    g.province, g.city, s.state,
    least(now(), g.since + interval '100 days'),
    'ما ' || (array['پنج', 'شش', 'هفت'])[g.members - 4] ||
    ' بانوی تولیدکننده در ' || g.city_name || ' هستیم و کار ما ' ||
    pg_temp.part(t.craft, 'craft' || g.i) || ' است. ' ||
    pg_temp.part(t.start, 'start' || g.i) || '. ' ||
    pg_temp.part(t.care, 'care' || g.i) || '. ' ||
    pg_temp.part(t.wish, 'wish' || g.i) || '.',
    m.media_id,
    case when g.apart in (31, 33, 35, 38, 40) then a.id end,
    case when s.state not in ('submitted', 'returned', 'draft', 'rejected',
        'withdrawn') then g.since end, g.since - interval '120 days'
from demo_group g
join province p on p.id = g.province
join demo_trade t on t.slug = g.trade
left join demo_picture m on m.base = 'cover-' || g.trade
    and m.n = 1 + pg_temp.pick('cover' || g.i, (select count(*)
        from demo_picture x where x.base = 'cover-' || g.trade))
left join account a on a.mobile = '09120000013'
cross join lateral (select case
    when g.apart is null then
        case when g.i > 1 and pg_temp.pick('state' || g.i, 200) = 0
            then 'paused' else 'active' end
    else (array['submitted', 'forming', 'in_review', 'returned', 'draft',
        'confirmed', 'submitted', 'graduated', 'rejected', 'dissolved',
        'withdrawn', 'submitted'])[1 + (g.apart - 1) % 12] end as state) s
order by g.i;

alter table demo_group add id bigint;
update demo_group d set id = g.id
from self_help_group g, province p
where p.id = d.province and g.slug = d.trade || '-' || p.slug || '-' || d.i;
create unique index on demo_group (id);
analyze demo_group;

insert into group_member (group_id, name, post, joined_on)
select g.id, f.name || ' ' || l.name,
    (array['leader', 'secretary', 'treasurer', 'member', 'member', 'member',
        'member'])[o.n], g.since
from demo_group g
cross join lateral generate_series(1, g.members) o (n)
join demo_first_name f on f.n = pg_temp.pick(g.i || 'first' || o.n, 50)
join demo_last_name l on l.n = pg_temp.pick(g.i || 'last' || o.n, 30)
where g.i > 1
order by g.i, o.n;

-- The group of the demo accounts: its four people can log in.
insert into group_member (group_id, account_id, name, mobile, post,
    joined_on)
select g.id, a.id, a.name, a.mobile, d.role, g.since
from demo_group g
cross join demo_account d
join account a on a.mobile = d.mobile
where g.i = 1 and d.scope_kind = 'group'
order by a.mobile;

-- Who applies to the demo clinic can be called back. One application of each
-- kind is the demo applicant's, the others are of their own leaders.
update group_member m
set mobile = '0936' || lpad((7000000 + m.id % 1000000)::text, 7, '0')
from demo_group g
where g.id = m.group_id and g.apart > 30;
insert into account (mobile, name, created_at)
select m.mobile, m.name, now() - interval '100 days'
from group_member m
join self_help_group g on g.id = m.group_id and g.applied_by is null
join demo_group d on d.id = g.id and d.apart > 30
where m.post = 'leader'
order by d.i
on conflict do nothing;
update self_help_group g set applied_by = a.id
from demo_group d, group_member m, account a
where d.id = g.id and d.apart > 30 and g.applied_by is null
    and m.group_id = g.id and m.post = 'leader' and a.mobile = m.mobile;

insert into role_grant (account_id, role, scope_kind, scope_id)
select a.id, d.role, d.scope_kind, case d.scope_kind
    when 'group' then (select id from demo_group where i = 1)
    when 'clinic' then (select id from demo_clinic where i = 1) end
from demo_account d
join account a on a.mobile = d.mobile
where d.role is not null
order by a.mobile
on conflict do nothing;
