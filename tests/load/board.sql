-- Tokens for the rows of boards, inboxes and exports: "bench-officer" of the
-- nation and "bench-manager" of the demo clinic.
insert into api_token (account_id, role_grant_id, name, token_hash)
select a.id, g.id, 'bench', encode(sha256(b.token::bytea), 'hex')
from (values ('09120000007', 'officer', 'bench-officer'),
    ('09120000006', 'clinic_manager', 'bench-manager')) b (mobile, role, token)
join account a on a.mobile = b.mobile
join role_grant g on g.account_id = a.id and g.role = b.role
    and g.ended_at is null
on conflict do nothing;
delete from export;
delete from rate_hit where bucket like 'export:%';
