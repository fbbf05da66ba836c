-- A group as others deal with it: who has a part in it, the facts decisions
-- are taken on, and its moves from state to state.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- What a decision is taken on, to be kept with it. A person stands in it by
-- her hash: a history is read by more people than her file.
create or replace function group_facts(of_group bigint)
returns jsonb language sql stable security definer
set search_path = public, pg_temp as $$
	select jsonb_build_object('name', g.name, 'kind', g.kind,
	    'trade', t.slug, 'province', r.name, 'city', n.name,
	    'clinic', jsonb_build_object('id', k.id, 'name', k.name),
	    'applied_by', g.applied_by, 'story', g.story,
	    'forming_since', g.forming_since,
	    'statute', (select max(s.id) from group_statute s
	        where s.group_id = g.id),
	    'documents', (select coalesce(jsonb_agg(jsonb_build_object(
	            'id', d.id, 'kind', d.kind, 'title', d.title,
	            'member', d.member_id) order by d.id), '[]')
	        from document d
	        where d.group_id = g.id and d.removed_at is null),
	    'gate', gate_json(g.id, case when g.state in ('draft', 'submitted',
	        'returned') then 'application' else 'review' end)::jsonb,
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

-- Whether the actor is one of those who may make a move of a group: one of
-- the roles, in the scope that covers the group, its applicant, or an import
-- that is being written.
create or replace function group_mover_fits(moved self_help_group,
    who text[])
returns boolean language sql stable as $$
	select coalesce('applicant' = any (who)
	        and moved.applied_by = actor_account(), false)
	    or coalesce('import' = any (who)
	        and current_setting('app.import', true) <> '', false)
	    or coalesce(actor_role() = any (who)
	        and sees_group(moved.id, moved.clinic_id, moved.province_id),
	        false)
$$;

-- Whether the province has the last word on what a clinic approved.
create or replace function province_confirms()
returns boolean language sql stable as $$
	select setting_int('province.confirms', 1) = 1
$$;

-- Who moves a group, and on what conditions, is asked of state_move whichever
-- function made the move. Rows that the owner loads are its own concern.
create or replace function group_move_check()
returns trigger language plpgsql as $$
declare
	was text := case when tg_op = 'UPDATE' then old.state else '' end;
	rule state_move;
begin
	if new.state = was or current_user not in ('hamyar_service',
	    'hamyar_jobs', 'hamyar_definer') then
		return new;
	end if;
	select * into rule from state_move
	where thing = 'group' and from_state = was and to_state = new.state;
	if not group_mover_fits(new, rule.who) then
		perform refuse('forbidden');
	elsif rule.decides and group_is_own(new.id) then
		perform refuse('own_application');
	elsif was = 'confirmed' and new.state = 'active'
	    and actor_role() <> 'officer'
	    and province_confirms() then
		perform refuse('forbidden');
	elsif rule.gate is not null
	    and not gate_is_open(new.id, rule.gate) then
		perform refuse(case rule.gate when 'application'
		    then 'application_incomplete' else 'gate_closed' end);
	end if;
	if was = 'submitted' and new.state = 'forming' then
		new.forming_since := current_date;
	elsif new.state = 'active' then
		new.since := coalesce(new.since, current_date);
	end if;
	return new;
end
$$;

-- After state_check, before the history: triggers run in the order of names.
create or replace trigger state_check_who
    before insert or update of state on self_help_group
    for each row execute function group_move_check();

-- The lines that a message may spend on a reason.
create or replace function message_reason(why text)
returns text language sql immutable parallel safe as $$
	select case when length(why) > 80 then left(why, 79) || '…' else why end
$$;

-- Tells the applicant and the leader what became of their group.
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

drop function if exists group_move(bigint, text, text, bigint);
-- Moves a group that the caller has found to concern the actor. seen is the
-- last line of its history that the decider saw: NULL is not asked.
create or replace function group_move(of_group bigint, wanted text, why text,
    seen bigint default null)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	was text;
begin
	select state into was from self_help_group
	where id = of_group for no key update;
	if was is null then
		perform refuse('not_found');
	elsif was = wanted then
		perform refuse('already_decided');
	elsif seen <> (select max(id) from group_history
	    where group_id = of_group) then
		perform refuse('conflict');
	end if;
	perform move_note(why);
	update self_help_group set state = wanted where id = of_group;
	perform move_note('');
exception when unique_violation then
	-- Another group of one of them began to form a moment ago.
	perform refuse('application_incomplete');
end
$$;

-- The moves of a group, for those it concerns: its clinic and the offices see
-- who made each, its own people only on whose side it was.
create or replace function group_history_json(of_group bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select coalesce(json_agg(json_build_object('id', h.id, 'at', h.at,
	    'state', h.to_state, 'title', group_state_title(h.to_state),
	    'why', h.why, 'letter', m.decides and h.facts is not null,
	    'who', case
	        when h.account_id is null then null
	        when actor_scope_kind() in ('clinic', 'province', 'nation')
	            then a.name
	        when 'import' = any (m.who) then 'دفتر کشوری'
	        when h.account_id = g.applied_by then 'متقاضی'
	        when 'officer' = any (m.who) and h.from_state = 'confirmed'
	            then 'بهزیستی استان'
	        when m.decides then 'کلینیک'
	        else 'گروه' end) order by h.id desc), '[]')
	from self_help_group g
	join group_history h on h.group_id = g.id and h.to_state <> 'draft'
	left join account a on a.id = h.account_id
	left join state_move m on m.thing = 'group'
	    and m.from_state = coalesce(h.from_state, '')
	    and m.to_state = h.to_state
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

-- Which step of the way a group stands on in a state; NULL: on none.
create or replace function way_step(state text)
returns text language sql immutable parallel safe as $$
	select case when state in ('draft', 'returned') then 'draft'
	    when state in ('active', 'paused') then 'active'
	    when state in ('submitted', 'forming', 'in_review', 'confirmed')
	        then state end
$$;

-- Whether the actor is a member of a group who has said yes.
create or replace function has_agreed(to_group bigint)
returns boolean language sql stable security definer
set search_path = public, pg_temp as $$
	select exists (select from own_memberships() m
	    where m.group_id = to_group and m.until is null
	        and member_consented(m.id))
$$;

-- The way of a group from the first word to work: each step, who has it, and
-- from when to when: a step that was come back to, since then. For those it
-- concerns, a member who agreed among them; she is told no names.
create or replace function group_way(of_group bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	with own as (
	    select g.*, k.name as clinic, r.name as province,
	        case when sees_group_id(g.id)
	            or g.applied_by = actor_account() then a.name end as helper
	    from self_help_group g
	    join clinic k on k.id = g.clinic_id
	    join province r on r.id = g.province_id
	    left join account a on a.id = g.facilitator_id
	    where g.id = of_group and way_step(g.state) is not null
	        and (sees_group_id(g.id) or g.applied_by = actor_account()
	            or has_agreed(g.id))
	), step (place, state, title, who) as (
	    select v.place, v.state, v.title, v.who from own o, lateral (values
	        (1, 'draft', case o.state when 'returned'
	            then 'تکمیل درخواست' else 'نوشتن درخواست' end, 'متقاضی'),
	        (2, 'submitted', 'بررسی درخواست', o.clinic),
	        (3, 'forming', 'شکل‌گیری', 'اعضای گروه' || coalesce(
	            ' و ' || o.helper || '، تسهیلگر', '')),
	        (4, 'in_review', 'بررسی پایانی', o.clinic),
	        (5, 'confirmed', 'تأیید استان', 'بهزیستی استان ' || o.province),
	        (6, 'active', case o.state when 'paused' then 'توقف موقت'
	            else 'آغاز کار' end, case o.state when 'paused'
	            then o.clinic else 'اعضای گروه' end))
	        v (place, state, title, who)
	    where v.state <> 'confirmed' or o.state = 'confirmed'
	        or province_confirms()
	), came as (
	    -- The last time it came to each step from another.
	    select way_step(h.to_state) as state, max(h.at) as at
	    from own o join group_history h on h.group_id = o.id
	    where way_step(h.to_state)
	        is distinct from way_step(coalesce(h.from_state, ''))
	    group by 1
	), said as (
	    select s.*, s.place < c.place as done, s.place = c.place as now,
	        case when o.state = 'paused' and s.place = c.place
	            then o.state_at
	            when s.place <= c.place then coalesce(m.at,
	                case s.state when 'draft' then o.created_at end) end
	            as since
	    from own o
	    join step c on c.state = way_step(o.state)
	    cross join step s
	    left join came m on m.state = s.state
	), told as (
	    select s.*, case when s.done then (select min(h.at)
	        from group_history h where h.group_id = of_group
	            and h.at >= s.since and way_step(h.from_state) = s.state
	            and way_step(h.to_state) is distinct from s.state) end as until
	    from said s
	)
	select json_agg(json_build_object('title', s.title, 'who', s.who,
	    'since', s.since, 'until', s.until,
	    'one_day', (s.since at time zone 'Asia/Tehran')::date
	        = (s.until at time zone 'Asia/Tehran')::date,
	    'done', s.done, 'now', s.now) order by s.place)
	from told s
$$;

-- Where an open group that the actor applied for or agreed to stands, in her
-- own words: nothing of the others but how many have agreed.
create or replace function group_coming_json(of_group bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select json_build_object('id', g.id, 'name', g.name, 'see', null,
	    'state_title', case g.state when 'draft'
	        then 'در حال آماده شدن' else group_state_title(g.state) end,
	    'clinic', k.name, 'writing', g.state in ('draft', 'returned'),
	    'submitted', g.state = 'submitted',
	    'forming', g.state = 'forming',
	    'reviewed', g.state in ('in_review', 'confirmed'),
	    'working', g.state in ('active', 'paused'),
	    'members', count(m.id), 'agreed', count(m.id) filter (
	        where member_consented(m.id)))
	from self_help_group g
	join clinic k on k.id = g.clinic_id
	left join group_member m on m.group_id = g.id and m.left_on is null
	where g.id = of_group and way_step(g.state) is not null
	    and (g.applied_by = actor_account() or has_agreed(g.id))
	group by g.id, k.name
$$;

-- The groups not yet at work that the actor applied for or agreed to.
create or replace function groups_coming_json()
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	with concerned as (
	    select g.id, true as applied, null::bigint as member
	    from self_help_group g where g.applied_by = actor_account()
	    union all
	    select o.group_id, false, o.id from own_memberships() o
	    where o.until is null and member_consented(o.id)
	), own as (
	    select id, bool_or(applied) as applied, max(member) as member
	    from concerned group by id
	)
	select coalesce(json_agg(group_coming_json(g.id)::jsonb
	    || jsonb_build_object('see', case when o.applied
	        then '/apply/' || g.id else '/invitations/' || o.member end)
	    order by g.id desc), '[]')
	from own o join self_help_group g on g.id = o.id
	where g.state in ('draft', 'returned', 'submitted', 'forming',
	    'in_review', 'confirmed')
$$;
