-- The four roles and the ownership of the database it is run in. Idempotent;
-- run by the cluster's superuser, before the migrations.
do $$
declare
	wanted text;
begin
	foreach wanted in array array['hamyar_owner', 'hamyar_service',
	    'hamyar_jobs', 'hamyar_definer'] loop
		if not exists (select from pg_roles where rolname = wanted) then
			execute format('create role %I', wanted);
		end if;
	end loop;
	execute format('alter database %I owner to hamyar_owner',
	    current_database());
	execute format('revoke all on database %I from public',
	    current_database());
	execute format('grant connect on database %I to hamyar_service, '
	    'hamyar_jobs', current_database());
end
$$;

alter role hamyar_owner login;
alter role hamyar_service login;
alter role hamyar_jobs login;
-- Owns the security definer functions and nothing else; nobody logs in as it.
alter role hamyar_definer nologin bypassrls;
-- The owner hands its functions over, so it must be a member.
grant hamyar_definer to hamyar_owner;

-- A refusal is for who asked: PostgreSQL's log gets neither its details nor the
-- statement. What was not foreseen is in the service's own log.
alter role hamyar_service set log_min_messages = fatal;
alter role hamyar_jobs set log_error_verbosity = terse;
alter role hamyar_jobs set log_min_error_statement = panic;

-- The runner writes lists for people in the service's role, under the policies
-- that hold for them. It has nothing of that role until it takes it.
alter role hamyar_jobs noinherit;
grant hamyar_service to hamyar_jobs;

-- A statement that hangs must not hold a connection of the pool.
alter role hamyar_service set statement_timeout = '5s';
alter role hamyar_service set idle_in_transaction_session_timeout = '10s';
alter role hamyar_service set lock_timeout = '3s';
alter role hamyar_service set jit = off;
alter role hamyar_jobs set statement_timeout = '60s';
alter role hamyar_jobs set idle_in_transaction_session_timeout = '60s';
alter role hamyar_jobs set jit = off;
-- A slow statement is logged, but not what people sent with it.
alter role hamyar_service set log_parameter_max_length = 0;
alter role hamyar_jobs set log_parameter_max_length = 0;

alter schema public owner to hamyar_owner;
revoke all on schema public from public;
grant usage on schema public to hamyar_service, hamyar_jobs;
grant usage, create on schema public to hamyar_definer;
