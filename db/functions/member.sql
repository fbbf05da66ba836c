-- Membership: a woman's own yes, and joining, pausing and leaving in time.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- A membership binds while the group is forming or at work.
create or replace function member_in_force()
returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	select g.kind, new.left_on is null and not new.pending
	    and group_binds(g.state)
	into new.group_kind, new.in_force
	from self_help_group g where g.id = new.group_id;
	return new;
end
$$;

create or replace function members_in_force()
returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	update group_member set in_force = group_binds(new.state),
	    group_kind = new.kind
	where group_id = new.id and left_on is null and not pending
	    and (in_force, group_kind)
	        is distinct from (group_binds(new.state), new.kind);
	return null;
end
$$;

create or replace trigger in_force
    before insert or update of group_id, left_on, pending on group_member
    for each row execute function member_in_force();
create or replace trigger members_in_force
    after update of state, kind on self_help_group
    for each row when (old.state is distinct from new.state
        or old.kind is distinct from new.kind)
    execute function members_in_force();

create or replace function member_note(of_member group_member, change text,
    on_day date, why text default null)
returns void language sql security definer
set search_path = public, pg_temp as $$
	insert into member_history (member_id, group_id, account_id, change,
	    on_day, post, why)
	values (of_member.id, of_member.group_id, actor_account(), change,
	    on_day, of_member.post, why)
$$;

create or replace function consent_version(of_kind text)
returns integer language sql stable as $$
	select max(version) from consent_text
	where kind = of_kind and valid_from <= current_date
$$;

-- Whether a member has said yes to the text in force, as who she now is.
create or replace function member_consented(of_member bigint)
returns boolean language plpgsql stable security definer
set search_path = public, pg_temp as $$
begin
	return exists (select from group_member m
	    join consent c on c.member_id = m.id and c.withdrawn_at is null
	        and c.kind = 'membership'
	        and c.version = consent_version('membership')
	        and c.mobile = m.mobile
	        and c.national_id_hash is not distinct from m.national_id_hash
	    where m.id = of_member);
end
$$;

-- The membership that the actor may say yes to: her own, by the number of her
-- telephone; or that of one beside her, as the applicant or leader.
create or replace function invitation_lock(of_member bigint)
returns group_member language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	woman group_member;
begin
	select m.* into woman from group_member m
	join self_help_group g on g.id = m.group_id
	join account a on a.id = actor_account()
	where m.id = of_member and m.left_on is null
	    and g.state in ('draft', 'submitted', 'returned', 'forming',
	        'in_review', 'confirmed', 'active', 'paused')
	    and (m.mobile = a.mobile or g.applied_by = a.id
	        or (actor_group() = g.id and actor_role() in ('leader',
	            'secretary')))
	for no key update of m;
	if woman.id is null then
		perform refuse('not_found');
	elsif woman.mobile is null then
		perform refuse('mobile_missing');
	end if;
	return woman;
end
$$;

-- invitation_code(member): a code to her own telephone, with what it means.
create or replace function invitation_code(of_member bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	woman group_member := invitation_lock(of_member);
begin
	if member_consented(woman.id) then
		perform refuse('already_agreed');
	end if;
	return (code_send(woman.mobile, 'member:' || woman.id, 'member_code',
	    jsonb_build_object('group', scope_name('group', woman.group_id)))
	    ::jsonb || jsonb_build_object('member', woman.id))::json;
end
$$;

-- invitation_accept(member, code, publicity): her yes. A group at work has a
-- new member from this day on.
create or replace function invitation_accept(of_member bigint, code text,
    publicity boolean)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	woman group_member := invitation_lock(of_member);
	outcome text;
begin
	-- The same yes twice is one.
	if member_consented(woman.id) then
		return json_build_object('member', woman.id,
		    'group', woman.group_id);
	end if;
	outcome := code_try(woman.mobile, 'member:' || woman.id, code);
	if outcome <> '' then
		return refused(outcome, 'code');
	end if;
	update consent set withdrawn_at = now()
	where member_id = woman.id and withdrawn_at is null;
	insert into consent (member_id, group_id, kind, version,
	    national_id_hash, mobile, account_id, own)
	select woman.id, woman.group_id, kind, consent_version(kind),
	    woman.national_id_hash, woman.mobile, actor_account(),
	    exists (select from account a where a.id = actor_account()
	        and a.mobile = woman.mobile)
	from unnest(array['membership', 'publicity']) kind
	where kind = 'membership' or publicity;
	if woman.pending then
		perform member_begin(woman);
	end if;
	return json_build_object('member', woman.id, 'group', woman.group_id);
exception when unique_violation then
	perform refuse('member_elsewhere');
end
$$;

-- invitation_decline(member): she was asked and says no.
create or replace function invitation_decline(of_member bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	woman group_member := invitation_lock(of_member);
begin
	if not exists (select from account a where a.id = actor_account()
	    and a.mobile = woman.mobile) then
		perform refuse('not_found');
	elsif woman.in_force then
		perform refuse('already_agreed');
	end if;
	delete from group_member where id = woman.id;
	return json_build_object('member', woman.id);
end
$$;

-- publicity_withdraw(member): it can be taken back at any time;
-- membership ends by leaving.
create or replace function publicity_withdraw(of_member bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	update consent c set withdrawn_at = now()
	from group_member m
	where m.id = of_member and m.account_id = actor_account()
	    and c.member_id = m.id and c.kind = 'publicity'
	    and c.withdrawn_at is null;
	if not found then
		perform refuse('not_found');
	end if;
	return json_build_object('member', of_member);
end
$$;

-- An account and a role for a member; her number is how she logs in.
create or replace function member_welcome(woman group_member)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	person bigint;
begin
	insert into account (mobile, name) values (woman.mobile, woman.name)
	on conflict (mobile) do update
	set name = coalesce(account.name, excluded.name)
	returning id into person;
	update group_member set account_id = person where id = woman.id;
	perform role_give(person, woman.post, 'group', woman.group_id);
	perform message_add('role_given', woman.mobile,
	    jsonb_build_object('role', post_title(woman.post), 'scope',
	        scope_name('group', woman.group_id)), person);
end
$$;

-- The members of a group that begins to form.
create or replace function members_welcome(of_group bigint)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	woman group_member;
begin
	update group_member set joined_on = current_date
	where group_id = of_group and left_on is null and not pending;
	-- By number, so that two groups at once lock accounts in one order.
	for woman in select * from group_member
	    where group_id = of_group and left_on is null and not pending
	    order by mobile loop
		perform member_welcome(woman);
		perform member_note(woman, 'joined', current_date);
	end loop;
end
$$;

-- A woman who was asked into a group at work has said yes.
create or replace function member_begin(woman group_member)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own self_help_group;
begin
	select * into own from self_help_group
	where id = woman.group_id for no key update;
	if (select count(*) from group_member where group_id = own.id
	    and left_on is null and not pending) >= members_most(own.kind) then
		perform refuse('members_full', data => json_build_object('max',
		    members_most(own.kind)));
	end if;
	update group_member set pending = false, joined_on = current_date
	where id = woman.id;
	perform member_welcome(woman);
	perform member_note(woman, 'joined', current_date);
end
$$;

-- The member of a group that the actor may change: she herself, her group's
-- leader or secretary, its facilitator or clinic.
create or replace function member_lock(of_member bigint)
returns group_member language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	woman group_member;
begin
	select m.* into woman from group_member m
	join self_help_group g on g.id = m.group_id
	where m.id = of_member and m.left_on is null and not m.pending
	    and group_binds(g.state)
	    and (m.account_id = actor_account()
	        or (actor_group() = g.id and actor_role() in ('leader',
	            'secretary'))
	        or (actor_clinic() = g.clinic_id and actor_role() in
	            ('facilitator', 'clinic_officer', 'clinic_manager')))
	for no key update of m;
	if woman.id is null then
		perform refuse('not_found');
	end if;
	return woman;
end
$$;

-- member_invite(name, national_id, mobile): into the actor's group; she is
-- pending until she says yes by her own code.
create or replace function member_invite(new_name text, new_national_id json,
    new_mobile text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own self_help_group;
	hash bytea := decode(new_national_id ->> 'hash', 'hex');
	made bigint;
begin
	if actor_group() is null or actor_role() not in ('leader',
	    'secretary') then
		perform refuse('forbidden');
	end if;
	perform rate_take('member_save:' || actor_account(), 60, '1 hour');
	perform rate_take('asked:' || new_mobile, 5, '1 day');
	select * into own from self_help_group
	where id = actor_group() for no key update;
	if not group_binds(own.state) then
		perform refuse('bad_move');
	elsif (select count(*) from group_member where group_id = own.id
	    and left_on is null) >= members_most(own.kind) then
		perform refuse('members_full', data => json_build_object('max',
		    members_most(own.kind)));
	elsif exists (select from group_member where group_id = own.id
	    and left_on is null and national_id_hash = hash) then
		perform refuse('member_twice', 'national_id');
	elsif exists (select from group_member where group_id = own.id
	    and left_on is null and mobile = new_mobile) then
		perform refuse('mobile_twice', 'mobile');
	end if;
	insert into group_member (group_id, name, national_id_hash,
	    national_id_sealed, mobile, pending)
	values (own.id, new_name, hash,
	    decode(new_national_id ->> 'sealed', 'hex'), new_mobile, true)
	returning id into made;
	perform message_add('member_asked', new_mobile,
	    jsonb_build_object('group', own.name));
	return json_build_object('member', made);
end
$$;

-- member_uninvite(member): one who has not answered.
create or replace function member_uninvite(of_member bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	delete from group_member where id = of_member and pending
	    and group_id = actor_group()
	    and actor_role() in ('leader', 'secretary');
	if not found then
		perform refuse('not_found');
	end if;
	return json_build_object('member', of_member);
end
$$;

-- member_leave(member, on, why): her roles in the group end the same day.
create or replace function member_leave(of_member bigint, on_day date,
    why text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	woman group_member := member_lock(of_member);
begin
	if on_day < woman.joined_on or on_day > current_date then
		perform refuse('day_out_of_range', 'on');
	elsif woman.post <> 'member' and actor_group() is not null
	    and woman.account_id is distinct from actor_account() then
		perform refuse('post_held');
	elsif fund_holds(woman) then
		perform refuse('savings_open');
	end if;
	update group_member set left_on = on_day, left_why = why
	where id = woman.id;
	update role_grant set ended_at = now()
	where account_id = woman.account_id and scope_kind = 'group'
	    and scope_id = woman.group_id and ended_at is null;
	perform member_note(woman, 'left', on_day, why);
	return json_build_object('member', woman.id);
end
$$;

-- member_pause(member, on, why), member_resume(member)
create or replace function member_pause(of_member bigint, on_day date,
    why text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	woman group_member := member_lock(of_member);
begin
	if on_day < woman.joined_on or on_day > current_date then
		perform refuse('day_out_of_range', 'on');
	elsif woman.paused_on is not null then
		perform refuse('bad_move');
	end if;
	update group_member set paused_on = on_day where id = woman.id;
	perform member_note(woman, 'paused', on_day, why);
	return json_build_object('member', woman.id);
end
$$;

create or replace function member_resume(of_member bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	woman group_member := member_lock(of_member);
begin
	if woman.paused_on is null then
		perform refuse('bad_move');
	end if;
	update group_member set paused_on = null where id = woman.id;
	perform member_note(woman, 'resumed', current_date);
	return json_build_object('member', woman.id);
end
$$;

-- Puts an elected woman into a post, out of which whoever held it goes.
create or replace function post_give(of_group bigint, of_post text,
    to_member bigint, on_day date)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	changed group_member;
begin
	for changed in
		update group_member set post = 'member'
		where group_id = of_group and left_on is null
		    and post = of_post and id <> to_member
		returning *
	loop
		perform post_changed(changed, on_day);
	end loop;
	update group_member set post = of_post
	where id = to_member and group_id = of_group and post <> of_post
	returning * into changed;
	if found then
		perform post_changed(changed, on_day);
	end if;
end
$$;

-- She acts in it from now on, its history says so, and she is told.
create or replace function post_changed(woman group_member, on_day date)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	perform post_grant(woman);
	perform member_note(woman, 'post', on_day);
	if woman.mobile is not null then
		perform message_add('post_changed', woman.mobile,
		    jsonb_build_object('group', scope_name('group',
		        woman.group_id), 'post', post_title(woman.post)),
		    woman.account_id);
	end if;
end
$$;

-- Her role in the group is the one of her post, and no other. A browser that
-- acts in the one that ends goes on in the new one.
create or replace function post_grant(woman group_member)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	over bigint[];
	given bigint;
begin
	if woman.account_id is null then
		return;
	end if;
	with ended as (
	    update role_grant set ended_at = now()
	    where account_id = woman.account_id and scope_kind = 'group'
	        and scope_id = woman.group_id and role <> woman.post
	        and ended_at is null
	    returning id
	)
	select array_agg(id) into over from ended;
	given := role_give(woman.account_id, woman.post, 'group',
	    woman.group_id);
	update session set role_grant_id = given
	where account_id = woman.account_id and role_grant_id = any (over);
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
	perform access_note('member', of_member, why);
	return json_build_object('id', of_id, 'member', of_member,
	    'name', woman.name, 'why', why, 'at', now(),
	    'sealed', encode(woman.national_id_sealed, 'hex'));
end
$$;

-- Whether the actor keeps the files of a group's members: its clinic, or who
-- applies for it as long as it is only an application.
create or replace function keeps_files(own self_help_group)
returns boolean language sql stable as $$
	select coalesce((actor_clinic() = own.clinic_id
	        and actor_role() in ('clinic_officer', 'clinic_manager'))
	    or (own.applied_by = actor_account()
	        and own.state in ('draft', 'submitted', 'returned')), false)
$$;

-- A member's telephone, for who calls her: whoever keeps her file, goes with
-- her group or holds a post in it, and she herself. Others see it masked;
-- those far away, and the applicant of a group she is not in, not at all.
create or replace function member_mobile(mobile text, of_account bigint,
    own self_help_group)
returns text language sql stable as $$
	select case
	    when of_account = actor_account() or keeps_files(own)
	        or (actor_clinic() = own.clinic_id
	            and actor_role() = 'facilitator')
	        or (actor_group() = own.id and actor_role() in ('leader',
	            'secretary', 'treasurer')) then mobile
	    when actor_group() = own.id then mobile_mask(mobile) end
$$;

-- The members of a group as its people, its clinic and the offices see them:
-- a national id only for those who keep her file. Those who were asked and
-- have not answered stand at the end.
create or replace function group_members_json(of_group bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select coalesce(json_agg(json_build_object('id', m.id, 'name', m.name,
	    'mobile', member_mobile(m.mobile, m.account_id, g),
	    'post', m.post, 'post_title', post_title(m.post),
	    'application', g.id,
	    'agreed', member_consented(m.id), 'pending', m.pending,
	    'self', m.account_id = actor_account(),
	    'joined_on', m.joined_on, 'paused_on', m.paused_on,
	    'identified', m.national_id_hash is not null,
	    'sealed', case when keeps_files(g)
	        then encode(m.national_id_sealed, 'hex') end)
	    order by m.pending, array_position(array['leader', 'secretary',
	        'treasurer', 'member'], m.post), m.id), '[]')
	from self_help_group g
	join group_member m on m.group_id = g.id and m.left_on is null
	where g.id = of_group
	    and (sees_people(g.id) or applies_for(g.id))
$$;

-- The memberships under the actor's own number: those that wait for her yes,
-- or those she gave it to.
create or replace function invitations_json(given boolean)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select coalesce(json_agg(json_build_object('member', m.id,
	    'group', g.name, 'city', n.name, 'trade', t.title,
	    'leader', (select o.name from group_member o
	        where o.group_id = g.id and o.post = 'leader'
	            and o.left_on is null),
	    'given_at', (select max(c.given_at) from consent c
	        where c.member_id = m.id and c.withdrawn_at is null
	            and c.kind = 'membership'),
	    'publicity', exists (select from consent c
	        where c.member_id = m.id and c.withdrawn_at is null
	            and c.kind = 'publicity'),
	    'coming', group_coming_json(g.id)) order by m.id desc), '[]')
	from account a
	join group_member m on m.mobile = a.mobile and m.left_on is null
	join self_help_group g on g.id = m.group_id
	join city n on n.id = g.city_id
	join category t on t.id = g.category_id
	where a.id = actor_account() and member_consented(m.id) = given
	    and (g.state in ('draft', 'submitted', 'returned')
	        or group_binds(g.state))
$$;

-- What agreeing to a membership means, for whoever may stand before it.
create or replace function invitation_json(of_member bigint, sent boolean)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select json_build_object('member', m.id, 'name', m.name,
	    'mobile_masked', mobile_mask(m.mobile), 'own', m.mobile = a.mobile,
	    'agreed', member_consented(m.id),
	    'can_decline', m.mobile = a.mobile and not m.in_force,
	    'sent', sent, 'post_title', post_title(m.post),
	    'group', json_build_object('id', g.id, 'name', g.name,
	        'kind_title', group_kind_title(g.kind), 'trade', t.title,
	        'city', n.name, 'clinic', k.name),
	    'statute', exists (select from group_statute s
	        where s.group_id = g.id),
	    'coming', case when m.mobile = a.mobile
	        then group_coming_json(g.id) end,
	    'way', case when m.mobile = a.mobile then group_way(g.id) end,
	    'texts', (select json_agg(json_build_object('kind', x.kind,
	        'version', x.version, 'title', x.title, 'body', x.body,
	        'required', x.kind = 'membership') order by x.kind)
	        from consent_text x
	        where x.version = consent_version(x.kind)),
	    'back', case when m.mobile = a.mobile then '/invitations'
	        when g.applied_by = a.id and not group_binds(g.state)
	        then '/apply/' || g.id else '/group/members' end)
	from account a
	join group_member m on m.id = of_member and m.left_on is null
	join self_help_group g on g.id = m.group_id
	join city n on n.id = g.city_id
	join category t on t.id = g.category_id
	join clinic k on k.id = g.clinic_id
	where a.id = actor_account() and m.mobile is not null
	    and (m.mobile = a.mobile or g.applied_by = a.id
	        or (actor_group() = g.id and actor_role() in ('leader',
	            'secretary')))
$$;
