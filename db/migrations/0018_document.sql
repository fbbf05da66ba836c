-- Papers of a group, kept where only the database can hand them out; who reads
-- a person's file, from which organisation; and who signed a decision.

-- The public folder of pictures was the wrong place for a birth certificate.
drop table group_document;

create table document (
	id bigint generated always as identity primary key,
	group_id bigint not null references self_help_group,
	member_id bigint references group_member on delete cascade,
	kind text not null check (kind in ('statute', 'licence', 'bank',
	    'identity', 'other')),
	title text check (length(title) between 2 and 80),
	state text not null default 'waiting'
	    check (state in ('waiting', 'ready', 'failed')),
	width integer check (width > 0),
	height integer check (height > 0),
	why text,
	added_by bigint not null references account,
	added_at timestamptz not null default now(),
	removed_by bigint references account,
	removed_at timestamptz,
	check ((kind = 'identity') = (member_id is not null)),
	check (kind <> 'other' or title is not null),
	check (state <> 'ready' or (width is not null and height is not null)),
	check ((removed_by is null) or removed_at is not null)
);
create index document_group on document (group_id, id);
create index document_member on document (member_id)
    where member_id is not null;
comment on table document is
    'A paper of a group; one that was removed keeps its row, not its picture';

create table document_body (
	document_id bigint primary key references document on delete cascade,
	body bytea not null check (octet_length(body) <= 1048576)
);
alter table document_body alter column body set storage external;
comment on table document_body is
    'The picture of a paper: WebP, at most 1600 pixels a side';

create table document_upload (
	document_id bigint primary key references document on delete cascade,
	body bytea not null check (octet_length(body) <= 15728640)
);
alter table document_upload alter column body set storage external;
comment on table document_upload is
    'Original bytes of a paper, gone once the runner has made its picture';

-- A role alone does not say whose officer it was that read.
alter table access_log
    add column scope_kind text,
    add column scope_id bigint;

-- From when on a woman is in a group's file; joined_on begins with its work.
alter table group_member
    add column created_at timestamptz not null default now();
update group_member set created_at = joined_on where joined_on < created_at;

alter table group_history add column role text;
comment on column group_history.role is
    'In which role the move was made: who signs its letter';

-- What was decided lately, and who stopped: the figures of clinics.
create index group_history_at on group_history (at)
    where from_state is not null;
create index group_history_stopped on group_history (group_id)
    where to_state in ('paused', 'dissolved');

-- The inbox of a clinic: accounts and conflicts that wait.
create index group_bank_waiting on group_bank (group_id)
    where ended_at is null and verified_at is null;
