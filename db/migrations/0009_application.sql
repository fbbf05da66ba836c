-- Applications: whose membership counts, and why a person's file was read.
alter table access_log add column why text check (length(why) between 3 and 300);

-- A woman may stand in several applications, but in one group at work.
alter table group_member
    add column in_force boolean not null default false,
    add check (not in_force or left_on is null);
comment on column group_member.in_force is
    'Her group is forming or at work and she has not left; kept by triggers';
update group_member m set in_force = true
from self_help_group g
where g.id = m.group_id and m.left_on is null
    and g.state in ('forming', 'in_review', 'confirmed', 'active', 'paused');

drop index group_member_person;
create unique index group_member_person on group_member (national_id_hash)
    where in_force;
create unique index group_member_once on group_member
    (group_id, national_id_hash) where left_on is null;
create unique index group_member_mobile on group_member (group_id, mobile)
    where left_on is null;

-- A clinic's inbox, the longest waiting first.
create index group_clinic_age on self_help_group
    (clinic_id, state, state_at, id);
