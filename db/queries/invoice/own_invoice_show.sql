-- The invoice of a parcel of the actor's group.
-- $1 parcel
select invoice_json($1::bigint, true)
