-- Pictures of a product of the actor's group, or of her tray, while they are
-- being made ready.
-- $1 product
select json_build_object('media', media_list($1::bigint))
where $1::bigint is null or exists (select from product
    where id = $1::bigint and group_id = actor_group())
