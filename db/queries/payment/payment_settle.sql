-- For the hook of payment_back: what the gateway's server said of it.
-- $1 payment, $2 paid or failed, $3 receipt, $4 card, $5 its answer
select payment_settle($1::bigint, $2::text, nullif($3::text, ''),
    nullif($4::text, ''), $5::jsonb)
