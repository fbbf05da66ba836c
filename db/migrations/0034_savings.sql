-- A group's savings: cycles by their rules, meetings, loans and votes. Money
-- itself is in the ledger, in the group's own book, its funds kept apart.
alter table ledger_account
    add column fund text check (fund in ('loan', 'social', 'credit')),
    add column loan_id bigint;
alter table ledger_account
    drop constraint ledger_account_book_id_kind_group_id_member_id_key;
-- By expressions, since "is not distinct from" finds no index.
create unique index ledger_account_once on ledger_account (book_id, kind,
    coalesce(group_id, 0), coalesce(member_id, 0), coalesce(fund, ''),
    coalesce(loan_id, 0));
comment on column ledger_account.fund is
    'Legs of an entry sum to zero in each fund: money crosses between funds by a pair of transfers, of which there was a vote';

alter table ledger_book add column proved_at timestamptz;
create index ledger_book_proved on ledger_book (proved_at nulls first);
comment on column ledger_book.proved_at is
    'When its balances were last recomputed from its legs and agreed';

insert into ledger_account_kind (kind, book_kind, title, normal,
    may_go_negative, position) values
    ('cash', 'savings', 'صندوق', 1, false, 11),
    ('bank_deposit', 'savings', 'سپرده بانکی', 1, false, 12),
    ('loan', 'savings', 'وام اعضا', 1, false, 13),
    ('charge_due', 'savings', 'کارمزد نگرفته', 1, false, 14),
    ('fine_due', 'savings', 'جریمه نگرفته', 1, false, 15),
    ('carried_debt', 'savings', 'بدهی از دوره پیش', 1, false, 16),
    ('savings', 'savings', 'پس‌انداز اعضا', -1, false, 21),
    ('social', 'savings', 'سهم صندوق همیاری', -1, false, 22),
    ('debt', 'savings', 'بدهی به بانک', -1, false, 23),
    ('opening', 'savings', 'مانده آغاز', -1, true, 31),
    ('charge_income', 'savings', 'کارمزد وام', -1, true, 32),
    ('fine_income', 'savings', 'جریمه', -1, true, 33),
    ('cash_over', 'savings', 'اضافه یا کسری صندوق', -1, true, 34),
    ('transfer', 'savings', 'جابه‌جایی میان صندوق‌ها', -1, true, 35),
    ('carried', 'savings', 'مانده دوره پیش', -1, true, 36),
    ('expense', 'savings', 'هزینه', 1, false, 41),
    ('loss', 'savings', 'وام بخشیده', 1, false, 42),
    ('grant', 'savings', 'کمک همیاری', 1, false, 43);

create table savings_cycle (
	id bigint generated always as identity primary key,
	group_id bigint not null references self_help_group,
	number integer not null check (number > 0),
	client_id text not null unique,
	digest bytea not null,
	starts_on date not null,
	planned_end date not null check (planned_end > starts_on),
	ended_on date check (ended_on >= starts_on),
	every_days integer not null check (every_days between 7 and 31),
	share_rial bigint not null check (share_rial > 0),
	shares_min integer not null check (shares_min >= 0),
	shares_max integer not null check (shares_max between 1 and 5),
	social_rial bigint not null check (social_rial >= 0),
	charge text not null check (charge in ('none', 'fee', 'flat',
	    'reducing')),
	rate integer not null check (rate between 0 and 3000),
	loan_multiple integer not null check (loan_multiple between 1 and 5),
	loan_days_max integer not null check (loan_days_max > 0),
	reserve_rial bigint not null check (reserve_rial >= 0),
	credit_limit_rial bigint not null check (credit_limit_rial >= 0),
	rules text check (length(rules) <= 10000),
	agreed bigint[] not null,
	opened_by bigint[] not null check (cardinality(opened_by) = 2),
	recorded_by bigint not null references account,
	recorded_at timestamptz not null default now(),
	check (shares_min <= shares_max),
	check ((charge = 'none') = (rate = 0)),
	unique (group_id, number)
);
create unique index savings_cycle_open on savings_cycle (group_id)
    where ended_on is null;
comment on table savings_cycle is
    'A cycle and its constitution, frozen: rate in ten-thousandths, once (fee) or of each thirty days';

create table savings_fine (
	cycle_id bigint not null references savings_cycle,
	n integer not null check (n between 1 and 8),
	title text not null check (length(title) between 2 and 60),
	amount_rial bigint not null check (amount_rial > 0),
	primary key (cycle_id, n)
);
comment on table savings_fine is 'What a cycle fines, and with how much';

create table savings_meeting (
	id bigint generated always as identity primary key,
	group_id bigint not null references self_help_group,
	cycle_id bigint not null references savings_cycle,
	number integer not null check (number > 0),
	kind text not null default 'meeting'
	    check (kind in ('meeting', 'share_out')),
	client_id text not null unique,
	digest bytea not null,
	held_on date not null,
	meeting_id bigint references meeting,
	opened_by bigint[] not null check (cardinality(opened_by) = 2),
	counted jsonb not null default '{}',
	closing jsonb not null default '{}',
	comment text check (length(comment) <= 300),
	recorded_by bigint not null references account,
	recorded_at timestamptz not null default now(),
	head bigint,
	hash bytea,
	told_at timestamptz,
	reversed_at timestamptz,
	reversed_by bigint[] check (cardinality(reversed_by) = 2),
	reversed_why text check (length(reversed_why) between 3 and 300),
	check ((reversed_at is null) = (reversed_by is null))
);
create index savings_meeting_group on savings_meeting (group_id, id desc);
create index savings_meeting_cycle on savings_meeting (cycle_id, id);
create index savings_meeting_minutes on savings_meeting (meeting_id)
    where meeting_id is not null;
comment on table savings_meeting is
    'A meeting where money was saved and lent, closed when it is here; head and hash: the last link of the book''s chain after it; told_at: members got their receipts';

create table savings_presence (
	meeting_id bigint not null references savings_meeting,
	member_id bigint not null references group_member,
	presence text not null
	    check (presence in ('present', 'absent', 'excused')),
	primary key (meeting_id, member_id)
);
comment on table savings_presence is 'Who was at a savings meeting';

create table savings_loan (
	id bigint generated always as identity primary key,
	group_id bigint not null references self_help_group,
	cycle_id bigint not null references savings_cycle,
	member_id bigint not null references group_member,
	number integer not null check (number > 0),
	meeting_id bigint references savings_meeting,
	fund text not null check (fund in ('loan', 'credit')),
	principal_rial bigint not null check (principal_rial > 0),
	purpose text check (length(purpose) <= 200),
	issued_on date not null,
	due_on date not null,
	charge text not null check (charge in ('none', 'fee', 'flat',
	    'reducing')),
	rate integer not null check (rate between 0 and 3000),
	unique (group_id, number)
);
create index savings_loan_group on savings_loan (group_id, id);
create index savings_loan_meeting on savings_loan (meeting_id);
comment on table savings_loan is
    'A loan as it was issued; meeting_id is null of one that a cycle opened with. What is left of it is in the ledger, what became of it in savings_loan_event';
alter table ledger_account add foreign key (loan_id) references savings_loan;
create index ledger_account_loan on ledger_account (loan_id)
    where loan_id is not null;

create table savings_loan_event (
	id bigint generated always as identity primary key,
	loan_id bigint not null references savings_loan,
	meeting_id bigint not null references savings_meeting,
	group_id bigint not null references self_help_group,
	kind text not null check (kind in ('charge', 'rollover', 'default',
	    'write_off')),
	periods integer check (periods > 0),
	base_rial bigint,
	due_on date,
	check ((kind = 'charge') = (periods is not null)),
	check ((kind = 'rollover') = (due_on is not null))
);
create index savings_loan_event_loan on savings_loan_event (loan_id, id);
create index savings_loan_event_meeting on savings_loan_event (meeting_id);
comment on table savings_loan_event is
    'What a meeting did to a loan beside money; a reversed meeting did nothing. base_rial: the principal that a rollover begins anew with';

create table savings_motion (
	meeting_id bigint not null references savings_meeting,
	n integer not null check (n > 0),
	group_id bigint not null references self_help_group,
	kind text not null check (kind in ('loan', 'grant', 'expense',
	    'write_off', 'rollover', 'default', 'waive', 'transfer',
	    'withdraw', 'leave', 'share_out')),
	member_id bigint references group_member,
	loan_id bigint references savings_loan,
	fund text check (fund in ('loan', 'social', 'credit')),
	amount_rial bigint check (amount_rial > 0),
	days integer check (days > 0),
	what text check (length(what) <= 200),
	votes_for integer not null check (votes_for > votes_against),
	votes_against integer not null check (votes_against >= 0),
	primary key (meeting_id, n)
);
comment on table savings_motion is
    'What a meeting voted for: no loan, grant, expense, write-off or crossing of funds without one';

create table savings_code (
	account_id bigint primary key references account,
	code_hash bytea not null check (octet_length(code_hash) = 32),
	tries integer not null default 0,
	locked_until timestamptz,
	set_at timestamptz not null default now()
);
comment on table savings_code is
    'The six digits of an officer, by which two of them open a meeting on one telephone';

create table savings_share (
	meeting_id bigint not null references savings_meeting,
	member_id bigint not null references group_member,
	shares bigint not null check (shares >= 0),
	gross_rial bigint not null check (gross_rial >= 0),
	netted_rial bigint not null check (netted_rial >= 0),
	paid_rial bigint not null check (paid_rial >= 0),
	owes_rial bigint not null check (owes_rial >= 0),
	primary key (meeting_id, member_id),
	check (gross_rial = netted_rial + paid_rial),
	check (paid_rial = 0 or owes_rial = 0)
);
comment on table savings_share is
    'What a share-out gave each member: her part, her debts taken from it, what she got, what she still owes';
