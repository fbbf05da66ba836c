-- Lists as files: asked for by a person, written by the runner with her own
-- rights, fetched by her alone.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- Which of her roles the actor acts in.
create or replace function actor_grant()
returns bigint language sql stable parallel safe as $$
	select nullif(current_setting('app.grant', true), '')::bigint
$$;

-- Whether the actor's role has a list.
create or replace function export_allows(of_list text)
returns boolean language sql stable as $$
	select coalesce(case
	    when of_list in ('office_groups', 'confirmations')
	        then board_reader()
	    when of_list in ('clinic_groups', 'clinic_applications',
	        'clinic_products')
	        then actor_clinic() is not null and actor_role() in
	            ('clinic_officer', 'clinic_manager')
	    when of_list in ('savings_groups', 'savings_places')
	        then board_reader() or actor_clinic() is not null end, false)
$$;

-- What a list is called, and what it was narrowed to.
create or replace function export_title(of_list text, filters jsonb)
returns text language sql stable as $$
	select concat_ws('، ', case of_list
	        when 'office_groups' then 'گروه‌ها'
	        when 'confirmations' then 'گروه‌های در انتظار تأیید'
	        when 'clinic_groups' then 'گروه‌های کلینیک'
	        when 'clinic_applications' then 'درخواست‌های تشکیل گروه'
	        when 'clinic_products' then 'محصولات برای بررسی'
	        when 'savings_groups' then 'پس‌انداز گروه‌ها'
	        when 'savings_places' then 'جمع پس‌انداز' end,
	    savings_which_title(filters ->> 'which'),
	    (select name from clinic where id = (filters ->> 'clinic')::bigint
	        and actor_clinic() is null),
	    group_state_title(filters ->> 'state'),
	    (select title from category where slug = filters ->> 'trade'),
	    (select name from province
	        where id = (filters ->> 'province')::bigint),
	    case when filters ->> 'risk' = 'any' then 'نیازمند توجه'
	        else (select title from alert_kind
	            where kind = filters ->> 'risk') end,
	    case filters ->> 'of' when 'began' then 'آغازشده در ماه'
	        when 'active' then 'به‌کار در ماه'
	        when 'sold' then 'با فروش در ماه' end,
	    '«' || (filters ->> 'q') || '»')
$$;

-- A list's columns, in the order of the values of its rows: what people read
-- above them, what they are, and how wide a sheet shows them.
create or replace function export_columns(of_list text)
returns json language sql immutable as $$
	select json_agg(json_build_object('title', title, 'kind', kind,
	    'wide', wide) order by n)
	from (values
	    ('office_groups', 1, 'شناسه', 'id', 9),
	    ('office_groups', 2, 'نام گروه', 'text', 32),
	    ('office_groups', 3, 'نوع', 'text', 12),
	    ('office_groups', 4, 'رسته', 'text', 14),
	    ('office_groups', 5, 'استان', 'text', 18),
	    ('office_groups', 6, 'شهر', 'text', 16),
	    ('office_groups', 7, 'کلینیک', 'text', 32),
	    ('office_groups', 8, 'وضعیت', 'text', 22),
	    ('office_groups', 9, 'از تاریخ', 'date', 12),
	    ('office_groups', 10, 'آغاز کار', 'date', 12),
	    ('office_groups', 11, 'اعضا (بازه)', 'text', 12),
	    ('office_groups', 12, 'محصول در فروشگاه', 'number', 12),
	    ('office_groups', 13, 'فروش ۹۰ روز (ریال)', 'number', 18),
	    ('office_groups', 14, 'نیازمند توجه', 'text', 40),
	    ('confirmations', 1, 'شناسه', 'id', 9),
	    ('confirmations', 2, 'نام گروه', 'text', 32),
	    ('confirmations', 3, 'رسته', 'text', 14),
	    ('confirmations', 4, 'استان', 'text', 18),
	    ('confirmations', 5, 'شهر', 'text', 16),
	    ('confirmations', 6, 'کلینیک', 'text', 32),
	    ('confirmations', 7, 'اعضا (بازه)', 'text', 12),
	    ('confirmations', 8, 'از تاریخ', 'date', 12),
	    ('clinic_groups', 1, 'شناسه', 'id', 9),
	    ('clinic_groups', 2, 'نام گروه', 'text', 32),
	    ('clinic_groups', 3, 'نوع', 'text', 12),
	    ('clinic_groups', 4, 'رسته', 'text', 14),
	    ('clinic_groups', 5, 'شهر', 'text', 16),
	    ('clinic_groups', 6, 'سرگروه', 'text', 24),
	    ('clinic_groups', 7, 'تسهیلگر', 'text', 24),
	    ('clinic_groups', 8, 'اعضا (نفر)', 'number', 12),
	    ('clinic_groups', 9, 'محصول در فروشگاه', 'number', 12),
	    ('clinic_groups', 10, 'آغاز کار', 'date', 12),
	    ('clinic_groups', 11, 'وضعیت', 'text', 22),
	    ('clinic_applications', 1, 'شناسه', 'id', 9),
	    ('clinic_applications', 2, 'نام گروه', 'text', 32),
	    ('clinic_applications', 3, 'رسته', 'text', 14),
	    ('clinic_applications', 4, 'شهر', 'text', 16),
	    ('clinic_applications', 5, 'متقاضی', 'text', 24),
	    ('clinic_applications', 6, 'اعضا (نفر)', 'number', 12),
	    ('clinic_applications', 7, 'وضعیت', 'text', 22),
	    ('clinic_applications', 8, 'از تاریخ', 'date', 12),
	    ('clinic_products', 1, 'شناسه', 'id', 9),
	    ('clinic_products', 2, 'محصول', 'text', 36),
	    ('clinic_products', 3, 'دسته', 'text', 18),
	    ('clinic_products', 4, 'گروه', 'text', 32),
	    ('clinic_products', 5, 'قیمت (ریال)', 'number', 16),
	    ('clinic_products', 6, 'عکس', 'number', 8),
	    ('clinic_products', 7, 'از تاریخ', 'date', 12),
	    ('savings_groups', 1, 'شناسه', 'id', 9),
	    ('savings_groups', 2, 'نام گروه', 'text', 32),
	    ('savings_groups', 3, 'استان', 'text', 18),
	    ('savings_groups', 4, 'شهر', 'text', 16),
	    ('savings_groups', 5, 'کلینیک', 'text', 32),
	    ('savings_groups', 6, 'تسهیلگر', 'text', 24),
	    ('savings_groups', 7, 'دوره', 'number', 8),
	    ('savings_groups', 8, 'اعضا', 'text', 12),
	    ('savings_groups', 9, 'پس‌انداز (ریال)', 'number', 18),
	    ('savings_groups', 10, 'مانده وام (ریال)', 'number', 18),
	    ('savings_groups', 11, 'وام معوق', 'number', 10),
	    ('savings_groups', 12, 'مانده معوق (ریال)', 'number', 18),
	    ('savings_groups', 13, 'سبد در خطر (درصد)', 'number', 14),
	    ('savings_groups', 14, 'آخرین جلسه', 'date', 12),
	    ('savings_groups', 15, 'اختلاف صندوق (ریال)', 'number', 18),
	    ('savings_places', 1, 'نام', 'text', 32),
	    ('savings_places', 2, 'گروه', 'number', 8),
	    ('savings_places', 3, 'اعضا', 'text', 12),
	    ('savings_places', 4, 'پس‌انداز (ریال)', 'number', 18),
	    ('savings_places', 5, 'مانده وام (ریال)', 'number', 18),
	    ('savings_places', 6, 'مانده معوق (ریال)', 'number', 18),
	    ('savings_places', 7, 'سبد در خطر (درصد)', 'number', 14))
	    v (list, n, title, kind, wide)
	where v.list = of_list
$$;

-- The ids of a list as its page has them, all of them, for whoever asks. The
-- policies hold here as they do there.
create or replace function export_ids(of_list text, filters jsonb)
returns bigint[] language plpgsql stable
set plan_cache_mode = force_custom_plan as $$
declare
	of_state text := filters ->> 'state';
	of_trade text := filters ->> 'trade';
	words text := filters ->> 'q';
begin
	if not export_allows(of_list) then
		return '{}'::bigint[];
	end if;
	case of_list
	when 'office_groups' then
		return case when board_few(filters) then '{}'::bigint[]
		    else board_ids(filters, null, null) end;
	when 'confirmations' then
		return array(select g.id from self_help_group g
		    where g.state = 'confirmed'
		        and sees_group(g.id, g.clinic_id, g.province_id)
		    order by g.state_at, g.id);
	when 'clinic_groups' then
		return array(select g.id from self_help_group g
		    join category t on t.id = g.category_id
		    where g.clinic_id = actor_clinic()
		        and g.state in ('forming', 'in_review', 'confirmed',
		            'active', 'paused', 'graduated', 'dissolved')
		        and (of_state is null or g.state = of_state)
		        and (of_trade is null or t.slug = of_trade)
		        and (words is null or position(words in g.name) > 0)
		    order by g.id desc);
	when 'clinic_applications' then
		return array(select g.id from self_help_group g
		    join category t on t.id = g.category_id
		    where g.clinic_id = actor_clinic()
		        and g.state = coalesce(of_state, 'submitted')
		        and g.state in ('submitted', 'in_review', 'forming',
		            'confirmed', 'returned', 'rejected', 'withdrawn')
		        and (of_trade is null or t.slug = of_trade)
		    order by g.state_at, g.id);
	when 'clinic_products' then
		return array(select w.id from clinic_products_waiting() w
		    order by w.state_at, w.id);
	when 'savings_groups' then
		return savings_ids(filters, null, null);
	when 'savings_places' then
		return array(select r.id from savings_place_rows(filters) r
		    order by r.place);
	end case;
end
$$;

-- The rows of a list, one value a column. Who may see an exact number of
-- people is the group's own clinic; everybody else reads a span.
create or replace function export_rows(of_list text, filters jsonb)
returns setof json language plpgsql stable as $$
declare
	ids constant bigint[] := export_ids(of_list, filters);
begin
	case of_list
	when 'office_groups' then
		return query select json_build_array(r.group_id, r.name,
		    r.kind_title, r.trade, r.province, r.city, r.clinic,
		    group_state_title(r.state), r.state_at, r.began,
		    people_text(r.band, (select people_least())), r.products, r.sold_rial, r.risks)
		from board_rows(ids) r order by r.place;
	when 'confirmations' then
		return query select json_build_array(g.id, g.name, t.title, r.name,
		    n.name, k.name, people_text(people_band(members_count(g.id),
		        o.least), o.least),
		    g.state_at)
		from unnest(ids) with ordinality w (id, place)
		cross join (select people_least() as least offset 0) o
		join self_help_group g on g.id = w.id
		join category t on t.id = g.category_id
		join province r on r.id = g.province_id
		join city n on n.id = g.city_id
		join clinic k on k.id = g.clinic_id
		order by w.place;
	when 'clinic_groups' then
		return query select json_build_array(g.id, g.name,
		    group_kind_title(g.kind), t.title, n.name,
		    (select m.name from group_member m where m.group_id = g.id
		        and m.post = 'leader' and m.left_on is null),
		    facilitator_json(g.facilitator_id) ->> 'name',
		    members_count(g.id), (select count(*) from product p
		        where p.group_id = g.id and p.state = 'published'),
		    g.since, group_state_title(g.state))
		from unnest(ids) with ordinality w (id, place)
		join self_help_group g on g.id = w.id
		join category t on t.id = g.category_id
		join city n on n.id = g.city_id
		order by w.place;
	when 'clinic_applications' then
		return query select json_build_array(g.id, g.name, t.title, n.name,
		    group_applicant_json(g.id) ->> 'name', members_count(g.id),
		    group_state_title(g.state), g.state_at)
		from unnest(ids) with ordinality w (id, place)
		join self_help_group g on g.id = w.id
		join category t on t.id = g.category_id
		join city n on n.id = g.city_id
		order by w.place;
	when 'clinic_products' then
		return query select json_build_array(p.id, p.title, c.title,
		    p.group_name, p.price_rial, p.photos, p.state_at)
		from unnest(ids) with ordinality w (id, place)
		join clinic_products_waiting() p on p.id = w.id
		join category c on c.id = p.category_id
		order by w.place;
	when 'savings_groups' then
		return query select json_build_array(r.group_id, r.name, r.province,
		    r.city, r.clinic, r.facilitator, r.cycle,
		    savings_members_text(r.people),
		    r.savings, r.loans, r.late_loans, r.late, r.risk, r.last_on,
		    r.difference)
		from savings_group_rows(ids) r order by r.place;
	when 'savings_places' then
		return query select json_build_array(r.title,
		    (r.figures ->> 'groups')::integer, savings_members_text(
		        (r.figures ->> 'members')::bigint), w.sums -> 'savings',
		    w.sums -> 'loans', w.sums -> 'late', w.sums -> 'risk')
		from savings_place_rows(filters) r
		cross join lateral (select savings_sums_json(r.figures) as sums
		    offset 0) w
		order by r.place;
	end case;
end
$$;

create or replace function export_json(e export)
returns json language sql stable as $$
	select json_build_object('id', e.id, 'list', e.list,
	    'title', export_title(e.list, e.filters),
	    'month', e.filters ->> 'month', 'format', e.format,
	    'excel', e.format = 'xlsx',
	    'state', e.state, 'busy', e.state in ('waiting', 'running'),
	    'ready', e.state = 'ready', 'failed', e.state = 'failed',
	    'rows', e.rows_done, 'total', e.rows_total,
	    'bytes', e.bytes, 'kilobytes', ceil(e.bytes / 1024.0),
	    'why', e.why, 'too_many', e.why in ('too_many', 'too_large'),
	    'no_right', e.why = 'no_right', 'not_written', e.why = 'not_written',
	    'created_at', e.created_at,
	    'until', e.created_at + interval '7 days')
$$;

-- export_start(list, format, state, trade, province, risk, month, of, q,
-- sort, clinic, facilitator, which): the rows of a list, narrowed as its page
-- is.
drop function if exists export_start(text, text, text, text, bigint, text,
    date, text, text, text);
create or replace function export_start(of_list text, of_format text,
    of_state text, of_trade text, of_province bigint, of_risk text,
    of_month date, of_what text, of_words text, of_sort text,
    of_clinic bigint default null, of_facilitator bigint default null,
    of_which text default null)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	filters jsonb;
	made bigint;
begin
	if not export_allows(of_list) or actor_grant() is null then
		perform refuse('forbidden');
	end if;
	if of_list in ('savings_groups', 'savings_places') then
		filters := savings_filters(of_province, of_clinic, of_facilitator,
		    of_which, of_sort);
		if filters is null then
			perform refuse('not_found');
		end if;
	elsif of_list = 'office_groups' then
		filters := board_filters(of_state, of_trade, of_province, of_risk,
		    of_month, of_what, of_words, of_sort);
		if filters is null then
			perform refuse('not_found');
		elsif board_few(filters) then
			perform refuse('few_people', data => json_build_object('least',
			    people_least()));
		end if;
	else
		filters := jsonb_strip_nulls(case when of_list in ('clinic_groups',
		    'clinic_applications') then jsonb_build_object('state',
		        of_state, 'trade', of_trade, 'q', case of_list
		        when 'clinic_groups' then of_words end) else '{}' end);
	end if;
	perform from account where id = actor_account() for no key update;
	if (select count(*) from export where account_id = actor_account()
	    and state in ('waiting', 'running')) >= 5 then
		perform refuse('export_limit');
	end if;
	perform rate_take('export:' || actor_account(),
	    setting_int('export.per_hour', 60)::integer, interval '1 hour');
	insert into export (account_id, role_grant_id, list, filters, format)
	values (actor_account(), actor_grant(), of_list, filters, of_format)
	returning id into made;
	perform job_add('export', jsonb_build_object('export', made),
	    'export:' || made);
	return json_build_object('id', made);
end
$$;

-- runner_export(id): what to write and as whom, once more after a runner that
-- died. NULL when there is nothing to do: it is done, or whoever asked has no
-- right to it any more.
create or replace function runner_export(of_id bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	asked export;
	given role_grant;
begin
	select * into asked from export
	where id = of_id and state in ('waiting', 'running') for no key update;
	if asked.id is null then
		return null;
	end if;
	select r.* into given from role_grant r
	join account a on a.id = r.account_id and a.closed_at is null
	where r.id = asked.role_grant_id and r.account_id = asked.account_id
	    and r.ended_at is null;
	if given.id is null then
		update export set state = 'failed', why = 'no_right', done_at = now()
		where id = of_id;
		return null;
	end if;
	update export set state = 'running', rows_done = 0 where id = of_id;
	return json_build_object('file', asked.file, 'format', asked.format,
	    'list', asked.list, 'filters', asked.filters::text,
	    'title', export_title(asked.list, '{}'),
	    'columns', export_columns(asked.list),
	    'account', given.account_id::text, 'role', given.role,
	    'scope', coalesce(given.scope_id::text, ''),
	    'scope_kind', given.scope_kind, 'grant', given.id::text);
end
$$;

create or replace function runner_export_progress(of_id bigint,
    written integer, expected integer)
returns void language sql security definer
set search_path = public, pg_temp as $$
	update export set rows_done = written, rows_total = expected
	where id = of_id and state = 'running'
$$;

create or replace function runner_export_ready(of_id bigint,
    written integer, size bigint, called text)
returns void language sql security definer
set search_path = public, pg_temp as $$
	update export set state = 'ready', rows_done = written,
	    rows_total = written, bytes = size, name = called, done_at = now()
	where id = of_id and state = 'running'
$$;

create or replace function runner_export_failed(of_id bigint, reason text)
returns void language sql security definer
set search_path = public, pg_temp as $$
	update export set state = 'failed', why = left(reason, 200),
	    done_at = now()
	where id = of_id and state = 'running'
$$;

drop function if exists runner_board_due();
