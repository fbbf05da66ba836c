-- What a membership means, for her whose it is, or for who stands beside her
-- with the application: the texts in force, and whether she agreed.
-- $1 member, $2 sent
select invitation_json($1::bigint, coalesce($2::boolean, false))
