-- What officers look at: counts kept beside the groups, and exports.

-- Laid anew by board_refresh() from time to time, never by the writes
-- themselves: an order waits for no figure of a board.
create table board_run (
	one boolean primary key default true check (one),
	counted_at timestamptz not null,
	took_ms integer not null check (took_ms >= 0)
);
comment on table board_run is 'When the figures of the boards were counted';

create table board_group (
	group_id bigint primary key references self_help_group on delete cascade,
	province_id bigint not null,
	clinic_id bigint not null,
	trade_id bigint not null,
	state text not null,
	state_at timestamptz not null,
	began date,
	ended date,
	people integer not null check (people >= 0),
	band integer not null check (band >= 0),
	products integer not null check (products >= 0),
	sold_rial bigint not null check (sold_rial >= 0),
	risks text[] not null,
	name_key text not null
);
create index board_group_wait on board_group (state_at, group_id desc);
create index board_group_sold on board_group (sold_rial desc, group_id desc);
create index board_group_state on board_group (state, group_id desc);
create index board_group_trade on board_group (trade_id, group_id desc);
create index board_group_province on board_group (province_id, group_id desc);
create index board_group_cell on board_group
    (province_id, trade_id, state, group_id desc);
create index board_group_began on board_group (began, group_id desc);
create index board_group_name on board_group
    using gin (name_key gin_trgm_ops);
comment on table board_group is
    'A group as the boards count it: what their figures link to';
comment on column board_group.people is
    'Exact; not granted to the service, which reads the band';
comment on column board_group.band is
    'From how many people: 0, 1 (fewer than the least), then steps of the least';

create table board_sale (
	month date not null,
	group_id bigint not null references self_help_group on delete cascade,
	province_id bigint not null,
	sold_rial bigint not null,
	primary key (month, group_id)
);
comment on table board_sale is
    'What a group sold in a Jalali month, by its first day';

-- Every sum over province, trade and stage; 0 and '' stand for all.
create table board_cell (
	province_id bigint not null,
	trade_id bigint not null,
	state text not null,
	groups integer not null,
	people integer not null,
	products integer not null,
	sold_rial bigint not null,
	hidden text check (hidden in ('few', 'tied')),
	primary key (province_id, trade_id, state)
);
comment on table board_cell is
    'Sums by province, trade and stage, and which of them are not shown';
comment on column board_cell.hidden is
    'few: counts fewer people than the least; tied: would give such a one away';

-- Sums by province alone, of whatever else the boards count.
create table board_figure (
	thing text not null check (thing in ('people', 'risk', 'began', 'active',
	    'sold')),
	key text not null,
	province_id bigint not null,
	groups integer not null,
	people integer not null,
	sold_rial bigint not null default 0,
	hidden text check (hidden in ('few', 'tied')),
	primary key (thing, key, province_id)
);
comment on table board_figure is
    'Sums by province (0: all) of one thing: risk by kind, the rest by month';

create table board_stay (
	province_id bigint not null,
	state text not null,
	stays integer not null,
	days numeric not null,
	primary key (province_id, state)
);
comment on table board_stay is
    'How long groups stayed in a stage: the median of those who left it';

-- What the counting reads.
create index shop_order_placed_at on shop_order (placed_at);

create table export (
	id bigint generated always as identity primary key,
	account_id bigint not null references account,
	role_grant_id bigint not null references role_grant,
	list text not null check (list ~ '^[a-z][a-z_]*$'),
	filters jsonb not null check (jsonb_typeof(filters) = 'object'),
	format text not null check (format in ('csv', 'xlsx')),
	state text not null default 'waiting'
	    check (state in ('waiting', 'running', 'ready', 'failed')),
	rows_done integer not null default 0 check (rows_done >= 0),
	rows_total integer check (rows_total >= 0),
	file text not null unique default encode(gen_random_bytes(16), 'hex')
	    check (file ~ '^[0-9a-f]{32}$'),
	name text check (name ~ '^[a-z0-9.-]+$'),
	bytes bigint check (bytes >= 0),
	why text,
	created_at timestamptz not null default now(),
	done_at timestamptz,
	check ((state = 'ready') = (name is not null)),
	check ((state = 'ready') = (bytes is not null))
);
create index export_account on export (account_id, id desc);
create index export_created_at on export (created_at);
comment on table export is
    'A list somebody asked for as a file: who, which rows, how far it is';
