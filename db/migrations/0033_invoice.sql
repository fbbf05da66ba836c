-- Invoices as the law asks for them: each group is the seller of its parcels
-- and numbers its own, without a gap, by the Jalali year; and what of a price
-- is tax, by dated rates.
create table tax_class (
	class text primary key check (class ~ '^[a-z][a-z_]*$'),
	title text not null
);
insert into tax_class (class, title) values
    ('exempt', 'معاف'), ('standard', 'مشمول');
comment on table tax_class is 'How value-added tax looks at a product';
alter table product add foreign key (tax_class) references tax_class;

create table tax_rate (
	class text not null references tax_class,
	valid_from date not null,
	per_myriad integer not null check (per_myriad between 0 and 5000),
	primary key (class, valid_from)
);
comment on table tax_rate is
    'Of a price before tax, in ten-thousandths, from a day on; none is 0';

create table invoice_serial (
	group_id bigint not null references self_help_group,
	year integer not null check (year between 1390 and 1500),
	last integer not null check (last > 0),
	primary key (group_id, year)
);
comment on table invoice_serial is 'The last number of a group in a Jalali year';

create table invoice (
	id bigint generated always as identity primary key,
	parcel_id bigint not null unique references parcel,
	group_id bigint not null references self_help_group,
	year integer not null,
	serial integer not null check (serial > 0),
	issued_on date not null,
	seller json not null,
	created_at timestamptz not null default now(),
	unique (group_id, year, serial)
);
comment on table invoice is
    'Issued when a group takes a parcel on, and never changed; what came back later is told from refunds';

create table invoice_line (
	line_id bigint primary key references order_line,
	invoice_id bigint not null references invoice,
	tax_class text not null references tax_class,
	per_myriad integer not null,
	tax_rial bigint not null check (tax_rial >= 0)
);
create index invoice_line_invoice on invoice_line (invoice_id);
comment on table invoice_line is
    'The tax that was in the price of a line on the day of its invoice';
