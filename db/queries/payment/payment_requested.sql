-- For the hook of payment_start: the gateway gave an authority.
-- $1 payment, $2 authority, $3 its answer, $4 where the buyer pays
select (payment_requested($1::bigint, $2::text, $3::jsonb)::jsonb
    || jsonb_build_object('pay_url', $4::text))::text
