-- Who read the file of the account that asks, the newest first.
-- $1 after
select access_json($1::bigint)
