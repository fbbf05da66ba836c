-- For the hook of order_place: the payment of an order just placed.
-- $1 code, $2 gateway
select payment_start($1::text, $2::text)
