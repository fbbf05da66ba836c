-- The payment a buyer comes back from, by what the gateway calls it. Her
-- word about how it went is not even read.
-- $1 gateway, $2 Zarinpal's name for it, $3 Zibal's
select payment_find($1::text,
    case $1::text when 'zarinpal' then $2::text else $3::text end)
