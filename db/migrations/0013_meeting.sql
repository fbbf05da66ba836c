-- Meetings and training: who declared a record void, and the order of lists.
alter table meeting add column voided_by bigint references account;
alter table training add column voided_by bigint references account;

create index meeting_group on meeting (group_id, held_on desc, id desc);
create index training_group on training (group_id, held_on desc, id desc);
