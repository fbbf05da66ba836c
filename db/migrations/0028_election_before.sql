-- Minutes say from whom a post went to whom.
alter table meeting_election
    add instead_of bigint references group_member;
comment on column meeting_election.instead_of is
    'Who held the post until this election gave it to another';
