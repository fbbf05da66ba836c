-- What is asked to begin a cycle: the rules of the one before, its members.
-- $1 group (the actor's own when absent)
select json_build_object(
    'group', json_build_object('id', g.id, 'name', g.name),
    'khodyar', g.kind = 'khodyar', 'first', c.id is null,
    'number', coalesce(c.number, 0) + 1, 'today', current_date,
    'planned_end', current_date + 364, 'before', savings_cycle_json(c),
    'charges', (select json_agg(json_build_object('charge', x,
            'title', charge_title(x)) order by n)
        from unnest(array['none', 'fee', 'flat', 'reducing'])
            with ordinality w (x, n)),
    'rates', (select json_agg(json_build_object('rate', x,
            'percent', x / 100.0) order by x)
        from unnest(array[50, 100, 150, 200, 250, 300, 400, 500, 700, 1000])
            x),
    'rhythms', '[{"days": 7, "title": "هر هفته"},
        {"days": 14, "title": "هر دو هفته"},
        {"days": 30, "title": "هر ماه"}]'::json,
    'fine_rows', (select coalesce(json_agg(json_build_object('n', n)
            order by n), '[]')
        from generate_series(1 + (select count(*) from savings_fine f
            where f.cycle_id = c.id), 8) n),
    'funds', (select json_agg(json_build_object('fund', x,
            'title', fund_title(x)) order by n)
        from unnest(savings_funds()) with ordinality w (x, n)
        where x <> 'credit' or g.kind = 'khodyar'),
    'members', savings_savers_json(g.id),
    'officers', savings_officers_json(g.id),
    'codes_short', (select count(*) from json_array_elements(
            savings_officers_json(g.id)) o
        where (o ->> 'has_code')::boolean) < 2)
from self_help_group g
left join savings_cycle c on c.id = (select max(id) from savings_cycle
    where group_id = g.id)
where g.id = coalesce($1::bigint, actor_group()) and saves_group(g)
    and (c.id is null or c.ended_on is not null)
