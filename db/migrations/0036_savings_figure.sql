-- The figures of each group's savings, and their sums by place: counted from
-- time to time, never by the writes themselves.
create table savings_figure (
	group_id bigint primary key references self_help_group on delete cascade,
	province_id bigint not null,
	clinic_id bigint not null,
	facilitator_id bigint not null,
	saving boolean not null,
	graduated boolean not null,
	cycle_number integer not null,
	members integer not null check (members >= 0),
	members_start integer not null check (members_start >= 0),
	dropouts integer not null check (dropouts between 0 and members_start),
	attended integer not null check (attended between 0 and asked),
	asked integer not null,
	borrowers integer not null check (borrowers between 0 and loans),
	loans integer not null,
	late_loans integer not null check (late_loans between 0 and loans),
	ages integer[] not null check (cardinality(ages) = 5),
	ages_rial bigint[] not null check (cardinality(ages_rial) = 5),
	savings_rial bigint not null,
	loans_rial bigint not null,
	late_rial bigint not null check (late_rial between 0 and loans_rial),
	cash_rial bigint not null,
	due_rial bigint not null,
	other_rial bigint not null,
	debt_rial bigint not null,
	lost_rial bigint not null,
	difference_rial bigint not null,
	meetings integer not null,
	last_on date,
	days integer not null,
	cycle_days integer not null
);
create index savings_figure_province on savings_figure (province_id);
create index savings_figure_clinic on savings_figure
    (clinic_id, facilitator_id);
create index savings_figure_late on savings_figure
    (late_rial desc, group_id desc);
create index savings_figure_savings on savings_figure
    (savings_rial desc, group_id desc);
comment on table savings_figure is
    'A group''s savings in its last cycle, as last counted; facilitator_id is 0 where it has none';
comment on column savings_figure.ages is
    'Loans by how late they are: not due, to 30, 60, 90 days, longer; ages_rial: what is left of them';
comment on column savings_figure.cash_rial is
    'Of the loan fund and the bank''s credit, in the box and the bank; other_rial: the social fund''s';

create table savings_place (
	kind text not null check (kind in ('nation', 'province', 'clinic',
	    'facilitator')),
	parent_id bigint not null,
	id bigint not null,
	figures jsonb not null,
	primary key (kind, parent_id, id)
);
comment on table savings_place is
    'Sums of savings_figure: of a facilitator in a clinic, a clinic in a province, a province, and all';

create table savings_run (
	one boolean primary key default true check (one),
	counted_at timestamptz not null,
	took_ms integer not null check (took_ms >= 0)
);
comment on table savings_run is 'When the figures of savings were counted';
