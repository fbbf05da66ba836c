-- What the gateways paid into our bank account, as their reports say, beside
-- what they took for us; and the periods of a book that were closed.
create table settlement (
	id bigint generated always as identity primary key,
	gateway text not null check (gateway in ('zarinpal', 'zibal')),
	made_by bigint not null references account,
	made_at timestamptz not null default now()
);
comment on table settlement is
    'A report of a gateway that brought something new; read whole or not at all';

create table settlement_row (
	id bigint generated always as identity primary key,
	settlement_id bigint not null references settlement,
	line integer not null check (line > 0),
	gateway text not null,
	reference text not null check (length(reference) between 1 and 100),
	payment_id bigint references payment,
	of_what text not null,
	amount_rial bigint not null check (amount_rial <> 0),
	fee_rial bigint not null check (fee_rial >= 0),
	settled_on date not null,
	nth integer not null check (nth > 0)
);
create unique index settlement_row_once on settlement_row (gateway, of_what,
    settled_on, (least(amount_rial, 0)), nth);
create unique index settlement_row_line on settlement_row
    (settlement_id, line);
create index settlement_row_payment on settlement_row (payment_id)
    where payment_id is not null;
create index settlement_row_unknown on settlement_row (of_what)
    where payment_id is null;
comment on table settlement_row is
    'One line of it, before the fee; below zero when a refund was taken back. nth tells two alike on one day apart';
comment on column settlement_row.of_what is
    'payment:12, or the reference when it is none of ours';

create index payment_ref_id on payment (gateway, ref_id)
    where ref_id is not null;

create table gateway_item (
	payment_id bigint primary key references payment,
	gateway text not null,
	at timestamptz not null,
	captured_rial bigint not null default 0,
	refunded_rial bigint not null default 0,
	refunded_at timestamptz,
	settled_rial bigint not null default 0,
	settled_times integer not null default 0,
	returned_rial bigint not null default 0,
	open_rial bigint not null generated always as (captured_rial
	    - refunded_rial - settled_rial + returned_rial) stored
);
create index gateway_item_open on gateway_item (at, payment_id)
    where open_rial <> 0;
create index refund_late on refund (id)
    where reason in ('late', 'double') and state <> 'done';
comment on table gateway_item is
    'What stands at a gateway of each payment, kept by triggers: taken, sent back, settled, and taken back from a settlement';

create table ledger_period (
	book_id bigint not null references ledger_book,
	closed_to date not null,
	closed_by bigint not null references account,
	closed_at timestamptz not null default now(),
	differences integer not null,
	difference_rial bigint not null,
	primary key (book_id, closed_to)
);
comment on table ledger_period is
    'Who closed a period, and which differences with the gateways she saw open';

insert into ledger_account_kind (kind, book_kind, title, normal,
    may_go_negative, shared, position) values
    ('charge', 'market', 'هزینه درگاه', 1, true, true, 9);
