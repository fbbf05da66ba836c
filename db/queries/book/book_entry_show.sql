-- One entry of the market's book, for those who read it.
-- $1 id
select book_entry($1::bigint)
