-- Tokens for the portfolio row: "bench-facilitator" and "bench-clinic", of
-- the demo clinic.
insert into api_token (account_id, role_grant_id, name, token_hash)
select a.id, g.id, 'bench', encode(sha256(b.token::bytea), 'hex')
from (values ('09120000004', 'facilitator', 'bench-facilitator'),
    ('09120000006', 'clinic_manager', 'bench-clinic')) b (mobile, role, token)
join account a on a.mobile = b.mobile
join role_grant g on g.account_id = a.id and g.role = b.role
    and g.ended_at is null
on conflict do nothing;
