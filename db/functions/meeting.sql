-- A group's meetings: minutes, who was there, what was decided, who was
-- elected. Never edited: declared void, and written anew.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- meeting_record(group, client_id, held_on, place, minutes, next_on, presence,
-- decision, elected_leader, elected_secretary, elected_treasurer)
create or replace function meeting_record(of_group bigint, client text,
    held date, place text, minutes text, next_on date, presence json,
    decision json, leader bigint, secretary bigint, treasurer bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own self_help_group := record_group(of_group);
	answer json := record_seen('meeting', own.id, client);
	elected constant jsonb := jsonb_strip_nulls(jsonb_build_object(
	    'leader', leader, 'secretary', secretary, 'treasurer', treasurer));
	attended jsonb;
begin
	if answer is not null then
		return answer;
	end if;
	perform record_day(own, held);
	if next_on <= held then
		perform refuse('next_too_early', 'next_on');
	end if;
	attended := presence_read(own.id, held, presence);
	perform election_check(own.id, held, elected, attended);
	return record_keep('meeting', jsonb_build_object('group', own.id,
	    'client_id', client, 'account', actor_account(), 'held_on', held,
	    'place', place, 'minutes', minutes, 'next_on', next_on,
	    'presence', attended, 'elected', elected,
	    'decisions', (select coalesce(jsonb_agg(d order by n), '[]')
	        from json_array_elements_text(decision)
	            with ordinality w (d, n) where d is not null)));
end
$$;

-- A post goes to a member who was there, since nobody else can be asked
-- whether she takes it; each gets one, and more than half of them were there
-- to choose.
create or replace function election_check(of_group bigint, held date,
    elected jsonb, attended jsonb)
returns void language plpgsql stable security definer
set search_path = public, pg_temp as $$
declare
	choice record;
	there constant integer := (select count(*) from jsonb_each_text(attended)
	    where value = 'present');
	members constant integer := (select count(*)
	    from jsonb_each_text(attended));
begin
	for choice in select key as post, value::bigint as member
	    from jsonb_each_text(elected) order by key loop
		if not exists (select from group_member m
		    where m.id = choice.member and m.group_id = of_group
		        and m.left_on is null and not m.pending
		        and m.joined_on <= held) then
			perform refuse('not_a_choice', 'elected_' || choice.post);
		elsif exists (select from jsonb_each_text(elected)
		    where value::bigint = choice.member and key < choice.post) then
			perform refuse('elected_twice', 'elected_' || choice.post);
		elsif actor_group() is not null and exists (select
		    from group_member m where m.id = choice.member
		        and m.account_id = actor_account()
		        and m.post <> choice.post) then
			perform refuse('own_election', 'elected_' || choice.post);
		elsif attended ->> choice.member::text is distinct from 'present' then
			perform refuse('elected_absent', 'elected_' || choice.post,
			    json_build_object('name', (select name from group_member
			        where id = choice.member)));
		elsif there * 2 <= members then
			perform refuse('election_quorum', 'presence',
			    json_build_object('there', there, 'members', members));
		end if;
	end loop;
end
$$;

-- Whether a post was given again in a meeting after that day.
create or replace function elected_later(of_group bigint, held date,
    of_post text)
returns boolean language sql stable as $$
	select exists (select from meeting t
	    join meeting_election o on o.meeting_id = t.id
	    where t.group_id = of_group and t.voided_at is null
	        and t.held_on > held and o.post = of_post)
$$;

-- An election gives the posts, unless a later one has given them already.
create or replace function meeting_put(sent jsonb)
returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	made bigint;
	of_group constant bigint := (sent ->> 'group')::bigint;
	held constant date := (sent ->> 'held_on')::date;
	choice record;
begin
	insert into meeting (group_id, client_id, held_on, place, minutes,
	    next_on, recorded_by)
	values (of_group, sent ->> 'client_id', held, sent ->> 'place',
	    sent ->> 'minutes', (sent ->> 'next_on')::date,
	    (sent ->> 'account')::bigint)
	on conflict do nothing
	returning id into made;
	if made is null then
		return null;
	end if;
	insert into meeting_attendance (meeting_id, member_id, presence)
	select made, key::bigint, value from jsonb_each_text(sent -> 'presence');
	insert into meeting_decision (meeting_id, n, body)
	select made, n, body
	from jsonb_array_elements_text(sent -> 'decisions')
	    with ordinality w (body, n);
	-- Who held each before: of all of them before any is given away.
	insert into meeting_election (meeting_id, post, member_id, instead_of)
	select made, e.key, e.value::bigint, (select m.id from group_member m
	    where m.group_id = of_group and m.post = e.key
	        and m.left_on is null and m.id <> e.value::bigint
	        and not elected_later(of_group, held, e.key))
	from jsonb_each_text(sent -> 'elected') e;
	for choice in select e.post, e.member_id from meeting_election e
	    join group_member m on m.id = e.member_id
	    where e.meeting_id = made and m.left_on is null
	        and not elected_later(of_group, held, e.post)
	    order by e.post loop
		perform post_give(of_group, choice.post, choice.member_id, held);
	end loop;
	return made;
end
$$;

create or replace function meeting_met(sent jsonb)
returns bigint language sql stable security definer
set search_path = public, pg_temp as $$
	select id from meeting
	where group_id = (sent ->> 'group')::bigint
	    and held_on = (sent ->> 'held_on')::date and voided_at is null
$$;

create or replace function meeting_payload(of_meeting bigint)
returns jsonb language sql stable security definer
set search_path = public, pg_temp as $$
	select jsonb_build_object('group', t.group_id, 'client_id', t.client_id,
	    'account', t.recorded_by, 'held_on', t.held_on, 'place', t.place,
	    'minutes', t.minutes, 'next_on', t.next_on,
	    'presence', (select coalesce(jsonb_object_agg(a.member_id,
	            a.presence), '{}')
	        from meeting_attendance a where a.meeting_id = t.id),
	    'elected', (select coalesce(jsonb_object_agg(e.post, e.member_id),
	            '{}')
	        from meeting_election e where e.meeting_id = t.id),
	    'decisions', (select coalesce(jsonb_agg(d.body order by d.n), '[]')
	        from meeting_decision d where d.meeting_id = t.id))
	from meeting t where t.id = of_meeting
$$;

create or replace function meeting_lines(sent jsonb)
returns table (place integer, title text, words text, day date)
language sql stable security definer
set search_path = public, pg_temp as $$
	select 1, 'روز جلسه', null, (sent ->> 'held_on')::date
	union all select 2, 'نویسنده', (select a.name from account a
	    where a.id = (sent ->> 'account')::bigint), null
	union all select 3, 'محل', sent ->> 'place', null
	union all select 3 + n::integer, presence_title(p),
	    presence_names(sent -> 'presence', p), null
	from unnest(array['present', 'absent', 'excused'])
	    with ordinality w (p, n)
	union all select 7, 'گفت‌وگوها', sent ->> 'minutes', null
	union all select 8, 'تصمیم‌ها', (select string_agg(d, E'\n' order by n)
	    from jsonb_array_elements_text(sent -> 'decisions')
	        with ordinality w (d, n)), null
	union all select 9, 'انتخاب سمت‌ها', (select string_agg(
	        post_title(e.key) || ': ' || m.name, E'\n' order by e.key)
	    from jsonb_each_text(sent -> 'elected') e
	    join group_member m on m.id = e.value::bigint), null
	union all select 10, 'جلسه بعد', null, (sent ->> 'next_on')::date
$$;

-- meeting_void(group, meeting, why): a wrong record stops counting. Posts that
-- it gave stay with whoever holds them until the next election.
create or replace function meeting_void(of_group bigint, of_meeting bigint,
    why text)
returns json language sql security definer
set search_path = public, pg_temp as $$
	select record_void('meeting', of_group, of_meeting, why)
$$;

-- How a group's meetings of the last year were attended, in percent.
create or replace function meetings_percent(of_group bigint)
returns integer language sql stable security definer
set search_path = public, pg_temp as $$
	select (100 * count(*) filter (where a.presence = 'present')
	    / nullif(count(*), 0))::integer
	from meeting t join meeting_attendance a on a.meeting_id = t.id
	where t.group_id = of_group and sees_group_id(of_group)
	    and t.voided_at is null and t.held_on > current_date - 365
$$;

-- Who holds a post now.
create or replace function post_holder(of_group bigint, of_post text)
returns text language sql stable as $$
	select m.name from group_member m
	where m.group_id = of_group and m.post = of_post and m.left_on is null
$$;
