-- What every function stands on: refusals, settings, the actor, idempotency,
-- rate limits, jobs, state machines, append-only tables.

-- Ends the transaction with a code of api/errors.c for the caller.
create or replace function refuse(code text, field text default '',
    data json default null)
returns void language plpgsql as $$
begin
	raise exception using errcode = 'HY000', message = code,
	    column = field, detail = coalesce(data::text, '');
end
$$;

-- A refusal that must be remembered (a wrong code counts as a try), so the
-- transaction commits and the engine turns this answer into the error.
create or replace function refused(code text, field text default '',
    data json default null)
returns json language sql immutable as $$
	select json_build_object('refused', json_build_object('code', code,
	    'field', field, 'data', data))
$$;

create or replace function setting_value(wanted text,
    at timestamptz default now())
returns jsonb language sql stable as $$
	select value from setting where key = wanted and valid_from <= at
	order by valid_from desc limit 1
$$;

-- Asked everywhere: PL/pgSQL plans it once a connection, SQL at each place.
create or replace function setting_int(wanted text, fallback bigint)
returns bigint language plpgsql stable as $$
begin
	return coalesce((select (value #>> '{}')::bigint from setting
	    where key = wanted and valid_from <= now()
	    order by valid_from desc limit 1), fallback);
end
$$;

-- Who asks. NULL when nobody has entered, or the thing does not apply.
create or replace function actor_account()
returns bigint language sql stable parallel safe as $$
	select nullif(current_setting('app.account', true), '')::bigint
$$;

create or replace function actor_role()
returns text language sql stable parallel safe as $$
	select nullif(current_setting('app.role', true), '')
$$;

create or replace function actor_scope()
returns bigint language sql stable parallel safe as $$
	select nullif(current_setting('app.scope', true), '')::bigint
$$;

create or replace function actor_scope_kind()
returns text language sql stable parallel safe as $$
	select nullif(current_setting('app.scope_kind', true), '')
$$;

create or replace function actor_session()
returns bigint language sql stable parallel safe as $$
	select nullif(current_setting('app.session', true), '')::bigint
$$;

-- The group the actor works for, when she does; the same for a clinic.
create or replace function actor_group()
returns bigint language sql stable parallel safe as $$
	select case when current_setting('app.scope_kind', true) = 'group'
	    then nullif(current_setting('app.scope', true), '')::bigint end
$$;

create or replace function actor_clinic()
returns bigint language sql stable parallel safe as $$
	select case when current_setting('app.scope_kind', true) = 'clinic'
	    then nullif(current_setting('app.scope', true), '')::bigint end
$$;

-- 0912•••6789: enough to know one's own number by.
create or replace function mobile_mask(mobile text)
returns text language sql immutable parallel safe as $$
	select left(mobile, 4) || '•••' || right(mobile, 4)
$$;

create or replace function scope_name(kind text, id bigint)
returns text language plpgsql stable security definer
set search_path = public, pg_temp as $$
begin
	return case kind
	    when 'group' then (select g.name from self_help_group g
	        where g.id = scope_name.id)
	    when 'clinic' then (select c.name from clinic c
	        where c.id = scope_name.id)
	    when 'province' then (select p.name from province p
	        where p.id = scope_name.id)
	    end;
end
$$;

-- The session of a cookie. A write by a visitor makes the row: cookies that
-- are unknown or expired belong to nobody, and login rotates the token.
create or replace function actor_session_find(hash text, writes boolean,
    address text, agent text)
returns session language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	found_row session;
	days integer := setting_int('session.days', 60);
begin
	select * into found_row from session
	where token_hash = hash and expires_at > now();
	if found_row.id is null and writes then
		-- Many share an address; a flood of rows is something else.
		perform rate_take('session:' || coalesce(address, ''),
		    setting_int('session.per_address', 3000)::integer,
		    interval '1 hour');
		insert into session (token_hash, expires_at, address, agent)
		values (hash, now() + make_interval(days => days), address,
		    left(agent, 200))
		on conflict (token_hash) do update
		set account_id = null, role_grant_id = null, seen_at = now(),
		    created_at = now(), expires_at = excluded.expires_at
		where session.expires_at <= now()
		returning * into found_row;
		if found_row.id is null then
			select * into found_row from session
			where token_hash = hash;
		end if;
	elsif found_row.seen_at < now() - interval '10 minutes' then
		-- Not at every page: a read should rarely write.
		update session
		set seen_at = now(), expires_at = now() + make_interval(days => days)
		where id = found_row.id;
	end if;
	return found_row;
end
$$;

-- Takes the idempotency key, or ends the transaction: with the answer kept
-- under it (HY200), or a refusal when it was used for something else.
create or replace function idempotency_take(wanted_owner text,
    wanted_key text, wanted_operation text, wanted_print text)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	kept idempotency;
begin
	-- Waits for a twin still at work, then sees its row.
	insert into idempotency (owner, key, operation, print)
	values (wanted_owner, wanted_key, wanted_operation, wanted_print)
	on conflict do nothing;
	if found then
		return;
	end if;
	select * into kept from idempotency
	where owner = wanted_owner and key = wanted_key;
	if kept.operation <> wanted_operation or kept.print <> wanted_print then
		perform refuse('idempotency_mismatch');
	end if;
	if kept.answer is null then
		perform refuse('conflict');
	end if;
	raise exception using errcode = 'HY200', message = 'replay',
	    detail = kept.answer::text;
end
$$;

-- First statement of a request that has a cookie, a token, or is not for
-- everybody: finds the actor, checks her role, takes the idempotency key.
create or replace function actor_enter(args json)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	who text[] := array(select json_array_elements_text(args -> 'who'));
	writes boolean := coalesce((args ->> 'writes')::boolean, false);
	visit session;
	token api_token;
	person account;
	given role_grant;
	active_role text;
	owner text;
begin
	if args ->> 'bearer' is not null then
		select * into token from api_token
		where token_hash = args ->> 'bearer' and revoked_at is null
		    and (expires_at is null or expires_at > now());
		if token.id is null then
			perform refuse('unauthenticated');
		end if;
		if token.seen_at is null
		    or token.seen_at < now() - interval '10 minutes' then
			update api_token set seen_at = now() where id = token.id;
		end if;
	elsif args ->> 'session' is not null then
		visit := actor_session_find(args ->> 'session', writes,
		    args ->> 'address', args ->> 'agent');
	end if;

	select * into person from account
	where id = coalesce(token.account_id, visit.account_id)
	    and closed_at is null;
	-- A record that waited on a telephone is hers who wrote it, whoever uses
	-- the telephone now.
	if args ->> 'as_account' <> coalesce(person.id::text, '') then
		perform refuse('unauthenticated');
	end if;
	select * into given from role_grant
	where id = coalesce(token.role_grant_id, visit.role_grant_id)
	    and account_id = person.id and ended_at is null;
	-- A program made for a role must not go on as a customer without it.
	if token.role_grant_id is not null and given.id is null then
		perform refuse('unauthenticated');
	end if;
	active_role := case when person.id is null then null
	    else coalesce(given.role, 'customer') end;

	if cardinality(who) > 0 then
		if person.id is null then
			perform refuse('unauthenticated');
		-- A program made for one role is not also the whole person.
		elsif active_role <> all (who) and ('account' <> all (who)
		    or token.role_grant_id is not null) then
			perform refuse('forbidden');
		end if;
	end if;

	owner := case
	    when person.id is not null then 'account:' || person.id
	    when visit.id is not null then 'session:' || visit.id
	    else 'address:' || coalesce(args ->> 'address', '') end;
	perform set_config('app.session', coalesce(visit.id::text, ''), true),
	    set_config('app.token', coalesce(token.id::text, ''), true),
	    set_config('app.account', coalesce(person.id::text, ''), true),
	    set_config('app.role', coalesce(active_role, ''), true),
	    set_config('app.scope', coalesce(given.scope_id::text, ''), true),
	    set_config('app.scope_kind', coalesce(given.scope_kind, ''), true),
	    set_config('app.grant', coalesce(given.id::text, ''), true),
	    set_config('app.operation', coalesce(args ->> 'operation', ''), true),
	    set_config('app.print', coalesce(args ->> 'print', ''), true),
	    set_config('app.address', coalesce(args ->> 'address', ''), true),
	    set_config('app.owner', owner, true),
	    set_config('app.key', coalesce(args ->> 'key', ''), true);
	if writes and args ->> 'key' is not null then
		perform idempotency_take(owner, args ->> 'key',
		    coalesce(args ->> 'operation', ''),
		    coalesce(args ->> 'print', ''));
	end if;

	return json_build_object(
	    'account', case when person.id is not null then json_build_object(
	        'id', person.id, 'name', person.name,
	        'mobile_masked', mobile_mask(person.mobile)) end,
	    'role', coalesce(active_role, 'visitor'),
	    'scope', case when given.id is not null then json_build_object(
	        'kind', given.scope_kind, 'id', given.scope_id,
	        'home', role_home(given.role),
	        'name', scope_name(given.scope_kind, given.scope_id)) end,
	    'session', visit.id);
end
$$;

-- Keeps a write's answer under its key. A refusal is not kept: the same form
-- may be sent again, corrected, with the same key.
create or replace function answer_keep(answer_now json)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	used_key text := nullif(current_setting('app.key', true), '');
	used_owner text := current_setting('app.owner', true);
begin
	if used_key is null then
		return answer_now;
	end if;
	-- What must not be read again unnoticed is not kept either.
	if answer_now is null
	    or answer_now::jsonb ?| array['refused', 'sealed'] then
		delete from idempotency where owner = used_owner and key = used_key;
	else
		update idempotency set answer = answer_now
		where owner = used_owner and key = used_key;
	end if;
	return answer_now;
end
$$;

-- Counts one more of something and refuses past the limit. A refusal rolls
-- its own count back, so a window never holds more than max_hits.
create or replace function rate_take(wanted_bucket text, max_hits integer,
    per interval)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	start timestamptz := date_bin(per, now(), timestamptz '2000-01-01');
	taken integer;
begin
	insert into rate_hit as r (bucket, window_start, hits)
	values (wanted_bucket, start, 1)
	on conflict (bucket, window_start) do update set hits = r.hits + 1
	returning hits into taken;
	if taken > max_hits then
		perform refuse('rate_limited', data => json_build_object('wait_s',
		    ceil(extract(epoch from start + per - now()))::integer));
	end if;
end
$$;

-- Something for the runner to do later, once for each unique_key.
create or replace function job_add(wanted_kind text, wanted_payload jsonb,
    key text default null, at timestamptz default now())
returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	made bigint;
begin
	-- With the back-off of job_fail: tried for a day and a bit.
	insert into job (kind, payload, unique_key, run_at, tries_max)
	values (wanted_kind, wanted_payload, key, at, 14)
	on conflict (unique_key) do nothing
	returning id into made;
	return made;
end
$$;

-- A text message and the job that sends it.
create or replace function message_add(wanted_kind text, to_mobile text,
    with_tokens jsonb, to_account bigint default null)
returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	made bigint;
begin
	insert into message (kind, mobile, account_id, tokens)
	values (wanted_kind, to_mobile, to_account, with_tokens)
	returning id into made;
	perform job_add('sms', jsonb_build_object('message', made),
	    'sms:' || made);
	return made;
end
$$;

-- Notes that the actor read a person's file, and what for when she said so:
-- 'member' for hers alone, 'group' for that of all in it, 'document' for a
-- paper of hers. The woman herself reads these lines.
drop function if exists access_note(text, bigint);
create or replace function access_note(kind text, id bigint,
    why text default null)
returns void language sql security definer
set search_path = public, pg_temp as $$
	insert into access_log (account_id, role, scope_kind, scope_id,
	    operation, subject_kind, subject_id, why)
	select actor_account(), actor_role(), actor_scope_kind(),
	    actor_scope(), current_setting('app.operation', true), kind, id, why
	where actor_account() is not null and kind is not null
$$;

-- Why and on what facts the next move of a state is made, for its history.
create or replace function move_note(why text, facts jsonb default null)
returns void language sql as $$
	select set_config('app.why', coalesce(why, ''), true),
	    set_config('app.facts', coalesce(facts::text, ''), true)
$$;

create or replace function append_only()
returns trigger language plpgsql as $$
begin
	raise exception '% is append-only', tg_table_name
	    using errcode = 'HY001';
end
$$;

-- The cart of whoever asks, or NULL: the account's, else the visit's.
create or replace function actor_cart()
returns bigint language plpgsql stable as $$
begin
	if actor_account() is not null then
		return (select id from cart where account_id = actor_account());
	end if;
	return (select id from cart where session_id = actor_session());
end
$$;
