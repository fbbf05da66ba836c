-- Papers of a group. What a paper shows decides who may look at it: a whole
-- national id stands on an identity paper, a number of an account on a bank's.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

create or replace function document_kind_title(kind text)
returns text language sql immutable parallel safe as $$
	select case kind
	    when 'statute' then 'اساسنامه امضاشده'
	    when 'licence' then 'پروانه یا مجوز'
	    when 'bank' then 'نامه یا کارت بانکی'
	    when 'identity' then 'مدرک شناسایی عضو'
	    when 'other' then 'مدرک دیگر'
	    when 'photo' then 'عکس بازدید' end
$$;

-- Whether the actor may look at a paper: her own always; else what concerns
-- her, but an identity paper only where the clinic keeps the file, or when
-- she brought it herself.
create or replace function sees_document(of_group bigint, of_kind text,
    of_member bigint, adder bigint)
returns boolean language sql stable security definer
set search_path = public, pg_temp as $$
	select case
	    when actor_account() is null then false
	    when exists (select from group_member m where m.id = of_member
	        and m.account_id = actor_account()) then true
	    when applies_for(of_group) then of_kind <> 'photo'
	    when not sees_people(of_group) or not exists (select
	        from self_help_group g where g.id = of_group
	            and g.state <> 'draft') then false
	    when of_kind = 'identity' then adder = actor_account()
	        or actor_role() in ('clinic_officer', 'clinic_manager')
	    when of_kind = 'photo' then actor_clinic() is not null
	    when of_kind = 'bank' then actor_group() is not null
	        or actor_clinic() is not null
	    else true end
$$;

-- Whether the actor may add papers to a group now.
create or replace function document_fits(own self_help_group)
returns boolean language sql stable as $$
	select coalesce((own.applied_by = actor_account()
	        and own.state in ('draft', 'returned'))
	    or (actor_group() = own.id and group_binds(own.state)
	        and actor_role() in ('leader', 'secretary'))
	    or (actor_clinic() = own.clinic_id
	        and actor_role() in ('facilitator', 'clinic_officer',
	            'clinic_manager')
	        and (group_binds(own.state)
	            or own.state in ('submitted', 'returned'))), false)
$$;

-- Whether she may take one away again: while the file is open, or at once when
-- it was a slip of hers. What a review is built on stays; what could not be
-- read is nothing to build on.
create or replace function document_is_loose(paper document,
    own self_help_group)
returns boolean language sql stable as $$
	select paper.removed_at is null and (paper.state = 'failed'
	        and (paper.added_by = actor_account()
	            or own.applied_by = actor_account()
	            or actor_role() in ('leader', 'secretary', 'clinic_officer',
	                'clinic_manager'))
	    or document_fits(own) and (own.state in ('draft', 'returned', 'forming')
	            and (paper.added_by = actor_account()
	                or actor_role() in ('leader', 'secretary',
	                    'clinic_officer', 'clinic_manager'))
	        or (paper.added_by = actor_account()
	            and paper.added_at > now() - interval '1 hour')))
$$;

-- The papers of a group that the actor may look at, and what she may add.
create or replace function documents_json(of_group bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select json_build_object('group', g.id, 'can_add', document_fits(g),
	    'items', (select coalesce(json_agg(json_build_object('id', d.id,
	            'kind', d.kind, 'kind_title', document_kind_title(d.kind),
	            'title', case when d.title <> document_kind_title(d.kind)
	                then d.title end, 'member', m.name,
	            'added_at', d.added_at,
	            'waiting', d.state = 'waiting', 'ready', d.state = 'ready',
	            'why', case when d.state = 'failed'
	                then media_why_title(d.why) end,
	            'noted', d.kind = 'identity'
	                and m.account_id is distinct from actor_account()
	                and (d.added_by <> actor_account()
	                    or actor_clinic() is not null),
	            'can_remove', document_is_loose(d, g))
	            order by array_position(array['statute', 'licence', 'bank',
	                'identity', 'other'], d.kind), d.id), '[]')
	        from document d
	        left join group_member m on m.id = d.member_id
	        where d.group_id = g.id and d.removed_at is null
	            and d.visit_id is null and sees_document(d.group_id, d.kind, d.member_id,
	                d.added_by)),
	    'waiting', exists (select from document d where d.group_id = g.id
	        and d.state = 'waiting' and d.removed_at is null
	        and d.visit_id is null),
	    'failed', exists (select from document d where d.group_id = g.id
	        and d.state = 'failed' and d.removed_at is null
	        and d.visit_id is null),
	    'kinds', (select json_agg(json_build_object('value', k,
	        'title', document_kind_title(k)) order by n)
	        from unnest(array['statute', 'licence', 'bank', 'identity',
	            'other']) with ordinality w (k, n)),
	    'members', case when document_fits(g) then (select
	        coalesce(json_agg(json_build_object('id', m.id,
	            'name', m.name) order by m.id), '[]')
	        from group_member m
	        where m.group_id = g.id and m.left_on is null) end)
	from self_help_group g
	where g.id = of_group and (g.applied_by = actor_account()
	    or (g.state <> 'draft' and sees_people(g.id)))
$$;

-- Who looks at another's identity paper leaves a line in her access log; not
-- who brought it, as long as she is no clinic.
create or replace function document_note(of_document bigint)
returns void language sql security definer
set search_path = public, pg_temp as $$
	select access_note('document', d.id)
	from document d join group_member m on m.id = d.member_id
	where d.id = of_document
	    and m.account_id is distinct from actor_account()
	    and (d.added_by <> actor_account() or actor_clinic() is not null)
$$;

-- How many papers a group has, or pictures a visit; and may have.
create or replace function document_count(of_group bigint, of_visit bigint)
returns integer language sql stable as $$
	select count(*)::integer from document
	where group_id = of_group and removed_at is null
	    and visit_id is not distinct from of_visit
$$;

create or replace function document_most(of_visit bigint)
returns bigint language sql stable as $$
	select case when of_visit is null
	    then setting_int('document.most', 80)
	    else setting_int('document.photos_most', 8) end
$$;

drop function if exists document_add(bigint, text, bigint, text, bytea);

-- document_add(id, kind, member, title, visit, image): the bytes and the job
-- that looks at them, in one transaction.
create or replace function document_add(of_id bigint, of_kind text,
    of_member bigint, new_title text, of_visit bigint, bytes bytea)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own self_help_group;
	made bigint;
begin
	if of_kind <> 'photo' then
		of_visit := null;
	end if;
	select * into own from self_help_group g
	where g.id = of_id and (g.applied_by = actor_account()
	    or (g.state <> 'draft' and sees_people(g.id))) for no key update;
	if own.id is null then
		perform refuse('not_found');
	elsif not document_fits(own) then
		perform refuse(case when own.applied_by = actor_account()
		    or actor_role() in ('leader', 'secretary', 'facilitator',
		        'clinic_officer', 'clinic_manager')
		    then 'document_closed' else 'forbidden' end);
	elsif of_kind = 'identity' and of_member is null then
		perform refuse('required', 'member');
	elsif of_kind = 'other' and new_title is null then
		perform refuse('required', 'title');
	elsif of_kind = 'identity' and not exists (select from group_member
	    where id = of_member and group_id = of_id and left_on is null) then
		perform refuse('not_a_choice', 'member');
	elsif not is_picture(bytes) then
		perform refuse('not_a_photo', 'image');
	elsif of_kind = 'photo' and not exists (select from visit v
	    where v.id = of_visit and v.group_id = of_id and v.state = 'done'
	        and actor_role() = 'facilitator') then
		perform refuse('not_found');
	elsif document_count(of_id, of_visit) >= document_most(of_visit) then
		perform refuse('too_many_documents');
	end if;
	perform rate_take('upload:' || actor_account(), 200, interval '1 hour');
	insert into document (group_id, member_id, kind, title, visit_id,
	    added_by)
	values (of_id, case when of_kind = 'identity' then of_member end,
	    of_kind, new_title, of_visit, actor_account())
	returning id into made;
	insert into document_upload (document_id, body) values (made, bytes);
	perform job_add('document', jsonb_build_object('document', made),
	    'document:' || made);
	return json_build_object('id', made, 'group', of_id,
	    'state', 'waiting');
end
$$;

-- document_remove(id): its picture goes for good; that it was there stays.
create or replace function document_remove(of_id bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	paper document;
	own self_help_group;
begin
	select * into paper from document d
	where d.id = of_id and d.removed_at is null and sees_document(
	    d.group_id, d.kind, d.member_id, d.added_by) for no key update;
	if paper.id is null then
		perform refuse('not_found');
	end if;
	select * into own from self_help_group where id = paper.group_id;
	if not document_is_loose(paper, own) then
		perform refuse('document_kept');
	end if;
	delete from document_body where document_id = of_id;
	delete from document_upload where document_id = of_id;
	update document set removed_at = now(), removed_by = actor_account()
	where id = of_id;
	return json_build_object('id', of_id, 'group', paper.group_id);
end
$$;

-- Papers of applications that came to nothing are not kept for ever.
create or replace function documents_forget()
returns void language sql security definer
set search_path = public, pg_temp as $$
	with gone as (
	    update document d set removed_at = now()
	    from self_help_group g
	    where g.id = d.group_id and d.removed_at is null
	        and g.state in ('rejected', 'withdrawn')
	        and g.state_at < now() - make_interval(days =>
	            (select setting_int('document.keep_days', 90))::integer)
	    returning d.id
	), upload as (
	    delete from document_upload where document_id in (select id from gone)
	)
	delete from document_body where document_id in (select id from gone)
$$;
