-- The members of the actor's group, and what changed among them.
select json_build_object(
    'group', json_build_object('id', g.id, 'name', g.name,
        'kind_title', group_kind_title(g.kind)),
    'members', group_members_json(g.id),
    'can_change', group_binds(g.state)
        and actor_role() in ('leader', 'secretary'),
    'full', (select count(*) from group_member m where m.group_id = g.id
        and m.left_on is null) >= members_most(g.kind),
    'count', (select count(*) from group_member m where m.group_id = g.id
        and m.left_on is null and not m.pending),
    'least', members_least(g.kind), 'most', members_most(g.kind),
    'changes', (select coalesce(json_agg(json_build_object('at', h.at,
            'on_day', h.on_day, 'name', m.name,
            'change_title', member_change_title(h.change, h.post, h.was),
            'why', h.why) order by h.id desc), '[]')
        -- The post that she had: of the line before, or of the woman who
        -- got it, whose line follows.
        from (select h.*, coalesce((select o.post from member_history o
                where o.member_id = h.member_id and o.group_id = h.group_id
                    and o.id < h.id order by o.id desc limit 1),
                (select o.post from member_history o
                where o.group_id = h.group_id and o.id > h.id
                    and o.change = 'post' and o.on_day = h.on_day
                    and o.post <> 'member' order by o.id limit 1)) as was
            from member_history h where h.group_id = g.id
            order by h.id desc limit 50) h
        join group_member m on m.id = h.member_id))
from self_help_group g
where g.id = actor_group()
