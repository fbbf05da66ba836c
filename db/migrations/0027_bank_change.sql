-- A new account of a group waits beside the one that is in use: money has a
-- place to go until a clinic has looked at the new number.
drop index group_bank_one;
create unique index group_bank_one
    on group_bank (group_id, (verified_at is null)) where ended_at is null;
comment on table group_bank is 'Where a group''s money goes: the account a '
    'clinic verified, and beside it at most one that waits to follow it';
