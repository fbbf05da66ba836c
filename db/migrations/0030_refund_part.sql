-- What a refund takes, and from whom: pieces of a line, or a parcel's shipping.
-- And a buyer's wish to send pieces back.
create table refund_part (
	id bigint generated always as identity primary key,
	refund_id bigint not null references refund,
	parcel_id bigint not null references parcel,
	group_id bigint not null references self_help_group,
	line_id bigint references order_line,
	quantity integer not null check (quantity >= 0),
	restocked integer not null default 0,
	amount_rial bigint not null check (amount_rial > 0),
	fee_rial bigint not null default 0,
	unique nulls not distinct (refund_id, parcel_id, line_id),
	check (restocked between 0 and quantity),
	check (fee_rial between 0 and amount_rial),
	check ((line_id is null) = (quantity = 0))
);
create index refund_part_line on refund_part (line_id)
    where line_id is not null;
create index refund_part_parcel on refund_part (parcel_id);
comment on table refund_part is
    'Whose share a refund takes. restocked pieces went back on sale, the others are scrapped; fee_rial is Hamyar''s part of it';

create table parcel_return (
	id bigint generated always as identity primary key,
	parcel_id bigint not null references parcel,
	group_id bigint not null references self_help_group,
	state text not null default 'asked'
	    check (state in ('asked', 'taken', 'refused')),
	why text check (length(why) <= 500),
	asked_by bigint not null references account,
	asked_at timestamptz not null default now(),
	reason text check (reason in ('not_back', 'worn', 'incomplete',
	    'other')),
	note text check (length(note) <= 300),
	answered_by bigint references account,
	answered_at timestamptz,
	refund_id bigint references refund,
	check ((state = 'asked') = (answered_at is null)),
	check ((state = 'refused') = (reason is not null)),
	check ((state = 'taken') = (refund_id is not null))
);
create unique index parcel_return_open on parcel_return (parcel_id)
    where state = 'asked';
create index parcel_return_parcel on parcel_return (parcel_id, id);
comment on table parcel_return is
    'A buyer sends pieces of a parcel back; its group takes them or says why not';

create table return_line (
	return_id bigint not null references parcel_return,
	line_id bigint not null references order_line,
	quantity integer not null check (quantity > 0),
	primary key (return_id, line_id)
);
comment on table return_line is 'The pieces that she wishes to send back';

insert into state_move (thing, from_state, to_state) values
    ('parcel', 'returned', 'delivered'),
    ('parcel', 'delivered', 'refunded'),
    ('parcel', 'completed', 'refunded');

-- Refunds of whole parcels, as they were until now; one of a whole payment
-- took all that was cancelled of its order.
insert into refund_part (refund_id, parcel_id, group_id, line_id, quantity,
    restocked, amount_rial)
select r.id, p.id, p.group_id, l.id, coalesce(l.quantity, 0),
    case p.state when 'cancelled' then coalesce(l.quantity, 0) else 0 end,
    coalesce(l.price_rial * l.quantity, p.shipping_rial)
from refund r
join payment y on y.id = r.payment_id
join parcel p on p.id = r.parcel_id or (r.parcel_id is null
    and p.order_id = y.order_id and p.state = 'cancelled')
cross join lateral (select x.id, x.quantity, x.price_rial from order_line x
    where x.parcel_id = p.id
    union all
    select null, null, null where p.shipping_rial > 0) l
where r.reason in ('cancelled', 'returned');
