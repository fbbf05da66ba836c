-- A group divides what it takes out among its members, by a rule of its own.
alter table payout
    add column rule text not null default 'later'
        check (rule in ('equal', 'pieces', 'hours', 'later')),
    add column divided_at timestamptz,
    add column divided_by bigint references account;
comment on column payout.rule is
    'How it is divided among members; later: not yet';

create table payout_share (
	payout_id bigint not null references payout,
	group_id bigint not null references self_help_group,
	member_id bigint not null references group_member,
	weight integer not null check (weight between 0 and 100000),
	material_rial bigint not null check (material_rial >= 0),
	amount_rial bigint not null,
	primary key (payout_id, member_id),
	check (amount_rial >= material_rial)
);
create index payout_share_member on payout_share (member_id, payout_id);
comment on table payout_share is
    'A member''s part of a payout: what she paid for material, and her part of the rest by pieces or hours';

insert into ledger_account_kind (kind, book_kind, title, normal,
    may_go_negative, shared, position) values
    ('share', 'market', 'سهم عضو', -1, false, false, 9);
