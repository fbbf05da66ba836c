-- One import, for those who see it: how far it is, its columns and the first
-- rows beside our fields, what was found and what was done.
-- $1 id, $2 columns as they were typed
select import_json($1::bigint, $2::json)
