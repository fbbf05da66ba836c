-- The month in which a product came onto the shelf is one of its words, so
-- that a search finds the newest of many without reading all of them.
comment on column shelf.words is
    'Search words, and t:trade c:category p:province r:ready m:month to narrow by';
update shelf set words = words || array_to_tsvector(array['m:'
    || to_char(published_at at time zone 'UTC', 'YYYYMM')]);
