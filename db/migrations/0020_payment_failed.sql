-- Payments that failed are asked about for a while: the bank may say yes late.
create index payment_failed on payment (created_at, id)
    where state = 'failed' and authority is not null;
