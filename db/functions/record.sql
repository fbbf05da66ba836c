-- What is written down about a group's life (meetings, training, visits,
-- assessments): who may write, what came before, and what met another record
-- of the same thing. Each thing brings functions of its own name:
--   <thing>_put(payload jsonb) returns bigint   records it; NULL: met another
--   <thing>_met(payload jsonb) returns bigint   the record that it met
--   <thing>_payload(id bigint) returns jsonb    a record as it would be sent
--   <thing>_lines(payload jsonb) returns table (place integer, title text,
--       words text, day date)                   the same for people to compare

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- Whether the actor writes down what happens in a group.
create or replace function records_group(own self_help_group)
returns boolean language sql stable as $$
	select coalesce(case actor_scope_kind()
	    when 'group' then actor_scope() = own.id
	        and actor_role() in ('leader', 'secretary')
	    when 'clinic' then actor_scope() = own.clinic_id end, false)
$$;

-- Whether the actor may declare a record of a group void.
create or replace function voids_group(own self_help_group)
returns boolean language sql stable as $$
	select coalesce(actor_clinic() = own.clinic_id
	    and actor_role() in ('facilitator', 'clinic_manager'), false)
$$;

-- The day from which a group has something to write down.
create or replace function group_begins(own self_help_group)
returns date language sql stable as $$
	select coalesce(least(own.forming_since, own.since),
	    own.created_at::date)
$$;

-- A group that the actor sees (her own when none is named), locked, so that two
-- who write about it come one after the other.
create or replace function group_lock(of_group bigint)
returns self_help_group language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own self_help_group;
begin
	select g.* into own from self_help_group g
	where g.id = coalesce(of_group, actor_group())
	    and sees_group(g.id, g.clinic_id, g.province_id)
	for no key update;
	if own.id is null then
		perform refuse('not_found');
	end if;
	return own;
end
$$;

-- The one that the actor writes records about.
create or replace function record_group(of_group bigint)
returns self_help_group language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own constant self_help_group := group_lock(of_group);
begin
	if not records_group(own) then
		perform refuse('forbidden');
	end if;
	return own;
end
$$;

-- Refuses a new record of a group that does not live, or of a day outside its
-- life.
create or replace function record_day(own self_help_group, held date)
returns void language plpgsql stable as $$
begin
	if not group_binds(own.state) then
		perform refuse('bad_move');
	elsif held > current_date or held < group_begins(own) then
		perform refuse('held_out_of_range', 'held_on',
		    json_build_object('since', group_begins(own)));
	end if;
end
$$;

-- What answers a record, made, made before, or waiting beside another. "see"
-- is the record of the thing that counts now.
create or replace function record_answer(of_group bigint, made bigint,
    conflict bigint, see bigint)
returns json language sql immutable as $$
	select json_build_object('id', made, 'conflict', conflict, 'see', see,
	    'group', of_group)
$$;

-- The answer that was given to the same client_id before; NULL to a new one. A
-- visit that is only planned, or was called off, was not told of.
create or replace function record_seen(thing text, of_group bigint,
    sent_client text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	made bigint;
	made_in bigint;
	waits sync_conflict;
begin
	execute format('select id, group_id from %I where client_id = $1'
	    || case thing when 'visit' then ' and done_on is not null'
	        else '' end, thing)
	into made, made_in using sent_client;
	if made is not null and made_in = of_group then
		return record_answer(of_group, made, null, made);
	end if;
	select * into waits from sync_conflict where client_id = sent_client;
	if waits.id is not null and waits.thing = record_seen.thing
	    and waits.group_id = of_group then
		return record_answer(of_group, null, waits.id, waits.existing_id);
	elsif made is not null or waits.id is not null then
		perform refuse('idempotency_mismatch', 'client_id');
	end if;
	return null;
end
$$;

-- Another record of the same thing, with all that was sent, waits until a
-- person chooses. Its id; the same client_id again gets the same one.
create or replace function conflict_add(of_group bigint, thing text,
    existing bigint, sent_client text, payload jsonb)
returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	made bigint;
begin
	insert into sync_conflict (group_id, thing, existing_id, client_id,
	    payload, account_id)
	values (of_group, thing, existing, sent_client, payload,
	    actor_account())
	on conflict (client_id) do nothing
	returning id into made;
	return coalesce(made, (select id from sync_conflict
	    where client_id = sent_client));
end
$$;

-- Records a thing that was checked, or puts it beside the one it met. payload
-- holds at least group, client_id and account (whose record it is).
create or replace function record_keep(thing text, payload jsonb)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	of_group constant bigint := (payload ->> 'group')::bigint;
	made bigint;
	met bigint;
begin
	execute format('select %I($1)', thing || '_put') into made using payload;
	if made is not null then
		return record_answer(of_group, made, null, made);
	end if;
	execute format('select %I($1)', thing || '_met') into met using payload;
	if met is null then
		perform refuse('conflict');
	end if;
	return record_answer(of_group, null, conflict_add(of_group, thing, met,
	    payload ->> 'client_id', payload), met);
end
$$;

create or replace function thing_title(thing text)
returns text language sql immutable parallel safe as $$
	select case thing
	    when 'meeting' then 'صورت‌جلسه'
	    when 'training' then 'آموزش'
	    when 'visit' then 'بازدید'
	    when 'assessment' then 'ارزیابی' end
$$;

-- Both versions line by line; nothing for a thing that cannot be compared.
create or replace function conflict_lines(of_conflict sync_conflict)
returns json language plpgsql stable security definer
set search_path = public, pg_temp as $$
declare
	lines json;
	lines_of constant text := of_conflict.thing || '_lines';
begin
	if to_regprocedure(lines_of || '(jsonb)') is null then
		return '[]'::json;
	end if;
	execute format('select json_agg(json_build_object('
	    '''title'', coalesce(a.title, b.title), ''kept'', a.words, '
	    '''kept_day'', a.day, ''sent'', b.words, ''sent_day'', b.day, '
	    '''differs'', (a.words, a.day) is distinct from (b.words, b.day)) '
	    'order by place) from %1$I(%2$I($1)) a '
	    'full join %1$I($2) b using (place) '
	    'where coalesce(a.words, b.words, a.day::text, b.day::text) '
	    'is not null', lines_of,
	    of_conflict.thing || '_payload')
	into lines using of_conflict.existing_id, of_conflict.payload;
	return coalesce(lines, '[]');
end
$$;

-- Who wrote down the record that counts now.
create or replace function conflict_kept_by(thing text, of_record bigint)
returns text language plpgsql stable security definer
set search_path = public, pg_temp as $$
declare
	kept_by text;
begin
	execute format('select a.name from %I t '
	    'join account a on a.id = t.recorded_by where t.id = $1', thing)
	into kept_by using of_record;
	return kept_by;
end
$$;

-- How many conflicts wait in the actor's clinic.
create or replace function conflicts_open()
returns bigint language sql stable security definer
set search_path = public, pg_temp as $$
	select count(*) from self_help_group g
	join sync_conflict c on c.group_id = g.id and c.resolved_at is null
	where g.clinic_id = actor_clinic()
$$;

-- The open conflicts of the actor's clinic, the oldest first.
create or replace function conflicts_json(after bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	with page as materialized (
	    select c.*, g.name as group_name
	    from self_help_group g
	    join sync_conflict c on c.group_id = g.id
	        and c.resolved_at is null
	    where g.clinic_id = actor_clinic()
	        and (after is null or c.id > after)
	    order by c.id limit 11
	)
	select json_build_object(
	    'conflicts', (select coalesce(json_agg(json_build_object(
	            'id', p.id, 'thing', p.thing,
	            'thing_title', thing_title(p.thing),
	            'existing', p.existing_id,
	            'group', json_build_object('id', p.group_id,
	                'name', p.group_name),
	            'sent_at', p.at, 'sent_by', a.name,
	            'kept_by', conflict_kept_by(p.thing, p.existing_id),
	            'day', (select min(one ->> 'kept_day')
	                from json_array_elements(l.lines) one),
	            'lines', l.lines) order by p.id), '[]')
	        from (select * from page order by id limit 10) p
	        join sync_conflict c on c.id = p.id
	        cross join lateral (select conflict_lines(c) as lines
	            offset 0) l
	        left join account a on a.id = p.account_id),
	    'next', (select case when count(*) > 10 then
	        ((array_agg(id order by id))[10])::text end from page),
	    'total', conflicts_open())
	where actor_clinic() is not null
$$;

-- conflict_resolve(conflict, resolution): the first record stays, or what was
-- sent takes its place. Choosing the same again changes nothing.
create or replace function conflict_resolve(of_conflict bigint, choice text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	waits sync_conflict;
	stays bigint;
begin
	if actor_clinic() is null or actor_role() not in ('facilitator',
	    'clinic_officer', 'clinic_manager') then
		perform refuse('forbidden');
	end if;
	select c.* into waits from sync_conflict c
	join self_help_group g on g.id = c.group_id
	where c.id = of_conflict and g.clinic_id = actor_clinic()
	for no key update;
	if waits.id is null then
		perform refuse('not_found');
	elsif waits.resolution <> choice then
		perform refuse('already_decided');
	elsif exists (select from group_member m
	    where m.id = (waits.payload ->> 'member')::bigint
	        and m.account_id = actor_account()) then
		perform refuse('own_assessment');
	end if;
	stays := waits.existing_id;
	if waits.resolution is null and choice = 'replaced' then
		stays := record_replace(waits);
	elsif choice = 'replaced' then
		execute format('select %I($1)', waits.thing || '_met')
		into stays using waits.payload;
	end if;
	update sync_conflict set resolution = choice, resolved_at = now(),
	    resolved_by = actor_account()
	where id = waits.id and resolution is null;
	return json_build_object('id', waits.id, 'resolution', choice,
	    'thing', waits.thing, 'record', stays, 'group', waits.group_id);
end
$$;

-- A record stops counting and stays to be seen. A visit has states of its own.
create or replace function record_drop(thing text, of_record bigint, why text)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	if thing = 'visit' then
		update visit set state = 'void', cancelled_why = why
		where id = of_record and state = 'done';
	else
		execute format('update %I set voided_at = now(), '
		    'voided_why = $2, voided_by = actor_account() '
		    'where id = $1 and voided_at is null', thing)
		using of_record, why;
	end if;
end
$$;

-- The actor declares a meeting, training or assessment of a group void.
create or replace function record_void(thing text, of_group bigint,
    of_record bigint, why text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own self_help_group;
	found_id bigint;
	gone_at timestamptz;
begin
	select g.* into own from self_help_group g
	where g.id = of_group and sees_group(g.id, g.clinic_id, g.province_id);
	execute format('select id, voided_at from %I where id = $1 '
	    'and group_id = $2 for no key update', thing)
	into found_id, gone_at using of_record, own.id;
	if found_id is null then
		perform refuse('not_found');
	elsif not voids_group(own) then
		perform refuse('forbidden');
	elsif gone_at is not null then
		perform refuse('already_void');
	end if;
	perform record_drop(thing, found_id, why);
	return json_build_object(thing, found_id, 'group', own.id);
end
$$;

-- The record that counts now goes, what waited beside it comes.
create or replace function record_replace(waits sync_conflict)
returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	met bigint;
	made bigint;
begin
	execute format('select %I($1)', waits.thing || '_met')
	into met using waits.payload;
	if met is not null then
		perform record_drop(waits.thing, met,
		    'نسخه دیگری از همین رویداد به جای آن پذیرفته شد.');
	end if;
	execute format('select %I($1)', waits.thing || '_put')
	into made using waits.payload;
	if made is null then
		perform refuse('conflict');
	end if;
	return made;
end
$$;

-- Who took part: {"12": "present"} of each member, checked against those who
-- were members on that day. Whoever was none is passed over.
create or replace function presence_read(of_group bigint, held date,
    presence json)
returns jsonb language plpgsql stable security definer
set search_path = public, pg_temp as $$
declare
	said jsonb;
	missing text;
begin
	if exists (select from json_each_text(presence) w
	    where not exists (select from group_member m
	        where m.id::text = w.key and m.group_id = of_group)
	        or w.value not in ('present', 'absent', 'excused')) then
		perform refuse('not_a_choice', 'presence');
	end if;
	select coalesce(jsonb_object_agg(w.key, w.value), '{}') into said
	from json_each_text(presence) w
	join group_member m on m.id::text = w.key
	where m.group_id = of_group and not m.pending and m.joined_on <= held
	    and (m.left_on is null or m.left_on >= held);
	select string_agg(m.name, '، ' order by m.id) into missing
	from group_member m
	where m.group_id = of_group and m.left_on is null and not m.pending
	    and m.joined_on <= held
	    and (m.paused_on is null or m.paused_on > held)
	    and not said ? m.id::text;
	if missing is not null then
		perform refuse('attendance_missing', 'presence',
		    json_build_object('names', missing));
	elsif not exists (select from jsonb_each_text(said)
	    where value = 'present') then
		perform refuse('nobody_came', 'presence');
	end if;
	return said;
end
$$;

-- The women whom a form asks about: members now, then those who left not long
-- ago, each with what was marked so far.
create or replace function presence_form(of_group bigint, marked json)
returns json language sql stable as $$
	select coalesce(json_agg(json_build_object('id', m.id, 'name', m.name,
	    'post_title', post_title(m.post), 'left_on', m.left_on,
	    'paused_on', m.paused_on, 'asked', m.left_on is null
	        and m.paused_on is null,
	    'choices', (select json_agg(json_build_object('presence', p,
	            'title', presence_title(p),
	            'chosen', coalesce(marked ->> m.id::text = p,
	                false)) order by n)
	        from unnest(array['present', 'absent', 'excused'])
	            with ordinality w (p, n)))
	    order by m.left_on nulls first, array_position(array['leader',
	        'secretary', 'treasurer', 'member'], m.post), m.id), '[]')
	from group_member m
	where m.group_id = of_group and not m.pending
	    and (m.left_on is null or m.left_on > current_date - 30)
$$;

create or replace function presence_title(presence text)
returns text language sql immutable parallel safe as $$
	select case presence
	    when 'present' then 'حاضر'
	    when 'absent' then 'غایب'
	    when 'excused' then 'غایب با عذر' end
$$;

-- The names of those who were one of these, of "presence" in a payload.
create or replace function presence_names(presence jsonb, wanted text)
returns text language sql stable security definer
set search_path = public, pg_temp as $$
	select string_agg(m.name, '، ' order by m.id)
	from jsonb_each_text(presence) p
	join group_member m on m.id = p.key::bigint
	where p.value = wanted
$$;

-- Who wrote something down, for those whom the group concerns.
create or replace function person_name(of_account bigint)
returns text language sql stable security definer
set search_path = public, pg_temp as $$
	select coalesce(a.name, mobile_mask(a.mobile)) from account a
	where a.id = of_account and actor_scope_kind() is not null
$$;
