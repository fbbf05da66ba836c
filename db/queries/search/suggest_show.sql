-- Words and products for what anyone is typing in the search box.
-- $1 q
select suggest_document($1::text)
