-- One member of the actor's group, and what may be done about her membership.
-- $1 member
select json_build_object(
    'member', m.id, 'name', m.name,
    -- A masked number cannot be called.
    'mobile', substring(member_mobile(m.mobile, m.account_id, g)
        from '^[0-9]+$'),
    'post_title', post_title(m.post), 'joined_on', m.joined_on,
    'paused_on', m.paused_on,
    'self', coalesce(m.account_id = actor_account(), false),
    'can_change', group_binds(g.state) and not m.pending
        and coalesce(m.account_id = actor_account()
            or actor_role() in ('leader', 'secretary'), false),
    'today', current_date)
from group_member m
join self_help_group g on g.id = m.group_id
where m.id = $1::bigint and m.group_id = actor_group() and m.left_on is null
