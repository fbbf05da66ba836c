-- Training sessions of a group: which module, when, by whom, who took part.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- training_record(group, client_id, module, held_on, trainer, note, presence)
create or replace function training_record(of_group bigint, client text,
    of_module text, held date, trainer text, note text, presence json)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own self_help_group := record_group(of_group);
	answer json := record_seen('training', own.id, client);
begin
	if answer is not null then
		return answer;
	end if;
	perform record_day(own, held);
	if not exists (select from training_module
	    where slug = of_module) then
		perform refuse('not_a_choice', 'module');
	end if;
	return record_keep('training', jsonb_build_object('group', own.id,
	    'client_id', client, 'account', actor_account(),
	    'module', of_module, 'held_on', held, 'trainer', trainer,
	    'note', note,
	    'presence', presence_read(own.id, held, presence)));
end
$$;

create or replace function training_put(sent jsonb)
returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	made bigint;
begin
	insert into training (group_id, client_id, module, held_on, trainer,
	    note, recorded_by)
	values ((sent ->> 'group')::bigint, sent ->> 'client_id',
	    sent ->> 'module', (sent ->> 'held_on')::date, sent ->> 'trainer',
	    sent ->> 'note', (sent ->> 'account')::bigint)
	on conflict do nothing
	returning id into made;
	insert into training_attendance (training_id, member_id, presence)
	select made, key::bigint, value from jsonb_each_text(sent -> 'presence')
	where made is not null;
	return made;
end
$$;

create or replace function training_met(sent jsonb)
returns bigint language sql stable security definer
set search_path = public, pg_temp as $$
	select id from training
	where group_id = (sent ->> 'group')::bigint
	    and module = sent ->> 'module'
	    and held_on = (sent ->> 'held_on')::date and voided_at is null
$$;

create or replace function training_payload(of_training bigint)
returns jsonb language sql stable security definer
set search_path = public, pg_temp as $$
	select jsonb_build_object('group', t.group_id, 'client_id', t.client_id,
	    'account', t.recorded_by, 'module', t.module, 'held_on', t.held_on,
	    'trainer', t.trainer, 'note', t.note,
	    'presence', (select coalesce(jsonb_object_agg(a.member_id,
	            a.presence), '{}')
	        from training_attendance a where a.training_id = t.id))
	from training t where t.id = of_training
$$;

create or replace function training_lines(sent jsonb)
returns table (place integer, title text, words text, day date)
language sql stable security definer
set search_path = public, pg_temp as $$
	select 1, 'روز آموزش', null, (sent ->> 'held_on')::date
	union all select 2, 'آموزش', (select m.title from training_module m
	    where m.slug = sent ->> 'module'), null
	union all select 3, 'نویسنده', (select a.name from account a
	    where a.id = (sent ->> 'account')::bigint), null
	union all select 4, 'آموزش‌دهنده', sent ->> 'trainer', null
	union all select 4 + n::integer, presence_title(p),
	    presence_names(sent -> 'presence', p), null
	from unnest(array['present', 'absent', 'excused'])
	    with ordinality w (p, n)
	union all select 8, 'یادداشت', sent ->> 'note', null
$$;

-- training_void(group, training, why)
create or replace function training_void(of_group bigint, of_training bigint,
    why text)
returns json language sql security definer
set search_path = public, pg_temp as $$
	select record_void('training', of_group, of_training, why)
$$;
