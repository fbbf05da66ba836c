-- What the market's money follows: fees by dated rules, and when a parcel is
-- its group's for good.
create table fee_rule (
	id bigint generated always as identity primary key,
	category_id bigint references category,
	group_id bigint references self_help_group,
	per_myriad integer not null check (per_myriad between 0 and 3000),
	valid_from date not null,
	decided_by bigint references account,
	check (category_id is null or group_id is null),
	unique nulls not distinct (category_id, group_id, valid_from)
);
comment on table fee_rule is
    'Hamyar''s part of a price, in ten-thousandths: of a group, else of its trade, else of all; none is 0';

alter table parcel
    add column return_by date,
    add column completed_at timestamptz;
update parcel set completed_at = state_at where state = 'completed';
comment on column parcel.return_by is
    'The last day on which its buyer may send it back, fixed at its delivery';
