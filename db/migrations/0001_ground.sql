-- What every other part stands on: settings, limits, idempotency, outbox.
create extension if not exists pg_trgm;
create extension if not exists pgcrypto;
create extension if not exists fuzzystrmatch;

-- Nothing is for everybody unless policies.sql says so.
alter default privileges revoke execute on functions from public;

create table setting (
	key text not null check (key ~ '^[a-z][a-z0-9_.]*$'),
	valid_from timestamptz not null default '2000-01-01',
	value jsonb not null,
	primary key (key, valid_from)
);
comment on table setting is
    'Dated parameters of the service; the newest row in force counts';

create table secret (
	name text primary key,
	value bytea not null check (octet_length(value) >= 32),
	created_at timestamptz not null default now()
);
comment on table secret is
    'Keys for hashes made in SQL; readable by hamyar_definer alone';
insert into secret (name, value) values ('login', gen_random_bytes(32));

create table rate_hit (
	bucket text not null,
	window_start timestamptz not null,
	hits integer not null check (hits > 0),
	primary key (bucket, window_start)
);
create index rate_hit_window_start on rate_hit (window_start);
comment on table rate_hit is
    'How often something was done in a window of time, for rate limits';

create table idempotency (
	owner text not null,
	key text not null,
	operation text not null,
	print text not null,
	answer json,
	created_at timestamptz not null default now(),
	primary key (owner, key)
);
create index idempotency_created_at on idempotency (created_at);
comment on table idempotency is
    'Answers kept under the caller''s key, so a repeated write happens once';

create table access_log (
	id bigint generated always as identity primary key,
	at timestamptz not null default now(),
	account_id bigint not null,
	role text,
	operation text,
	subject_kind text not null,
	subject_id bigint not null
);
create index access_log_subject on access_log (subject_kind, subject_id, id);
create index access_log_account on access_log (account_id, id);
comment on table access_log is 'Who read a person''s file; append-only';

create table job (
	id bigint generated always as identity primary key,
	kind text not null check (kind ~ '^[a-z][a-z_]*$'),
	payload jsonb not null default '{}',
	state text not null default 'ready'
	    check (state in ('ready', 'running', 'done', 'dead')),
	run_at timestamptz not null default now(),
	tries integer not null default 0 check (tries >= 0),
	tries_max integer not null default 8 check (tries_max > 0),
	last_error text,
	unique_key text unique,
	runner text,
	locked_until timestamptz,
	created_at timestamptz not null default now(),
	done_at timestamptz,
	check ((state = 'running') = (locked_until is not null))
);
create index job_ready on job (run_at, id) where state = 'ready';
create index job_running on job (locked_until) where state = 'running';
create index job_dead on job (id) where state = 'dead';
create index job_done on job (done_at) where state = 'done';
comment on table job is
    'What must happen later, written in the transaction that wants it';

create table runner (
	name text primary key,
	pid integer not null,
	started_at timestamptz not null default now(),
	seen_at timestamptz not null default now()
);
comment on table runner is 'Heartbeat of each job runner';

create table message (
	id bigint generated always as identity primary key,
	kind text not null check (kind ~ '^[a-z][a-z_]*$'),
	mobile text not null check (mobile ~ '^09[0-9]{9}$'),
	account_id bigint,
	tokens jsonb,
	state text not null default 'ready'
	    check (state in ('ready', 'sent', 'failed')),
	provider text,
	provider_id text,
	last_error text,
	created_at timestamptz not null default now(),
	sent_at timestamptz
);
create index message_mobile on message (mobile, id);
comment on table message is
    'SMS outbox; tokens (they may hold a code) are wiped once sent';

create table state_move (
	thing text not null,
	from_state text not null,
	to_state text not null,
	primary key (thing, from_state, to_state)
);
comment on table state_move is
    'Allowed moves of each state machine; from '''' is where a life may begin';
