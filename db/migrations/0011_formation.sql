-- How a group comes to life: who may move it, statute, consent, membership
-- in time, the bank account, and the facilitator who goes with it.

-- Who may make a move. Roles as in role_grant, each in its own scope;
-- 'applicant' is who applied. Empty: whoever a function lets.
alter table state_move
    add column who text[] not null default '{}',
    add column decides boolean not null default false,
    add column gate text check (gate in ('application', 'review'));
comment on column state_move.decides is
    'A decision on somebody''s wish: never taken by who has a part in it';
comment on column state_move.gate is
    'Conditions that must all be met before the move';

-- A clinic no longer approves a group straight away, and a review that finds
-- something lacking leads back into formation, where the group goes on.
delete from state_move where thing = 'group'
    and (from_state, to_state) in (('submitted', 'active'), ('', 'submitted'),
        ('in_review', 'returned'), ('returned', 'in_review'));
insert into state_move (thing, from_state, to_state) values
    ('group', 'in_review', 'forming'),
    ('group', 'in_review', 'withdrawn'),
    ('group', 'confirmed', 'in_review');
update state_move m
set who = string_to_array(w.who, ' '), decides = w.decides, gate = w.gate
from (values
    ('', 'draft', 'applicant', false, null),
    ('draft', 'submitted', 'applicant', false, 'application'),
    ('draft', 'withdrawn', 'applicant', false, null),
    ('submitted', 'withdrawn', 'applicant', false, null),
    ('returned', 'submitted', 'applicant', false, 'application'),
    ('returned', 'withdrawn', 'applicant', false, null),
    ('submitted', 'returned', 'clinic_officer clinic_manager', true, null),
    ('submitted', 'rejected', 'clinic_manager', true, null),
    ('submitted', 'forming', 'clinic_officer clinic_manager', true,
        'application'),
    ('returned', 'rejected', 'clinic_manager', true, null),
    ('forming', 'in_review', 'applicant leader facilitator clinic_officer '
        'clinic_manager', false, 'review'),
    ('forming', 'withdrawn', 'applicant leader', false, null),
    ('in_review', 'withdrawn', 'applicant leader', false, null),
    ('in_review', 'forming', 'clinic_manager', true, null),
    ('in_review', 'rejected', 'clinic_manager', true, null),
    ('in_review', 'confirmed', 'clinic_manager', true, 'review'),
    ('confirmed', 'in_review', 'officer', true, null),
    ('confirmed', 'active', 'officer clinic_manager', true, 'review'),
    ('active', 'paused', 'clinic_manager', true, null),
    ('paused', 'active', 'clinic_manager', true, null),
    ('active', 'graduated', 'clinic_manager', true, null),
    ('paused', 'graduated', 'clinic_manager', true, null),
    ('active', 'dissolved', 'clinic_manager', true, null),
    ('paused', 'dissolved', 'clinic_manager', true, null))
    w (from_state, to_state, who, decides, gate)
where m.thing = 'group' and m.from_state = w.from_state
    and m.to_state = w.to_state;

alter table self_help_group
    add column registry_no text unique
        check (registry_no ~ '^[0-9A-Z/-]{1,30}$'),
    add column forming_since date,
    add column facilitator_id bigint references account,
    add column facilitator_since date,
    add check ((facilitator_id is null) = (facilitator_since is null));
comment on column self_help_group.registry_no is
    'Its number in the registry of the welfare office, when it has one';
comment on column self_help_group.forming_since is
    'When a clinic accepted it: the least time of formation counts from here';
comment on column self_help_group.facilitator_id is
    'Whose portfolio it is in; chosen by its clinic';
create index group_facilitator on self_help_group (facilitator_id, id)
    where facilitator_id is not null;
create index group_confirmed on self_help_group (province_id, state_at, id)
    where state = 'confirmed';

create table group_statute (
	id bigint generated always as identity primary key,
	group_id bigint not null references self_help_group,
	body text not null check (length(body) between 100 and 20000),
	account_id bigint references account,
	at timestamptz not null default now()
);
create index group_statute_group on group_statute (group_id, id desc);
comment on table group_statute is
    'A group''s statute, every version; the newest one counts. Append-only';

-- Membership in time. A woman who was asked but has not said yes is pending.
drop index group_member_person;
alter table group_member
    add column group_kind text not null default 'hamyar'
        check (group_kind in ('hamyar', 'khodyar')),
    add column pending boolean not null default false,
    add column paused_on date check (paused_on >= joined_on),
    add column left_why text check (length(left_why) between 3 and 300),
    add check (not in_force or not pending);
comment on column group_member.group_kind is
    'That of her group; kept by a trigger, for the index of persons';
update group_member m set group_kind = g.kind
from self_help_group g where g.id = m.group_id and g.kind <> m.group_kind;
create unique index group_member_person on group_member
    (national_id_hash, group_kind) where in_force;
create index group_member_mobile_pending on group_member (mobile)
    where left_on is null and account_id is null;

create table member_history (
	id bigint generated always as identity primary key,
	member_id bigint not null,
	group_id bigint not null references self_help_group,
	at timestamptz not null default now(),
	account_id bigint,
	change text not null check (change in ('joined', 'left', 'paused',
	    'resumed', 'post')),
	on_day date not null,
	post text,
	why text check (length(why) <= 300)
);
create index member_history_group on member_history (group_id, id);
comment on table member_history is
    'Who joined, left, paused or took a post, and when; append-only';

create table consent_text (
	kind text not null check (kind in ('membership', 'publicity')),
	version integer not null check (version > 0),
	title text not null,
	body text not null,
	valid_from date not null,
	primary key (kind, version)
);
comment on table consent_text is
    'What a woman agrees to, by version: the newest one in force is asked';

create table consent (
	id bigint generated always as identity primary key,
	member_id bigint not null references group_member on delete cascade,
	group_id bigint not null references self_help_group,
	kind text not null,
	version integer not null,
	national_id_hash bytea,
	mobile text not null,
	account_id bigint references account,
	own boolean not null,
	given_at timestamptz not null default now(),
	withdrawn_at timestamptz check (withdrawn_at >= given_at),
	foreign key (kind, version) references consent_text
);
create unique index consent_once on consent (member_id, kind, version)
    where withdrawn_at is null;
create index consent_group on consent (group_id);
comment on table consent is
    'A member''s yes, by a code on her own telephone; own: in her own account';
comment on column consent.national_id_hash is
    'Who she was when she said yes: another person''s facts undo it';

-- Codes are asked for more than logging in.
alter table login_code add column purpose text not null default 'login'
    check (purpose ~ '^[a-z]+(:[0-9]+)?$');
drop index login_code_mobile;
create index login_code_mobile on login_code (mobile, purpose, id desc);

create table group_bank (
	id bigint generated always as identity primary key,
	group_id bigint not null references self_help_group,
	sheba text not null check (sheba ~ '^IR[0-9]{24}$'),
	owner text not null check (length(owner) between 3 and 120),
	added_by bigint references account,
	added_at timestamptz not null default now(),
	verified_by bigint references account,
	verified_at timestamptz,
	ended_at timestamptz,
	check ((verified_by is null) = (verified_at is null))
);
create unique index group_bank_one on group_bank (group_id)
    where ended_at is null;
comment on table group_bank is
    'Where a group''s money goes; a clinic verifies that it is the group''s own';
