-- A facilitator's visits: planned, reported, called off. What a device sends
-- twice is written once, and what two devices tell differently is laid before
-- a person; see record.sql.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- The group that a facilitator plans or reports on, under way, and locked.
create or replace function visit_group(of_group bigint)
returns self_help_group language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own self_help_group;
begin
	if actor_clinic() is null or actor_role() <> 'facilitator' then
		perform refuse('forbidden');
	end if;
	own := record_group(of_group);
	if not group_binds(own.state) then
		perform refuse('bad_move');
	end if;
	return own;
end
$$;

-- The next day from this one on that is neither a Friday nor a holiday.
create or replace function working_day(wanted date)
returns date language sql stable as $$
	select coalesce(min(d)::date, wanted)
	from generate_series(wanted, wanted + 20, interval '1 day') d
	where extract(isodow from d) <> 5
	    and not exists (select from holiday h where h.day = d::date)
$$;

-- What a device called the first of some visits names the others too; the one
-- that a report plans is the 0th.
create or replace function series_client(of_client text, n integer)
returns text language sql immutable parallel safe as $$
	select case when n = 1 then of_client
	    else n || ':' || md5(of_client) end
$$;

-- Plans a visit unless one of the group is planned on that day.
create or replace function visit_add(of_group bigint, of_client text,
    of_account bigint, on_day date, why text)
returns void language sql security definer
set search_path = public, pg_temp as $$
	insert into visit (group_id, client_id, plan_client_id, facilitator_id,
	    planned_for, purpose, recorded_by)
	select of_group, of_client, of_client, of_account, on_day, why,
	    of_account
	where not exists (select from visit v where v.group_id = of_group
	    and v.state = 'planned' and v.planned_for = on_day)
	on conflict do nothing
$$;

-- Refuses to plan for a day long gone or far off. A plan may have waited some
-- days on its device.
create or replace function visit_day_check(on_day date, field text)
returns void language plpgsql stable as $$
begin
	if on_day not between current_date - 7 and current_date + 400 then
		perform refuse('visit_day', field);
	end if;
end
$$;

-- visit_plan(group, client_id, planned_for, purpose, times, every): one visit,
-- or some at every so many days; the later ones evade Fridays and holidays.
create or replace function visit_plan(of_group bigint, of_client text,
    on_day date, why text, times bigint, every bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own self_help_group := visit_group(of_group);
	first visit;
begin
	select * into first from visit where plan_client_id = of_client;
	if first.id is null then
		perform visit_day_check(on_day, 'planned_for');
		if exists (select from visit where client_id = of_client) then
			perform refuse('idempotency_mismatch', 'client_id');
		elsif exists (select from visit where group_id = own.id
		    and state = 'planned' and planned_for = on_day) then
			perform refuse('visit_planned', 'planned_for');
		end if;
		for n in 1 .. coalesce(times, 1) loop
			perform visit_add(own.id, series_client(of_client, n),
			    actor_account(), case when n = 1 then on_day
			        else working_day(on_day + (coalesce(every, 30)
			            * (n - 1))::integer) end, why);
		end loop;
		select * into first from visit where plan_client_id = of_client;
	elsif first.group_id <> own.id then
		perform refuse('idempotency_mismatch', 'client_id');
	end if;
	return json_build_object('group', own.id, 'visit', first.id,
	    'planned_for', first.planned_for, 'count', (select count(*)
	        from visit v join generate_series(1, 24) i
	            on v.plan_client_id = series_client(of_client, i)));
end
$$;

-- visit_report(group, visit, client_id, done_on, report, needs, next_on): of
-- a planned visit, or of one that was not planned.
create or replace function visit_report(of_group bigint, of_visit bigint,
    of_client text, on_day date, said text, needed text, next_day date)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own self_help_group := visit_group(of_group);
	answer json := record_seen('visit', own.id, of_client);
begin
	if answer is not null then
		return answer;
	elsif on_day > current_date or on_day < group_begins(own) then
		perform refuse('held_out_of_range', 'done_on',
		    json_build_object('since', group_begins(own)));
	elsif of_visit is not null and not exists (select from visit
	    where id = of_visit and group_id = own.id) then
		perform refuse('not_found');
	end if;
	perform visit_day_check(next_day, 'next_on');
	return record_keep('visit', jsonb_build_object('group', own.id,
	    'client_id', of_client, 'account', actor_account(),
	    'visit', of_visit, 'done_on', on_day, 'report', said,
	    'needs', needed, 'next_on', next_day));
end
$$;

-- The plan that a report is of: the one it names, or one of that day.
create or replace function visit_plan_of(sent jsonb)
returns bigint language sql stable security definer
set search_path = public, pg_temp as $$
	select v.id from visit v
	where v.group_id = (sent ->> 'group')::bigint and v.state = 'planned'
	    and (v.id = (sent ->> 'visit')::bigint
	        or (sent ->> 'visit' is null
	            and v.facilitator_id = (sent ->> 'account')::bigint
	            and v.planned_for = (sent ->> 'done_on')::date))
	order by v.id limit 1
$$;

create or replace function visit_put(sent jsonb)
returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	of_account constant bigint := (sent ->> 'account')::bigint;
	planned constant bigint := visit_plan_of(sent);
	made bigint;
begin
	if visit_met(sent) is not null then
		return null;
	elsif exists (select from visit where client_id = sent ->> 'client_id'
	    and id is distinct from planned) then
		-- The name of another plan.
		perform refuse('idempotency_mismatch', 'client_id');
	elsif planned is not null then
		update visit set state = 'done', client_id = sent ->> 'client_id',
		    done_on = (sent ->> 'done_on')::date,
		    report = sent ->> 'report', needs = sent ->> 'needs',
		    facilitator_id = of_account, recorded_by = of_account,
		    recorded_at = now()
		where id = planned and state = 'planned'
		returning id into made;
	end if;
	if made is null then
		-- One that was called off, and was made after all, or nobody
		-- planned.
		insert into visit (group_id, client_id, facilitator_id,
		    planned_for, state, purpose, done_on, report, needs,
		    recorded_by)
		select (sent ->> 'group')::bigint, sent ->> 'client_id',
		    of_account, coalesce(v.planned_for, d), 'done', v.purpose, d,
		    sent ->> 'report', sent ->> 'needs', of_account
		from (select (sent ->> 'done_on')::date as d) said
		left join visit v on v.id = (sent ->> 'visit')::bigint
		on conflict do nothing
		returning id into made;
	end if;
	if made is not null and sent ->> 'next_on' is not null then
		perform visit_add((sent ->> 'group')::bigint,
		    series_client(sent ->> 'client_id', 0), of_account,
		    (sent ->> 'next_on')::date, null);
	end if;
	return made;
end
$$;

-- A report of the same plan, or of the same facilitator on the same day.
create or replace function visit_met(sent jsonb)
returns bigint language sql stable security definer
set search_path = public, pg_temp as $$
	select v.id from visit v
	where v.group_id = (sent ->> 'group')::bigint and v.state = 'done'
	    and (v.id = (sent ->> 'visit')::bigint
	        or (v.facilitator_id = (sent ->> 'account')::bigint
	            and v.done_on = (sent ->> 'done_on')::date))
	order by v.id = (sent ->> 'visit')::bigint desc nulls last, v.id
	limit 1
$$;

create or replace function visit_payload(of_visit bigint)
returns jsonb language sql stable security definer
set search_path = public, pg_temp as $$
	select jsonb_build_object('group', v.group_id,
	    'client_id', v.client_id, 'account', v.recorded_by,
	    'visit', v.id, 'done_on', v.done_on, 'report', v.report,
	    'needs', v.needs)
	from visit v where v.id = of_visit
$$;

create or replace function visit_lines(sent jsonb)
returns table (place integer, title text, words text, day date)
language sql stable security definer
set search_path = public, pg_temp as $$
	select 1, 'روز بازدید', null, (sent ->> 'done_on')::date
	union all select 2, 'نویسنده', (select a.name from account a
	    where a.id = (sent ->> 'account')::bigint), null
	union all select 3, 'گزارش', sent ->> 'report', null
	union all select 4, 'نیازهای گروه', sent ->> 'needs', null
	union all select 5, 'بازدید بعدی', null, (sent ->> 'next_on')::date
$$;

-- visit_cancel(visit, why): by her whose visit or whose group it is.
create or replace function visit_cancel(of_visit bigint, why text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own visit;
begin
	if actor_clinic() is null or actor_role() <> 'facilitator' then
		perform refuse('forbidden');
	end if;
	select v.* into own from visit v
	join self_help_group g on g.id = v.group_id
	where v.id = of_visit and g.clinic_id = actor_clinic()
	    and (v.facilitator_id = actor_account()
	        or g.facilitator_id = actor_account())
	for no key update of v;
	if own.id is null then
		perform refuse('not_found');
	elsif own.state <> 'planned' then
		perform refuse('visit_over');
	end if;
	update visit set state = 'cancelled', cancelled_why = why,
	    recorded_by = actor_account(), recorded_at = now()
	where id = own.id;
	return json_build_object('visit', own.id, 'group', own.group_id,
	    'state', 'cancelled');
end
$$;

-- What is planned goes over to the next facilitator with the group, and ends
-- with it.
create or replace function visits_follow()
returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	if new.facilitator_id <> coalesce(old.facilitator_id, 0) then
		update visit set facilitator_id = new.facilitator_id
		where group_id = new.id and state = 'planned'
		    and facilitator_id = coalesce(old.facilitator_id,
		        facilitator_id);
	end if;
	if not group_binds(new.state) then
		update visit set state = 'cancelled',
		    cancelled_why = group_state_title(new.state)
		where group_id = new.id and state = 'planned';
	end if;
	return null;
end
$$;

create or replace trigger visits_follow
    after update of facilitator_id, state on self_help_group
    for each row when (old.facilitator_id is distinct from new.facilitator_id
        or old.state is distinct from new.state)
    execute function visits_follow();
