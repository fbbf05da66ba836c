-- What wants looking at in a group, as the runner finds it, and who is told.
create table alert_kind (
	kind text primary key check (kind ~ '^[a-z][a-z_]*$'),
	title text not null,
	level text not null check (level in ('red', 'amber')),
	for_group boolean not null,
	position integer not null default 0
);
comment on table alert_kind is
    'What is watched; for_group: its own people are told as well';

create table alert (
	id bigint generated always as identity primary key,
	group_id bigint not null references self_help_group,
	kind text not null references alert_kind,
	since date not null,
	data jsonb not null default '{}',
	found_at timestamptz not null default now(),
	told_at timestamptz,
	resolved_at timestamptz
);
create unique index alert_open on alert (group_id, kind)
    where resolved_at is null;
create index alert_kind_open on alert (kind, group_id)
    where resolved_at is null;
create index alert_untold on alert (id)
    where told_at is null and resolved_at is null;
comment on table alert is
    'One thing that wants looking at in a group, until it is no longer so';

create table alert_choice (
	account_id bigint not null references account,
	kind text not null references alert_kind,
	sms boolean not null,
	primary key (account_id, kind)
);
comment on table alert_choice is
    'Which alerts a person wants by text message; none when she never chose';
