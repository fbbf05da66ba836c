-- Decisions on groups, and what a group asks for on its way.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- The message that tells a group of a move; NULL tells nothing.
create or replace function group_message(from_state text, to_state text)
returns text language sql immutable parallel safe as $$
	select case from_state || ' ' || to_state
	    when 'submitted forming' then 'group_accepted'
	    when 'submitted returned' then 'group_returned'
	    when 'submitted rejected' then 'group_rejected'
	    when 'returned rejected' then 'group_rejected'
	    when 'in_review rejected' then 'group_rejected'
	    when 'in_review forming' then 'group_sent_back'
	    when 'in_review confirmed' then 'group_approved'
	    when 'confirmed active' then 'group_active'
	    when 'active paused' then 'group_paused'
	    when 'paused active' then 'group_active'
	    when 'active graduated' then 'group_graduated'
	    when 'paused graduated' then 'group_graduated'
	    when 'active dissolved' then 'group_dissolved'
	    when 'paused dissolved' then 'group_dissolved' end
$$;

-- Whether a decision owes its reason to those it falls on.
create or replace function decision_wants_why(from_state text, to_state text)
returns boolean language sql immutable parallel safe as $$
	select to_state in ('returned', 'rejected', 'paused', 'graduated',
	        'dissolved')
	    or from_state || ' ' || to_state in ('in_review forming',
	        'confirmed in_review')
$$;

-- What the actor may decide about a group now, as a page offers it.
create or replace function group_choices(of_group bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select coalesce(json_agg(json_build_object('to', m.to_state,
	    'title', decision_title(m.from_state, m.to_state),
	    'wants_why', decision_wants_why(m.from_state, m.to_state),
	    'good', m.gate is not null or m.to_state = 'active',
	    'ready', m.gate is null or gate_is_open(g.id, m.gate))
	    order by m.gate is null,
	        m.to_state in ('rejected', 'dissolved'), m.to_state), '[]')
	from self_help_group g
	join state_move m on m.thing = 'group' and m.from_state = g.state
	    and m.decides
	where g.id = of_group and group_mover_fits(g, m.who)
	    and not group_is_own(g.id)
	    and not (m.from_state = 'confirmed' and m.to_state = 'active'
	        and actor_role() <> 'officer'
	        and province_confirms())
$$;

-- The words on the button of a decision.
create or replace function decision_title(from_state text, to_state text)
returns text language sql immutable parallel safe as $$
	select case from_state || ' ' || to_state
	    when 'submitted forming' then 'پذیرفتن برای شکل‌گیری'
	    when 'submitted returned' then 'بازگرداندن برای تکمیل'
	    when 'in_review forming' then 'بازگرداندن به شکل‌گیری'
	    when 'in_review confirmed' then 'تأیید گروه'
	    when 'confirmed active' then 'تأیید نهایی و آغاز کار'
	    when 'confirmed in_review' then 'بازگرداندن به کلینیک'
	    when 'active paused' then 'توقف موقت'
	    when 'paused active' then 'ازسرگیری کار'
	    else case to_state when 'rejected' then 'رد درخواست'
	        when 'graduated' then 'ثبت استقلال گروه'
	        when 'dissolved' then 'انحلال گروه' end end
$$;

-- group_decide(id, seen, to, why): by whoever state_move lets; the facts it
-- was taken on are kept with it.
create or replace function group_decide(of_id bigint, seen bigint,
    wanted text, why text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	was self_help_group;
	now_in text := wanted;
	told text;
begin
	select * into was from self_help_group where id = of_id
	for no key update;
	if was.id is null or was.state = 'draft'
	    or not sees_group(was.id, was.clinic_id, was.province_id)
	    or actor_group() is not null then
		perform refuse('not_found');
	elsif not exists (select from state_move where thing = 'group'
	    and from_state = was.state and to_state = wanted and decides) then
		perform refuse('already_decided');
	elsif decision_wants_why(was.state, wanted) and why is null then
		perform refuse('why_missing', 'why');
	end if;
	perform group_move(of_id, wanted, why, seen);
	if wanted = 'forming' and was.state = 'submitted' then
		perform members_welcome(of_id);
	elsif wanted = 'confirmed' and not province_confirms() then
		perform group_move(of_id, 'active', null);
		now_in := 'active';
	end if;
	told := case when now_in = 'active' then 'group_active'
	    else group_message(was.state, wanted) end;
	if told is not null then
		perform group_tell(of_id, told, why);
	end if;
	return json_build_object('id', of_id, 'state', now_in);
end
$$;

-- group_ask_review(id): the group, its facilitator or its clinic says that
-- formation is complete; the gate says whether it is.
create or replace function group_ask_review(of_id bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	if not exists (select from self_help_group g where g.id = of_id
	    and (g.applied_by = actor_account() or (g.state <> 'draft'
	        and sees_group(g.id, g.clinic_id, g.province_id)))) then
		perform refuse('not_found');
	elsif (select state from self_help_group where id = of_id)
	    <> 'forming' then
		perform refuse('already_decided');
	end if;
	perform group_move(of_id, 'in_review', null);
	return json_build_object('id', of_id, 'state', 'in_review');
end
$$;

-- group_assign(id, facilitator): into a facilitator's portfolio; NULL takes
-- it out.
create or replace function group_assign(of_id bigint, to_account bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	if actor_clinic() is null or actor_role() not in ('clinic_officer',
	    'clinic_manager') then
		perform refuse('forbidden');
	elsif to_account is not null and not exists (select from role_grant r
	    where r.account_id = to_account and r.role = 'facilitator'
	        and r.scope_kind = 'clinic' and r.scope_id = actor_clinic()
	        and r.ended_at is null) then
		perform refuse('not_a_choice', 'facilitator');
	end if;
	update self_help_group set facilitator_id = to_account,
	    facilitator_since = case when to_account is not null
	        then current_date end
	where id = of_id and clinic_id = actor_clinic() and state <> 'draft'
	    and facilitator_id is distinct from to_account;
	if not found and not exists (select from self_help_group
	    where id = of_id and clinic_id = actor_clinic()
	        and state <> 'draft') then
		perform refuse('not_found');
	end if;
	return json_build_object('id', of_id, 'facilitator', to_account);
end
$$;

-- Tells those who answer for a group's money of its account.
create or replace function bank_tell(of_group bigint, kind text,
    of_sheba text)
returns void language sql security definer
set search_path = public, pg_temp as $$
	select message_add(kind, m.mobile, jsonb_build_object(
	    'group', scope_name('group', of_group),
	    'end', right(of_sheba, 4)), m.account_id)
	from group_member m
	where m.group_id = of_group and m.left_on is null
	    and m.post in ('leader', 'treasurer') and m.mobile is not null
	order by m.mobile
$$;

-- bank_save(sheba, owner): where a group's money goes. A new number waits to
-- be verified; until then the one that was verified stays in use.
create or replace function bank_save(new_sheba text, new_owner text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	if actor_group() is null or actor_role() not in ('leader',
	    'treasurer') then
		perform refuse('forbidden');
	end if;
	perform rate_take('bank_save:' || actor_group(), 10, '1 day');
	perform from self_help_group where id = actor_group() for no key update;
	update group_bank set ended_at = now()
	where group_id = actor_group() and ended_at is null
	    and verified_at is null
	    and (sheba, owner) is distinct from (new_sheba, new_owner);
	-- What is there already, in use or waiting, is not written twice.
	insert into group_bank (group_id, sheba, owner, added_by)
	select actor_group(), new_sheba, new_owner, actor_account()
	where not exists (select from group_bank
	    where group_id = actor_group() and ended_at is null
	        and (sheba, owner) = (new_sheba, new_owner));
	if found then
		perform bank_tell(actor_group(), case when exists (select
		    from group_bank where group_id = actor_group()
		        and ended_at is null and verified_at is not null)
		    then 'bank_changing' else 'bank_added' end, new_sheba);
	end if;
	return json_build_object('sheba', new_sheba);
end
$$;

-- bank_verify(id, sheba): a clinic has seen that the number is the group's
-- own. sheba is what it looked at, so that a later one is not verified. From
-- now on it is the one in use.
drop function if exists bank_verify(bigint, text);
create or replace function bank_verify(of_id bigint, seen_sheba text,
    seen_owner text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	if actor_clinic() is null or actor_role() not in ('clinic_officer',
	    'clinic_manager') then
		perform refuse('forbidden');
	elsif not exists (select from self_help_group where id = of_id
	    and clinic_id = actor_clinic()) then
		perform refuse('not_found');
	elsif group_is_own(of_id) then
		perform refuse('own_application');
	end if;
	perform from self_help_group where id = of_id for no key update;
	update group_bank old set ended_at = now()
	from group_bank fresh
	where old.group_id = of_id and old.ended_at is null
	    and old.verified_at is not null and fresh.group_id = of_id
	    and fresh.ended_at is null and fresh.verified_at is null
	    and fresh.sheba = seen_sheba and fresh.owner = seen_owner;
	update group_bank set verified_by = actor_account(), verified_at = now()
	where group_id = of_id and ended_at is null and sheba = seen_sheba
	    and owner = seen_owner and verified_at is null;
	if found then
		perform bank_tell(of_id, 'bank_verified', seen_sheba);
	elsif not exists (select from group_bank
	    where group_id = of_id and ended_at is null
	        and sheba = seen_sheba and owner = seen_owner) then
		perform refuse('conflict');
	end if;
	return json_build_object('id', of_id, 'sheba', seen_sheba);
end
$$;
