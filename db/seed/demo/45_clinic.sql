-- Who decided about the demo clinic's groups and on what facts, so that there
-- are letters; papers of its groups; and who has read the files of the demo
-- group's members.
update group_member m set created_at = least(g.created_at, m.joined_on)
from self_help_group g where g.id = m.group_id;
-- Products wait since some days, not since they were loaded.
update product set state_at = now() - make_interval(hours =>
    1 + pg_temp.pick('checked' || id, 100)::int)
where state = 'proposed';

-- What was handed in has its statute and each member's yes, given before.
update group_member m set joined_on = g.created_at::date
from self_help_group g
where g.id = m.group_id and g.since is null and g.forming_since is null;
insert into group_statute (group_id, body, at)
select g.id, 'اساسنامه ' || g.name || substr(s.body, strpos(s.body, E'\n')),
    g.created_at + interval '1 day'
from self_help_group g
join demo_group d on d.id = g.id
cross join lateral (select body from group_statute
    where group_id = (select id from demo_group where i = 1) limit 1) s
where g.state in ('submitted', 'returned', 'rejected', 'withdrawn')
order by d.i;
insert into consent (member_id, group_id, kind, version, mobile, account_id,
    own, given_at)
select m.id, g.id, 'membership', 1, coalesce(m.mobile,
    '0930' || lpad(m.id::text, 7, '0')), m.account_id, true,
    g.created_at + interval '2 days'
from self_help_group g
join demo_group d on d.id = g.id
join group_member m on m.group_id = g.id
where g.state in ('submitted', 'returned', 'rejected', 'withdrawn')
order by m.id;

-- National ids are sealed after all this, so the gate counts them as there.
create temp table demo_facts as
select d.id, jsonb_set(group_facts(d.id), '{gate}', jsonb_build_object(
    'open', bool_and(g.met), 'met', count(*) filter (where g.met),
    'all', count(*), 'conditions', jsonb_agg(g.one order by g.n))) as facts
from demo_group d
join self_help_group s on s.id = d.id and s.state <> 'draft'
cross join lateral (
	select n, q.met, c || jsonb_build_object('met', q.met) || case
	    when c ->> 'key' = 'lasted' then jsonb_build_object('data',
	        jsonb_build_object('days', 96, 'min', 90))
	    when c ->> 'key' = 'attended' then jsonb_build_object('data',
	        jsonb_build_object('percent', coalesce((c -> 'data'
	            ->> 'percent')::int, 86), 'min', 75))
	    when c ->> 'key' = 'met' and q.met then jsonb_build_object('data',
	        jsonb_build_object('min', 6, 'count', greatest(7, (c -> 'data'
	            ->> 'count')::int)))
	    else '{}' end as one
	from jsonb_array_elements(gate_json(d.id, case when s.state in
	    ('submitted', 'returned', 'rejected', 'withdrawn')
	    then 'application' else 'review' end)::jsonb -> 'conditions')
	    with ordinality x (c, n)
	cross join lateral (select (c ->> 'met')::boolean or c ->> 'key' in
	    ('identified', 'free') or s.state not in ('forming', 'returned',
	    'submitted', 'rejected', 'withdrawn') as met) q) g
where d.i = 1 or d.apart > 30
group by d.id;

alter table group_history disable trigger append_only;
update group_history h set role = r.role, account_id = a.id, facts = f.facts,
    why = case h.to_state
    when 'returned' then pg_temp.part('شماره موبایل یکی از اعضا کامل نیست؛ آن ' ||
        'را درست کنید.|اساسنامه را پس از خواندن با همه اعضا دوباره ثبت کنید.|' ||
        'در معرفی گروه بنویسید چه چیزی و کجا می‌سازید.', 'why' || h.group_id)
    when 'rejected' then 'محل کار گروه در حوزه این کلینیک نیست. درخواست را به ' ||
        'کلینیک شهر خود بدهید.'
    when 'paused' then 'سرگروه بیمار است و گروه خواسته است دو ماه کار را نگه ' ||
        'دارد.'
    when 'dissolved' then 'بیشتر اعضا کوچ کرده‌اند؛ حساب‌ها بسته شد.'
    when 'graduated' then 'گروه دو سال است روی پای خود ایستاده است. تبریک!' end
from demo_facts f, group_history o
join self_help_group w on w.id = o.group_id
cross join lateral (select case
    when o.from_state = 'confirmed' then 'officer'
    when o.to_state in ('returned', 'forming') then 'clinic_officer'
    when o.to_state in ('draft', 'submitted', 'in_review', 'withdrawn')
        then null
    else 'clinic_manager' end as role) r
left join account a on case when r.role is null
    then a.id = coalesce(w.applied_by, (select id from account
        where mobile = '09120000003'))
    else a.mobile = case r.role when 'officer' then '09120000007'
        when 'clinic_officer' then '09120000005' else '09120000006' end end
where o.id = h.id and f.id = h.group_id;
alter table group_history enable trigger append_only;

-- Papers of the demo group and of those that wait for its clinic.
with made as (
	insert into document (group_id, member_id, kind, title, state, width,
	    height, added_by, added_at)
	select d.id, m.id, p.kind, case p.kind when 'licence'
	        then 'پروانه مشاغل خانگی' end, 'ready', p.width, p.height,
	    coalesce(g.applied_by, a.id), g.created_at + interval '1 day'
	from demo_group d
	join self_help_group g on g.id = d.id
	join account a on a.mobile = '09120000003'
	cross join demo_paper p
	left join group_member m on p.kind = 'identity' and m.group_id = d.id
	    and m.left_on is null
	where (d.i = 1 or g.state in ('submitted', 'in_review', 'confirmed')
	        and d.apart > 30)
	    and (p.kind <> 'licence' or d.i = 1 or pg_temp.pick('paper' || d.i,
	        2) = 0)
	    and (p.kind <> 'identity' or m.id is not null)
	order by d.i, p.kind, m.id
	returning id, kind
)
insert into document_body (document_id, body)
select made.id, p.body from made join demo_paper p using (kind);

-- The file of the demo group was read now and then.
insert into access_log (at, account_id, role, scope_kind, scope_id, operation,
    subject_kind, subject_id, why)
select pg_temp.office(now() - make_interval(days => v.ago)), a.id, r.role,
    r.scope_kind, r.scope_id, v.operation, v.kind, case v.kind
        when 'group' then d.id when 'member' then m.id else p.id end, v.why
from (values
    (1, '09120000004', 'group_file_show', 'group', null),
    (3, '09120000005', 'group_review_show', 'group', null),
    (3, '09120000005', 'document_image', 'document', null),
    (3, '09120000005', 'member_unmask', 'member',
        'تطبیق با شناسنامه برای معرفی به بیمه'),
    (19, '09120000004', 'member_progress_show', 'member', null),
    (33, '09120000007', 'group_review_show', 'group', null),
    (34, '09120000006', 'letter_show', 'group', null),
    (35, '09120000006', 'group_review_show', 'group', null))
    v (ago, mobile, operation, kind, why)
join account a on a.mobile = v.mobile
join role_grant r on r.account_id = a.id
join demo_group d on d.i = 1
cross join lateral (select x.id from group_member x
    join account o on o.id = x.account_id and o.mobile = '09120000003'
    where x.group_id = d.id) m
left join document p on p.member_id = m.id
order by v.ago desc;
