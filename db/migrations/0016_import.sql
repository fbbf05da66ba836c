-- Imports: a table that somebody sent, its rows staged and compared with what
-- is there, then written all or not at all. Until then nothing of it is true.

create table import (
	id bigint generated always as identity primary key,
	account_id bigint not null references account,
	kind text not null check (kind in ('groups', 'clinics')),
	title text check (length(title) between 2 and 80),
	state text not null default 'waiting' check (state in ('waiting',
	    'matching', 'checking', 'checked', 'writing', 'done', 'failed',
	    'dropped')),
	state_at timestamptz not null default now(),
	created_at timestamptz not null default now(),
	why text check (why ~ '^[a-z0-9_]+$'),
	header_row integer check (header_row > 0),
	header jsonb check (jsonb_typeof(header) = 'array'),
	samples jsonb check (jsonb_typeof(samples) = 'array'),
	columns jsonb check (jsonb_typeof(columns) = 'object'),
	turn integer not null default 0,
	rows_all integer not null default 0,
	rows_done integer not null default 0,
	errors integer not null default 0,
	took_ms integer,
	plan jsonb,
	result jsonb,
	check (state not in ('checked', 'writing', 'done')
	    or columns is not null),
	check (state <> 'done' or (errors = 0 and result is not null))
);
create index import_account on import (account_id, id);
comment on table import is
    'A table sent to be imported, from its arrival to what became of it';
comment on column import.columns is
    'Our field → the place of its column in the table, from 0';
comment on column import.turn is
    'Which check the staged rows are of: an older one writes no more of them';
comment on column import.plan is 'What writing would do, found by the check';
comment on column import.result is 'What writing did';

create table import_file (
	import_id bigint primary key references import on delete cascade,
	body bytea not null check (octet_length(body) <= 42000000)
);
alter table import_file alter column body set storage external;
comment on table import_file is
    'The bytes as they came, sealed by the service; gone once it is decided';

-- Staging: not logged, so that people's data is in no log and no backup before
-- it is true. What a crash empties no longer has the rows that import.rows_all
-- counts, and is not written.
create unlogged table import_row (
	import_id bigint not null,
	row_no integer not null,
	registry_no text,
	group_name text,
	kind text,
	trade text,
	province text,
	city text,
	clinic text,
	phone text,
	state text,
	since date,
	member_name text,
	national_id_hash bytea,
	national_id_sealed bytea,
	mobile text,
	post text,
	joined_on date,
	what text check (what in ('new', 'same', 'changed', 'left')),
	member_id bigint,
	primary key (import_id, row_no)
);
comment on table import_row is
    'Rows of an import as typed values; NULL where a cell is empty or wrong';
comment on column import_row.what is
    'What writing makes of it: found by the comparison, once nothing is wrong';

create unlogged table import_group (
	import_id bigint not null,
	registry_no text not null,
	row_no integer not null,
	name text,
	kind text not null,
	state text not null,
	since date,
	trade text,
	province text,
	city text,
	clinic text,
	category_id bigint,
	province_id bigint,
	city_id bigint,
	clinic_id bigint,
	clinics bigint not null default 0,
	group_id bigint,
	primary key (import_id, registry_no)
);
comment on table import_group is
    'The groups of an import, each with the ids its words were found to mean';

create unlogged table import_error (
	id bigint generated always as identity primary key,
	import_id bigint not null,
	row_no integer not null,
	field text not null check (field ~ '^[a-z_]+$'),
	code text not null check (code ~ '^[a-z0-9_]+$'),
	of_cell boolean not null default false,
	value text check (length(value) <= 100),
	data jsonb
);
create index import_error_row on import_error (import_id, row_no, id);
comment on table import_error is
    'What is wrong with an import, by row and column; never a national id';

-- A group that came by import begins its life where it is.
insert into state_move (thing, from_state, to_state, who) values
    ('group', '', 'forming', '{import}'),
    ('group', '', 'active', '{import}');
