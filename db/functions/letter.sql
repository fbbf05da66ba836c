-- Letters of decisions: written from the facts that were kept with each, so a
-- letter says the same however late it is printed.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- Which letter a decision makes; a page has its own words for each.
create or replace function letter_kind(from_state text, to_state text)
returns text language sql immutable parallel safe as $$
	select case from_state || ' ' || to_state
	    when 'submitted forming' then 'accepted'
	    when 'submitted returned' then 'returned'
	    when 'in_review forming' then 'sent_back'
	    when 'in_review confirmed' then 'approved'
	    when 'confirmed active' then 'confirmed'
	    when 'confirmed in_review' then 'questioned'
	    when 'active paused' then 'paused'
	    when 'paused active' then 'resumed'
	    else case to_state when 'rejected' then 'rejected'
	        when 'graduated' then 'graduated'
	        when 'dissolved' then 'dissolved' end end
$$;

create or replace function letter_subject(kind text)
returns text language sql immutable parallel safe as $$
	select case kind
	    when 'accepted' then 'پذیرش درخواست و آغاز شکل‌گیری گروه'
	    when 'returned' then 'بازگشت درخواست برای تکمیل'
	    when 'rejected' then 'پذیرفته نشدن درخواست'
	    when 'sent_back' then 'بازگشت به دوره شکل‌گیری'
	    when 'approved' then 'تأیید گروه'
	    when 'confirmed' then 'تأیید نهایی و آغاز کار گروه'
	    when 'questioned' then 'بازگشت پرونده به کلینیک'
	    when 'paused' then 'توقف موقت کار گروه'
	    when 'resumed' then 'ازسرگیری کار گروه'
	    when 'graduated' then 'ثبت استقلال گروه'
	    when 'dissolved' then 'پایان کار گروه' end
$$;

-- Whose letter it is: the province's when its officer confirmed, else the
-- clinic's.
create or replace function letter_office(of_role text, from_state text,
    facts jsonb)
returns json language sql stable as $$
	select case when coalesce(of_role = 'officer', from_state = 'confirmed')
	    then json_build_object('name', 'سازمان بهزیستی کشور',
	        'unit', 'اداره کل بهزیستی استان ' || (facts ->> 'province'))
	    else json_build_object('name', facts -> 'clinic' ->> 'name',
	        'unit', 'زیر نظر اداره کل بهزیستی استان '
	            || (facts ->> 'province')) end
$$;

-- A letter for the people of its group, its applicant, its clinic and the
-- offices. A name signs only for colleagues: to a group it is an office that
-- writes.
create or replace function letter_json(of_id bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select json_build_object('id', h.id, 'at', h.at, 'kind', k.kind,
	    'subject', letter_subject(k.kind), 'is_' || k.kind, true,
	    'why', h.why,
	    'office', letter_office(h.role, h.from_state, h.facts),
	    'signer', json_build_object('title', role_title(coalesce(h.role,
	            case when h.from_state = 'confirmed' then 'officer'
	                else 'clinic_manager' end)),
	        'name', case when actor_scope_kind() in ('clinic', 'province',
	            'nation') then a.name end),
	    'group', json_build_object('id', g.id, 'name', h.facts ->> 'name',
	        'called', group_called(h.facts ->> 'kind', h.facts ->> 'name'),
	        'trade', t.title, 'city', h.facts ->> 'city',
	        'province', h.facts ->> 'province'),
	    'members', (select coalesce(json_agg(json_build_object(
	            'name', m ->> 'name',
	            'post_title', post_title(m ->> 'post')) order by
	            array_position(array['leader', 'secretary', 'treasurer',
	                'member'], m ->> 'post'), n), '[]')
	        from jsonb_array_elements(h.facts -> 'members')
	            with ordinality w (m, n)),
	    'gate', case when k.kind in ('returned', 'sent_back', 'approved',
	        'confirmed') then h.facts -> 'gate' end,
	    'forming_days', coalesce((setting_value('forming.days', h.at)
	        #>> '{}')::integer, 90),
	    'back', case when actor_clinic() is not null
	            then '/clinic/applications/' || g.id
	        when actor_scope_kind() in ('province', 'nation')
	            then '/office/groups/' || g.id
	        when actor_group() = g.id then '/group/formation'
	        else '/apply/' || g.id end)
	from group_history h
	join self_help_group g on g.id = h.group_id
	join state_move m on m.thing = 'group' and m.decides
	    and m.from_state = h.from_state and m.to_state = h.to_state
	cross join lateral letter_kind(h.from_state, h.to_state) k (kind)
	left join category t on t.slug = h.facts ->> 'trade'
	left join account a on a.id = h.account_id
	where h.id = of_id and h.facts is not null
	    and (g.applied_by = actor_account()
	        or (g.state <> 'draft' and sees_people(g.id)))
$$;

-- Its clinic and the offices leave a line that they read it.
create or replace function letter_note(of_id bigint)
returns void language sql security definer
set search_path = public, pg_temp as $$
	select access_note('group', h.group_id) from group_history h
	where h.id = of_id and actor_group() is null
	    and actor_scope_kind() is not null
$$;
