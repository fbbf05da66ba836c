-- Alerts: found by the runner for all groups at once, resolved when they are
-- no longer so, told to those who chose to be told.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- What wants looking at now, by the thresholds in force; since is NULL where
-- nobody wrote down when it began.
create or replace function alerts_now()
returns table (group_id bigint, kind text, since date, data jsonb)
language sql stable as $$
	with live as materialized (
	    select g.id, g.state, k.members_min, g.forming_since,
	        coalesce(g.forming_since, g.since, g.created_at::date) as began,
	        -- A registry brings groups that are older than their stall.
	        greatest(g.since, g.created_at::date) as sells_since
	    from self_help_group g join members_bounds() k on k.kind = g.kind
	    where group_is_watched(g.state)
	), met as materialized (
	    select m.group_id, max(m.held_on) as last_on from meeting m
	    where m.voided_at is null group by m.group_id
	), came as materialized (
	    select m.group_id, min(m.held_on) as since,
	        (100 * count(*) filter (where a.presence = 'present')
	            / count(*))::integer as percent
	    from meeting m join meeting_attendance a on a.meeting_id = m.id
	    where m.voided_at is null and m.held_on > current_date - 90
	    group by m.group_id having count(distinct m.id) >= 2
	), seen as materialized (
	    select v.group_id, max(v.done_on)
	            filter (where v.state = 'done') as last_on,
	        min(v.planned_for) filter (where v.state = 'planned'
	            and v.planned_for < current_date - (select setting_int(
	                'alert.visit_late_days', 3))::integer) as late_since
	    from visit v group by v.group_id
	), member as materialized (
	    select m.group_id, count(*) as members,
	        array_agg(m.post) as posts
	    from group_member m
	    where m.in_force group by m.group_id
	)
	select l.id, 'no_meeting', coalesce(t.last_on, l.began),
	    jsonb_build_object('days', current_date
	        - coalesce(t.last_on, l.began))
	from live l left join met t on t.group_id = l.id
	where current_date - coalesce(t.last_on, l.began)
	    > (select setting_int('alert.meeting_days', 30))
	union all
	select l.id, 'low_attendance', c.since,
	    jsonb_build_object('percent', c.percent)
	from live l join came c on c.group_id = l.id
	where c.percent < (select setting_int('alert.attendance_percent', 60))
	union all
	select l.id, 'visit_late', s.late_since,
	    jsonb_build_object('days', current_date - s.late_since)
	from live l join seen s on s.group_id = l.id
	where s.late_since is not null
	union all
	select l.id, 'no_visit', coalesce(s.last_on, l.began),
	    jsonb_build_object('days', current_date
	        - coalesce(s.last_on, l.began))
	from live l left join seen s on s.group_id = l.id
	where current_date - coalesce(s.last_on, l.began)
	    > (select setting_int('alert.visit_days', 45))
	union all
	select l.id, 'no_sale', greatest(l.sells_since,
	        coalesce(sold.on_day, l.sells_since)),
	    jsonb_build_object('days', current_date - greatest(l.sells_since,
	        coalesce(sold.on_day, l.sells_since)),
	        'never', sold.on_day is null)
	from live l
	left join lateral (select o.placed_at::date as on_day
	    from parcel p join shop_order o on o.id = p.order_id
	    where p.group_id = l.id and parcel_is_sold(p.state)
	    order by p.id desc limit 1) sold on true
	where l.state = 'active' and current_date - greatest(l.sells_since,
	    coalesce(sold.on_day, l.sells_since))
	    > (select setting_int('alert.sale_days', 60))
	union all
	select l.id, 'late_orders', late.since,
	    jsonb_build_object('count', late.parcels)
	from live l
	cross join lateral (select count(*) as parcels,
	        min(d.due)::date as since
	    from parcel p
	    cross join lateral (select parcel_due(p) as due offset 0) d
	    where p.group_id = l.id
	        and p.state in ('paid', 'accepted', 'preparing')
	        and d.due < now()) late
	where late.parcels > 0
	union all
	select l.id, 'few_members', null,
	    jsonb_build_object('count', coalesce(m.members, 0),
	        'min', l.members_min)
	from live l left join member m on m.group_id = l.id
	where coalesce(m.members, 0) < l.members_min
	union all
	select l.id, 'post_vacant', null,
	    jsonb_build_object('missing', string_agg(post_title(w.post), '، '
	        order by w.n))
	from live l join member m on m.group_id = l.id
	cross join unnest(array['leader', 'secretary', 'treasurer'])
	    with ordinality w (post, n)
	where w.post <> all (m.posts)
	group by l.id
	union all
	select l.id, 'forming_long', l.forming_since,
	    jsonb_build_object('days', current_date - l.forming_since)
	from live l
	where l.state = 'forming' and current_date - l.forming_since
	    > (select setting_int('alert.forming_days', 150))
	union all
	select l.id, 'loans_late', o.since,
	    jsonb_build_object('count', o.loans, 'rial', o.rial)
	from live l
	join (select o.group_id, count(*) as loans, min(o.due_on) as since,
	        sum(o.left_rial + o.charge_rial) as rial
	    from fund_open_loans(null) o
	    where o.due_on < current_date - (select setting_int(
	        'alert.loan_late_days', 7))::integer
	    group by o.group_id) o on o.group_id = l.id
	union all
	select l.id, 'cash_difference', d.held_on,
	    jsonb_build_object('rial', d.amount_rial)
	from live l join fund_differences(null) d on d.group_id = l.id
	where d.amount_rial >= (select setting_int(
	    'alert.cash_difference_rial', 100000))
$$;

-- Brings the table up to date; safe at any time. Two at once take turns. What
-- nobody dated is open since it was found.
create or replace function alerts_refresh()
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	perform pg_advisory_xact_lock(hashtext('alerts_refresh'));
	with found as materialized (
	    select * from alerts_now()
	), gone as (
	    update alert a set resolved_at = now()
	    where a.resolved_at is null and not exists (select from found f
	        where f.group_id = a.group_id and f.kind = a.kind)
	)
	insert into alert as a (group_id, kind, since, data)
	select f.group_id, f.kind, coalesce(f.since, o.since, current_date),
	    f.data
	from found f left join alert o on o.group_id = f.group_id
	    and o.kind = f.kind and o.resolved_at is null
	on conflict (group_id, kind) where resolved_at is null
	do update set since = excluded.since, data = excluded.data
	where (a.since, a.data) is distinct from (excluded.since, excluded.data);
end
$$;

-- Who is told of each of some alerts: the group's facilitator and its clinic's
-- managers; of some kinds also its leader. Each only of the kinds she chose.
drop function if exists alert_listeners(alert);
create or replace function alert_listeners(ids bigint[])
returns table (alert_id bigint, account_id bigint)
language sql stable security definer
set search_path = public, pg_temp as $$
	with told as materialized (
	    select a.id, a.kind, k.for_group, g.id as group_id, g.clinic_id,
	        g.facilitator_id
	    from alert a
	    join alert_kind k on k.kind = a.kind
	    join self_help_group g on g.id = a.group_id
	    where a.id = any (ids)
	), person as (
	    select id, kind, facilitator_id as account_id from told
	    union
	    select t.id, t.kind, r.account_id
	    from told t join role_grant r on r.scope_kind = 'clinic'
	        and r.scope_id = t.clinic_id and r.role = 'clinic_manager'
	        and r.ended_at is null
	    union
	    select t.id, t.kind, r.account_id
	    from told t join role_grant r on r.scope_kind = 'group'
	        and r.scope_id = t.group_id and r.role = 'leader'
	        and r.ended_at is null
	    where t.for_group
	)
	select p.id, p.account_id
	from person p join alert_choice c on c.account_id = p.account_id
	    and c.kind = p.kind and c.sms
$$;

-- Tells of what is new, one message a person, by day in Iran only.
create or replace function alerts_tell()
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	told record;
begin
	if extract(hour from now() at time zone 'Asia/Tehran')
	    not between 8 and 19 then
		return;
	end if;
	for told in
		with fresh as (
		    update alert set told_at = now()
		    where told_at is null and resolved_at is null
		    returning id, group_id
		)
		select l.account_id, a.mobile, count(*) as alerts,
		    min(g.name) as name
		from alert_listeners(array(select id from fresh)) l
		join fresh f on f.id = l.alert_id
		join self_help_group g on g.id = f.group_id
		join account a on a.id = l.account_id and a.closed_at is null
		group by l.account_id, a.mobile order by a.mobile
	loop
		perform message_add('alerts_new', told.mobile,
		    jsonb_build_object('count', told.alerts, 'group', told.name,
		        'one', told.alerts = 1), told.account_id);
	end loop;
end
$$;

-- A page, and one more, of the open alerts the actor looks after, the oldest
-- first; after is the "next" of the page before. Checked once, where the
-- policies would ask again for each. A branch a role finds its own index.
create or replace function alerts_open(of_kind text, after text)
returns table (id bigint, since date) language sql stable security definer
set search_path = public, pg_temp rows 51 as $$
	with open as not materialized (
	    select a.id, a.group_id, a.since from alert a
	    where a.resolved_at is null
	        and (of_kind is null or a.kind = of_kind)
	        and (a.since, a.id) > (cursor_time(after, '-infinity')::date,
	            cursor_part(after, 2))
	)
	(select o.id, o.since
	from self_help_group g join open o on o.group_id = g.id
	where actor_role() = 'facilitator' and g.clinic_id = actor_clinic()
	    and g.facilitator_id = actor_account()
	order by o.since, o.id limit 51)
	union all
	(select o.id, o.since
	from self_help_group g join open o on o.group_id = g.id
	where actor_role() in ('clinic_officer', 'clinic_manager')
	    and g.clinic_id = actor_clinic()
	order by o.since, o.id limit 51)
	union all
	(select o.id, o.since
	from self_help_group g join open o on o.group_id = g.id
	where actor_role() in ('officer', 'auditor')
	    and actor_scope_kind() = 'province'
	    and g.province_id = actor_scope()
	order by o.since, o.id limit 51)
	union all
	(select o.id, o.since from open o
	where actor_role() in ('officer', 'auditor')
	    and actor_scope_kind() = 'nation'
	order by o.since, o.id limit 51)
$$;

-- Open alerts of a group, for those it concerns: its own people see what is
-- theirs to mend.
create or replace function group_alerts_json(of_group bigint)
returns json language sql stable as $$
	select coalesce(json_agg(alert_json(a, k) order by k.position), '[]')
	from alert a join alert_kind k on k.kind = a.kind
	where a.group_id = of_group and a.resolved_at is null
$$;

-- How few its members are is for the group and its clinic alone.
create or replace function alert_json(a alert, k alert_kind)
returns json language sql stable as $$
	select json_build_object('id', a.id, 'kind', a.kind, 'title', k.title,
	    'level', k.level, 'red', k.level = 'red', 'since', a.since,
	    'data', case when a.kind = 'few_members'
	            and actor_scope_kind() in ('province', 'nation')
	        then a.data - 'count' else a.data end, 'is_' || a.kind, true)
$$;

-- alerts_choose(kinds): which alerts I want by text message.
create or replace function alerts_choose(kinds json)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	if actor_account() is null then
		perform refuse('unauthenticated');
	end if;
	insert into alert_choice (account_id, kind, sms)
	select actor_account(), k.kind, coalesce(k.kind in (select
	    json_array_elements_text(kinds)), false)
	from alert_kind k
	on conflict (account_id, kind) do update set sms = excluded.sms;
	return json_build_object('chosen', (select count(*) from alert_choice
	    where account_id = actor_account() and sms));
end
$$;
