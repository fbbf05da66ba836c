-- The savings of the actor's place, or of one within it: sums, loans by how
-- late they are, ratios, and the places within.
-- $1 province, $2 clinic, $3 facilitator
select savings_board_json(w.filters)
from (select savings_filters($1::bigint, $2::bigint, $3::bigint, null, null)
    as filters) w
where w.filters is not null
