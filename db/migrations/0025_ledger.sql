-- The account book: everything that is money, in double entry. Amounts are
-- rial, a debit above zero and a credit below; see functions/ledger.sql.
create table ledger_book (
	id bigint generated always as identity primary key,
	kind text not null check (kind in ('market', 'savings')),
	group_id bigint unique references self_help_group,
	closed_to date not null default '-infinity',
	head bigint not null default 0 check (head >= 0),
	head_hash bytea not null default '\x'
	    check (octet_length(head_hash) = case head when 0 then 0 else 32 end),
	created_at timestamptz not null default now(),
	check ((kind = 'savings') = (group_id is not null))
);
create unique index ledger_book_market on ledger_book (kind)
    where kind = 'market';
comment on table ledger_book is
    'The market''s one book and one of each group that saves; a period to closed_to takes no entry';

create table ledger_account_kind (
	kind text primary key check (kind ~ '^[a-z][a-z_]*$'),
	book_kind text not null check (book_kind in ('market', 'savings')),
	title text not null,
	normal smallint not null check (normal in (1, -1)),
	may_go_negative boolean not null default false,
	shared boolean not null default false,
	position integer not null,
	unique (kind, may_go_negative, shared)
);
comment on table ledger_account_kind is
    'normal: the side a balance stands on, 1 debit, -1 credit. A shared account is posted to by everybody: its balance follows within seconds, so that nobody waits for its row';

create table ledger_account (
	id bigint generated always as identity primary key,
	book_id bigint not null references ledger_book,
	kind text not null,
	group_id bigint references self_help_group,
	member_id bigint references group_member,
	may_go_negative boolean not null,
	shared boolean not null,
	balance_rial bigint not null default 0,
	version bigint not null default 0,
	foreign key (kind, may_go_negative, shared)
	    references ledger_account_kind (kind, may_go_negative, shared),
	unique nulls not distinct (book_id, kind, group_id, member_id),
	unique (id, book_id),
	constraint ledger_balance_short
	    check (balance_rial >= 0 or may_go_negative or shared)
);
create index ledger_account_group on ledger_account (group_id)
    where group_id is not null;
create index ledger_account_member on ledger_account (member_id)
    where member_id is not null;
comment on table ledger_account is
    'balance_rial is on the normal side, as of the last seal where shared; version counts its entries';

create table ledger_entry (
	id bigint generated always as identity primary key,
	book_id bigint not null references ledger_book,
	kind text not null check (kind ~ '^[a-z][a-z_]*$'),
	happened_at timestamptz not null,
	recorded_at timestamptz not null default clock_timestamp(),
	reference text not null check (length(reference) between 1 and 80),
	idempotency_key text not null
	    check (length(idempotency_key) between 1 and 120),
	digest bytea not null,
	reverses bigint unique references ledger_entry,
	account_id bigint references account,
	-- Legs are added in its own transaction or never.
	tx xid8 not null default pg_current_xact_id(),
	unique (book_id, idempotency_key),
	unique (id, book_id),
	check (happened_at <= recorded_at + interval '1 minute')
);
create index ledger_entry_reference on ledger_entry (book_id, reference);
create index ledger_entry_happened on ledger_entry (book_id, happened_at, id);
comment on table ledger_entry is
    'One event of money; never changed. A mistake is an entry that reverses it';

create table ledger_leg (
	entry_id bigint not null,
	position smallint not null,
	book_id bigint not null,
	account_id bigint not null,
	amount_rial bigint not null check (amount_rial <> 0),
	primary key (entry_id, position),
	foreign key (entry_id, book_id) references ledger_entry (id, book_id),
	foreign key (account_id, book_id) references ledger_account (id, book_id)
);
create index ledger_leg_account on ledger_leg (account_id, entry_id);
comment on table ledger_leg is
    'What an entry does to one account: debit above zero, credit below';

create table ledger_seal (
	book_id bigint not null references ledger_book,
	seq bigint not null check (seq > 0),
	entry_id bigint not null unique,
	hash bytea not null check (octet_length(hash) = 32),
	sealed_at timestamptz not null default clock_timestamp(),
	primary key (book_id, seq),
	foreign key (entry_id, book_id) references ledger_entry (id, book_id)
);
create index ledger_seal_at on ledger_seal (book_id, sealed_at);
comment on table ledger_seal is
    'The chain of a book: SHA-256 of the link before and of the entry';

create table ledger_unsealed (
	entry_id bigint primary key references ledger_entry,
	book_id bigint not null
);
create index ledger_unsealed_book on ledger_unsealed (book_id, entry_id);
comment on table ledger_unsealed is
    'Entries that wait for their place in the chain';

insert into ledger_book (kind) values ('market');

insert into ledger_account_kind (kind, book_kind, title, normal,
    may_go_negative, shared, position) values
    ('gateway', 'market', 'نزد درگاه پرداخت', 1, true, true, 1),
    ('bank', 'market', 'حساب بانکی', 1, true, true, 2),
    ('escrow', 'market', 'امانت سفارش‌ها', -1, false, true, 3),
    ('refund', 'market', 'بازپرداخت در راه', -1, false, true, 4),
    ('payout', 'market', 'تسویه در راه', -1, false, true, 5),
    ('fee', 'market', 'کارمزد', -1, true, true, 6),
    ('payable', 'market', 'سهم گروه', -1, false, false, 7),
    ('owed', 'market', 'بدهی گروه', 1, false, false, 8);
