-- Applications: a woman with an account gathers a group's facts and members
-- and hands them to a clinic.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- Whether the actor applied for a group whose file is still hers: once it
-- began to form it is its members', also when nothing came of it.
create or replace function applies_for(of_group bigint)
returns boolean language sql stable security definer
set search_path = public, pg_temp as $$
	select actor_account() is not null and exists (
	    select from self_help_group g
	    where g.id = of_group and g.applied_by = actor_account()
	        and (g.state in ('draft', 'submitted', 'returned')
	            or (g.state in ('rejected', 'withdrawn')
	                and g.forming_since is null)))
$$;

-- Whether she may take it back: alone before it forms, then as its leader.
create or replace function application_retracts(g self_help_group)
returns boolean language sql stable security definer
set search_path = public, pg_temp as $$
	select coalesce(g.applied_by = actor_account()
	    and (g.state in ('draft', 'submitted', 'returned')
	        or (g.state in ('forming', 'in_review') and exists (select
	            from group_member m where m.group_id = g.id
	                and m.account_id = actor_account()
	                and m.post = 'leader' and m.left_on is null))), false)
$$;

-- The actor's own application, locked, while it may still be changed.
create or replace function application_lock(of_group bigint)
returns self_help_group language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own self_help_group;
begin
	select * into own from self_help_group
	where id = of_group and applied_by = actor_account() for no key update;
	if own.id is null then
		perform refuse('not_found');
	elsif own.state not in ('draft', 'returned') then
		perform refuse('application_closed');
	end if;
	return own;
end
$$;

-- The clinic for a place: in the city, else in the province, else next door,
-- else anywhere; among equals the one with the fewest groups waiting.
create or replace function clinic_for(of_city bigint)
returns bigint language sql stable security definer
set search_path = public, pg_temp as $$
	select k.id from clinic k
	join city c on c.id = of_city
	order by k.city_id = c.id desc, k.province_id = c.province_id desc,
	    exists (select from province_neighbour n
	        where n.province_id = c.province_id
	            and n.neighbour_id = k.province_id) desc,
	    (select count(*) from self_help_group g
	        where g.clinic_id = k.id and g.state = 'submitted'), k.id
	limit 1
$$;

-- application_save(id, name, kind, trade, city, clinic, story): a new draft
-- when id is NULL; the clinic is proposed by place when none is chosen.
drop function if exists application_save(bigint, text, text, bigint, bigint,
    text);
create or replace function application_save(of_id bigint, new_name text,
    new_kind text, new_trade text, new_city bigint, new_clinic bigint,
    new_story text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	trade bigint;
	place city;
	saved bigint := of_id;
begin
	if actor_account() is null then
		perform refuse('unauthenticated');
	end if;
	if of_id is not null then
		perform application_lock(of_id);
	else
		-- Two at once queue here, so that the count below holds.
		perform from account where id = actor_account() for no key update;
		if (select count(*) from self_help_group
		    where applied_by = actor_account()
		        and state in ('draft', 'submitted', 'returned')) >= 3 then
			perform refuse('application_limit');
		end if;
	end if;
	select id into trade from category
	where slug = new_trade and parent_id is null;
	select * into place from city where id = new_city;
	if trade is null then
		perform refuse('not_a_choice', 'trade');
	elsif new_name ~* '://|www\.|[a-z0-9]\.[a-z]{2,}' then
		-- It stands in texts to people who never asked for one.
		perform refuse('name_link', 'name');
	elsif place.id is null then
		perform refuse('not_a_choice', 'city');
	elsif new_clinic is not null and not exists (select from clinic
	    where id = new_clinic) then
		perform refuse('not_a_choice', 'clinic');
	end if;
	new_clinic := coalesce(new_clinic, clinic_for(new_city));
	if new_clinic is null then
		perform refuse('clinic_missing', 'city');
	end if;

	if of_id is null then
		insert into self_help_group (slug, name, kind, category_id,
		    clinic_id, province_id, city_id, state, story, applied_by)
		values (null, new_name, new_kind, trade, new_clinic,
		    place.province_id, place.id, 'draft', new_story,
		    actor_account())
		returning id into saved;
	else
		update self_help_group
		set name = new_name, kind = new_kind, category_id = trade,
		    clinic_id = new_clinic, province_id = place.province_id,
		    city_id = place.id, story = new_story
		where id = of_id;
	end if;
	return json_build_object('id', saved);
end
$$;

-- The statute a group begins with, to be read together and changed. It is kept
-- as it is written, so its digits are Persian here.
create or replace function statute_default(of_name text, of_kind text)
returns text language sql stable as $$
	select 'اساسنامه ' || of_name || '

۱. نام و هدف: این گروه با نام «' || of_name || '» برای کار و درآمد مشترک و یاری به یکدیگر تشکیل می‌شود.
۲. عضویت: هر عضو با خواست خود و با پذیرش این اساسنامه عضو می‌شود و هر زمان بخواهد می‌تواند جدا شود. شمار اعضا '
	    || translate(members_least(of_kind) || ' تا ' || members_most(of_kind),
	        '0123456789', '۰۱۲۳۴۵۶۷۸۹') || ' نفر است.
۳. جلسه: گروه دست‌کم هر دو هفته یک بار جلسه دارد. تصمیم با رأی بیشتر اعضای حاضر گرفته و در صورت‌جلسه نوشته می‌شود.
۴. مسئولان: سرگروه، منشی و خزانه‌دار در جلسه و با رأی اعضا برای یک سال انتخاب می‌شوند.
۵. پس‌انداز: هر عضو در هر نوبت مبلغی را که گروه تصویب کرده است پس‌انداز می‌کند. حساب هر عضو در دفتر گروه جدا نوشته می‌شود.
۶. کار و سهم: درآمد هر سفارش پس از هزینه مواد و ارسال، به اندازه کار هر عضو یا آن‌گونه که جلسه تصویب کند تقسیم می‌شود.
۷. اختلاف: اختلاف‌ها نخست در جلسه و سپس با میانجی‌گری تسهیلگر و کلینیک حل می‌شود.
۸. پایان: انحلال گروه با رأی سه‌چهارم اعضا و پس از تسویه حساب همه اعضا انجام می‌شود.'
$$;

-- statute_save(id, body): a new version when it differs from the last.
create or replace function statute_save(of_id bigint, new_body text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own self_help_group;
begin
	select * into own from self_help_group
	where id = of_id and ((applied_by = actor_account()
	        and state in ('draft', 'returned'))
	    or (actor_group() = id and group_binds(state)
	        and actor_role() in ('leader', 'secretary')))
	for no key update;
	if own.id is null then
		perform refuse('not_found');
	end if;
	insert into group_statute (group_id, body, account_id)
	select of_id, new_body, actor_account()
	where new_body is distinct from (select body from group_statute
	    where group_id = of_id order by id desc limit 1);
	return json_build_object('id', of_id);
end
$$;

-- application_member_save(id, member, name, national_id, mobile, post): a new
-- member when member is NULL. national_id is {"hash", "sealed"}; NULL keeps
-- the one there is.
create or replace function application_member_save(of_id bigint,
    of_member bigint, new_name text, new_national_id json, new_mobile text,
    new_post text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	most constant bigint := members_most(
	    (select kind from self_help_group where id = of_id));
	hash bytea := decode(new_national_id ->> 'hash', 'hex');
	sealed bytea := decode(new_national_id ->> 'sealed', 'hex');
	saved bigint := of_member;
	other text;
begin
	perform application_lock(of_id);
	-- Numbers must not be tried one after the other to see who is a member.
	perform rate_take('member_save:' || actor_account(), 60, '1 hour');
	if of_member is null and hash is null then
		perform refuse('required', 'national_id');
	elsif of_member is not null and not exists (select from group_member
	    where id = of_member and group_id = of_id and left_on is null) then
		perform refuse('not_found');
	elsif of_member is null and (select count(*) from group_member
	    where group_id = of_id and left_on is null) >= most then
		perform refuse('members_full',
		    data => json_build_object('max', most));
	end if;
	select name into other from group_member
	where group_id = of_id and left_on is null and national_id_hash = hash
	    and id is distinct from of_member;
	if found then
		perform refuse('member_twice', 'national_id',
		    json_build_object('name', other));
	end if;
	select name into other from group_member
	where group_id = of_id and left_on is null and mobile = new_mobile
	    and id is distinct from of_member;
	if found then
		perform refuse('mobile_twice', 'mobile',
		    json_build_object('name', other));
	end if;
	select name into other from group_member
	where group_id = of_id and left_on is null and post = new_post
	    and new_post <> 'member' and id is distinct from of_member;
	if found then
		perform refuse('post_taken', 'post', json_build_object(
		    'name', other, 'post', post_title(new_post)));
	end if;

	if of_member is null then
		insert into group_member (group_id, name, national_id_hash,
		    national_id_sealed, mobile, post)
		values (of_id, new_name, hash, sealed, new_mobile, new_post)
		returning id into saved;
	else
		update group_member
		set name = new_name, mobile = new_mobile, post = new_post,
		    national_id_hash = coalesce(hash, national_id_hash),
		    national_id_sealed = coalesce(sealed, national_id_sealed)
		where id = of_member;
	end if;
	return json_build_object('id', of_id, 'member', saved);
end
$$;

-- The national id of a member whom the actor may still change, sealed.
create or replace function applicant_sealed(of_member bigint)
returns text language sql stable security definer
set search_path = public, pg_temp as $$
	select encode(m.national_id_sealed, 'hex')
	from group_member m join self_help_group g on g.id = m.group_id
	where m.id = of_member and m.left_on is null
	    and g.applied_by = actor_account()
	    and g.state in ('draft', 'returned')
$$;

-- application_member_drop(id, member): a draft keeps nobody who is not asked.
create or replace function application_member_drop(of_id bigint,
    of_member bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	perform application_lock(of_id);
	delete from group_member where id = of_member and group_id = of_id;
	if not found then
		perform refuse('not_found');
	end if;
	return json_build_object('id', of_id);
end
$$;

-- application_submit(id): hands it to the clinic.
create or replace function application_submit(of_id bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	perform application_lock(of_id);
	perform group_move(of_id, 'submitted', null);
	return json_build_object('id', of_id, 'state', 'submitted');
end
$$;

-- application_withdraw(id): the applicant has thought better of it.
create or replace function application_withdraw(of_id bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own self_help_group;
begin
	select * into own from self_help_group
	where id = of_id and applied_by = actor_account();
	if own.id is null then
		perform refuse('not_found');
	elsif not application_retracts(own) then
		perform refuse('application_closed');
	end if;
	perform group_move(of_id, 'withdrawn', null);
	if own.state in ('forming', 'in_review') then
		perform message_add('group_withdrawn', m.mobile,
		    jsonb_build_object('group', own.name), m.account_id)
		from group_member m
		where m.group_id = of_id and m.left_on is null
		    and not m.pending and m.mobile is not null;
	end if;
	return json_build_object('id', of_id, 'state', 'withdrawn');
end
$$;
