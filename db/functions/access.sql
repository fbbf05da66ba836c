-- Who read a person's file: each reading is a line that nobody changes, and
-- she herself may look them up.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- The memberships that are the actor's own, and from when to when.
create or replace function own_memberships()
returns table (id bigint, group_id bigint, since timestamptz,
    until timestamptz)
language sql stable security definer
set search_path = public, pg_temp as $$
	select m.id, m.group_id, m.created_at, (m.left_on + 1)::timestamptz
	from group_member m where m.account_id = actor_account()
	union all
	select m.id, m.group_id, m.created_at, null
	from account a join group_member m on m.mobile = a.mobile
	    and m.left_on is null and m.account_id is null
	where a.id = actor_account()
$$;

-- Whether a line is about the actor, and not of her own reading.
create or replace function access_is_own(kind text, subject bigint,
    reader bigint, read_at timestamptz)
returns boolean language sql stable security definer
set search_path = public, pg_temp as $$
	select actor_account() is not null and reader <> actor_account()
	    and exists (select from own_memberships() m where case kind
	        when 'member' then subject = m.id
	        when 'document' then exists (select from document d
	            where d.id = subject and d.member_id = m.id)
	        when 'group' then subject = m.group_id and read_at >= m.since
	            and (m.until is null or read_at < m.until) end)
$$;

-- What a reading was of, as she is told.
create or replace function access_title(kind text, operation text)
returns text language sql immutable parallel safe as $$
	select case
	    when operation = 'member_unmask' then 'کد ملی شما'
	    when kind = 'document' then 'تصویر مدرک شناسایی شما'
	    when operation ~ 'assessment|progress' then 'ارزیابی شما'
	    when kind = 'member' then 'پرونده عضویت شما'
	    when operation = 'letter_show' then 'نامه گروه شما'
	    when kind = 'group' then 'پرونده گروه شما' end
$$;

-- A page of conflicts may hold answers of an assessment: each is a reading.
create or replace function conflicts_note(page json)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	perform access_note('member', (c.payload ->> 'member')::bigint)
	from json_to_recordset(page -> 'conflicts') x (id bigint)
	join sync_conflict c on c.id = x.id
	where c.thing = 'assessment' and c.payload ->> 'member' is not null;
end
$$;

-- The organisation a reader worked for; her name is not needed to ask.
create or replace function access_place(kind text, id bigint)
returns text language sql stable as $$
	select case kind
	    when 'clinic' then scope_name('clinic', id)
	    when 'group' then scope_name('group', id)
	    when 'province' then 'بهزیستی استان ' || scope_name('province', id)
	    when 'nation' then 'سازمان بهزیستی کشور' end
$$;

-- The lines about the actor, the newest first, and her own papers.
create or replace function access_json(before bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	with mine as materialized (
	    select * from own_memberships()
	), about as (
	    select l.* from mine m join access_log l
	        on l.subject_kind = 'member' and l.subject_id = m.id
	    union all
	    select l.* from mine m join document d on d.member_id = m.id
	    join access_log l on l.subject_kind = 'document'
	        and l.subject_id = d.id
	    union all
	    select distinct on (l.id) l.* from mine m join access_log l
	        on l.subject_kind = 'group' and l.subject_id = m.group_id
	            and l.at >= m.since and (m.until is null or l.at < m.until)
	), page as materialized (
	    select * from about l
	    where l.account_id <> actor_account()
	        and (before is null or l.id < before)
	    order by l.id desc limit 51
	)
	select json_build_object(
	    'member', exists (select from mine),
	    'lines', (select coalesce(json_agg(json_build_object('at', l.at,
	            'what', l.what, 'who', role_title(l.role),
	            'of', access_place(l.scope_kind, l.scope_id),
	            'why', l.why, 'times', l.times, 'more', l.times > 1)
	            order by l.last desc), '[]')
	        -- The same reading again and again on one day is one line.
	        from (select max(p.at) as at, max(p.id) as last,
	                count(*) as times, p.role, p.scope_kind, p.scope_id,
	                p.why, access_title(p.subject_kind, p.operation) as what
	            from (select * from page order by id desc limit 50) p
	            group by (p.at at time zone 'Asia/Tehran')::date, p.role,
	                p.scope_kind, p.scope_id, p.why,
	                access_title(p.subject_kind, p.operation)) l),
	    'next', (select case when count(*) > 50
	        then ((array_agg(id order by id desc))[50])::text end from page),
	    'papers', (select coalesce(json_agg(json_build_object('id', d.id,
	            'title', coalesce(d.title, document_kind_title(d.kind)),
	            'group', g.name, 'added_at', d.added_at,
	            'ready', d.state = 'ready') order by d.id), '[]')
	        from group_member m
	        join document d on d.member_id = m.id and d.removed_at is null
	        join self_help_group g on g.id = d.group_id
	        where m.account_id = actor_account()))
$$;
