-- The members of the actor's group, and what changed among them.
select json_build_object(
    'group', json_build_object('id', g.id, 'name', g.name,
        'kind_title', group_kind_title(g.kind)),
    'members', group_members_json(g.id),
    'can_change', group_binds(g.state)
        and actor_role() in ('leader', 'secretary'),
    'full', (select count(*) from group_member m where m.group_id = g.id
        and m.left_on is null) >= members_most(g.kind),
    'least', members_least(g.kind), 'most', members_most(g.kind),
    'changes', (select coalesce(json_agg(json_build_object('at', h.at,
            'on_day', h.on_day, 'name', m.name,
            'change_title', member_change_title(h.change),
            'post_title', case when h.change = 'post'
                then post_title(h.post) end,
            'why', h.why) order by h.id desc), '[]')
        from (select * from member_history where group_id = g.id
            order by id desc limit 50) h
        join group_member m on m.id = h.member_id))
from self_help_group g
where g.id = actor_group()
