-- The facilitators of the actor's clinic with their load, and the groups of
-- one of them, or of nobody.
-- $1 facilitator, $2 after
select (jsonb_build_object(
    'facilitators', facilitators_load_json(),
    'chosen', (select json_build_object('id', f.id, 'name', f.name)
        from json_to_recordset(facilitators_json()) f (id bigint, name text)
        where f.id = $1::bigint),
    'filter', json_build_object('facilitator', $1::bigint))
    || clinic_portfolio($1::bigint, $2::bigint)::jsonb)::json
where $1::bigint is null or exists (select
    from json_to_recordset(facilitators_json()) f (id bigint)
    where f.id = $1::bigint)
