-- How a group goes on, for its clinic and the offices: never a single member.
-- $1 group
select group_progress_json($1::bigint)
where actor_group() is null
