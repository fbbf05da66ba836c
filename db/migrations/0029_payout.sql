-- A group's share on its way to its bank account: asked for by one of its
-- officers, released by another, sent by the finance office in a batch.
create table payout_batch (
	id bigint generated always as identity primary key,
	made_by bigint not null references account,
	made_at timestamptz not null default now(),
	answered_by bigint references account,
	answered_at timestamptz
);
comment on table payout_batch is 'Payouts that went to the bank in one file';

create table payout (
	id bigint generated always as identity primary key,
	group_id bigint not null references self_help_group,
	amount_rial bigint not null check (amount_rial > 0),
	sheba text not null check (sheba ~ '^IR[0-9]{24}$'),
	owner text not null,
	state text not null default 'asked' check (state in ('asked',
	    'released', 'sent', 'paid', 'failed', 'cancelled')),
	state_at timestamptz not null default now(),
	asked_by bigint not null references account,
	asked_at timestamptz not null default now(),
	released_by bigint references account,
	released_at timestamptz,
	batch_id bigint references payout_batch,
	trace text check (length(trace) <= 60),
	why text check (length(why) <= 200),
	check (released_by is distinct from asked_by),
	check ((released_by is null) = (released_at is null)),
	check (state in ('asked', 'cancelled') or released_by is not null),
	check (state not in ('sent', 'paid', 'failed') or batch_id is not null)
);
create index payout_group on payout (group_id, id desc);
create index payout_waiting on payout (id) where state = 'released';
create index payout_batch_rows on payout (batch_id, id)
    where batch_id is not null;
create unique index payout_one_open on payout (group_id)
    where state in ('asked', 'released');
comment on table payout is
    'What a group takes out: two of its officers, then the bank''s answer';
