-- The letter of a decision, for those whom it concerns.
-- $1 id
with letter as materialized (
    select letter_json($1::bigint) as written
)
select l.written from letter l cross join lateral letter_note($1::bigint)
where l.written is not null
