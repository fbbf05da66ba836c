-- For the hook of payment_start: the gateway gave none.
-- $1 payment, $2 why, $3 its answer
select payment_failed($1::bigint, $2::text, $3::jsonb)
