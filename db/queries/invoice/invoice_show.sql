-- The invoice of a parcel of an order of mine.
-- $1 parcel
select invoice_json($1::bigint, false)
