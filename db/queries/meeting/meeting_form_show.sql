-- What the form of a meeting asks, for whoever writes it, with what was typed
-- in lists so far.
-- $1 group (the actor's own when absent), $2 presence ({"12": "present"}),
-- $3 decision, $4 election (it is about to be one), $5 to $7 those elected
select json_build_object(
    'group', json_build_object('id', g.id, 'name', g.name),
    'today', current_date, 'since', group_begins(g),
    'members', presence_form(g.id, $2::json),
    'candidates', (select coalesce(json_agg(json_build_object('id', m.id,
            'name', m.name) order by m.id), '[]')
        from group_member m
        where m.group_id = g.id and m.left_on is null and not m.pending),
    'posts', json_build_object('leader', post_holder(g.id, 'leader'),
        'secretary', post_holder(g.id, 'secretary'),
        'treasurer', post_holder(g.id, 'treasurer')),
    'decisions', (select json_agg(json_build_object('n', n,
            'body', $3::json ->> (n - 1)) order by n)
        from generate_series(1, 3) n),
    'more_decisions', (select json_agg(json_build_object('n', n,
            'body', $3::json ->> (n - 1)) order by n)
        from generate_series(4, 10) n),
    'has_more', coalesce(json_array_length($3::json), 0) > 3,
    'elects', coalesce($4::boolean, false)
        or coalesce($5::bigint, $6::bigint, $7::bigint) is not null)
from self_help_group g
where g.id = coalesce($1::bigint, actor_group()) and records_group(g)
