-- The files that the actor asked for in the role she acts in, newest first.
select json_build_object(
    'exports', (select coalesce(json_agg(export_json(e)
        order by e.id desc), '[]')
        from (select * from export where account_id = actor_account()
            order by id desc limit 50) e),
    'busy', exists (select from export where account_id = actor_account()
        and state in ('waiting', 'running')))
