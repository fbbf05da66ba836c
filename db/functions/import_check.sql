-- The check of an import, as the runner does it: rows are staged as it reads
-- them, then the database finds what no single cell could tell. For the
-- runner alone. What compares whole tables forces its plan: of rows staged a
-- moment ago the planner knows nothing, and its guess takes hours. So joins
-- are hashed, in the order they are written in.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- runner_import_file(id): the bytes, still sealed, while they are wanted.
create or replace function runner_import_file(of_id bigint)
returns table (body bytea) language sql stable security definer
set search_path = public, pg_temp as $$
	select f.body from import_file f join import i on i.id = f.import_id
	where i.id = of_id and i.state in ('waiting', 'checking')
$$;

-- runner_import_read(id, header, samples, header_row, rows): what a first look
-- saw; columns with a name we know are matched already.
create or replace function runner_import_read(of_id bigint, new_header json,
    new_samples json, at_row integer, rows integer)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	update import i set state = 'matching', state_at = now(),
	    header = new_header, samples = new_samples, header_row = at_row,
	    rows_all = rows, columns = (
	        select coalesce(jsonb_object_agg(m.key, m.n), '{}') from (
	            select distinct on (f.key) f.key, c.n - 1 as n
	            from import_fields(i.kind) f
	            cross join lateral unnest(array[f.title]
	                || string_to_array(f.words, '|'))
	                with ordinality w (word, rank)
	            join json_array_elements_text(new_header)
	                with ordinality c (title, n)
	                on import_key(c.title) = import_key(w.word)
	            order by f.key, w.rank, c.n) m)
	where id = of_id and state = 'waiting';
end
$$;

-- runner_import_failed(id, why): it cannot be read, now or ever.
create or replace function runner_import_failed(of_id bigint, reason text)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	update import set state = 'failed', state_at = now(), why = reason
	where id = of_id and state in ('waiting', 'checking');
	delete from import_file f using import i
	where f.import_id = of_id and i.id = of_id and i.state = 'failed';
end
$$;

-- runner_import_begin(id): empties the stage, and says what to read from
-- which column as what. NULL: nobody waits for it.
create or replace function runner_import_begin(of_id bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own import;
begin
	update import set turn = turn + 1, rows_done = 0, errors = 0
	where id = of_id and state = 'checking' returning * into own;
	if own.id is null then
		return null;
	end if;
	perform import_unstage(of_id);
	return json_build_object('turn', own.turn,
	    'header_row', own.header_row, 'fields', (
	    select json_agg(json_build_object('key', f.key, 'type', f.type,
	        'column', (own.columns ->> f.key)::integer,
	        'required', f.required, 'min', f.letters_min,
	        'max', f.letters_max,
	        'choices', (select json_object_agg(
	            import_key(split_part(w, '=', 1)), split_part(w, '=', 2))
	            from unnest(string_to_array(f.choices, '|')) w))
	        order by f.place)
	    from import_fields(own.kind) f where own.columns ? f.key));
end
$$;

create or replace function import_unstage(of_id bigint)
returns void language sql security definer
set search_path = public, pg_temp as $$
	delete from import_row where import_id = of_id;
	delete from import_group where import_id = of_id;
	delete from import_error where import_id = of_id;
$$;

-- runner_import_clear(id): the rows of what was dropped.
create or replace function runner_import_clear(of_id bigint)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	if exists (select from import where id = of_id
	    and state in ('done', 'dropped')) then
		perform import_unstage(of_id);
	end if;
end
$$;

-- runner_import_rows(id, turn, rows, errors, done): one batch. False: nobody
-- waits for this check any more.
create or replace function runner_import_rows(of_id bigint, of_turn integer,
    new_rows json, new_errors json, done integer)
returns boolean language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	update import set rows_done = done,
	    errors = errors + json_array_length(new_errors)
	where id = of_id and state = 'checking' and turn = of_turn;
	if not found then
		return false;
	end if;
	insert into import_row (import_id, row_no, registry_no, group_name, kind,
	    trade, province, city, clinic, phone, state, since, member_name,
	    national_id_hash, national_id_sealed, mobile, post, joined_on)
	select of_id, r."row", r.registry_no, r.group_name, r.kind, r.trade,
	    r.province, r.city, r.clinic, r.phone, r.state, r.since,
	    r.member_name, decode(r.national_id ->> 'hash', 'hex'),
	    decode(r.national_id ->> 'sealed', 'hex'), r.mobile, r.post,
	    r.joined_on
	from json_to_recordset(new_rows) as r ("row" integer, registry_no text,
	    group_name text, kind text, trade text, province text, city text,
	    clinic text, phone text, state text, since date, member_name text,
	    national_id json, mobile text, post text, joined_on date);
	insert into import_error (import_id, row_no, field, code, of_cell, value,
	    data)
	select of_id, e."row", e.field, e.code, true, nullif(e.value, ''),
	    jsonb_build_object('min', e.min, 'max', e.max)
	from json_to_recordset(new_errors) as e ("row" integer, field text,
	    code text, value text, min integer, max integer);
	return true;
end
$$;

-- runner_import_compare(id, turn): all rows are staged; what is wrong with
-- them together, and what writing them would do.
create or replace function runner_import_compare(of_id bigint,
    of_turn integer)
returns void language plpgsql security definer
set search_path = public, pg_temp
set enable_nestloop = off set enable_mergejoin = off
set join_collapse_limit = 1 set from_collapse_limit = 1
set work_mem = '64MB' as $$
declare
	own import;
	wrong integer;
begin
	select * into own from import
	where id = of_id and state = 'checking' and turn = of_turn for no key update;
	if own.id is null then
		return;
	end if;
	wrong := import_compare(own);
	update import set state = 'checked', state_at = now(), errors = wrong,
	    rows_all = own.rows_done,
	    plan = case when wrong = 0 then import_plan(own) end,
	    took_ms = extract(epoch from clock_timestamp() - own.state_at) * 1000
	where id = of_id;
end
$$;

-- How many errors an import has, after everything was compared anew; without
-- any, each row knows what writing will make of it.
create or replace function import_compare(own import)
returns integer language plpgsql security definer
set search_path = public, pg_temp
set enable_nestloop = off set enable_mergejoin = off
set join_collapse_limit = 1 set from_collapse_limit = 1
set work_mem = '64MB' as $$
declare
	wrong integer;
begin
	delete from import_error where import_id = own.id and not of_cell;
	delete from import_group where import_id = own.id;
	if own.kind = 'clinics' then
		perform import_compare_clinics(own.id);
	else
		perform import_find_groups(own.id);
		perform import_find_clinics(own.id);
		perform import_compare_groups(own.id);
		perform import_compare_posts(own.id);
		perform import_compare_people(own.id);
		perform import_compare_mobiles(own.id);
		perform import_compare_registry(own.id);
	end if;
	select count(*) into wrong from import_error where import_id = own.id;
	if wrong = 0 and own.kind = 'groups' then
		perform import_find_members(own.id);
	end if;
	return wrong;
end
$$;

-- One row a group, with what its words mean. What one of its rows says counts
-- for all; which rows say otherwise is an error of theirs. Each word is looked
-- up once, however many groups have it. Rows must come to the aggregates in
-- their order: a hash that spills to disk would mix them.
create or replace function import_find_groups(of_id bigint)
returns void language sql security definer
set search_path = public, pg_temp set enable_hashagg = off as $$
	with said as materialized (
	    select registry_no, min(row_no) as row_no,
	        (array_agg(group_name) filter (where group_name is not null))[1]
	            as name,
	        (array_agg(kind) filter (where kind is not null))[1] as kind,
	        (array_agg(state) filter (where state is not null))[1] as state,
	        (array_agg(since) filter (where since is not null))[1] as since,
	        (array_agg(trade) filter (where trade is not null))[1] as trade,
	        (array_agg(province) filter (where province is not null))[1]
	            as province,
	        (array_agg(city) filter (where city is not null))[1] as city,
	        (array_agg(clinic) filter (where clinic is not null))[1]
	            as clinic
	    from (select * from import_row
	        where import_id = of_id and registry_no is not null
	        order by registry_no, row_no) r
	    group by registry_no
	), trade as materialized (
	    select w.word, t.id from (select distinct trade as word from said) w
	    join import_trades() t on t.key = import_key(w.word)
	), place as materialized (
	    select w.province, w.city, p.id as province_id, c.id as city_id
	    from (select distinct province, city from said) w
	    join import_provinces() p on p.key = import_place_key(w.province)
	    left join import_cities() c on c.province_id = p.id
	        and c.key = import_place_key(w.city)
	)
	insert into import_group (import_id, registry_no, row_no, name, kind,
	    state, since, trade, province, city, clinic, category_id,
	    province_id, city_id, group_id)
	select of_id, s.registry_no, s.row_no, s.name,
	    coalesce(s.kind, x.kind, 'hamyar'), coalesce(s.state, 'active'),
	    s.since, s.trade, s.province, s.city, s.clinic, t.id,
	    p.province_id, p.city_id, x.id
	from said s
	left join trade t on t.word = s.trade
	left join place p on p.province = s.province
	    and coalesce(p.city, '') = coalesce(s.city, '')
	left join self_help_group x on x.registry_no = s.registry_no
$$;

create or replace function import_provinces()
returns table (key text, id bigint) language sql stable as $$
	select import_key(name), min(p.id) from province p group by 1
$$;

create or replace function import_cities()
returns table (province_id bigint, key text, id bigint)
language sql stable as $$
	select c.province_id, import_key(name), min(c.id) from city c
	group by 1, 2
$$;

-- "استان تهران" is Tehran; no province or city begins with these words.
create or replace function import_place_key(words text)
returns text language sql immutable strict parallel safe as $$
	select regexp_replace(import_key(words), '^(استان|شهرستان)', '')
$$;

create or replace function import_clinic_key(words text)
returns text language sql immutable strict parallel safe as $$
	select regexp_replace(import_key(words),
	    '^(کلینیک)?(مددکاری)?(اجتماعی)?', '')
$$;

-- What a trade may be called: its title, a word of it, its slug, or the title
-- of something that it makes.
create or replace function import_trades()
returns table (key text, id bigint) language sql stable as $$
	select distinct on (w.key) w.key, w.id
	from (select import_key(title) as key, coalesce(parent_id, c.id) as id,
	        parent_id is not null as part from category c
	    union all
	    select import_key(slug), coalesce(parent_id, c.id), true
	    from category c
	    union all
	    select import_key(word), c.id, true from category c,
	        regexp_split_to_table(title, ' و |، ') word
	    where parent_id is null) w
	order by w.key, w.part, w.id
$$;

-- The clinic of that name, the nearest of several: in the city, then in the
-- province, then anywhere; two as near are none.
create or replace function import_find_clinics(of_id bigint)
returns void language sql security definer
set search_path = public, pg_temp as $$
	with word as materialized (
	    select distinct clinic, city_id, province_id from import_group
	    where import_id = of_id and clinic is not null
	), hit as materialized (
	    select w.*, k.id,
	        coalesce((k.city_id = w.city_id)::integer, 0)
	            + coalesce((k.province_id = w.province_id)::integer, 0)
	            as near
	    from (select word.*, import_clinic_key(clinic) as key from word) w
	    join (select c.*, import_clinic_key(name) as key from clinic c) k
	        on k.key = w.key
	), best as materialized (
	    select clinic, city_id, province_id,
	        (array_agg(id order by near desc, id))[1] as id,
	        count(*) filter (where near = nearest) as many
	    from (select *, max(near) over (partition by clinic, city_id,
	        province_id) as nearest from hit) h
	    group by clinic, city_id, province_id
	)
	update import_group g set clinics = b.many,
	    clinic_id = case when b.many = 1 then b.id end
	from best b
	where g.import_id = of_id and b.clinic = g.clinic
	    and coalesce(b.city_id, 0) = coalesce(g.city_id, 0)
	    and coalesce(b.province_id, 0) = coalesce(g.province_id, 0)
$$;

-- Groups: words that mean nothing, rows that contradict each other, too few
-- or too many members, and a state or kind that cannot be.
create or replace function import_compare_groups(of_id bigint)
returns void language sql security definer
set search_path = public, pg_temp as $$
	with size as materialized (
	    select registry_no, count(*) as count from import_row
	    where import_id = of_id and registry_no is not null
	    group by registry_no
	), wrong as materialized (
	    select r.registry_no, array_agg(distinct e.field) as fields
	    from import_error e
	    join import_row r on r.import_id = of_id and r.row_no = e.row_no
	    where e.import_id = of_id and e.of_cell
	    group by r.registry_no
	), other as materialized (
	    -- Members that the registry has and the file has not.
	    select m.group_id, count(*) as count
	    from import_group o
	    join group_member m on m.group_id = o.group_id
	        and m.left_on is null and not m.pending
	    left join import_row r on r.import_id = of_id
	        and r.national_id_hash = m.national_id_hash
	        and r.registry_no = o.registry_no
	    where o.import_id = of_id and r.row_no is null
	    group by m.group_id
	), one as materialized (
	    select g.*, s.count, w.fields as wrong, x.state as state_now,
	        x.kind as kind_now, coalesce(o.count, 0) as others,
	        k.members_min as least, k.members_max as most
	    from import_group g
	    join members_bounds() k on k.kind = g.kind
	    join size s on s.registry_no = g.registry_no
	    left join wrong w on w.registry_no = g.registry_no
	    left join self_help_group x on x.id = g.group_id
	    left join other o on o.group_id = g.group_id
	    where g.import_id = of_id
	)
	insert into import_error (import_id, row_no, field, code, value, data)
	select of_id, g.row_no, v.field, v.code, left(v.value, 60), v.data
	from one g
	cross join lateral (values
	    ('group_name', 'required', null::text, null::jsonb,
	        g.name is null),
	    ('trade', 'required', null, null, g.trade is null),
	    ('province', 'required', null, null, g.province is null),
	    ('city', 'required', null, null, g.city is null),
	    ('clinic', 'required', null, null, g.clinic is null),
	    ('since', 'required', null, null, g.since is null
	        and g.state = 'forming' and g.group_id is null),
	    ('since', 'day_future', null, null, g.since > current_date),
	    ('trade', 'unknown_trade', g.trade, null,
	        g.trade is not null and g.category_id is null),
	    ('province', 'unknown_province', g.province, null,
	        g.province is not null and g.province_id is null),
	    ('city', 'unknown_city', g.city, null, g.city is not null
	        and g.province_id is not null and g.city_id is null),
	    ('clinic', 'unknown_clinic', g.clinic, null,
	        g.clinic is not null and g.clinics = 0),
	    ('clinic', 'clinic_ambiguous', g.clinic, null, g.clinics > 1),
	    ('registry_no', 'members_few', null, jsonb_build_object('count',
	        g.count, 'min', g.least),
	        g.group_id is null and g.count < g.least),
	    ('registry_no', 'members_many', null, jsonb_build_object('count',
	        g.count + g.others, 'max', g.most), g.count + g.others > g.most),
	    ('registry_no', 'group_closed', null, jsonb_build_object('state',
	        group_state_title(g.state_now)), not group_binds(g.state_now)),
	    ('kind', 'kind_differs', null, null, g.kind_now <> g.kind))
	    v (field, code, value, data, applies)
	where v.applies
	    and (v.code <> 'required' or not v.field = any (g.wrong) is true);
	with odd as materialized (
	    select r.row_no, r.group_name, r.kind, r.trade, r.province, r.city,
	        r.clinic, r.state, r.since, g.row_no as first, g.name,
	        g.kind as its_kind, g.trade as its_trade,
	        g.province as its_province, g.city as its_city,
	        g.clinic as its_clinic, g.state as its_state,
	        g.since as its_since
	    from import_row r
	    join import_group g on g.import_id = of_id
	        and g.registry_no = r.registry_no
	    where r.import_id = of_id and (r.group_name <> g.name
	        or r.kind <> g.kind or r.trade <> g.trade
	        or r.province <> g.province or r.city <> g.city
	        or r.clinic <> g.clinic or r.state <> g.state
	        or r.since <> g.since)
	)
	insert into import_error (import_id, row_no, field, code, value, data)
	select of_id, o.row_no, v.field, 'rows_contradict', left(v.here, 60),
	    jsonb_build_object('there', left(v.there, 60), 'row', o.first)
	from odd o
	cross join lateral (values
	    ('group_name', o.group_name, o.name),
	    ('kind', o.kind, o.its_kind), ('trade', o.trade, o.its_trade),
	    ('province', o.province, o.its_province),
	    ('city', o.city, o.its_city), ('clinic', o.clinic, o.its_clinic),
	    ('state', o.state, o.its_state),
	    ('since', o.since::text, o.its_since::text)) v (field, here, there)
	where v.here <> v.there
$$;

-- Posts: one woman each, a leader with a telephone in every new group, and
-- none that somebody else has been elected to.
create or replace function import_compare_posts(of_id bigint)
returns void language sql security definer
set search_path = public, pg_temp as $$
	insert into import_error (import_id, row_no, field, code, data)
	select of_id, w.row_no, 'post', 'post_twice',
	    jsonb_build_object('row', w.first)
	from (select row_no, min(row_no) over (partition by registry_no, post)
	        as first from import_row
	    where import_id = of_id and registry_no is not null
	        and post in ('leader', 'secretary', 'treasurer')) w
	where w.row_no <> w.first;
	insert into import_error (import_id, row_no, field, code)
	select of_id, g.row_no, 'post', 'leader_missing'
	from import_group g
	left join (select distinct registry_no from import_row
	    where import_id = of_id and post = 'leader') l
	    on l.registry_no = g.registry_no
	left join (select distinct r.registry_no from import_error e
	    join import_row r on r.import_id = of_id and r.row_no = e.row_no
	    where e.import_id = of_id and e.of_cell and e.field = 'post') w
	    on w.registry_no = g.registry_no
	where g.import_id = of_id and g.group_id is null
	    and l.registry_no is null and w.registry_no is null;
	insert into import_error (import_id, row_no, field, code)
	select of_id, r.row_no, 'mobile', 'leader_mobile'
	from import_row r
	left join import_error e on e.import_id = of_id and e.of_cell
	    and e.row_no = r.row_no and e.field = 'mobile'
	where r.import_id = of_id and r.post = 'leader' and r.mobile is null
	    and e.id is null;
	insert into import_error (import_id, row_no, field, code, data)
	select of_id, r.row_no, 'post', 'post_taken',
	    jsonb_build_object('name', o.name)
	from import_row r
	join import_group g on g.import_id = of_id
	    and g.registry_no = r.registry_no
	join group_member o on o.group_id = g.group_id and o.post = r.post
	    and o.left_on is null
	left join group_member m on m.group_id = g.group_id
	    and m.national_id_hash = r.national_id_hash and m.left_on is null
	where r.import_id = of_id and r.post <> 'member' and m.id is null
$$;

-- People: the same one twice, and days that have not come.
create or replace function import_compare_people(of_id bigint)
returns void language sql security definer
set search_path = public, pg_temp as $$
	insert into import_error (import_id, row_no, field, code, data)
	select of_id, w.row_no, 'national_id', case
	    when w.registry_no = w.first_group then 'person_twice'
	    else 'person_two_groups' end, jsonb_build_object('row', w.first)
	from (select r.row_no, r.registry_no,
	        first_value(r.row_no) over person as first,
	        first_value(r.registry_no) over person as first_group
	    from import_row r
	    join import_group g on g.import_id = of_id
	        and g.registry_no = r.registry_no
	    where r.import_id = of_id and r.national_id_hash is not null
	    window person as (partition by r.national_id_hash, g.kind
	        order by r.row_no)) w
	where w.row_no <> w.first;
	insert into import_error (import_id, row_no, field, code)
	select of_id, row_no, 'joined_on', 'day_future'
	from import_row
	where import_id = of_id and joined_on > current_date
$$;

-- A telephone is one person's: it is what she logs in with.
create or replace function import_compare_mobiles(of_id bigint)
returns void language sql security definer
set search_path = public, pg_temp as $$
	insert into import_error (import_id, row_no, field, code, data)
	select of_id, w.row_no, 'mobile', case
	    when w.row_no <> w.in_group then 'mobile_twice'
	    else 'mobile_shared' end, jsonb_build_object('row', case
	    when w.row_no <> w.in_group then w.in_group else w.first end)
	from (select r.row_no, r.national_id_hash as hash,
	        min(r.row_no) over (partition by r.registry_no, r.mobile)
	            as in_group,
	        first_value(r.row_no) over holder as first,
	        first_value(r.national_id_hash) over holder as first_hash
	    from import_row r
	    where r.import_id = of_id and r.mobile is not null
	        and r.registry_no is not null and r.national_id_hash is not null
	    window holder as (partition by r.mobile order by r.row_no)) w
	where w.row_no <> w.in_group or w.hash <> w.first_hash
$$;

-- Beside what is in the registry: members of other groups at work, and
-- numbers that are somebody else's there and stay hers.
create or replace function import_compare_registry(of_id bigint)
returns void language sql security definer
set search_path = public, pg_temp as $$
	insert into import_error (import_id, row_no, field, code, data)
	select of_id, r.row_no, 'national_id', 'member_elsewhere',
	    jsonb_build_object('group', max(x.name))
	from import_row r
	join import_group g on g.import_id = of_id
	    and g.registry_no = r.registry_no
	join group_member o on o.national_id_hash = r.national_id_hash
	    and o.in_force and o.group_kind = g.kind
	    and o.group_id is distinct from g.group_id
	join self_help_group x on x.id = o.group_id
	where r.import_id = of_id
	group by r.row_no;
	insert into import_error (import_id, row_no, field, code)
	select of_id, r.row_no, 'mobile', 'mobile_own'
	from import i
	join account a on a.id = i.account_id
	join import_row r on r.import_id = i.id and r.mobile = a.mobile
	where i.id = of_id;
	insert into import_error (import_id, row_no, field, code)
	select distinct of_id, r.row_no, 'mobile', 'mobile_elsewhere'
	from import_row r
	join import_group g on g.import_id = of_id
	    and g.registry_no = r.registry_no
	join group_member o on o.mobile = r.mobile and o.left_on is null
	    and o.national_id_hash <> r.national_id_hash
	    and (o.in_force or o.group_id = g.group_id)
	left join import_group og on og.import_id = of_id
	    and og.group_id = o.group_id
	left join import_row w on w.import_id = of_id
	    and w.registry_no = og.registry_no
	    and w.national_id_hash = o.national_id_hash
	where r.import_id = of_id and (w.mobile is null or w.mobile = o.mobile)
$$;

-- Clinics: places that are not, and the same one twice.
create or replace function import_compare_clinics(of_id bigint)
returns void language sql security definer
set search_path = public, pg_temp as $$
	insert into import_error (import_id, row_no, field, code, value, data)
	select of_id, w.row_no, v.field, v.code, left(v.value, 60), v.data
	from (select *, min(row_no) over (partition by
	        import_clinic_key(name), city_id) as first
	    from import_clinics(of_id)) w
	cross join lateral (values
	    ('province', 'unknown_province', w.province, null::jsonb,
	        w.province is not null and w.province_id is null),
	    ('city', 'unknown_city', w.city, null, w.city is not null
	        and w.province_id is not null and w.city_id is null),
	    ('clinic', 'clinic_twice', w.name, jsonb_build_object('row',
	        w.first), w.name is not null and w.city_id is not null
	        and w.row_no <> w.first))
	    v (field, code, value, data, applies)
	where v.applies
$$;

-- The clinics of an import with the place each is in, and the one it is.
create or replace function import_clinics(of_id bigint)
returns table (row_no integer, name text, province text, city text,
    phone text, province_id bigint, city_id bigint, clinic_id bigint)
language sql stable security definer
set search_path = public, pg_temp as $$
	select r.row_no, r.clinic, r.province, r.city,
	    translate(r.phone, '۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩', '01234567890123456789'),
	    p.id, c.id, k.id
	from import_row r
	left join import_provinces() p on p.key = import_place_key(r.province)
	left join import_cities() c on c.province_id = p.id
	    and c.key = import_place_key(r.city)
	left join (select city_id, import_clinic_key(name) as key,
	        min(id) as id from clinic group by 1, 2) k
	    on k.city_id = c.id and k.key = import_clinic_key(r.clinic)
	where r.import_id = of_id
$$;
