-- People: login by a one-time code, roles, tokens of programs, profile.

-- A code's hash is keyed and bound to its row and number: a stolen table
-- tells nothing, and comparing two hashes may take any time it likes.
create or replace function login_hash(code_id bigint, mobile text, code text)
returns bytea language sql stable security definer
set search_path = public, pg_temp as $$
	select hmac(convert_to(code_id || '/' || mobile || '/' || code, 'UTF8'),
	    (select value from secret where name = 'login'), 'sha256')
$$;

-- Six digits; 56 random bits leave no bias worth a name.
create or replace function login_digits()
returns text language sql volatile as $$
	select lpad(((('x' || encode(gen_random_bytes(7), 'hex'))::bit(56)::bigint)
	    % 1000000)::text, 6, '0')
$$;

-- Sends a code to a number for one purpose, and makes its older ones worthless.
-- Many purposes share a number's limits: they are for its owner's peace.
create or replace function code_send(to_mobile text, for_purpose text,
    message_kind text, with_tokens jsonb default '{}')
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	wait_s constant integer := setting_int('login.resend_s', 60);
	life_s constant integer := case when for_purpose = 'login'
	    then setting_int('login.code_s', 120)
	    else setting_int('code.life_s', 600) end;
	kind constant text := split_part(for_purpose, ':', 1);
	last_at timestamptz;
	made bigint;
	code text := login_digits();
begin
	perform rate_take('login:address:' || coalesce(
	    current_setting('app.address', true), ''),
	    setting_int('login.per_address', 30)::integer, '10 minutes');
	perform rate_take('login:all',
	    setting_int('login.per_hour', 20000)::integer, '1 hour');
	-- The bucket's row also makes two requests for one number queue. A
	-- stranger spends what is hers at her own address, not the owner's; and
	-- codes for other things spend nothing of those to log in with.
	perform rate_take(kind || ':day:' || to_mobile,
	    setting_int('login.per_number_day', 40)::integer, '1 day');
	perform rate_take(kind || ':hour:' || to_mobile || ':' || coalesce(
	    current_setting('app.address', true), ''),
	    setting_int('login.per_number_hour', 6)::integer, '1 hour');
	select created_at into last_at from login_code
	where mobile = to_mobile and split_part(purpose, ':', 1) = kind
	    and session_id is not distinct from actor_session()
	order by id desc limit 1;
	if last_at > now() - make_interval(secs => wait_s) then
		perform refuse('otp_wait', 'mobile', json_build_object('wait_s',
		    ceil(extract(epoch from last_at
		        + make_interval(secs => wait_s) - now()))::integer));
	end if;

	update login_code set expires_at = now()
	where mobile = to_mobile and purpose = for_purpose and used_at is null
	    and expires_at > now()
	    and session_id is not distinct from actor_session();
	insert into login_code (mobile, purpose, session_id, code_hash,
	    expires_at)
	values (to_mobile, for_purpose, actor_session(), '',
	    now() + make_interval(secs => life_s))
	returning id into made;
	update login_code set code_hash = login_hash(made, to_mobile, code)
	where id = made;
	perform message_add(message_kind, to_mobile,
	    with_tokens || jsonb_build_object('code', code));
	return json_build_object('expires_in_s', life_s, 'resend_in_s', wait_s);
end
$$;

-- login_request(mobile): sends a code. The answer is the same whether the
-- number has an account or not.
create or replace function login_request(to_mobile text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	return (code_send(to_mobile, 'login', 'login_code')::jsonb
	    || jsonb_build_object('mobile', to_mobile))::json;
end
$$;

-- Takes one try of the newest code that this visitor asked for, for a purpose:
-- nobody spends the tries of another. '' when it is right, otherwise the code
-- of the refusal.
drop function if exists login_try(text, text);
create or replace function code_try(of_mobile text, for_purpose text,
    typed text)
returns text language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	kept login_code;
begin
	perform rate_take('confirm:address:' || coalesce(
	    current_setting('app.address', true), ''),
	    setting_int('login.tries_per_address', 60)::integer, '10 minutes');
	select * into kept from login_code
	where mobile = of_mobile and purpose = for_purpose
	    and session_id is not distinct from actor_session()
	order by id desc limit 1
	for no key update;
	if kept.id is null or kept.used_at is not null
	    or kept.expires_at <= now() then
		return 'otp_expired';
	elsif kept.tries >= 5 then
		return 'otp_tries';
	elsif kept.code_hash <> login_hash(kept.id, of_mobile, typed) then
		update login_code set tries = tries + 1 where id = kept.id;
		return 'otp_wrong';
	end if;
	update login_code set used_at = now() where id = kept.id;
	return '';
end
$$;

-- Puts a visitor's cart into her account's, once she has logged in.
create or replace function cart_merge(from_session bigint, to_account bigint)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	old_cart bigint;
	new_cart bigint;
begin
	select id into old_cart from cart where session_id = from_session;
	if old_cart is null then
		return;
	end if;
	insert into cart (account_id) values (to_account)
	on conflict (account_id) do update set touched_at = now()
	returning id into new_cart;
	insert into cart_line as kept (cart_id, variant_id, quantity)
	select new_cart, variant_id, quantity from cart_line
	where cart_id = old_cart order by variant_id
	on conflict (cart_id, variant_id) do update
	set quantity = least(kept.quantity + excluded.quantity, 100);
	delete from cart where id = old_cart;
end
$$;

-- The one live role of an account, or NULL when there are none or several:
-- then she chooses.
create or replace function role_only(of_account bigint)
returns bigint language sql stable security definer
set search_path = public, pg_temp as $$
	select case when count(*) = 1 then min(id) end from role_grant
	where account_id = of_account and ended_at is null
$$;

-- login_confirm(mobile, code, new_session): new_session is the hash of a
-- token the engine has just made, so that an old cookie is worth nothing.
create or replace function login_confirm(of_mobile text, code text,
    new_session text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	outcome text;
	person account;
	is_new boolean;
	role_id bigint;
	days integer := setting_int('session.days', 60);
begin
	outcome := code_try(of_mobile, 'login', code);
	if outcome <> '' then
		return refused(outcome, 'code');
	end if;

	insert into account (mobile) values (of_mobile)
	on conflict (mobile) do nothing;
	is_new := found;
	select * into person from account where mobile = of_mobile;
	if person.closed_at is not null then
		return refused('account_closed');
	end if;
	role_id := role_only(person.id);

	if actor_session() is not null then
		perform cart_merge(actor_session(), person.id);
		update session
		set token_hash = new_session, account_id = person.id,
		    role_grant_id = role_id, seen_at = now(),
		    expires_at = now() + make_interval(days => days)
		where id = actor_session();
	else
		insert into session (token_hash, account_id, role_grant_id,
		    expires_at, address)
		values (new_session, person.id, role_id,
		    now() + make_interval(days => days),
		    current_setting('app.address', true));
	end if;
	return json_build_object('new', is_new,
	    'account', json_build_object('id', person.id, 'name', person.name,
	        'mobile_masked', mobile_mask(person.mobile)),
	    'role', coalesce((select role from role_grant where id = role_id),
	        'customer'));
end
$$;

create or replace function logout()
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	delete from session where id = actor_session();
	return json_build_object('ok', true);
end
$$;

-- role_switch(grant): acts in one of the account's roles from now on; NULL:
-- as a customer.
create or replace function role_switch(to_grant bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	given role_grant;
begin
	if actor_session() is null or actor_account() is null then
		perform refuse('unauthenticated');
	end if;
	select * into given from role_grant
	where id = to_grant and account_id = actor_account()
	    and ended_at is null;
	if to_grant is not null and given.id is null then
		perform refuse('not_found');
	end if;
	update session set role_grant_id = given.id where id = actor_session();
	return json_build_object('role', coalesce(given.role, 'customer'),
	    'home', role_home(coalesce(given.role, 'customer')),
	    'scope', case when given.id is not null then json_build_object(
	        'kind', given.scope_kind, 'id', given.scope_id,
	        'name', scope_name(given.scope_kind, given.scope_id)) end);
end
$$;

-- profile_save(name)
create or replace function profile_save(new_name text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	if actor_account() is null then
		perform refuse('unauthenticated');
	end if;
	update account set name = new_name where id = actor_account();
	return json_build_object('name', new_name);
end
$$;

-- token_make(name, grant, days, new_token): new_token is the hash of what
-- the engine shows once. Only a person at a browser makes tokens: a stolen
-- one must not breed.
create or replace function token_make(new_name text, for_grant bigint,
    days bigint, new_token text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	made api_token;
begin
	if actor_account() is null or actor_session() is null then
		perform refuse('forbidden');
	end if;
	if for_grant is not null and not exists (select from role_grant
	    where id = for_grant and account_id = actor_account()
	        and ended_at is null) then
		perform refuse('not_found', 'grant');
	end if;
	if (select count(*) from api_token where account_id = actor_account()
	    and revoked_at is null) >= 20 then
		perform refuse('token_limit');
	end if;
	insert into api_token (account_id, role_grant_id, name, token_hash,
	    expires_at)
	values (actor_account(), for_grant, new_name, new_token,
	    now() + make_interval(days => coalesce(days, 365)::integer))
	returning * into made;
	return json_build_object('id', made.id, 'name', made.name,
	    'expires_at', made.expires_at);
end
$$;

-- token_revoke(id)
create or replace function token_revoke(token_id bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	update api_token set revoked_at = coalesce(revoked_at, now())
	where id = token_id and account_id = actor_account();
	if not found then
		perform refuse('not_found');
	end if;
	return json_build_object('id', token_id, 'revoked', true);
end
$$;

-- What an admin does from the command line: an account by its number.
create or replace function account_give(of_mobile text, of_name text)
returns bigint language plpgsql as $$
declare
	given bigint;
begin
	insert into account (mobile, name) values (of_mobile, of_name)
	on conflict (mobile) do update
	set name = coalesce(excluded.name, account.name)
	returning id into given;
	return given;
end
$$;

-- role_give(account, role, scope_kind, scope_id): for hamyarctl admin and
-- for functions that have checked who asks.
create or replace function role_give(to_account bigint, new_role text,
    kind text, scope bigint)
returns bigint language plpgsql as $$
declare
	given bigint;
begin
	select id into given from role_grant
	where account_id = to_account and role = new_role and scope_kind = kind
	    and scope_id is not distinct from scope and ended_at is null;
	if given is null then
		insert into role_grant (account_id, role, scope_kind, scope_id,
		    given_by)
		values (to_account, new_role, kind, scope, actor_account())
		returning id into given;
	end if;
	return given;
end
$$;
