-- What the form of a training session asks, for whoever writes it.
-- $1 group (the actor's own when absent), $2 presence ({"12": "present"})
select json_build_object(
    'group', json_build_object('id', g.id, 'name', g.name),
    'today', current_date, 'since', group_begins(g),
    'members', presence_form(g.id, $2::json),
    'modules', (select json_agg(json_build_object('slug', m.slug,
            'title', m.title, 'hours', m.hours, 'done', exists (select
                from training t where t.group_id = g.id
                    and t.module = m.slug and t.voided_at is null))
            order by m.position)
        from training_module m))
from self_help_group g
where g.id = coalesce($1::bigint, actor_group()) and records_group(g)
