-- Groups: whose membership counts, and what a clinic decides about them.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- A membership binds while the group is forming or at work.
create or replace function group_binds(state text)
returns boolean language sql immutable parallel safe as $$
	select state in ('forming', 'in_review', 'confirmed', 'active', 'paused')
$$;

create or replace function member_in_force()
returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	new.in_force := new.left_on is null and group_binds((select g.state
	    from self_help_group g where g.id = new.group_id));
	return new;
end
$$;

create or replace function members_in_force()
returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	update group_member set in_force = group_binds(new.state)
	where group_id = new.id and left_on is null
	    and in_force <> group_binds(new.state);
	return null;
end
$$;

create or replace trigger in_force
    before insert or update of group_id, left_on on group_member
    for each row execute function member_in_force();
create or replace trigger members_in_force
    after update of state on self_help_group
    for each row when (old.state is distinct from new.state)
    execute function members_in_force();

-- What a decision is taken on, to be kept with it. A person stands in it by
-- her hash: a history is read by more people than her file.
create or replace function group_facts(of_group bigint)
returns jsonb language sql stable security definer
set search_path = public, pg_temp as $$
	select jsonb_build_object('name', g.name, 'kind', g.kind,
	    'trade', t.slug, 'province', r.name, 'city', n.name,
	    'clinic', jsonb_build_object('id', k.id, 'name', k.name),
	    'applied_by', g.applied_by, 'story', g.story,
	    'gate', application_gate(g.id)::jsonb,
	    'members', (select coalesce(jsonb_agg(jsonb_build_object(
	            'id', m.id, 'name', m.name, 'post', m.post,
	            'mobile', mobile_mask(m.mobile),
	            'national_id_hash', encode(m.national_id_hash, 'hex'))
	            order by m.id), '[]')
	        from group_member m
	        where m.group_id = g.id and m.left_on is null))
	from self_help_group g
	join category t on t.id = g.category_id
	join province r on r.id = g.province_id
	join city n on n.id = g.city_id
	join clinic k on k.id = g.clinic_id
	where g.id = of_group
$$;

-- Whether the actor has a part in a group: she applied for it, is one of its
-- members, or answers to the telephone of one.
create or replace function group_is_own(of_group bigint)
returns boolean language sql stable security definer
set search_path = public, pg_temp as $$
	select exists (select from self_help_group g
	        where g.id = of_group and g.applied_by = actor_account())
	    or exists (select from group_member m
	        join account a on a.id = actor_account()
	        where m.group_id = of_group and m.left_on is null
	            and (m.account_id = a.id or m.mobile = a.mobile))
$$;

-- The lines that a message may spend on a reason.
create or replace function message_reason(why text)
returns text language sql immutable parallel safe as $$
	select case when length(why) > 80 then left(why, 79) || '…' else why end
$$;

-- Tells the applicant and the leader what became of their application.
create or replace function group_tell(of_group bigint, kind text, why text)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	told text;
begin
	for told in
		select a.mobile from self_help_group g
		join account a on a.id = g.applied_by where g.id = of_group
		union
		select m.mobile from group_member m
		where m.group_id = of_group and m.post = 'leader'
		    and m.left_on is null and m.mobile is not null
		order by 1
	loop
		perform message_add(kind, told, jsonb_build_object('group',
		    (select g.name from self_help_group g where g.id = of_group),
		    'why', message_reason(why)));
	end loop;
end
$$;

-- Moves an application of the actor's clinic, with the facts it was decided
-- on. seen is the last line of its history that the decider saw.
create or replace function application_decide(of_group bigint, seen bigint,
    new_state text, why text)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	asked self_help_group;
begin
	select * into asked from self_help_group
	where id = of_group and clinic_id = actor_clinic() for update;
	if asked.id is null or asked.state = 'draft' then
		perform refuse('not_found');
	elsif group_is_own(of_group) then
		perform refuse('own_application');
	elsif not exists (select from state_move where thing = 'group'
	    and from_state = asked.state and to_state = new_state)
	    or asked.state <> 'submitted' then
		perform refuse('already_decided');
	elsif seen <> (select max(id) from group_history
	    where group_id = of_group) then
		perform refuse('conflict');
	end if;
	perform move_note(why, group_facts(of_group));
	update self_help_group set state = new_state where id = of_group;
end
$$;

-- Accounts and roles for the members of a group that begins its work.
create or replace function members_welcome(of_group bigint)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	woman group_member;
	person bigint;
begin
	for woman in select * from group_member
	    where group_id = of_group and left_on is null order by mobile loop
		insert into account (mobile, name)
		values (woman.mobile, woman.name)
		on conflict (mobile) do update
		set name = coalesce(account.name, excluded.name)
		returning id into person;
		update group_member
		set account_id = person, joined_on = current_date
		where id = woman.id;
		perform role_give(person, woman.post, 'group', of_group);
		perform message_add('role_given', woman.mobile,
		    jsonb_build_object('role', post_title(woman.post), 'scope',
		        scope_name('group', of_group)), person);
	end loop;
end
$$;

-- application_approve(id, seen): by the clinic's manager. The table of moves
-- says where it leads: to work at once, or into formation.
create or replace function application_approve(of_id bigint, seen bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	leads_to text;
begin
	if actor_clinic() is null or actor_role() <> 'clinic_manager' then
		perform refuse('forbidden');
	end if;
	select to_state into leads_to from state_move
	where thing = 'group' and from_state = 'submitted'
	    and to_state in ('active', 'forming')
	order by to_state limit 1;
	-- Refused before the move, so that the facts kept are those that held.
	if exists (select from self_help_group where id = of_id
	        and clinic_id = actor_clinic() and state = 'submitted')
	    and not (application_gate(of_id) ->> 'open')::boolean then
		perform refuse('application_incomplete');
	end if;
	begin
		perform application_decide(of_id, seen, leads_to, null);
	exception when unique_violation then
		-- Another group of one of them was approved a moment ago.
		perform refuse('application_incomplete');
	end;
	if leads_to = 'active' then
		update self_help_group set since = current_date where id = of_id;
		perform members_welcome(of_id);
	end if;
	perform group_tell(of_id, 'group_approved', null);
	return json_build_object('id', of_id, 'state', leads_to);
end
$$;

-- application_return(id, seen, why): back to the applicant, to be completed.
create or replace function application_return(of_id bigint, seen bigint,
    why text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	if actor_clinic() is null
	    or actor_role() not in ('clinic_officer', 'clinic_manager') then
		perform refuse('forbidden');
	end if;
	perform application_decide(of_id, seen, 'returned', why);
	perform group_tell(of_id, 'group_returned', why);
	return json_build_object('id', of_id, 'state', 'returned');
end
$$;

-- application_reject(id, seen, why): the end of it, by the manager.
create or replace function application_reject(of_id bigint, seen bigint,
    why text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	if actor_clinic() is null or actor_role() <> 'clinic_manager' then
		perform refuse('forbidden');
	end if;
	perform application_decide(of_id, seen, 'rejected', why);
	perform group_tell(of_id, 'group_rejected', why);
	return json_build_object('id', of_id, 'state', 'rejected');
end
$$;

-- member_unmask(id, member, why): a member's national id, still sealed; the
-- service opens it. Who looked, and why, stays.
create or replace function member_unmask(of_id bigint, of_member bigint,
    why text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	woman group_member;
begin
	if actor_clinic() is null
	    or actor_role() not in ('clinic_officer', 'clinic_manager') then
		perform refuse('forbidden');
	end if;
	select m.* into woman from group_member m
	join self_help_group g on g.id = m.group_id
	where m.id = of_member and g.id = of_id and g.state <> 'draft'
	    and g.clinic_id = actor_clinic();
	if woman.id is null or woman.national_id_sealed is null then
		perform refuse('not_found');
	end if;
	insert into access_log (account_id, role, operation, subject_kind,
	    subject_id, why)
	values (actor_account(), actor_role(), 'member_unmask', 'member',
	    of_member, why);
	return json_build_object('id', of_id, 'member', of_member,
	    'name', woman.name, 'why', why, 'at', now(),
	    'sealed', encode(woman.national_id_sealed, 'hex'));
end
$$;

-- The moves of a group, for those it concerns: the clinic sees who made each,
-- the applicant only whether it was herself or the clinic.
create or replace function group_history_json(of_group bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select coalesce(json_agg(json_build_object('at', h.at,
	    'state', h.to_state, 'title', group_state_title(h.to_state),
	    'why', h.why, 'who', case
	        when h.account_id is null then null
	        when h.account_id = g.applied_by then 'متقاضی'
	        when sees_group_id(g.id) then a.name
	        else 'کلینیک' end) order by h.id desc), '[]')
	from self_help_group g
	join group_history h on h.group_id = g.id and h.to_state <> 'draft'
	left join account a on a.id = h.account_id
	where g.id = of_group
	    and (sees_group_id(g.id) or g.applied_by = actor_account())
$$;

-- Who applied for a group, for its clinic to call.
create or replace function group_applicant_json(of_group bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select json_build_object('name', a.name, 'mobile', a.mobile)
	from self_help_group g join account a on a.id = g.applied_by
	where g.id = of_group and g.clinic_id = actor_clinic()
$$;
