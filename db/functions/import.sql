-- Imports, as those who send them see them: a file comes in, its columns are
-- matched, a check finds everything wrong, and then it is written or dropped.
-- What the runner does with it is in import_check.sql and import_write.sql.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- Whether the actor may send imports: whoever looks after the service, and the
-- nation's officers; a province's officer would write beyond her province.
create or replace function imports_allowed()
returns boolean language sql stable as $$
	select coalesce(actor_role() = 'admin' or (actor_role() = 'officer'
	    and actor_scope_kind() = 'nation'), false)
$$;

-- Whether the actor sees an import: her own, and all for an admin or auditor.
create or replace function sees_import(of_account bigint)
returns boolean language sql stable as $$
	select coalesce(actor_role() = 'admin'
	    or (imports_allowed() and of_account = actor_account())
	    or (actor_role() = 'auditor' and actor_scope_kind() = 'nation'),
	    false)
$$;

-- The import that the actor may change, locked.
create or replace function import_lock(of_id bigint)
returns import language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own import;
begin
	select * into own from import i
	where i.id = of_id and imports_allowed() and sees_import(i.account_id)
	for no key update;
	if own.id is null then
		perform refuse('not_found');
	end if;
	return own;
end
$$;

-- import_add(kind, title, file): the bytes, sealed on their way here, and the
-- job that looks at them, in one transaction.
create or replace function import_add(new_kind text, new_title text,
    bytes bytea)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	made bigint;
begin
	if not imports_allowed() then
		perform refuse('forbidden');
	end if;
	perform rate_take('import:' || actor_account(),
	    setting_int('import.per_hour', 60)::integer, interval '1 hour');
	insert into import (account_id, kind, title)
	values (actor_account(), new_kind, new_title) returning id into made;
	insert into import_file (import_id, body) values (made, bytes);
	perform import_job('import_read', made, 0);
	return json_build_object('id', made, 'state', 'waiting');
end
$$;

-- One job for each step of each check.
create or replace function import_job(kind text, of_id bigint, turn integer)
returns void language sql security definer
set search_path = public, pg_temp as $$
	select job_add(kind, jsonb_build_object('import', of_id),
	    concat_ws(':', kind, of_id, turn))
$$;

-- import_match(id, column): which column each of our fields is, in the order
-- of import_fields(), from 0; NULL for one that the file does not have.
create or replace function import_match(of_id bigint, new_columns json)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own import := import_lock(of_id);
	wrong text;
	matched jsonb;
begin
	if own.state not in ('matching', 'checked') then
		perform refuse('import_busy');
	elsif json_array_length(new_columns) <> (select count(*)
	    from import_fields(own.kind)) then
		perform refuse('invalid');
	end if;
	select string_agg(f.title, '، ' order by f.place) into wrong
	from import_fields(own.kind) f
	where f.needed and (new_columns ->> (f.place - 1)) is null;
	if wrong is not null then
		perform refuse('column_missing',
		    data => json_build_object('names', wrong));
	end if;
	select string_agg(c.title, '، ') into wrong from (
	    select coalesce(own.header ->> c::integer, 'ستون ' || c) as title
	    from json_array_elements_text(new_columns) c where c is not null
	    group by c having count(*) > 1
	        or c::integer >= jsonb_array_length(own.header)) c;
	if wrong is not null then
		perform refuse('column_twice',
		    data => json_build_object('names', wrong));
	end if;
	select jsonb_object_agg(f.key, (new_columns ->> (f.place - 1))::integer)
	into matched from import_fields(own.kind) f
	where (new_columns ->> (f.place - 1)) is not null;
	update import set state = 'checking', state_at = now(),
	    columns = matched, rows_done = 0, errors = 0, why = null,
	    plan = null, turn = turn + 1
	where id = of_id;
	perform import_job('import_check', of_id, own.turn + 1);
	return json_build_object('id', of_id, 'state', 'checking');
end
$$;

-- import_write(id): all of it, as it was checked; see runner_import_write().
create or replace function import_write(of_id bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own import := import_lock(of_id);
begin
	if own.state in ('writing', 'done') then
		return json_build_object('id', of_id, 'state', own.state);
	elsif own.state <> 'checked' then
		perform refuse('import_busy');
	elsif own.errors > 0 then
		perform refuse('import_wrong',
		    data => json_build_object('errors', own.errors));
	end if;
	update import set state = 'writing', state_at = now(), why = null
	where id = of_id;
	-- A write that found something changed leads back; then it is another.
	perform job_add('import_write', jsonb_build_object('import', of_id));
	return json_build_object('id', of_id, 'state', 'writing');
end
$$;

-- import_drop(id): nothing of it is kept but that it was there.
create or replace function import_drop(of_id bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own import := import_lock(of_id);
begin
	if own.state in ('writing', 'done') then
		perform refuse('import_busy');
	end if;
	perform import_forget(of_id);
	return json_build_object('id', of_id, 'state', 'dropped');
end
$$;

-- The file and what was shown of it go at once, the rows by the runner.
create or replace function import_forget(of_id bigint)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	update import set state = 'dropped', state_at = now(), samples = null,
	    turn = turn + 1
	where id = of_id and state <> 'dropped';
	if found then
		delete from import_file where import_id = of_id;
		perform import_job('import_clear', of_id, 0);
	end if;
end
$$;

-- What nobody went on with for a week; and a writing whose job is no more, as
-- when each of its runners died.
create or replace function imports_lapse()
returns void language sql security definer
set search_path = public, pg_temp as $$
	select runner_import_stuck(i.id) from import i
	where i.state = 'writing' and not exists (select from job j
	    where j.kind = 'import_write' and j.state in ('ready', 'running')
	        and j.payload ->> 'import' = i.id::text);
	select import_forget(id) from import
	where state not in ('writing', 'done', 'dropped')
	    and state_at < now() - interval '7 days'
$$;

-- The import as its page shows it. Typed: the columns of a form that came
-- back, in the order of the fields.
create or replace function import_json(of_id bigint, typed json)
returns json language sql stable as $$
	select json_build_object('id', i.id, 'kind', i.kind,
	    'kind_title', import_kind_title(i.kind), 'title', i.title,
	    'state', i.state, 'state_title', import_state_title(i.state),
	    'state_at', i.state_at, 'created_at', i.created_at,
	    'by', import_by(i.account_id),
	    'can_change', imports_allowed(),
	    'busy', i.state in ('waiting', 'checking', 'writing'),
	    'waiting', i.state = 'waiting', 'checking', i.state = 'checking',
	    'comparing', i.state = 'checking' and i.rows_done >= i.rows_all,
	    'writing', i.state = 'writing',
	    'matching', i.state = 'matching', 'checked', i.state = 'checked',
	    'can_match', i.state in ('matching', 'checked'),
	    'done', i.state = 'done', 'failed', i.state = 'failed',
	    'dropped', i.state = 'dropped',
	    'can_drop', i.state not in ('writing', 'done', 'dropped'),
	    'why', import_why_title(i.why),
	    'rows_all', i.rows_all, 'rows_done', i.rows_done,
	    'percent', case when i.rows_all > 0
	        then i.rows_done * 100 / i.rows_all else 0 end,
	    'errors', i.errors, 'clean', i.state = 'checked' and i.errors = 0,
	    'took_s', round(i.took_ms / 1000.0, 1),
	    'plan', i.plan, 'result', i.result,
	    'fields', (select json_agg(json_build_object('key', f.key,
	        'place', f.place, 'title', f.title, 'hint', f.hint,
	        'needed', f.needed, 'column', case when typed is null
	            then (i.columns ->> f.key)::integer
	            else (typed ->> (f.place - 1))::integer end,
	        'missing', f.needed and typed is not null
	            and (typed ->> (f.place - 1)) is null) order by f.place)
	        from import_fields(i.kind) f),
	    'columns', (select coalesce(json_agg(json_build_object(
	        'n', c.n - 1, 'title', case c.title when ''
	            then 'ستون ' || c.n else c.title end) order by c.n), '[]')
	        from jsonb_array_elements_text(i.header)
	            with ordinality c (title, n)),
	    'samples', (select coalesce(json_agg(json_build_object('cells',
	        (select json_agg(coalesce(s.cells ->> (c.n - 1)::integer, '')
	            order by c.n) from jsonb_array_elements_text(i.header)
	            with ordinality c (title, n))) order by s.n), '[]')
	        from jsonb_array_elements(i.samples)
	            with ordinality s (cells, n)
	        -- Names of people: for who sent them, and looks after them.
	        where imports_allowed()))
	from import i where i.id = of_id
$$;

-- Whose import it is, by name.
create or replace function import_by(of_account bigint)
returns text language sql stable security definer
set search_path = public, pg_temp as $$
	select name from account where id = of_account
	    and sees_import(of_account)
$$;
