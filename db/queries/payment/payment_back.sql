-- The payment a buyer comes back from, by what the gateway calls it and by our
-- own reference, which nobody guesses. Her word about how it went is not read.
-- $1 gateway, $2 reference, $3 Zarinpal's name for it, $4 Zibal's
select p from payment_find($1::text,
    case $1::text when 'zarinpal' then $3::text else $4::text end) p
where p ->> 'reference' = $2::text
