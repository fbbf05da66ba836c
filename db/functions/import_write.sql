-- The writing of an import: all of it in one transaction or nothing, as the
-- runner does it. Groups are found by their number in the register, members
-- by the hash of their national id within the group, so that what is there
-- already is neither doubled nor touched. For the runner alone.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- runner_import_write(id): compares everything once more first, since life
-- goes on between a check and the writing; an import with an error is never
-- written, whoever asks.
create or replace function runner_import_write(of_id bigint)
returns text language plpgsql security definer
set search_path = public, pg_temp
set enable_nestloop = off set enable_mergejoin = off
set join_collapse_limit = 1 set from_collapse_limit = 1
set work_mem = '64MB' as $$
declare
	own import;
	wrong integer;
	begun timestamptz := clock_timestamp();
	done jsonb;
begin
	-- Two imports at once would each miss what the other brings.
	perform pg_advisory_xact_lock(hashtext('import_write'));
	select * into own from import
	where id = of_id and state = 'writing' for no key update;
	if own.id is null then
		return null;
	elsif own.rows_all <> (select count(*) from import_row
	    where import_id = of_id) then
		return import_back(of_id, 'staging_lost', own.errors);
	end if;
	wrong := import_compare(own);
	if wrong > 0 then
		return import_back(of_id, 'changed', wrong);
	end if;
	perform import_enter(own);
	begin
		done := case own.kind when 'clinics' then import_put_clinics(own)
		    else import_put_groups(own) end;
	exception when unique_violation or check_violation then
		-- Somebody was quicker by a moment; the next comparison will say.
		return import_back(of_id, 'changed', own.errors);
	end;
	update import set state = 'done', state_at = now(), why = null,
	    samples = null, result = done,
	    took_ms = extract(epoch from clock_timestamp() - begun) * 1000
	where id = of_id;
	delete from import_file where import_id = of_id;
	perform import_unstage(of_id);
	return 'done';
end
$$;

-- runner_import_stuck(id): it was tried often enough; whoever sent it is told,
-- and may try again later.
create or replace function runner_import_stuck(of_id bigint)
returns text language sql security definer
set search_path = public, pg_temp as $$
	select import_back(of_id, 'not_written', 0)
$$;

-- Where it stood before; what was written meanwhile stays written.
create or replace function import_back(of_id bigint, reason text,
    wrong integer)
returns text language sql security definer
set search_path = public, pg_temp as $$
	update import set state = 'checked', state_at = now(), why = reason,
	    errors = wrong, plan = case when wrong = 0 then plan end
	where id = of_id and state = 'writing' returning state
$$;

-- From here on whoever sent the import acts, and histories say how. The shelf
-- sleeps: its tallies are locked for a moment at the end, not for all the time.
create or replace function import_enter(own import)
returns void language sql as $$
	select set_config('app.account', own.account_id::text, true),
	    set_config('app.import', own.id::text, true),
	    set_config('app.why', 'از فایل وارد شد', true),
	    set_config('app.facts', jsonb_build_object('import', own.id)::text,
	        true),
	    set_config('app.shelf', 'off', true)
$$;

-- The rows of an import beside the memberships there are: new ones, the same
-- again, those with another name or number, and those who have left since.
create or replace function import_find_members(of_id bigint)
returns void language sql security definer
set search_path = public, pg_temp as $$
	with own as materialized (
	    select g.registry_no, m.* from import_group g
	    join group_member m on m.group_id = g.group_id
	    where g.import_id = of_id
	), gone as materialized (
	    select registry_no, national_id_hash, max(left_on) as left_on
	    from own where left_on is not null
	    group by registry_no, national_id_hash
	), found as materialized (
	    select r.row_no, o.id, case
	        when o.id is null and x.left_on is not null
	            and coalesce(r.joined_on <= x.left_on, true) then 'left'
	        when o.id is null then 'new'
	        when not o.pending and (o.name <> r.member_name
	            or o.mobile is distinct from coalesce(r.mobile, o.mobile)
	            or (o.account_id is null and r.mobile is not null))
	            then 'changed'
	        else 'same' end as what
	    from import_row r
	    left join own o on o.registry_no = r.registry_no
	        and o.national_id_hash = r.national_id_hash
	        and o.left_on is null
	    left join gone x on x.registry_no = r.registry_no
	        and x.national_id_hash = r.national_id_hash
	    where r.import_id = of_id
	)
	update import_row r set what = f.what, member_id = f.id from found f
	where r.import_id = of_id and r.row_no = f.row_no
$$;

-- The groups of an import that are there and say something else.
create or replace function import_groups_changed(of_id bigint)
returns setof import_group language sql stable security definer
set search_path = public, pg_temp as $$
	select g.* from import_group g
	join self_help_group x on x.id = g.group_id
	where g.import_id = of_id and (x.name, x.category_id, x.province_id,
	    x.city_id, x.clinic_id) is distinct from (g.name, g.category_id,
	    g.province_id, g.city_id, g.clinic_id)
$$;

-- What writing would do. A file of clinics has no groups, and so on: they are
-- nought.
create or replace function import_plan(own import)
returns jsonb language sql stable security definer
set search_path = public, pg_temp as $$
	with clinics as (
	    select count(*) as all, count(*) filter (where c.clinic_id is null)
	        as new, count(*) filter (where k.phone <> c.phone
	            or (k.id is not null and k.phone is null
	                and c.phone is not null)) as changed
	    from import_clinics(own.id) c left join clinic k on k.id = c.clinic_id
	    where own.kind = 'clinics'
	), groups as (
	    select count(*) as all, count(*) filter (where g.group_id is null)
	        as new, count(*) filter (where x.state <> g.state) as kept
	    from import_group g left join self_help_group x on x.id = g.group_id
	    where g.import_id = own.id
	), renamed as (
	    select count(*) as changed from import_groups_changed(own.id)
	), members as (
	    select count(*) as all, count(*) filter (where r.what = 'new') as new,
	        count(*) filter (where r.what = 'changed') as changed,
	        count(*) filter (where r.what = 'left') as gone,
	        count(distinct r.mobile) filter (where a.id is null
	            and r.what in ('new', 'changed')) as accounts
	    from import_row r left join account a on a.mobile = r.mobile
	    where r.import_id = own.id and own.kind = 'groups'
	)
	select jsonb_build_object('of_groups', own.kind = 'groups',
	    'of_clinics', own.kind = 'clinics', 'rows', c.all + m.all,
	    'groups', g.all, 'groups_new', g.new, 'groups_changed', d.changed,
	    'groups_other_state', g.kept, 'members_new', m.new,
	    'members_changed', m.changed, 'members_left', m.gone,
	    'accounts_new', m.accounts, 'clinics_new', c.new,
	    'clinics_changed', c.changed, 'created', g.new + m.new + c.new,
	    'changes', d.changed + m.changed + c.changed, 'nothing',
	    g.new + m.new + c.new + d.changed + m.changed + c.changed = 0)
	from clinics c, groups g, renamed d, members m
$$;

-- Writes groups and members; what it did, in numbers.
create or replace function import_put_groups(own import)
returns jsonb language plpgsql security definer
set search_path = public, pg_temp
set enable_nestloop = off set enable_mergejoin = off
set join_collapse_limit = 1 set from_collapse_limit = 1
set work_mem = '64MB' as $$
declare
	plan jsonb := import_plan(own);
	trades bigint[];
	provinces bigint[];
begin
	select array_agg(category_id), array_agg(province_id)
	into trades, provinces from import_group
	where import_id = own.id and group_id is null and state = 'active';
	perform import_put_accounts(own.id);
	with made as (
	    insert into self_help_group (name, kind, category_id, clinic_id,
	        province_id, city_id, state, registry_no, since, forming_since)
	    select g.name, g.kind, g.category_id, g.clinic_id, g.province_id,
	        g.city_id, g.state, g.registry_no,
	        case when g.state = 'active'
	            then coalesce(g.since, current_date) end,
	        case when g.state = 'forming' then g.since end
	    from import_group g
	    where g.import_id = own.id and g.group_id is null order by g.row_no
	    returning id, registry_no
	)
	update import_group g set group_id = m.id from made m
	where g.import_id = own.id and g.registry_no = m.registry_no;
	perform import_put_members(own.id);
	perform import_change_members(own.id);
	perform set_config('app.shelf', 'on', true);
	perform import_change_groups(own.id);
	if trades is not null then
		perform tally_add('group', trades, provinces,
		    array_fill(1::bigint, array[cardinality(trades)]));
		perform pg_notify('cache', 'catalog');
	end if;
	return plan;
end
$$;

-- Accounts for the numbers of those who come or have another one; in order,
-- so that two who write at once never wait for each other.
create or replace function import_put_accounts(of_id bigint)
returns void language sql security definer
set search_path = public, pg_temp as $$
	insert into account (mobile, name)
	select distinct on (r.mobile) r.mobile, r.member_name
	from import_row r
	where r.import_id = of_id and r.what in ('new', 'changed')
	    and r.mobile is not null
	order by r.mobile, r.row_no
	on conflict (mobile) do update set name = excluded.name
	where account.name is null
$$;

-- New members, with the role of their post and the line of their history.
create or replace function import_put_members(of_id bigint)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	told bigint;
begin
	with made as (
	    insert into group_member (group_id, account_id, name,
	        national_id_hash, national_id_sealed, mobile, post, joined_on)
	    select g.group_id, a.id, r.member_name, r.national_id_hash,
	        r.national_id_sealed, r.mobile, coalesce(r.post, 'member'),
	        coalesce(r.joined_on, g.since, current_date)
	    from import_row r
	    join import_group g on g.import_id = of_id
	        and g.registry_no = r.registry_no
	    left join account a on a.mobile = r.mobile
	    where r.import_id = of_id and r.what = 'new' order by r.row_no
	    returning id, group_id, account_id, mobile, post, joined_on
	), noted as (
	    insert into member_history (member_id, group_id, account_id, change,
	        on_day, post, why)
	    select id, group_id, actor_account(), 'joined', joined_on, post,
	        current_setting('app.why', true)
	    from made
	), given as (
	    insert into role_grant (account_id, role, scope_kind, scope_id,
	        given_by)
	    select account_id, post, 'group', group_id, actor_account()
	    from made where account_id is not null
	    on conflict do nothing
	)
	-- A hundred thousand texts are not sent by mistake: a setting says so.
	select count(message_add('role_given', d.mobile, jsonb_build_object(
	    'role', post_title(d.post), 'scope', scope_name('group',
	        d.group_id)), d.account_id)) into told
	from made d
	where d.account_id is not null and setting_int('import.sms', 0) = 1;
end
$$;

-- Names and numbers that the register knows better. Whoever had the old
-- number has no more to do with the group.
create or replace function import_change_members(of_id bigint)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	moved bigint[];
begin
	moved := array(select m.id from import_row r
	    join group_member m on m.id = r.member_id
	    join account a on a.mobile = r.mobile
	    where r.import_id = of_id and r.what = 'changed'
	        and m.account_id is distinct from a.id);
	update role_grant t set ended_at = now() from group_member m
	where m.id = any (moved) and t.account_id = m.account_id
	    and t.scope_kind = 'group' and t.scope_id = m.group_id
	    and t.ended_at is null;
	-- Whose number it was and whose it is both learn of it, always.
	perform message_add('member_number', n.mobile,
	    jsonb_build_object('group', g.name))
	from import_row r
	join group_member m on m.id = r.member_id
	join self_help_group g on g.id = m.group_id
	cross join lateral (values (m.mobile), (r.mobile)) n (mobile)
	where r.import_id = of_id and r.what = 'changed'
	    and m.mobile is distinct from r.mobile and r.mobile is not null
	    and n.mobile is not null;
	-- Two may exchange their numbers: first nobody has either.
	update group_member m set mobile = null where m.id = any (moved);
	update group_member m set name = r.member_name,
	    mobile = coalesce(r.mobile, m.mobile),
	    account_id = coalesce(a.id, m.account_id)
	from import_row r left join account a on a.mobile = r.mobile
	where r.import_id = of_id and r.what = 'changed'
	    and m.id = r.member_id;
	insert into role_grant (account_id, role, scope_kind, scope_id, given_by)
	select m.account_id, m.post, 'group', m.group_id, actor_account()
	from group_member m where m.id = any (moved)
	on conflict do nothing;
end
$$;

-- Groups that the register knows better; another clinic has facilitators of
-- its own. State and kind are never a file's to change.
create or replace function import_change_groups(of_id bigint)
returns void language sql security definer
set search_path = public, pg_temp as $$
	update self_help_group x set name = g.name, category_id = g.category_id,
	    province_id = g.province_id, city_id = g.city_id,
	    clinic_id = g.clinic_id,
	    facilitator_id = case when x.clinic_id = g.clinic_id
	        then x.facilitator_id end,
	    facilitator_since = case when x.clinic_id = g.clinic_id
	        then x.facilitator_since end
	from import_groups_changed(of_id) g where x.id = g.group_id
$$;

-- Writes clinics; what it did, in numbers.
create or replace function import_put_clinics(own import)
returns jsonb language plpgsql security definer
set search_path = public, pg_temp
set enable_nestloop = off as $$
declare
	plan jsonb := import_plan(own);
begin
	update clinic k set phone = c.phone
	from import_clinics(own.id) c
	where k.id = c.clinic_id and k.phone is distinct from c.phone
	    and c.phone is not null;
	insert into clinic (name, province_id, city_id, phone)
	select c.name, c.province_id, c.city_id, c.phone
	from import_clinics(own.id) c
	where c.clinic_id is null order by c.row_no;
	return plan;
end
$$;
